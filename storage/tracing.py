"""The way of one message from its arrival to what was told because of it: rows only, no words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.connection import Connection
from storage.tables import inbox, order_events, orders, outbox


@dataclass(frozen=True, slots=True)
class Arrived:
    """A row of the inbox."""

    channel: str
    chat_kind: str
    kind: str
    received_at: datetime
    claimed_at: datetime | None  # when it was taken in hand last
    state: str
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class Did:
    """What a message did to an order."""

    number: str | None  # None: a draft
    order_id: int
    action: str
    from_state: str
    to_state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the outbox."""

    id: int
    channel: str
    chat_kind: str
    here: bool  # told in the chat that the message came from
    created_at: datetime
    sent_at: datetime | None
    state: str
    attempts: int
    error: str
    folded_into: int | None


@dataclass(frozen=True, slots=True)
class Trace:
    """All of it, in order."""

    arrived: Arrived | None  # None: it is forgotten already, or never was
    did: tuple[Did, ...]
    letters: tuple[Letter, ...]


async def follow(connection: Connection, message_id: int) -> Trace:
    """What is known of a message by its inbox id, the `trace` of the log."""
    row = (await connection.execute(select(inbox).where(inbox.c.id == message_id))).mappings().first()
    events = (
        select(order_events, orders.c.number)
        .join(orders, orders.c.id == order_events.c.order_id)
        .where(order_events.c.message_id == message_id)
        .order_by(order_events.c.at, order_events.c.order_id, order_events.c.seq)
    )
    did = [
        Did(e["number"], e["order_id"], e["action"], e["from_state"], e["to_state"], e["at"])
        for e in (await connection.execute(events)).mappings()
    ]
    told = select(outbox).where(outbox.c.trace == message_id).order_by(outbox.c.id)
    letters = [
        Letter(
            id=o["id"],
            channel=o["channel"],
            chat_kind=o["chat_kind"],
            here=row is not None and (o["channel"], o["chat_id"]) == (row["channel"], row["chat_id"]),
            created_at=o["created_at"],
            sent_at=o["sent_at"],
            state=o["state"],
            attempts=o["attempts"],
            error=o["last_error"],
            folded_into=o["folded_into"],
        )
        for o in (await connection.execute(told)).mappings()
    ]
    arrived = None
    if row is not None:
        named = ("channel", "chat_kind", "kind", "received_at", "claimed_at", "state", "attempts")
        arrived = Arrived(**{name: row[name] for name in named}, error=row["last_error"])
    return Trace(arrived, tuple(did), tuple(letters))


async def cause_of(connection: Connection, letter_id: int) -> int | None:
    """The message that a row of the outbox answers; 0 where a timer wrote it, None where there is no such row."""
    found: int | None = (
        await connection.execute(select(outbox.c.trace).where(outbox.c.id == letter_id))
    ).scalar_one_or_none()
    return found
