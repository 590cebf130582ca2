"""The day that somebody promised something for."""

from datetime import date, datetime

from nlp.dimensions.date.rules import find_dates


def promised_day(words: str, now: datetime) -> date | None:
    """The last day that the words name, past ones aside; `now` is aware and in the shop's zone."""
    days = [found.value.day for found in find_dates(words, now) if found.value.role != "past"]
    return next((day for day in reversed(days) if day is not None), None)
