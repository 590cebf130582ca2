"""What people promised, as rows; implements `handlers.ports.Pledges`."""

from dataclasses import asdict, replace

from sqlalchemy import RowMapping, insert, select, update

from handlers.domain.pledge import Kept, Pledge
from storage.connection import Connection
from storage.tables import pledges


class PledgeTable:
    """Promises of people inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, pledge: Pledge) -> Pledge:
        """Stores it and returns it with its id."""
        values = {**asdict(pledge), "state": pledge.state.value}
        del values["id"]
        added = await self._connection.execute(insert(pledges).values(values).returning(pledges.c.id))
        return replace(pledge, id=added.scalar_one())

    async def get(self, number: int) -> Pledge | None:
        """One by its id; nobody else changes it before this transaction ends."""
        row = await self._connection.execute(select(pledges).where(pledges.c.id == number).with_for_update())
        found = row.mappings().first()
        return None if found is None else _pledge(found)

    async def save(self, pledge: Pledge) -> None:
        """Writes how it stands."""
        now = {"state": pledge.state.value, "closed_at": pledge.closed_at, "closed_by": pledge.closed_by}
        await self._connection.execute(update(pledges).where(pledges.c.id == pledge.id).values(now))

    async def of(self, user: str | None, limit: int = 50) -> list[Pledge]:
        """Somebody's promises, or everybody's: open ones by day, then broken ones, the newest first."""
        query = select(pledges).where(pledges.c.state != Kept.KEPT.value)
        if user is not None:
            query = query.where(pledges.c.by == user)
        order = (pledges.c.state.desc(), pledges.c.due.asc().nulls_last(), pledges.c.id.desc())
        rows = await self._connection.execute(query.order_by(*order).limit(limit))
        return [_pledge(row) for row in rows.mappings()]


def _pledge(row: RowMapping) -> Pledge:
    return Pledge(**{**dict(row), "state": Kept(row["state"])})
