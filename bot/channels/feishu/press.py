"""People who pressed a button and wait: what comes of it within two seconds goes into the acknowledgement.

https://open.feishu.cn/document/feishu-cards/card-callback-communication: three seconds, and nothing is delivered again.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.base import Payload

PATIENCE = 2.0  # seconds
NOTHING = b"{}"


@dataclass(eq=False, slots=True)
class Press:
    """One pressed button, and what it came to: a payload, or None where the answer is elsewhere."""

    chat: str
    card: str
    outcome: asyncio.Future[Payload | None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    async def wait(self) -> bytes:
        """The acknowledgement: the new card and a word about it, or nothing."""
        try:
            async with asyncio.timeout(PATIENCE):
                what = await self.outcome
        except TimeoutError:
            return NOTHING
        return acknowledgement(what) if what else NOTHING


class Presses:
    """All that wait now, in the order in which they pressed."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._waiting: list[Press] = []

    def expect(self, chat: str, card: str) -> Press:
        """Somebody pressed a button of this card."""
        press = Press(chat, card)
        self._waiting.append(press)
        return press

    def forget(self, press: Press) -> None:
        """He has been answered, or has waited long enough."""
        self._waiting.remove(press)

    def changed(self, card: str, what: Payload) -> None:
        """The card became this."""
        self._resolve((p for p in self._waiting if p.card == card), what)

    def answered(self, chat: str) -> None:
        """Something was said in this chat instead."""
        self._resolve((p for p in self._waiting if p.chat == chat), None)

    def _resolve(self, presses: Any, what: Payload | None) -> None:
        press = next((p for p in presses if not p.outcome.done()), None)
        if press is not None:
            press.outcome.set_result(what)


def acknowledgement(what: Mapping[str, Any]) -> bytes:
    """The body of an answer that shows a card."""
    body = {"toast": what["toast"], "card": {"type": "raw", "data": what["card"]}} if "card" in what else {}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
