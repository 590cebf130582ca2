"""Products that are not for sale, as rows; implements `handlers.ports.Stops`."""

from collections.abc import Collection
from dataclasses import asdict, replace

from sqlalchemy import BindParameter, RowMapping, bindparam, func, select, update

from handlers.domain.stop import Stop
from storage.connection import Connection
from storage.sql import insert
from storage.tables import sale_stops

_SKUS: BindParameter[str] = bindparam("skus", expanding=True)
_STANDING = select(sale_stops).where(sale_stops.c.sku.in_(_SKUS), sale_stops.c.lifted_at.is_(None))
_NEWEST = select(func.max(sale_stops.c.id)).where(sale_stops.c.sku.in_(_SKUS)).group_by(sale_stops.c.sku)
_LAST = select(sale_stops).where(sale_stops.c.id.in_(_NEWEST))
_ALL = select(sale_stops).where(sale_stops.c.lifted_at.is_(None)).order_by(sale_stops.c.at, sale_stops.c.id)
_ENDED = ("lifted_at", "lifted_by", "lifted_why", "recovered")


class StopTable:
    """Stops inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, stop: Stop) -> Stop | None:
        """Stores it and returns it with its id; None where one of the product stands."""
        values = {name: value for name, value in asdict(stop).items() if name != "id"}
        statement = insert(self._connection, sale_stops).values(values)
        added = statement.on_conflict_do_nothing(
            index_elements=[sale_stops.c.sku], index_where=sale_stops.c.lifted_at.is_(None)
        )
        number = (await self._connection.execute(added.returning(sale_stops.c.id))).scalar_one_or_none()
        return None if number is None else replace(stop, id=number)

    async def get(self, number: int) -> Stop | None:
        """One by its id."""
        row = (await self._connection.execute(select(sale_stops).where(sale_stops.c.id == number))).mappings().first()
        return None if row is None else _stop(row)

    async def save(self, stop: Stop) -> None:
        """Writes how it ended."""
        values = {name: getattr(stop, name) for name in _ENDED}
        await self._connection.execute(update(sale_stops).where(sale_stops.c.id == stop.id).values(values))

    async def of(self, skus: Collection[str]) -> dict[str, Stop]:
        """The stops that stand, by SKU."""
        if not skus:
            return {}
        rows = await self._connection.execute(_STANDING, {"skus": sorted(skus)})
        return {row["sku"]: _stop(row) for row in rows.mappings()}

    async def last(self, skus: Collection[str]) -> dict[str, Stop]:
        """The newest stop of each product, whether it stands or not."""
        if not skus:
            return {}
        rows = await self._connection.execute(_LAST, {"skus": sorted(skus)})
        return {row["sku"]: _stop(row) for row in rows.mappings()}

    async def standing(self, limit: int = 100) -> list[Stop]:
        """Every stop that stands, oldest first."""
        rows = await self._connection.execute(_ALL.limit(limit))
        return [_stop(row) for row in rows.mappings()]


def _stop(row: RowMapping) -> Stop:
    return Stop(**dict(row))
