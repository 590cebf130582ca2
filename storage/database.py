"""One database, SQLite or PostgreSQL, and transactions on it that always end."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import StoreError, explain

BUSY_SECONDS = 10
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
T = TypeVar("T")


class UnitLock:
    """First come, first served; a task that asks for it twice is told so instead of waiting for itself."""

    def __init__(self) -> None:
        """Free."""
        self._lock = asyncio.Lock()
        self._owner: asyncio.Task[Any] | None = None

    def refuse_nesting(self) -> None:
        """Raises RuntimeError where this task holds the lock already."""
        if self._owner is not None and self._owner is asyncio.current_task():
            raise RuntimeError("a unit of work is open in this task already: units do not nest")

    async def acquire(self) -> None:
        """Waits its turn."""
        self.refuse_nesting()
        await self._lock.acquire()
        self._owner = asyncio.current_task()

    def release(self) -> None:
        """Lets the next one in."""
        self._owner = None
        self._lock.release()


class Database:
    """An engine, and the lock that keeps writers of this process from waiting busily for each other."""

    def __init__(self, url: str, *, in_process_lock: bool = True) -> None:
        """Connects to nothing yet; raises StoreError where the URL is not one of ours."""
        self.url = parse_url(url)
        self.memory = self.url.get_backend_name() == "sqlite" and self.url.database in (None, "", ":memory:")
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url, memory=self.memory) if self.sqlite else _postgres(self.url)
        event.listen(self.engine.sync_engine, "handle_error", _translate)
        self.write_lock = UnitLock() if self.memory or (self.sqlite and in_process_lock) else None
        self.read_lock = self.write_lock if self.memory else None

    @asynccontextmanager
    async def begin(self, *, write: bool = True) -> AsyncIterator[AsyncConnection]:
        """One transaction: a writing one is committed at the end of the block, rolled back where the block raises."""
        transaction = Transaction(self, write=write)
        connection = await transaction.open()
        try:
            yield connection
            if write:
                await transaction.commit()
        finally:
            await transaction.close()

    async def close(self) -> None:
        """Closes every connection."""
        await self.engine.dispose()


class Transaction:
    """From `open` to `commit` or `close`; neither can be interrupted half way by a cancelled task."""

    def __init__(self, database: Database, *, write: bool) -> None:
        """Nothing is open yet."""
        self._database = database
        self._write = write
        self._lock = database.write_lock if write else database.read_lock
        self._locked = False
        self._connection: AsyncConnection | None = None

    async def open(self) -> AsyncConnection:
        """Begins; waits for other writers of this process first."""
        if self._lock is not None:
            await self._lock.acquire()
            self._locked = True
        try:
            connection = await self._connect()
            await connection.begin()
        except BaseException:
            await self.close()
            raise
        return connection

    async def commit(self) -> None:
        """Makes it lasting and ends it: the connection cannot be used any more."""
        if not self._write:
            raise RuntimeError("a read unit has nothing to commit")
        await uninterrupted(self._end(commit=True))

    async def close(self) -> None:
        """Rolls back whatever was not committed."""
        if self._connection is not None or self._locked:
            await uninterrupted(self._end(commit=False))

    async def _connect(self) -> AsyncConnection:
        engine = self._database.engine
        try:
            self._connection = await engine.connect()
        except OSError as refused:
            raise explain(refused) or StoreError("连不上数据库", "请检查 database.url 和服务器是否启动") from refused
        if self._database.sqlite:
            await self._connection.execution_options(immediate=self._write)
        elif not self._write:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            await self._connection.execution_options(**options)
        return self._connection

    async def _end(self, *, commit: bool) -> None:
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                try:
                    if commit:
                        await connection.commit()
                finally:
                    await connection.close()
        finally:
            if self._locked and self._lock is not None:
                self._locked = False
                self._lock.release()


async def uninterrupted(work: Coroutine[Any, Any, T]) -> T:
    """Runs to the end even where the waiting task is cancelled; the cancellation comes through afterwards."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if not task.cancelled():
            await asyncio.wait([task])
        raise


def parse_url(url: str) -> URL:
    """Reads a database URL and names the async driver; raises StoreError."""
    try:
        parsed = make_url(url)
    except ArgumentError as wrong:
        raise StoreError("database.url 写错了", "例如 sqlite+aiosqlite:///data/jiedan.sqlite3") from wrong
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise StoreError("database.url 只支持 SQLite 和 PostgreSQL", "例如 sqlite+aiosqlite:///data/jiedan.sqlite3")
    return parsed.set(drivername=driver)


def _sqlite(url: URL, *, memory: bool) -> AsyncEngine:
    if not memory and url.database is not None and not url.database.startswith("file:"):
        folder = Path(url.database).expanduser().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as wrong:
            raise StoreError(f"建不了数据库目录 {folder}", "请检查路径和写权限") from wrong
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _postgres(url: URL) -> AsyncEngine:
    return create_async_engine(url, hide_parameters=True, pool_size=10, max_overflow=5, pool_pre_ping=True)


def _set_up_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Runs on every new connection. The driver's own idea of transactions is switched off: ours is explicit."""
    connection.isolation_level = None
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()
    except BaseException:
        connection.close()  # nobody else would
        raise


def _begin_sqlite(connection: Connection) -> None:
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
