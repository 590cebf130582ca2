"""The only caller of now()."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Waits; a test clock moves instead."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await asyncio.sleep(seconds)


class SetClock:
    """A clock that stands where it is put: replays of old chats, demonstrations, tests."""

    def __init__(self, start: datetime) -> None:
        """Starts at an aware instant."""
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was put to."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Puts the clock to an aware instant."""
        self._now = instant.astimezone(UTC)

    def move(self, **by: float) -> None:
        """Moves forward by timedelta arguments, e.g. minutes=5."""
        self._now += timedelta(**by)

    async def sleep(self, seconds: float) -> None:  # noqa: ARG002 the protocol's shape
        """Lets other tasks run once; the clock itself is moved by its owner."""
        await asyncio.sleep(0)
