"""The inbox: every message is a row before it is acknowledged, and is taken by one worker at a time per chat."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.domain.messaging import Message
from storage.columns import clean
from storage.database import Database
from storage.errors import StoreError
from storage.inbox_table import message_of, message_values
from storage.queue import FREE, Wake, clip, count_states, free_all, revive, take
from storage.sql import insert, is_postgres
from storage.tables import inbox

STATES = ("waiting", "working", "done", "dead")
BATCH = 200
_PUT_LOCK = 0x4A44_0001  # any constant: PostgreSQL writers of the inbox take turns, so ids appear in order

Values = dict[str, object]
Waiting = tuple[Values, "asyncio.Future[int | None]"]


@dataclass(frozen=True, slots=True)
class DeadMessage:
    """A message that was given up."""

    message: Message
    attempts: int
    error: str


class InboxQueue:
    """Puts are collected: whoever arrives while a commit is on its way shares the next one."""

    def __init__(self, database: Database) -> None:
        """Works on the database's own transactions."""
        self._database = database
        self._pending: list[Waiting] = []
        self._writer: asyncio.Task[None] | None = None
        self._wake = Wake()

    async def put(self, message: Message, raw: str) -> int | None:
        """Stores a message and returns its id once it is on disk; None where the channel sent it before."""
        if self._database.write_lock is not None:
            self._database.write_lock.refuse_nesting()
        stored: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self._pending.append((message_values(message, raw), stored))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_pending())
        return await stored

    async def claim(self, now: datetime, worker: str, limit: int = 20, lease: float = 60) -> list[Message]:
        """Takes the oldest message of each chat that has none in work, for `lease` seconds.

        Every claim counts as an attempt. A lease that ran out is taken over.
        """
        async with self._database.begin() as connection:
            rows = await take(connection, inbox, now=now, worker=worker, limit=limit, lease=lease)
        return [message_of(row) for row in rows]

    async def attempts(self, message_id: int) -> int:
        """How often the message was claimed since it was stored or replayed."""
        async with self._database.begin(write=False) as connection:
            query = select(inbox.c.attempts).where(inbox.c.id == message_id)
            return int((await connection.execute(query)).scalar_one_or_none() or 0)

    async def fail(self, message_id: int, error: str, now: datetime, retry_at: datetime | None) -> bool:
        """Frees a message in work for another try, or gives it up (None); False where it was not in work."""
        state, next_at = ("dead", None) if retry_at is None else ("waiting", max(now, retry_at))
        values = {**FREE, "state": state, "next_at": next_at, "last_error": clip(error)}
        async with self._database.begin() as connection:
            statement = update(inbox).where(inbox.c.id == message_id, inbox.c.state == "working")
            changed = (await connection.execute(statement.values(values))).rowcount == 1
        self.wake()
        return changed

    async def dead(self, limit: int = 100) -> list[DeadMessage]:
        """Messages that were given up, newest first."""
        query = select(inbox).where(inbox.c.state == "dead").order_by(inbox.c.id.desc()).limit(limit)
        async with self._database.begin(write=False) as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [DeadMessage(message_of(row), row["attempts"], row["last_error"]) for row in rows]

    async def replay(self, message_id: int) -> bool:
        """Gives a dead message another life; False where it is not dead."""
        async with self._database.begin() as connection:
            revived = await revive(connection, inbox, [message_id]) == 1
        self.wake()
        return revived

    async def recover(self, worker: str) -> int:
        """Frees what a dead process left in work: on SQLite everything (one process), else this worker's own."""
        async with self._database.begin() as connection:
            freed = await free_all(connection, inbox, worker if is_postgres(connection) else None)
        self.wake()
        return freed

    async def counts(self) -> dict[str, int]:
        """How many messages are waiting, working, done and dead."""
        async with self._database.begin(write=False) as connection:
            return await count_states(connection, inbox, STATES)

    async def purge(self, before: datetime) -> int:
        """Forgets handled messages received before; keep more than 7 days, platforms repeat themselves late."""
        async with self._database.begin() as connection:
            old = delete(inbox).where(inbox.c.state == "done", inbox.c.received_at < before)
            return int((await connection.execute(old)).rowcount)

    def wake(self) -> None:
        """Says that there may be something to claim."""
        self._wake.set()

    async def wait_for_work(self, seconds: float) -> None:
        """Waits for a wake, at most this long."""
        await self._wake.wait(seconds)

    async def close(self) -> None:
        """Waits until everything that was put is stored."""
        if self._writer is not None:
            await asyncio.wait([self._writer])

    async def _write_pending(self) -> None:
        while self._pending:
            batch, self._pending = self._pending[:BATCH], self._pending[BATCH:]
            try:
                await self._write(batch)
            finally:
                for _, stored in batch:
                    if not stored.done():
                        stored.set_exception(StoreError("消息没有存下来:写入被中断"))
            self.wake()

    async def _write(self, batch: list[Waiting]) -> None:
        try:
            async with self._database.begin() as connection:
                ids = await _insert(connection, [values for values, _ in batch])
        except (SQLAlchemyError, StoreError, OSError, ValueError) as failed:
            if len(batch) > 1 and not isinstance(failed, StoreError):  # one bad row must not stop the good ones
                for waiting in batch:
                    await self._write([waiting])
                return
            for _, stored in batch:
                if not stored.done():
                    stored.set_exception(failed)
            return
        for values, stored in batch:
            inserted = ids.pop((clean(str(values["channel"])), clean(str(values["external_id"]))), None)
            if not stored.done():
                stored.set_result(inserted)


async def _insert(connection: AsyncConnection, rows: list[Values]) -> dict[tuple[str, str], int]:
    if is_postgres(connection):
        await connection.execute(select(func.pg_advisory_xact_lock(_PUT_LOCK)))
    statement = insert(connection, inbox).on_conflict_do_nothing(index_elements=[inbox.c.channel, inbox.c.external_id])
    stored = await connection.execute(statement.returning(inbox.c.id, inbox.c.channel, inbox.c.external_id), rows)
    return {(row.channel, row.external_id): row.id for row in stored}
