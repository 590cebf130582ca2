"""A shop for each test, on its own SQLite file with the sample company in it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.shop import Shop


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database that every test copies is kept once it is made."""
    return tmp_path_factory.mktemp("shop") / "filled.sqlite3"


@pytest.fixture
async def database(filled: Path, tmp_path: Path) -> str:
    """The URL of a database with the sample company and nothing else."""
    if not filled.exists():
        making = tmp_path / "making.sqlite3"
        async with Shop(f"sqlite+aiosqlite:///{making}"):
            pass
        shutil.copy(making, filled)
    own = tmp_path / "shop.sqlite3"
    shutil.copy(filled, own)
    return f"sqlite+aiosqlite:///{own}"


@pytest.fixture
async def shop(database: str) -> AsyncIterator[Shop]:
    """A running shop on Tuesday morning."""
    async with Shop(database) as running:
        yield running
