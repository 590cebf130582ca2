"""Calls people by telephone through a hook of the company's own: signed JSON, each call once.

POST {"user", "text", "call"}, see `hook.py`. `user` is the key of people.csv: who has which number is known over there.
"""

import httpx

from bot.channels.base import Capabilities, Forged, Payload, Received, Sent, WebRequest
from bot.channels.hook import Hook
from bot.clock import Clock
from cards.card import Card
from config.settings import Hook as HookSettings
from handlers.domain.messaging import ChatRef


class Voice:
    """Implements `Channel`; nobody answers through it."""

    name = "voice"
    caps = Capabilities(max_text=600)

    def __init__(self, settings: HookSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing."""
        self._hook = Hook(settings, http, clock)

    def receive(self, _request: WebRequest) -> Received:
        """Nothing comes in this way."""
        raise Forged("unknown")

    def render(self, card: Card, _to: ChatRef, _mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """What is read out: the one line that every card has."""
        return ({"text": card.summary},)

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Orders the call; raises SendFailed."""
        await self._hook.post({"user": to.chat_id, "text": what["text"], "call": dedupe}, dedupe)
        return Sent()

    async def update(self, to: ChatRef, _ref: str, what: Payload) -> Sent:
        """A call cannot be changed."""
        return await self.send(to, what, "")

    async def check(self) -> tuple[str, ...]:
        """Nobody is called to try it."""
        return ()

    async def close(self) -> None:
        """Nothing is open."""
