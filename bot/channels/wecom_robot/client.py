"""Calls of a smart robot beside its long connection: the addresses that callbacks bring, and files.

An address (`response_url`) takes one answer within an hour, https://developer.work.weixin.qq.com/document/path/101138.
Addresses are credentials, so they are kept in memory only: after a restart an answer waits until its reader writes.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from bot.channels.base import Forged, SendFailed
from bot.channels.transport import call, check_status, download, hide_queries, parts_of
from bot.channels.wechat_crypto import open_media
from bot.channels.wecom_robot.errors import SPENT, failure
from bot.channels.wecom_robot.wire import Turn
from bot.clock import Clock
from config.channels import WecomRobotSettings

REMEMBERED = 4_000  # addresses
PADDING = 32  # bytes that encryption adds
_HOUR = timedelta(minutes=59)  # a minute early: clocks differ


@dataclass(slots=True)
class _Address:
    """Where one message may be answered."""

    chat_id: str
    url: str
    until: datetime
    tried: str = ""  # the answer that may have arrived there already


class Api:
    """What is said through addresses, and what is fetched."""

    def __init__(self, settings: WecomRobotSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing."""
        hide_queries()
        self._settings = settings
        self._http = http
        self._clock = clock
        self._addresses: OrderedDict[str, _Address] = OrderedDict()

    def remember(self, turn: Turn) -> None:
        """Keeps the address that a message brought; one that is none of WeCom's is not believed."""
        if not self._trusted(turn.url) or turn.external_id in self._addresses:
            return
        self._addresses[turn.external_id] = _Address(turn.chat.chat_id, turn.url, self._clock.now() + _HOUR)
        if len(self._addresses) > REMEMBERED:
            self._addresses.popitem(last=False)

    async def answer(self, chat_id: str, quoted: str, body: Mapping[str, Any], dedupe: str) -> None:
        """Says it through the address of the message it answers, else the chat's newest; raises SendFailed."""
        for number in self._usable(chat_id, quoted):
            address = self._addresses[number]
            if address.tried not in ("", dedupe):
                continue
            try:
                await self._post(address.url, body)
            except SendFailed as failed:
                if failed.reason in ("network", "server"):
                    address.tried = dedupe
                if failed.code not in SPENT:
                    raise
                del self._addresses[number]
                if address.tried == dedupe:
                    return  # the first attempt had arrived after all
                continue
            del self._addresses[number]
            return
        raise SendFailed("window", "no-address", retry=False)

    async def fetch(self, media: Mapping[str, str], limit: int) -> bytes:
        """A file that somebody sent, at most `limit` bytes, decrypted; raises SendFailed.

        Its address lives five minutes. `media` is that of the message.
        """
        url = media.get("url", "")
        if parts_of(url).scheme not in ("https", parts_of(self._settings.api_base).scheme):
            raise SendFailed("refused", "media-url", retry=False)
        status, _, secret = await download(self._http, url, {}, limit + PADDING)
        check_status(status)
        try:
            return open_media(secret, media.get("aeskey") or self._settings.aes_key.get_secret_value())
        except Forged as wrong:
            raise SendFailed("refused", f"media-{wrong.reason}", retry=False) from None

    async def reach(self) -> None:
        """Asks whether the platform can be reached at all; raises SendFailed."""
        await call(self._http, "GET", f"{self._settings.api_base.rstrip('/')}/getcallbackip", {})

    def _usable(self, chat_id: str, quoted: str) -> list[str]:
        now = self._clock.now()
        for number in [n for n, address in self._addresses.items() if address.until <= now]:
            del self._addresses[number]
        newest_first = [n for n, address in self._addresses.items() if address.chat_id == chat_id][::-1]
        return sorted(newest_first, key=lambda number: number != quoted)

    async def _post(self, url: str, body: Mapping[str, Any]) -> None:
        code = (await call(self._http, "POST", url, {}, body)).get("errcode", 0)
        if not isinstance(code, int):
            raise SendFailed("server", "json", retry=True)
        if code:
            raise failure(code)

    def _trusted(self, url: str) -> bool:
        parts, own = parts_of(url), parts_of(self._settings.api_base)
        known = (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        return bool(parts.netloc) and (
            known or (parts.scheme == "https" and (parts.hostname or "").endswith(".weixin.qq.com"))
        )
