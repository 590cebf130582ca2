"""Calls people by telephone through a hook of the company's own: signed JSON, each call once.

POST {"user", "text", "call"}; X-Jiedan-Timestamp and X-Jiedan-Signature as for the tracking webhook. `user` is
the key of people.csv: who has which number is known over there. Any 2xx means that it was taken.
"""

import json

import httpx

from bot.carriers.webhook import signature
from bot.channels.base import Capabilities, Forged, Payload, Received, SendFailed, Sent, WebRequest
from bot.clock import Clock
from cards.card import Card
from config.settings import Voice as VoiceSettings
from handlers.domain.messaging import ChatRef


class Voice:
    """Implements `Channel`; nobody answers through it."""

    name = "voice"
    caps = Capabilities(max_text=600)

    def __init__(self, settings: VoiceSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """The clock dates the signature."""
        self._url, self._secret = settings.url, settings.secret.get_secret_value()
        self._http = http
        self._clock = clock

    def receive(self, _request: WebRequest) -> Received:
        """Nothing comes in this way."""
        raise Forged("unknown")

    def render(self, card: Card, _to: ChatRef, _mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """What is read out: the one line that every card has."""
        return ({"text": card.summary},)

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Orders the call; raises SendFailed."""
        said = {"user": to.chat_id, "text": what["text"], "call": dedupe}
        body, stamp = json.dumps(said, ensure_ascii=False).encode(), str(int(self._clock.now().timestamp()))
        headers = {
            "content-type": "application/json",
            "X-Jiedan-Timestamp": stamp,
            "X-Jiedan-Signature": signature(self._secret, stamp, body),
        }
        failed: SendFailed | None = None
        try:
            reply = await self._http.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as wrong:
            failed = SendFailed("network", type(wrong).__name__, retry=True)
        if failed:
            raise failed
        if not reply.is_success:
            raise SendFailed("server", str(reply.status_code), retry=reply.status_code >= 500)
        return Sent()

    async def update(self, to: ChatRef, _ref: str, what: Payload) -> Sent:
        """A call cannot be changed."""
        return await self.send(to, what, "")

    async def check(self) -> tuple[str, ...]:
        """Nobody is called to try it."""
        return ()

    async def close(self) -> None:
        """Nothing is open."""
