"""Days in a message: when goods are wanted, sent or were ordered."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from nlp import almanac
from nlp.dimensions.date.around import Reading, read_around
from nlp.dimensions.date.calendar_words import calendar_cores
from nlp.dimensions.date.festival_words import festival_cores
from nlp.dimensions.date.relative_words import part_of_today, relative_cores
from nlp.dimensions.date.value import Core, DateValue, Role
from nlp.dimensions.date.words import DAY, in_month, next_day, next_month_day, number
from nlp.dimensions.found import Found, stretch
from nlp.types import DueKind, Span

__all__ = ["DateValue", "DueKind", "Role", "find_dates"]

LINK = re.compile(r"\s?(?:到|至|-|~|或者?|/|、|和|to)\s?\Z")
BESIDE = re.compile(r"(?:\s?[(,]?\s?|也?就是|即)\Z")
# The first day of a span whose 号 was left out: 15到20号, 10-12号.
FROM = re.compile(rf"(?<![\d.a-z/*φ第-])(?P<d>{DAY})\s?(?:到|至|-|~)\s?\Z")
DAY_BEFORE = re.compile(
    r"(?:(?<![的之])(?:提?前|头)(?P<one>一)天|提前(?P<n>[1-9]|[一二两三四五六七])天)"
    r"(?=到|送|要|发|交|就|必|得|给|来|拉|备|全|[\s,。;!?]|\Z)"
)
OCCASION = re.compile(  # what is to happen on a day, so that goods come before it whatever is said between
    r"(?:那天|当天|晚上|中午)?(?:的|办|有|做|摆|要|是|我们|家里|店里|公司)*(?:[^\s,。;!?\d]{0,4})"
    r"(?:[喜婚寿酒晚家答]宴|宴席|宴会|酒席|喜酒|婚礼|结婚|出嫁|满月|周岁|寿酒|升学|乔迁|搬家|上梁|年会|庆典|典礼|仪式|开业|开张|开学|开工|开园|开盘"
    r"|试营业|聚会|聚餐|团建|演出|展会|比赛|运动会|发布会|活动|集会|庙会|赶集)"
)
BARE = re.compile(r"([一二三四五六七八九十]+)月([一二三四五六七八九十]+)")
ASIDE = re.compile(r"\s?[(,]?\s?")
LISTED = re.compile(r"\s?[、,和及]?\s?")
MONTHS = frozenset("0123456789一二三四五六七八九十")
REACH = 16


def find_dates(text: str, now: datetime, masked: int = 0) -> list[Found[DateValue]]:
    """Return the days of a text in its order; `now` is aware and in the shop's zone.

    A span of days counts as its last one. Where words may as well mean something else (3.15, 中秋 without 前)
    the confidence is below 0.7: a caller that has better dates should prefer them.
    """
    cores = _apart(_cores(text, now), masked)
    if all(core.past for core in cores) and (part := part_of_today(text, now, [core.end for core in cores])):
        cores = _apart(sorted([*cores, part], key=lambda one: one.start), masked)
    if not cores:
        return []
    readings: list[Reading] = []
    for core in _spans(text, cores, now.date()):
        inside = readings and core.start < readings[-1].end
        reading = None if inside else read_around(text, core)
        if reading:
            readings.append(reading)
    told = [core for core in cores if not core.past]
    if told and all(core.feast for core in told) and all(one.value.role == "past" for one in readings):
        part = part_of_today(text, now, [core.end for core in cores])  # 平安夜生意好 … 下午就要
        reading = None if part is None or masked & stretch(part.start, part.end) else read_around(text, part)
        readings += [reading] if reading else []
    if before := _days_before(text, readings, masked, now.date()):
        readings = [one for one in readings if not any(b.start < one.end and one.start < b.end for b in before)]
        readings += before
    return [
        Found(Span(one.start, one.end), one.value, text[one.start : one.end], one.confidence)
        for one in sorted(readings, key=lambda one: one.start)
    ]


@lru_cache(maxsize=16)
def _cores(text: str, now: datetime) -> tuple[Core, ...]:
    """All that may be a day, by where it begins; one message is looked at more than once."""
    today = now.date()
    cores = [*calendar_cores(text, today), *relative_cores(text, now), *festival_cores(text, today)]
    return tuple(sorted(cores, key=lambda one: (one.start, -one.end, -one.base)) if len(cores) > 1 else cores)


def _apart(cores: Iterable[Core], masked: int) -> list[Core]:
    """Drop what is masked, and of overlapping cores all but the first and longest."""
    kept: list[Core] = []
    for core in cores:
        if (not kept or core.start >= kept[-1].end) and not masked & stretch(core.start, core.end):
            kept.append(core)
    return kept


def _spans(text: str, cores: list[Core], today: date) -> list[Core]:
    """Join 10号到12号 into its last day, and 18号(周一) into one."""
    joined: list[Core] = []
    for closed in cores:
        core = _opened(text, closed, joined)
        if core is None:
            continue
        last = joined[-1] if joined else None
        if last is None or last.past or core.past or core.start - last.end > 4:
            joined.append(core)
            continue
        between = text[last.end : core.start]
        if _named(text, last, core, between):
            end = core.end + (text[core.end : core.end + 1] == ")" and "(" in between)
            joined[-1] = replace(last, end=end)
        elif last.day == core.day and BESIDE.match(between):
            end = core.end + (text[core.end : core.end + 1] == ")" and "(" in between)
            joined[-1] = replace(
                last, end=end, base=max(last.base, core.base), before=None if last.base > 0.5 else last.before
            )
        elif last.day and core.day and _spanned(last, core, between):
            joined[-1] = replace(_later(text, last, core, today), start=last.start)
        elif (
            last.day and core.numeral and core.numeral > last.day.day and _listed(text[last.start : last.end], between)
        ):
            joined.append(_later(text, last, core, today))  # 9月10号、11号
        else:
            joined.append(core)
    return joined


def _named(text: str, day: Core, weekday: Core, between: str) -> bool:
    """Say whether the second is but the weekday of the first: 10月12号,星期一; the date counts, right or wrong."""
    dated = text[day.end - 1] in "号日" and (text[day.start].isdecimal() or day.numeral is None)
    return dated and text[weekday.start] in "周星礼" and ASIDE.fullmatch(between) is not None


def _spanned(first: Core, second: Core, between: str) -> bool:
    """Say whether two days make one span: 10号到12号, 11号12号."""
    if between:
        return LINK.fullmatch(between) is not None
    return first.numeral is not None and second.numeral == first.numeral + 1


def _listed(first: str, between: str) -> bool:
    """Say whether a bare day goes on a list of days: 9月10号、11号, but not 2.9,20号, which begins with a price."""
    return LISTED.fullmatch(between) is not None and ("," not in between or "月" in first or "号" in first)


def _opened(text: str, core: Core, joined: list[Core]) -> Core | None:
    """Take in the first day of a span that stands without 号; a bare day behind another number is none."""
    floor = joined[-1].end if joined else 0
    if core.numeral is None or not (match := FROM.search(text, max(floor, core.start - 6), core.start)):
        behind = core.numeral is not None and text[core.start - 1 : core.start] == "-" and core.start > floor + 1
        return None if behind else core
    first = number(match["d"])
    return replace(core, start=match.start()) if first < core.numeral or first > 20 else core


def _later(text: str, first: Core, second: Core, today: date) -> Core:
    """Return the end of a span; its bare day, or one without a year, is counted from the span's first."""
    if first.day is None or second.day is None:
        return second
    if second.numeral is None:
        words = text[second.start : second.end]
        yearless = words[0] in MONTHS and "年" not in words and "月" in words
        if yearless and (second.day < first.day or first.day < today):
            return replace(second, day=next_month_day(second.day.month, second.day.day, first.day))
        weeks = words[0] in "周星礼" and text[first.start] not in "周星礼"
        if weeks and second.day < first.day:  # 下周一到周三
            return replace(second, day=second.day + timedelta(weeks=-((second.day - first.day).days // 7)))
        return second
    day = next_day(second.numeral, max(first.day, today)) or in_month(first.day.year, first.day.month, second.numeral)
    return replace(second, day=day)


def _days_before(text: str, readings: list[Reading], masked: int, today: date) -> list[Reading]:
    """Read 前一天到 and 提前两天送 by the day that was named shortly before, or of which an occasion was told."""
    found = []
    for match in DAY_BEFORE.finditer(text) if "天" in text else ():
        ahead = [one for one in readings if one.end <= match.start() and one.value.day]
        named = next((one for one in reversed(ahead) if OCCASION.match(text, one.end)), None)
        named = named or next((one for one in ahead[-1:] if match.start() - one.end <= REACH), None)
        if named is None or named.value.day is None or masked & stretch(*match.span()):
            continue
        early = timedelta(days=number(match["one"] or match["n"]))
        day = named.value.day - early
        bare = BARE.fullmatch(text, named.start, named.end) if day < today else None
        if bare:  # 四月十八的酒席, 提前两天, said on the 18th: by the moon
            day = almanac.next_lunar(number(bare[1]), number(bare[2]), today) - early
        found.append(Reading(*match.span(), DateValue(day), 0.9))
    return found
