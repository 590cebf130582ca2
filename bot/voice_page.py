"""GET /voice/…: the recording of a voice message, fetched from its platform while it has it. Nothing of it is kept."""

import logging
from collections.abc import Mapping

from aiohttp import web

from bot.channels.base import Channel, Fetching, SendFailed
from bot.clock import Clock
from bot.dispatch import Desk
from bot.form_link import Links
from bot.form_pages import HEADERS

log = logging.getLogger(__name__)

_KINDS = ((b"#!AMR", "audio/amr"), (b"OggS", "audio/ogg"), (b"RIFF", "audio/wav"), (b"ID3", "audio/mpeg"))
_SILK = (b"#!SILK", b"\x02#!SILK")
_OLD = "这个链接已经过期。请回到聊天里再点一次“原声”。"
_NONE = "这个链接打不开。请回到聊天里再点一次“原声”。"
_GONE = "平台上已经没有这段语音了,只留有听到的文字。"


class VoicePage:
    """Lets somebody listen who was sent a link."""

    def __init__(self, desk: Desk, links: Links, channels: Mapping[str, Channel], clock: Clock, max_mb: int) -> None:
        """`max_mb`: larger recordings are not passed on."""
        self._desk = desk
        self._links = links
        self._channels = channels
        self._clock = clock
        self._limit = max_mb * 1_000_000

    def routes(self) -> list[web.RouteDef]:
        """The one address."""
        return [web.get("/voice/{token}", self._page)]

    async def _page(self, request: web.Request) -> web.StreamResponse:
        claim = self._links.hears(request.match_info["token"])
        if claim is None:
            return _words(_NONE, 404)
        user, message_id, until = claim
        if self._clock.now().timestamp() > until:
            return _words(_OLD, 410)
        async with self._desk.store.read() as uow:
            person = await uow.parties.person(user)
            found = await uow.inbox.voices([message_id])
        if person is None or not person.active or not found:
            return _words(_NONE, 404)
        channel = self._channels.get(found[0].channel)
        if not isinstance(channel, Fetching):
            return _words(_GONE, 404)
        try:
            data = await channel.fetch(found[0], self._limit)
        except SendFailed as failed:
            log.info("voice is gone", extra={"channel": found[0].channel, "code": failed.code})
            return _words(_GONE, 404)
        return web.Response(body=data, content_type=kind_of(data), headers=HEADERS)


def kind_of(data: bytes) -> str:
    """What the recording is, by how it begins."""
    if data.startswith(_SILK):
        return "audio/silk"
    return next((kind for begins, kind in _KINDS if data.startswith(begins)), "application/octet-stream")


def _words(text: str, status: int) -> web.Response:
    return web.Response(text=text, status=status, headers=HEADERS)
