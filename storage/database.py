"""One database, SQLite or PostgreSQL, and transactions on it that always end."""

import shutil
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy
from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from storage.connection import PRAGMAS, Connection, PostgresConnection, SqliteConnection, in_thread, uninterrupted
from storage.errors import StoreError, explain
from storage.inbox_writer import InboxWriter
from storage.turns import WriteLock

_PLANS = "SET enable_seqscan = off; SET jit = off"
THREADS = 4  # a writer of this process at a time, and what else takes long
_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
T = TypeVar("T")


class Database:
    """An engine, and the lock that keeps writers of this process from waiting busily for each other."""

    def __init__(self, url: str) -> None:
        """Connects to nothing yet; raises StoreError where the URL is not one of ours."""
        self.url = parse_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.memory = self.sqlite and self.url.database in (None, "", ":memory:")
        self._engine: Engine | AsyncEngine
        self._engine = _sqlite(self.url, memory=self.memory) if self.sqlite else _postgres(self.url)
        self._threads = ThreadPoolExecutor(THREADS, "storage")
        self.errors = 0  # statements that failed since the start
        sync = getattr(self._engine, "sync_engine", self._engine)
        event.listen(sync, "handle_error", _translate)
        event.listen(sync, "handle_error", self._count)
        self.write_lock = WriteLock() if self.sqlite else None
        self._read_lock = self.write_lock if self.memory else None

    def room(self) -> int | None:
        """Bytes that are free where the database's file is; None where it is not one of ours."""
        if not self.sqlite or self.memory:
            return None
        return shutil.disk_usage(Path(self.url.database or "").resolve().parent).free

    def _count(self, _: ExceptionContext) -> None:
        self.errors += 1

    @asynccontextmanager
    async def begin(self, *, write: bool = True) -> AsyncIterator[Connection]:
        """One transaction: a writing one is committed at the end of the block, rolled back where the block raises."""
        transaction = self.transaction(write=write)
        connection = await transaction.open()
        try:
            yield connection
            if write:
                await transaction.commit()
        finally:
            await transaction.close()

    def transaction(self, *, write: bool) -> "Transaction":
        """A transaction to be opened."""
        lock = self.write_lock if write else self._read_lock
        if isinstance(self._engine, AsyncEngine):
            return Transaction(_Postgres(self._engine, write=write), lock, write=write)
        return Transaction(_Sqlite(self._engine, self._threads, write=write), lock, write=write)

    @asynccontextmanager
    async def urgent_turn(self) -> AsyncIterator[None]:
        """Keeps this process's other writers waiting, ahead of all that wait already; for `write_now`."""
        if self.write_lock is None:
            yield
            return
        await self.write_lock.acquire(urgent=True)
        try:
            yield
        finally:
            self.write_lock.release()

    async def write_now(self, work: Callable[[sqlalchemy.Connection], T]) -> T:
        """One whole transaction in one thread, begun and committed; only on SQLite, within `urgent_turn`."""
        engine = self._engine
        if isinstance(engine, AsyncEngine):
            raise TypeError("only SQLite has threads to write in")

        def run() -> T:
            with engine.connect() as connection, connection.begin():
                return work(connection)

        return await uninterrupted(in_thread(self._threads, run))

    def inbox_writer(self) -> InboxWriter | None:
        """Where messages are written on a SQLite file; a database in memory has no second connection."""
        if not self.sqlite or self.memory:
            return None
        (file,), options = self._engine.dialect.create_connect_args(self.url)
        return InboxWriter(file, options)

    async def close(self) -> None:
        """Closes every connection."""
        if isinstance(self._engine, AsyncEngine):
            await self._engine.dispose()
        else:
            await in_thread(self._threads, self._engine.dispose)
        self._threads.shutdown()


class Transaction:
    """From `open` to `commit` or `close`; neither can be interrupted half way by a cancelled task."""

    def __init__(self, link: "_Link", lock: WriteLock | None, *, write: bool) -> None:
        """Nothing is open yet."""
        self._link = link
        self._lock = lock
        self._write = write
        self._open = False

    async def open(self) -> Connection:
        """Begins; waits for other writers of this process first."""
        if self._lock is not None:
            await self._lock.acquire()
        self._open = True
        try:
            return await uninterrupted(self._link.begin())
        except BaseException as error:
            await self.close()
            if isinstance(error, OSError):
                away = StoreError("连不上数据库", "请检查 database.url 和服务器是否启动", passing=True)
                raise explain(error) or away from error
            raise

    async def commit(self) -> None:
        """Makes it lasting and ends it: the connection cannot be used any more."""
        if not self._write:
            raise RuntimeError("a read unit has nothing to commit")
        await uninterrupted(self._end(commit=True))

    async def close(self) -> None:
        """Rolls back whatever was not committed."""
        if self._open:
            await uninterrupted(self._end(commit=False))

    async def _end(self, *, commit: bool) -> None:
        self._open = False
        try:
            await self._link.end(commit=commit)
        finally:
            if self._lock is not None:
                self._lock.release()


class _Link(Protocol):
    async def begin(self) -> Connection: ...

    async def end(self, *, commit: bool) -> None: ...


class _Postgres:
    def __init__(self, engine: AsyncEngine, *, write: bool) -> None:
        self._engine = engine
        self._write = write
        self._connection: AsyncConnection | None = None

    async def begin(self) -> Connection:
        self._connection = await self._engine.connect()
        if not self._write:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            await self._connection.execution_options(**options)
        await self._connection.begin()
        return PostgresConnection(self._connection)

    async def end(self, *, commit: bool) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                if commit:
                    await connection.commit()
            finally:
                await connection.close()


class _Sqlite:
    """A read begins and ends where it is: it waits for nobody. A write may wait for the disk: in a thread."""

    def __init__(self, engine: Engine, threads: ThreadPoolExecutor, *, write: bool) -> None:
        self._engine = engine
        self._threads = threads
        self._write = write
        self._connection: sqlalchemy.Connection | None = None

    async def begin(self) -> Connection:
        self._connection = self._engine.connect().execution_options(immediate=self._write)
        await self._do(self._connection.begin)
        return SqliteConnection(self._connection, self._threads)

    async def end(self, *, commit: bool) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await self._do(partial(_end, connection, commit=commit))

    async def _do(self, work: Callable[[], object]) -> None:
        if self._write:
            await in_thread(self._threads, work)
        else:
            work()


def _end(connection: sqlalchemy.Connection, *, commit: bool) -> None:
    try:
        if commit:
            connection.commit()
    finally:
        connection.close()


def parse_url(url: str) -> URL:
    """Reads a database URL and names our driver, whichever the URL names; raises StoreError."""
    try:
        parsed = make_url(url)
    except ArgumentError as wrong:
        raise StoreError("database.url 写错了", "例如 sqlite+aiosqlite:///data/jiedan.sqlite3") from wrong
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise StoreError("database.url 只支持 SQLite 和 PostgreSQL", "例如 sqlite+aiosqlite:///data/jiedan.sqlite3")
    return parsed.set(drivername=driver)


def _sqlite(url: URL, *, memory: bool) -> Engine:
    if not memory and url.database is not None and not url.database.startswith("file:"):
        folder = Path(url.database).expanduser().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as wrong:
            raise StoreError(f"建不了数据库目录 {folder}", "请检查路径和写权限") from wrong
    # A connection is used by one task at a time, now in the loop's thread and now in another. Nobody may ever wait
    # for a free one: the whole loop would.
    pool = {"poolclass": StaticPool} if memory else {"pool_use_lifo": True, "max_overflow": -1}
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False}, **pool)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgres(url: URL) -> AsyncEngine:
    engine = create_async_engine(url, hide_parameters=True, pool_size=10, max_overflow=5, pool_pre_ping=True)
    event.listen(engine.sync_engine, "connect", _set_up_postgres)
    return engine


def _set_up_postgres(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Runs on every new connection.

    A plan made while a table was empty reads all of it, and is kept: each reference to an alert would read ten thousand
    alerts in the storm that wrote them. Every question of ours has its index; compiling none of them ever pays.
    """
    connection.run_async(lambda own: own.execute(_PLANS))


def _set_up_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Runs on every new connection. The driver's own idea of transactions is switched off: ours is explicit."""
    connection.isolation_level = None
    try:
        connection.executescript(PRAGMAS)
    except BaseException:
        connection.close()  # nobody else would
        raise


def _begin_sqlite(connection: sqlalchemy.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _translate(context: ExceptionContext) -> StoreError | None:
    _hide_rows(context.sqlalchemy_exception)
    return explain(context.original_exception)


def _hide_rows(error: BaseException | None) -> None:
    """PostgreSQL likes to quote the row it refuses: what people wrote must not get into logs."""
    while error is not None:
        if getattr(error, "detail", None):
            error.detail = None  # type: ignore[attr-defined]
        error.args = tuple(arg.split("\nDETAIL:")[0] if isinstance(arg, str) else arg for arg in error.args)
        error = getattr(error, "orig", None) or error.__cause__
