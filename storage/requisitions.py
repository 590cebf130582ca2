"""Wishes to buy as rows; implements `handlers.ports.Requisitions`."""

from datetime import datetime

from sqlalchemy import RowMapping, bindparam, select, update

from handlers.domain.buying import Requisition
from storage.columns import columns_of
from storage.connection import Connection
from storage.sql import insert
from storage.tables import alerts, requisitions


class RequisitionTable:
    """Requisitions inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, wanted: Requisition) -> Requisition:
        """Stores it and returns it with its number; the one that is there where the alert has one."""
        statement = insert(self._connection, requisitions).values(columns_of(wanted, "id"))
        added = statement.on_conflict_do_nothing(index_elements=[requisitions.c.alert_id]).returning(requisitions.c.id)
        number = (await self._connection.execute(added)).scalar_one_or_none()
        if number is not None:
            named = update(requisitions).where(requisitions.c.id == number).values(number=f"PR-{number:04d}")
            await self._connection.execute(named)
        found = await self.of_alert(wanted.alert_id)
        if found is None:
            raise RuntimeError("a requisition that was just stored is not there")
        return found

    async def of_alert(self, alert_id: int) -> Requisition | None:
        """The requisition that an alert led to."""
        row = (await self._connection.execute(_OF_ALERT, {"alert": alert_id})).mappings().first()
        return None if row is None else _requisition(row)

    async def get(self, requisition_id: int) -> Requisition | None:
        """A requisition by its id."""
        row = (
            (await self._connection.execute(select(requisitions).where(requisitions.c.id == requisition_id)))
            .mappings()
            .first()
        )
        return None if row is None else _requisition(row)

    async def left_open(self, sku: str, since: datetime) -> list[Requisition]:
        """A product's since then whose alert somebody closed, although it had not gone by itself; oldest first."""
        rows = await self._connection.execute(_LEFT_OPEN, {"sku": sku, "since": since})
        return [_requisition(row) for row in rows.mappings()]

    async def all(self) -> list[Requisition]:
        """Every requisition, oldest first."""
        rows = await self._connection.execute(select(requisitions).order_by(requisitions.c.id))
        return [_requisition(row) for row in rows.mappings()]


_LEFT_OPEN = (
    select(requisitions)
    .join(alerts, alerts.c.id == requisitions.c.alert_id)
    .where(requisitions.c.sku == bindparam("sku"))
    .where(requisitions.c.at >= bindparam("since", type_=requisitions.c.at.type))
    .where(alerts.c.state == "closed", alerts.c.closed_by != "")
    .order_by(requisitions.c.id)
)
_OF_ALERT = select(requisitions).where(requisitions.c.alert_id == bindparam("alert"))


def _requisition(row: RowMapping) -> Requisition:
    return Requisition(**dict(row))
