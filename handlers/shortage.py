"""What is short: one alert a product, however many orders wait for it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from handlers.access import customer_of
from handlers.checking import shipping_of
from handlers.context import Context
from handlers.domain.alert import LATE, NEXT, SHORT, Alert, Ladder
from handlers.domain.buying import NAMED, Requisition, Shortage, Waits, advice, expected, outstanding
from handlers.domain.order import Deadline, OrderId
from handlers.domain.party import Product, Role
from handlers.domain.promise import RECHECK, Promise
from handlers.limits import hours_of, terms_for
from handlers.ports import UnitOfWork

LADDER = "short"
SOON = 7  # days within which what was asked for is waited for at least
RECKONED = 10  # waiting orders of which it is reckoned by when they need it


async def promise(
    order_id: OrderId, found: Sequence[Promise], ctx: Context, uow: UnitOfWork, *, same: bool = False
) -> None:
    """Keeps what an order is promised; whatever is short because of it, or no more, is an alert.

    Where a production line has room again, the orders that wait for something made there are promised anew.
    `same`: the order is as it was, so that a product of which it lacks as much as before is no news.
    """
    before = await uow.stock.promised(order_id)
    if works := await uow.stock.promise(order_id, found, ctx.now):
        await later(await uow.stock.made_on(works, order_id), ctx, uow)
    short = {p.sku for p in found if p.short > 0}
    skus = {p.sku for p in before if p.short > 0} | short
    if same:
        skus = {sku for sku in skus if missing_of(before, sku) != missing_of(found, sku)}
    await _look(skus, short & skus, ctx, uow)


async def stock_moved(sku: str, ctx: Context, uow: UnitOfWork) -> None:
    """What there is of a product changed: its card follows, where it is short."""
    await _look([sku], (), ctx, uow)


async def later(waiting: Sequence[OrderId], ctx: Context, uow: UnitOfWork) -> None:
    """The timer looks at these orders, in this order: it takes what is due first."""
    turns = (ctx.now - timedelta(microseconds=len(waiting) - place) for place in range(len(waiting)))
    sales = Role.SALES.value
    await uow.deadlines.open(*(Deadline(one, RECHECK, at, sales) for one, at in zip(waiting, turns, strict=True)))


async def _look(skus: Collection[str], short: Collection[str], ctx: Context, uow: UnitOfWork) -> None:
    if not skus:
        return
    known = await uow.alerts.all_going_on([f"sku:{sku}" for sku in skus])
    due = [Deadline(OrderId(0), SHORT, ctx.now, alert.owner, alert_id=alert.id) for alert in known.values()]
    fresh = [sku for sku in sorted(short) if f"sku:{sku}" not in known]
    products = await uow.catalogue.products(fresh) if fresh else {}
    for sku in fresh:
        due += await alert_of(sku, products.get(sku), "缺料", ctx, uow)
    await uow.deadlines.open(*due)


async def alert_of(
    sku: str, product: Product | None, what: str, ctx: Context, uow: UnitOfWork, said: str = ""
) -> list[Deadline]:
    """A product's alert, and the deadlines that are to be opened for it; none where one goes on. `said`: what is known.

    The first level is told by the timer, a second later: an order of twelve lines is one card a product.
    """
    ladder = ctx.policy.ladders.get(LADDER) or next(iter(ctx.policy.ladders.values()))
    alert = Alert(
        subject=f"sku:{sku}",
        rule=SHORT,
        title=f"{product.label if product else sku} {what}",
        owner=Role.PURCHASING.value,
        ladder=LADDER,
        since=ctx.now,
        opened_at=ctx.now,
        sku=sku,
        conclusion=said,
    )
    stored = await uow.alerts.add(alert)
    if stored is None:
        return []
    about = Deadline(OrderId(0), NEXT, ctx.now, stored.owner, alert_id=stored.id)
    return [about, replace(about, kind=LATE, due_at=Ladder(ladder, hours_of(ctx)).late_at(stored))]


async def shortage(alert: Alert, ctx: Context, uow: UnitOfWork) -> Shortage | None:
    """What is short of an alert's product now, who waits, and what should be bought."""
    product = await uow.catalogue.product(alert.sku) if alert.sku else None
    if product is None:
        return None
    waits = await _first(await uow.stock.lacking(product.sku), ctx, uow)
    level = (await uow.stock.levels([product.sku])).get(product.sku)
    coming = (await uow.stock.inbound([product.sku])).get(product.sku, ())
    asked = await uow.requisitions.of_alert(alert.id)
    stop = (await uow.stops.of([product.sku])).get(product.sku)
    found = Shortage(product, level, waits, tuple(coming), asked, stop)
    if asked is None:
        return await _asked_before(found, ctx, uow)
    return await _with_asked(found, [asked], uow)


async def short_now(skus: Collection[str], ctx: Context, uow: UnitOfWork) -> tuple[Shortage, ...]:
    """What is short of these products now, in this order; products that are in no list any more are left out."""
    alerts = await uow.alerts.all_going_on([f"sku:{sku}" for sku in skus])
    found: list[Shortage] = []
    for sku in skus:
        alert = alerts.get(f"sku:{sku}")
        one = await shortage(alert, ctx, uow) if alert is not None else await _unalerted(sku, ctx, uow)
        found += [one] if one is not None and one.waits else []
    return tuple(found)


async def _unalerted(sku: str, ctx: Context, uow: UnitOfWork) -> Shortage | None:
    product = await uow.catalogue.product(sku)
    if product is None:
        return None
    coming = (await uow.stock.inbound([sku])).get(sku, ())
    level = (await uow.stock.levels([sku])).get(sku)
    found = Shortage(product, level, await _first(await uow.stock.lacking(sku), ctx, uow), tuple(coming))
    return await _asked_before(found, ctx, uow)


async def _asked_before(found: Shortage, ctx: Context, uow: UnitOfWork) -> Shortage:
    """The same with what was asked for before somebody closed its alert: where that is enough, it is not asked again.

    For as long as it may take to come.
    """
    since = ctx.now - timedelta(days=max(found.product.lead_days, SOON))
    asked = await uow.requisitions.left_open(found.product.sku, since)
    if not asked:
        return found
    found = await _with_asked(found, asked, uow)
    return replace(found, requisition=asked[-1]) if found.running > 0 and advice(found) <= 0 else found


async def _with_asked(found: Shortage, asked: Sequence[Requisition], uow: UnitOfWork) -> Shortage:
    receipts = await uow.stock.receipts(found.product.sku, asked[0].at)
    return replace(found, running=outstanding(asked, receipts), expected=expected(asked, receipts))


async def _first(waits: Sequence[Waits], ctx: Context, uow: UnitOfWork) -> tuple[Waits, ...]:
    """The same with the orders whose turn is first, and the day by which it must be there for those wanted first.

    However many wait, no more are read whole than a card names and a purchase hurries for.
    """
    early = {w.order_id: w.due for w in sorted(waits, key=lambda w: (w.due or date.max, w.order_id))[:RECKONED]}
    whole = [w.order_id for w in waits if w in waits[:NAMED] or w.order_id in early]
    await uow.orders.expect(whole)
    found: dict[OrderId, Waits] = {}
    for wait in (w for w in waits if w.order_id in whole):
        order, ready = await uow.orders.get(wait.order_id), None
        if early.get(wait.order_id) is not None and order.due is not None:
            terms = terms_for(ctx.policy, await customer_of(order, uow))
            ready = (await shipping_of(order, terms, ctx, uow)).ready_by(order.due) or ctx.today
        found[wait.order_id] = replace(wait, order=order, ready=ready)
    return tuple(found.get(wait.order_id, wait) for wait in waits)


def missing_of(promised: Iterable[Promise], sku: str) -> Decimal:
    """How much of a product lacks."""
    return sum((p.short for p in promised if p.sku == sku), Decimal(0))
