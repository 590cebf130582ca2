"""Promises about time as rows; implements `handlers.ports.Deadlines`."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Executable, RowMapping, bindparam, func, select, update

from handlers.domain.order import Deadline, OrderId
from storage.connection import Connection
from storage.queue import clip, count_states
from storage.sql import insert_for
from storage.tables import deadlines

_ANEW = {"attempts": 0, "last_error": ""}
_CLOSE = (
    update(deadlines)
    .where(deadlines.c.order_id == bindparam("order"), deadlines.c.state == "open")
    .values(state=bindparam("ended"))
)
_CLOSE_KINDS = _CLOSE.where(deadlines.c.kind.in_(bindparam("kinds", expanding=True)))
_NEXT = select(func.min(deadlines.c.due_at)).where(deadlines.c.state == "open")


class DeadlineTable:
    """Deadlines inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def open(self, *wanted: Deadline) -> None:
        """Stores them; an open one of the same order or alert, kind and rung is moved, an ended one starts again."""
        rows = [
            {
                "subject": _subject(deadline.order_id, deadline.alert_id),
                "order_id": deadline.order_id or None,
                "alert_id": deadline.alert_id or None,
                "kind": deadline.kind,
                "rung": deadline.rung,
                "due_at": deadline.due_at,
                "owner": deadline.owner,
                "state": "open",
            }
            for deadline in wanted
        ]
        rows.sort(key=lambda row: (row["subject"], row["kind"], row["rung"]))  # one order for everybody: no circle
        await self._connection.behind.write(_open(self._connection.dialect.name), rows)

    async def close(self, order_id: OrderId, state: str, kinds: Collection[str] | None = None) -> None:
        """Ends the order's open deadlines (of these kinds) as met or cancelled."""
        await self._connection.behind.settle()
        mine = {"order": order_id, "ended": state}
        if kinds is None:
            await self._connection.execute(_CLOSE, mine)
        else:
            await self._connection.execute(_CLOSE_KINDS, {**mine, "kinds": list(kinds)})

    async def waits(self, kind: str, alert_id: int = 0) -> datetime | None:
        """When the open one of this kind is due that is about this alert; 0: about nothing in particular."""
        await self._connection.behind.settle()
        mine = (deadlines.c.subject == _subject(0, alert_id), deadlines.c.kind == kind, deadlines.c.state == "open")
        found = await self._connection.execute(select(func.min(deadlines.c.due_at)).where(*mine))
        soonest: datetime | None = found.scalar_one()
        return soonest

    async def close_alert(self, alert_id: int) -> None:
        """Nothing more is to be done about an alert."""
        await self._connection.behind.settle()
        statement = update(deadlines).where(deadlines.c.alert_id == alert_id, deadlines.c.state == "open")
        await self._connection.execute(statement.values(state="met"))

    async def put_back(self, deadline: Deadline, due_at: datetime | None, error: str) -> None:
        """One that failed is tried again at `due_at`; None: given up, for somebody to look at."""
        await self._connection.behind.settle()
        statement = update(deadlines).where(deadlines.c.id == deadline.id, deadlines.c.state == "open")
        again = {"state": "dead"} if due_at is None else {"state": "open", "due_at": due_at}
        await self._connection.execute(
            statement.values(attempts=deadline.attempts + 1, last_error=clip(error), **again)
        )

    async def revive(self, deadline_id: int) -> bool:
        """Gives one that was given up another life, due as it was; False where it was not given up."""
        await self._connection.behind.settle()
        dead = update(deadlines).where(deadlines.c.id == deadline_id, deadlines.c.state == "dead")
        return (await self._connection.execute(dead.values(state="open", **_ANEW))).rowcount == 1

    async def standing(self, state: str = "open", limit: int = 100) -> list[Deadline]:
        """Deadlines that are open (or dead), soonest first."""
        await self._connection.behind.settle()
        query = select(deadlines).where(deadlines.c.state == state).order_by(deadlines.c.due_at, deadlines.c.id)
        return [_deadline(row) for row in (await self._connection.execute(query.limit(limit))).mappings()]

    async def counts(self) -> dict[str, int]:
        """How many are open and dead."""
        await self._connection.behind.settle()
        return await count_states(self._connection, deadlines, ("open", "dead"))

    async def of(self, order_id: OrderId) -> list[Deadline]:
        """The order's deadlines, soonest first."""
        await self._connection.behind.settle()
        query = select(deadlines).where(deadlines.c.order_id == order_id)
        rows = await self._connection.execute(query.order_by(deadlines.c.due_at, deadlines.c.id))
        return [_deadline(row) for row in rows.mappings()]

    async def claim_due(
        self, now: datetime, limit: int = 100, *, among: Collection[int] | None = None
    ) -> list[Deadline]:
        """Takes open deadlines, of these ids, whose time has come and marks them missed; no two processes get one."""
        await self._connection.behind.settle()
        due = (
            select(deadlines.c.id)
            .where(deadlines.c.state == "open", deadlines.c.due_at <= now)
            .order_by(deadlines.c.due_at, deadlines.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        due = due if among is None else due.where(deadlines.c.id.in_(among))
        statement = update(deadlines).where(deadlines.c.id.in_(due)).values(state="missed").returning(*deadlines.c)
        taken = [_deadline(row) for row in (await self._connection.execute(statement)).mappings()]
        return sorted(taken, key=lambda deadline: (deadline.due_at, deadline.id))

    async def next_due(self) -> datetime | None:
        """When the soonest open deadline is due."""
        await self._connection.behind.settle()
        soonest: datetime | None = (await self._connection.execute(_NEXT)).scalar_one()
        return soonest


@lru_cache
def _open(dialect: str) -> Executable:
    """Built once: building it costs SQLAlchemy more than the database needs to run it."""
    added = insert_for(dialect, deadlines)
    fresh = {name: added.excluded[name] for name in ("due_at", "owner", "state")}
    same = [deadlines.c.subject, deadlines.c.kind, deadlines.c.rung]
    return added.on_conflict_do_update(index_elements=same, set_={**fresh, **_ANEW})


def _deadline(row: RowMapping) -> Deadline:
    return Deadline(
        order_id=OrderId(row["order_id"] or 0),
        kind=row["kind"],
        due_at=row["due_at"],
        owner=row["owner"],
        state=row["state"],
        rung=row["rung"],
        id=row["id"],
        alert_id=row["alert_id"] or 0,
        attempts=row["attempts"],
        error=row["last_error"],
    )


def _subject(order_id: int, alert_id: int) -> str:
    return f"a{alert_id}" if alert_id else f"o{order_id}" if order_id else ""
