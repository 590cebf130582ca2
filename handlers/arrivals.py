"""What can be said about an order that is under way, and what is told unasked when a carrier falls silent."""

from handlers.access import customer_of
from handlers.context import Context
from handlers.domain.arrival import Arrival, arrival
from handlers.domain.flow import TRACKED
from handlers.domain.order import Order, Phase
from handlers.domain.tracking import waybill
from handlers.domain.worktime import term
from handlers.limits import terms_for
from handlers.ports import UnitOfWork
from handlers.tracking import SIGNED


async def arrival_of(order: Order, ctx: Context, uow: UnitOfWork) -> Arrival | None:
    """When it comes; None where it has not left, or is there."""
    if order.phase is not Phase.OPEN or order.entered_at is None or ctx.flow.status_move(order, SIGNED) is None:
        return None
    current = waybill(order.tracking or "")
    parcels = [one for one in await uow.parcels.of(order.id) if current is not None and one.number == current[0]]
    watch = next((w for w in ctx.flow.watches(order.state) if w.since == TRACKED), None)
    days = terms_for(ctx.policy, await customer_of(order, uow)).delivery_days
    silence = term(watch.within).span if watch is not None else None
    return arrival(order.entered_at, parcels[0] if parcels else None, days, silence, ctx.now, ctx.zone)
