"""Small writes that share a transaction: where many wait for their turn to write, one turn is enough for all."""

import asyncio
from collections.abc import Mapping

from sqlalchemy import Update
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database
from storage.errors import StoreError

Values = Mapping[str, object]
Batch = list[tuple[Values, "asyncio.Future[None]"]]


class Together:
    """Runs one statement with the values that came in until its turn; each caller returns when his are on disk."""

    def __init__(self, database: Database, statement: Update) -> None:
        """Nothing is waiting."""
        self._database = database
        self._statement = statement
        self._pending: Batch = []
        self._writer: asyncio.Task[None] | None = None

    async def run(self, values: Values) -> None:
        """Writes; raises what went wrong with these values, or with the database."""
        if self._database.write_lock is not None:
            self._database.write_lock.refuse_nesting()
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending.append((values, written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_pending())
        await written

    async def close(self) -> None:
        """Waits until everything is written."""
        if self._writer is not None:
            await asyncio.wait([self._writer])

    async def _write_pending(self) -> None:
        while self._pending:
            batch: Batch = []
            failed: Exception | None = StoreError("没有存下来:写入被中断")
            try:
                async with self._database.begin() as connection:
                    batch = self._take()
                    for values, _ in batch:
                        await connection.execute(self._statement, dict(values))
                failed = None
            except (SQLAlchemyError, StoreError, OSError, ValueError) as error:
                failed = error
            finally:
                _tell(batch or self._take(), failed)

    def _take(self) -> Batch:
        batch, self._pending = self._pending, []
        return batch


def _tell(batch: Batch, failed: Exception | None) -> None:
    for _, written in batch:
        if not written.done():
            if failed is None:
                written.set_result(None)
            else:
                written.set_exception(failed)
