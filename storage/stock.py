"""Stock and who holds it, as rows; with `storage.promises` it implements `handlers.ports.Stock`.

Three numbers are always true, and the database refuses anything else: on hand ≥ 0, held ≤ on hand, and held is the
sum of the holds. Whoever changes several products locks them in one order first, so that nobody waits in a circle.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    BindParameter,
    RowMapping,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    union,
    update,
)

from handlers.domain.order import OrderId
from handlers.domain.promise import Inbound
from handlers.domain.reserve import NONE, Hold, HoldKind, Level, Receipt
from storage.columns import columns_of
from storage.meta import MetaTable
from storage.promises import PromiseTable
from storage.proofs import prove_stock
from storage.sql import insert as upsert
from storage.sql import is_postgres
from storage.standing import moved
from storage.tables import (
    inbound,
    order_lines,
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
_PICKED = (
    select(stock_holds.c.order_id, stock_holds.c.qty, func.sum(order_lines.c.picked).label("picked"))
    .join(order_lines, order_lines.c.order_id == stock_holds.c.order_id)
    .where(stock_holds.c.sku == bindparam("sku"), order_lines.c.sku == bindparam("sku"), order_lines.c.picked > 0)
    .group_by(stock_holds.c.order_id, stock_holds.c.qty)
)
_INBOUND = select(inbound).where(inbound.c.sku.in_(_SKUS), inbound.c.qty > 0).order_by(inbound.c.due, inbound.c.number)
_RECEIPTS = (
    select(stock_moves.c.at, stock_moves.c.qty)
    .where(stock_moves.c.sku == bindparam("sku"), stock_moves.c.kind == "receipt", stock_moves.c.order_id.is_(None))
    .where(stock_moves.c.at >= bindparam("since", type_=stock_moves.c.at.type))
    .order_by(stock_moves.c.id)
)
_CAME_OF = (
    select(inbound)
    .where(inbound.c.sku == bindparam("sku"), inbound.c.qty < inbound.c.ordered)
    .order_by(inbound.c.due.desc(), inbound.c.number.desc())
)
_LAST_OF = (
    select(func.max(stock_moves.c.id))
    .where(stock_moves.c.sku == bindparam("sku"), stock_moves.c.kind == "receipt", stock_moves.c.order_id.is_(None))
    .where(stock_moves.c.qty == bindparam("qty", type_=stock_moves.c.qty.type))
)
_UNASKED = "unasked:{}"  # by the move: how much of a receipt no purchase was on its way for
_PER_QUERY = 500  # values in one IN list


class StockTable(PromiseTable):
    """Stock inside one transaction."""

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
        held = await self.of(order_id)
        own = {hold.sku: hold.qty for hold in held}
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
        self._connection.standing.saw(order_id, moved(stock_holds, map(columns_of, held), rows))
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
        self._connection.standing.saw(order_id, moved(stock_holds, map(columns_of, held), ()))
        return {hold.sku for hold in held}

    async def of(self, order_id: OrderId) -> list[Hold]:
        """What an order holds."""
        rows = (await self._connection.execute(_OF, {"order": order_id})).mappings()
        return [_hold(row) for row in rows]

    async def holders(self, sku: str) -> list[Hold]:
        """Who holds a product, firm holds first, oldest first."""
        rows = (await self._connection.execute(_HOLDERS, {"sku": sku})).mappings()
        return [_hold(row) for row in rows]

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
        move = await self._move(sku, "receipt", qty, level.on_hand + qty, at, by)
        left = qty
        for row in (await self._connection.execute(_INBOUND, {"skus": [sku]})).mappings().all():
            came = min(left, row["qty"])
            left -= came
            here = (inbound.c.number == row["number"], inbound.c.sku == sku)
            if came > 0:
                await self._connection.execute(update(inbound).where(*here).values(qty=row["qty"] - came))
        if left > 0 and (await self._connection.execute(_CAME_OF, {"sku": sku})).first():
            await MetaTable(self._connection).set(_UNASKED.format(move), str(left))
        return Level(level.on_hand + qty, level.held)

    async def receipts(self, sku: str, since: datetime) -> list[tuple[datetime, Decimal]]:
        """What came in of a product since then, and when, oldest first; not what came back from customers."""
        rows = await self._connection.execute(_RECEIPTS, {"sku": sku, "since": since})
        return [(row.at, row.qty) for row in rows]

    async def came(self, since: datetime, sku: str | None = None) -> list[Receipt]:
        """What was booked as come in since then and not taken back, oldest first; of one product or all."""
        here = (stock_moves.c.kind == "receipt", stock_moves.c.order_id.is_(None), stock_moves.c.at >= since)
        query = (
            select(stock_moves).where(*here, *([stock_moves.c.sku == sku] if sku else [])).order_by(stock_moves.c.id)
        )
        found: list[Receipt] = []
        for row in await self._connection.execute(query):
            same = [one for one in found if (one.sku, one.qty) == (row.sku, -row.qty)]
            if row.qty > 0:
                found.append(Receipt(row.sku, row.qty, row.at, row.by))
            elif same:
                found.remove(same[-1])
        return found

    async def unreceive(self, sku: str, qty: Decimal, at: datetime, by: str, safety: Decimal = NONE) -> list[Hold]:
        """Goods were booked as come in that did not: the newest holds shrink, what was on its way is so again.

        Of what is left, as much as `safety` is nobody's, but that no order gives back more than came, nor what was
        picked for it. Returns how much which orders hold less of it. The caller sees to it that there is as much.
        """
        await self.lock([sku])
        level = (await self.levels([sku]))[sku]
        left = level.on_hand - qty
        spare = level.held - sum((await self._picked(sku)).values(), NONE)
        less = min(qty, level.held - max(NONE, left - safety), max(spare, level.held - left))
        shrunk = await self._shrink(sku, less) if less > 0 else []
        qty = qty - await self._unasked(sku, qty)
        await self._move(sku, "receipt", left - level.on_hand, left, at, by)
        for row in (await self._connection.execute(_CAME_OF, {"sku": sku})).mappings().all():
            comes = min(qty, row["ordered"] - row["qty"])
            qty -= comes
            here = (inbound.c.number == row["number"], inbound.c.sku == sku)
            if comes > 0:
                await self._connection.execute(update(inbound).where(*here).values(qty=row["qty"] + comes))
        return shrunk

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

    async def _unasked(self, sku: str, qty: Decimal) -> Decimal:
        """How much of the last receipt of so much was of no purchase that was on its way."""
        last = await self._connection.execute(_LAST_OF, {"sku": sku, "qty": qty})
        said = await MetaTable(self._connection).get(_UNASKED.format(last.scalar()))
        return Decimal(said) if said else NONE

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
    ) -> int:
        await self._connection.execute(update(stock).where(stock.c.sku == sku).values(on_hand=left))
        row = {"sku": sku, "kind": kind, "qty": qty, "on_hand": left, "at": at, "by": by, "order_id": order_id}
        moved_ = insert(stock_moves).values(row).returning(stock_moves)
        written = (await self._connection.execute(moved_)).mappings().one()
        await prove_stock(self._connection, written)
        return int(written["id"])

    async def _picked(self, sku: str) -> dict[OrderId, Decimal]:
        """How much of what orders hold of a product is picked for them already."""
        rows = await self._connection.execute(_PICKED, {"sku": sku})
        return {OrderId(row.order_id): min(row.picked, row.qty) for row in rows}

    async def _shrink(self, sku: str, much: Decimal) -> list[Hold]:
        """The newest holds give back so much; what was picked only where all else is not enough."""
        picked = await self._picked(sku)
        newest = sorted(
            await self.holders(sku), key=lambda one: (one.kind is HoldKind.SOFT, one.at, one.order_id), reverse=True
        )
        gives = {hold.order_id: NONE for hold in newest}
        for kept in (picked, {}):
            for hold in newest:
                spare = hold.qty - gives[hold.order_id] - kept.get(hold.order_id, NONE)
                less = min(max(NONE, spare), much)
                gives[hold.order_id] += less
                much -= less
        shrunk = [replace(hold, qty=gives[hold.order_id]) for hold in newest if gives[hold.order_id] > 0]
        for hold in newest:
            if less := gives[hold.order_id]:
                await self._lessen(hold, less)
        return shrunk

    async def _lessen(self, hold: Hold, less: Decimal) -> None:
        here = (stock_holds.c.order_id == hold.order_id, stock_holds.c.sku == hold.sku)
        if less == hold.qty:
            await self._connection.execute(delete(stock_holds).where(*here))
        else:
            await self._connection.execute(update(stock_holds).where(*here).values(qty=hold.qty - less))
        left = [columns_of(replace(hold, qty=hold.qty - less))] if less < hold.qty else []
        self._connection.standing.saw(hold.order_id, moved(stock_holds, [columns_of(hold)], left))
        await self._connection.execute(_HELD, [{"key": hold.sku, "more": -less}])


def _hold(row: RowMapping) -> Hold:
    return Hold(OrderId(row["order_id"]), row["sku"], row["qty"], HoldKind(row["kind"]), row["at"], row["until"])
