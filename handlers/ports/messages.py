"""What came in and what is to be told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.domain.budget import Ledger
from handlers.domain.messaging import ChatRef, Message, UserRef
from handlers.domain.order import OrderId


class Inbox(Protocol):
    """Messages that came in. Used by the dispatcher; handlers only read."""

    async def done(self, message_id: int) -> None:
        """Marks the message as handled, in the same transaction as its effects."""
        ...

    async def texts(self, ids: Collection[int]) -> dict[int, str]:
        """The stored texts of messages, for showing evidence."""
        ...

    async def last_of(self, sender: UserRef, ids: Collection[int]) -> tuple[int, str] | None:
        """The newest of these messages that this account said, with its text; None where it said none of them."""
        ...

    async def voices(self, ids: Collection[int]) -> list[Message]:
        """Those of these messages that were spoken, oldest first."""
        ...

    async def last_voice(self, chat: ChatRef, sender: UserRef) -> Message | None:
        """The last handled voice message of somebody in a chat, heard or not."""
        ...

    async def said(self, chat: ChatRef, before: datetime, limit: int) -> list[str]:
        """The last texts that came in a chat within a day before then, oldest first."""
        ...

    async def pictures(self, chat: ChatRef, sender: UserRef, since: datetime, *, files: bool = False) -> list[int]:
        """Handled messages with nothing but a picture (or a file) that somebody sent in a chat, the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to be told to one chat: a finished card, addressed."""

    chat: ChatRef
    card: str  # cards.card.Card as JSON
    dedupe: str  # a second row with the same value is never stored: idempotency key
    created_at: datetime
    key: str = ""  # what it replaces in this chat: the earlier card of the same key is updated where the platform can
    reply_to: str = ""  # external id of the message it answers
    card_ref: str = ""  # the platform's one-time handle of the pressed card (see Tap.card_ref)
    mention: tuple[str, ...] = ()  # platform user ids to @ in a group
    not_before: datetime | None = None
    expires_at: datetime | None = None
    trace: int = 0  # inbox row that caused it, 0 for a timer
    order_id: int | None = None
    renews: str = ""  # may | only | news: see handlers.notices.Push


class OutboxWrite(Protocol):
    """Things to be told, as rows. Used by the dispatcher."""

    async def put(self, rows: Sequence[Outgoing]) -> None:
        """Stores rows to be sent; a row whose `dedupe` exists already is left out."""
        ...

    async def ledger(self, chat: ChatRef, since: datetime) -> Ledger:
        """What this chat was told since then, and the windows that its reader opened, whenever that was."""
        ...

    async def unasked(self, chat: ChatRef, since: datetime) -> tuple[OrderId, datetime] | None:
        """The order of which this chat was told last without having asked, and when; not earlier than `since`."""
        ...

    async def folded(self, since: datetime, until: datetime) -> int:
        """How many things were told together with another from `since` to before `until`."""
        ...

    async def drop(self, chat: ChatRef, at: datetime, why: str) -> None:
        """What still waits to be told in this chat is not told any more."""
        ...


class Meta(Protocol):
    """Small facts by name."""

    async def get(self, key: str) -> str | None:
        """The value of a name."""
        ...

    async def set(self, key: str, value: str) -> None:
        """Writes the value of a name."""
        ...
