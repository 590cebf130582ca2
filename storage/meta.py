"""Small facts about the database itself, by name."""

from sqlalchemy import bindparam, select

from storage.connection import Connection
from storage.sql import insert
from storage.tables import meta

_GET = select(meta.c.value).where(meta.c.key == bindparam("name"))


class MetaTable:
    """Names and values inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def get(self, key: str) -> str | None:
        """The value of a name."""
        value: str | None = (await self._connection.execute(_GET, {"name": key})).scalar_one_or_none()
        return value

    async def set(self, key: str, value: str) -> None:
        """Writes the value of a name."""
        statement = insert(self._connection, meta).values(key=key, value=value)
        fresh = {"value": statement.excluded.value}
        await self._connection.execute(statement.on_conflict_do_update(index_elements=[meta.c.key], set_=fresh))
