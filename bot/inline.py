"""Answers that travel in the answer to a callback: who waits for one, and who has it.

The web side waits a few seconds for the first thing that is told about a message; the outbox side offers it, and
learns whether it was written. What was not goes the normal way.
"""

import asyncio
from dataclasses import dataclass, field

from bot.channels.base import Payload
from handlers.domain.messaging import ChatRef

PATIENCE = 4.0  # seconds; the platform hangs up after five
WRITING = 3.0  # seconds until an answer that was taken must have been written


def _future() -> "asyncio.Future[Payload | None]":
    return asyncio.get_running_loop().create_future()


def _fate() -> "asyncio.Future[bool]":
    return asyncio.get_running_loop().create_future()


@dataclass(eq=False)
class Slot:
    """A callback that is still open."""

    message_id: int
    chat: ChatRef
    answer: "asyncio.Future[Payload | None]" = field(default_factory=_future)
    written: "asyncio.Future[bool]" = field(default_factory=_fate)
    late: bool = False  # it waited as long as it may: an answer may still come, another way

    def fill(self, what: Payload | None) -> None:
        """The answer, or None where there is none for this way."""
        if not self.answer.done():
            self.answer.set_result(what)

    def done(self, *, written: bool) -> None:
        """What became of it."""
        if not self.written.done():
            self.written.set_result(written)


class OpenCallbacks:
    """All callbacks that are open now, by message."""

    def __init__(self) -> None:
        """None yet."""
        self._slots: dict[int, Slot] = {}

    def open(self, message_id: int, chat: ChatRef) -> Slot:
        """A callback waits for an answer to this message."""
        slot = self._slots[message_id] = Slot(message_id, chat)
        return slot

    def close(self, slot: Slot) -> None:
        """It waits no longer."""
        self._slots.pop(slot.message_id, None)

    def take(self, message_id: int, chat: ChatRef) -> Slot | None:
        """The callback that this is the first answer to; nobody else gets it then."""
        slot = self._slots.get(message_id)
        if slot is None or slot.chat != chat:
            return None
        return self._slots.pop(message_id)

    def nothing(self, message_id: int) -> None:
        """There will be no answer to this message."""
        slot = self._slots.pop(message_id, None)
        if slot is not None:
            slot.fill(None)

    async def wait(self, slot: Slot) -> Payload | None:
        """The answer, None where there is none in time."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(slot.answer)
        except TimeoutError:
            slot.fill(None)
            slot.late = True
            return None
        finally:
            self.close(slot)

    async def was_written(self, slot: Slot) -> bool:
        """Whether the platform got it."""
        try:
            async with asyncio.timeout(WRITING):
                return await asyncio.shield(slot.written)
        except TimeoutError:
            return False
