"""What somebody takes back that he asked for himself: 算了不改了, 0001 不改期了, 撤回申请, RQ-0003 不用了."""

import re

from handlers.domain.typed.command import NUMBER, Typed

CHANGE = "change"  # of an order, whatever of it; empty: whatever was asked for
_NOT = r"(?:不用|不要|不必|不需要|先别|别|先不|不)(?:再|给?我们?)?"
_DONE = r"(?:了吧?|啦|吧)"
_UNDONE = (  # kind, what is not to be done any more
    (
        "date",
        rf"{_NOT}(?:改期|延期|提前|提早|推迟|延后|[改换](?:日期|日子|时间|交期)){_DONE}"
        rf"|(?:交?日期|交期|日子|时间){_NOT}[改换]{_DONE}",
    ),
    ("address", rf"{_NOT}[改换](?:送货|收货)?地址{_DONE}|(?:送货|收货)?地址{_NOT}[改换]{_DONE}"),
    ("price", rf"{_NOT}[改调](?:单?价|价格){_DONE}|(?:单?价|价格){_NOT}[改调]{_DONE}"),
    ("return", rf"{_NOT}(?:退换?货?|换货|退款){_DONE}"),
    ("invoice", rf"{_NOT}(?:开|要)?(?:发票|[专普]?票){_DONE}|(?:发票|[专普]票){_NOT}(?:开|要)?{_DONE}"),
    ("human", rf"{_NOT}[转找]人工{_DONE}"),
    ("urgent", rf"{_NOT}加急{_DONE}"),
    (CHANGE, rf"{_NOT}改{_DONE}"),
)
_MINE = r"(?:一下|掉)?(?:(?:我|刚才|刚刚|那个|这个)的?)*"


def _called_off(name: str) -> str:
    """The application of this name is not to count."""
    alone = rf"|(?:撤回|撤销|取消){name}|{name}(?:撤回|撤销|作废)(?:了|掉)?" if name else ""
    return (
        rf"(?:撤回|撤销|收回|取消){_MINE}{name}的?申请"
        rf"|{name}的?申请(?:先)?(?:撤回|撤销|收回|取消|作废|不要|不用|算)(?:了|掉)?{alone}"
    )


_OFF = (  # kind, the same by what the application for it is called
    ("date", _called_off("(?:改期|延期|提前|推迟|延后)")),
    ("address", _called_off("(?:改|换)(?:送货|收货)?地址")),
    ("price", _called_off("[改调](?:单?价|价格)")),
    ("return", _called_off("(?:退换?货|换货)")),
    ("invoice", _called_off("开(?:发?票|[专普]票)")),
    ("urgent", _called_off("加急")),
    ("", _called_off("")),
)
_BEFORE = r"(?:(?:那就|那|哦|嗯|好吧|算了吧?|不好意思|还是|就|请|麻烦|帮我|我要)[\s,]*)*"
_AFTER = r"(?:[\s,]*(?:谢谢|麻烦了|辛苦了|(?:还是)?[按照]原\S{1,8}))?(?:了|吧|啊|哈)?"
_WAYS = tuple(
    (
        re.compile(
            rf"{_BEFORE}(?:(?P<about>{NUMBER})[\s,的:]*)?{_BEFORE}(?:{said})(?:[\s,:]*(?P<after>{NUMBER}))?{_AFTER}"
        ),
        kind,
    )
    for kind, said in (*_UNDONE, *_OFF)
)
_REQUEST = re.compile(
    rf"{_BEFORE}(?:撤回|撤销|收回|取消)[\s:]*(?P<about>RQ-\d{{1,9}})"
    r"|(?P<before>RQ-\d{1,9})[\s,]*(?:撤回|撤销|收回|取消|作废|不要|不用|算)了?",
    re.IGNORECASE,
)


def withdrawn(said: str) -> Typed | None:
    """The wish that is taken back: `about` the number of an order or a request, `words` its kind."""
    if found := _REQUEST.fullmatch(said):
        return Typed("withdraw", (found["about"] or found["before"]).upper())
    for way, kind in _WAYS:
        if found := way.fullmatch(said):
            return Typed("withdraw", found["about"] or found["after"] or "", words=kind)
    return None
