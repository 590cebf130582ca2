"""What platforms that call us have in common: callbacks are posted to our address, again where they are not taken."""

import asyncio
import random
from collections.abc import Awaitable, Iterable

import aiohttp

from tests.fakes.wecom.seal import Callback


class Delivering:
    """The half of a fake platform that posts."""

    target = ""  # our server's address for this platform's callbacks
    _session: aiohttp.ClientSession | None = None

    def again(self, callback: Callback) -> Callback:
        """The same once more, as a retry."""
        return callback

    def attempts(self, callback: Callback) -> int:
        """How often it is posted at the most."""
        return 4

    async def post(self, callback: Callback, target: str = "") -> tuple[int, str]:
        """One delivery: status and body of the answer."""
        assert self._session is not None
        assert target or self.target, "set target to our server's address"
        async with self._session.request(
            callback.method,
            target or self.target,
            params=dict(callback.query),
            data=callback.body,
            headers=dict(callback.headers),
        ) as answer:
            return answer.status, await answer.text()

    async def deliver(self, callback: Callback, target: str = "") -> list[int]:
        """As the platform does: again while the answer is not 200; returns the status of each attempt."""
        statuses: list[int] = []
        for attempt in range(self.attempts(callback)):
            status, _ = await self.post(callback if not attempt else self.again(callback), target)
            statuses.append(status)
            if status == 200:
                break
        return statuses

    async def deliver_at_once(self, callbacks: Iterable[Callback], times: int = 1) -> list[int]:
        """All of them in parallel and out of order, each `times` times."""
        posts: list[Awaitable[tuple[int, str]]] = [
            self.post(c if not n else self.again(c)) for c in callbacks for n in range(times)
        ]
        random.shuffle(posts)
        return [status for status, _ in await asyncio.gather(*posts)]
