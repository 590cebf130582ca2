"""What of an order can be there first: by a day, of each line, and when the rest follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from handlers.domain.promise import Promise, Shipping
from handlers.domain.reserve import NONE


@dataclass(frozen=True, slots=True)
class Part:
    """Of a line's `need`, `qty` base units can be there by the day; `rest` is when all of it can, None: unknown."""

    no: int
    label: str
    qty: Decimal
    need: Decimal
    unit: str
    rest: date | None

    @property
    def lacking(self) -> Decimal:
        """What cannot."""
        return self.need - self.qty


def by_day(promised: Iterable[Promise], day: date, shipping: Shipping) -> tuple[Part, ...]:
    """What each line can give by the day: of stock, of purchases that come, whole pieces of what is made."""
    return tuple(Part(p.no, p.label, _there(p, day, shipping), p.need, p.unit, p.day) for p in promised)


def partly(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts where something, and not all, can be there; none where the order is all there or not at all."""
    found = tuple(parts)
    return found if any(p.qty > 0 for p in found) and any(p.lacking > 0 for p in found) else ()


def _there(p: Promise, day: date, shipping: Shipping) -> Decimal:
    if p.day is not None and p.day <= day:
        return p.need
    found = p.now if shipping.first <= day else NONE
    if p.coming_day is not None and p.coming_day <= day:
        found += p.coming
    made, all_ = p.short - p.coming, sum((one.load for one in p.loads), NONE)
    if made > 0 and all_ > 0:
        load = sum((one.load for one in p.loads if shipping.arrival(one.day) <= day), NONE)
        found += (made * load / all_).to_integral_value(ROUND_FLOOR)
    return min(found, p.need)
