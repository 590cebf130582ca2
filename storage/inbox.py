"""The inbox: every message is a row before it is acknowledged, and is taken by one worker at a time per chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from handlers.domain.messaging import Message
from storage.arrivals import PUT_LOCK, Arrivals
from storage.database import Database
from storage.inbox_table import message_of, message_values
from storage.queue import FREE, clip, pieces_may_go, waits_for_more
from storage.row_queue import RowQueue
from storage.sql import insert, is_postgres
from storage.tables import inbox, meta

STATES = ("waiting", "working", "done", "dead")


@dataclass(frozen=True, slots=True)
class DeadMessage:
    """A message that was given up."""

    message: Message
    attempts: int
    error: str


class InboxQueue(RowQueue):
    """Putting, claiming, retrying and giving up; every method is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        """Works on the database's own transactions."""
        super().__init__(database, inbox, STATES, pieces_may_go)
        self._arrivals = Arrivals(database, self.wake)

    async def put(self, message: Message, raw: str) -> int | None:
        """Stores a message and returns its id once it is on disk; None where the channel sent it before."""
        return await self._arrivals.put(message, raw)

    async def put_page(self, page: Sequence[tuple[Message, str]], place: str, old: str, new: str) -> tuple[int, bool]:
        """Stores what was fetched from a place, and how far it was read, in one transaction.

        Returns how many messages were new, and False where somebody else moved the cursor meanwhile: then it stays.
        """
        async with self._database.begin() as connection:
            if is_postgres(connection):
                await connection.execute(select(func.pg_advisory_xact_lock(PUT_LOCK)))
            fresh = 0
            for message, raw in page:
                row = insert(connection, inbox).values(message_values(message, raw))
                once = row.on_conflict_do_nothing(index_elements=["channel", "external_id"])
                fresh += (await connection.execute(once)).rowcount == 1
            moved = new == old
            if not moved:
                first = insert(connection, meta).values(key=place, value=new)
                further = update(meta).where(meta.c.key == place, meta.c.value == old).values(value=new)
                cursor = further if old else first.on_conflict_do_nothing(index_elements=[meta.c.key])
                moved = (await connection.execute(cursor)).rowcount == 1
        self.wake()
        return fresh, moved

    async def cursors(self, prefix: str) -> dict[str, str]:
        """How far places whose name begins so were read."""
        query = select(meta.c.key, meta.c.value).where(meta.c.key.startswith(prefix, autoescape=True))
        async with self._database.begin(write=False) as connection:
            return {row.key: row.value for row in await connection.execute(query)}

    async def reading(self, place: str, now: datetime) -> tuple[str, datetime | None]:
        """How far a place was read ("" for not at all), and when it was first looked at: `now` where this is the first.

        None where the place was read before that was kept.
        """
        first = f"first-look:{place}"
        query = select(meta.c.key, meta.c.value).where(meta.c.key.in_((place, first)))
        async with self._database.begin(write=False) as connection:
            kept = {row.key: row.value for row in await connection.execute(query)}
        if not kept:
            async with self._database.begin() as connection:
                row = insert(connection, meta).values(key=first, value=now.isoformat())
                await connection.execute(row.on_conflict_do_nothing(index_elements=[meta.c.key]))
                kept = {row.key: row.value for row in await connection.execute(query)}
        looked = kept.get(first)
        return kept.get(place, ""), datetime.fromisoformat(looked) if looked else None

    async def claim(self, now: datetime, worker: str, limit: int = 20, lease: float = 60) -> list[Message]:
        """Takes the oldest message of each chat that has none in work, for `lease` seconds.

        Every claim counts as an attempt. A lease that ran out is taken over.
        """
        return [message_of(row) for row in await self._claim(now, worker, limit, lease)]

    async def known(self, channel: str, external_id: str) -> int | None:
        """The id of a message that was stored under the channel's own id."""
        query = select(inbox.c.id).where(inbox.c.channel == channel, inbox.c.external_id == external_id)
        async with self._database.begin(write=False) as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def finished(self, message_id: int) -> bool:
        """Whether a message was handled, or given up."""
        query = select(inbox.c.state).where(inbox.c.id == message_id)
        async with self._database.begin(write=False) as connection:
            return (await connection.execute(query)).scalar_one_or_none() in ("done", "dead", None)

    async def attempts(self, message_id: int) -> int:
        """How often the message was claimed since it was stored or replayed."""
        async with self._database.begin(write=False) as connection:
            query = select(inbox.c.attempts).where(inbox.c.id == message_id)
            return int((await connection.execute(query)).scalar_one_or_none() or 0)

    async def fail(self, message_id: int, error: str, now: datetime, retry_at: datetime | None) -> bool:
        """Frees a message in work for another try, or gives it up (None); False where it was not in work."""
        state, next_at = ("dead", None) if retry_at is None else ("waiting", max(now, retry_at))
        values = {**FREE, "state": state, "next_at": next_at, "last_error": clip(error)}
        async with self._database.begin() as connection:
            statement = update(inbox).where(inbox.c.id == message_id, inbox.c.state == "working")
            changed = (await connection.execute(statement.values(values))).rowcount == 1
        self.wake()
        return changed

    async def dead(self, limit: int = 100) -> list[DeadMessage]:
        """Messages that were given up, newest first."""
        rows = await self._dead(limit)
        return [DeadMessage(message_of(row), row["attempts"], row["last_error"]) for row in rows]

    async def replay(self, message_id: int) -> bool:
        """Gives a dead message another life; False where it is not dead."""
        return await self._revive([message_id]) == 1

    async def next_piece(self) -> datetime | None:
        """When the soonest piece that waits for more is handled at the latest."""
        query = select(func.min(inbox.c.next_at)).where(inbox.c.state == "waiting", waits_for_more(inbox))
        async with self._database.begin(write=False) as connection:
            found: datetime | None = (await connection.execute(query)).scalar_one_or_none()
        return found

    async def purge(self, before: datetime) -> int:
        """Forgets handled messages received before; keep more than 7 days, platforms repeat themselves late."""
        return await self._forget(inbox.c.state == "done", inbox.c.received_at < before)

    async def close(self) -> None:
        """Waits until everything that was put is stored."""
        await self._arrivals.close()
