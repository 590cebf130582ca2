"""What the local console shows: the "platform" of the console channel, kept like any other platform keeps its chats."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, func, select, update

from storage.database import Database
from storage.sql import count_up, insert
from storage.tables import console_messages

_COUNTER = "console"


@dataclass(frozen=True, slots=True)
class ConsoleEntry:
    """One bubble. `seq` rises with every change, `id` stays."""

    id: int
    seq: int
    chat_id: str
    author: str
    text: str | None
    card: str | None  # cards.card.Card as JSON
    key: str
    at: datetime


class ConsoleLog:
    """Appends, replaces and lists; every method is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        """Works on the database's own transactions."""
        self._database = database
        self._news = asyncio.Event()

    async def append(
        self,
        chat_id: str,
        author: str,
        text: str | None,
        card: str | None,
        key: str,
        at: datetime,
        dedupe: str = "",
    ) -> int:
        """Adds an entry and returns its id, which is also its first seq; the same `dedupe` returns the first id."""
        async with self._database.begin() as connection:
            same = select(console_messages.c.id).where(console_messages.c.dedupe == dedupe)
            if dedupe and (known := (await connection.execute(same)).scalar_one_or_none()) is not None:
                return int(known)
            number = await count_up(connection, _COUNTER)
            row = {"id": number, "seq": number, "chat_id": chat_id, "author": author, "text": text, "card": card}
            statement = insert(connection, console_messages).values(**row, key=key, at=at, dedupe=dedupe or None)
            await connection.execute(statement)
        self._tell()
        return number

    async def update(self, entry_id: int, text: str | None, card: str | None) -> bool:
        """Changes an entry in place; False where there is none."""
        async with self._database.begin() as connection:
            number = await count_up(connection, _COUNTER)
            statement = update(console_messages).where(console_messages.c.id == entry_id)
            found = (await connection.execute(statement.values(seq=number, text=text, card=card))).rowcount == 1
        self._tell()
        return found

    async def replace(self, chat_id: str, key: str, text: str | None, card: str | None) -> int | None:
        """Changes the newest entry of this key in the chat in place and returns its id; None where there is none."""
        here = (console_messages.c.chat_id == chat_id, console_messages.c.key == key)
        query = select(console_messages.c.id).where(*here).order_by(console_messages.c.id.desc()).limit(1)
        async with self._database.begin(write=False) as connection:
            newest = (await connection.execute(query)).scalar_one_or_none()
        if not key or newest is None:
            return None
        return int(newest) if await self.update(int(newest), text, card) else None

    async def purge(self, before: datetime) -> int:
        """Forgets what was written before."""
        old = delete(console_messages).where(console_messages.c.at < before)
        async with self._database.begin() as connection:
            return int((await connection.execute(old)).rowcount)

    async def get(self, entry_id: int) -> ConsoleEntry | None:
        """One entry."""
        found = await self._list(select(console_messages).where(console_messages.c.id == entry_id))
        return found[0] if found else None

    async def newest(self, chat_id: str, key: str) -> ConsoleEntry | None:
        """The newest entry of this key in the chat."""
        here = (console_messages.c.chat_id == chat_id, console_messages.c.key == key)
        found = await self._list(select(console_messages).where(*here).order_by(console_messages.c.id.desc()).limit(1))
        return found[0] if found else None

    async def last_seq(self) -> int:
        """Where a page that has just been drawn begins to listen."""
        async with self._database.begin(write=False) as connection:
            return int((await connection.execute(select(func.max(console_messages.c.seq)))).scalar_one_or_none() or 0)

    async def since(self, seq: int, limit: int = 500) -> list[ConsoleEntry]:
        """What was added or changed after `seq`, in that order."""
        query = select(console_messages).where(console_messages.c.seq > seq).order_by(console_messages.c.seq)
        return await self._list(query.limit(limit))

    async def history(self, chat_ids: Collection[str], limit: int = 200) -> list[ConsoleEntry]:
        """The newest entries of these chats, oldest first."""
        query = select(console_messages).where(console_messages.c.chat_id.in_(list(chat_ids)))
        newest = await self._list(query.order_by(console_messages.c.id.desc()).limit(limit))
        return newest[::-1]

    async def wait_for_news(self, seconds: float) -> None:
        """Waits until something is added or changed in this process, at most this long; wakes everybody who waits."""
        news = self._news
        try:
            async with asyncio.timeout(seconds):
                await news.wait()
        except TimeoutError:
            return

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _list(self, query: Any) -> list[ConsoleEntry]:
        async with self._database.begin(write=False) as connection:
            return [_entry(row) for row in (await connection.execute(query)).mappings()]


def _entry(row: RowMapping) -> ConsoleEntry:
    names = ("id", "seq", "chat_id", "author", "text", "card", "key", "at")
    return ConsoleEntry(**{name: row[name] for name in names})
