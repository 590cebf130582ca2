"""Money that went back to customers, as rows; implements `handlers.ports.Refunds`."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, insert, select, update

from handlers.domain.order import OrderId
from handlers.domain.payment import PaymentState, Refund
from storage.connection import Connection
from storage.tables import orders, payments, refunds


class RefundTable:
    """Refunds inside one transaction. What is left of the payments is summed up on the order as well."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, refund: Refund) -> Refund:
        """Stores it and returns it with its id."""
        row = {
            "order_id": refund.order_id,
            "amount": refund.amount,
            "reason": refund.reason,
            "by": refund.by,
            "at": refund.at,
        }
        written = (await self._connection.execute(insert(refunds).values(**row).returning(refunds))).mappings().one()
        self._connection.standing.saw_row(refunds, written)
        await sum_up(self._connection, written["order_id"])
        return _refund(written)

    async def get(self, refund_id: int) -> Refund | None:
        """A refund by its id."""
        found = await self._load(select(refunds).where(refunds.c.id == refund_id))
        return found[0] if found else None

    async def of(self, order_id: OrderId) -> list[Refund]:
        """The refunds of an order, oldest first, those that were undone too."""
        return await self._load(select(refunds).where(refunds.c.order_id == order_id).order_by(refunds.c.id))

    async def undo(self, refund_id: int, by: str, at: datetime) -> bool:
        """Takes it back; False where that was done."""
        statement = update(refunds).where(refunds.c.id == refund_id, refunds.c.undone_at.is_(None))
        done = statement.values(undone_by=by, undone_at=at).returning(refunds)
        row = (await self._connection.execute(done)).mappings().first()
        if row is None:
            return False
        self._connection.standing.saw_row(refunds, row)
        await sum_up(self._connection, row["order_id"])
        return True

    async def _load(self, query: Select[Any]) -> list[Refund]:
        return [_refund(row) for row in (await self._connection.execute(query)).mappings()]


async def sum_up(connection: Connection, order_id: int) -> None:
    """What came in for an order and was not given back, on the order itself."""
    granted = (payments.c.order_id == order_id, payments.c.state == PaymentState.GRANTED.value)
    given = (refunds.c.order_id == order_id, refunds.c.undone_at.is_(None))
    came = select(func.coalesce(func.sum(payments.c.received), 0)).where(*granted).scalar_subquery()
    went = select(func.coalesce(func.sum(refunds.c.amount), 0)).where(*given).scalar_subquery()
    await connection.execute(update(orders).where(orders.c.id == order_id).values(paid=came - went))


def _refund(row: RowMapping) -> Refund:
    return Refund(
        order_id=OrderId(row["order_id"]),
        amount=row["amount"],
        reason=row["reason"],
        by=row["by"],
        at=row["at"],
        undone_by=row["undone_by"],
        undone_at=row["undone_at"],
        id=row["id"],
    )
