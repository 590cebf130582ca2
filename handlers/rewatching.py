"""What must happen by when was decided anew while orders wait: their clocks go by what counts now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from handlers.access import customer_of
from handlers.book import look_at_alerts
from handlers.context import Context
from handlers.domain.flow import ENTERED, TRACKED, Watch, longest
from handlers.domain.order import Deadline, Order, OrderEvent, Phase
from handlers.domain.worktime import Term, term
from handlers.limits import calendar_of, hours_of, terms_for
from handlers.lookup import order_there
from handlers.notices import Push
from handlers.ports import UnitOfWork
from handlers.transit import parcel_of, travels_of

REWATCH = "rewatch"  # the kind of deadline that sets an order's clocks anew
SOLVED = "solve"  # what an event is called by which somebody closed an alert; its reason is the alert's rule
_MARK = "watched:by"  # meta: what counted when the clocks were set last


@dataclass(frozen=True, slots=True)
class Clock:
    """One watch of an order: since when it goes, when its alert was closed by hand since, when the order is late."""

    began: datetime
    solved: datetime | None
    due: datetime


async def look(ctx: Context, uow: UnitOfWork) -> None:
    """Where terms, hours or days of work are others than the last time, the timer goes through the open orders."""
    now, before = _mark(ctx), await uow.meta.get(_MARK)
    if before not in (now, None):
        await uow.deadlines.open(*(Deadline(one, REWATCH, ctx.now, "") for one in await uow.orders.open()))
    if before != now:
        await uow.meta.set(_MARK, now)


def _mark(ctx: Context) -> str:
    """The same for the same terms, hours and days of work."""
    policy, first = ctx.policy, date(ctx.today.year, 1, 1)
    paces = {key: own.pace for key, own in (*policy.levels.items(), *policy.customers.items())}
    works = calendar_of(policy).works
    days = "".join("01"[works(first + timedelta(days=n))] for n in range(731))
    whole = (ctx.flow.spec.model_dump_json(), ctx.zone.key, policy.shifts, sorted(paces.items(), key=str), days)
    return sha256(repr(whole).encode()).hexdigest()


async def anew(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Moves the open deadlines of an order to where they belong now, and begins those that are new.

    What is due by a term that was shortened is due at once; a new one gives everybody its whole time from now on. What
    was told already stays told, unless its rule is gone.
    """
    order = await order_there(deadline.order_id, uow)
    if order is None or order.phase is not Phase.OPEN or order.held:
        return []
    known = {one.kind: one for one in await uow.deadlines.of(order.id)}
    for watch in ctx.flow.watches(order.state):
        before, due = known.get(watch.name), await due_at(watch, order, ctx, uow)
        if due is None or (before is not None and before.state != "open"):
            continue
        if before is None:
            due = max(due, hours_of(ctx).after(ctx.now, await _span(watch, order, ctx, uow)))
        if before is None or before.due_at != due:
            await uow.deadlines.open(Deadline(order.id, watch.name, due, watch.owner))
    await look_at_alerts(order, ctx, uow)
    return []


async def due_at(watch: Watch, order: Order, ctx: Context, uow: UnitOfWork) -> datetime | None:
    """When an order is late by one of its watches, as they count now; None where its clock did not begin."""
    clock = await clock_of(watch, order, ctx, uow)
    return None if clock is None else clock.due


async def clock_of(watch: Watch, order: Order, ctx: Context, uow: UnitOfWork) -> Clock | None:
    """How one of an order's watches goes now; None where its clock did not begin.

    Somebody who closes its alert while nothing else changed has its whole term once more.
    """
    if order.entered_at is None:
        return None
    events = await uow.events.of(order.id)
    began = await _began(watch, order, order.entered_at, events, uow)
    if began is None:
        return None
    solved = [e.at for e in events if e.action == SOLVED and e.reason == watch.name and e.at >= began]
    again = solved[-1] if solved else None
    return Clock(began, again, hours_of(ctx).after(again or began, await _span(watch, order, ctx, uow)))


async def once_more(order: Order, rule: str, ctx: Context, uow: UnitOfWork) -> None:
    """Somebody closed an alert of the order: where its cause is still there a term later, it is told anew."""
    watch = ctx.flow.watch(order.state, rule)
    due = await due_at(watch, order, ctx, uow) if watch is not None and order.phase is Phase.OPEN else None
    if watch is not None and due is not None:
        await uow.deadlines.open(Deadline(order.id, watch.name, due, watch.owner))


async def _span(watch: Watch, order: Order, ctx: Context, uow: UnitOfWork) -> Term:
    pace = terms_for(ctx.policy, await customer_of(order, uow)).pace
    return longest(term(watch.within).at(pace), watch, await travels_of(order, ctx, uow))


async def _began(
    watch: Watch, order: Order, entered: datetime, events: Sequence[OrderEvent], uow: UnitOfWork
) -> datetime | None:
    """When a watch's clock began; None where it did not yet."""
    if watch.since == ENTERED:
        came = [e.at for e in events if e.to_state in watch.states and e.from_state not in watch.states]
        return came[-1] if len(watch.states) > 1 and came else entered
    starts = [e.at for e in events if watch.since in (e.reason, e.action)]
    if watch.since == TRACKED:
        parcel = await parcel_of(order, uow)
        heard = [parcel.at] if parcel is not None and parcel.at is not None else []
        return max([entered, *starts, *heard])
    return starts[-1] if starts else None
