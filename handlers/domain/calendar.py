"""Working days: the company's week, the published holidays and make-up days, and what it decided otherwise."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from nlp.almanac import is_holiday, is_made_up, published

AHEAD = timedelta(days=45)  # so far ahead days of work are promised
FAR = 366  # days within which a working day must come, whatever the configuration says


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days goods leave the house."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    rest: frozenset[int] = frozenset({5, 6})  # days of every week, Monday is 0

    def works(self, day: date) -> bool:
        """Whether this is a working day."""
        if day in self.on or day in self.off:
            return day in self.on
        return not is_holiday(day) and (day.weekday() not in self.rest or is_made_up(day))

    def guessed(self, day: date) -> bool:
        """Whether nobody has published the holidays of its year nor decided any: its days of work are a guess."""
        return not published(day.year) and not any(one.year == day.year for one in self.on | self.off)

    def next_working(self, day: date) -> date:
        """This day, or the first working day after it."""
        for ahead in range(FAR):
            if self.works(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        return day

    def dispatch(self, now: datetime, cutoff: time | None) -> date:
        """The first day on which what is ordered now can leave; `now` is in the shop's zone."""
        late = cutoff is not None and now.time() >= cutoff
        return self.next_working(now.date() + timedelta(days=1 if late else 0))
