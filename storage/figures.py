"""How much there is of everything that operators watch: counts, never contents."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from storage.connection import Connection
from storage.queue import count_states
from storage.tables import alerts, deadlines, inbox, outbox, parcels

LATELY, MOST = timedelta(days=30), 2_000  # of parcels that arrived
IN_HAND = ("waiting", "working", "dead")


@dataclass(frozen=True, slots=True)
class Figures:
    """A look at the queues, deadlines and alerts."""

    inbox: dict[str, int]  # state -> rows; what is done is not counted
    outbox: dict[str, int]
    inbox_since: datetime | None  # when the oldest message that waits came in
    outbox_since: datetime | None  # when the oldest row that waits was written
    open: int  # deadlines
    overdue: int  # those of them whose time has come
    dead: int  # those that could not be served
    alerts: dict[tuple[int, str], int]  # level and state -> alerts that are not closed
    arrivals: tuple[tuple[date, datetime], ...] = ()  # lately: the day that was told, and when it was signed for


async def figures(connection: Connection, now: datetime) -> Figures:
    """Counts, each by an index."""
    waiting = select(func.min(inbox.c.received_at)).where(inbox.c.state == "waiting")
    unsent = select(func.min(outbox.c.created_at)).where(outbox.c.state == "waiting")
    is_open = deadlines.c.state == "open"
    due = select(func.count()).select_from(deadlines).where(is_open, deadlines.c.due_at <= now)
    standing = await count_states(connection, deadlines, ("open", "dead"))
    levels = select(alerts.c.level, alerts.c.state, func.count()).where(alerts.c.state != "closed")
    rows = await connection.execute(levels.group_by(alerts.c.level, alerts.c.state))
    lately = (parcels.c.signed_at >= now - LATELY, parcels.c.promised.is_not(None))
    told = select(parcels.c.promised, parcels.c.signed_at).where(*lately).order_by(parcels.c.signed_at.desc())
    signed = await connection.execute(told.limit(MOST))
    oldest: datetime | None = (await connection.execute(waiting)).scalar_one()
    unsent_since: datetime | None = (await connection.execute(unsent)).scalar_one()
    return Figures(
        inbox=await count_states(connection, inbox, IN_HAND),
        outbox=await count_states(connection, outbox, IN_HAND),
        inbox_since=oldest,
        outbox_since=unsent_since,
        open=standing["open"],
        overdue=int((await connection.execute(due)).scalar_one()),
        dead=standing["dead"],
        alerts={(int(row[0]), str(row[1])): int(row[2]) for row in rows},
        arrivals=tuple((row[0], row[1]) for row in signed),
    )
