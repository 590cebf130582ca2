"""The long connection: opened, read, acknowledged, kept alive, opened again.

The protocol is spoken directly: the vendor's SDK binds an event loop when it is imported, blocks, makes its requests
with a blocking library and handles every frame in a task of its own, so the order of a chat's messages is lost.
"""

import asyncio
import base64
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from bot.channels.base import Forged, NotKept, Put, Received, SendFailed
from bot.channels.feishu import frames
from bot.channels.feishu.client import Api
from bot.channels.feishu.errors import failure
from bot.channels.feishu.frames import Frame
from bot.channels.json_fields import loads
from bot.channels.line import LongLine
from bot.clock import Clock
from handlers.domain.messaging import MessageKind

log = logging.getLogger(__name__)

Read = Callable[[dict[str, Any]], Received]
Answer = Callable[[Received, Callable[[], Awaitable[None]]], Awaitable[bytes]]
_HEARTBEAT = 30.0  # seconds; a connection that does not answer is given up
_PING = 120.0
_MAX_FRAME = 4_194_304
_MAX_PARTS = 64


@dataclass(slots=True)
class _Parts:
    """A long event arrives in several frames."""

    by_number: dict[int, bytes] = field(default_factory=dict)


class Line(LongLine):
    """One connection at a time."""

    longest_wait = 120.0

    def __init__(self, api: Api, clock: Clock, read: Read, answer: Answer, seed: int | None = None) -> None:
        """`read` turns an event into messages, `answer` keeps them and says what to acknowledge with."""
        super().__init__(clock, seed)
        self._api = api
        self._read = read
        self._answer = answer
        self._ping = _PING
        self._parts: dict[str, _Parts] = {}

    async def _connection(self, session: aiohttp.ClientSession, put: Put) -> None:
        """One connection from its address to its end."""
        data = await self._api.endpoint()
        url = data.get("URL")
        if not isinstance(url, str) or urlsplit(url).scheme not in ("wss", "ws"):
            raise SendFailed("server", "url-missing", retry=True)
        self._configure(data.get("ClientConfig"))
        try:
            socket = await session.ws_connect(url, heartbeat=_HEARTBEAT, max_msg_size=_MAX_FRAME)
        except aiohttp.WSServerHandshakeError as refused:
            raise _refusal(refused) from None  # the address in it holds a credential
        broken = False
        try:
            async with socket, asyncio.TaskGroup() as group:
                await self._talk(socket, _service(url), put, group)
        except* (aiohttp.ClientError, TimeoutError, OSError):
            broken = True
        if broken:
            raise ConnectionResetError("stream broke")
        log.info("stream closed")

    async def _talk(
        self, socket: aiohttp.ClientWebSocketResponse, service: int, put: Put, group: asyncio.TaskGroup
    ) -> None:
        """Takes what comes until the other side ends it."""
        log.info("stream open")
        self._parts.clear()
        keeping = group.create_task(self._keep(socket, service))
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.BINARY:
                    self._failures = 0
                    await self._frame(socket, message.data, put, group)
        finally:
            keeping.cancel()

    async def _keep(self, socket: aiohttp.ClientWebSocketResponse, service: int) -> None:
        """Says that we are there."""
        while True:
            await _say(socket, frames.ping(service))
            await asyncio.sleep(self._ping)

    async def _frame(
        self, socket: aiohttp.ClientWebSocketResponse, raw: bytes, put: Put, group: asyncio.TaskGroup
    ) -> None:
        """Handles one frame. What somebody waits for is handled beside the others, everything else in its order."""
        try:
            frame = frames.read(raw)
            if frame.method == frames.CONTROL:
                if frame.header("type") == "pong" and frame.payload:
                    self._configure(loads(frame.payload))
                return
            payload = self._whole(frame)
            if payload is None:
                return
            got = self._read(loads(payload))
        except Forged as forged:
            log.warning("frame refused", extra={"channel": "feishu", "reason": forged.reason, "bytes": len(raw)})
            return
        if any(message.kind is MessageKind.TAP for message in got.messages):
            group.create_task(self._serve(socket, frame, got, put))
        else:
            await self._serve(socket, frame, got, put)

    async def _serve(self, socket: aiohttp.ClientWebSocketResponse, frame: Frame, got: Received, put: Put) -> None:
        """Stores what came and says so; what could not be stored is not acknowledged."""
        started = asyncio.get_running_loop().time()
        try:
            body = await self._answer(got, lambda: put(got))
            said: dict[str, Any] = {"code": 200, "headers": None, "data": base64.b64encode(body).decode()}
        except NotKept:
            said = {"code": 500, "headers": None, "data": None}
        took = str(round((asyncio.get_running_loop().time() - started) * 1000))
        headers = (*frame.headers, ("biz_rt", took))
        await _say(socket, replace(frame, headers=headers, payload=json.dumps(said).encode()))

    def _whole(self, frame: Frame) -> bytes | None:
        """The payload, put together where it comes in parts; None while some are missing."""
        total, number = _count(frame.header("sum"), 1), _count(frame.header("seq"), 0)
        if total <= 1:
            return frame.payload
        if total > _MAX_PARTS or number >= total:
            raise Forged("parts")
        known = self._parts.setdefault(frame.header("message_id"), _Parts())
        known.by_number[number] = frame.payload
        if len(known.by_number) < total:
            while len(self._parts) > _MAX_PARTS:  # what never became whole
                self._parts.pop(next(iter(self._parts)))
            return None
        self._parts.pop(frame.header("message_id"))
        return b"".join(known.by_number[n] for n in range(total))

    def _configure(self, config: object) -> None:
        wanted = config.get("PingInterval") if isinstance(config, dict) else None
        if isinstance(wanted, int) and not isinstance(wanted, bool) and 1 <= wanted <= 3600:
            self._ping = float(wanted)


async def _say(socket: aiohttp.ClientWebSocketResponse, frame: Frame) -> None:
    try:
        await socket.send_bytes(frames.write(frame))
    except (ConnectionError, aiohttp.ClientError):  # it comes again over the next connection
        log.info("acknowledgement came too late", extra={"channel": "feishu"})


def _refusal(refused: aiohttp.WSServerHandshakeError) -> SendFailed:
    """Why the connection was refused: said in headers."""
    for name in ("handshake-autherrcode", "handshake-status"):
        code = refused.headers.get(name, "") if refused.headers else ""
        if code.isdigit() and code != "0":
            return failure(int(code))
    return SendFailed("server", f"http-{refused.status}", retry=True)


def _service(url: str) -> int:
    return _count(parse_qs(urlsplit(url).query).get("service_id", ["0"])[0], 0)


def _count(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
