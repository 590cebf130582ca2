"""Messages as rows, and what a unit of work does with them; implements `handlers.ports.Inbox`."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, select, update

from handlers.domain.messaging import ChatKind, ChatRef, Message, MessageKind, Tap, UserRef
from storage.columns import Json
from storage.connection import Connection
from storage.errors import AlreadyHandled
from storage.tables import inbox

_DONE = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"), inbox.c.state.in_(["waiting", "working"]))
    .values(state="done", next_at=None, claimed_until=None, last_error="")
)


class InboxTable:
    """The inbox inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection
        self.changed = False

    async def done(self, message_id: int) -> None:
        """Marks the message as handled, in the same transaction as its effects.

        Raises AlreadyHandled where it was finished before, so that the effects are rolled back.
        """
        finished = await self._connection.execute(_DONE, {"row": message_id})
        if finished.rowcount != 1:
            raise AlreadyHandled(f"inbox row {message_id} is not in hand")
        self.changed = True

    async def texts(self, ids: Collection[int]) -> dict[int, str]:
        """The stored texts of messages, for showing evidence."""
        query = select(inbox.c.id, inbox.c.text).where(inbox.c.id.in_(list(ids)))
        return {row.id: row.text for row in await self._connection.execute(query)}

    async def pictures(self, chat: ChatRef, sender: UserRef, since: datetime) -> list[int]:
        """Handled messages with nothing but a picture that somebody sent in a chat, the newest first; at most 20."""
        found = await self._connection.execute(
            select(inbox.c.id)
            .where(
                inbox.c.state == "done",
                inbox.c.received_at >= since,
                inbox.c.channel == chat.channel,
                inbox.c.chat_id == chat.chat_id,
                inbox.c.user_id == sender.user_id,
                inbox.c.kind == MessageKind.IMAGE.value,
            )
            .order_by(inbox.c.id.desc())
            .limit(20)
        )
        return list(found.scalars())


def message_values(message: Message, raw: str) -> dict[str, object]:
    """The columns of `inbox` that a new message fills."""
    return {
        "channel": message.channel,
        "external_id": message.external_id,
        "chat_id": message.chat.chat_id,
        "chat_kind": message.chat.kind.value,
        "user_id": message.sender.user_id,
        "kind": message.kind.value,
        "text": message.text,
        "tap": _tap_out(message.tap),
        "media": dict(message.media),
        "quoted_id": message.quoted_id,
        "to_me": message.to_me,
        "sent_at": message.sent_at,
        "received_at": message.received_at,
        "raw": raw,
    }


def message_of(row: RowMapping) -> Message:
    """The message of a row of `inbox`."""
    return Message(
        id=row["id"],
        channel=row["channel"],
        external_id=row["external_id"],
        chat=ChatRef(row["channel"], row["chat_id"], ChatKind(row["chat_kind"])),
        sender=UserRef(row["channel"], row["user_id"]),
        kind=MessageKind(row["kind"]),
        sent_at=row["sent_at"],
        received_at=row["received_at"],
        text=row["text"],
        tap=_tap_in(row["tap"]),
        media=row["media"],
        quoted_id=row["quoted_id"],
        to_me=row["to_me"],
    )


def _tap_out(tap: Tap | None) -> Json:
    if tap is None:
        return None
    return [tap.action, tap.order_id, tap.version, tap.value, tap.card_ref, dict(tap.form)]


def _tap_in(raw: tuple[str, int | None, int | None, str, str, dict[str, str]] | None) -> Tap | None:
    """Rows that were written before taps held forms are one shorter."""
    return None if raw is None else Tap(*raw)
