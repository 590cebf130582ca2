"""What customers owe and what things cost them, as rows; implements `handlers.ports.Accounts`."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import ColumnClause, Text, and_, bindparam, case, func, literal_column, or_, select, type_coerce

from handlers.domain.backing import Paid
from handlers.domain.checks.facts import Debts
from handlers.domain.order import OrderId, Phase
from handlers.domain.pricing import Rate
from handlers.domain.reserve import HoldKind
from storage.connection import Connection
from storage.meta import MetaTable
from storage.sql import is_postgres
from storage.tables import orders, prices, receivables, stock_holds

LEDGER = "ledger_to"  # in meta: what was signed for until this instant is among the receivables, as far as it is owed
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

# To the letter: with a parameter in its place the partial index would not be used.
_IN_WORK: ColumnClause[bool] = literal_column("orders.phase = 'open'")
_UNPAID: ColumnClause[bool] = literal_column("orders.phase = 'done' AND orders.amount > orders.returned + orders.paid")
_HELD: ColumnClause[bool] = literal_column("orders.phase = 'open' AND orders.held")
_left = type_coerce(orders.c.amount - orders.c.returned - orders.c.paid, orders.c.amount.type)
_owed = case((orders.c.amount > orders.c.returned + orders.c.paid, _left), else_=0)
_THEIRS = orders.c.customer_id == bindparam("customer")
_LATER = orders.c.entered_at > bindparam("since", type_=orders.c.entered_at.type)
_OPEN = select(func.coalesce(func.sum(_owed), 0)).where(_THEIRS, _IN_WORK)
_SIGNED = select(func.coalesce(func.sum(_owed), 0)).where(_THEIRS, _UNPAID, _LATER, orders.c.id != bindparam("order"))
_keeps = select(stock_holds.c.sku).where(
    stock_holds.c.order_id == orders.c.id, stock_holds.c.kind == HoldKind.FIRM.value
)
_WAITING = select(orders.c.id, type_coerce(_owed, orders.c.amount.type).label("owed")).where(  # nothing began with it
    *(_THEIRS, _HELD, orders.c.entered_at == orders.c.confirmed_at, ~_keeps.exists())
)
_OWN = select(orders.c.amount, orders.c.paid, orders.c.returned).where(
    orders.c.id == bindparam("order"), orders.c.customer_id == bindparam("customer"), _IN_WORK
)
_late = case((receivables.c.due < bindparam("before"), receivables.c.amount), else_=0)
_OWED = select(
    func.coalesce(func.sum(receivables.c.amount), 0).label("owed"),
    func.coalesce(func.sum(_late), 0).label("late"),
    func.min(case((receivables.c.due < bindparam("before"), receivables.c.due))).label("oldest"),
).where(receivables.c.customer_id == bindparam("customer"), receivables.c.paid.is_(None))
_ours = func.lower(receivables.c.number) == orders.c.number_key
_BILLED = (  # orders that a receivable of their own number stands for, as far as it goes
    select(orders.c.id, orders.c.phase, type_coerce(_owed, orders.c.amount.type).label("owed"), receivables.c.amount)
    .select_from(receivables.join(orders, _ours))
    .where(receivables.c.customer_id == bindparam("customer"), _THEIRS)
    .where(or_(_IN_WORK, and_(_UNPAID, _LATER)))
)
_ALONE = select(func.pg_advisory_xact_lock(func.hashtext(bindparam("name", type_=Text))))
_PAID = (
    select(receivables.c.due, receivables.c.paid)
    .where(receivables.c.customer_id == bindparam("customer"), receivables.c.paid.is_not(None))
    .order_by(receivables.c.paid.desc(), receivables.c.number.desc())
)
_PRICES = (
    select(prices)
    .where(
        prices.c.customer_id.in_(bindparam("customers", expanding=True)),
        prices.c.sku.in_(bindparam("skus", expanding=True)),
        prices.c.since <= bindparam("day"),
        or_(prices.c.until.is_(None), prices.c.until >= bindparam("day")),
    )
    .order_by(prices.c.sku, prices.c.since, prices.c.from_qty)
)


class AccountTable:
    """Money inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def debts(self, customer_id: str, order_id: OrderId, today: date, overdue_before: date) -> Debts:
        """What a customer owes without this order; `overdue_before`: what was due earlier is overdue.

        What waits to be approved and holds no goods is not owed for yet: two that wait never hold each other up.
        Nobody else asks about this customer before this transaction ends: two orders never fill one limit together.
        """
        if is_postgres(self._connection):
            await self._connection.execute(_ALONE, {"name": f"jiedan customer {customer_id}"})
        everything = (await self._connection.execute(_OPEN, {"customer": customer_id})).scalar_one()
        until = await MetaTable(self._connection).get(LEDGER)
        since = _BEGINNING if until is None else datetime.fromisoformat(until)
        wanted = {"customer": customer_id, "order": order_id, "since": since}
        signed = Decimal((await self._connection.execute(_SIGNED, wanted)).scalar_one())
        waiting = {r.id: r.owed for r in await self._connection.execute(_WAITING, {"customer": customer_id})}
        billed = (await self._connection.execute(_BILLED, wanted)).all()
        own = (await self._connection.execute(_OWN, {"customer": customer_id, "order": order_id})).first()
        owed = (await self._connection.execute(_OWED, {"customer": customer_id, "before": overdue_before})).one()
        days = (today - owed.oldest).days if owed.oldest is not None else 0
        mine = max(Decimal(0), own.amount - own.returned - own.paid) if own else Decimal(0)
        settled = own.returned + own.paid if own else Decimal(0)
        twice = {phase: Decimal(0) for phase in Phase}
        for row in billed:
            if row.id == order_id:
                settled += row.amount
            elif row.id not in waiting:
                twice[Phase(row.phase)] += max(Decimal(0), min(row.owed, row.amount))
        held = sum((owed for one, owed in waiting.items() if one != order_id), Decimal(0))
        return Debts(
            open_orders=Decimal(everything) - mine - held - twice[Phase.OPEN],
            receivable=Decimal(owed.owed),
            overdue=Decimal(owed.late),
            overdue_days=days,
            settled=settled,
            signed=signed - twice[Phase.DONE],
            waiting=held,
        )

    async def paid(self, customer_id: str, limit: int) -> tuple[Paid, ...]:
        """The debts that the customer paid last, the newest first."""
        rows = await self._connection.execute(_PAID.limit(limit), {"customer": customer_id})
        return tuple(Paid(row.due, row.paid) for row in rows)

    async def prices(self, customer_id: str, skus: Collection[str], day: date) -> tuple[Rate, ...]:
        """What is in the price list for a customer and for everybody and holds on this day, for any amount."""
        wanted = {"customers": sorted({customer_id, ""}), "skus": sorted(skus), "day": day}
        rows = await self._connection.execute(_PRICES, wanted)
        return tuple(Rate(r.sku, r.price, r.since, r.until, r.from_qty, bool(r.customer_id)) for r in rows)
