"""The store: opens a database and hands out units of work, inbox, outbox and console log."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import delete, inspect, text

from storage.aliases import AliasTable
from storage.connection import Connection
from storage.console import ConsoleLog
from storage.database import Database
from storage.errors import StoreError
from storage.figures import Figures, figures
from storage.guards import lowering, names, raising, standing
from storage.inbox import InboxQueue
from storage.outbox import OutboxQueue
from storage.paces import Paces
from storage.sql import is_postgres, run_all
from storage.tables import (
    HEAD,
    accounts,
    chats,
    customers,
    inbound,
    invitations,
    meta,
    metadata,
    people,
    prices,
    products,
    receivables,
    rule_switches,
    rule_versions,
)
from storage.uow import UnitOfWork

_UPGRADE_LOCK = 0x4A44_0002  # any constant: two processes that start together upgrade one after the other
_COMPANY = frozenset(
    {
        *(products, prices, inbound, customers, receivables, people, accounts, invitations, chats),
        *(rule_versions, rule_switches, meta),
    }
)  # what stays where everything that happened is forgotten

ROOM = 1 << 20  # bytes that a message with all that comes of it may take


@dataclass(frozen=True, slots=True)
class Health:
    """What a health check sees. `current` is false where `upgrade()` has something to do."""

    database: str  # sqlite | postgresql
    revision: str | None
    current: bool


class Store:
    """Everything that is kept. One per process and database; close it."""

    def __init__(self, database: Database) -> None:
        """Use `open_store`."""
        self._database = database
        self.inbox = InboxQueue(database)
        self.outbox = OutboxQueue(database)
        self.console = ConsoleLog(database)
        self.paces = Paces(database)

    def write(self) -> UnitOfWork:
        """A unit that may change things; on SQLite one at a time."""
        return self._unit(write=True)

    def read(self) -> UnitOfWork:
        """A unit that only looks: it never waits for writers, and cannot commit."""
        return self._unit(write=False)

    async def upgrade(self) -> None:
        """Brings the tables to the newest revision; does nothing where they are."""
        async with self._database.begin(write=False) as connection:
            guarded = await connection.run_sync(standing) == names(connection.dialect.name)
            if await _revision(connection) == HEAD and guarded:
                return
        async with self._database.begin() as connection:
            if is_postgres(connection):
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
            fresh = self._database.memory and await _revision(connection) is None
            await connection.run_sync(_create if fresh else _migrate)
            if await connection.run_sync(standing) != names(connection.dialect.name):  # somebody took them away
                await run_all(connection, [*lowering(connection.dialect.name), *raising(connection.dialect.name)])

    async def health(self) -> Health:
        """Asks the database; raises StoreError where it does not answer."""
        async with self._database.begin(write=False) as connection:
            revision = await _revision(connection)
        return Health("sqlite" if self._database.sqlite else "postgresql", revision, revision == HEAD)

    async def write_something(self) -> None:
        """Writes one row to the end; raises StoreError where that fails, or a file could not grow by a message more.

        One row alone finds its place on a full disk, in what SQLite's log has room for already.
        """
        room = self._database.room()
        if room is not None and room < ROOM:
            raise StoreError("数据库写不进去:磁盘已满", "请清理磁盘空间后重试", passing=True)
        async with self.write() as uow:
            await uow.meta.set("written", "1")
            await uow.commit()

    @property
    def errors(self) -> int:
        """How many statements the database refused or failed at since the start."""
        return self._database.errors

    async def figures(self, now: datetime) -> Figures:
        """Counts for operators; raises StoreError where the database does not answer."""
        async with self._database.begin(write=False) as connection:
            return await figures(connection, now)

    async def clear_orders(self) -> None:
        """Forgets all that happened; keeps catalogue, customers, people, rules: for replays and tests."""
        async with self._database.begin() as connection:
            await run_all(connection, lowering(connection.dialect.name))
            for table in reversed(metadata.sorted_tables):  # what points to another goes before it
                if table not in _COMPANY:
                    await connection.execute(delete(table))
            await run_all(connection, raising(connection.dialect.name))
            await AliasTable(connection).touch()

    async def close(self) -> None:
        """Finishes what was begun and closes every connection."""
        await self.inbox.close()
        await self.outbox.close()
        await self._database.close()

    def _unit(self, *, write: bool) -> UnitOfWork:
        return UnitOfWork(self._database, write=write, wake_inbox=self.inbox.wake, wake_outbox=self.outbox.wake)


async def open_store(url: str) -> Store:
    """Opens a database by URL and checks that it answers; raises StoreError. Call `upgrade()` next.

    `sqlite://` is a database in memory.
    """
    database = Database(url)
    store = Store(database)
    try:
        await store.health()
    except BaseException:
        await database.close()
        raise
    return store


async def _revision(connection: Connection) -> str | None:
    def known(sync: sqlalchemy.Connection) -> bool:
        return inspect(sync).has_table("alembic_version")

    if not await connection.run_sync(known):
        return None
    return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()


def _create(connection: sqlalchemy.Connection) -> None:
    """A database in memory is always empty before: no need to walk through its past."""
    metadata.create_all(connection, checkfirst=False)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _migrate(connection: sqlalchemy.Connection) -> None:
    from storage.migrate import upgrade  # takes a fifth of a second to load and is needed once in a while

    upgrade(connection)
