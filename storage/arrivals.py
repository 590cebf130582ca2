"""Messages on their way into the inbox. Who arrives while a commit is on its way shares the next one.

A platform waits for each of them, so they go before all other writing; where they come in a rush, others wait until it
is over, but get a turn every `LONGEST` seconds.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from handlers.domain.messaging import Message
from storage.columns import clean
from storage.database import Database
from storage.errors import StoreError
from storage.inbox_table import message_values
from storage.inbox_writer import MOST, Row, flat, insertion, row_of
from storage.sql import insert
from storage.tables import inbox

RUSH = 16.0  # messages within some 40 ms (400 a second) from which on others are held back
CALM = 0.025  # seconds after which half of a crowd is forgotten
LINGER = 0.01  # seconds that others are held back for the next message of a rush
LONGEST = 0.25  # seconds that others wait for their turn in a rush
PUT_LOCK = 0x4A44_0001  # any constant: PostgreSQL writers of the inbox take turns, so ids appear in order

Key = tuple[str, str]  # channel and external id
Waiting = tuple[Key, Any, "asyncio.Future[int | None]"]  # in between what is written: `row_of` or `message_values`


class Arrivals:
    """Collects messages and writes them together, each batch in a transaction of its own."""

    def __init__(self, database: Database, stored: Callable[[], None]) -> None:
        """`stored` is called after every commit."""
        self._database = database
        self._stored = stored
        self._own = database.inbox_writer()
        self._pending: list[Waiting] = []
        self._more = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._crowd = 0.0  # messages that came lately, and when that was so
        self._counted = 0.0

    async def put(self, message: Message, raw: str) -> int | None:
        """Stores a message and returns its id once it is on disk; None where the channel sent it before."""
        if self._database.write_lock is not None:
            self._database.write_lock.refuse_nesting()
        values = row_of(message, raw) if self._database.sqlite else message_values(message, raw)
        stored: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self._pending.append(((clean(message.channel), clean(message.external_id)), values, stored))
        self._more.set()
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_pending())
        return await stored

    async def close(self) -> None:
        """Waits until everything that was put is stored."""
        if self._writer is not None:
            await asyncio.wait([self._writer])
        if self._own is not None:
            await self._own.close()

    async def _write_pending(self) -> None:
        while self._pending:
            async with self._database.urgent_turn():
                await self._write_for_a_while()

    async def _write_for_a_while(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST
        while self._pending and loop.time() < end:
            batch, self._pending = self._pending[:MOST], self._pending[MOST:]
            self._more.clear()
            try:
                await self._write(batch)
            finally:
                for _, _, stored in batch:
                    if not stored.done():
                        stored.set_exception(StoreError("消息没有存下来:写入被中断"))
            self._stored()
            now = loop.time()
            self._crowd = self._crowd * 0.5 ** ((now - self._counted) / CALM) + len(batch)
            self._counted = now
            if self._crowd > RUSH and not self._pending:
                await self._more_within(min(LINGER, end - now))

    async def _more_within(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._more.wait()
        except TimeoutError:
            return

    async def _write(self, batch: list[Waiting]) -> None:
        rows = [values for _, values, _ in batch]
        try:
            ids = await (self._insert_sqlite(rows) if self._database.sqlite else self._insert_postgres(rows))
        except (SQLAlchemyError, StoreError, OSError, ValueError) as failed:
            if len(batch) > 1 and not isinstance(failed, StoreError):  # one bad row must not stop the good ones
                for waiting in batch:
                    await self._write([waiting])
                return
            for _, _, stored in batch:
                if not stored.done():
                    stored.set_exception(failed)
            return
        for key, _, stored in batch:
            inserted = ids.pop(key, None)
            if not stored.done():
                stored.set_result(inserted)

    async def _insert_sqlite(self, rows: Sequence[Row]) -> dict[Key, int]:
        if self._own is not None:
            return _by_key(await self._own.insert(rows))

        def work(connection: sqlalchemy.Connection) -> dict[Key, int]:
            return _by_key(connection.exec_driver_sql(insertion(len(rows)), flat(rows)))

        return await self._database.write_now(work)

    async def _insert_postgres(self, rows: Sequence[dict[str, object]]) -> dict[Key, int]:
        async with self._database.begin() as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(PUT_LOCK)))
            statement = insert(connection, inbox).on_conflict_do_nothing(index_elements=["channel", "external_id"])
            returned = statement.returning(inbox.c.id, inbox.c.channel, inbox.c.external_id)
            return _by_key(await connection.execute(returned, list(rows)))


def _by_key(stored: Iterable[Sequence[Any]]) -> dict[Key, int]:
    return {(channel, external_id): number for number, channel, external_id in stored}
