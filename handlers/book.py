"""Writes an order, what happened to it and by when it must move on: always together."""

from dataclasses import replace

from handlers.context import Context
from handlers.domain.flow import OVERDUE
from handlers.domain.messaging import Message, MessageKind
from handlers.domain.order import Change, Order, OrderEvent, Phase
from handlers.domain.reserve import SOFT_HOLD
from handlers.ports import UnitOfWork


async def keep(order: Order, event: OrderEvent, msg: Message, uow: UnitOfWork) -> Order:
    """Stores the order (new or changed) with the event that explains it."""
    said = () if msg.kind in (MessageKind.TAP, MessageKind.RECALL, MessageKind.EDIT) else msg.ids
    fresh = tuple(number for number in said if number not in order.source_ids)
    order = replace(order, source_ids=(*order.source_ids, *fresh))
    stored = await (uow.orders.save(order) if order.id else uow.orders.add(order))
    await uow.events.add(
        replace(event, order_id=stored.id, message_id=msg.id or None, channel=msg.channel, version=stored.version)
    )
    return stored


async def moved(order: Order, event: OrderEvent, msg: Message, ctx: Context, uow: UnitOfWork) -> Order:
    """Stores an order that changed its state: the old state's deadline ends, the new one's begins."""
    stored = await keep(order, event, msg, uow)
    ended = "met" if stored.phase in (Phase.OPEN, Phase.DONE) else "cancelled"
    await uow.deadlines.close(stored.id, ended, (OVERDUE, SOFT_HOLD) if stored.phase is Phase.OPEN else None)
    due = ctx.flow.deadline(stored)
    if due is not None and not stored.held:
        await uow.deadlines.open(due)
    return stored


def happened(order: Order, action: str, user: str, ctx: Context, changes: tuple[Change, ...] = ()) -> OrderEvent:
    """An event that changes no state."""
    return OrderEvent(order.id, ctx.now, user, action, order.state, order.state, changes=changes)
