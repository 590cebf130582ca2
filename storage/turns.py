"""Who may write next, where there is one writer at a time."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any


class WriteLock:
    """First come, first served, but what a platform waits for goes before everything else.

    A task that asks for it twice is told so instead of waiting for itself.
    """

    def __init__(self) -> None:
        """Free."""
        self._held = False
        self._owner: asyncio.Task[Any] | None = None
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    def refuse_nesting(self) -> None:
        """Raises RuntimeError where this task holds the lock already."""
        if self._owner is not None and self._owner is asyncio.current_task():
            raise RuntimeError("a unit of work is open in this task already: units do not nest")

    async def acquire(self, *, urgent: bool = False) -> None:
        """Waits its turn."""
        self.refuse_nesting()
        if self._held:
            await self._wait(self._urgent if urgent else self._others)
        self._held = True
        self._owner = asyncio.current_task()

    def release(self) -> None:
        """Lets the next one in."""
        self._owner = None
        self._hand_over()

    async def _wait(self, queue: "deque[asyncio.Future[None]]") -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                with suppress(ValueError):
                    queue.remove(turn)
            else:
                self._hand_over()  # the turn came in the same moment: the next one takes it
            raise

    def _hand_over(self) -> None:
        """The lock stays held in between: nobody slips in before the one whose turn it is."""
        for queue in (self._urgent, self._others):
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._held = False
