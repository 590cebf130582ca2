"""What every fake platform is: a real server on this machine, with trouble on demand."""

import asyncio
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

# A platform's own error code; or "status:502", "say:{}", "garbage", "hang", "cut" (before), "lost" (after it took
# effect).
Failure = int | str


class FakeServer:
    """A server on a free port, and what its next calls shall suffer."""

    spared = ""  # the path that only failures which name it reach
    _session: aiohttp.ClientSession | None = None  # reaches our side

    def __init__(self, *what: Any) -> None:
        """Take whatever the platform's other half is made of."""
        super().__init__(*what)
        self.base = ""  # scheme, host and port
        self._failures: deque[tuple[str, Failure]] = deque()
        self._runner: web.AppRunner | None = None

    def routed(self) -> web.Application:
        """The platform's addresses; each platform says its own."""
        return web.Application()

    async def hang_up(self) -> None:
        """End what is still open towards our side."""

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self.routed(), shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, kind: type | None, wrong: BaseException | None, trace: TracebackType | None) -> None:
        if self._session:
            await self._session.close()
        await self.hang_up()
        if self._runner:
            await self._runner.cleanup()

    def fail_next(self, *failures: Failure, path: str = "") -> None:
        """The next calls (those that begin with `path`, where one is given) fail like this, in order."""
        self._failures.extend((path, failure) for failure in failures)

    def next_failure(self, path: str) -> Failure | None:
        """The failure that this call shall suffer, taken off the list."""
        for entry in self._failures:
            if path.startswith(entry[0]) and (entry[0] or path != self.spared):
                self._failures.remove(entry)
                return entry[1]
        return None

    async def suffer(self, request: web.Request, failure: str, serve: Callable[[], object]) -> web.StreamResponse:
        """The answer to a call that fails like this; `serve` is what it would have done."""
        if failure == "hang":
            await asyncio.sleep(30)
        if failure == "lost":
            serve()
        if failure in ("cut", "lost", "hang"):
            if request.transport:
                request.transport.abort()
            return web.Response()
        if failure.startswith("say:"):
            return web.Response(text=failure.removeprefix("say:"), content_type="application/json")
        if failure == "garbage":
            return web.Response(text="<html>proxy error</html>")
        return web.Response(status=int(failure.removeprefix("status:")), text="oops")
