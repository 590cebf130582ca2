"""What was promised to orders, who waits for it, and what the production lines are booked with, as rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnClause,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
)

from handlers.domain.buying import Waits
from handlers.domain.capacity import Load, Works
from handlers.domain.order import OrderId
from handlers.domain.party import RANK, UNRANKED
from handlers.domain.pricing import BEGINNING
from handlers.domain.promise import Promise, Source
from storage.connection import Connection
from storage.sql import is_postgres
from storage.standing import moved
from storage.tables import capacity, customers, loads, orders, promises

_SKUS: BindParameter[str] = bindparam("skus", expanding=True)
# To the letter: with a parameter in its place the partial index would not be used.
_SHORT: ColumnClause[bool] = literal_column("promises.short > 0")
_CLAIMED = (
    select(promises.c.sku, func.sum(promises.c.short).label("short"))
    .where(promises.c.sku.in_(_SKUS), _SHORT, promises.c.order_id != bindparam("order"))
    .group_by(promises.c.sku)
)
_own = promises.alias("own")
_MINE = (  # since when it has its turn for the product
    select(func.min(_own.c.since))
    .where(_own.c.order_id == bindparam("order"), _own.c.sku == promises.c.sku)
    .scalar_subquery()
)
_COUNTS_ON_IT = (  # a delivery, for all that lacks of the product
    select(_own.c.no)
    .where(_own.c.order_id == bindparam("order"), _own.c.sku == promises.c.sku)
    .where(_own.c.short > 0, _own.c.source == Source.INBOUND.value)
    .exists()
)
_CLAIMED_BEFORE = _CLAIMED.where(
    or_(
        promises.c.since < _MINE,
        and_(promises.c.since == _MINE, promises.c.order_id < bindparam("order")),
        and_(promises.c.source == Source.INBOUND.value, ~_COUNTS_ON_IT),
    )
)
_WORKS = select(capacity).order_by(capacity.c.name, capacity.c.day)
_BOOKED = (
    select(loads.c.works, loads.c.day, func.sum(loads.c.load).label("load"))
    .where(loads.c.works.in_(bindparam("works", expanding=True)), loads.c.day >= bindparam("since"))
    .where(loads.c.order_id != bindparam("order"))
    .group_by(loads.c.works, loads.c.day)
)
_LOCK_WORKS = select(func.pg_advisory_xact_lock(func.hashtext(bindparam("name", type_=Text))))
_ENTERED = select(orders.c.entered_at, orders.c.confirmed_at, orders.c.created_at).where(
    orders.c.id == bindparam("order")
)
_PROMISED = select(promises).where(promises.c.order_id == bindparam("order")).order_by(promises.c.no)
_UNPROMISE = delete(promises).where(promises.c.order_id == bindparam("order"))
_RANK = case(RANK, value=customers.c.level, else_=UNRANKED).label("rank")
_WANTED = func.coalesce(orders.c.due, func.min(promises.c.day)).label("wanted")
# What counts on a delivery was promised: whoever is promised less comes behind it, whatever his rank.
_COUNTS = func.min(case((promises.c.source == Source.INBOUND.value, promises.c.day))).label("counts")
_WAITING = (
    select(promises.c.order_id, _COUNTS, _RANK, _WANTED, orders.c.confirmed_at)
    .select_from(
        promises.join(orders, orders.c.id == promises.c.order_id).outerjoin(
            customers, customers.c.id == orders.c.customer_id
        )
    )
    .where(promises.c.sku.in_(_SKUS), _SHORT)
    .group_by(promises.c.order_id, customers.c.level, orders.c.due, orders.c.confirmed_at)
    .order_by(
        *(_COUNTS.asc().nulls_last(), _RANK, _WANTED.asc().nulls_last()), orders.c.confirmed_at, promises.c.order_id
    )
    .limit(bindparam("most"))
)
_LACKING = _WAITING.with_only_columns(
    promises.c.order_id, orders.c.number, orders.c.customer_id, orders.c.due, func.sum(promises.c.short).label("short")
).group_by(orders.c.number, orders.c.customer_id)
_MISSING = (
    select(promises.c.sku, func.min(orders.c.confirmed_at).label("since"))
    .select_from(promises.join(orders, orders.c.id == promises.c.order_id))
    .where(_SHORT)
    .group_by(promises.c.sku)
    .order_by(func.min(orders.c.confirmed_at).asc().nulls_last(), promises.c.sku)
)
_WAITS_FOR = select(promises.c.no).where(promises.c.sku == bindparam("sku"), _SHORT).limit(1)
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
EVERY = 100_000  # orders that wait for one product: no company has as many
_PER_QUERY = 500  # values in one IN list


class PromiseTable:
    """Promises inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def claimed(self, skus: Collection[str], order_id: OrderId, kept: Collection[str] = ()) -> dict[str, Decimal]:
        """How much other confirmed orders wait for of products, each before this one.

        Of the `kept`, which it was promised already, only orders that were promised earlier, and those that count on
        a delivery while it does not: whoever comes later takes nothing of what it was promised.
        """
        found: dict[str, Decimal] = {}
        for query, asked in ((_CLAIMED, set(skus) - set(kept)), (_CLAIMED_BEFORE, set(skus) & set(kept))):
            if asked:
                rows = await self._connection.execute(query, {"skus": sorted(asked), "order": order_id})
                found |= {row.sku: row.short for row in rows}
        return found

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

    async def promise(self, order_id: OrderId, found: Sequence[Promise], at: datetime | None = None) -> set[str]:
        """Keeps what an order was promised, instead of what was promised before.

        Its turn is that of its first promise; for more than that, the one that it has `at` this time.
        Returns the production lines of which it takes less on some day than before.
        """
        before = (await self._connection.execute(_TAKEN, {"order": order_id})).all()
        was = [dict(row) for row in (await self._connection.execute(_PROMISED, {"order": order_id})).mappings()]
        now: defaultdict[tuple[str, date], Decimal] = defaultdict(Decimal)
        for load in (one for p in found for one in p.loads):
            now[load.works, load.day] += load.load
        await self._connection.execute(_UNPROMISE, {"order": order_id})
        since = await self._turns(order_id, was, found, at)
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
                "since": since[p.sku],
            }
            for p in found
        ]
        if rows:
            await self._connection.execute(insert(promises), rows)
        self._connection.standing.saw(order_id, moved(promises, was, rows))
        taken = [
            {"order_id": order_id, "no": p.no, "works": one.works, "day": one.day, "load": one.load}
            for p in found
            for one in p.loads
        ]
        if taken:
            await self._connection.execute(insert(loads), taken)
        return {row.works for row in before if now[row.works, row.day] < row.load}

    async def _turns(
        self, order_id: OrderId, was: Sequence[Mapping[str, Any]], found: Sequence[Promise], at: datetime | None
    ) -> dict[str, datetime]:
        """SKU -> since when the order has its turn for it."""
        had: dict[str, datetime] = {}
        much: defaultdict[str, Decimal] = defaultdict(Decimal)
        for row in was:
            had[row["sku"]] = min(row["since"], had.get(row["sku"], row["since"]))
            much[row["sku"]] += row["need"]
        for p in found:
            much[p.sku] -= p.need
        first = at
        if not was and found:
            entered, confirmed, created = (await self._connection.execute(_ENTERED, {"order": order_id})).one()
            first = entered or confirmed or created
        return {
            sku: had[sku] if sku in had and (much[sku] >= 0 or at is None) else first or max(had.values())
            for sku in {p.sku for p in found}
        }

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
        """Orders that wait for one of these products, in the order in which they are served.

        First who was promised a delivery, by that day; then by customer level, by the day it is wanted, by age.
        """
        found: dict[OrderId, tuple[date, int, date, float]] = {}
        listed = sorted(skus)
        for start in range(0, len(listed), _PER_QUERY):
            wanted = {"skus": listed[start : start + _PER_QUERY], "most": limit}
            rows = await self._connection.execute(_WAITING, wanted)
            for row in rows:
                at = row.confirmed_at.timestamp() if row.confirmed_at else 0.0
                turn = (row.counts or date.max, row.rank, row.wanted or date.max, at)
                found[OrderId(row.order_id)] = min(turn, found.get(OrderId(row.order_id), turn))
        return sorted(found, key=lambda one: (found[one], one))[:limit]

    async def waits_for(self, sku: str) -> bool:
        """Whether an order waits for a product."""
        return (await self._connection.execute(_WAITS_FOR, {"sku": sku})).first() is not None

    async def missing(self) -> list[str]:
        """Products that orders wait for, what was waited for longest first."""
        return [row.sku for row in await self._connection.execute(_MISSING)]

    async def lacking(self, sku: str) -> tuple[Waits, ...]:
        """Every order that waits for a product and how much of it lacks, in the order of `waiting`; no whole orders."""
        rows = await self._connection.execute(_LACKING, {"skus": [sku], "most": EVERY})
        return tuple(Waits(OrderId(r.order_id), r.number or "", r.customer_id, r.due, r.short) for r in rows)
