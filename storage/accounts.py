"""What customers owe and what was agreed with them, as rows; implements `handlers.ports.Accounts`."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnClause, bindparam, case, func, literal_column, or_, select

from handlers.domain.checks.facts import Debts
from handlers.domain.order import OrderId
from storage.connection import Connection
from storage.tables import contract_prices, orders, receivables

# To the letter: with a parameter in its place the partial index would not be used.
_IN_WORK: ColumnClause[bool] = literal_column("orders.phase = 'open'")
_OPEN = select(func.coalesce(func.sum(orders.c.amount), 0)).where(
    orders.c.customer_id == bindparam("customer"), _IN_WORK
)
_OWN = select(orders.c.amount).where(
    orders.c.id == bindparam("order"), orders.c.customer_id == bindparam("customer"), _IN_WORK
)
_late = case((receivables.c.due < bindparam("before"), receivables.c.amount), else_=0)
_OWED = select(
    func.coalesce(func.sum(receivables.c.amount), 0).label("owed"),
    func.coalesce(func.sum(_late), 0).label("late"),
    func.min(case((receivables.c.due < bindparam("before"), receivables.c.due))).label("oldest"),
).where(receivables.c.customer_id == bindparam("customer"))
_CONTRACT = (
    select(contract_prices.c.sku, contract_prices.c.price)
    .where(
        contract_prices.c.customer_id == bindparam("customer"),
        contract_prices.c.sku.in_(bindparam("skus", expanding=True)),
        contract_prices.c.since <= bindparam("day"),
        or_(contract_prices.c.until.is_(None), contract_prices.c.until >= bindparam("day")),
    )
    .order_by(contract_prices.c.since)
)


class AccountTable:
    """Money inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def debts(self, customer_id: str, order_id: OrderId, today: date, overdue_before: date) -> Debts:
        """What a customer owes without this order; `overdue_before`: what was due earlier is overdue."""
        everything = (await self._connection.execute(_OPEN, {"customer": customer_id})).scalar_one()
        own = (await self._connection.execute(_OWN, {"customer": customer_id, "order": order_id})).scalar_one_or_none()
        owed = (await self._connection.execute(_OWED, {"customer": customer_id, "before": overdue_before})).one()
        days = (today - owed.oldest).days if owed.oldest is not None else 0
        return Debts(Decimal(everything) - (own or Decimal(0)), Decimal(owed.owed), Decimal(owed.late), days)

    async def contract(self, customer_id: str, skus: Collection[str], day: date) -> dict[str, Decimal]:
        """Prices agreed with a customer that hold on this day, the latest agreement where there are several."""
        wanted = {"customer": customer_id, "skus": list(skus), "day": day}
        return {row.sku: row.price for row in await self._connection.execute(_CONTRACT, wanted)}
