"""Hands purchase requisitions to the system that buys, through a hook of the company's own; see `hook.py`.

POST {"number", "sku", "product", "supplier", "qty", "unit", "need_by", "by", "at", "orders"}: all texts; the
quantity is a decimal number, days and instants are ISO 8601. The idempotency key is the requisition's number.
"""

from bot.channels.base import Capabilities, Payload, Sent
from bot.channels.hook import Hook
from cards.card import Card, Facts
from handlers.domain.messaging import ChatRef


class Purchasing(Hook):
    """The buying system."""

    name = "purchasing"
    caps = Capabilities(max_text=2000)

    def render(self, card: Card, _to: ChatRef, _mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """The facts of the requisition by name."""
        return ({fact.label: fact.value for block in card.blocks if isinstance(block, Facts) for fact in block.rows},)

    async def send(self, to: ChatRef, what: Payload, _dedupe: str) -> Sent:
        """Hands it over; raises SendFailed."""
        await self._post(what, to.chat_id)
        return Sent()
