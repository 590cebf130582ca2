"""Payments and goods that come back, as rows; implements `handlers.ports.Payments` and `handlers.ports.Returns`."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Insert, RowMapping, Select, Table, Update, func, insert, select, update

from handlers.domain.order import OrderId
from handlers.domain.payment import Payment, PaymentState
from handlers.domain.returning import Returned, ReturnLine, ReturnState
from storage.connection import Connection
from storage.refunds import sum_up
from storage.tables import orders, payments, returns


class PaymentTable:
    """Payments inside one transaction. What finance approved is summed up on the order as well."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, payment: Payment) -> Payment:
        """Stores a claim and returns it with its id."""
        row = {
            "order_id": payment.order_id,
            "claimed": payment.claimed,
            "state": PaymentState.OPEN.value,
            "by": payment.by,
            "at": payment.at,
            "picture": payment.picture,
        }
        return _payment((await _write(self._connection, payments, insert(payments).values(**row)))[0])

    async def get(self, payment_id: int) -> Payment | None:
        """A payment by its id."""
        found = await self._load(select(payments).where(payments.c.id == payment_id))
        return found[0] if found else None

    async def of(self, order_id: OrderId) -> list[Payment]:
        """The payments of an order, oldest first."""
        return await self._load(select(payments).where(payments.c.order_id == order_id).order_by(payments.c.id))

    async def decide(
        self, payment_id: int, state: PaymentState, by: str, at: datetime, received: Decimal | None = None
    ) -> bool:
        """Ends a claim; False where it is over. What was received counts for the order from now on."""
        statement = update(payments).where(payments.c.id == payment_id, payments.c.state == PaymentState.OPEN.value)
        done = {"state": state.value, "decided_by": by, "decided_at": at, "received": received}
        written = await _write(self._connection, payments, statement.values(**done))
        if not written:
            return False
        if state is PaymentState.GRANTED:
            await sum_up(self._connection, written[0]["order_id"])
        return True

    async def reverse(self, payment_id: int, by: str, at: datetime) -> bool:
        """What was received does not count any more; False where it did not."""
        statement = update(payments).where(payments.c.id == payment_id, payments.c.state == PaymentState.GRANTED.value)
        done = {"state": PaymentState.REFUSED.value, "decided_by": by, "decided_at": at}
        written = await _write(self._connection, payments, statement.values(**done))
        if not written:
            return False
        await sum_up(self._connection, written[0]["order_id"])
        return True

    async def _load(self, query: Select[Any]) -> list[Payment]:
        return [_payment(row) for row in (await self._connection.execute(query)).mappings()]


class ReturnTable:
    """Wishes to give goods back inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, wish: Returned) -> Returned:
        """Stores a wish and returns it with its id."""
        row = {
            "order_id": wish.order_id,
            "goods": [[g.no, g.sku, g.label, str(g.qty), g.unit] for g in wish.goods],
            "worth": wish.worth,
            "state": ReturnState.OPEN.value,
            "by": wish.by,
            "at": wish.at,
            "reason": wish.reason,
            "flawed": wish.flawed,
            "signed_at": wish.signed_at,
            "until": wish.until,
        }
        return _returned((await _write(self._connection, returns, insert(returns).values(**row)))[0])

    async def get(self, return_id: int) -> Returned | None:
        """A wish by its id."""
        found = await self._load(select(returns).where(returns.c.id == return_id))
        return found[0] if found else None

    async def of(self, order_id: OrderId) -> list[Returned]:
        """The wishes of an order, oldest first."""
        return await self._load(select(returns).where(returns.c.order_id == order_id).order_by(returns.c.id))

    async def decide(self, return_id: int, state: ReturnState, by: str, at: datetime) -> bool:
        """Answers a wish; False where that was done."""
        statement = update(returns).where(returns.c.id == return_id, returns.c.state == ReturnState.OPEN.value)
        done = {"state": state.value, "decided_by": by, "decided_at": at}
        return len(await _write(self._connection, returns, statement.values(**done))) == 1

    async def receive(self, return_id: int, by: str, at: datetime, worth: Decimal) -> bool:
        """The goods are here: so much is owed no longer; False where they were not awaited."""
        statement = update(returns).where(returns.c.id == return_id, returns.c.state == ReturnState.GRANTED.value)
        done = {"state": ReturnState.RECEIVED.value, "received_by": by, "received_at": at, "worth": worth}
        if not await _write(self._connection, returns, statement.values(**done)):
            return False
        own = select(returns.c.order_id).where(returns.c.id == return_id).scalar_subquery()
        here = (returns.c.order_id == own, returns.c.state == ReturnState.RECEIVED.value)
        all_of_it = select(func.coalesce(func.sum(returns.c.worth), 0)).where(*here).scalar_subquery()
        await self._connection.execute(update(orders).where(orders.c.id == own).values(returned=all_of_it))
        return True

    async def _load(self, query: Select[Any]) -> list[Returned]:
        return [_returned(row) for row in (await self._connection.execute(query)).mappings()]


async def _write(connection: Connection, table: Table, statement: Insert | Update) -> Sequence[RowMapping]:
    """Writes, says how the rows stand now, and returns them."""
    rows = (await connection.execute(statement.returning(table))).mappings().all()
    for row in rows:
        connection.standing.saw_row(table, row)
    return rows


def _payment(row: RowMapping) -> Payment:
    return Payment(
        order_id=OrderId(row["order_id"]),
        claimed=row["claimed"],
        by=row["by"],
        at=row["at"],
        state=PaymentState(row["state"]),
        received=row["received"],
        picture=row["picture"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        id=row["id"],
    )


def _returned(row: RowMapping) -> Returned:
    return Returned(
        order_id=OrderId(row["order_id"]),
        goods=tuple(ReturnLine(no, sku, label, Decimal(qty), unit) for no, sku, label, qty, unit in row["goods"]),
        worth=row["worth"],
        by=row["by"],
        at=row["at"],
        signed_at=row["signed_at"],
        until=row["until"],
        reason=row["reason"],
        flawed=row["flawed"],
        state=ReturnState(row["state"]),
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        received_by=row["received_by"],
        received_at=row["received_at"],
        id=row["id"],
    )
