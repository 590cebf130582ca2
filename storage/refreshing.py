"""Files that are the whole truth of their kind: what is not in them any more is gone. And stock that was counted anew.

What is held for orders survives every import: the same price list read again changes nothing, a new count of a
product is taken as one, and only where less is there than is held do the newest holds shrink.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Table, delete, func, insert, select

from handlers.domain.alert import SHORT
from handlers.domain.approval import PAID
from handlers.domain.order import Deadline, OrderId, Phase
from handlers.domain.party import Product
from handlers.domain.promise import RECHECK, Inbound
from handlers.domain.reserve import HoldKind
from storage.accounts import LEDGER
from storage.books import Source, entry_parts, written
from storage.columns import columns_of
from storage.csv_file import BadRow
from storage.sql import insert as upsert
from storage.standing import Parts
from storage.tables import capacity, inbound, loads, orders, prices, receivables, stock
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

Counts = tuple[int, int, int]  # rows that are new, different, the same
Key = tuple[object, ...]
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)  # due already, whatever the clock says
_BARE = {"price": None, "until": None}  # of an entry that is gone only the key is left
FOLLOWS = timedelta(hours=1)  # after what it shows was reckoned anew


async def refresh(uow: UnitOfWork, world: World, said: Source) -> dict[str, Counts]:
    """Replaces what is on its way, owed, priced and made in a day, each where its file was read and has rows."""
    counts: dict[str, Counts] = {}
    if INBOUND.name in world.read:
        counts[INBOUND.name] = await _inbound(uow, world.inbound)
    if RECEIVABLES.name in world.read:
        counts[RECEIVABLES.name] = await _receivables(uow, world.receivables)
    if PRICES.name in world.read:
        counts[PRICES.name] = await _prices(uow, world.prices, said)
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
    moved = set(skus)
    for alert in [one for one in await uow.alerts.of_rule(SHORT) if one.sku in moved] if moved else ():
        await uow.deadlines.open(Deadline(OrderId(0), SHORT, AT_ONCE + FOLLOWS, alert.owner, alert_id=alert.id))


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
    counts, changed = await _replaced(uow, receivables, fresh)
    if changed:
        await _covered(uow)
        await _paid(uow)
    return counts


async def _covered(uow: UnitOfWork) -> None:
    """The list says what is owed: what was signed for so far is on it, or paid; what is signed for later is not."""
    newest = select(func.max(orders.c.entered_at)).where(orders.c.phase == Phase.DONE.value)
    until = (await uow.connection.execute(newest)).scalar_one()
    if until is not None:
        await uow.meta.set(LEDGER, until.isoformat())


async def _paid(uow: UnitOfWork) -> None:
    """Orders that wait until their customer paid are looked at, by the timer."""
    for order_id in await uow.approvals.unpaid():
        await uow.deadlines.open(Deadline(order_id, PAID, AT_ONCE, "finance"))


async def _prices(uow: UnitOfWork, fresh: Iterable[ListedPrice], said: Source) -> Counts:
    counts, different = await _replaced(uow, prices, fresh)
    if different:
        names = [column.name for column in prices.primary_key.columns]
        stored = (await uow.connection.execute(select(prices))).mappings().all()
        there = {key: row for row in stored if (key := tuple(row[name] for name in names)) in different}
        lost = [dict(zip(names, key, strict=True)) | _BARE for key in different - there.keys()]
        gone: Parts = {name: None for row in lost for name in entry_parts(prices, row)}
        await written(uow.connection, prices, there.values(), said, gone)
    return counts


async def _capacity(uow: UnitOfWork, fresh: Iterable[LineDay]) -> Counts:
    counts, different = await _replaced(uow, capacity, fresh, "timed")
    if different:
        query = select(loads.c.order_id).where(loads.c.works.in_({name for name, _ in different})).distinct()
        await _recheck(uow, (), (await uow.connection.execute(query)).scalars().all())
    return counts


async def _replaced(
    uow: UnitOfWork, table: Table, fresh: Iterable[Receivable | ListedPrice | LineDay], *without: str
) -> tuple[Counts, set[Key]]:
    """What a file says in place of all that a table holds; returns the keys of what is new, different or gone, too.

    A file without rows leaves everything as it is.
    """
    keys = [column.name for column in table.primary_key.columns]
    found = (await uow.connection.execute(select(table))).mappings()
    stored = {tuple(row[name] for name in keys): dict(row) for row in found}
    values = [columns_of(one, *without) for one in fresh]
    rows = {tuple(one[name] for name in keys): one for one in values}
    if not rows and stored:
        return (0, 0, 0), set()
    await uow.connection.execute(delete(table))
    if rows:
        await uow.connection.execute(insert(table), list(rows.values()))
    added = rows.keys() - stored.keys()
    changed = {key for key in rows.keys() & stored.keys() if rows[key] != stored[key]}
    return (len(added), len(changed), len(rows) - len(added) - len(changed)), added | changed | (stored.keys() - rows)
