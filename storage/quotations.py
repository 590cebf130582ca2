"""Quotes as rows; implements `handlers.ports.Quotations`. What was offered stands in `orders` and `order_lines`."""

from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import Insert, Select, Update, insert, select, update

from handlers.domain.order import OrderId
from handlers.domain.quotation import Quotation, QuoteState
from storage.columns import begins, columns_of
from storage.connection import Connection
from storage.sql import count_up
from storage.tables import quotations as q


class QuotationTable:
    """Quotes inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, quotation: Quotation) -> None:
        """Stores a new one."""
        await self._write(insert(q).values(_row(quotation)))

    async def get(self, order_id: OrderId) -> Quotation | None:
        """The quote whose lines this void order holds; nobody else changes it before this transaction ends."""
        return await self._one(select(q).where(q.c.order_id == order_id).with_for_update())

    async def by_number(self, number: str) -> Quotation | None:
        """Finds a quote by its full number, letter case ignored."""
        return await self._one(select(q).where(q.c.number_key == number.casefold()))

    async def by_tail(self, tail: str, limit: int = 6) -> list[Quotation]:
        """Quotes whose number ends so, the newest first; an empty tail finds nothing."""
        if not tail:
            return []
        ends = begins(q.c.number_back, tail.casefold()[::-1])
        return await self._load(select(q).where(ends).order_by(q.c.order_id.desc()).limit(limit))

    async def of(
        self, *, by: str | None = None, customer: str | None = None, sent: bool = False, limit: int = 24
    ) -> list[Quotation]:
        """Somebody's quotes, a customer's, or all; `sent`: only what the customer was sent. The newest first."""
        query = select(q)
        if by is not None:
            query = query.where(q.c.by == by)
        if customer is not None:
            query = query.where(q.c.customer_id == customer)
        if sent:
            query = query.where(q.c.sent_at.is_not(None))
        return await self._load(query.order_by(q.c.at.desc(), q.c.order_id.desc()).limit(limit))

    async def save(self, quotation: Quotation) -> None:
        """Writes how it stands."""
        await self._write(update(q).where(q.c.order_id == quotation.order_id).values(_row(quotation)))

    async def next_number(self, day: date) -> int:
        """Counts 1, 2, 3… per shop day, inside this transaction: no number is given twice or lost."""
        return await count_up(self._connection, f"quote:{day.isoformat()}")

    async def _write(self, statement: Insert | Update) -> None:
        """Writes, and says how the row stands now."""
        for row in (await self._connection.execute(statement.returning(q))).mappings().all():
            self._connection.standing.saw_row(q, row)

    async def _one(self, query: Select[Any]) -> Quotation | None:
        found = await self._load(query)
        return found[0] if found else None

    async def _load(self, query: Select[Any]) -> list[Quotation]:
        rows = (await self._connection.execute(query)).mappings()
        return [
            Quotation(**{k: v for k, v in row.items() if k in _OWN}, state=QuoteState(row["state"])) for row in rows
        ]


_OWN = frozenset(field.name for field in fields(Quotation)) - {"state"}


def _row(quotation: Quotation) -> dict[str, Any]:
    key = quotation.number.casefold()
    return columns_of(quotation) | {"number_key": key, "number_back": key[::-1]}
