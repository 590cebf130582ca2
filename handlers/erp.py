"""Confirmed orders are told to the company's ERP as they stand, whenever that changed."""

from handlers.context import Context
from handlers.domain.messaging import ToErp
from handlers.domain.order import Phase
from handlers.notices import OrderForErp, Push
from handlers.placing import RELEASE
from handlers.ports import UnitOfWork

_TOLD = frozenset({"confirm", RELEASE, "change", "split", "cancel", "undo"})  # what changes how an order is to stand


async def booked(ctx: Context, uow: UnitOfWork, since: int = 0) -> list[Push]:
    """What the ERP is told of the orders that this unit changed; an order that is held is not told of yet.

    `since`: how many events of the unit were looked at before.
    """
    if not ctx.has_erp:
        return []
    numbers = {
        event.order_id: next((c.old for c in event.changes if c.field == "number"), "")
        for event in uow.events.added[since:]
        if event.action in _TOLD
    }
    pushes: list[Push] = []
    for order_id, before in numbers.items():
        order = await uow.orders.get(order_id)
        number, open_ = order.number or before, order.phase in (Phase.OPEN, Phase.DONE)
        if not number or (open_ and order.held):
            continue
        confirmed = order.confirmed_at or ctx.now
        notice = OrderForErp(order, number, confirmed.astimezone(ctx.zone).date(), void=not open_)
        pushes.append(Push(ToErp(order.id), notice, dedupe=f"erp:{order.id}:{order.version}"))
    return pushes
