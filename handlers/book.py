"""Writes an order, what happened to it and by when it must move on: always together."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from handlers import ledger
from handlers.access import actor, customer_of
from handlers.context import Context
from handlers.domain.alert import SETTLE
from handlers.domain.errors import Refused
from handlers.domain.flow import ENTERED, OVERDUE, TRACKED
from handlers.domain.messaging import Message, MessageKind
from handlers.domain.order import Change, Deadline, Order, OrderEvent, OrderId, Phase
from handlers.domain.reserve import SOFT_HOLD
from handlers.domain.tracking import STALLED
from handlers.limits import hours_of, terms_for
from handlers.ports import UnitOfWork
from handlers.transit import arrives, travels_of


async def keep(order: Order, event: OrderEvent, msg: Message | None, uow: UnitOfWork) -> Order:
    """Stores the order (new or changed) with the event that explains it; without `msg` nobody said so."""
    said = () if msg is None or msg.kind in (MessageKind.TAP, MessageKind.RECALL, MessageKind.EDIT) else msg.ids
    fresh = tuple(number for number in said if number not in order.source_ids)
    order = replace(order, source_ids=(*order.source_ids, *fresh))
    stored = await (uow.orders.save(order) if order.id else uow.orders.add(order))
    event = replace(event, order_id=stored.id, version=stored.version)
    if msg is not None:
        event = replace(event, message_id=msg.id or None, channel=msg.channel)
    await uow.events.add(event)
    return stored


async def hold_still(order_ids: Collection[OrderId], uow: UnitOfWork, more: Collection[str] = ()) -> None:
    """These orders, their products and `more` are this unit's alone until it ends.

    To be called before a unit writes anything that may move goods: everybody takes products first, then orders, then
    alerts and deadlines, each in one order. So nobody waits in a circle, and nobody gives goods to an order that is
    being cancelled.
    """
    await uow.stock.lock_for(order_ids, more)
    await uow.orders.keep(order_ids)


async def moved(order: Order, event: OrderEvent, msg: Message | None, ctx: Context, uow: UnitOfWork) -> Order:
    """Stores an order that changed its state: the old state's deadline ends, the new one's begins."""
    if await arrives(order, event, ctx, uow) and STALLED in order.tags:
        order = replace(order, tags=tuple(tag for tag in order.tags if tag != STALLED))
        event = replace(event, changes=(*event.changes, Change("tag", STALLED, "")))
    stored = await keep(order, event, msg, uow)
    ended = "met" if stored.phase in (Phase.OPEN, Phase.DONE) else "cancelled"
    await uow.deadlines.close(stored.id, ended, _left(stored, ctx) if stored.phase is Phase.OPEN else None)
    if not stored.held:
        await clocks_start(stored, ctx, uow, before=event.from_state)
    await look_at_alerts(stored, ctx, uow)
    await ledger.moved(stored, event, ctx, uow)
    return stored


def _left(order: Order, ctx: Context) -> list[str]:
    """Kinds of deadlines that do not count in the order's state any more, or begin anew with it."""
    going_on = {w.name for w in ctx.flow.watches(order.state)} - {OVERDUE}
    return [OVERDUE, SOFT_HOLD, *(w.name for w in ctx.flow.spec.watches if w.name not in going_on)]


async def clocks_start(order: Order, ctx: Context, uow: UnitOfWork, before: str = "") -> None:
    """What must happen in time begins with the state that the order came to."""
    if order.entered_at is not None:
        await _opens((ENTERED, TRACKED), order, order.entered_at, ctx, uow, before)


async def clock_starts(order: Order, since: str, at: datetime, ctx: Context, uow: UnitOfWork, before: str = "") -> None:
    """Opens the deadlines that something starts: a state, a milestone, news of the carrier."""
    await _opens((since,), order, at, ctx, uow, before)


async def _opens(
    since: Collection[str], order: Order, at: datetime, ctx: Context, uow: UnitOfWork, before: str
) -> None:
    pace, hours = terms_for(ctx.policy, await customer_of(order, uow)).pace, hours_of(ctx)
    travels = await travels_of(order, ctx, uow)
    await uow.deadlines.open(
        *(d for one in since for d in ctx.flow.deadlines(order, one, at, hours, before, pace, travels))
    )


async def look_at_alerts(order: Order, ctx: Context, uow: UnitOfWork) -> None:
    """Something changed: the timer closes alerts of the order whose cause is gone."""
    if await uow.alerts.standing(order.id):
        await uow.deadlines.open(Deadline(order.id, SETTLE, ctx.now, ""))


async def written(
    order: Order,
    action: str,
    why: str,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
    changes: tuple[Change, ...] = (),
) -> None:
    """Adds to the history what the speaker did about an order that itself stays as it is."""
    event = replace(happened(order, action, actor(ctx).user, ctx, changes), reason=why)
    await uow.events.add(replace(event, message_id=msg.id or None, channel=msg.channel))


def not_over(order: Order) -> None:
    """Raises Refused where the order was cancelled."""
    if order.phase is Phase.VOID:
        raise Refused("order.over", {"单号": order.number or "", "现在": order.state})


def happened(order: Order, action: str, user: str, ctx: Context, changes: tuple[Change, ...] = ()) -> OrderEvent:
    """An event that changes no state of the order, nor its version."""
    return OrderEvent(order.id, ctx.now, user, action, order.state, order.state, changes=changes, version=order.version)
