"""When the goods can be there: from stock, from what is on its way, from what is made, else from the lead time.

Nothing is promised twice: what other orders hold is not free, and what they wait for of a delivery is not counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from handlers.domain.calendar import Calendar
from handlers.domain.capacity import Capacity, Load, Works
from handlers.domain.order import Line, Order
from handlers.domain.reserve import NONE
from nlp.types import DueKind

RECHECK = "promise"  # the kind of deadline that has an order promised anew


class Source(StrEnum):
    """Where the last piece comes from."""

    STOCK = "stock"
    INBOUND = "inbound"
    LEAD = "lead"
    MADE = "made"  # in the house, as soon as a line has time for it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Inbound:
    """A purchase that is on its way: what is still to come of it, and when."""

    number: str
    sku: str
    qty: Decimal
    due: date


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is of a product for one order: what it may hold, what will come, how long more would take."""

    now: Decimal = NONE  # it holds this or may hold it at once
    inbound: tuple[Inbound, ...] = ()
    claimed: Decimal = NONE  # other confirmed orders wait for so much of it
    lead_days: int = 0


@dataclass(frozen=True, slots=True)
class Promise:
    """What one line can count on. `day` is the arrival of the last piece, None where nobody knows."""

    no: int
    sku: str
    label: str
    need: Decimal
    short: Decimal  # of `need`, not there now
    unit: str
    source: Source
    day: date | None = None
    full: date | None = None  # what is made could not be made on this day, or not all of it: its line is full
    made: date | None = None  # the day it can be made
    loads: tuple[Load, ...] = ()  # what it takes of the lines
    coming: Decimal = NONE  # of what is short, purchases on their way give so much …
    coming_day: date | None = None  # … the customer has the last of it on this day

    @property
    def now(self) -> Decimal:
        """What is there now."""
        return self.need - self.short


@dataclass(frozen=True, slots=True)
class Shipping:
    """When what is ordered now can leave the house, and how long it travels."""

    now: datetime  # in the shop's zone
    calendar: Calendar = field(default_factory=Calendar)
    cutoff: time | None = None
    delivery_days: int = 1
    no_delivery: frozenset[int] = frozenset()  # days of the week on which the customer takes nothing in

    @property
    def first(self) -> date:
        """The earliest arrival of what is in stock."""
        return self.arrival(self.now.date())

    def arrival(self, ready: date) -> date:
        """The arrival of what is ready on this day."""
        leaves = self.calendar.next_working(max(ready, self.calendar.dispatch(self.now, self.cutoff)))
        there = leaves + timedelta(days=self.delivery_days)
        return next(day for day in _week(there) if day.weekday() not in self.no_delivery)

    def ready_by(self, due: date) -> date | None:
        """The last day on which something may become ready to arrive in time; None where it is too late for that."""
        if self.first > due:
            return None
        day = due
        while self.arrival(day) > due:
            day -= timedelta(days=1)
        return day


def _week(first: date) -> Iterable[date]:
    return (first + timedelta(days=ahead) for ahead in range(7))


def promises(
    lines: Iterable[Line], supplies: Mapping[str, Supply], shipping: Shipping, capacity: Capacity | None = None
) -> tuple[Promise, ...]:
    """A promise for every line whose product and quantity are known; lines of one product share what there is."""
    capacity = capacity or Capacity()
    left: dict[str, Supply] = dict(supplies)
    found = []
    for line in lines:
        if line.sku is None or line.base_qty is None:
            continue
        supply = left.get(line.sku, Supply())
        promise, left[line.sku] = _promise(line, line.sku, line.base_qty, supply, shipping, capacity)
        capacity = capacity.plus(promise.loads) if promise.loads else capacity
        found.append(promise)
    return tuple(found)


def _promise(
    line: Line, sku: str, need: Decimal, supply: Supply, shipping: Shipping, capacity: Capacity
) -> tuple[Promise, Supply]:
    held = min(need, max(NONE, supply.now))
    short = need - held
    coming, open_, rest = _inbound(short, supply)
    promise = Promise(line.no, sku, line.label, need, short, line.base_unit, Source.STOCK, shipping.first)
    if coming is not None:
        promise = replace(promise, coming=short - open_, coming_day=shipping.arrival(coming))
    works = capacity.of(sku)
    if short > 0 and open_ <= 0 and coming is not None:
        promise = replace(promise, source=Source.INBOUND, day=shipping.arrival(coming))
    elif short > 0 and works is not None:
        promise = _made(promise, works, open_, coming, supply, shipping, capacity)
    elif short > 0 and supply.lead_days > 0:
        ready = shipping.now.date() + timedelta(days=supply.lead_days)
        promise = replace(promise, source=Source.LEAD, day=shipping.arrival(max(ready, coming or ready)))
    elif short > 0:
        promise = replace(promise, source=Source.UNKNOWN, day=None)
    return promise, Supply(supply.now - held, rest, NONE if short else supply.claimed, supply.lead_days)


def _made(
    promise: Promise,
    works: Works,
    qty: Decimal,
    coming: date | None,
    supply: Supply,
    shipping: Shipping,
    capacity: Capacity,
) -> Promise:
    """What neither stock nor a delivery gives is made, from the day its material is there."""
    first = shipping.now.date() + timedelta(days=max(supply.lead_days, 0))
    made = capacity.make(works, qty, first, shipping.calendar)
    if made is None:
        return replace(promise, source=Source.UNKNOWN, day=None)
    day = shipping.arrival(max(made.ready, coming or made.ready))
    return replace(promise, source=Source.MADE, day=day, full=made.full, made=made.ready, loads=made.loads)


def _inbound(short: Decimal, supply: Supply) -> tuple[date | None, Decimal, tuple[Inbound, ...]]:
    """When the last piece comes that deliveries give, what they do not give, and what is left of them."""
    if short <= 0:
        return None, NONE, supply.inbound
    wanted, claimed, left = short, supply.claimed, []
    day = None
    for coming in sorted(supply.inbound, key=lambda one: (one.due, one.number)):
        taken = min(coming.qty, claimed)
        claimed -= taken
        mine = min(coming.qty - taken, wanted)
        wanted -= mine
        if mine > 0:
            day = coming.due
        if coming.qty - taken - mine > 0:
            left.append(Inbound(coming.number, sku=coming.sku, qty=coming.qty - taken - mine, due=coming.due))
    return day, wanted, tuple(left)


def kept_word(found: tuple[Promise, ...], agreed: date | None, today: date) -> tuple[Promise, ...]:
    """The promises, where the workshop gave its word for a day: nothing comes later than that, until it has passed."""
    if agreed is None or agreed < today:
        return found
    return tuple(replace(p, day=agreed) if p.day is None or p.day > agreed else p for p in found)


def put_off(found: tuple[Promise, ...], delayed: date | None) -> tuple[Promise, ...]:
    """The promises, where a delay was reported: nothing comes before that day."""
    if delayed is None:
        return found
    return tuple(replace(p, day=delayed) if p.day is not None and p.day < delayed else p for p in found)


def whole(found: Iterable[Promise]) -> date | None:
    """When all of it can be there; None where one line's date is unknown, or nothing is promised."""
    days = [promise.day for promise in found]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def late(order: Order, found: Iterable[Promise]) -> bool:
    """Whether something comes after the day it is wanted, or nobody knows when."""
    missed = [p for p in found if p.day is None or (order.due is not None and p.day > order.due)]
    return bool(missed) and order.due_kind is not DueKind.AFTER
