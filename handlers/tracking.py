"""What carriers report: scans are kept, the order follows where the goods arrived, what is wrong is an alert."""

from dataclasses import replace
from datetime import datetime

from handlers.alerts import UNSURE, WRONG, follow, ladder_of, raise_alert, subject_of
from handlers.book import clock_starts, happened, hold_still, look_at_alerts, moved
from handlers.context import Context
from handlers.domain.alert import Alert
from handlers.domain.errors import Refused
from handlers.domain.flow import TRACKED
from handlers.domain.order import SYSTEM, Order, Phase
from handlers.domain.party import Person, Role
from handlers.domain.returning import SIGNED
from handlers.domain.tracking import AHEAD, BAD, NAMES, Parcel, Report, Status, waybill
from handlers.notices import Push
from handlers.ports import UnitOfWork
from handlers.stocking import let_go
from handlers.telling import Told, news
from handlers.transit import departs

CARRIER = Person(SYSTEM, "物流", Role.LOGISTICS)
LADDER = "anytime"


async def follow_parcel(order: Order, ctx: Context, uow: UnitOfWork) -> None:
    """The order has a waybill: carriers are asked for it from now on, where the carrier is known."""
    found = waybill(order.tracking or "")
    if found is not None:
        number, carrier = found
        parcel = Parcel(order.id, number, carrier, poll_at=ctx.now if carrier else None)
        await uow.parcels.follow(await departs(order, parcel, ctx, uow))


async def heard(report: Report, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Takes a carrier's report in; the same one twice does nothing the second time. Unknown waybills are left."""
    parcels = await uow.parcels.numbered(report.number)
    if not parcels:
        return []
    newest = report.last
    known = tuple(scan for scan in report.scans if scan.at <= ctx.now + AHEAD)
    report = replace(report, scans=known)  # what has not been yet would hush up a parcel that is stuck
    last = report.last
    if last is not None and any(one.at is not None and last.at < one.at for one in parcels):
        report = replace(report, whole=False)  # late: what it lacks is newer
    await uow.parcels.heard(report, ctx.now)
    if newest != last:  # its status is of something that has not been yet: all that is known is that it travels
        if last is None:
            return []
        report = replace(report, status=Status.TRANSIT, over=False)
    pushes: list[Push] = []
    for before in parcels:
        if last is not None and before.at is not None and last.at < before.at:
            continue  # late: something newer is known
        after = replace(before, status=report.status, said=report.said[:60])
        if last is not None:
            after = replace(after, at=last.at, words=last.words[:300])
        over = report.over or report.status is Status.SIGNED
        after = replace(after, poll_at=None if over else before.poll_at)
        await uow.parcels.stands(after)
        if after != before:
            pushes += await _follows(after, before, ctx, uow)
    return pushes


async def _follows(after: Parcel, before: Parcel, ctx: Context, uow: UnitOfWork) -> list[Push]:
    order = await uow.orders.get(after.order_id)
    current = waybill(order.tracking or "")
    if current is None or current[0] != after.number:
        return []  # it travels with another waybill now
    if order.phase is Phase.DONE and after.status is not before.status:
        return await _taken_back(after, order, ctx, uow)
    if order.phase is not Phase.OPEN:
        return []
    if after.at is not None and after.at != before.at:
        await clock_starts(order, TRACKED, min(after.at, ctx.now), ctx, uow)
        await look_at_alerts(order, ctx, uow)
    if after.status is before.status:
        return []
    if after.status in BAD or after.status is Status.UNKNOWN:
        return await _wrong(after, order, ctx, uow)
    pushes = await _right(order, after, ctx, uow)
    if after.status is Status.SIGNED:
        pushes += await _signed(order, after, ctx, uow)
    return pushes


async def _taken_back(parcel: Parcel, order: Order, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """After the signature the carrier says that it was refused, or comes back; or that it was signed for after all."""
    if parcel.status in BAD:
        return await _raise(WRONG, f"签收后物流{NAMES[parcel.status]}", order, parcel, ctx, uow)
    return await _right(order, parcel, ctx, uow) if parcel.status is Status.SIGNED else []


async def _signed(order: Order, parcel: Parcel, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The move that 签收 means in the order's state, at the instant the carrier gives; none: somebody looks at it."""
    move, at = ctx.flow.status_move(order, SIGNED), min(parcel.at or ctx.now, ctx.now)
    if move is None or order.held:
        return await _raise(UNSURE, f"承运商说已签收,订单还是{order.state}", order, parcel, ctx, uow)
    try:
        signed, event = ctx.flow.apply(
            order, move.action, CARRIER, None, at, reason=parcel.words[:60], given=("sign", "photo")
        )
    except Refused:
        return await _raise(UNSURE, "承运商说已签收,流程不让改", order, parcel, ctx, uow)
    if signed.phase in (Phase.DONE, Phase.VOID):
        await hold_still([signed.id], uow)
    stored = await moved(signed, event, None, ctx, uow)
    if stored.phase in (Phase.DONE, Phase.VOID):
        await let_go(stored, ctx, uow)
    return await news(stored, Told(move.action, order.state), ctx, uow)


async def _wrong(parcel: Parcel, order: Order, ctx: Context, uow: UnitOfWork) -> list[Push]:
    rule = UNSURE if parcel.status is Status.UNKNOWN else WRONG
    said = f"(承运商写的是“{parcel.said[:12]}”)" if rule == UNSURE else ""
    return await _raise(rule, f"物流{NAMES[parcel.status]}{said}", order, parcel, ctx, uow)


async def _raise(rule: str, title: str, order: Order, parcel: Parcel, ctx: Context, uow: UnitOfWork) -> list[Push]:
    await uow.events.add(replace(happened(order, "overdue", CARRIER.user, ctx), reason=rule))
    since: datetime = parcel.at or ctx.now
    alert = Alert(
        subject=subject_of(order.id, rule),
        rule=rule,
        title=title,
        owner=Role.LOGISTICS.value,
        ladder=LADDER,
        since=min(since, ctx.now),
        opened_at=ctx.now,
        order_id=order.id,
    )
    return await raise_alert(alert, order, ctx, uow)


async def _right(order: Order, parcel: Parcel, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """It goes on: alerts about what the carrier said before are over."""
    pushes: list[Push] = []
    for alert in await uow.alerts.standing(order.id):
        if alert.rule in (WRONG, UNSURE):
            step = ladder_of(alert, ctx).close(alert, "", f"物流{NAMES[parcel.status]}", ctx.now)
            pushes += await follow(step, ctx, uow)
    return pushes
