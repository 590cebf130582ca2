"""What can be made in a day: a production line has so much of it, and what is promised is booked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase

from handlers.domain.calendar import Calendar

FAR = 400  # days ahead within which something must be made, or nobody knows when
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Works:
    """A production line: what it makes, how much a working day, and how much of that one piece takes."""

    name: str
    skus: tuple[str, ...]  # codes; * stands for anything
    per_day: Decimal  # pieces, or minutes
    each: Decimal = Decimal(1)  # 1, or minutes a base unit
    days: Mapping[date, Decimal] = field(default_factory=dict)  # single days that are otherwise; 0: nothing is made

    def on(self, day: date) -> Decimal:
        """How much of a day there is."""
        return self.days.get(day, self.per_day)

    def makes(self, sku: str) -> bool:
        """Whether this line makes the product, letter case ignored."""
        return any(fnmatchcase(sku.upper(), pattern.upper()) for pattern in self.skus)


@dataclass(frozen=True, slots=True)
class Load:
    """What a promise takes of a line on a day, in what the line's day is counted in."""

    works: str
    day: date
    load: Decimal


@dataclass(frozen=True, slots=True)
class Made:
    """How a quantity is made: the loads, the day it is ready, and the first day that was full, if any."""

    loads: tuple[Load, ...]
    ready: date
    full: date | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """All lines, and what other orders have booked on them."""

    works: tuple[Works, ...] = ()
    booked: Mapping[str, Mapping[date, Decimal]] = field(default_factory=dict)

    def of(self, sku: str) -> Works | None:
        """The line that makes a product: the first one listed."""
        return next((one for one in self.works if one.makes(sku)), None)

    def plus(self, loads: Iterable[Load]) -> "Capacity":
        """The same with these booked too."""
        booked = {name: dict(days) for name, days in self.booked.items()}
        for one in loads:
            days = booked.setdefault(one.works, {})
            days[one.day] = days.get(one.day, NOTHING) + one.load
        return Capacity(self.works, booked)

    def make(self, works: Works, qty: Decimal, first: date, calendar: Calendar) -> Made | None:
        """Fills the days from `first` on with what they have left; None where that takes too long."""
        booked = self.booked.get(works.name, {})
        wanted, loads, full = qty * works.each, [], None
        begin = day = calendar.next_working(first)
        while wanted > 0 and day < begin + timedelta(days=FAR):
            taken = min(wanted, max(NOTHING, works.on(day) - booked.get(day, NOTHING)))
            wanted -= taken
            if taken > 0:
                loads.append(Load(works.name, day, taken))
            if wanted > 0:
                full = full or day
                day = calendar.next_working(day + timedelta(days=1))
        return None if wanted > 0 else Made(tuple(loads), day, full)
