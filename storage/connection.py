"""A transaction's connection as repositories use it: the same few methods on SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy
from sqlalchemy import CursorResult, Dialect, Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.standing import Standing

BREATH = 0.002  # seconds after which other tasks get their turn
BUSY_SECONDS = 10
PRAGMAS = f"""
PRAGMA busy_timeout = {BUSY_SECONDS * 1000};
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
"""  # what every connection to SQLite begins with
P = ParamSpec("P")
T = TypeVar("T")
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]
Run = Callable[[Executable, Parameters], Coroutine[Any, Any, CursorResult[*tuple[Any, ...]]]]


class Behind:
    """Rows that nobody waits for may be written together: thousands of deadlines in one second are a few statements."""

    def __init__(self, run: Run) -> None:
        """Nothing is kept back before `gather`."""
        self._run = run
        self._gathers = False
        self._rows: dict[Executable, list[Mapping[str, Any]]] = {}

    def gather(self) -> None:
        """From now on `write` keeps rows back until `settle`."""
        self._gathers = True

    async def write(self, statement: Executable, rows: Sequence[Mapping[str, Any]], *, first: bool = False) -> None:
        """Runs a statement that answers nothing for each of these rows, now or at the next `settle`.

        Whoever reads or changes what it writes settles before. `first`: others refer to these rows.
        """
        if rows and self._gathers:
            if first and statement not in self._rows:
                self._rows = {statement: [], **self._rows}
            self._rows.setdefault(statement, []).extend(rows)
        elif rows:
            await self._run(statement, rows)

    async def settle(self) -> None:
        """Writes what was kept back: what others refer to, then in the order of the statements' first rows."""
        while self._rows:
            statement = next(iter(self._rows))
            await self._run(statement, self._rows.pop(statement))

    def forget(self) -> None:
        """What was kept back is not written: the part that it belongs to is undone."""
        self._rows.clear()


class SqliteConnection:
    """SQLite without a thread for every statement.

    A statement on a local file takes some ten microseconds, handing it to a thread and back many times that. So
    statements run where they are asked for, with a breath for other tasks every few of them; what may wait, for the
    disk or for another process, goes to a thread: beginning, committing, schema changes.
    """

    def __init__(self, sync: sqlalchemy.Connection, threads: ThreadPoolExecutor) -> None:
        """Works on an open connection that one task uses at a time."""
        self._sync = sync
        self.behind = Behind(self.execute)
        self.standing = Standing()
        self._threads = threads
        self._breathed = asyncio.get_running_loop().time()

    @property
    def dialect(self) -> Dialect:
        """Which database this is."""
        return self._sync.dialect

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Runs one statement."""
        now = asyncio.get_running_loop().time()
        if now - self._breathed > BREATH:
            await asyncio.sleep(0)
            self._breathed = now
        return self._sync.execute(statement, parameters)

    async def run_sync(
        self, work: Callable[Concatenate[sqlalchemy.Connection, P], T], *args: P.args, **more: P.kwargs
    ) -> T:
        """Runs something long in a thread, to its end."""

        def run() -> T:
            return work(self._sync, *args, **more)

        return await uninterrupted(in_thread(self._threads, run))

    @asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[None]:
        """A savepoint: undone where the block raises."""
        with self._sync.begin_nested():
            yield


class PostgresConnection:
    """PostgreSQL, with every statement that was begun ended.

    asyncpg 0.32 that is cancelled between the rows of one statement waits for ever for an answer that the server owes
    it only after the next row; whoever waits for the transaction would wait for ever too.
    """

    def __init__(self, own: AsyncConnection) -> None:
        """Works on an open connection that one task uses at a time."""
        self._own = own
        self.behind = Behind(self.execute)
        self.standing = Standing()

    @property
    def dialect(self) -> Dialect:
        """Which database this is."""
        return self._own.dialect

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Runs one statement; with many rows to its end, even where the waiting task is cancelled."""
        work = self._own.execute(statement, parameters)
        return await (work if parameters is None or isinstance(parameters, Mapping) else uninterrupted(work))

    async def run_sync(
        self, work: Callable[Concatenate[sqlalchemy.Connection, P], T], *args: P.args, **more: P.kwargs
    ) -> T:
        """Runs something long, to its end."""
        return await uninterrupted(self._own.run_sync(work, *args, **more))

    @asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[None]:
        """A savepoint: undone where the block raises."""
        async with self._own.begin_nested():
            yield


Connection = PostgresConnection | SqliteConnection


async def in_thread(threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    """Runs it in one of these threads."""
    return await asyncio.get_running_loop().run_in_executor(threads, work)


async def uninterrupted(work: Coroutine[Any, Any, T]) -> T:
    """Runs to the end even where the waiting task is cancelled; the cancellation comes through afterwards."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if not task.cancelled():
            await asyncio.wait([task])
        raise
