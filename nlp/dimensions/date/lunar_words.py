"""Days of the lunar calendar: 腊月廿三, 农历八月初八, 2026年正月十五, 大年初三, 初八."""

import re
from collections.abc import Iterator
from datetime import date

from nlp import almanac
from nlp.dimensions.date.value import Core
from nlp.dimensions.date.words import DAY, EARLY, GONE, LUNAR_DAY, MONTH, YEAR, number, year_of
from nlp.dimensions.numeral.reading import DIGIT

PLACES = "一二三四五六七八九零〇"
FULL_YEAR = rf"(?:20\d\d|二[零〇][{PLACES}]{{2}})"
LUNAR = re.compile(
    rf"(?:(?P<y>{FULL_YEAR})年的?)?{YEAR}(?:(?P<sure>农历|阴历|旧历)的?\s?(?:(?P<y2>{FULL_YEAR})年的?)?"
    rf"(?P<m1>{MONTH}|正|腊|冬)月(?P<d1>{LUNAR_DAY}|{DAY})[号日]?"
    rf"|(?:农历|阴历|旧历)的?(?P<d6>{LUNAR_DAY})[号日]?"
    rf"|(?:大年)?(?P<m2>正|腊|冬)月\s?(?P<d2>{LUNAR_DAY}|{DAY})[号日]?"
    rf"|(?<![\d闰])(?P<m3>{MONTH})月(?P<d3>{EARLY}|廿[一二三四五六七八九]?)"
    r"|(?<![\d一二三四五六七八九十闰])(?P<m4>[二三五六七九])月(?P<d7>(?P=m4))(?![一二三四五六七八九十号日个箱件])"
    rf"|(?:大年|年)(?P<d4>{EARLY}|(?:廿|二十)[一二三四五六七八九])"
    rf"|(?:年后|春节后|过[完了]年)的?(?P<d8>{EARLY})"
    rf"|(?<![\u4e00-\u9fff])(?P<d5>{EARLY}|廿[一二三四五六七八九])"
    r"(?=之?前|以前|到|送|要|发|[号日\s,。;!]|\Z))"
)
MONTHS = {"正": 1, "冬": 11, "腊": 12}


def lunar_cores(text: str, today: date) -> Iterator[Core]:
    """Yield days named by the lunar month and day; a year that is said counts as the lunar one."""
    told = 0
    for match in LUNAR.finditer(text):
        words = match["m1"] or match["m2"] or match["m3"] or match["m4"]
        days = (match[name] for name in ("d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8"))
        day = number(next(one for one in days if one))
        if match["d4"] or match["d8"]:
            words = "正" if match["d8"] or match["d4"].startswith("初") else "腊"
        if not words and told:  # 大年初八开工,初十前
            yield Core(*match.span(), almanac.next_lunar(told, day, today), 0.8)
            continue
        if not words:
            yield Core(*match.span(), almanac.next_lunar_day(day, today), 0.6)
            continue
        month = MONTHS.get(words) or number(words)
        if not (1 <= month <= 12 and 1 <= day <= 30):
            continue
        told = month
        year = _full(match["y"] or match["y2"]) or year_of(match["rel"], today)
        found = almanac.lunar_day(year, month, day) if year else almanac.next_lunar(month, day, today)
        yield Core(*match.span(), found, 0.9, past=match["rel"] in GONE)


def _full(words: str | None) -> int | None:
    if not words:
        return None
    return int(words) if words.isdecimal() else int("".join(str(DIGIT[sign]) for sign in words))
