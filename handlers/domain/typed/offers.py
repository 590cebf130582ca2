"""Of quotes: prices that are offered."""

import re

from handlers.domain.typed.command import NUMBER, Typed, first

QUOTED = r"(?:报|出|做|开)(?:一?[下个份张])?报?价单?"
_FOR_WHOM = re.compile(  # 给博泰报价 转向节300件: for whom, then what
    rf"(?:请|麻烦|帮我|帮忙|再|先)*[给帮替为](?!我|咱|你|他|她|自己)(?P<words>[^\s,。:]{{2,20}}?{QUOTED}[\s,:]+\S.*)",
    re.DOTALL,
)
_OFFERS = (  # by number, its last digits, or neither
    ("quote_change", re.compile(rf"改报价单?[\s:]*(?P<about>{NUMBER})[\s,。:]+(?P<words>\S.*)", re.DOTALL)),
    ("quote_again", re.compile(rf"重新报价[\s:]*(?P<about>{NUMBER})?")),
    ("quote_send", re.compile(rf"(?:发|发送)报价单?(?:给客户)?[\s:]*(?P<about>{NUMBER})?")),
    ("quote_drop", re.compile(rf"(?:撤回|作废|取消)报价单?[\s:]*(?P<about>{NUMBER})?")),
    ("quote_turn", re.compile(rf"(?:报价单?)?[转成]为?订单[\s:]*(?P<about>{NUMBER})?")),
    ("quote_turn", re.compile(rf"(?P<about>{NUMBER})[\s:]*转为?订单")),
    ("quote_turn", re.compile(rf"按(?:这个|这张|你们的)?报价单?(?P<about>{NUMBER})?下单?")),
    ("quotes", re.compile(r"(?P<words>我的)报价单?")),
    ("quotes", re.compile(r"报价单(?:[\s:]+(?P<about>\S.{0,40}))?")),
    ("quotes", re.compile(r"(?P<about>\S{2,30})的报价单")),
    ("quote", _FOR_WHOM),
    ("quote", re.compile(r"报价(?:[\s:]+(?P<words>\S.*))?", re.DOTALL)),
)


def offer(said: str) -> Typed | None:
    """What is said of quotes; `words` of 我的 say: the speaker's own."""
    return first(_OFFERS, said)
