"""What stands before and behind a day: 最晚…, …下午3点前, …前一天, …发货, …的单子."""

import re
from dataclasses import replace
from datetime import date, timedelta

from nlp import almanac
from nlp.dimensions.date import marks
from nlp.dimensions.date.value import Core, DateValue, Role
from nlp.dimensions.date.words import number
from nlp.frozen import frozen
from nlp.types import DueKind


@frozen
class Reading:
    """A core together with what stands around it."""

    start: int
    end: int
    value: DateValue
    confidence: float


@frozen
class _Mark:
    """前, 内, 后 or 前后 behind a day, and the day they leave."""

    end: int
    day: date | None
    kind: DueKind | None = None
    said: bool = False
    vague: bool = False


def read_around(text: str, core: Core) -> Reading | None:
    """Say what a day is wanted for; None where the words around it tell that it is no day."""
    start, end, day = core.start, core.end, core.day
    if ":" in text and marks.STAMP.match(text, end):
        return Reading(start, end, DateValue(day, DueKind.ON, "past"), 0.5)
    if match := marks.OFFSET.match(text, end):
        day, end = _offset(day, match), match.end()
        guessed = match["unit"] == "工作日" and day is not None and not almanac.published(day.year)
        core = replace(core, base=max(core.base, 0.8), before=None, guessed=guessed)
    end, timed = _time(text, end)
    mark = _latest(text, core, _mark(text, core, day, end))
    dispatch = _dispatch(text, start, mark.end)
    arrive = not dispatch and marks.ARRIVE.match(text, mark.end) is not None
    arrive = arrive and not (core.feast and marks.FOR_THE_FEAST.match(text, mark.end))
    lead = mark.kind is not None or timed or marks.LEADING.search(text, max(0, start - 8), start) is not None
    strong = mark.said or dispatch or arrive
    if core.doubled and not (strong or timed):
        strong = _strong_lead(text, start)
        if not strong:
            return None
    role = _role(text, core, mark, dispatch=dispatch, arrive=arrive)
    confidence = _confidence(text, core, mark.end, strong=strong, lead=lead)
    return Reading(start, mark.end, DateValue(mark.day, mark.kind or core.kind, role, core.guessed), confidence)


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
    match = marks.TIME.match(text, end)
    return (match.end(), True) if match and match[0].strip(" 的") else (end, False)


def _mark(text: str, core: Core, day: date | None, end: int) -> _Mark:
    at = end + (text[end : end + 1] == " " and marks.BEFORE.match(text, end + 1) is not None)
    inner = at + (text[at : at + 1] in ("(", ")"))
    if match := marks.VAGUE.match(text, at):
        return _Mark(match.end(), None, None, said=True, vague=True)
    if (match := marks.BEFORE.match(text, inner)) and not (core.past and day is None):
        return _Mark(match.end(), core.before or day, DueKind.BY, said=True)
    if match := marks.WITHIN.match(text, at):
        return _Mark(match.end(), day, DueKind.BY, said=True)
    if match := marks.AFTER.match(text, inner):
        return _Mark(match.end(), day, DueKind.AFTER, said=True)
    return _Mark(end, day, said=core.kind is DueKind.BY)


def _latest(text: str, core: Core, mark: _Mark) -> _Mark:
    """Take in what stands before the day: 最晚, by, before."""
    if mark.kind or mark.said or not (match := marks.LATEST.search(text, max(0, core.start - 14), core.start)):
        return mark
    day = core.before if core.before and match[0].startswith("before") else mark.day
    return replace(mark, kind=DueKind.BY, day=day)


def _dispatch(text: str, start: int, end: int) -> bool:
    if marks.DISPATCH.match(text, end):
        return True
    return marks.DISPATCH_LEAD.search(text, max(0, start - 10), start) is not None


def _strong_lead(text: str, start: int) -> bool:
    if marks.LATEST.search(text, max(0, start - 14), start):
        return True
    match = marks.LEADING.search(text, max(0, start - 8), start)
    return match is not None and len(match[0].strip()) > 1


def _role(text: str, core: Core, mark: _Mark, *, dispatch: bool, arrive: bool) -> Role:
    if core.never:
        return "never"
    if mark.vague:
        return "vague"
    if marks.TAKEN_STOCK.match(text, mark.end):
        return "past"
    before = mark.said and mark.day == core.before  # 五一前备货: the day before, whatever it is for
    if core.past or (core.before and not before and marks.OCCASION.match(text, mark.end)):
        return "past"
    if core.before and not (mark.said or dispatch or arrive) and marks.GOES_ON.match(text, mark.end):
        return "past"
    if dispatch:
        return "dispatch"
    if mark.said or arrive:
        return "due"
    if marks.REFERENCE.match(text, mark.end):
        near = text[core.start] in "今明后大"
        return "due" if near and text.startswith("的", mark.end) else "past"
    return "past" if text[core.start] == "今" and marks.DONE.match(text, mark.end) else "due"


def _confidence(text: str, core: Core, end: int, *, strong: bool, lead: bool) -> float:
    if marks.DENIED.search(text, max(0, core.start - 6), core.start):
        return 0.15
    if marks.TALK.match(text, end):
        return 0.25
    if strong:
        return 0.95
    left = core.start == 0 or text[core.start - 1] in marks.EDGE
    right = end >= len(text) or text[end] in marks.EDGE or marks.SETTLED.match(text, end) is not None
    confidence = core.base - 0.1 + 0.1 * (left + right) + 0.1 * lead
    if core.numeral is not None and not right and not (lead and text[end] != "的"):
        confidence -= 0.25  # 3号锂基脂, 15号300件
    elif text.startswith("的", end) and not lead:
        confidence -= 0.3
    return round(max(0.1, min(0.9, confidence)), 2)
