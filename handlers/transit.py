"""Goods under way: how long carriers need, measured on our own parcels, when an order comes, how a journey ended."""

from dataclasses import replace
from datetime import timedelta

from handlers.access import customer_of
from handlers.context import Context
from handlers.domain.arrival import Arrival, Usual, arrival, word_of
from handlers.domain.flow import TRACKED
from handlers.domain.order import Order, OrderEvent, Phase
from handlers.domain.returning import SIGNED
from handlers.domain.tracking import Parcel, Status, waybill
from handlers.domain.transit import Place, Transit, measured, place, silent
from handlers.domain.worktime import term
from handlers.limits import terms_for
from handlers.ports import UnitOfWork

LOOK_BACK = timedelta(days=180)  # journeys that are older say nothing about today


async def place_of(order: Order, uow: UnitOfWork) -> Place:
    """Where an order goes: its address, else its customer's region."""
    customer = await customer_of(order, uow)
    return place(order.address or "", customer.region if customer is not None else "")


async def parcel_of(order: Order, uow: UnitOfWork) -> Parcel | None:
    """The parcel that an order travels with now; None where it has no waybill, or nobody hears of it."""
    current = waybill(order.tracking or "")
    parcels = await uow.parcels.of(order.id) if current is not None else []
    return next((one for one in parcels if current is not None and one.number == current[0]), None)


async def usual_of(order: Order, ctx: Context, uow: UnitOfWork, parcel: Parcel | None = None) -> Usual:
    """How long an order travels: measured where enough of our own parcels went there, else as agreed."""
    days = terms_for(ctx.policy, await customer_of(order, uow)).delivery_days
    if parcel is not None and parcel.province:
        to, carrier = Place(parcel.province, parcel.city), parcel.carrier
    else:
        said = waybill(order.tracking or "")
        to, carrier = await place_of(order, uow), said[1] if said is not None else ""
    found = await measured_to(to, carrier, ctx, uow)
    return Usual(days) if found is None else Usual(found.usual, found)


async def travels_of(order: Order, ctx: Context, uow: UnitOfWork) -> timedelta:
    """How long goods like these were measured to be under way; none where no watch of the order's state asks."""
    if not any(watch.measured for watch in ctx.flow.watches(order.state)):
        return timedelta()
    usual = await usual_of(order, ctx, uow)
    return timedelta(days=usual.measured.most if usual.measured is not None else 0)


async def measured_to(to: Place, carrier: str, ctx: Context, uow: UnitOfWork) -> Transit | None:
    """What a carrier (empty: the one that takes most there) usually needs; None where too little is known."""
    if not ctx.policy.transit_least or not to.province:
        return None
    journeys = await uow.parcels.journeys(ctx.now - LOOK_BACK, to.province)
    return measured(journeys, carrier, to, ctx.policy.transit_least, ctx.zone)


async def departs(order: Order, parcel: Parcel, ctx: Context, uow: UnitOfWork) -> Parcel:
    """A parcel with where it goes, when it left, and by when it was said to be there."""
    to = await place_of(order, uow)
    left = order.entered_at or ctx.now
    parcel = replace(parcel, province=to.province, city=to.city, left_at=left)
    usual = await usual_of(order, ctx, uow, parcel)
    days = usual.measured.most if usual.measured is not None else usual.days
    return replace(parcel, promised=left.astimezone(ctx.zone).date() + timedelta(days=days))


async def arrives(order: Order, event: OrderEvent, ctx: Context, uow: UnitOfWork) -> bool:
    """Whether a move says that the goods are there; then the journey of their parcel is over, and kept."""
    move = ctx.flow.move(event.from_state, event.action)
    if move is None or SIGNED not in move.words:
        return False
    parcel = await parcel_of(order, uow)
    if parcel is not None and parcel.left_at is not None:
        at = parcel.at if parcel.status is Status.SIGNED and parcel.at is not None else event.at
        watch = next((w for w in ctx.flow.watches(event.from_state) if w.since == TRACKED), None)
        heard = [scan.at for scan in await uow.parcels.scans(parcel.number)]
        quiet = silent(parcel.left_at, heard, at, term(watch.within).span) if watch is not None else timedelta()
        await uow.parcels.arrived(replace(parcel, signed_at=at, silence=quiet))
    return True


async def arrival_of(
    order: Order, ctx: Context, uow: UnitOfWork, events: list[OrderEvent] | None = None
) -> Arrival | None:
    """When it comes; None where it has not left, or is there. `events`: the order's, where they are at hand."""
    if order.phase is not Phase.OPEN or order.entered_at is None or ctx.flow.status_move(order, SIGNED) is None:
        return None
    parcel = await parcel_of(order, uow)
    watch = next((w for w in ctx.flow.watches(order.state) if w.since == TRACKED), None)
    silence = term(watch.within).span if watch is not None else None
    left = parcel.left_at if parcel is not None and parcel.left_at is not None else order.entered_at
    word = word_of(events if events is not None else await uow.events.of(order.id), left)
    return arrival(left, parcel, await usual_of(order, ctx, uow, parcel), silence, ctx.now, ctx.zone, word)
