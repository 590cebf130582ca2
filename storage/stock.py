"""Stock, who holds it, and what was promised of it, as rows; implements `handlers.ports.Stock`.

Three numbers are always true, and the database refuses anything else: on hand ≥ 0, held ≤ on hand, and held is the
sum of the holds. Whoever changes several products locks them in one order first, so that nobody waits in a circle.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BindParameter,
    ColumnClause,
    Text,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    union,
    update,
)

from handlers.domain.capacity import Load, Works
from handlers.domain.order import OrderId
from handlers.domain.party import RANK, UNRANKED
from handlers.domain.pricing import BEGINNING
from handlers.domain.promise import Inbound, Promise, Source
from handlers.domain.reserve import NONE, Hold, HoldKind, Level
from storage.connection import Connection
from storage.sql import insert as upsert
from storage.sql import is_postgres
from storage.tables import (
    capacity,
    customers,
    inbound,
    loads,
    order_lines,
    orders,
    products,
    promises,
    stock,
    stock_holds,
    stock_moves,
)

# Built once: SQLAlchemy needs longer to build a statement and to look it up than SQLite to run it.
_COUNTED = case(
    (products.c.stock > 0, products.c.stock), else_=0
)  # what the price list says of a product never counted
_SKUS: BindParameter[str] = bindparam("skus", expanding=True)
_LEVELS = (
    select(products.c.sku, func.coalesce(stock.c.on_hand, _COUNTED).label("on_hand"), stock.c.held)
    .select_from(products.outerjoin(stock, stock.c.sku == products.c.sku))
    .where(products.c.sku.in_(_SKUS))
)
# To the letter: with a parameter in its place the partial index would not be used.
_SHORT: ColumnClause[bool] = literal_column("promises.short > 0")
_KNOWN = select(stock.c.sku).where(stock.c.sku.in_(_SKUS))
_LOCK = select(stock.c.sku).where(stock.c.sku.in_(_SKUS)).order_by(stock.c.sku).with_for_update()
_ORDERS: BindParameter[int] = bindparam("orders", expanding=True)
_CONCERNED = union(
    select(order_lines.c.sku).where(order_lines.c.order_id.in_(_ORDERS), order_lines.c.sku.is_not(None)),
    *(select(table.c.sku).where(table.c.order_id.in_(_ORDERS)) for table in (stock_holds, promises)),
)
_OF = select(stock_holds).where(stock_holds.c.order_id == bindparam("order"))
_DROP = delete(stock_holds).where(stock_holds.c.order_id == bindparam("order"))
_HOLDERS = (
    select(stock_holds).where(stock_holds.c.sku == bindparam("sku")).order_by(stock_holds.c.kind, stock_holds.c.at)
)
_HELD = (
    update(stock)
    .where(stock.c.sku == bindparam("key"))
    .values(held=stock.c.held + bindparam("more", type_=stock.c.held.type))
)
_INBOUND = select(inbound).where(inbound.c.sku.in_(_SKUS), inbound.c.qty > 0).order_by(inbound.c.due, inbound.c.number)
_CLAIMED = (
    select(promises.c.sku, func.sum(promises.c.short).label("short"))
    .where(promises.c.sku.in_(_SKUS), _SHORT, promises.c.order_id != bindparam("order"))
    .group_by(promises.c.sku)
)
_WORKS = select(capacity).order_by(capacity.c.name, capacity.c.day)
_BOOKED = (
    select(loads.c.works, loads.c.day, func.sum(loads.c.load).label("load"))
    .where(loads.c.works.in_(bindparam("works", expanding=True)), loads.c.day >= bindparam("since"))
    .where(loads.c.order_id != bindparam("order"))
    .group_by(loads.c.works, loads.c.day)
)
_LOCK_WORKS = select(func.pg_advisory_xact_lock(func.hashtext(bindparam("name", type_=Text))))
_PROMISED = select(promises).where(promises.c.order_id == bindparam("order")).order_by(promises.c.no)
_UNPROMISE = delete(promises).where(promises.c.order_id == bindparam("order"))
_RANK = case(RANK, value=customers.c.level, else_=UNRANKED).label("rank")
_WANTED = func.coalesce(orders.c.due, func.min(promises.c.day)).label("wanted")
_WAITING = (
    select(promises.c.order_id, _RANK, _WANTED, orders.c.confirmed_at)
    .select_from(
        promises.join(orders, orders.c.id == promises.c.order_id).outerjoin(
            customers, customers.c.id == orders.c.customer_id
        )
    )
    .where(promises.c.sku.in_(_SKUS), _SHORT)
    .group_by(promises.c.order_id, customers.c.level, orders.c.due, orders.c.confirmed_at)
    .order_by(_RANK, _WANTED.asc().nulls_last(), orders.c.confirmed_at, promises.c.order_id)
    .limit(bindparam("most"))
)
_TAKEN = (
    select(loads.c.works, loads.c.day, func.sum(loads.c.load).label("load"))
    .where(loads.c.order_id == bindparam("order"))
    .group_by(loads.c.works, loads.c.day)
)
_LOADS = (
    select(loads.c.order_id, loads.c.works, loads.c.day, func.sum(loads.c.load).label("load"))
    .where(loads.c.order_id.in_(bindparam("orders", expanding=True)))
    .group_by(loads.c.order_id, loads.c.works, loads.c.day)
)
_MADE_ON = (
    select(loads.c.order_id)
    .select_from(
        loads.join(orders, orders.c.id == loads.c.order_id).outerjoin(customers, customers.c.id == orders.c.customer_id)
    )
    .where(loads.c.works.in_(bindparam("works", expanding=True)), loads.c.order_id != bindparam("order"))
    .group_by(loads.c.order_id, customers.c.level, orders.c.due, orders.c.confirmed_at)
    .order_by(_RANK, orders.c.due.asc().nulls_last(), orders.c.confirmed_at, loads.c.order_id)
    .limit(bindparam("most"))
)
_PER_QUERY = 500  # values in one IN list


class StockTable:
    """Stock inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def levels(self, skus: Collection[str]) -> dict[str, Level]:
        """What is there of products; unknown ones are left out."""
        rows = (await self._connection.execute(_LEVELS, {"skus": sorted(skus)})).all()
        return {row.sku: Level(Decimal(row.on_hand), row.held or NONE) for row in rows}

    async def lock(self, skus: Collection[str]) -> None:
        """Keeps these products for this transaction, in one order for everybody; call it before `levels` and `hold`."""
        if not skus:
            return
        wanted = {"skus": sorted(skus)}
        known = set((await self._connection.execute(_KNOWN, wanted)).scalars())
        if missing := sorted(set(skus) - known):
            await self._found(missing)
        if is_postgres(self._connection):
            await self._connection.execute(_LOCK, wanted)

    async def lock_for(self, order_ids: Collection[OrderId], more: Collection[str] = ()) -> None:
        """Keeps every product that these orders need, hold or were promised, and `more`, as `lock` does."""
        skus, listed = set(more), sorted(order_ids)
        for start in range(0, len(listed), _PER_QUERY):
            found = await self._connection.execute(_CONCERNED, {"orders": listed[start : start + _PER_QUERY]})
            skus |= set(found.scalars())
        await self.lock(skus)

    async def hold(
        self,
        order_id: OrderId,
        shares: Mapping[str, Decimal],
        kind: HoldKind,
        at: datetime,
        until: datetime | None = None,
    ) -> set[str]:
        """Makes the order's holds exactly these; returns the products of which it holds less than before."""
        own = {hold.sku: hold.qty for hold in await self.of(order_id)}
        more = {sku: shares.get(sku, NONE) - own.get(sku, NONE) for sku in {*own, *shares}}
        changes = [{"key": sku, "more": change} for sku, change in sorted(more.items()) if change]
        if changes:
            await self._connection.execute(_HELD, changes)
        if own:
            await self._connection.execute(_DROP, {"order": order_id})
        rows = [
            {"order_id": order_id, "sku": sku, "qty": qty, "kind": kind.value, "at": at, "until": until}
            for sku, qty in sorted(shares.items())
            if qty > 0
        ]
        if rows:
            await self._connection.execute(insert(stock_holds), rows)
        return {sku for sku, change in more.items() if change < 0}

    async def release(self, order_id: OrderId) -> set[str]:
        """The order holds nothing any more; returns the products that it held."""
        await self.lock([hold.sku for hold in await self.of(order_id)])
        held = await self.of(order_id)  # as it is now that nobody else can change it
        if not held:
            return set()
        changes = [{"key": hold.sku, "more": -hold.qty} for hold in sorted(held, key=lambda one: one.sku)]
        await self._connection.execute(_HELD, changes)
        await self._connection.execute(_DROP, {"order": order_id})
        return {hold.sku for hold in held}

    async def of(self, order_id: OrderId) -> list[Hold]:
        """What an order holds."""
        rows = (await self._connection.execute(_OF, {"order": order_id})).mappings()
        return [
            Hold(OrderId(r["order_id"]), r["sku"], r["qty"], HoldKind(r["kind"]), r["at"], r["until"]) for r in rows
        ]

    async def holders(self, sku: str) -> list[Hold]:
        """Who holds a product, firm holds first, oldest first."""
        rows = (await self._connection.execute(_HOLDERS, {"sku": sku})).mappings()
        return [
            Hold(OrderId(r["order_id"]), r["sku"], r["qty"], HoldKind(r["kind"]), r["at"], r["until"]) for r in rows
        ]

    async def issue(
        self, order_id: OrderId, needed: Mapping[str, Decimal], at: datetime, by: str
    ) -> dict[str, Decimal]:
        """Goods leave the house for an order: its holds first, then what is free; returns what the books lack."""
        await self.lock([*needed])
        own = {hold.sku: hold.qty for hold in await self.of(order_id)}
        await self.release(order_id)
        levels = await self.levels([*needed])
        missing: dict[str, Decimal] = {}
        for sku, need in sorted(needed.items()):
            level = levels.get(sku, Level())
            taken = min(need, max(level.free, own.get(sku, NONE)))
            if taken < need:
                missing[sku] = need - taken
            if taken > 0:
                await self._move(sku, "issue", -taken, level.on_hand - taken, at, by, order_id)
        return missing

    async def receive(self, sku: str, qty: Decimal, at: datetime, by: str) -> Level:
        """Goods come into the house; what was on its way of them is less by as much, the earliest delivery first."""
        await self.lock([sku])
        level = (await self.levels([sku]))[sku]
        await self._move(sku, "receipt", qty, level.on_hand + qty, at, by)
        left = qty
        for row in (await self._connection.execute(_INBOUND, {"skus": [sku]})).mappings().all():
            came = min(left, row["qty"])
            left -= came
            here = (inbound.c.number == row["number"], inbound.c.sku == sku)
            if came > 0:
                await self._connection.execute(update(inbound).where(*here).values(qty=row["qty"] - came))
        return Level(level.on_hand + qty, level.held)

    async def take_back(self, order_id: OrderId, sku: str, qty: Decimal, at: datetime, by: str) -> Level:
        """Goods of an order come back: what is on its way is no less for that."""
        await self.lock([sku])
        level = (await self.levels([sku]))[sku]
        await self._move(sku, "receipt", qty, level.on_hand + qty, at, by, order_id)
        return Level(level.on_hand + qty, level.held)

    async def count(self, sku: str, qty: Decimal, at: datetime | None, by: str) -> list[Hold]:
        """What is really there. Where that is less than what is held, the newest holds shrink; returns them."""
        await self.lock([sku])
        level = (await self.levels([sku]))[sku]
        shrunk = await self._shrink(sku, level.held - qty) if level.held > qty else []
        if qty != level.on_hand:
            await self._move(sku, "count", qty - level.on_hand, qty, at, by)
        return shrunk

    async def inbound(self, skus: Collection[str]) -> dict[str, tuple[Inbound, ...]]:
        """What is on its way of products, soonest first."""
        found: defaultdict[str, list[Inbound]] = defaultdict(list)
        for row in (await self._connection.execute(_INBOUND, {"skus": sorted(skus)})).mappings():
            found[row["sku"]].append(Inbound(row["number"], row["sku"], row["qty"], row["due"]))
        return {sku: tuple(coming) for sku, coming in found.items()}

    async def claimed(self, skus: Collection[str], order_id: OrderId) -> dict[str, Decimal]:
        """How much other confirmed orders wait for of products."""
        rows = await self._connection.execute(_CLAIMED, {"skus": sorted(skus), "order": order_id})
        return {row.sku: row.short for row in rows}

    async def works(self) -> tuple[Works, ...]:
        """The production lines of capacity.csv, by name."""
        rows = (await self._connection.execute(_WORKS)).all()
        days: defaultdict[str, dict[date, Decimal]] = defaultdict(dict)
        for row in rows:
            if row.day != BEGINNING:
                days[row.name][row.day] = row.per_day
        usual = [row for row in rows if row.day == BEGINNING]
        return tuple(Works(row.name, tuple(row.skus), row.per_day, row.each, days[row.name]) for row in usual)

    async def booked(self, works: Collection[str], since: date, order_id: OrderId) -> dict[str, dict[date, Decimal]]:
        """Line -> day -> what other orders' promises take of it; nobody else books on these lines meanwhile."""
        if is_postgres(self._connection):
            for name in sorted(works):
                await self._connection.execute(_LOCK_WORKS, {"name": f"jiedan works {name}"})
        rows = await self._connection.execute(_BOOKED, {"works": list(works), "since": since, "order": order_id})
        found: defaultdict[str, dict[date, Decimal]] = defaultdict(dict)
        for row in rows:
            found[row.works][row.day] = row.load
        return dict(found)

    async def loads(self, order_ids: Collection[OrderId]) -> dict[OrderId, tuple[Load, ...]]:
        """What each of these orders takes of the lines."""
        rows = await self._connection.execute(_LOADS, {"orders": sorted(order_ids)})
        taken: defaultdict[OrderId, list[Load]] = defaultdict(list)
        for row in rows:
            taken[OrderId(row.order_id)].append(Load(row.works, row.day, row.load))
        return {order_id: tuple(found) for order_id, found in taken.items()}

    async def promise(self, order_id: OrderId, found: Sequence[Promise]) -> set[str]:
        """Keeps what an order was promised, instead of what was promised before.

        Returns the production lines of which it takes less on some day than before.
        """
        before = (await self._connection.execute(_TAKEN, {"order": order_id})).all()
        now: defaultdict[tuple[str, date], Decimal] = defaultdict(Decimal)
        for load in (one for p in found for one in p.loads):
            now[load.works, load.day] += load.load
        await self._connection.execute(_UNPROMISE, {"order": order_id})
        rows = [
            {
                "order_id": order_id,
                "no": p.no,
                "sku": p.sku,
                "label": p.label,
                "need": p.need,
                "short": p.short,
                "unit": p.unit,
                "source": p.source.value,
                "day": p.day,
                "full": p.full,
                "made": p.made,
            }
            for p in found
        ]
        if rows:
            await self._connection.execute(insert(promises), rows)
        taken = [
            {"order_id": order_id, "no": p.no, "works": one.works, "day": one.day, "load": one.load}
            for p in found
            for one in p.loads
        ]
        if taken:
            await self._connection.execute(insert(loads), taken)
        return {row.works for row in before if now[row.works, row.day] < row.load}

    async def made_on(self, works: Collection[str], without: OrderId, limit: int = 200) -> list[OrderId]:
        """Other orders that wait for something made on these lines, in the order of `waiting`."""
        asked = {"works": sorted(works), "order": without, "most": limit}
        return [OrderId(row.order_id) for row in await self._connection.execute(_MADE_ON, asked)]

    async def promised(self, order_id: OrderId) -> tuple[Promise, ...]:
        """What an order was promised last, without what it takes of the lines."""
        rows = (await self._connection.execute(_PROMISED, {"order": order_id})).mappings()
        return tuple(
            Promise(
                *(r["no"], r["sku"], r["label"], r["need"], r["short"], r["unit"]),
                *(Source(r["source"]), r["day"], r["full"], r["made"]),
            )
            for r in rows
        )

    async def waiting(self, skus: Collection[str], limit: int = 1_000) -> list[OrderId]:
        """Orders that wait for one of these products, by customer level, then by the day, then the oldest first."""
        found: dict[OrderId, tuple[int, date, float]] = {}
        listed = sorted(skus)
        for start in range(0, len(listed), _PER_QUERY):
            wanted = {"skus": listed[start : start + _PER_QUERY], "most": limit}
            rows = await self._connection.execute(_WAITING, wanted)
            for row in rows:
                turn = (row.rank, row.wanted or date.max, row.confirmed_at.timestamp() if row.confirmed_at else 0.0)
                found[OrderId(row.order_id)] = min(turn, found.get(OrderId(row.order_id), turn))
        return sorted(found, key=lambda one: (found[one], one))[:limit]

    async def _found(self, skus: Sequence[str]) -> None:
        """Products that were never counted begin with what the price list says."""
        query = select(products.c.sku, _COUNTED, literal(0)).where(products.c.sku.in_(skus)).order_by(products.c.sku)
        begin = upsert(self._connection, stock).from_select(["sku", "on_hand", "held"], query)
        await self._connection.execute(begin.on_conflict_do_nothing())

    async def _move(
        self,
        sku: str,
        kind: str,
        qty: Decimal,
        left: Decimal,
        at: datetime | None,
        by: str,
        order_id: OrderId | None = None,
    ) -> None:
        await self._connection.execute(update(stock).where(stock.c.sku == sku).values(on_hand=left))
        row = {"sku": sku, "kind": kind, "qty": qty, "on_hand": left, "at": at, "by": by, "order_id": order_id}
        await self._connection.execute(insert(stock_moves), row)

    async def _shrink(self, sku: str, much: Decimal) -> list[Hold]:
        shrunk: list[Hold] = []
        held = sorted(
            await self.holders(sku), key=lambda one: (one.kind is HoldKind.SOFT, one.at, one.order_id), reverse=True
        )
        for hold in held:
            less = min(hold.qty, much)
            if less <= 0:
                break
            here = (stock_holds.c.order_id == hold.order_id, stock_holds.c.sku == sku)
            if less == hold.qty:
                await self._connection.execute(delete(stock_holds).where(*here))
            else:
                await self._connection.execute(update(stock_holds).where(*here).values(qty=hold.qty - less))
            much -= less
            await self._connection.execute(_HELD, [{"key": sku, "more": -less}])
            shrunk.append(Hold(hold.order_id, sku, less, hold.kind, hold.at, hold.until))
        return shrunk
