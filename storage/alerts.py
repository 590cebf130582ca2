"""Alerts and who was told of them; implements `handlers.ports.Alerts`."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    RowMapping,
    bindparam,
    insert,
    literal_column,
    select,
    text,
    update,
)

from handlers.domain.alert import Alert, AlertState, AlertTold
from handlers.domain.order import OrderId
from storage.columns import columns_of
from storage.connection import Connection
from storage.sql import insert_for, is_postgres
from storage.tables import alert_told, alerts

_GOES_ON: ColumnElement[bool] = literal_column("alerts.state <> 'closed'")  # to the letter: as its indexes say it
_ASKED: ColumnElement[bool] = literal_column("alerts.pending <> ''")


class AlertTable:
    """Alerts inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection
        self._free: set[str] = set()  # subjects of which none goes on, and nobody else opens one
        self._ids: list[int] = []  # that nobody else gives an alert, the lowest last

    async def expect(self, subjects: Collection[str]) -> None:
        """Whether alerts of these subjects go on is read at once, and ids are put by for those that `add` will open.

        Nobody else may open one of them meanwhile: what they are about is kept.
        """
        if subjects:
            await self._connection.behind.settle()
            self._free = set(subjects) - {one.subject for one in await self._going_on(subjects)}
            self._ids = await self._put_by(len(self._free))

    async def add(self, alert: Alert) -> Alert | None:
        """Stores a new one and returns it with its id; None where one of the same subject goes on."""
        if alert.subject in self._free and self._ids:
            self._free.remove(alert.subject)
            stored = replace(alert, id=self._ids.pop())
            await self._connection.behind.write(_ADD, [columns_of(stored)], first=True)
            return stored
        await self._connection.behind.settle()
        own = {"id": self._ids.pop()} if self._ids else {}  # else SQLite gives one that was put by
        added = await self._connection.execute(_add(self._connection.dialect.name), columns_of(alert, "id") | own)
        number = added.scalar_one_or_none()
        return None if number is None else replace(alert, id=number)

    def forget(self) -> None:
        """What was added in a part that is undone is not expected any more."""
        self._free.clear()

    async def _put_by(self, count: int) -> list[int]:
        """Ids that no other transaction gives an alert, the lowest last."""
        if is_postgres(self._connection):
            return sorted((await self._connection.execute(_NEXT_IDS, {"count": count})).scalars(), reverse=True)
        last = (await self._connection.execute(_LAST_ID)).scalar_one_or_none() or 0  # nobody else writes meanwhile
        return list(range(last + count, last, -1))

    async def get(self, alert_id: int) -> Alert | None:
        """An alert by its id; nobody else changes it before this transaction ends."""
        await self._connection.behind.settle()
        row = (await self._connection.execute(_GET, {"alert": alert_id})).mappings().first()
        return None if row is None else _alert(row)

    async def keep(self, alert_ids: Collection[int]) -> None:
        """Nobody else changes these before this transaction ends; kept in one order by everybody."""
        await self._connection.behind.settle()
        if alert_ids and is_postgres(self._connection):
            await self._connection.execute(_KEEP, {"alerts": list(alert_ids)})

    async def save(self, alert: Alert) -> None:
        """Writes what became of it."""
        await self._connection.behind.settle()
        await self._connection.execute(_SAVE, {**columns_of(alert, "id"), "alert": alert.id})

    async def going_on(self, subject: str) -> Alert | None:
        """The alert of a subject that is not closed."""
        return (await self.all_going_on([subject])).get(subject)

    async def all_going_on(self, subjects: Collection[str]) -> dict[str, Alert]:
        """Subject -> its alert that is not closed, for those that have one; nobody else changes them meanwhile."""
        return {alert.subject: alert for alert in await self._going_on(subjects)}

    async def _going_on(self, subjects: Collection[str]) -> list[Alert]:
        await self._connection.behind.settle()
        rows = (await self._connection.execute(_OF_SUBJECTS, {"subjects": list(subjects)})).mappings()
        return [_alert(row) for row in rows]

    async def standing(self, order_id: OrderId) -> list[Alert]:
        """The alerts of an order that are not closed, oldest first."""
        await self._connection.behind.settle()
        rows = (await self._connection.execute(_STANDING, {"order": order_id})).mappings()
        return [_alert(row) for row in rows]

    async def of_rule(self, rule: str) -> list[Alert]:
        """The alerts of a rule that are not closed, oldest first."""
        await self._connection.behind.settle()
        query = select(alerts).where(alerts.c.rule == rule, _GOES_ON).order_by(alerts.c.id)
        return [_alert(row) for row in (await self._connection.execute(query)).mappings()]

    async def of(self, order_id: OrderId) -> list[Alert]:
        """All alerts of an order, oldest first."""
        await self._connection.behind.settle()
        query = select(alerts).where(alerts.c.order_id == order_id).order_by(alerts.c.id)
        return [_alert(row) for row in (await self._connection.execute(query)).mappings()]

    async def open(self, limit: int = 100) -> list[Alert]:
        """Alerts that are not closed, oldest first."""
        await self._connection.behind.settle()
        query = select(alerts).where(_GOES_ON).order_by(alerts.c.id).limit(limit)
        return [_alert(row) for row in (await self._connection.execute(query)).mappings()]

    async def since(self, at: datetime) -> list[Alert]:
        """Alerts that were opened since then, oldest first."""
        await self._connection.behind.settle()
        query = select(alerts).where(alerts.c.opened_at >= at).order_by(alerts.c.id)
        return [_alert(row) for row in (await self._connection.execute(query)).mappings()]

    async def told_to(self, audiences: Sequence[str], limit: int = 100) -> list[Alert]:
        """Alerts that one of these was told of and that are not closed, told last first."""
        await self._connection.behind.settle()
        heard = select(alert_told.c.alert_id).where(alert_told.c.to.in_(list(audiences)))
        query = select(alerts).where(_GOES_ON, alerts.c.id.in_(heard)).order_by(alerts.c.id.desc()).limit(limit)
        return [_alert(row) for row in (await self._connection.execute(query)).mappings()]

    async def last_told(self, audiences: Sequence[str], since: datetime) -> Alert | None:
        """The alert that one of these was told of last, not earlier than `since`, closed or not."""
        await self._connection.behind.settle()
        heard = (alert_told.c.to.in_(list(audiences)), alert_told.c.at >= since)
        last = select(alert_told.c.alert_id).where(*heard).order_by(alert_told.c.id.desc()).limit(1)
        row = (await self._connection.execute(select(alerts).where(alerts.c.id == last.scalar_subquery()))).mappings()
        return next((_alert(one) for one in row), None)

    async def pending(self, user: str, since: datetime) -> Alert | None:
        """The alert about which this person was asked for words, not earlier than `since`."""
        await self._connection.behind.settle()
        asked = (alerts.c.pending_by == user, _ASKED, alerts.c.pending_at >= since)
        query = select(alerts).where(*asked, _GOES_ON).order_by(alerts.c.pending_at.desc()).limit(1)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else _alert(row)

    async def asked_in_vain(self, user: str, since: datetime) -> Alert | None:
        """The alert that is over, about which this person was asked for words that nobody needs any more."""
        await self._connection.behind.settle()
        asked = (alerts.c.pending_by == user, _ASKED, alerts.c.pending_at >= since)
        query = select(alerts).where(*asked, ~_GOES_ON).order_by(alerts.c.pending_at.desc()).limit(1)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else _alert(row)

    async def tell(self, told: Sequence[AlertTold]) -> None:
        """Remembers who is told."""
        await self._connection.behind.write(_TELL, [columns_of(one) for one in told])

    async def told(self, alert_id: int) -> list[AlertTold]:
        """Who was told of an alert, oldest first."""
        return (await self.told_of([alert_id]))[alert_id]

    async def told_of(self, alert_ids: Collection[int]) -> dict[int, list[AlertTold]]:
        """The same of several; those of which nobody was told have an empty list."""
        found: dict[int, list[AlertTold]] = {alert_id: [] for alert_id in alert_ids}
        await self._connection.behind.settle()
        rows = (await self._connection.execute(_TOLD, {"alerts": list(alert_ids)})).mappings()
        for r in rows:
            found[r["alert_id"]].append(AlertTold(r["alert_id"], r["to"], r["key"], r["why"], r["level"], r["at"]))
        return found


_OF_SUBJECTS = (
    select(alerts)
    .where(alerts.c.subject.in_(bindparam("subjects", expanding=True)), _GOES_ON)
    .order_by(alerts.c.subject)
    .with_for_update()
)
_GET = select(alerts).where(alerts.c.id == bindparam("alert")).with_for_update()
_KEEP = (
    select(alerts.c.id)
    .where(alerts.c.id.in_(bindparam("alerts", expanding=True)))
    .order_by(alerts.c.subject)
    .with_for_update()
)
_ADD = insert(alerts)
_NEXT_IDS = text("SELECT nextval(pg_get_serial_sequence('alerts', 'id')) FROM generate_series(1, :count)")
_LAST_ID = text("SELECT seq FROM sqlite_sequence WHERE name = 'alerts'")
_SAVE = update(alerts).where(alerts.c.id == bindparam("alert"))
_TELL = insert(alert_told)
_TOLD = (
    select(alert_told).where(alert_told.c.alert_id.in_(bindparam("alerts", expanding=True))).order_by(alert_told.c.id)
)
_STANDING = select(alerts).where(alerts.c.order_id == bindparam("order"), _GOES_ON).order_by(alerts.c.id)


@lru_cache
def _add(dialect: str) -> Executable:
    return insert_for(dialect, alerts).on_conflict_do_nothing().returning(alerts.c.id)


def _alert(row: RowMapping) -> Alert:
    values = dict(row)
    values["state"] = AlertState(values["state"])
    values["order_id"] = OrderId(values["order_id"]) if values["order_id"] else None
    return Alert(**values)
