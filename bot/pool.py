"""A few things at the same time, taken from a queue that is a table."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

T = TypeVar("T")

CHATS = 8  # chats worked on at the same time; on SQLite their transactions take turns anyway
ENOUGH = CHATS // 2  # free hands before more is claimed: under load a claim, which is a write, brings several rows
LOOK = 1.0  # seconds between looks where nobody wakes us: another process may have stored something


class Pool(Generic[T]):
    """Claims rows and handles each in a task of its own until it is stopped."""

    def __init__(
        self,
        claim: Callable[[int], Awaitable[Sequence[T]]],
        handle: Callable[[T], Coroutine[Any, Any, None]],
        wait: Callable[[float], Awaitable[None]],
        wake: Callable[[], None],
    ) -> None:
        """`claim` takes at most so many; `handle` never raises; `wait` returns at a `wake` or after some seconds."""
        self._claim = claim
        self._handle = handle
        self._wait = wait
        self._wake = wake
        self._busy: set[asyncio.Task[None]] = set()
        self._stopping = False

    @property
    def busy(self) -> bool:
        """Whether something is in hand."""
        return bool(self._busy)

    def stop(self) -> None:
        """Lets `run` end after what is in hand."""
        self._stopping = True
        self._wake()

    async def run(self) -> None:
        """Works until stopped."""
        async with asyncio.TaskGroup() as group:
            while not self._stopping:
                free = CHATS - len(self._busy)
                taken = await self._claim(free) if free >= ENOUGH else ()
                for row in taken:
                    task = group.create_task(self._handle(row))
                    self._busy.add(task)
                    task.add_done_callback(self._finished)
                if not taken:
                    await self._wait(LOOK)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._busy.discard(task)
        self._wake()
