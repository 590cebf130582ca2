"""The few statements whose spelling differs between SQLite and PostgreSQL."""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import Executable, Table, text
from sqlalchemy.dialects import postgresql, sqlite

from storage.connection import Connection
from storage.tables import counters

Insert = sqlite.Insert | postgresql.Insert


def is_postgres(connection: Connection) -> bool:
    """True where several processes may write at the same time."""
    return connection.dialect.name == "postgresql"


def insert(connection: Connection, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT in this database's words."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: Table) -> Insert:
    """The same for a kind of database, for statements that are built once."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


async def count_up(connection: Connection, name: str) -> int:
    """Raises a named counter inside this transaction and returns it: 1, 2, 3…"""
    raised = _count_up(connection.dialect.name)
    return int((await connection.execute(raised, {"name": name, "value": 1})).scalar_one())


@lru_cache
def _count_up(dialect: str) -> Executable:
    more = {"value": counters.c.value + 1}
    added = insert_for(dialect, counters).on_conflict_do_update(index_elements=[counters.c.name], set_=more)
    return added.returning(counters.c.value)


async def run_all(connection: Connection, statements: Iterable[str]) -> None:
    """Runs statements of ours as they stand, one after the other."""
    for statement in statements:
        await connection.execute(text(statement))
