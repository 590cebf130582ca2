"""What people promised, as rows; implements `handlers.ports.Pledges`."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Insert, RowMapping, Update, delete, func, insert, or_, select, update

from handlers.domain.order import OrderId
from handlers.domain.pledge import Kept, Pledge, Tally
from storage.columns import columns_of
from storage.connection import Connection
from storage.proofs import prove_gone, prove_pledge
from storage.tables import pledges


class PledgeTable:
    """Promises of people inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, pledge: Pledge) -> Pledge:
        """Stores it and returns it with its id."""
        statement = insert(pledges).values(columns_of(pledge, "id"))
        return replace(pledge, id=(await self._write(statement))[0])

    async def get(self, number: int) -> Pledge | None:
        """One by its id; nobody else changes it before this transaction ends."""
        row = await self._connection.execute(select(pledges).where(pledges.c.id == number).with_for_update())
        found = row.mappings().first()
        return None if found is None else _pledge(found)

    async def save(self, pledge: Pledge) -> None:
        """Writes how it stands."""
        now = {
            "words": pledge.words,
            "due": pledge.due,
            "state": pledge.state.value,
            "closed_at": pledge.closed_at,
            "closed_by": pledge.closed_by,
        }
        await self._write(update(pledges).where(pledges.c.id == pledge.id).values(now))

    async def of(self, user: str | None, limit: int = 50) -> list[Pledge]:
        """Somebody's own promises, or everybody's: open ones by day, then broken ones, the newest first."""
        query = select(pledges).where(pledges.c.state != Kept.KEPT.value, pledges.c.order_id.is_(None))
        if user is not None:
            query = query.where(pledges.c.by == user)
        order = (pledges.c.state.desc(), pledges.c.due.asc().nulls_last(), pledges.c.id.desc())
        rows = await self._connection.execute(query.order_by(*order).limit(limit))
        return [_pledge(row) for row in rows.mappings()]

    async def of_order(self, order_id: OrderId) -> Pledge | None:
        """The promise of an order's day; nobody else changes it before this transaction ends."""
        query = select(pledges).where(pledges.c.order_id == order_id).with_for_update()
        found = (await self._connection.execute(query)).mappings().first()
        return None if found is None else _pledge(found)

    async def drop(self, number: int) -> None:
        """Takes one out that counts no more."""
        await self._connection.execute(delete(pledges).where(pledges.c.id == number))
        await prove_gone(self._connection, number)

    async def tallies(self, since: date, until: date, today: date, user: str | None) -> list[Tally]:
        """Who kept how many of the promises for days from `since` to before `until`; of one person, or everybody."""
        ended = or_(pledges.c.state != Kept.OPEN.value, pledges.c.due < today)
        query = (
            select(pledges.c.by, pledges.c.state, func.count().label("many"))
            .where(pledges.c.due >= since, pledges.c.due < until, ended)
            .group_by(pledges.c.by, pledges.c.state)
            .order_by(pledges.c.by)
        )
        rows = await self._connection.execute(query if user is None else query.where(pledges.c.by == user))
        found: dict[str, dict[str, int]] = {}
        for row in rows:
            found.setdefault(row.by, {})[row.state] = row.many
        return [Tally(by, *(states.get(one.value, 0) for one in _COUNTED)) for by, states in found.items()]

    async def _write(self, statement: Insert | Update) -> list[int]:
        """Writes, proves how the rows stand now, and returns their ids."""
        rows = (await self._connection.execute(statement.returning(pledges))).mappings().all()
        for row in rows:
            await prove_pledge(self._connection, row)
        return [row["id"] for row in rows]


_COUNTED = (Kept.KEPT, Kept.BROKEN, Kept.OPEN)


def _pledge(row: RowMapping) -> Pledge:
    return Pledge(**{**dict(row), "state": Kept(row["state"])})
