"""A desk with a fresh store for each test."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import open_store
from tests.unit.handlers.desk import Desk, fill


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """The small company on an empty database in memory."""
    store = await open_store("sqlite+aiosqlite://")
    await store.upgrade()
    await fill(store)
    yield Desk(store)
    await store.close()
