"""What stands before and behind a day: 最晚…, …下午3点前, …前一天, …发货, …的单子."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.dimensions.date import almanac
from nlp.dimensions.date.value import Core, DateValue, Role
from nlp.dimensions.date.words import COUNT, number
from nlp.types import DueKind

PART_NOUN = "桥轮轴杠灯左右减保挡盖总蹄段刹片叶置臂门壳壁窗脸唇罩悬端盘雾鼓缸封机台"  # 前桥, 后轮: no time

TIME = re.compile(
    r"(?:的?\s?(?:\(?(?:(?:一大?)?清?早上?|早晨|上午|中午|下午|晚上|晚间?|傍晚|夜里|夜间|凌晨|午饭|午|半夜|am|pm)\)?)?"
    r"\s?(?:(?:\d{1,2}|十[一二]?|[一二两三四五六七八九])(?:点(?:半|钟|整|[一三]刻|\d{1,2}分?)?|时(?!候)|:[0-5]\d)(?:\s?(?:am|"
    r"pm))?)?(?:(?:左右|多|前后)(?=[到送发前]))?"
    r"(?:下班|上班|收盘|打烊|开门|开工|天黑|天亮|开餐|开市|早市|早餐|关门)?)"
)
OFFSET = re.compile(
    rf"(?:的|提)?(?P<dir>前|后|之后的?|之前的?|往后|往前)的?(?:第)?(?P<n>{COUNT})个?(?P<unit>工作日|天|日|周|星期|礼拜)|的?(?P<eve>前夕|前夜|"
    rf"头一天|头天|前天(?!气)|前一晚)|的?(?P<morrow>第二天|次日|隔天)"
)
BEFORE = re.compile(rf"(?:放?假)?(?:以前|之?前(?!后|[{PART_NOUN}]|面的)|之前)")
WITHIN = re.compile(r"之内|以内|内(?![蒙容胎衬芯径六圈外])|之间|期间|这段时间")
AFTER = re.compile(rf"(?:过)?(?:以后|之后|过后|后(?![{PART_NOUN}])|起(?!动|重|吊)|开始)")
VAGUE = re.compile(r"前后|左右|上下|附近|那几天|那两天|前后脚")
HELPERS = (
    r"(?:[,、]?\s?(?:必须|务必|一定|一定要|要|得|需要?|能|可以|全部|统一|直接|一起|分批|准时|按时|给我|给他|给客户|帮忙?|最好|就|再|都|前|来|保证|争取|先|优先|"
    r"安排|必|可|请|应该?|差不多|才|还是|我们?|他们?|客户|赶|急)\s?){0,4}"
)
DISPATCH = re.compile(
    rf"\s?{HELPERS}(?:发货|发出|发车|发走|发掉|发过?(?=[\s,。;!?]|\Z|来|去|给|到|顺丰|德邦|物流|快递)|出货|出库|出厂|出发|出(?=[\s,。;!?]|\Z|掉)|装车|"
    rf"装柜|装货|装船|一起装|装(?=[\s,。;!?]|\Z)|自提|自己提|来提|来拉|来取|上门提|提货|提车|拉货|拉走|来车|寄出?|走货|走车|起运|开船|出口|ship|dispatch|pick\s?up)"
)
ARRIVE = re.compile(
    rf"\s?{HELPERS}(?:到(?!底|位没|处)|送(?!他|她|的|一|两|\d)|交(?:货|付|期|清|齐)?|入(?:仓|库)|进(?:仓|库|场)|要(?!多少)|用(?!完|的)|"
    rf"收(?:货)?|签收|开(?:席|餐)|供货|给(?:我|他|她|货)|拿货|配送|运到|补货|deliver|arrive|need)"
)
REFERENCE = re.compile(
    r"(?:下午|上午|早上|晚上|中午)?(?:我|我们|他|他们|客户|你|你们)?(?:刚)?(?:[下订定报要发拿做送买提出签说寄到](?:的(?!时候)|了(?!没|吗|么|就))(?!话)|(?:那|"
    r"这)(?:个|张|批|票|笔|趟|车)?(?:单|批|票|车|货)|的(?:那|这)?(?:个|张|批|票|笔)?(?:订?单(?!价)|那单|货款|快递))"
)
DONE = re.compile(r"[^\n,。;!?]{0,8}?[发出做送装到收走寄交订报领完卖来](?:了(?!没|吗|么|就)|过了)")
TALK = re.compile(
    r"\s?(?:再|我们?|他们?)?(?:说|定(?!了|制)|联系|聊|给你(?:说|回|确认|答复|消息)|告诉|通知|看看?(?=[\s,。;!?]|\Z)|问|谈|商量|确认|讲|回你"
    r"|休息|放假|上班|开会|下雨|降温)"
)

LATEST = re.compile(
    r"(?:最晚|最迟|至迟|不(?:要)?晚于|不迟于|截止到?|赶在|务必在?|必须在?|之前"
    r"|by|before|no later than|until|till|deadline)[是于:]?\s?\Z"
)
LEADING = re.compile(
    r"(?:请?于|在|约|约在|定在|定|日期|交期|货期|交货日?期?|到货日?期?|送货日?期?|交付日?期?|发货日?期?|送达|交货时间|到货时间|时间|要货|要求|改到|改成|改为|改|换成|延到|延期到|"
    r"延后到|推迟到|推到|提前到|挪到|到|要|就|等|算|约好|最好|on|date|due|eta|希望|争取)(?:是|为)?\s?[:=]?\s?\Z"
)
DISPATCH_LEAD = re.compile(
    r"(?:发货|出货|装车|出库|自提|提货|装柜|起运)(?:日期|时间|日|期)?(?:是|为|定在|改到|改成|在)?\s?[:=]?\s?\Z"
)
STAMP = re.compile(r"\s?\d{1,2}:\d\d(?::\d\d)?[^\S\n]*(?=\n)")
EDGE = frozenset(" \n,。;:!?()、[]\"'~")


@dataclass(frozen=True, slots=True)
class Reading:
    """A core together with what stands around it."""

    start: int
    end: int
    value: DateValue
    confidence: float


def read_around(text: str, core: Core) -> Reading | None:
    """Say what a day is wanted for; None where the words around it tell that it is no day."""
    start, end, day, role = core.start, core.end, core.day, _role(core)
    if STAMP.match(text, end):
        return Reading(start, end, DateValue(day, DueKind.ON, "past"), 0.5)
    if match := OFFSET.match(text, end):
        day, end, core = _offset(day, match), match.end(), _fixed(core)
    end, timed = _time(text, end)
    kind, end, marked, day, vague = _marked(text, core, day, end)
    if not vague and end == core.end and core.before and text.startswith("前", end) and not marked:
        return None
    dispatch = DISPATCH.match(text, end) or DISPATCH_LEAD.search(text, max(0, start - 10), start)
    arrive = None if dispatch else ARRIVE.match(text, end)
    kind = _latest(text, start, kind, marked=marked)
    lead = kind is not None or LEADING.search(text, max(0, start - 8), start)
    if core.doubled and not (marked or dispatch or arrive or timed or _strong_lead(text, start)):
        return None
    role = _purpose(text, core, end, role, dispatch=bool(dispatch), marked=marked or bool(arrive), vague=vague)
    confidence = _confidence(
        text, core, start, end, strong=marked or bool(dispatch or arrive), lead=bool(lead) or timed
    )
    if role in ("past", "vague"):
        day = None if role == "vague" else day
    value = DateValue(day, kind or core.kind, role)
    return Reading(start, end, value, confidence)


def _role(core: Core) -> Role:
    return "past" if core.past else "due"


def _fixed(core: Core) -> Core:
    """After an offset the day is a plain one: 前 includes it."""
    return Core(core.start, core.end, core.day, max(core.base, 0.8), core.kind, core.past)


def _offset(day: date | None, match: re.Match[str]) -> date | None:
    if day is None or match["eve"]:
        return day and day - timedelta(days=1)
    if match["morrow"]:
        return day + timedelta(days=1)
    count, unit = number(match["n"]), match["unit"]
    ahead = "后" in match["dir"]
    if unit == "工作日":
        return (almanac.workdays_after if ahead else almanac.workdays_before)(day, count)
    days = timedelta(days=count * (7 if unit in ("周", "星期", "礼拜") else 1))
    return day + days if ahead else day - days


def _time(text: str, end: int) -> tuple[int, bool]:
    match = TIME.match(text, end)
    return (match.end(), bool(match[0].strip())) if match and match[0].strip() else (end, False)


def _marked(text: str, core: Core, day: date | None, end: int) -> tuple[DueKind | None, int, bool, date | None, bool]:
    """Return kind, end, whether a mark stands there, the day it leaves, and whether it is vague."""
    at = end + (text[end : end + 1] == " " and BEFORE.match(text, end + 1) is not None)
    closed = at + (text[at : at + 1] == ")")
    if match := VAGUE.match(text, at):
        return None, match.end(), True, None, True
    if (match := BEFORE.match(text, closed)) and not (core.past and core.day is None):
        return (
            DueKind.BY,
            match.end(),
            True,
            core.before if (core.before and day == core.day) or (core.before and core.base < 0.5) else day,
            False,
        )
    if match := WITHIN.match(text, at):
        return DueKind.BY, match.end(), True, day, False
    if match := AFTER.match(text, at):
        return DueKind.AFTER, match.end(), True, day, False
    return None, end, core.kind is DueKind.BY, day, False


def _latest(text: str, start: int, kind: DueKind | None, *, marked: bool) -> DueKind | None:
    if kind is None and not marked and LATEST.search(text, max(0, start - 14), start):
        return DueKind.BY
    return kind


def _strong_lead(text: str, start: int) -> bool:
    if LATEST.search(text, max(0, start - 14), start):
        return True
    match = LEADING.search(text, max(0, start - 8), start)
    return match is not None and len(match[0].strip()) > 1


def _purpose(text: str, core: Core, end: int, role: Role, *, dispatch: bool, marked: bool, vague: bool) -> Role:
    if vague:
        return "vague"
    if role == "due" and not marked and not dispatch and REFERENCE.match(text, end):
        near = core.base == 0.8 and text[core.start] in "今明后大"
        return "due" if near and text.startswith("的", end) else "past"
    if role == "due" and not marked and text[core.start : core.start + 1] == "今" and DONE.match(text, end):
        return "past"
    return "dispatch" if dispatch and role == "due" else role


def _confidence(text: str, core: Core, start: int, end: int, *, strong: bool, lead: bool) -> float:
    if TALK.match(text, end):
        return 0.2
    if strong:
        return 0.95
    left = start == 0 or text[start - 1] in EDGE
    right = end >= len(text) or text[end] in EDGE
    bonus = 0.1 * (left + right) + 0.1 * lead if core.base >= 0.4 else 0.05 * lead
    if not lead and text.startswith("的", end):
        bonus -= 0.3
    if core.numeral is not None and not right and (text[end].isdigit() or text[end] in "半也"):
        bonus -= 0.2
    return round(max(0.1, min(0.95, core.base - 0.1 + bonus)), 2)
