"""A day that is moved by so much: 提前两天, 交期往后推一周, 晚三天到. What it is moved from, the order knows."""

import re
from dataclasses import replace
from datetime import date, timedelta

from .almanac import workdays_after, workdays_before
from .dimensions.date.words import COUNT, number
from .products import Hit
from .scene import Scene
from .spoken import ASKS, PROPOSES
from .types import ShiftDue, Span

_LATER = r"(?:推迟|延后|延迟|延期|推后|顺延|后延|后推|后移|往后(?:再)?(?:推|延|挪|拖|顺|移|放|缓)?|拖后?|宽限|缓|迟|晚)"
_EARLIER = r"(?:提前|提早|往前(?:再)?(?:提|挪|赶|移|推|调)?|前移|早)"
_SOME = r"(?:几|两三|二三|三四|三五|四五|五六|一两|一二|些)"
_UNIT = r"(?:个?(?P<week>星期|礼拜|周(?![一二三四五六日天末\d]))|个?(?P<work>工作日)|(?P<day>天|日(?!期)))"
_SHIFT = re.compile(
    rf"(?:(?P<later>{_LATER})|(?P<earlier>{_EARLIER}))(?:个|上|一下)?\s?"
    rf"(?:(?P<vague>{_SOME})|(?P<n>{COUNT}))(?P<half>半)?{_UNIT}(?P<half2>半)?(?!前|后|内|之|多)"
)
_DONE = re.compile(r"(?:又|已经|已|都|刚|才|上次|总是|老是|每次|[经就]常|说好|本来|原来|原定|不|没|别)\s?\Z")
_ABOUT = re.compile(
    r"\s?(?:跟|和|给我|通知|告诉|告知|说|打电话|打个|电话|联系|预约|预定|下单|订货|备货|打招呼|招呼|讲|问|付款|付|结|开会|放假|下班|上班|休息"
    r"|了(?!吧|哈|算)|的货|才)"
)
_MAY = re.compile(r"能不能|可不可以|能否|可否|可以|能(?=.{0,12}[吗么不]\s*[?]?\s*\Z)|[吗么]\s*[?]?\s*\Z|[?]")
_BARE = re.compile(
    r"(?:交期|货期|日期|时间|到货|送货|交货|发货|发|送|到|交|这单|那单|刚才|的|要|给|我|们|就|也|再|吧|了|哈|哦|啊|呢|可以|能|行|不|吗|么|好|一下|帮|请|麻烦|把|都|全部|整单|客户|让|想|希望|往|[\s,。!?~])+"
)


def shift_edit(scene: Scene) -> ShiftDue | None:
    """How far the day is to move, where that is said and no day is named beside it.

    `days` is None where nobody could say how far (晚几天): it has to be asked.
    """
    text = scene.folded
    for match in _SHIFT.finditer(text):
        if _DONE.search(text, max(0, match.start() - 3), match.start()) or _ABOUT.match(text, match.end()):
            continue
        if any(h.naming and h.start < match.end() and match.start() < h.end for h in scene.hits):
            continue
        if any(d.value.day and not match.start() <= d.span.start < match.end() for d in scene.dates):
            return None
        if ASKS.search(PROPOSES.sub("", _MAY.sub("", text))):
            return None
        span = Span(match.start(), match.end())
        words = scene.text[span.start : span.end]
        if match["vague"] or match["half"] or match["half2"]:
            return ShiftDue(None, words=words, span=span)
        count = number(match["n"]) * (7 if match["week"] else 1)
        return ShiftDue(count if match["later"] else -count, bool(match["work"]), words, span)
    return None


def shifted(day: date, by: ShiftDue) -> date | None:
    """The day that is meant; None where it is not said how far or the calendar ends."""
    if not by.days:
        return None
    try:
        if by.workdays:
            return workdays_after(day, by.days) if by.days > 0 else workdays_before(day, -by.days)
        return day + timedelta(days=by.days)
    except OverflowError:
        return None


def only_shift(scene: Scene, by: ShiftDue) -> bool:
    """True where hardly anything else is said: 那就往后延三天吧."""
    if (
        by.span is None
        or any(not _within(h, by.span) for h in scene.hits)
        or scene.quantities
        or scene.customers
        or scene.refs
    ):
        return False
    rest = scene.folded[: by.span.start] + "," + scene.folded[by.span.end :]
    return len(_BARE.sub("", rest)) <= 3


def _within(hit: Hit, span: Span) -> bool:
    return span.start <= hit.start and hit.end <= span.end


def beside(scene: Scene, by: ShiftDue | None) -> Scene:
    """The scene with these words taken care of."""
    if by is None or by.span is None:
        return scene
    return replace(scene, ignored=(*scene.ignored, (by.span.start, by.span.end)))
