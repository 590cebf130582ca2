"""Messages as rows, and what a unit of work does with them; implements `handlers.ports.Inbox`."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, bindparam, case, select, update

from handlers.domain.messaging import HEARD, READ, ChatKind, ChatRef, Message, MessageKind, Tap, UserRef
from storage.columns import Json
from storage.connection import Connection
from storage.errors import AlreadyHandled
from storage.queue import FREE, waits_for_more
from storage.tables import inbox

_PIECES = (
    select(inbox)
    .where(
        *(inbox.c.channel == bindparam("here"), inbox.c.chat_id == bindparam("chat")),
        *(inbox.c.user_id == bindparam("who"), inbox.c.state.in_(["waiting", "working"])),
        *(inbox.c.kind == MessageKind.TEXT.value, waits_for_more(inbox)),
    )
    .order_by(inbox.c.id)
)
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

    async def read_as(self, message: Message) -> None:
        """Keeps what a voice message, file or picture says: from now on it is this text."""
        now = {"kind": message.kind.value, "text": message.text, "media": dict(message.media)}
        await self._connection.execute(update(inbox).where(inbox.c.id == message.id).values(now))

    async def pieces(self, msg: Message) -> list[Message]:
        """The sender's pieces in this chat that wait for more, oldest first; `msg` is among them once it did."""
        here = {"here": msg.channel, "chat": msg.chat.chat_id, "who": msg.sender.user_id}
        return [message_of(row) for row in (await self._connection.execute(_PIECES, here)).mappings()]

    async def put_off(self, ids: Collection[int], until: datetime | None) -> None:
        """Puts rows in hand back: as pieces that wait for more until then, or (None) as if nobody had taken them.

        An attempt is not counted: nothing was tried. A row that is finished stays so.
        """
        taken = case((inbox.c.state == "working", inbox.c.attempts - 1), else_=inbox.c.attempts)
        held = update(inbox).where(inbox.c.id.in_(list(ids)), inbox.c.state.in_(["waiting", "working"]))
        await self._connection.execute(held.values(**FREE, attempts=taken, next_at=until))
        self.changed = True

    async def versions(self, channel: str, external_id: str) -> list[Message]:
        """A message by the platform's own id, and what it was edited into since; nothing where we never had it."""
        query = select(inbox).where(inbox.c.channel == channel, inbox.c.external_id == external_id)
        row = (await self._connection.execute(query)).mappings().first()
        if row is None:
            return []
        edits = select(inbox).where(
            *(inbox.c.state == "done", inbox.c.received_at >= row["received_at"]),
            *(inbox.c.channel == channel, inbox.c.quoted_id == external_id, inbox.c.kind == MessageKind.EDIT.value),
        )
        later = (await self._connection.execute(edits.order_by(inbox.c.id))).mappings()
        return [message_of(row), *map(message_of, later)]

    async def withdraw(self, message_id: int) -> bool | None:
        """Finishes a message that nobody has handled yet: True; False where it was handled, None where it is now."""
        waiting = update(inbox).where(inbox.c.id == message_id, inbox.c.state == "waiting")
        done = await self._connection.execute(waiting.values(**FREE | {"state": "done"}, next_at=None, last_error=""))
        if done.rowcount:
            self.changed = True
            return True
        query = select(inbox.c.state).where(inbox.c.id == message_id)
        return None if (await self._connection.execute(query)).scalar_one_or_none() == "working" else False

    async def texts(self, ids: Collection[int]) -> dict[int, str]:
        """The stored texts of messages, for showing evidence."""
        query = select(inbox.c.id, inbox.c.text).where(inbox.c.id.in_(list(ids)))
        return {row.id: row.text for row in await self._connection.execute(query)}

    async def last_of(self, sender: UserRef, ids: Collection[int]) -> tuple[int, str] | None:
        """The newest of these messages that this account said, with its text; None where it said none of them."""
        own = (inbox.c.channel == sender.channel, inbox.c.user_id == sender.user_id)
        query = select(inbox.c.id, inbox.c.text).where(inbox.c.id.in_(list(ids)), *own).order_by(inbox.c.id.desc())
        row = (await self._connection.execute(query.limit(1))).first()
        return (row.id, row.text) if row is not None else None

    async def voices(self, ids: Collection[int]) -> list[Message]:
        """Those of these messages that were spoken, heard or not, oldest first."""
        found = await self._connection.execute(select(inbox).where(inbox.c.id.in_(list(ids))).order_by(inbox.c.id))
        return [message_of(row) for row in found.mappings() if _is_voice(row)]

    async def last_voice(self, chat: ChatRef, sender: UserRef) -> Message | None:
        """The last handled voice message of somebody in a chat, heard or not, among the last thousand there."""
        here = (inbox.c.channel == chat.channel, inbox.c.chat_id == chat.chat_id, inbox.c.user_id == sender.user_id)
        kinds = inbox.c.kind.in_([MessageKind.VOICE.value, MessageKind.TEXT.value])
        query = select(inbox).where(*here, kinds, inbox.c.state == "done").order_by(inbox.c.id.desc()).limit(1000)
        found = (await self._connection.execute(query)).mappings()
        return next((message_of(row) for row in found if _is_voice(row)), None)

    async def said(self, chat: ChatRef, before: datetime, limit: int) -> list[str]:
        """The last texts that came in a chat within a day before then, oldest first."""
        here = (inbox.c.channel == chat.channel, inbox.c.chat_id == chat.chat_id, inbox.c.text != "")
        when = (inbox.c.received_at < before, inbox.c.received_at >= before - timedelta(days=1))
        query = select(inbox.c.text).where(*here, *when, inbox.c.kind == MessageKind.TEXT.value)
        found = await self._connection.execute(query.order_by(inbox.c.id.desc()).limit(limit))
        return list(found.scalars())[::-1]

    async def pictures(self, chat: ChatRef, sender: UserRef, since: datetime, *, files: bool = False) -> list[int]:
        """Handled pictures (and files) that somebody sent in a chat, the newest first, read or not."""
        kinds = [MessageKind.IMAGE.value, *([MessageKind.FILE.value] if files else [])]
        read = ("picture", "file") if files else ("picture",)
        found = await self._connection.execute(
            select(inbox.c.id, inbox.c.kind, inbox.c.media)
            .where(
                *(inbox.c.state == "done", inbox.c.received_at >= since, inbox.c.user_id == sender.user_id),
                *(inbox.c.channel == chat.channel, inbox.c.chat_id == chat.chat_id),
                inbox.c.kind.in_([*kinds, MessageKind.TEXT.value]),
            )
            .order_by(inbox.c.id.desc())
        )
        return [r.id for r in found if r.kind in kinds or r.media.get(READ) in read]


def _is_voice(row: RowMapping) -> bool:
    return MessageKind(row["kind"]) is MessageKind.VOICE or bool(row["media"].get(READ) == HEARD)


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
