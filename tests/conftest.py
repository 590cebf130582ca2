"""For every test: no settings from outside. For those that ask: a store on each database the product runs on.

A real PostgreSQL (tests/postgres.py) is part of the test command. Where none starts, the tests fail; they are never
skipped.
"""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import URL

from storage import Store, open_store
from storage.guards import lowering, raising
from storage.tables import metadata
from tests.postgres import server as postgres_of

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
    with postgres_of() as url:
        yield url


@dataclass
class Postgres:
    """Makes databases on a server."""

    server: URL
    numbers: Iterator[int]
    shared: URL | None = None

    async def empty(self) -> URL:
        """A new database without tables."""
        name = f"jiedan_test_{os.getpid()}_{next(self.numbers)}"
        await _run(self.server, f'CREATE DATABASE "{name}"')
        return self.server.set(database=name)

    async def emptied(self) -> URL:
        """The database with all tables that tests share one after the other, with nothing in it."""
        if self.shared is None:
            self.shared = await self.empty()
            store = await open_store(self.shared.render_as_string(hide_password=False))
            await store.upgrade()
            await store.close()
        names = ", ".join(f'"{table}"' for table in metadata.tables)
        empty = f"TRUNCATE {names} RESTART IDENTITY CASCADE"
        await _run(self.shared, ";".join([*lowering("postgresql"), empty, *raising("postgresql")]))
        return self.shared

    async def emptied_url(self) -> str:
        """The same as a setting says it, with the password in it."""
        return (await self.emptied()).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)

    async def drop(self, url: URL) -> None:
        """Removes a database, whoever is connected."""
        await _run(self.server, f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')


async def _run(server: URL, statement: str) -> None:
    connection = await asyncpg.connect(server.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def postgres(postgres_server: URL) -> Iterator[Postgres]:
    """The server, as a maker of databases."""
    maker = Postgres(postgres_server, itertools.count(1))
    yield maker
    if maker.shared is not None:
        asyncio.run(maker.drop(maker.shared))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite file with tables that every test copies is kept once it is made."""
    return tmp_path_factory.mktemp("store") / "template.sqlite3"


async def _fresh_file(template: Path, folder: Path) -> str:
    if not template.exists():
        store = await open_store(f"sqlite+aiosqlite:///{template}")
        await store.upgrade()
        await store.close()
    return f"sqlite+aiosqlite:///{shutil.copy(template, folder / 'jiedan.sqlite3')}"


@pytest.fixture(params=DATABASES)
async def store_url(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> AsyncIterator[str]:
    """The URL of a fresh database of each kind, with tables but for the one in memory."""
    if request.param == "sqlite memory":
        yield "sqlite+aiosqlite://"
    elif request.param == "sqlite file":
        yield await _fresh_file(sqlite_template, tmp_path)
    else:
        maker: Postgres = request.getfixturevalue("postgres")
        yield await maker.emptied_url()


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Store]:
    """A store with tables and nothing in them, on each kind of database."""
    opened = await open_store(store_url)
    await opened.upgrade()
    yield opened
    await opened.close()
