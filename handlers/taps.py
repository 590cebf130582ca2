"""What every button must pass: the order is there, may be seen, and is as the card showed it."""

from handlers.access import actor, may_see, owns_draft
from handlers.context import Context
from handlers.domain.errors import NotFound, Refused, Stale
from handlers.domain.messaging import Tap
from handlers.domain.order import Order, OrderId, Phase
from handlers.ports import UnitOfWork


async def seen(tap: Tap, ctx: Context, uow: UnitOfWork) -> Order:
    """The order a button speaks of, whatever its version; one that may not be seen is as good as none."""
    if tap.order_id is None:
        raise Refused("button.unknown")
    try:
        order = await uow.orders.get(OrderId(tap.order_id))
    except NotFound:
        raise Stale from None
    person = actor(ctx)
    if not may_see(order, person) and not (order.phase is Phase.DRAFT and await owns_draft(order, person, uow)):
        raise Stale
    return order


async def tapped(tap: Tap, ctx: Context, uow: UnitOfWork) -> Order:
    """The order as the pressed card showed it; raises Stale with the fresh one where it has changed since."""
    order = await seen(tap, ctx, uow)
    if tap.version != order.version:
        raise Stale(order)
    return order
