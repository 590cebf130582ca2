"""Days said in English: tomorrow, by Friday, next week, Mar 15, the 15th, end of March, within 3 days."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from nlp import almanac
from nlp.dimensions.date.value import Core
from nlp.dimensions.date.words import ONE, add_months, in_month, last_of, next_day, next_month_day
from nlp.types import DueKind

_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = r"(?:st|nd|rd|th)"
ENGLISH = re.compile(
    r"(?=[a-z\d\s])(?<![a-z])"
    r"(?:(?P<word>(?:the )?day after tomorrow|today|tonight|tomorrow|tmrw?|asap(?=\s?by)|jintian|mingtian"
    r"|houtian)"
    r"|(?P<rel>this|next|by|on|before)?\s?"
    r"(?P<week>mon|tues?|wed(?:nes)?|thurs?|thu|fri|sat(?:ur)?|sun)(?:day)?(?![a-z])|(?P<end>(?:the )?end of "
    r"(?:this |the )?month|eom)|(?P<next>end of (?:this )?week|next week|this week|(?:this |the )?weekend)"
    rf"|(?P<part>(?:the )?end of|early|mid|late)[\s-](?P<m0>{_NAME})"
    rf"|(?P<m1>{_NAME})[.\s-]{{1,2}}(?:the )?(?P<d1>\d{{1,2}})(?!\d){_ORDINAL}?(?:,?\s?(?P<y1>20\d\d))?"
    rf"|(?P<d2>(?<!\d)\d{{1,2}}){_ORDINAL}?[\s-]?(?:of )?(?P<m2>{_NAME})\.?(?:,?\s?(?P<y2>20\d\d))?"
    rf"|(?:the |by |on )(?P<d3>\d{{1,2}}){_ORDINAL}"
    r"|(?:in|within) (?P<n>\d{1,2}|an?|one|two|three|four|five|ten) "
    r"(?P<unit>working |business )?(?P<size>day|week|month)s?)(?![a-z0-9])"
)
COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: at + 1 for at, name in enumerate(_MONTHS.split())}
ENGLISH_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def english_cores(text: str, today: date) -> Iterator[Core]:
    """Yield days said in English."""
    for match in ENGLISH.finditer(text):
        day = _english_day(match, today)
        if day:
            kind = DueKind.BY if match["rel"] in ("by", "before") or match["n"] else DueKind.ON
            yield Core(*match.span(), day, 0.8, kind)


def _english_day(match: re.Match[str], today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    if word := match["word"]:
        return today + ONE * (2 if "after" in word or word == "houtian" else word.startswith(("tom", "tm", "ming")))
    if week := match["week"]:
        day = monday + timedelta(days=ENGLISH_WEEK.index(week[:3]))
        return day + timedelta(weeks=1 if match["rel"] == "next" or day < today else 0)
    if match["end"]:
        return last_of(today.year, today.month)
    if words := match["next"]:
        return monday + timedelta(days=13 if words == "next week" else 6)
    if count := match["n"]:
        return _english_span(match, COUNTS.get(count) or int(count), today)
    if part := match["part"]:
        month = MONTHS[match["m0"][:3]]
        last = last_of(today.year, month)
        day = last.replace(day={"early": 5, "mid": 15}.get(part, last.day))
        return day if day >= today else next_month_day(month, day.day, today)
    if bare := match["d3"]:
        return next_day(int(bare), today)
    named, which, year = match["m1"] or match["m2"], match["d1"] or match["d2"], match["y1"] or match["y2"]
    if year:
        return in_month(int(year), MONTHS[named[:3]], int(which))
    return next_month_day(MONTHS[named[:3]], int(which), today)


def _english_span(match: re.Match[str], count: int, today: date) -> date:
    if match["unit"]:
        return almanac.workdays_after(today, count)
    if match["size"] == "month":
        return add_months(today, count)
    return today + timedelta(days=count * (7 if match["size"] == "week" else 1))
