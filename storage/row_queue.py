"""What the inbox and the outbox do alike with their rows, each in a transaction of its own; see `storage.queue`."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Table, delete, select

from storage.database import Database
from storage.queue import Condition, Counts, Wake, anything, count_states, free_all, revive, take
from storage.sql import is_postgres


class RowQueue:
    """A table of rows that workers take chat by chat; every method is a transaction of its own."""

    def __init__(self, database: Database, table: Table, states: Collection[str], counts: Counts) -> None:
        """`counts`: which rows are in hand at all; see `take`."""
        self._database = database
        self._table = table
        self._states = states
        self._counts = counts
        self._wake = Wake()

    async def _claim(self, now: datetime, worker: str, limit: int, lease: float) -> list[RowMapping]:
        async with self._database.begin(write=False) as look:
            if not await anything(look, self._table, now, self._counts):
                return []
        async with self._database.begin() as connection:
            return await take(
                connection, self._table, now=now, worker=worker, limit=limit, lease=lease, counts=self._counts
            )

    async def _dead(self, limit: int) -> Sequence[RowMapping]:
        """Rows that were given up, newest first."""
        table = self._table
        query = select(table).where(table.c.state == "dead").order_by(table.c.id.desc()).limit(limit)
        async with self._database.begin(write=False) as connection:
            return (await connection.execute(query)).mappings().all()

    async def _revive(self, ids: Collection[int] | None) -> int:
        async with self._database.begin() as connection:
            revived = await revive(connection, self._table, ids)
        self.wake()
        return revived

    async def recover(self, worker: str) -> int:
        """Frees what a dead process left in work: on SQLite everything (one process), else this worker's own."""
        async with self._database.begin() as connection:
            freed = await free_all(connection, self._table, worker if is_postgres(connection) else None)
        self.wake()
        return freed

    async def counts(self) -> dict[str, int]:
        """How many rows are in each state."""
        async with self._database.begin(write=False) as connection:
            return await count_states(connection, self._table, self._states)

    async def _forget(self, *old: Condition) -> int:
        async with self._database.begin() as connection:
            return int((await connection.execute(delete(self._table).where(*old))).rowcount)

    def wake(self) -> None:
        """Says that there may be something to claim."""
        self._wake.set()

    async def wait_for_work(self, seconds: float) -> None:
        """Waits for a wake, at most this long."""
        await self._wake.wait(seconds)
