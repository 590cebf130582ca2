"""The long connection: opened, subscribed, read, kept alive, spoken through, opened again.

https://developer.work.weixin.qq.com/document/path/101463. A robot has one connection, and a new one ends the old one.
Callbacks are not acknowledged and not sent again, so what cannot be stored now is tried until it can. The protocol is
spoken directly: the vendor's SDK gives up after ten attempts and hands out messages in an order of its own.
"""

import asyncio
import json
import logging
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import aiohttp

from bot.channels.base import Forged, NotKept, Put, Received, SendFailed
from bot.channels.json_fields import loads, object_of, text_of
from bot.channels.line import LongLine
from bot.channels.wecom_robot.errors import failure
from bot.channels.wecom_robot.wire import KICKED
from bot.clock import Clock
from config.channels import WecomRobotSettings

log = logging.getLogger(__name__)

Read = Callable[[dict[str, Any], str], Received]  # body and the request it came with
SUBSCRIBE, PING = "aibot_subscribe", "ping"
MESSAGE, EVENT = "aibot_msg_callback", "aibot_event_callback"
RESPOND, WELCOME, UPDATE, SEND = (
    "aibot_respond_msg",
    "aibot_respond_welcome_msg",
    "aibot_respond_update_msg",
    "aibot_send_msg",
)
_PING_EVERY = 30.0  # seconds
_UNANSWERED = 2  # pings in a row after which a connection is given up
_PATIENCE = 10.0  # seconds for an answer
_AFTER_KICK = 15.0  # seconds; whoever took the connection may be `jiedan doctor`, which gives it back at once
_LONGEST_STORE_WAIT = 30.0
_MAX_FRAME = 4_194_304


class Line(LongLine):
    """One connection at a time."""

    def __init__(
        self,
        settings: WecomRobotSettings,
        clock: Clock,
        read: Read,
        opened: Callable[[], None],
        seed: int | None = None,
    ) -> None:
        """`read` turns a callback into messages; `opened` is told of every new connection."""
        super().__init__(clock, seed)
        self._settings = settings
        self._read = read
        self._opened = opened
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._waiting: dict[str, deque[asyncio.Future[int]]] = {}
        self._unanswered = 0
        self._storing = False

    async def ask(self, command: str, body: Mapping[str, Any], request: str = "") -> None:
        """Says it and waits until it is taken; raises SendFailed. `request` is that of the callback it answers."""
        socket = self._socket
        if socket is None:
            raise SendFailed("network", "not-connected", retry=True)
        request = request or f"{command}_{uuid.uuid4().hex}"
        answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(request, deque()).append(answered)  # answers to one request come in their order
        failed: SendFailed | None = None
        code = 0
        try:
            await socket.send_str(_frame(command, request, body))
            async with asyncio.timeout(_PATIENCE):
                code = await answered
        except TimeoutError:
            failed = SendFailed("network", "timeout", retry=True)
        except (ConnectionError, aiohttp.ClientError):
            failed = SendFailed("network", "connection-lost", retry=True)
        if failed or code:
            raise failed or failure(code)

    async def try_once(self) -> None:
        """Connects, subscribes and leaves; raises SendFailed. A connection that stands elsewhere is ended by it."""
        failed: SendFailed | None = None
        try:
            async with aiohttp.ClientSession(trust_env=False) as session, self._connect(session) as socket:
                await self._subscribe(socket)
        except (aiohttp.ClientError, TimeoutError, OSError) as wrong:
            failed = SendFailed("network", type(wrong).__name__, retry=True)
        if failed:
            raise failed

    def _connect(self, session: aiohttp.ClientSession) -> Any:
        return session.ws_connect(self._settings.stream_url, max_msg_size=_MAX_FRAME)

    async def _subscribe(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        request = f"{SUBSCRIBE}_{uuid.uuid4().hex}"
        own = {"bot_id": self._settings.bot_id, "secret": self._settings.secret.get_secret_value()}
        await socket.send_str(_frame(SUBSCRIBE, request, own))
        while True:
            message = await socket.receive(timeout=_PATIENCE)
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise SendFailed("network", "closed", retry=True)
            with suppress(Forged):
                data = loads(message.data)
                if _request(data) == request:
                    break
        code = data.get("errcode")
        if code != 0:
            raise failure(code) if isinstance(code, int) else SendFailed("server", "json", retry=True)

    async def _connection(self, session: aiohttp.ClientSession, put: Put) -> None:
        async with self._connect(session) as socket:
            await self._subscribe(socket)
            log.info("stream open", extra={"channel": "wecom_robot"})
            self._failures = self._unanswered = 0
            self._opened()
            self._socket = socket
            pinging = asyncio.create_task(self._keep_alive(socket))
            try:
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        self._unanswered = 0
                        await self._frame_came(message.data, put)
            finally:
                self._socket = None
                pinging.cancel()
                await asyncio.gather(pinging, return_exceptions=True)
                self._nobody_answers()
        log.info("stream closed", extra={"channel": "wecom_robot"})

    async def _keep_alive(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Says that we are there; ends a connection on which nobody answers."""
        while True:
            await asyncio.sleep(_PING_EVERY)
            if self._unanswered >= _UNANSWERED and not self._storing:
                log.warning("stream is silent", extra={"channel": "wecom_robot"})
                await socket.close()
                return
            self._unanswered += 1
            await socket.send_str(_frame(PING, f"{PING}_{uuid.uuid4().hex}"))

    async def _frame_came(self, text: str, put: Put) -> None:
        """Handles one frame, in its order."""
        try:
            data = loads(text)
            command, body = text_of(data, "cmd"), object_of(data, "body")
            if command not in (MESSAGE, EVENT):
                self._answered(data)
                return
            if text_of(object_of(body, "event"), "eventtype") == KICKED:
                raise SendFailed("refused", "kicked", retry=True, after=_AFTER_KICK)
            got = self._read(body, _request(data))
        except Forged as forged:
            log.warning("frame refused", extra={"channel": "wecom_robot", "reason": forged.reason, "bytes": len(text)})
            return
        await self._store(put, got)

    async def _store(self, put: Put, got: Received) -> None:
        """Stores it however long that takes: it is not sent again."""
        pause, self._storing = 0.5, True
        try:
            while not await _stored(put, got):
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_STORE_WAIT)
        finally:
            self._storing = False

    def _answered(self, data: Mapping[str, Any]) -> None:
        waiting = self._waiting.get(request := _request(data))
        if not waiting:
            return  # a ping's, or one that came too late
        answered, code = waiting.popleft(), data.get("errcode")
        if not waiting:
            del self._waiting[request]
        if not answered.done():
            answered.set_result(code if isinstance(code, int) else -1)

    def _nobody_answers(self) -> None:
        for answered in [future for waiting in self._waiting.values() for future in waiting]:
            if not answered.done():
                answered.set_exception(ConnectionResetError())
        self._waiting.clear()


async def _stored(put: Put, got: Received) -> bool:
    """Whether it is on disk; once begun it is finished, even where the process is about to end."""
    storing = asyncio.ensure_future(put(got))
    try:
        await asyncio.shield(storing)
    except NotKept:
        return False
    except asyncio.CancelledError:
        with suppress(NotKept):
            await storing
        raise
    return True


def _request(data: Mapping[str, Any]) -> str:
    return text_of(object_of(data, "headers"), "req_id")


def _frame(command: str, request: str, body: Mapping[str, Any] | None = None) -> str:
    frame: dict[str, Any] = {"cmd": command, "headers": {"req_id": request}}
    return json.dumps(frame if body is None else frame | {"body": dict(body)}, ensure_ascii=False)
