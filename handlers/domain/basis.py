"""产能依据: the facts that a promised day follows from, line by line and day by day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from handlers.domain.capacity import NOTHING, Capacity, Works
from handlers.domain.promise import Inbound, Promise, Supply


@dataclass(frozen=True, slots=True)
class DayUsed:
    """A day of a production line, all in what it counts in (pieces or minutes)."""

    day: date
    total: Decimal
    booked: Decimal  # by other orders, and by lines of this one before
    used: Decimal  # by this line


@dataclass(frozen=True, slots=True)
class Basis:
    """What one line's day follows from."""

    promise: Promise
    works: Works | None  # the line that makes what lacks
    days: tuple[DayUsed, ...]
    coming: tuple[Inbound, ...]  # purchases on their way, of which others wait for `claimed`
    claimed: Decimal
    lead_days: int


def bases(promised: Iterable[Promise], supplies: Mapping[str, Supply], capacity: Capacity) -> tuple[Basis, ...]:
    """The facts of every line; `capacity` as it was before the first of them was made."""
    found: list[Basis] = []
    for one in promised:
        supply = supplies.get(one.sku, Supply())
        short = one.short > 0
        works = capacity.of(one.sku) if short and one.loads else None
        days = _days(one, works, capacity) if works is not None else ()
        capacity = capacity.plus(one.loads)
        found.append(Basis(one, works, days, supply.inbound if short else (), supply.claimed, supply.lead_days))
    return tuple(found)


def _days(one: Promise, works: Works, capacity: Capacity) -> tuple[DayUsed, ...]:
    """The days that it is made on, and the first one that had no room or not enough."""
    booked, used = capacity.booked.get(works.name, {}), {load.day: load.load for load in one.loads}
    days = sorted({*used, *((one.full,) if one.full is not None else ())})
    return tuple(DayUsed(day, works.on(day), booked.get(day, NOTHING), used.get(day, NOTHING)) for day in days)
