"""Time that counts: the shifts of working days, or every hour of the day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from handlers.domain.calendar import Calendar

FAR = 3660  # days after which no shift is looked for any more
_TERM = re.compile(r"([1-9]\d{0,3})([hmd])( working)?\Z")
_UNIT = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
Spans = tuple[tuple[datetime, datetime], ...]
Shift = tuple[time, time]  # from, to; ends the next day where it ends before it begins


@dataclass(frozen=True, slots=True)
class Term:
    """How long something may take: by the wall clock, or counted in working time."""

    span: timedelta
    working: bool = False

    def at(self, pace: int) -> "Term":
        """The same in so many percent of the time."""
        return Term(self.span * pace // 100, self.working)


@lru_cache
def term(text: str) -> Term:
    """Reads "30m", "4h", "3d" (wall clock) or "4h working"; raises ValueError. A working day is no unit."""
    found = _TERM.match(text)
    if not found or (found[2] == "d" and found[3]):
        raise ValueError(f"not a term: {text!r}")
    return Term(int(found[1]) * _UNIT[found[2]], bool(found[3]))


@lru_cache
def shift(text: str) -> Shift:
    """Reads "08:30-12:00"; raises ValueError."""
    start, _, end = text.partition("-")
    read = time.fromisoformat(start), time.fromisoformat(end)
    if read[0] == read[1] or any(one.tzinfo or one.second for one in read):
        raise ValueError(f"not a shift: {text!r}")
    return read


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last instant of a day, UTC."""
    return datetime.combine(day, time.max, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class WorkTime:
    """When people are at work; instants are aware UTC, shifts are in the shop's zone."""

    zone: ZoneInfo
    shifts: tuple[Shift, ...]
    calendar: Calendar = field(default_factory=Calendar)
    _days: dict[date, Spans] = field(default_factory=dict, init=False, repr=False, compare=False)  # reckoned already

    def after(self, start: datetime, term: Term) -> datetime:
        """When so much time has gone by since then."""
        if not term.working or not self.shifts:
            return start + term.span
        left = term.span
        for begin, end in self._spans(start):
            here = max(begin, start)
            if end - here >= left:
                return here + left
            left -= end - here
        return start + term.span

    def over_days(self, start: datetime, span: timedelta) -> datetime:
        """When so much of the clock has gone by since then, days of rest left out."""
        at, left = start, span
        for _ in range(FAR if self.shifts else 0):
            day = at.astimezone(self.zone).date()
            over = self._at(day + timedelta(days=1), time())
            if self.calendar.works(day):
                if over - at >= left:
                    return at + left
                left -= over - at
            at = over
        return start + span

    def between(self, start: datetime, end: datetime, *, working: bool = True) -> timedelta:
        """How much time went by between two instants; none where the second is the earlier one."""
        if not working or not self.shifts:
            return max(end - start, timedelta())
        gone = timedelta()
        for begin, over in self._spans(start):
            if begin >= end:
                break
            gone += max(min(over, end) - max(begin, start), timedelta())
        return gone

    def next_work(self, at: datetime) -> datetime:
        """This instant, or the next one at which somebody is at work."""
        return max(next((begin for begin, _ in self._spans(at)), at), at)

    def works(self, at: datetime) -> bool:
        """Whether somebody is at work at this instant."""
        return next((begin <= at for begin, _ in self._spans(at)), False)

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Shifts that are not over at `start`, in order, as instants."""
        first = start.astimezone(self.zone).date() - timedelta(days=1)  # a night shift may still go on
        for ahead in range(FAR):
            for begin, over in self._on(first + timedelta(days=ahead)):
                if over > start:
                    yield begin, over

    def _on(self, day: date) -> Spans:
        """The shifts that begin on a day, as instants; none on a day of rest."""
        known = self._days.get(day)
        if known is None:
            ends = [(begin, end, day + timedelta(days=1 if end <= begin else 0)) for begin, end in self.shifts]
            spans = tuple((self._at(day, begin), self._at(over, end)) for begin, end, over in ends)
            known = self._days[day] = spans if self.calendar.works(day) else ()
        return known

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)
