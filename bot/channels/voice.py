"""Calls people by telephone through a hook of the company's own: signed JSON, each call once.

POST {"user", "text", "call"}, see `hook.py`. `user` is the key of people.csv: who has which number is known over there.
"""

from bot.channels.base import Capabilities, Payload, Sent
from bot.channels.hook import Hook
from cards.card import Card
from handlers.domain.messaging import ChatRef


class Voice(Hook):
    """The telephone."""

    name = "voice"
    caps = Capabilities(max_text=600)

    def render(self, card: Card, _to: ChatRef, _mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """What is read out: the one line that every card has."""
        return ({"text": card.summary},)

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Orders the call; raises SendFailed."""
        await self._post({"user": to.chat_id, "text": what["text"], "call": dedupe}, dedupe)
        return Sent()
