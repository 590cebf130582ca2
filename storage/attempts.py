"""Attempts to talk the bot into something, as rows; implements `handlers.ports.Attempts`."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from handlers.domain.attempt import Attempt
from storage.connection import Connection
from storage.sql import insert
from storage.tables import attempts


class AttemptTable:
    """The security log inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, attempt: Attempt) -> None:
        """Appends it; a second one of the same kind in the same message is the first."""
        values = {name: value for name, value in asdict(attempt).items() if name != "id"}
        statement = insert(self._connection, attempts).values(values)
        await self._connection.execute(
            statement.on_conflict_do_nothing(index_elements=[attempts.c.message_id, attempts.c.kind])
        )

    async def since(self, at: datetime, limit: int = 1000) -> list[Attempt]:
        """What was tried since then, the latest first."""
        query = select(attempts).where(attempts.c.at >= at).order_by(attempts.c.id.desc()).limit(limit)
        return [Attempt(**dict(row)) for row in (await self._connection.execute(query)).mappings()]
