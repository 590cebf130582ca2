"""The outbox: every answer is a row before it is sent; a worker takes rows in order, one at a time per chat."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Table, bindparam, delete, or_, select, update

from handlers.ports import Outgoing
from storage.database import Database
from storage.outbox_table import outgoing_of
from storage.queue import FREE, NOW, Wake, anything, clip, count_states, free_all, revive, take
from storage.sql import is_postgres
from storage.tables import outbox
from storage.together import Together

STATES = ("waiting", "working", "sent", "dead")


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One thing to be told, and how far it got."""

    id: int
    outgoing: Outgoing
    attempts: int  # this one included
    parts: int = 0  # parts of a long text that went out already
    error: str = ""  # of the last attempt


class OutboxQueue:
    """Taking, sending, retrying and giving up; every method is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        """Works on the database's own transactions."""
        self._database = database
        self._wake = Wake()
        self._together = Together(database, _UPDATE)

    async def claim(self, now: datetime, worker: str, limit: int = 20, lease: float = 60) -> list[OutboxRow]:
        """Takes rows that are due, the oldest of each chat that has none in work, for `lease` seconds.

        Every claim counts as an attempt. A lease that ran out is taken over.
        """

        async with self._database.begin(write=False) as look:
            if not await anything(look, outbox, now, _may_go):
                return []
        async with self._database.begin() as connection:
            rows = await take(connection, outbox, now=now, worker=worker, limit=limit, lease=lease, counts=_may_go)
        return [_row(row) for row in rows]

    async def progress(self, row_id: int, parts: int) -> None:
        """Remembers how many parts of a long text went out, so that another try does not repeat them."""
        await self._update(row_id, {"parts": parts})

    async def sent(self, row_id: int, at: datetime, ref: str = "") -> None:
        """Marks a row as sent; `ref` is the platform's reference of the message, for later updates."""
        await self._update(row_id, {**FREE, "state": "sent", "sent_at": at, "ref": ref, "last_error": ""})
        self.wake()

    async def retry(self, row_id: int, next_at: datetime, error: str) -> None:
        """Puts a row back for another try not before `next_at`."""
        await self._update(row_id, {**FREE, "next_at": next_at, "last_error": clip(error)})
        self.wake()

    async def give_up(self, row_id: int, error: str) -> None:
        """Makes a dead letter of a row."""
        await self._update(row_id, {**FREE, "state": "dead", "last_error": clip(error)})
        self.wake()

    async def last_ref(self, channel: str, chat_id: str, key: str) -> tuple[int, str] | None:
        """Row id and platform reference of the newest message of this key that was sent to the chat."""
        here = (outbox.c.channel == channel, outbox.c.chat_id == chat_id, outbox.c.key == key)
        query = select(outbox.c.id, outbox.c.ref).where(*here, outbox.c.state == "sent", outbox.c.ref != "")
        async with self._database.begin(write=False) as connection:
            found = (await connection.execute(query.order_by(outbox.c.id.desc()).limit(1))).first()
        return None if found is None or not key else (found.id, found.ref)

    async def dead(self, limit: int = 100) -> list[OutboxRow]:
        """Dead letters, newest first."""
        query = select(outbox).where(outbox.c.state == "dead").order_by(outbox.c.id.desc()).limit(limit)
        async with self._database.begin(write=False) as connection:
            return [_row(row) for row in (await connection.execute(query)).mappings()]

    async def replay(self, ids: Collection[int] | None = None) -> int:
        """Gives dead letters (None: all) another life and returns how many there were."""
        async with self._database.begin() as connection:
            revived = await revive(connection, outbox, ids)
        self.wake()
        return revived

    async def recover(self, worker: str) -> int:
        """Frees what a dead process left in work: on SQLite everything (one process), else this worker's own."""
        async with self._database.begin() as connection:
            freed = await free_all(connection, outbox, worker if is_postgres(connection) else None)
        self.wake()
        return freed

    async def counts(self) -> dict[str, int]:
        """How many rows are waiting, working, sent and dead."""
        async with self._database.begin(write=False) as connection:
            return await count_states(connection, outbox, STATES)

    async def next_due(self) -> datetime | None:
        """When the soonest waiting row may go out, where all of them still have to wait; None where one may go now."""
        query = select(outbox.c.not_before, outbox.c.next_at).where(outbox.c.state == "waiting")
        async with self._database.begin(write=False) as connection:
            rows = (await connection.execute(query)).all()
        waits = [max((at for at in (row.not_before, row.next_at) if at is not None), default=None) for row in rows]
        known = [at for at in waits if at is not None]
        return min(known) if known and len(known) == len(waits) else None

    async def purge(self, before: datetime) -> int:
        """Forgets what was sent before."""
        async with self._database.begin() as connection:
            old = delete(outbox).where(outbox.c.state == "sent", outbox.c.sent_at < before)
            return int((await connection.execute(old)).rowcount)

    def wake(self) -> None:
        """Says that there may be something to claim."""
        self._wake.set()

    async def wait_for_work(self, seconds: float) -> None:
        """Waits for a wake, at most this long."""
        await self._wake.wait(seconds)

    async def close(self) -> None:
        """Waits until everything that was said to be sent is stored."""
        await self._together.close()

    async def _update(self, row_id: int, values: Mapping[str, object]) -> None:
        await self._together.run({"row": row_id, **values})


_UPDATE = update(outbox).where(outbox.c.id == bindparam("row"), outbox.c.state != "sent")


def _may_go(rows: Table) -> ColumnElement[bool]:
    return or_(rows.c.not_before.is_(None), rows.c.not_before <= NOW)


def _row(row: RowMapping) -> OutboxRow:
    return OutboxRow(row["id"], outgoing_of(row), row["attempts"], row["parts"], row["last_error"])
