"""What inbox and outbox have in common: rows are taken chat by chat, in order, under a lease that can run out.

A row is `waiting`, `working` (somebody holds a lease on it) or finished. Within one chat the oldest row in hand goes
first and nobody passes it; a row that waits for another try therefore holds its chat back until it is given up.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, Table, Update, and_, bindparam, func, or_, select, update

from storage.columns import UtcDateTime
from storage.connection import Connection

Condition = ColumnElement[bool]
Counts = Callable[[Table], Condition]
NOW = bindparam("now", type_=UtcDateTime())
FREE = {"state": "waiting", "claimed_at": None, "claimed_by": None, "claimed_until": None}
ERROR_CHARS = 500


class Wake:
    """Tells this process's worker that there is something to do; workers of other processes have to look."""

    def __init__(self) -> None:
        """Nothing to do yet."""
        self._event = asyncio.Event()

    def set(self) -> None:
        """Wakes the worker, now or at its next wait."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Returns at once after a wake that nobody waited for, at the next wake, or after this time."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
        finally:
            self._event.clear()


async def take(
    connection: Connection,
    table: Table,
    *,
    now: datetime,
    worker: str,
    limit: int,
    lease: float,
    counts: Counts | None = None,
) -> list[RowMapping]:
    """Leases the oldest row in hand of each chat that nobody works on, oldest first; `lease` in seconds.

    `counts` narrows which rows are in hand at all (a row that may only go out tomorrow holds nobody back); it says
    `NOW` where it means the present.
    """
    ids = (await connection.execute(_heads(table, counts), {"now": now, "limit": limit})).scalars().all()
    if not ids:
        return []
    until = now + timedelta(seconds=lease)
    leased = {"ids": ids, "claimed_at": now, "claimed_by": worker, "claimed_until": until}
    rows: Sequence[RowMapping] = (await connection.execute(_lease(table), leased)).mappings().all()
    return sorted(rows, key=lambda row: int(row["id"]))


async def anything(connection: Connection, table: Table, now: datetime, counts: Counts | None = None) -> bool:
    """Whether there is something to take: asked first, because a look disturbs no writer."""
    look = _heads(table, counts, lock=False)
    return (await connection.execute(look, {"now": now, "limit": 1})).first() is not None


@lru_cache
def _heads(table: Table, counts: Counts | None, *, lock: bool = True) -> Select[int]:
    """Built once: building and looking up a statement costs SQLAlchemy more than SQLite needs to run it."""
    oldest = select(func.min(table.c.id)).where(_in_hand(table, counts)).group_by(table.c.channel, table.c.chat_id)
    other = table.alias("other")
    same_chat = (other.c.channel == table.c.channel, other.c.chat_id == table.c.chat_id, other.c.id != table.c.id)
    busy = select(other.c.id).where(*same_chat, other.c.state == "working", other.c.claimed_until >= NOW)
    heads = (
        select(table.c.id)
        .where(table.c.id.in_(oldest), _ready(table), ~busy.exists())
        .order_by(table.c.id)
        .limit(bindparam("limit"))
    )
    return heads.with_for_update(skip_locked=True, of=table) if lock else heads


@lru_cache
def _lease(table: Table) -> Update:
    leased = {
        "state": "working",
        "attempts": table.c.attempts + 1,
        "claimed_at": bindparam("claimed_at"),
        "claimed_by": bindparam("claimed_by"),
        "claimed_until": bindparam("claimed_until"),
    }
    return update(table).where(table.c.id.in_(bindparam("ids", expanding=True))).values(leased).returning(*table.c)


async def free_all(connection: Connection, table: Table, worker: str | None) -> int:
    """Takes the leases of this worker (None: of everybody) away and returns how many there were."""
    statement = update(table).where(table.c.state == "working")
    if worker is not None:
        statement = statement.where(table.c.claimed_by == worker)
    return int((await connection.execute(statement.values(FREE))).rowcount)


async def revive(connection: Connection, table: Table, ids: Collection[int] | None) -> int:
    """Gives dead rows (None: all) another life and returns how many there were."""
    statement = update(table).where(table.c.state == "dead")
    if ids is not None:
        statement = statement.where(table.c.id.in_(list(ids)))
    again = {**FREE, "attempts": 0, "next_at": None}
    return int((await connection.execute(statement.values(again))).rowcount)


async def count_states(connection: Connection, table: Table, states: Collection[str]) -> dict[str, int]:
    """How many rows are in each of these states."""
    query = select(table.c.state, func.count()).where(table.c.state.in_(list(states))).group_by(table.c.state)
    found = {row[0]: int(row[1]) for row in await connection.execute(query)}
    return {state: found.get(state, 0) for state in states}


def pieces_may_go(rows: Table) -> Condition:
    """Of the inbox, a piece that waits for more is not in hand: it holds back nobody until its time has come."""
    return or_(~waits_for_more(rows), rows.c.next_at <= NOW)


def waits_for_more(rows: Table) -> Condition:
    """A row that was put off without an error: one piece of a message of which more may come."""
    return and_(rows.c.next_at.is_not(None), rows.c.last_error == "")


def clip(error: str) -> str:
    """As much of an error's words as is kept."""
    return error[:ERROR_CHARS]


def _in_hand(rows: Table, counts: Counts | None) -> Condition:
    held: Any = rows.c.state.in_(["waiting", "working"])
    return held if counts is None else and_(held, counts(rows))


def _ready(rows: Table) -> Condition:
    waiting = and_(rows.c.state == "waiting", or_(rows.c.next_at.is_(None), rows.c.next_at <= NOW))
    abandoned = and_(rows.c.state == "working", rows.c.claimed_until < NOW)
    return or_(waiting, abandoned)
