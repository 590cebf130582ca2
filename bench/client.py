"""The platform's process: sends callbacks, takes the bot's answers, measures. Prints one JSON object.

`python -m bench.client pace URL RATE SECONDS [PORT]` keeps a rate, whatever the answers take; `… rush URL CLIENTS
SECONDS` sends as fast as answers come; `… platform URL 0 SECONDS PORT` sends nothing; `… cards URL RATE SECONDS PORT`
waits for each card. With a PORT it plays WeCom's API there.
"""

import asyncio
import json
import sys
import time
from collections import deque
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from bench.callbacks import Callback, callback

PEOPLE = 400
SENTENCES = (
    "台州恒力 J6P左转向节 300件,15号前到",
    "温州恒力要豪沃刹车片前桥加厚的20套 周五到",
    "宁波恒立 6204-2RS 三盒 6205ZZ 五盒 下周三之前",
    "济南鲁通 柴滤CX0814 20箱,下周三前",
    "台州恒力 天龙转向节左右各20件 明天要",
)


@dataclass(slots=True)
class Seen:
    """What was measured, in seconds."""

    acknowledged: list[float] = field(default_factory=list)
    cards: list[float] = field(default_factory=list)
    refused: int = 0
    waiting: dict[str, deque[float]] = field(default_factory=dict)


def prepare(count: int) -> list[Callback]:
    """Sealed beforehand, so that sealing is not measured."""
    second = int(time.time())
    return [callback(user_of(i), SENTENCES[i % len(SENTENCES)], second) for i in range(count)]


def user_of(number: int) -> str:
    """One of many salespeople, in turn."""
    return f"b{number % PEOPLE:03}"


async def send(http: aiohttp.ClientSession, url: str, call: Callback, since: float, seen: Seen) -> None:
    """One callback; its time counts from when it should have been sent."""
    async with http.post(f"{url}/hook/wecom?{call.query}", data=call.body) as reply:
        await reply.read()
        if reply.status == 200:
            seen.acknowledged.append(time.perf_counter() - since)
        else:
            seen.refused += 1


async def pace(url: str, rate: float, seconds: float, seen: Seen) -> None:
    """A callback every 1/rate seconds."""
    calls = prepare(int(rate * seconds))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http, asyncio.TaskGroup() as group:
        start = time.perf_counter()
        for number, call in enumerate(calls):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            seen.waiting.setdefault(call.user, deque()).append(due)
            group.create_task(send(http, url, call, due, seen))


async def rush(url: str, clients: int, seconds: float, seen: Seen) -> float:
    """As many as the server takes from so many connections; returns how many a second."""
    calls = iter(prepare(int(seconds * 12_000)))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        start = time.perf_counter()

        async def one() -> None:
            while time.perf_counter() - start < seconds and (call := next(calls, None)):
                await send(http, url, call, time.perf_counter(), seen)

        await asyncio.gather(*(one() for _ in range(clients)))
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
        rate = await rush(url, int(amount), seconds, seen)
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
