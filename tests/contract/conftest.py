"""For every channel's contract: the hour, the client that reaches its platform, and what an error gives away."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from bot.clock import SetClock

NOW = datetime(2026, 3, 12, 2, 3, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    """Thursday morning, for a channel and its platform."""
    return SetClock(NOW)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """One client, closed after the test."""
    async with httpx.AsyncClient() as client:
        yield client


def chain(error: BaseException | None) -> list[BaseException]:
    """The error and all that a traceback of it would print."""
    found: list[BaseException] = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
