"""The stream of the fake DingTalk: connections that our side opens with a ticket, and what goes over them."""

import asyncio
import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import WSMsgType, web

from bot.clock import Clock
from tests.fakes.dingtalk.callbacks import DingAccount, DingCallbacks
from tests.fakes.server import FakeServer

Body = dict[str, Any]


class Refusal(Exception):
    """The new API says no."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class _Line:
    socket: web.WebSocketResponse
    topics: set[tuple[str, str]]


class DingStream(FakeServer, DingCallbacks):
    """The half of the platform that pushes."""

    def __init__(self, clock: Clock | None = None, account: DingAccount | None = None) -> None:
        """`clock` decides how long a ticket is good."""
        super().__init__(clock, account)
        self.stream_allowed = True
        self.acks: list[Body] = []
        self.lines: list[_Line] = []
        self.opened = 0
        self._tickets: dict[str, tuple[set[tuple[str, str]], datetime]] = {}
        self._waiting: dict[str, asyncio.Future[Body]] = {}
        self._arrived = asyncio.Event()

    async def push(self, frame: Body, line: int = -1) -> Body:
        """Sends a frame and returns its acknowledgement."""
        async with asyncio.timeout(10):
            await self.until_connected()
            chosen = self.lines[line]
            kind, topic = frame["type"], frame["headers"]["topic"]
            assert kind == "SYSTEM" or (kind, topic) in chosen.topics or topic.endswith("registered"), "not subscribed"
            number = frame["headers"]["messageId"]
            answered: asyncio.Future[Body] = asyncio.get_running_loop().create_future()
            self._waiting[number] = answered
            await chosen.socket.send_json(frame)
            return await answered

    async def until_connected(self, opened: int = 0) -> None:
        """Waits until somebody listens, with at least so many connections made."""
        while not self.lines or self.opened < opened:
            self._arrived.clear()
            await self._arrived.wait()

    async def says_goodbye(self) -> Body:
        """Asks the other side to connect anew."""
        ack = await self.push(self.frame("disconnect", {"reason": "maintenance"}, kind="SYSTEM"))
        assert ack["code"] == 200
        return ack

    async def hang_up(self) -> None:
        for line in list(self.lines):
            await line.socket.close()

    async def breaks_lines(self) -> None:
        """The connections are gone without a word."""
        for line in list(self.lines):
            if (transport := line.socket._req.transport if line.socket._req else None) is not None:
                transport.abort()
        self.lines.clear()

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        ticket = self._tickets.pop(request.query.get("ticket", ""), None)
        if ticket is None or ticket[1] <= self.clock.now():
            return web.Response(status=401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        line = _Line(socket, ticket[0])
        self.lines.append(line)
        self.opened += 1
        self._arrived.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(json.loads(message.data))
        finally:
            if line in self.lines:
                self.lines.remove(line)
        return socket

    def _acknowledged(self, ack: Body) -> None:
        assert set(ack) == {"code", "headers", "message", "data"}, ack
        assert isinstance(ack["data"], str), "data is JSON inside JSON"
        json.loads(ack["data"])
        assert ack["headers"]["contentType"] == "application/json"
        self.acks.append(ack)
        waiting = self._waiting.get(ack["headers"]["messageId"])
        if waiting and not waiting.done():
            waiting.set_result(ack)

    def _open(self, body: Body) -> Body:
        if (body.get("clientId"), body.get("clientSecret")) != (self.account.client_id, self.account.secret):
            raise Refusal("invalidClientIdOrSecret")
        if not self.stream_allowed:
            raise Refusal("Forbidden.AccessDenied.AccessTokenPermissionDenied")
        topics = {(s["type"], s["topic"]) for s in body["subscriptions"]}
        ticket = f"ticket/{random.getrandbits(64):x}+="
        self._tickets[ticket] = (topics, self.clock.now() + timedelta(seconds=90))
        return {"endpoint": self.base.replace("http://", "ws://") + "/connect", "ticket": ticket}
