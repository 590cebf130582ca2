"""The platform's process: sends callbacks, takes the bot's answers, measures. Prints one JSON object.

`python -m bench.client pace URL RATE SECONDS [PORT]` keeps a rate, whatever the answers take; `… rush URL CLIENTS
SECONDS` sends as fast as answers come; `… platform URL 0 SECONDS PORT` sends nothing; `… cards URL RATE SECONDS PORT`
waits for each card. With a PORT it plays WeCom's API there.
"""

import asyncio
import itertools
import json
import re
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bench.callbacks import Calls, user_of

MOST = 12_000  # requests a second that are prepared for a rush
LENGTH = re.compile(rb"^content-length: *([0-9]+)\r?$", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class Seen:
    """What was measured, in seconds."""

    acknowledged: list[float] = field(default_factory=list)
    cards: list[float] = field(default_factory=list)
    refused: int = 0
    waiting: dict[str, deque[float]] = field(default_factory=dict)


async def send(http: aiohttp.ClientSession, url: str, body: bytes, since: float, seen: Seen) -> None:
    """One callback; its time counts from when it should have been sent."""
    async with http.post(url, data=body) as reply:
        await reply.read()
        if reply.status == 200:
            seen.acknowledged.append(time.perf_counter() - since)
        else:
            seen.refused += 1


async def pace(url: str, rate: float, seconds: float, seen: Seen) -> None:
    """A callback every 1/rate seconds."""
    wecom = Calls("wecom")
    calls = [wecom.call(number) for number in range(int(rate * seconds))]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http, asyncio.TaskGroup() as group:
        start = time.perf_counter()
        for number, call in enumerate(calls):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            seen.waiting.setdefault(user_of(number), deque()).append(due)
            group.create_task(send(http, url + wecom.path(call), call.body, due, seen))


class Rusher(asyncio.Protocol):
    """One connection that sends a callback as soon as the last one is answered.

    An HTTP client library takes as long for a request as the bare server does, and would be measured instead of it.
    """

    def __init__(self, calls: Iterator[bytes], seen: Seen) -> None:
        """`calls` are shared by all connections; `over` is done when they end, or the connection does."""
        self._calls = calls
        self._seen = seen
        self._answer = b""
        self._sent = 0.0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The first callback."""
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """A part of an answer, or all of it."""
        self._answer += data
        head, end, body = self._answer.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not end or (length and len(body) < int(length[1])):
            return
        if head.startswith(b"HTTP/1.1 200 "):
            self._seen.acknowledged.append(time.perf_counter() - self._sent)
        else:
            self._seen.refused += 1
        self._answer = b""
        self._send()

    def connection_lost(self, _: Exception | None) -> None:
        """Nothing more can be sent."""
        if not self.over.done():
            self.over.set_result(None)

    def _send(self) -> None:
        call = next(self._calls, None)
        if call is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(call)


async def rush(url: str, clients: int, seconds: float, seen: Seen, prepared: Sequence[bytes]) -> float:
    """As many of the prepared HTTP requests as the server takes from so many connections; returns how many a second."""
    host, port = urlsplit(url).netloc.split(":")
    start = time.perf_counter()
    calls = itertools.takewhile(lambda _: time.perf_counter() - start < seconds, prepared)
    loop = asyncio.get_running_loop()
    open_ = (loop.create_connection(lambda: Rusher(calls, seen), host, int(port)) for _ in range(clients))
    rushers = [rusher for _, rusher in await asyncio.gather(*open_)]
    await asyncio.gather(*(rusher.over for rusher in rushers))
    return len(seen.acknowledged) / (time.perf_counter() - start)


async def platform(port: int, seen: Seen) -> web.AppRunner:
    """WeCom's API, as far as sending needs it; notes when each person's card came."""

    async def token(_: web.Request) -> web.Response:
        return web.json_response({"errcode": 0, "access_token": "bench", "expires_in": 7200})

    async def taken(request: web.Request) -> web.Response:
        body = await request.json()
        waiting = seen.waiting.get(str(body.get("touser")))
        if waiting:
            seen.cards.append(time.perf_counter() - waiting.popleft())
        return web.json_response({"errcode": 0, "msgid": "m", "response_code": "r"})

    app = web.Application()
    app.add_routes([web.get("/cgi-bin/gettoken", token), web.post("/cgi-bin/message/{what}", taken)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner


async def main(how: str, url: str, amount: float, seconds: float, port: int = 0) -> None:
    """Runs one measurement and prints it."""
    seen, rate = Seen(), 0.0
    runner = await platform(port, seen) if port else None
    if how == "rush":
        rate = await rush(url, int(amount), seconds, seen, Calls("wecom").requests(int(seconds * MOST)))
    elif how == "platform":
        await asyncio.sleep(seconds)
    else:
        await pace(url, amount, seconds, seen)
    if how == "cards":
        limit = time.perf_counter() + 30
        while any(seen.waiting.values()) and time.perf_counter() < limit:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    if runner:
        await runner.cleanup()
    missing = sum(map(len, seen.waiting.values()))
    print(
        json.dumps(
            {"ack": seen.acknowledged, "cards": seen.cards, "refused": seen.refused, "rate": rate, "missing": missing}
        )
    )


if __name__ == "__main__":
    mode, address, *numbers = sys.argv[1:]
    asyncio.run(main(mode, address, float(numbers[0]), float(numbers[1]), *map(int, numbers[2:])))
