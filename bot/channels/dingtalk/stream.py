"""The long connection of Stream mode: opened, read, acknowledged, opened again.

The protocol is spoken directly: the vendor's SDK makes blocking requests inside its coroutines, handles every frame in
a task of its own (so the order of a chat's messages is lost) and logs the ticket.
"""

import logging
from collections.abc import Callable
from urllib.parse import quote_plus

import aiohttp

from bot.channels.base import Forged, NotKept, Put
from bot.channels.dingtalk import frames
from bot.channels.dingtalk.client import CARDS, MESSAGES, Api
from bot.channels.dingtalk.frames import Frame
from bot.channels.dingtalk.wire import Heard
from bot.channels.line import LongLine
from bot.clock import Clock

log = logging.getLogger(__name__)

Read = Callable[[Frame], Heard]
_HEARTBEAT = 30.0  # seconds; a connection that does not answer is given up
_MAX_FRAME = 1_048_576


class Line(LongLine):
    """One connection at a time."""

    def __init__(self, api: Api, clock: Clock, read: Read, seed: int | None = None) -> None:
        """`read` turns a callback frame into messages; `seed` makes the pauses repeatable."""
        super().__init__(clock, seed)
        self._api = api
        self._read = read

    async def _connection(self, session: aiohttp.ClientSession, put: Put) -> None:
        """One connection from its ticket to its end."""
        endpoint, ticket = await self._api.open_stream()
        url = f"{endpoint}?ticket={quote_plus(ticket)}"
        async with session.ws_connect(url, heartbeat=_HEARTBEAT, max_msg_size=_MAX_FRAME) as socket:
            log.info("stream open")
            async for message in socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                self._failures = 0
                if not await self._frame(socket, message.data, put):
                    break
        log.info("stream closed")

    async def _frame(self, socket: aiohttp.ClientWebSocketResponse, text: str, put: Put) -> bool:
        """Handles one frame; False where the other side says goodbye."""
        try:
            frame = frames.read(text)
        except Forged as forged:
            log.warning("frame not understood", extra={"reason": forged.reason, "bytes": len(text)})
            return True
        await socket.send_str(await self.answer(frame, put))
        return not (frame.type == "SYSTEM" and frame.topic == "disconnect")

    async def answer(self, frame: Frame, put: Put) -> str:
        """Stores what a frame brings and says so; what could not be stored is not acknowledged as taken."""
        if frame.type in ("SYSTEM", "EVENT"):
            return frames.ack_housekeeping(frame)
        if frame.type != "CALLBACK" or frame.topic not in (MESSAGES, CARDS):
            return frames.ack(frame, frames.NOT_FOUND, {})
        try:
            heard = self._read(frame)
        except Forged as forged:
            log.warning("callback refused", extra={"channel": "dingtalk", "reason": forged.reason})
            return frames.ack(frame, frames.BAD_REQUEST, {})
        try:
            await put(heard.received)
        except NotKept:
            return frames.ack(frame, frames.BROKEN, {})
        return frames.ack(frame, frames.OK, {"response": "OK" if frame.topic == MESSAGES else {}})
