"""Things to be told as rows, and what a unit of work does with them; implements `handlers.ports.OutboxWrite`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Executable, RowMapping, bindparam, func, or_, select, update

from handlers.domain.budget import Ledger
from handlers.domain.messaging import ChatKind, ChatRef, UserRef
from handlers.domain.order import OrderId
from handlers.ports import Outgoing
from storage.connection import Connection
from storage.queue import FREE, clip
from storage.sql import insert_for
from storage.tables import inbox, outbox, windows

HANDED_OVER = "handed over"
"""`last_error` of rows that somebody else tells begins with it."""

WAITS_FOR_READER = "waits for the reader to write"
"""`last_error` of rows that go out as soon as somebody writes in their chat."""

_REOPEN = (
    update(outbox)
    .where(outbox.c.channel == bindparam("here"), outbox.c.chat_id == bindparam("chat"))
    .where(outbox.c.state == "waiting", outbox.c.last_error == WAITS_FOR_READER)
    .values(not_before=None, next_at=None, last_error="")
)
SEEN = or_(outbox.c.renews != "only", outbox.c.ref != "")  # else there was no card to change: nobody saw it
_LAST_TOLD = (
    select(outbox.c.card)
    .where(outbox.c.channel == bindparam("channel"), outbox.c.chat_id == bindparam("chat_id"))
    .where(outbox.c.state == "sent", outbox.c.sent_at >= bindparam("since", type_=outbox.c.sent_at.type))
    .where(SEEN)
    .order_by(outbox.c.sent_at.desc(), outbox.c.id.desc())
    .limit(bindparam("limit"))
)
_TOLD_AFTER = _LAST_TOLD.where(outbox.c.sent_at > bindparam("since"))

_TOLD = (
    select(outbox.c.sent_at, outbox.c.parts)
    .where(outbox.c.channel == bindparam("channel"), outbox.c.chat_id == bindparam("chat_id"))
    .where(outbox.c.sent_at >= bindparam("since", type_=outbox.c.sent_at.type), outbox.c.parts > 0)
    .order_by(outbox.c.sent_at)
)
_WINDOWS = select(windows.c.kind, windows.c.opened_at).where(
    windows.c.channel == bindparam("channel"), windows.c.chat_id == bindparam("chat_id")
)


async def ledger_of(connection: Connection, chat: ChatRef, since: datetime) -> Ledger:
    """What this chat was told since then, and the windows that its reader opened, whenever that was."""
    here = {"channel": chat.channel, "chat_id": chat.chat_id}
    opened = {row.kind: row.opened_at for row in await connection.execute(_WINDOWS, here)}
    told = await connection.execute(_TOLD, {**here, "since": min([since, *opened.values()])})
    return Ledger(tuple((row.sent_at, row.parts) for row in told), opened)


class OutboxTable:
    """The outbox inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection
        self.changed = False

    async def put(self, rows: Sequence[Outgoing]) -> None:
        """Stores rows to be sent; a row whose `dedupe` exists already is left out."""
        if not rows:
            return
        await self._connection.execute(_put(self._connection.dialect.name), [_values(row) for row in rows])
        self.changed = True

    async def ledger(self, chat: ChatRef, since: datetime) -> Ledger:
        """What this chat was told since then, and the windows that its reader opened, whenever that was."""
        return await ledger_of(self._connection, chat, since)

    async def folded(self, since: datetime, until: datetime) -> int:
        """How many things were told together with another from `since` to before `until`."""
        when = (outbox.c.sent_at >= since, outbox.c.sent_at < until, outbox.c.folded_into.is_not(None))
        query = select(func.count()).select_from(outbox).where(outbox.c.state == "sent", *when)
        return int((await self._connection.execute(query)).scalar_one())

    async def reopen(self, chat: ChatRef) -> None:
        """Somebody wrote in this chat: what waited for that may go out."""
        found = await self._connection.execute(_REOPEN, {"here": chat.channel, "chat": chat.chat_id})
        self.changed = self.changed or found.rowcount > 0

    async def close(self, ids: Collection[int], at: datetime, why: str) -> bool:
        """Ends rows whose news went another way, with all that was folded into them; False where one was ended."""
        mine = update(outbox).where(outbox.c.state.in_(["waiting", "working"]))
        ended = {**FREE, "state": "sent", "sent_at": at, "last_error": clip(why)}
        found = await self._connection.execute(mine.where(outbox.c.id.in_(list(ids))).values(ended))
        await self._connection.execute(mine.where(outbox.c.folded_into.in_(list(ids))).values({**ended, "parts": 0}))
        self.changed = True
        return found.rowcount == len(ids)

    async def drop(self, chat: ChatRef, at: datetime, why: str) -> None:
        """What still waits to be told in this chat is not told any more."""
        here = (outbox.c.channel == chat.channel, outbox.c.chat_id == chat.chat_id, outbox.c.state == "waiting")
        ended = {**FREE, "state": "sent", "sent_at": at, "parts": 0, "last_error": clip(why)}
        await self._connection.execute(update(outbox).where(*here).values(ended))
        self.changed = True

    async def unasked(self, chat: ChatRef, since: datetime) -> tuple[OrderId, datetime] | None:
        """The order of which this chat was told last without having asked, and when; not earlier than `since`."""
        asked = select(inbox.c.id).where(inbox.c.channel == chat.channel, inbox.c.chat_id == chat.chat_id)
        here = (outbox.c.channel == chat.channel, outbox.c.chat_id == chat.chat_id, outbox.c.sent_at >= since)
        query = select(outbox.c.order_id, outbox.c.sent_at).where(*here, outbox.c.order_id.is_not(None))
        query = query.where(outbox.c.state == "sent", outbox.c.trace.not_in(asked))
        query = query.where(outbox.c.last_error.not_like(f"{HANDED_OVER}%")).limit(1)
        row = (await self._connection.execute(query.order_by(outbox.c.sent_at.desc(), outbox.c.id.desc()))).first()
        return None if row is None else (OrderId(row.order_id), row.sent_at)

    async def last_told(self, chat: ChatRef, since: datetime, limit: int = 1) -> list[str]:
        """The newest cards (JSON) that were sent to this chat, newest first."""
        here = {"channel": chat.channel, "chat_id": chat.chat_id, "since": since, "limit": limit}
        return list((await self._connection.execute(_LAST_TOLD, here)).scalars())

    async def told_after(self, chat: ChatRef, moment: datetime, limit: int) -> list[str]:
        """The cards (JSON) that were sent to this chat after a moment, newest first."""
        here = {"channel": chat.channel, "chat_id": chat.chat_id, "since": moment, "limit": limit}
        return list((await self._connection.execute(_TOLD_AFTER, here)).scalars())

    async def told_others(self, chat: ChatRef, reader: UserRef, since: datetime, limit: int) -> list[str]:
        """The newest cards (JSON) that answered what somebody else than `reader` said in this chat."""
        here = {"channel": chat.channel, "chat_id": chat.chat_id, "since": since, "limit": limit}
        asked = (inbox.c.channel == chat.channel, inbox.c.chat_id == chat.chat_id, inbox.c.user_id != reader.user_id)
        query = _LAST_TOLD.where(outbox.c.trace.in_(select(inbox.c.id).where(*asked)))
        return list((await self._connection.execute(query, here)).scalars())

    async def answers(self, chat: ChatRef, message_id: int) -> list[str]:
        """The cards (JSON) that a message brought into this chat, in the order in which they are told."""
        here = (outbox.c.channel == chat.channel, outbox.c.chat_id == chat.chat_id, outbox.c.trace == message_id)
        return list(
            (await self._connection.execute(select(outbox.c.card).where(*here).order_by(outbox.c.id))).scalars()
        )

    async def by_ref(self, chat: ChatRef, ref: str) -> tuple[int, list[str]] | None:
        """The row that the platform calls so, and the cards (JSON) it told: its own and what was folded into it."""
        here = (outbox.c.channel == chat.channel, outbox.c.chat_id == chat.chat_id, outbox.c.ref == ref)
        found = (await self._connection.execute(select(outbox.c.id).where(*here).limit(1))).scalar_one_or_none()
        if found is None or not ref:
            return None
        whole = or_(outbox.c.id == found, outbox.c.folded_into == found)
        cards = await self._connection.execute(select(outbox.c.card).where(whole).order_by(outbox.c.id))
        return int(found), list(cards.scalars())


@lru_cache
def _put(dialect: str) -> Executable:
    return insert_for(dialect, outbox).on_conflict_do_nothing(index_elements=[outbox.c.dedupe])


def _values(row: Outgoing) -> dict[str, object]:
    return {
        "channel": row.chat.channel,
        "chat_id": row.chat.chat_id,
        "chat_kind": row.chat.kind.value,
        "card": row.card,
        "dedupe": row.dedupe,
        "created_at": row.created_at,
        "key": row.key,
        "reply_to": row.reply_to,
        "card_ref": row.card_ref,
        "mention": list(row.mention),
        "not_before": row.not_before,
        "expires_at": row.expires_at,
        "trace": row.trace,
        "order_id": row.order_id,
        "renews": row.renews,
    }


def outgoing_of(row: RowMapping) -> Outgoing:
    """What a row of `outbox` tells, to whom."""
    return Outgoing(
        chat=ChatRef(row["channel"], row["chat_id"], ChatKind(row["chat_kind"])),
        card=row["card"],
        dedupe=row["dedupe"],
        created_at=row["created_at"],
        key=row["key"],
        reply_to=row["reply_to"],
        card_ref=row["card_ref"],
        mention=tuple(row["mention"]),
        not_before=row["not_before"],
        expires_at=row["expires_at"],
        trace=row["trace"],
        order_id=row["order_id"],
        renews=row["renews"],
    )
