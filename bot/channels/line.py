"""A long connection that is opened again after every end: what the platforms' connections have in common."""

import logging
import random
from abc import ABC, abstractmethod

import aiohttp

from bot.channels.base import UNREADABLE, Put, SendFailed
from bot.clock import Clock

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between attempts, doubled with every failure


class LongLine(ABC):
    """One connection at a time."""

    longest_wait = LONGEST_WAIT

    def __init__(self, clock: Clock, seed: int | None = None) -> None:
        """`seed` makes the pauses repeatable."""
        self._clock = clock
        self._jitter = random.Random(seed)  # noqa: S311 spreads load, guards nothing
        self._failures = 0  # set to 0 by whoever hears from the other side

    async def run(self, put: Put) -> None:
        """Listens until it is cancelled."""
        async with aiohttp.ClientSession(trust_env=False) as session:
            while True:
                after = 0.0
                try:
                    await self._connection(session, put)
                except SendFailed as failed:
                    self._failures += 1
                    after = failed.after or 0.0
                    log.warning("stream cannot be opened", extra={"reason": failed.reason, "code": failed.code})
                except (aiohttp.ClientError, TimeoutError, OSError) as wrong:
                    self._failures += 1
                    log.warning("stream broke", extra={"kind": type(wrong).__name__})
                except UNREADABLE:
                    self._failures += 1
                    log.exception("stream broke")
                await self._clock.sleep(max(after, self._pause()))

    def _pause(self) -> float:
        """Short after an orderly goodbye, longer with every failure, never the same twice."""
        growing: float = min(FIRST_WAIT * 2.0 ** max(self._failures - 1, 0), self.longest_wait)
        return growing * self._jitter.uniform(0.5, 1.5)

    @abstractmethod
    async def _connection(self, session: aiohttp.ClientSession, put: Put) -> None:
        """One connection from its beginning to its end; raises SendFailed, or what the connection raises."""
