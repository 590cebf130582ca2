"""Rows for the inbox, written to a SQLite file over a connection of its own: a batch is one statement in one thread.

Units of work go through SQLAlchemy; this one INSERT is what every platform waits for, so it has no more around it than
SQLite needs. Outside of a transaction a statement is one: when it has returned, its rows are on disk.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import aiosqlite
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError

from handlers.domain.messaging import Message
from storage.connection import PRAGMAS, uninterrupted
from storage.errors import explain
from storage.inbox_table import message_values
from storage.tables import inbox

MOST = 64  # rows of one statement: SQLite before 3.32 takes no more than 999 values

Row = tuple[Any, ...]
Inserted = tuple[int, str, str]  # id, channel, external id


class InboxWriter:
    """Opened by the first batch. One batch at a time, in this process's turn to write: see `Database.urgent_turn`."""

    def __init__(self, file: str, options: Mapping[str, Any]) -> None:
        """`file` and `options` are the driver's."""
        self._file = file
        self._options = options
        self._connection: aiosqlite.Connection | None = None

    async def insert(self, rows: Sequence[Row]) -> list[Inserted]:
        """Stores what is new and returns it; raises StoreError, or SQLAlchemy's errors as other writers do."""
        return await uninterrupted(self._insert(rows))

    async def close(self) -> None:
        """Closes the connection; a later batch would open another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _insert(self, rows: Sequence[Row]) -> list[Inserted]:
        try:
            connection = self._connection or await self._open()
            stored: Any = await connection.execute_fetchall(insertion(len(rows)), flat(rows))
        except sqlite3.IntegrityError as refused:
            raise IntegrityError(None, None, refused, hide_parameters=True) from refused
        except sqlite3.Error as error:
            await self.close()  # a file that was read-only stays so for who has it open: the next batch opens it anew
            raise explain(error) or DBAPIError(None, None, error, hide_parameters=True) from error
        return list(stored)

    async def _open(self) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(self._file, **self._options, isolation_level=None)
        try:
            await connection.executescript(PRAGMAS)
        except BaseException:
            await connection.close()
            raise
        self._connection = connection
        return connection


def row_of(message: Message, raw: str) -> Row:
    """The values of a new row as the types of its columns write them for SQLite; raises ValueError."""
    values = message_values(message, raw)
    return tuple([values[name] if bind is None else bind(values[name]) for name, bind in _BINDS])


@lru_cache(MOST)
def insertion(rows: int) -> str:
    """The statement for so many rows; it returns id, channel and external id of each that was not there."""
    names = [name for name, _ in _BINDS]
    row = f"({', '.join('?' * len(names))})"
    return (
        f"INSERT INTO inbox ({', '.join(names)}) VALUES {', '.join([row] * rows)} "  # noqa: S608 our own names
        "ON CONFLICT (channel, external_id) DO NOTHING RETURNING id, channel, external_id"
    )


def flat(rows: Sequence[Row]) -> Row:
    """The values of `insertion`."""
    return tuple([value for row in rows for value in row])


def _bind(name: str) -> Callable[[Any], Any] | None:
    dialect = sqlite.dialect()
    return inbox.c[name].type.dialect_impl(dialect).bind_processor(dialect)


_NAMES = (
    *("channel", "external_id", "chat_id", "chat_kind", "user_id", "kind", "text", "tap", "media", "quoted_id"),
    *("to_me", "sent_at", "received_at", "raw"),
)
_BINDS = tuple((name, _bind(name)) for name in _NAMES)
