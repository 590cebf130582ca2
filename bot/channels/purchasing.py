"""Hands purchase requisitions to the system that buys, through a hook of the company's own; see `hook.py`.

POST {"number", "sku", "product", "qty", "unit", "need_by", "by", "at", "orders"}: all texts; the quantity is a decimal
number, days and instants are ISO 8601. The idempotency key is the requisition's number.
"""

import httpx

from bot.channels.base import Capabilities, Forged, Payload, Received, Sent, WebRequest
from bot.channels.hook import Hook
from bot.clock import Clock
from cards.card import Card, Facts
from config.settings import Hook as HookSettings
from handlers.domain.messaging import ChatRef


class Purchasing:
    """Implements `Channel`; nobody answers through it."""

    name = "purchasing"
    caps = Capabilities(max_text=2000)

    def __init__(self, settings: HookSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing."""
        self._hook = Hook(settings, http, clock)

    def receive(self, _request: WebRequest) -> Received:
        """Nothing comes in this way."""
        raise Forged("unknown")

    def render(self, card: Card, _to: ChatRef, _mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """The facts of the requisition by name."""
        return ({fact.label: fact.value for block in card.blocks if isinstance(block, Facts) for fact in block.rows},)

    async def send(self, to: ChatRef, what: Payload, _dedupe: str) -> Sent:
        """Hands it over; raises SendFailed."""
        await self._hook.post(what, to.chat_id)
        return Sent()

    async def update(self, to: ChatRef, _ref: str, what: Payload) -> Sent:
        """A requisition is handed over as it is."""
        return await self.send(to, what, "")

    async def check(self) -> tuple[str, ...]:
        """Nothing is bought to try it."""
        return ()

    async def close(self) -> None:
        """Nothing is open."""
