"""What is short: one alert a product, however many orders wait for it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from handlers.access import customer_of
from handlers.checking import shipping_of
from handlers.context import Context
from handlers.domain.alert import LATE, NEXT, SHORT, Alert, Ladder
from handlers.domain.buying import Shortage, Waits
from handlers.domain.order import Deadline, OrderId
from handlers.domain.party import Product, Role
from handlers.domain.promise import RECHECK, Promise
from handlers.limits import hours_of, terms_for
from handlers.ports import UnitOfWork

LADDER = "short"
RECKONED = 10  # waiting orders of which it is reckoned by when they need it


async def promise(order_id: OrderId, found: Sequence[Promise], ctx: Context, uow: UnitOfWork) -> None:
    """Keeps what an order is promised; whatever is short because of it, or no more, is an alert.

    Where a production line has room again, the orders that wait for something made there are promised anew.
    """
    before = await uow.stock.promised(order_id)
    if works := await uow.stock.promise(order_id, found):
        await later(await uow.stock.made_on(works, order_id), ctx, uow)
    short = {p.sku for p in found if p.short > 0}
    await _look({p.sku for p in before if p.short > 0} | short, short, ctx, uow)


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


async def alert_of(sku: str, product: Product | None, what: str, ctx: Context, uow: UnitOfWork) -> list[Deadline]:
    """A product's alert, and the deadlines that are to be opened for it; none where one goes on.

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
    waits = []
    waiting = await uow.stock.waiting([product.sku], limit=200)
    await uow.orders.expect(set(waiting))
    for order_id in waiting:
        order = await uow.orders.get(order_id)
        missing = missing_of(await uow.stock.promised(order_id), product.sku)
        if missing > 0:
            waits.append(Waits(order, missing))
    waits = await _by_when(waits, ctx, uow)
    level = (await uow.stock.levels([product.sku])).get(product.sku)
    coming = (await uow.stock.inbound([product.sku])).get(product.sku, ())
    asked = await uow.requisitions.of_alert(alert.id)
    stop = (await uow.stops.of([product.sku])).get(product.sku)
    return Shortage(product, level, tuple(waits), tuple(coming), asked, stop)


async def _by_when(waits: list[Waits], ctx: Context, uow: UnitOfWork) -> list[Waits]:
    """The same with the day by which it must be there, of those that are wanted first."""
    first = sorted((w for w in waits if w.order.due is not None), key=lambda w: (w.order.due, w.order.id))[:RECKONED]
    days: dict[OrderId, date] = {}
    for wait in first:
        terms = terms_for(ctx.policy, await customer_of(wait.order, uow))
        if wait.order.due is not None:
            shipping = await shipping_of(wait.order, terms, ctx, uow)
            days[wait.order.id] = shipping.ready_by(wait.order.due) or ctx.today
    return [replace(wait, ready=days.get(wait.order.id)) for wait in waits]


def missing_of(promised: Iterable[Promise], sku: str) -> Decimal:
    """How much of a product lacks."""
    return sum((p.short for p in promised if p.sku == sku), Decimal(0))
