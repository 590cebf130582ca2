"""Plans for an order that jumps the queue: longer shifts, somebody else makes it, or it goes before others.

Every plan says what it costs and which orders would come later than they were told. `handlers.domain.plan_check` checks
a plan by counting anew, and shares nothing with the way it was made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from handlers.domain.capacity import Capacity, Load, Works
from handlers.domain.order import Line, Order, OrderId
from handlers.domain.parts import Part, by_day, partly
from handlers.domain.promise import Promise, Shipping, Supply, late, promises, whole
from handlers.domain.reserve import NONE

OVERTIME, OUTSIDE, QUEUE = "overtime", "outside", "queue"
KINDS = (OVERTIME, OUTSIDE, QUEUE)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody else who makes products: how fast, and how much dearer, in percent of what the line is sold for."""

    name: str
    skus: tuple[str, ...]
    days: int
    percent: Decimal = NONE

    def makes(self, sku: str) -> bool:
        """Whether he makes the product."""
        return Works(self.name, self.skus, NONE).makes(sku)


@dataclass(frozen=True, slots=True)
class Means:
    """What can be done: so much of a usual day more on each line, what such a day costs, and who else makes things."""

    more: Decimal = NONE  # part of a usual day: 0.25 is 2 hours of 8
    hours: Decimal = NONE  # the same in hours, for the words
    day_costs: Decimal = NONE  # yuan
    outside: tuple[Outside, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """A confirmed order that could wait: what it holds, what it takes of the lines, what it was told."""

    order: Order
    held: Mapping[str, Decimal]
    loads: tuple[Load, ...]
    told: tuple[Promise, ...]
    shipping: Shipping
    supplies: Mapping[str, Supply]  # without what it holds


@dataclass(frozen=True, slots=True)
class Situation:
    """An order that is wanted sooner than it can be there, and all that may be moved for it."""

    order: Order
    supplies: Mapping[str, Supply]
    shipping: Shipping
    capacity: Capacity
    others: tuple[Other, ...] = ()  # those that may wait, the first to wait first
    means: Means = field(default_factory=Means)
    told: tuple[Promise, ...] = ()  # what a confirmed order was told; a draft was told nothing


@dataclass(frozen=True, slots=True)
class Slips:
    """Another order comes later: the day it was told, and the new one, None where nobody knows."""

    order: OrderId
    number: str
    customer: str
    before: date | None
    after: date | None
    wanted: date | None = None  # the day that its customer named


@dataclass(frozen=True, slots=True)
class Plan:
    """One way. `day` is when all of the order is there; `made` is what each order is promised then, for the check."""

    kind: str
    day: date | None
    cost: Decimal = NONE
    parts: tuple[Part, ...] = ()  # what is there by the wanted day, where not all is
    slips: tuple[Slips, ...] = ()
    who: str = ""  # outside: who makes it
    days: int = 0  # overtime: on how many days
    qty: Decimal = NONE  # outside: how much
    waiting: tuple[OrderId, ...] = ()  # queue: the orders that wait
    made: Mapping[OrderId, tuple[Promise, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is kept as: its kind, and who makes it."""
        return f"{self.kind}:{self.who}" if self.who else self.kind


def plans(found: Situation) -> tuple[Plan, ...]:
    """Every plan that brings the order sooner than it comes without one."""
    usual = whole(_promised(found, found.supplies, found.capacity))
    tried = (overtime(found), *(outside(found, one) for one in found.means.outside), queue(found))
    kept: list[Plan] = []
    for plan in tried:
        sooner = plan is not None and plan.day is not None and (usual is None or plan.day < usual)
        if plan is not None and (sooner or (plan.kind == QUEUE and plan.slips and plan.parts)):
            kept = [one for one in kept if one.kind != plan.kind or (one.cost, one.day) < (plan.cost, plan.day)]
            if all(one.kind != plan.kind for one in kept):
                kept.append(plan)
    return tuple(kept)


def overtime(found: Situation) -> Plan | None:
    """The lines that make what lacks work longer, from the first day on."""
    if found.means.more <= 0:
        return None
    longer = Capacity(tuple(stretched(one, found.means.more) for one in found.capacity.works), found.capacity.booked)
    made = _promised(found, found.supplies, longer)
    usual = {one.name: one for one in found.capacity.works}
    days = {
        (one.works, one.day)
        for p in made
        for one in p.loads
        if one.load + found.capacity.booked.get(one.works, {}).get(one.day, NONE) > usual[one.works].on(one.day)
    }
    return _plan(found, Plan(OVERTIME, whole(made), len(days) * found.means.day_costs, days=len(days)), made)


def stretched(works: Works, more: Decimal) -> Works:
    """The line with longer days; a day on which nothing is made stays one."""
    days = {day: much * (1 + more) for day, much in works.days.items()}
    return replace(works, per_day=works.per_day * (1 + more), days=days)


def outside(found: Situation, one: Outside) -> Plan | None:
    """What lacks of the products that somebody else makes comes from him, the rest as usual."""
    short = {p.no: p for p in _promised(found, found.supplies, found.capacity) if p.short > 0 and one.makes(p.sku)}
    if not short:
        return None
    there = found.shipping.arrival(found.shipping.now.date() + timedelta(days=one.days))
    made = tuple(
        replace(p, day=there, full=None, made=None, loads=(), coming=NONE, coming_day=None) if p.no in short else p
        for p in _promised(found, found.supplies, found.capacity)
    )
    worth = sum((_worth(line) for line in found.order.lines if line.no in short), NONE)
    plan = Plan(OUTSIDE, whole(made), worth * one.percent / HUNDRED, who=one.name)
    return _plan(found, replace(plan, qty=sum((p.short for p in short.values()), NONE)), made)


def queue(found: Situation) -> Plan | None:
    """The order goes before others, as few as it takes; what they have too little of then is promised anew."""
    moved: list[Other] = []
    supplies, capacity = found.supplies, found.capacity
    best: tuple[Decimal, int] | None = None
    helpful = [other for other in found.others if _helps(other, found)]
    for other in helpful or found.others:
        more = {sku: replace(one, now=one.now + other.held.get(sku, NONE)) for sku, one in supplies.items()}
        room = _without(capacity, other.loads)
        mine = _promised(found, more, room)
        gain = _gain(found, mine)
        if best is not None and gain <= best:
            continue
        best, supplies, capacity = gain, more, room
        moved.append(other)
        day = whole(mine)
        if day is not None and (found.order.due is None or day <= found.order.due):
            break
    return _before(found, tuple(moved)) if moved else None


def _helps(other: Other, found: Situation) -> bool:
    """Whether it has something by the wanted day that the order could use; who has it later need not wait."""
    due = found.order.due
    if any(other.held.get(sku, NONE) > 0 for sku in found.supplies):
        return True
    return due is None or any(load.day <= due for load in other.loads)


def _gain(found: Situation, mine: tuple[Promise, ...]) -> tuple[Decimal, int]:
    """How good it is for the order: how much is there by the wanted day, and how soon all of it is."""
    due = found.order.due
    lacking = sum((part.lacking for part in by_day(mine, due, found.shipping)), NONE) if due is not None else NONE
    return -lacking, -(whole(mine) or date.max).toordinal()


def _before(found: Situation, moved: tuple[Other, ...]) -> Plan:
    """The order first, then those who wait for it, in the order in which they were wanted."""
    pool = {sku: one.now for sku, one in found.supplies.items()}
    for other in moved:
        for sku, qty in other.held.items():
            if sku in pool:
                pool[sku] += qty
    capacity = _without(found.capacity, [load for other in moved for load in other.loads])
    supplies = {sku: replace(one, now=pool[sku]) for sku, one in found.supplies.items()}
    mine = _promised(found, supplies, capacity)
    capacity = capacity.plus([load for p in mine for load in p.loads])
    for p in mine:
        pool[p.sku] = pool.get(p.sku, NONE) - p.now
    made: dict[OrderId, tuple[Promise, ...]] = {found.order.id: mine}
    waits = _waits({}, found.told, mine)
    slips: list[Slips] = []
    for other in reversed(moved):  # the first to wait is the last to be served
        own = {
            sku: replace(
                one,
                now=min(other.held.get(sku, NONE), pool[sku]) if sku in pool else other.held.get(sku, NONE),
                claimed=one.claimed + waits.get(sku, NONE),
            )
            for sku, one in other.supplies.items()
        }
        now = promises(other.order.lines, own, other.shipping, capacity)
        waits = _waits(waits, other.told, now)
        capacity = capacity.plus([load for p in now for load in p.loads])
        for p in now:
            if p.sku in pool:
                pool[p.sku] -= p.now
        made[other.order.id] = now
        told, after = whole(other.told), whole(now)
        if told is not None and (after is None or after > told):
            order = other.order
            slips.append(Slips(order.id, order.number or "", order.customer_name, told, after, order.due))
    plan = Plan(QUEUE, whole(mine), slips=tuple(slips), waiting=tuple(one.order.id for one in moved), made=made)
    return replace(plan, parts=_parts(found, mine))


def _waits(so_far: Mapping[str, Decimal], told: Iterable[Promise], now: Iterable[Promise]) -> Mapping[str, Decimal]:
    """How much more (negative: less) than before the orders that were served so far wait for, of each product."""
    more = dict(so_far)
    for p, sign in [*((p, 1) for p in now), *((p, -1) for p in told)]:
        more[p.sku] = more.get(p.sku, NONE) + sign * p.short
    return more


def _plan(found: Situation, plan: Plan, made: tuple[Promise, ...]) -> Plan:
    return replace(plan, parts=_parts(found, made), made={found.order.id: made})


def _parts(found: Situation, made: tuple[Promise, ...]) -> tuple[Part, ...]:
    if found.order.due is None or not late(found.order, made):
        return ()
    return partly(by_day(made, found.order.due, found.shipping))


def _promised(found: Situation, supplies: Mapping[str, Supply], capacity: Capacity) -> tuple[Promise, ...]:
    return promises(found.order.lines, supplies, found.shipping, capacity)


def _without(capacity: Capacity, loads: Sequence[Load]) -> Capacity:
    return capacity.plus(replace(one, load=-one.load) for one in loads)


def _worth(line: Line) -> Decimal:
    return NONE if line.price is None or line.base_qty is None else line.price * line.base_qty
