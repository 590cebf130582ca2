"""Answers to an alert, and words about a slip."""

import re
from dataclasses import replace
from decimal import Decimal

from handlers.domain.typed.command import MORE, NUMBER, Typed, about, first, words

_LACKED = r"(?:(?:缺货?|没货|不够|不足)的(?:那|这)?(?:个|款|种|些|部分|样)?(?:货|东西)?[\s,]*)"
_TO = r"(?:就|都|先|可以)?(?:换成?|改成|用)"
_NAME = r"[1-9](?![\dA-Za-z.-])|(?=[A-Za-z-]{0,12}\d)[A-Za-z0-9][A-Za-z0-9-]{2,24}"  # a place, an order, a product
_TAIL = rf"(?:[\s:]*(?P<about>{_NAME}))?"
_DONE = "解决|搞定|处理完|处理好|办好"
_SOLVED = rf"(?:(?:问题|事情?|这个|这件事)?(?:都?已经?|都)(?:{_DONE}|处理)了?|(?:问题|事情?|这个|这件事)?(?:{_DONE})了)"
_UNMUTE = (
    r"(?:(?:取消|解除|撤销|撤掉|关闭|关掉|关|结束|停止|别|不用|不要)再?静音|把?静音(?:取消|解除|撤销|关掉|关|停)掉?"
    r"|(?:恢复|继续|重新|照常|可以(?:再|继续|接着)?)提醒(?:我们?)?)(?:了|吧|啦)*"
)
_LED = re.compile(
    rf"(?P<about>{_NAME})[\s、,.:]*(?P<rest>(?:我来|我处理|转给|静音|{_UNMUTE}|{_SOLVED}|为[什啥何]|已经?联系|改派|转客服|说明原因|定日期).*)",
    re.DOTALL,
)
_BEHIND = re.compile(rf"(?P<about>{_NAME})[\s、,.:]*(?P<rest>[^\d\s].{{1,24}}|\d{{1,3}}(?:小时|分钟|h).{{2,20}})")
_BEHIND_VERBS = frozenset({"take", "pass_on", "mute"})  # what is said in many ways behind what it is about
_WEEK = 7 * 24 * 60
_MINUTES = {"小时": 60, "钟头": 60, "分钟": 1, "天": 24 * 60, "h": 60, "min": 1}  # units of a silence
_MINUTES |= {"周": _WEEK, "星期": _WEEK, "礼拜": _WEEK, "月": 30 * 24 * 60}
_COUNTS = {"十五": Decimal(15), "二十": Decimal(20), "三十": Decimal(30), "四十": Decimal(40), "半": Decimal("0.5")}
_COUNTS |= {"两": Decimal(2)} | {word: Decimal(place) for place, word in enumerate("一二三四五六七八九十", 1)}
_COUNT = rf"\d{{1,3}}(?:\.\d)?|{'|'.join(_COUNTS)}"
_SPAN = rf"(?P<count>{_COUNT})\s*个?(?P<half>半)?(?P<unit>{'|'.join(_MINUTES)})"  # 两个半小时, 1.5h
MOST = 3  # answers that are said in one breath
_HEARD = r"(?:(?:收到|好的?|知道了|明白)[\s,]*)?"
_DEAL = r"(?:处理|跟进?|负责|看看|看一?下|弄|办|催催?|问问?|查查?|盯着?|协调|落实|解决)"
_WHO = r"[\s@]*(?!尽|马上|赶|立|抓|你|您|他|她|大家|帮)(?P<words>[\u4e00-\u9fff·]{2,8}?|[A-Za-z.]{2,20})\s*"
_REMIND = r"(?:提醒|催|叫|通知)(?:我们?)?(?:了|啦|吧)?"
_WHY = r"(?:你们?)?(?:为(?:什么|啥|何)|凭(?:什么|啥))"
_OFTEN = r"(?:总是?|老是?|又|还|一直|天天|会|要)+"
_THAT = r"(?:发)?(?:这个|这条|这些|这张)?(?:卡片?|消息|提醒|通知)?"
_TOLD_ME = rf"(?:提醒|(?:提醒|通知|找|催|发给)(?:到)?我们?{_THAT}|给我们?(?:发|推)(?:送)?{_THAT})(?:了|啊|呢|呀)?"
_RANK = r"排(?:在)?(?:第?[一二三四五六七八九1-9]|最?前面?|这里|这儿)"
_ANSWERS = (
    ("take", re.compile(rf"(?:我来处理|我来跟进?|我处理|我来){_TAIL}")),
    (
        "take",
        re.compile(rf"{_HEARD}(?:我?正?在{_DEAL}|我(?:马上|现在|先|这就)?(?:来|去){_DEAL})(?:一下)?[了中吧]?{_TAIL}"),
    ),
    (
        "pass_on",
        re.compile(
            rf"(?:这个|这件?事)?(?:交给|转交给?|派给|分给|移交给?){_WHO}(?:(?:来|去)?{_DEAL}(?:一下)?)?吧?{_TAIL}"
        ),
    ),
    ("pass_on", re.compile(rf"(?:让|请|叫|由|@){_WHO}[\s,]*你?(?:来|去)?(?:处理|跟进?|负责)(?:一下)?吧?{_TAIL}")),
    ("mute", re.compile(rf"(?:先|暂时)?(?:别|不要|不用)(?:再|老是?|总是?|一直)*(?:提醒|催)(?:我们?)?了?{_TAIL}")),
    ("mute", re.compile(rf"(?:先|暂时)?(?:别|不要|不用)再?(?:提醒|催)\s*(?P<about>{_NAME})\s*了?")),
    ("mute", re.compile(rf"(?:过)?{_SPAN}(?:以后|之后|后)?再?{_REMIND}{_TAIL}")),
    ("mute", re.compile(rf"(?:晚点|晚些|等会儿?|等一会儿?|过会儿?|过一会儿?|一会儿?)再?{_REMIND}{_TAIL}")),
    ("pass_on", re.compile(rf"转给[\s:]*(?P<about>{_NAME})[\s:]+@?\s*(?P<words>[^\s@\d][^\s@]{{0,19}})")),
    ("pass_on", re.compile(rf"转给[\s@:]*(?P<words>[\u4e00-\u9fff·]{{1,12}}|[A-Za-z.]{{2,20}}(?![-\w]))?{_TAIL}")),
    ("pass_on", re.compile(rf"转给[\s:]*@\s*(?P<words>[^\s@]{{1,20}}){_TAIL}")),
    ("unmute", re.compile(rf"{_UNMUTE}{_TAIL}")),
    ("mute", re.compile(rf"静音[\s:]*(?:{_SPAN})?{_TAIL}")),
    ("mute", re.compile(rf"静音[\s:]*(?P<words>[到至][^\s]{{1,12}}){_TAIL}")),
    ("solve", re.compile(rf"{_SOLVED}{_TAIL}{MORE}", re.DOTALL)),
    ("solve", re.compile(rf"处理[\s:]*(?P<about>{_NAME}){MORE}", re.DOTALL)),
    (
        "requisition",
        re.compile(r"(?:查?看|查)?(?:一下)?(?:采购申请单?)?[\s:]*(?P<about>PR-?\d{1,9})(?:到哪了|怎么样了)?\??", re.I),
    ),
    ("buy", re.compile(rf"(?:一键)?(?:发起采购(?:申请)?|采购申请){_TAIL}")),
    ("buy", re.compile(r"(?:一键)?发起采购(?:申请)?[\s:]+(?P<about>\S.{1,40})")),
    ("instead", re.compile(rf"用替代品[\s:]+(?P<about>{_NAME})")),
    ("swap", re.compile(rf"换替代品[\s:]+(?P<about>{_NAME})(?:[\s:]+(?P<words>\S.{{0,39}}))?")),
    ("swap", re.compile(rf"(?P<about>{NUMBER})[\s,的:]*{_LACKED}?{_TO}(?:替代品|代替的|能替的|可替代的|替代的)")),
    ("swap", re.compile(rf"(?P<about>{NUMBER})[\s,的:]*{_LACKED}{_TO}(?P<words>\S.{{1,30}})")),
    ("recount", re.compile(rf"盘点不符[\s:]*(?P<about>{_NAME})(?:[\s:]+(?P<words>\S.*))?")),
    (
        "contacted",
        re.compile(
            rf"已经?联系(?:过|了|上)?(?:承运商|物流|快递|快递公司|物流公司)?了?{_TAIL}{MORE}",
            re.DOTALL,
        ),
    ),
    ("fix_day", re.compile(rf"定日期{_TAIL}{MORE}", re.DOTALL)),
    ("explain", re.compile(rf"说明原因{_TAIL}{MORE}", re.DOTALL)),
    ("reroute", re.compile(rf"改派{_TAIL}{MORE}", re.DOTALL)),
    ("to_service", re.compile(rf"转客服{_TAIL}")),
    ("script", re.compile(rf"复制(?P<unit>[A-Za-z])?(?P<words>正式|亲切|简短)?{_TAIL}")),
    ("voice", re.compile(rf"换(?P<words>正式|亲切|简短)?语气{_TAIL}")),
    ("why", re.compile(rf"{_WHY}\s*(?:排第?|是)?\s*(?P<about>[1-9])(?:会)?(?:{_RANK})?\??")),
    ("why", re.compile(rf"第?(?P<about>[1-9])\s*{_WHY}(?:会|要)?{_RANK}\??")),
    ("why", re.compile(rf"(?:{_WHY}(?:{_OFTEN})?|(?:怎么|咋){_OFTEN}){_TOLD_ME}{_TAIL}\??")),
)


_SLIPS = (
    ("slip_send", re.compile(rf"通知客户[\s:]*(?P<about>{NUMBER}){MORE}", re.DOTALL)),
    ("slip_hold", re.compile(rf"先不通知[\s:]*(?P<about>{NUMBER}){MORE}", re.DOTALL)),
    ("slip_edit", re.compile(rf"改通知[\s:]*(?P<about>{NUMBER}){MORE}", re.DOTALL)),
)


def answer(said: str) -> Typed | None:
    """An answer to an alert, which may be named before or after it; `qty` is minutes, 0 where they are not told."""
    led = _LED.fullmatch(said)
    if led and (found := answer(led["rest"])) and (not found.about or found.verb == "solve"):
        return replace(found, about=led["about"], words=f"{found.about} {found.words}".strip())
    more = _BEHIND.fullmatch(said)
    if more and (found := answer(more["rest"])) and found.verb in _BEHIND_VERBS and not found.about:
        return replace(found, about=more["about"])
    if both := _both(said):
        return both
    for verb, pattern in _ANSWERS:
        if match := pattern.fullmatch(said):
            parts = match.groupdict()
            minutes = _minutes(parts) if verb == "mute" else None
            name = (parts.get("unit") or "").upper() if verb == "script" else ""
            return Typed(verb, about(match), minutes, words(match), unit=name)
    return None


def _both(said: str) -> Typed | None:
    """Two answers at once: 我去催一下,先别催了 is dealt with by the speaker, and he wants no word of it for a while."""
    parts = [part for part in re.split(r"[\s,。;、!]+", said) if part]
    behind = parts.pop() if parts and re.fullmatch(_NAME, parts[-1]) else ""
    found = [one for part in parts if (one := answer(part)) is not None] if 1 < len(parts) <= MOST else []
    if len(found) != len(parts) or {one.verb for one in found} != {"take", "mute"}:
        return None
    named = next((one.about for one in found if one.about), behind)
    return replace(next(one for one in found if one.verb == "mute"), about=named, own=True)


def _minutes(parts: dict[str, str | None]) -> Decimal | None:
    """How long a silence shall be; None where that is not said."""
    count, unit = parts.get("count"), parts.get("unit")
    if count is None or unit is None:
        return Decimal(0) if parts.get("words") else None
    many = _COUNTS.get(count) or Decimal(count)
    return (many + (Decimal("0.5") if parts["half"] else 0)) * _MINUTES[unit]


def slip(said: str) -> Typed | None:
    """What is to become of the words to a customer whose goods come later."""
    return first(_SLIPS, said)
