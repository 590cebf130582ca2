"""What happens when time is up."""

from dataclasses import replace

from handlers.context import Context
from handlers.domain.errors import NotFound
from handlers.domain.messaging import ToRole
from handlers.domain.order import Deadline, OrderEvent, Phase
from handlers.notices import Overdue, Push
from handlers.ports import UnitOfWork


async def state_overdue(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Tells the owner that an order stayed in its state too long; an order that moved on since needs nothing."""
    try:
        order = await uow.orders.get(deadline.order_id)
    except NotFound:
        return []
    term = ctx.flow.deadline(order)
    if order.phase is not Phase.OPEN or order.entered_at is None or term is None or term.due_at > ctx.now:
        return []
    event = OrderEvent(order.id, ctx.now, "system", "overdue", order.state, order.state, version=order.version)
    await uow.events.add(replace(event, reason=deadline.kind))
    role = order.owner or deadline.owner
    dedupe = f"overdue:{order.id}:{deadline.kind}:{deadline.rung}:{int(order.entered_at.timestamp())}:{role}"
    return [Push(ToRole(role), Overdue(order, deadline, order.entered_at), dedupe=dedupe, urgent=True)]
