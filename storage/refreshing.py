"""Files that are the whole truth of their kind: what is not in them any more is gone. And stock that was counted anew.

What is held for orders survives every import: the same price list read again changes nothing, a new count of a
product is taken as one, and only where less is there than is held do the newest holds shrink.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select

from handlers.domain.approval import PAID, PAID_FIRST, Verdict
from handlers.domain.order import Deadline, OrderId
from handlers.domain.party import Product
from handlers.domain.promise import RECHECK, Inbound
from handlers.domain.reserve import HoldKind
from storage.csv_file import BadRow
from storage.sql import insert as upsert
from storage.tables import approvals, capacity, inbound, loads, orders, prices, receivables, stock
from storage.uow import UnitOfWork
from storage.worlds import (
    CAPACITY,
    INBOUND,
    PRICES,
    PRODUCTS,
    RECEIVABLES,
    LineDay,
    ListedPrice,
    Receivable,
    World,
)

Counts = tuple[int, int, int]
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)  # due already, whatever the clock says


async def refresh(uow: UnitOfWork, world: World) -> dict[str, Counts]:
    """Replaces what is on its way, owed, priced and made in a day, each where its file was read and has rows."""
    counts: dict[str, Counts] = {}
    if INBOUND.name in world.read:
        counts[INBOUND.name] = await _inbound(uow, world.inbound)
    if RECEIVABLES.name in world.read:
        counts[RECEIVABLES.name] = await _receivables(uow, world.receivables)
    if PRICES.name in world.read:
        counts[PRICES.name] = await _prices(uow, world.prices)
    if CAPACITY.name in world.read:
        counts[CAPACITY.name] = await _capacity(uow, world.capacity)
    return counts


async def recount(uow: UnitOfWork, world: World, before: Mapping[str, Product]) -> list[BadRow]:
    """Stock as the price list counts it; returns where orders lose what they held."""
    new = [p for p in world.products if p.sku not in before]
    if new:
        rows = [{"sku": p.sku, "on_hand": max(p.stock, Decimal(0)), "held": Decimal(0)} for p in new]
        await uow.connection.execute(upsert(uow.connection, stock).on_conflict_do_nothing(), rows)
    notes: list[BadRow] = []
    lost: set[OrderId] = set()
    counted = [p for p in world.products if p.sku in before and before[p.sku].stock != p.stock]
    for product in counted:
        shrunk = await uow.stock.count(product.sku, max(product.stock, Decimal(0)), None, "import")
        lost |= {hold.order_id for hold in shrunk if hold.kind is HoldKind.FIRM}
        if shrunk:
            less = sum((hold.qty for hold in shrunk), Decimal(0))
            place = world.places.get((PRODUCTS.name, product.sku), 0)
            words = f"{product.sku} 盘点数比订单占用的少 {less:f},最晚下的单少占了这些"
            file = world.read.get(PRODUCTS.name, "products.csv")
            notes.append(BadRow(file, place, "stock", words, "已按盘点数入账,请看看相关订单"))
    await _recheck(uow, [p.sku for p in counted], lost)
    return notes


async def _recheck(uow: UnitOfWork, skus: Collection[str], lost: Collection[OrderId] = ()) -> None:
    """Orders that wait for these products, or lost what was theirs, are promised anew, by the timer."""
    if skus or lost:
        waiting = await uow.stock.waiting(skus, limit=1_000_000) if skus else []
        for place, order_id in enumerate(dict.fromkeys((*sorted(lost), *waiting))):  # in this order
            await uow.deadlines.open(Deadline(order_id, RECHECK, AT_ONCE + timedelta(microseconds=place), "sales"))


async def _inbound(uow: UnitOfWork, fresh: Iterable[Inbound]) -> Counts:
    stored = {(row["number"], row["sku"]): row for row in (await uow.connection.execute(select(inbound))).mappings()}
    rows = {(one.number, one.sku): one for one in fresh}
    if not rows and stored:
        return 0, 0, 0
    values, touched = [], set()
    added = changed = 0
    for key, one in rows.items():
        old = stored.get(key)
        came = old["ordered"] - old["qty"] if old is not None else Decimal(0)
        values.append(
            {
                "number": one.number,
                "sku": one.sku,
                "qty": max(one.qty - came, Decimal(0)),
                "ordered": one.qty,
                "due": one.due,
            }
        )
        if old is None or (old["ordered"], old["due"]) != (one.qty, one.due):
            touched.add(one.sku)
            added, changed = added + (old is None), changed + (old is not None)
    touched |= {sku for number, sku in stored if (number, sku) not in rows}
    await uow.connection.execute(delete(inbound))
    if values:
        await uow.connection.execute(insert(inbound), values)
    await _recheck(uow, touched)
    return added, changed, len(values) - added - changed


async def _receivables(uow: UnitOfWork, fresh: Iterable[Receivable]) -> Counts:
    found = await uow.connection.execute(select(receivables))
    stored = {(r["customer_id"], r["number"]): (r["amount"], r["due"], r["paid"]) for r in found.mappings()}
    rows = {(one.customer_id, one.number): (one.amount, one.due, one.paid) for one in fresh}
    if not rows and stored:
        return 0, 0, 0
    await uow.connection.execute(delete(receivables))
    values = [
        {"customer_id": customer, "number": number, "amount": amount, "due": due, "paid": paid}
        for (customer, number), (amount, due, paid) in rows.items()
    ]
    if values:
        await uow.connection.execute(insert(receivables), values)
    if rows != stored:
        await _paid(uow)
    return _counts(rows, stored)


async def _paid(uow: UnitOfWork) -> None:
    """Orders that were refused until their customer paid are looked at, by the timer."""
    refused = (approvals.c.state == Verdict.REFUSED.value, approvals.c.reason == PAID_FIRST)
    query = select(orders.c.id).join(approvals, approvals.c.order_id == orders.c.id)
    waiting = query.where(orders.c.held.is_(True), *refused).distinct().order_by(orders.c.id)
    for order_id in (await uow.connection.execute(waiting)).scalars().all():
        await uow.deadlines.open(Deadline(OrderId(order_id), PAID, AT_ONCE, "finance"))


async def _prices(uow: UnitOfWork, fresh: Iterable[ListedPrice]) -> Counts:
    found = await uow.connection.execute(select(prices))
    stored = {
        (r["customer_id"], r["sku"], r["since"], r["from_qty"]): (r["price"], r["until"]) for r in found.mappings()
    }
    rows = {(one.customer_id, one.sku, one.since, one.from_qty): (one.price, one.until) for one in fresh}
    if not rows and stored:
        return 0, 0, 0
    await uow.connection.execute(delete(prices))
    values = [
        {"customer_id": customer, "sku": sku, "since": since, "from_qty": from_qty, "price": price, "until": until}
        for (customer, sku, since, from_qty), (price, until) in rows.items()
    ]
    if values:
        await uow.connection.execute(insert(prices), values)
    return _counts(rows, stored)


async def _capacity(uow: UnitOfWork, fresh: Iterable[LineDay]) -> Counts:
    found = await uow.connection.execute(select(capacity))
    stored = {(r["name"], r["day"]): (tuple(r["skus"]), r["per_day"], r["each"]) for r in found.mappings()}
    rows = {(one.name, one.day): (one.skus, one.per_day, one.each) for one in fresh}
    if not rows and stored:
        return 0, 0, 0
    if rows != stored:
        names = {name for name, day in {*rows, *stored} if rows.get((name, day)) != stored.get((name, day))}
        query = select(loads.c.order_id).where(loads.c.works.in_(names)).distinct()
        await _recheck(uow, (), (await uow.connection.execute(query)).scalars().all())
    await uow.connection.execute(delete(capacity))
    values = [
        {"name": name, "day": day, "skus": list(skus), "per_day": per_day, "each": each}
        for (name, day), (skus, per_day, each) in rows.items()
    ]
    if values:
        await uow.connection.execute(insert(capacity), values)
    return _counts(rows, stored)


def _counts(rows: Mapping[Any, object], stored: Mapping[Any, object]) -> Counts:
    added = sum(1 for key in rows if key not in stored)
    changed = sum(1 for key, value in rows.items() if key in stored and stored[key] != value)
    return added, changed, len(rows) - added - changed
