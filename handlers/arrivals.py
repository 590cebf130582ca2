"""What can be said about an order that is under way."""

from handlers.context import Context
from handlers.domain.arrival import Arrival, arrival, word_of
from handlers.domain.flow import TRACKED
from handlers.domain.order import Order, OrderEvent, Phase
from handlers.domain.returning import SIGNED
from handlers.domain.tracking import waybill
from handlers.domain.worktime import term
from handlers.ports import UnitOfWork
from handlers.transit import usual_of


async def arrival_of(
    order: Order, ctx: Context, uow: UnitOfWork, events: list[OrderEvent] | None = None
) -> Arrival | None:
    """When it comes; None where it has not left, or is there. `events`: the order's, where they are at hand."""
    if order.phase is not Phase.OPEN or order.entered_at is None or ctx.flow.status_move(order, SIGNED) is None:
        return None
    current = waybill(order.tracking or "")
    parcels = await uow.parcels.of(order.id) if current is not None else []
    parcel = next((one for one in parcels if current is not None and one.number == current[0]), None)
    watch = next((w for w in ctx.flow.watches(order.state) if w.since == TRACKED), None)
    silence = term(watch.within).span if watch is not None else None
    left = parcel.left_at if parcel is not None and parcel.left_at is not None else order.entered_at
    word = word_of(events if events is not None else await uow.events.of(order.id), left)
    return arrival(left, parcel, await usual_of(order, ctx, uow, parcel), silence, ctx.now, ctx.zone, word)
