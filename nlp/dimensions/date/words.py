"""Pieces of the date patterns and what they are worth."""

from calendar import monthrange
from datetime import date, timedelta

from nlp.dimensions.numeral.reading import read
from nlp.dimensions.units import COUNTERS

DAY = (
    r"(?:3[01]|[12]\d|0?[1-9](?!\d)|三十一?|卅一?|(?:二十|廿)[一二三四五六七八九]?|十[一二三四五六七八九]?"
    r"|[一二三四五六七八九])"
)
EARLY = r"初(?:[一二三四五六七八九十]|10(?!\d)|[1-9](?!\d))"
LUNAR_DAY = rf"(?:{EARLY}|廿[一二三四五六七八九]?|二十[一二三四五六七八九]?|十[一二三四五六七八九]|三十)"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|[俩仨])"
YEAR = r"(?:(?P<rel>明年|今年|来年|去年|大?前年|后年|本年)的?)?"
# The year of a part of it: 2027年(1月底), 27年(底), 明年(中秋).
THAT_YEAR = r"(?:明年|今年|来年|去年|大?前年|后年|本年|次年|(?<!\d)(?:20)?[1-4]\d年)"
REL = r"(?:下{1,3}个?|本|这个?|当|上{1,2}个?|次)"
GONE = frozenset(["去年", "前年", "大前年"])
FIRST = "".join(sorted({unit[0] for unit in COUNTERS} - {"尾", "头", "节"}))  # first signs of counters

WEEKDAYS = {sign: at % 7 for at, sign in enumerate("一二三四五六日")} | {"天": 6, "末": 6, "七": 6}
WEEKDAYS |= {str(at + 1): at for at in range(7)}

ONE = timedelta(days=1)
AHEAD = {"明年": 1, "来年": 1, "次年": 1, "后年": 2, "去年": -1, "前年": -2, "大前年": -3}
PAIRS = str.maketrans("俩仨元", "两三一")


def number(words: str) -> int:
    """Return what a short numeral is worth: 15, 十五, 廿三, 初八, 卅."""
    words = words.removeprefix("初").translate(PAIRS)
    if words.isdecimal():
        return int(words)
    bounds = read(words)
    return int(bounds[1]) if bounds else 0


def last_of(year: int, month: int) -> date:
    """Return the last day of a month; the month may lie outside 1 to 12."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def in_month(year: int, month: int, day: int) -> date | None:
    """Return a day of a month that may lie outside 1 to 12; None where the month has no such day."""
    end = last_of(year, month)
    return end.replace(day=day) if 1 <= day <= end.day else None


def next_day(day: int, today: date) -> date | None:
    """Return the next day with this number, today counting; months without such a day are left out."""
    for ahead in range(4):
        found = in_month(today.year, today.month + ahead, day)
        if found and found >= today:
            return found
    return None


def next_month_day(month: int, day: int, today: date) -> date | None:
    """Return the next such day, today counting; the 29th of February waits for its year."""
    for year in range(today.year, today.year + 9):
        found = in_month(year, month, day) if 1 <= month <= 12 else None
        if found and found >= today:
            return found
    return None


def year_of(rel: str | None, today: date) -> int | None:
    """Return the calendar year of 明年, 去年, 2027年, 27年 and the like."""
    if rel and rel[0].isdecimal():
        year = int(rel.removesuffix("年"))
        return year if year > 99 else 2000 + year
    return today.year + AHEAD.get(rel, 0) if rel else None


def months_ahead(rel: str) -> int:
    """Return how many months (or weeks) 下, 下下, 本, 上 stand for."""
    rel = rel.removesuffix("个").removesuffix("一")
    if rel.startswith("下"):
        return len(rel)
    return 1 if rel == "次" else -len(rel) if rel.startswith("上") else 0


def add_months(day: date, count: int) -> date:
    """Return the same day some months on, or the last of a month that is too short."""
    end = last_of(day.year, day.month + count)
    return end.replace(day=min(day.day, end.day))
