"""The console as a platform: what it is told becomes rows of the store, which the page and the terminal show."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Capabilities, Payload, Received, SendFailed, Sent, WebRequest
from bot.channels.console import card as card_
from bot.channels.console import wire
from bot.clock import Clock
from cards.card import Card
from handlers.domain.messaging import ChatKind, ChatRef, Message
from storage import ConsoleEntry, Store

BOT = ""
"""Author of what the bot said."""

PATIENCE = 2.0
"""Seconds after which a silent stream looks again by itself: another process may have written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One bubble as the page draws it. `rev` rises with every change, `id` stays."""

    id: int
    rev: int
    body: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Everything the page needs."""
        return {"id": self.id, "rev": self.rev} | self.body


class Console:
    """The channel `console`."""

    name = wire.NAME
    caps = Capabilities(update=True, max_text=200_000)

    def __init__(self, store: Store, clock: Clock) -> None:
        """What was said is kept in the store's console log."""
        self._log = store.console
        self._clock = clock
        self._closing = asyncio.Event()

    def receive(self, request: WebRequest) -> Received:
        """Reads what the page posted; raises Forged."""
        return Received(messages=(wire.read(request.body, self._clock.now()),))

    def render(self, card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """The card as it is: the page draws everything."""
        return (card_.payload(card, mention if to.kind is ChatKind.GROUP else ()),)

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Adds a bubble; an earlier card of the same key is marked as replaced."""
        key = what["card"]["key"]
        room = _room(to)
        earlier = await self._log.newest(room, key) if key else None
        at = self._clock.now()
        number = await self._log.append(room, BOT, None, _dump(what), key, at, dedupe=f"out:{dedupe}")
        if earlier and earlier.card and earlier.id < number:
            await self._log.update(earlier.id, None, _dump(json.loads(earlier.card) | {"gone": True}))
        return Sent(str(number))

    async def update(self, to: ChatRef, ref: str, what: Payload) -> Sent:
        """Changes a card where it stands; raises SendFailed where it is not the newest of its key in this chat."""
        number = int(ref) if ref.isdecimal() else 0
        entry = await self._log.get(number)
        if entry is None or entry.chat_id != _room(to) or entry.author != BOT:
            raise SendFailed("refused", "no such card", retry=False)
        newest = await self._log.newest(_room(to), entry.key) if entry.key else entry
        if newest is None or newest.id != number or entry.key != what["card"]["key"]:
            raise SendFailed("refused", "not the newest card", retry=False)
        await self._log.update(number, None, _dump(what))
        return Sent(ref)

    async def check(self) -> tuple[str, ...]:
        """Needs no credentials."""
        return ()

    async def close(self) -> None:
        """Ends all live streams."""
        self._closing.set()

    async def show(self, message: Message) -> int | None:
        """Lets everybody in the chat see what somebody wrote; a pressed button is no bubble."""
        if message.tap is not None:
            return None
        author, dedupe = message.sender.user_id, f"in:{message.external_id}"
        picture = f"[图片 {message.media['file']}]" if "file" in message.media else ""
        words = " ".join(part for part in (picture, message.text) if part)
        return await self._log.append(message.chat.chat_id, author, words, None, "", message.received_at, dedupe=dedupe)

    async def history(self, chat: ChatRef, limit: int) -> list[Entry]:
        """What was said in a chat, oldest first."""
        return [_entry(found) for found in await self._log.history([chat.chat_id], limit)]

    async def last(self) -> int:
        """The newest `rev`."""
        return await self._log.last_seq()

    async def follow(self, after: int) -> AsyncIterator[Entry | None]:
        """Everything added or changed after `after`; None now and then as a sign of life; ends at `close`."""
        closing = asyncio.create_task(self._closing.wait())
        try:
            while not closing.done():
                news = asyncio.create_task(self._log.wait_for_news(PATIENCE))
                try:
                    found = await self._log.since(after)
                    if not found:
                        await asyncio.wait({news, closing}, return_when=asyncio.FIRST_COMPLETED)
                        yield None
                finally:
                    news.cancel()
                for entry in found:
                    yield _entry(entry)
                    after = entry.seq
        finally:
            closing.cancel()


def _room(chat: ChatRef) -> str:
    """Where the page shows a chat: a direct chat may be known by its person's key alone."""
    return wire.direct_chat(chat.chat_id.removeprefix("d-")) if chat.kind is ChatKind.DIRECT else chat.chat_id


def _dump(what: Payload) -> str:
    return json.dumps(dict(what), ensure_ascii=False, separators=(",", ":"))


def _entry(found: ConsoleEntry) -> Entry:
    drawn: dict[str, Any] = {"card": None, "text": found.text or "", "mention": [], "gone": False}
    if found.card:
        drawn |= json.loads(found.card)
    body = {"chat": found.chat_id, "from": found.author, "at": found.at.isoformat(), "key": found.key}
    return Entry(found.id, found.seq, drawn | body)
