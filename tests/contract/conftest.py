"""For every channel's contract: the client through which it reaches its platform."""

from collections.abc import AsyncIterator

import httpx
import pytest


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """One client, closed after the test."""
    async with httpx.AsyncClient() as client:
        yield client
