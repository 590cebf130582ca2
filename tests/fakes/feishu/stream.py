"""The long connection of the fake Feishu, written and read with the vendor's own protobuf."""

import asyncio
import json
import random
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web

from bot.clock import Clock
from tests.fakes.feishu.events import Events
from tests.fakes.feishu.frames import vendor_frame, vendor_read
from tests.fakes.feishu.seal import App
from tests.fakes.server import Failure, FakeServer
from tests.fakes.wecom.seal import Callback


def refused(code: int, words: str) -> web.Response:
    """An answer that says no."""
    return web.json_response({"code": code, "msg": words}, status=400)


class FeishuStream(FakeServer, Events):
    """The half of the platform that pushes."""

    def __init__(self, clock: Clock | None = None, app: App | None = None) -> None:
        """`clock` makes the time stamps."""
        super().__init__(clock, app)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.handshake: dict[str, str] = {}  # headers that refuse a long connection
        self.ping_interval = 120
        self.pings = 0
        self.split = 1  # into how many frames an event is cut
        self._sockets: list[web.WebSocketResponse] = []
        self._connected = asyncio.Event()
        self._answers: dict[str, asyncio.Future[Any]] = {}
        self._tickets: set[str] = set()

    async def connected(self) -> None:
        """Returns when our side has connected."""
        async with asyncio.timeout(10):
            await self._connected.wait()

    async def hang_up(self) -> None:
        """Ends all long connections."""
        self._connected.clear()
        for socket in self._sockets:
            await socket.close()
        self._sockets.clear()

    async def push(self, callback: Callback) -> Any:
        """Sends an event over one of the connections; returns what was answered."""
        await self.connected()
        number = self.number("msg")
        waiting = self._answers[number] = asyncio.get_running_loop().create_future()
        payload = callback.plain.encode()
        size = -(-len(payload) // self.split)
        pieces = [payload[n * size : (n + 1) * size] for n in range(self.split)]
        order = list(enumerate(pieces))
        random.shuffle(order)
        for seq, piece in order:
            headers = {
                "type": "event",
                "message_id": number,
                "sum": str(len(pieces)),
                "seq": str(seq),
                "trace_id": "t1",
            }
            await random.choice(self._sockets).send_bytes(vendor_frame(1, headers, piece))
        async with asyncio.timeout(3):
            return await waiting

    async def _endpoint(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.calls.append(("endpoint", body))
        failure = self.next_failure("endpoint")
        if failure is not None:
            return await self._fail(request, failure, lambda: None)
        if (body.get("AppID"), body.get("AppSecret")) != (self.app.app_id, self.app.secret):
            return web.json_response({"code": 514, "msg": "auth failed"})
        ticket = self.number("ticket")
        self._tickets.add(ticket)
        url = f"{self.base.replace('http', 'ws')}/ws/v2?device_id=7&service_id=33554678&ticket={ticket}"
        config = {"ReconnectCount": -1, "ReconnectInterval": 120, "ReconnectNonce": 30}
        config |= {"PingInterval": self.ping_interval}
        return web.json_response({"code": 0, "msg": "", "data": {"URL": url, "ClientConfig": config}})

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self.handshake or request.query.get("ticket") not in self._tickets:
            return web.Response(status=403, headers=self.handshake or {"handshake-status": "403", "handshake-msg": "x"})
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        self._connected.set()
        async for message in socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                await self._frame(socket, message.data)
        if socket in self._sockets:
            self._sockets.remove(socket)
        if not self._sockets:
            self._connected.clear()
        return socket

    async def _frame(self, socket: web.WebSocketResponse, raw: bytes) -> None:
        frame = vendor_read(raw)
        headers = {h.key: h.value for h in frame.headers}
        if frame.method == 0 and headers.get("type") == "ping":
            assert frame.service == 33554678
            self.pings += 1
            config = json.dumps({"PingInterval": self.ping_interval, "ReconnectInterval": 120}).encode()
            await socket.send_bytes(vendor_frame(0, {"type": "pong"}, config))
            return
        waiting = self._answers.get(headers.get("message_id", ""))
        if frame.method == 1 and waiting is not None and not waiting.done():
            waiting.set_result(json.loads(frame.payload))

    async def _fail(self, request: web.Request, failure: Failure, serve: Callable[[], object]) -> web.StreamResponse:
        if isinstance(failure, int):
            return refused(failure, "refused")
        return await self.suffer(request, failure, serve)
