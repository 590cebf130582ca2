"""The outbox: every answer is a row before it is sent; a worker takes rows in order, one at a time per chat."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Table, and_, bindparam, case, func, or_, select, update

from handlers.domain.budget import Ledger
from handlers.domain.messaging import ChatKind, ChatRef
from handlers.ports import Outgoing
from storage.database import Database
from storage.outbox_table import SEEN, ledger_of, outgoing_of
from storage.queue import FREE, NOW, clip
from storage.row_queue import RowQueue
from storage.tables import outbox
from storage.together import Together

STATES = ("waiting", "working", "sent", "dead")


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One thing to be told, and how far it got."""

    id: int
    outgoing: Outgoing
    attempts: int  # this one included
    parts: int = 0  # parts of a long text that went out already
    error: str = ""  # of the last attempt


class OutboxQueue(RowQueue):
    """Taking, sending, retrying and giving up; every method is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        """Works on the database's own transactions."""
        super().__init__(database, outbox, STATES, may_go)
        self._together = Together(database, _UPDATE)
        self._ended = Together(database, _END)

    async def claim(self, now: datetime, worker: str, limit: int = 20, lease: float = 60) -> list[OutboxRow]:
        """Takes rows that are due, the oldest of each chat that has none in work, for `lease` seconds.

        Every claim counts as an attempt. A lease that ran out is taken over.
        """
        return [_row(row) for row in await self._claim(now, worker, limit, lease)]

    async def progress(self, row_id: int, parts: int, at: datetime | None = None) -> None:
        """Remembers how many parts of a long text went out, so that another try does not repeat them."""
        await self._update(row_id, {"parts": parts} | ({"sent_at": at} if at else {}))

    async def sent(self, row_id: int, at: datetime, ref: str = "", parts: int | None = None) -> None:
        """Marks a row as sent; `ref` is the platform's reference of the message, for later updates.

        `parts` is how many messages it took, none where an earlier one was changed. What was folded into it is told
        with it.
        """
        told = {**FREE, "state": "sent", "sent_at": at, "last_error": ""}
        await self._ended.run({"row": row_id, "messages": parts, "name": ref, **told})
        self.wake()

    async def blank(self, row_id: int, prefix: str, card: str) -> None:
        """Forgets what a row said, and what was folded into it, where its `dedupe` begins so: it was a secret."""
        whole = or_(outbox.c.id == row_id, outbox.c.folded_into == row_id)
        told = update(outbox).where(whole, outbox.c.dedupe.startswith(prefix, autoescape=True))
        async with self._database.begin() as connection:
            await connection.execute(told.values(card=card))

    async def retry(self, row_id: int, next_at: datetime, error: str) -> None:
        """Puts a row back for another try not before `next_at`."""
        await self._update(row_id, {**FREE, "next_at": next_at, "last_error": clip(error)})
        self.wake()

    async def defer(self, row_id: int, next_at: datetime, why: str) -> None:
        """Puts a row back because it may not go out yet: nothing was tried, no attempt is counted."""
        changed = {**FREE, "next_at": next_at, "last_error": clip(why)}
        async with self._database.begin() as connection:
            await connection.execute(_DEFER, {"row": row_id, **changed})
        self.wake()

    async def undefer(self, why: str) -> int:
        """Lets what was deferred for this reason go out now, if it may; returns how many rows there are."""
        waits = (outbox.c.state == "waiting", outbox.c.last_error == why)
        async with self._database.begin() as connection:
            found = int((await connection.execute(update(outbox).where(*waits).values(next_at=None))).rowcount)
        self.wake()
        return found

    async def park(self, row_id: int, until: datetime, why: str) -> None:
        """Puts a row aside: it holds nobody in its chat back. See `OutboxTable.reopen`."""
        aside = {**FREE, "not_before": until, "next_at": None, "last_error": clip(why)}
        async with self._database.begin() as connection:
            await connection.execute(_DEFER, {"row": row_id, **aside})
        self.wake()

    async def shown_elsewhere(self, trace: int, at: datetime) -> None:
        """What a message's answer has to say and waits with was shown on a page: it is not told once more."""
        waits = (outbox.c.trace == trace, outbox.c.state == "waiting", outbox.c.not_before > at)
        async with self._database.begin() as connection:
            told = (
                update(outbox).where(*waits).values({**FREE, "state": "sent", "sent_at": at, "last_error": "on a page"})
            )
            await connection.execute(told)

    async def give_up(self, row_id: int, error: str) -> None:
        """Makes a dead letter of a row, and of what was folded into it."""
        dead = {**FREE, "state": "dead", "last_error": clip(error)}
        await self._ended.run({"row": row_id, "messages": None, "name": "", **dead})
        self.wake()

    async def ledger(self, chat: ChatRef, since: datetime) -> Ledger:
        """What this chat was told since then, and the windows that its reader opened, whenever that was."""
        async with self._database.begin(write=False) as connection:
            return await ledger_of(connection, chat, since)

    async def used(self, channel: str, since: datetime, *, calls: bool, direct: bool) -> int:
        """How many messages a platform took since then, in all chats; `calls`: changed cards as well.

        `direct`: only what was told to single people.
        """
        where = [outbox.c.channel == channel, outbox.c.sent_at >= since, outbox.c.folded_into.is_(None)]
        where += [outbox.c.chat_kind == ChatKind.DIRECT.value] if direct else []
        changed = case((outbox.c.ref != "", 1), else_=0) if calls else 0
        query = select(func.sum(case((outbox.c.parts > 0, outbox.c.parts), else_=changed))).where(*where)
        async with self._database.begin(write=False) as connection:
            return int((await connection.execute(query)).scalar_one() or 0)

    async def flying(self, channel: str, worker: str, now: datetime) -> int:
        """How many rows of a platform others than this worker have in hand."""
        taken = (outbox.c.state == "working", outbox.c.claimed_by != worker, outbox.c.claimed_until > now)
        query = select(func.count()).select_from(outbox).where(outbox.c.channel == channel, *taken)
        async with self._database.begin(write=False) as connection:
            return int((await connection.execute(query)).scalar_one())

    async def behind(self, row: OutboxRow, now: datetime, limit: int = 50) -> list[OutboxRow]:
        """What waits in the same chat and might go out now, oldest first, without this row."""
        chat = row.outgoing.chat
        here = {"channel": chat.channel, "chat_id": chat.chat_id, "row": row.id, "now": now, "limit": limit}
        async with self._database.begin(write=False) as connection:
            return [_row(found) for found in (await connection.execute(_BEHIND, here)).mappings()]

    async def fold(self, head_id: int, ids: Collection[int]) -> int:
        """Lets a row tell the news of others too: they go where it goes. Returns how many were still free."""
        async with self._database.begin() as connection:
            statement = update(outbox).where(outbox.c.id.in_(list(ids)), outbox.c.state == "waiting")
            free = statement.where(outbox.c.folded_into.is_(None), outbox.c.id != head_id)
            return int((await connection.execute(free.values(folded_into=head_id))).rowcount)

    async def folded(self, head_id: int) -> list[OutboxRow]:
        """What this row tells besides its own, oldest first."""
        query = select(outbox).where(outbox.c.folded_into == head_id, outbox.c.state != "sent").order_by(outbox.c.id)
        async with self._database.begin(write=False) as connection:
            return [_row(row) for row in (await connection.execute(query)).mappings()]

    async def refs(self, chat: ChatRef, key: str, limit: int = 50) -> list[str]:
        """Platform references of messages of this key that were sent to the chat, each once, newest first."""
        if not key:
            return []
        here = (outbox.c.channel == chat.channel, outbox.c.chat_id == chat.chat_id, outbox.c.key == key)
        query = select(outbox.c.ref).where(*here, outbox.c.state == "sent", outbox.c.ref != "")
        async with self._database.begin(write=False) as connection:
            found = (await connection.execute(query.order_by(outbox.c.id.desc()).limit(limit))).scalars().all()
        return list(dict.fromkeys(found))

    async def shown(self, row: OutboxRow) -> str | None:
        """The card (JSON) of the same key that this row's chat was shown last, None where there is none."""
        out = row.outgoing
        here = (outbox.c.channel == out.chat.channel, outbox.c.chat_id == out.chat.chat_id, outbox.c.key == out.key)
        seen = (outbox.c.state == "sent", SEEN, outbox.c.id != row.id)
        query = select(outbox.c.card).where(*here, *seen).order_by(outbox.c.id.desc()).limit(1)
        async with self._database.begin(write=False) as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def dead(self, limit: int = 100) -> list[OutboxRow]:
        """Dead letters, newest first."""
        return [_row(row) for row in await self._dead(limit)]

    async def replay(self, ids: Collection[int] | None = None) -> int:
        """Gives dead letters (None: all) another life and returns how many there were."""
        return await self._revive(ids)

    async def next_due(self) -> datetime | None:
        """When the soonest waiting row may go out, where all of them still have to wait; None where one may go now."""
        query = select(outbox.c.not_before, outbox.c.next_at).where(
            outbox.c.state == "waiting", outbox.c.folded_into.is_(None)
        )
        async with self._database.begin(write=False) as connection:
            rows = (await connection.execute(query)).all()
        waits = [max((at for at in (row.not_before, row.next_at) if at is not None), default=None) for row in rows]
        known = [at for at in waits if at is not None]
        return min(known) if known and len(known) == len(waits) else None

    async def purge(self, before: datetime) -> int:
        """Forgets what was sent before."""
        return await self._forget(outbox.c.state == "sent", outbox.c.sent_at < before)

    async def close(self) -> None:
        """Waits until everything that was said to be sent is stored."""
        await self._together.close()
        await self._ended.close()

    async def _update(self, row_id: int, values: Mapping[str, object]) -> None:
        await self._together.run({"row": row_id, **values})


_UPDATE = update(outbox).where(outbox.c.id == bindparam("row"), outbox.c.state != "sent")
_HEAD = outbox.c.id == bindparam("row")
_COUNTED = func.coalesce(bindparam("messages", type_=outbox.c.parts.type), outbox.c.parts)
_END = (
    update(outbox)
    .where(or_(_HEAD, outbox.c.folded_into == bindparam("row")), outbox.c.state != "sent")
    .values(parts=case((_HEAD, _COUNTED), else_=0), ref=case((_HEAD, bindparam("name")), else_=""))
)
_DEFER = _UPDATE.values(attempts=case((outbox.c.attempts > 0, outbox.c.attempts - 1), else_=0))


def may_go(rows: Table) -> ColumnElement[bool]:
    """Whether a row is in hand: it goes out on its own, and its time has come."""
    return and_(rows.c.folded_into.is_(None), or_(rows.c.not_before.is_(None), rows.c.not_before <= NOW))


_HERE = (outbox.c.channel == bindparam("channel"), outbox.c.chat_id == bindparam("chat_id"))
_BEHIND = (
    select(outbox)
    .where(*_HERE, outbox.c.state == "waiting", outbox.c.id > bindparam("row"), may_go(outbox))
    .where(outbox.c.renews.not_in(("only", "news")))  # each looks for its own card, and is told alone or not at all
    .where(or_(outbox.c.next_at.is_(None), outbox.c.next_at <= NOW))
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)


def _row(row: RowMapping) -> OutboxRow:
    return OutboxRow(row["id"], outgoing_of(row), row["attempts"], row["parts"], row["last_error"])
