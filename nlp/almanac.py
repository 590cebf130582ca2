"""The Chinese calendar: lunar days, solar terms, festivals, working days; everything is worked out once."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, lru_cache

import chinese_calendar
from lunar_python import LunarYear, Solar

_TERMS = """
小寒 大寒 立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至
小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至
"""
TERMS = tuple(_TERMS.split())

LUNAR_DAYS = {
    "春节": (1, 1), "元宵": (1, 15), "龙抬头": (2, 2), "端午": (5, 5), "七夕": (7, 7), "中元": (7, 15),
    "中秋": (8, 15), "重阳": (9, 9), "腊八": (12, 8), "小年": (12, 23),
}  # fmt: skip
SOLAR_DAYS = {
    "元旦": (1, 1), "情人节": (2, 14), "女生节": (3, 7), "妇女节": (3, 8), "植树节": (3, 12), "愚人节": (4, 1),
    "劳动节": (5, 1),
    "青年节": (5, 4), "护士节": (5, 12), "五二〇": (5, 20), "儿童节": (6, 1), "六一八": (6, 18), "建党节": (7, 1),
    "建军节": (8, 1),
    "教师节": (9, 10), "国庆": (10, 1), "万圣节": (10, 31), "双十一": (11, 11), "双十二": (12, 12),
    "平安夜": (12, 24), "圣诞": (12, 25),
}  # fmt: skip
WEEKDAY_DAYS = {"母亲节": (5, 6, 2), "父亲节": (6, 6, 3), "感恩节": (11, 3, 4)}  # month, weekday, which

STATUTORY = {"元旦": 1, "劳动节": 2, "国庆": 3, "清明": 1, "端午": 1, "中秋": 1, "春节": 3}  # days from its own day on

DAY = timedelta(days=1)
SATURDAY = 5


@cache
def festival(name: str, year: int) -> date:
    """Return the day of a festival or solar term in a calendar year (lunar ones: of that lunar year)."""
    if name in SOLAR_DAYS:
        return date(year, *SOLAR_DAYS[name])
    if name in LUNAR_DAYS:
        return lunar_day(year, *LUNAR_DAYS[name])
    if name == "除夕":
        return lunar_day(year + 1, 1, 1) - DAY
    if name in WEEKDAY_DAYS:
        month, weekday, which = WEEKDAY_DAYS[name]
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
    return _terms(year)[name]


@lru_cache(maxsize=4096)
def next_festival(name: str, today: date, back: int = 0) -> date:
    """Return the next festival day whose `back`-th day before it has not passed."""
    years = (today.year - 1, today.year, today.year + 1, today.year + 2)
    days = (festival(name, year) for year in years)
    return next(day for day in days if day - timedelta(days=back) >= today)


@cache
def _months(year: int) -> dict[int, tuple[date, int]]:
    """Return the months of a lunar year in order, each with its first day and its length; leap ones are negative."""
    months: dict[int, tuple[date, int]] = {}
    for month in LunarYear.fromYear(year).getMonthsInYear():
        solar: Solar = Solar.fromJulianDay(month.getFirstJulianDay())
        months[month.getMonth()] = date(solar.getYear(), solar.getMonth(), solar.getDay()), month.getDayCount()
    return months


@cache
def lunar_day(year: int, month: int, day: int) -> date:
    """Return the solar day of a lunar one; the 30th of a short month is its last day."""
    first, count = _months(year)[month]
    return first + DAY * (min(day, count) - 1)


@lru_cache(maxsize=4096)
def next_lunar(month: int, day: int, today: date) -> date:
    """Return the next solar day that has this lunar month and day, today counting."""
    days = (lunar_day(year, month, day) for year in (today.year - 1, today.year, today.year + 1))
    return next(found for found in days if found >= today)


@lru_cache(maxsize=4096)
def next_lunar_day(day: int, today: date) -> date:
    """Return the next solar day with this day of the lunar month."""
    months = [month for year in range(today.year - 1, today.year + 2) for month in _months(year).values()]
    days = (first + DAY * (day - 1) for first, count in months if 1 <= day <= count)
    return next((found for found in days if today <= found < today + 60 * DAY), today)


@cache
def _terms(year: int) -> dict[str, date]:
    table = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
    days: dict[str, date] = {}
    for name in TERMS:
        solar: Solar = table[name]
        days[name] = date(solar.getYear(), solar.getMonth(), solar.getDay())
    if days["冬至"].year < year:
        solar = table["DONG_ZHI"]
        days["冬至"] = date(solar.getYear(), solar.getMonth(), solar.getDay())
    return days


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Say whether people work that day: by the published calendar, else by weekends and statutory festival days."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5 and not _statutory(day)


@lru_cache(maxsize=4096)
def is_holiday(day: date) -> bool:
    """Say whether the law or the published calendar makes it a feast day; a mere weekend is none."""
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return _statutory(day)
    return bool(off and name)


@lru_cache(maxsize=4096)
def is_made_up(day: date) -> bool:
    """Say whether it is a weekend day on which the published calendar has people work for a feast day."""
    return day.weekday() >= SATURDAY and is_workday(day)


@cache
def published(year: int) -> bool:
    """Say whether the holiday calendar of that year is known; else working days are a guess by weekends."""
    try:
        chinese_calendar.is_workday(date(year, 7, 1))
    except NotImplementedError:
        return False
    return True


def _statutory(day: date) -> bool:
    spring = festival("春节", day.year)
    if day == spring - DAY:
        return True
    return any(0 <= (day - festival(name, day.year)).days < length for name, length in STATUTORY.items())


def workdays_after(day: date, count: int) -> date:
    """Return the `count`-th working day after a day."""
    return _stepped(day, min(count, 250), DAY)


def workdays_before(day: date, count: int) -> date:
    """Return the `count`-th working day before a day."""
    return _stepped(day, min(count, 250), -DAY)


def _stepped(day: date, count: int, step: timedelta) -> date:
    wanted: Callable[[date], bool] = is_workday
    while count > 0:
        day += step
        count -= wanted(day)
    return day
