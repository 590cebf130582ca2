"""Waybills, their scans, and callbacks that count once; implements `handlers.ports.Parcels`."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, delete, select, update

from handlers.domain.order import OrderId
from handlers.domain.tracking import Parcel, Report, Scan, Status
from handlers.domain.transit import Journey
from storage.columns import columns_of
from storage.connection import Connection
from storage.sql import insert
from storage.tables import calls_heard, parcels, scans

CLIP = 300  # characters of a scan: it is part of a key


class ParcelTable:
    """Parcels inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def follow(self, parcel: Parcel) -> None:
        """An order has this waybill from now on; one that is known already stays as it is."""
        others = await self.numbered(parcel.number)  # it is asked for as one: not twice in a short time
        poll_at = others[0].poll_at if others else parcel.poll_at
        values = columns_of(parcel) | {"poll_at": poll_at, "silence": int(parcel.silence.total_seconds())}
        statement = insert(self._connection, parcels).values(values)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def numbered(self, number: str) -> list[Parcel]:
        """The parcels with this waybill: several orders may travel together."""
        query = select(parcels).where(parcels.c.number == number).order_by(parcels.c.order_id)
        return [_parcel(row) for row in (await self._connection.execute(query.with_for_update())).mappings()]

    async def of(self, order_id: OrderId) -> list[Parcel]:
        """An order's waybills, by number."""
        query = select(parcels).where(parcels.c.order_id == order_id).order_by(parcels.c.number)
        return [_parcel(row) for row in (await self._connection.execute(query)).mappings()]

    async def heard(self, report: Report, now: datetime) -> bool:
        """Keeps a report's scans; False where they hold nothing new. What a whole history lacks now is dropped."""
        known = {(scan.at, scan.words) for scan in await self.scans(report.number)}
        said = {(scan.at, scan.words[:CLIP]) for scan in report.scans}
        if report.whole and said:
            for at, words in known - said:
                gone = (scans.c.number == report.number, scans.c.at == at, scans.c.words == words)
                await self._connection.execute(delete(scans).where(*gone))
        for at, words in sorted(said - known):
            row = {"number": report.number, "at": at, "words": words, "source": report.source, "heard_at": now}
            await self._connection.execute(insert(self._connection, scans).values(row).on_conflict_do_nothing())
        return bool(said - known)

    async def scans(self, number: str) -> list[Scan]:
        """What is known of a waybill's way, oldest first."""
        query = select(scans.c.at, scans.c.words).where(scans.c.number == number).order_by(scans.c.at, scans.c.words)
        return [Scan(row["at"], row["words"]) for row in (await self._connection.execute(query)).mappings()]

    async def stands(self, parcel: Parcel) -> None:
        """Writes how a parcel stands."""
        same = (parcels.c.order_id == parcel.order_id, parcels.c.number == parcel.number)
        values = {"status": parcel.status.value, "said": parcel.said, "at": parcel.at, "words": parcel.words}
        await self._connection.execute(update(parcels).where(*same).values(**values, poll_at=parcel.poll_at))

    async def arrived(self, parcel: Parcel) -> None:
        """Its journey is over: when it was signed for, and how long nothing was heard of it."""
        same = (parcels.c.order_id == parcel.order_id, parcels.c.number == parcel.number)
        values = {"signed_at": parcel.signed_at, "silence": int(parcel.silence.total_seconds())}
        await self._connection.execute(update(parcels).where(*same).values(values))

    async def journeys(self, since: datetime, province: str, limit: int = 300) -> list[Journey]:
        """Parcels to a province that were signed for since then, the newest first."""
        return [journey for _, journey in await self._journeys(since, limit, parcels.c.province == province)]

    async def all_journeys(self, since: datetime, limit: int = 5_000) -> list[tuple[str, Journey]]:
        """All parcels that were signed for since then, the newest first, each with the province it went to."""
        return await self._journeys(since, limit)

    async def _journeys(self, since: datetime, limit: int, *only: ColumnElement[bool]) -> list[tuple[str, Journey]]:
        c = parcels.c
        query = select(c.province, c.carrier, c.city, c.left_at, c.signed_at, c.promised, c.silence)
        query = query.where(c.signed_at >= since, *only).order_by(c.signed_at.desc(), c.order_id).limit(limit)
        return [
            (row[0], Journey(row[1], row[2], row[3], row[4], row[5], timedelta(seconds=row[6])))
            for row in await self._connection.execute(query)
        ]

    async def due(self, now: datetime, lease: timedelta, limit: int = 1) -> list[Parcel]:
        """Takes parcels that are to be asked for now; no other process asks for them within the lease."""
        query = select(parcels.c.number).where(parcels.c.poll_at <= now).order_by(parcels.c.poll_at).limit(limit)
        numbers = (await self._connection.execute(query.with_for_update(skip_locked=True))).scalars().all()
        mine = parcels.c.number.in_(set(numbers))
        statement = update(parcels).where(mine).values(poll_at=now + lease).returning(*parcels.c)
        found = {row["number"]: _parcel(row) for row in (await self._connection.execute(statement)).mappings()}
        return list(found.values())

    async def next_due(self) -> datetime | None:
        """When the soonest parcel is to be asked for."""
        query = select(parcels.c.poll_at).where(parcels.c.poll_at.is_not(None)).order_by(parcels.c.poll_at).limit(1)
        soonest: datetime | None = (await self._connection.execute(query)).scalar_one_or_none()
        return soonest

    async def again(self, number: str, at: datetime | None, *, subscribed: bool | None = None) -> None:
        """When to ask for a waybill next; None: never."""
        more = {} if subscribed is None else {"subscribed": subscribed}
        mine = update(parcels).where(parcels.c.number == number)
        await self._connection.execute(mine.values(poll_at=at, **more))

    async def unsubscribed(self, number: str, at: datetime) -> None:
        """The carrier no longer pushes a waybill: it is asked for then, unless it has arrived."""
        mine = update(parcels).where(parcels.c.number == number, parcels.c.poll_at.is_not(None))
        await self._connection.execute(mine.values(poll_at=at, subscribed=False))

    async def once(self, key: str, at: datetime) -> bool:
        """Whether a callback is heard for the first time."""
        statement = insert(self._connection, calls_heard).values(key=key, at=at).on_conflict_do_nothing()
        return (await self._connection.execute(statement.returning(calls_heard.c.key))).first() is not None

    async def forget_calls(self, before: datetime) -> None:
        """Callbacks that are too old to be sent again need not be remembered."""
        await self._connection.execute(delete(calls_heard).where(calls_heard.c.at < before))


def _parcel(row: RowMapping) -> Parcel:
    values = dict(row)
    kinds = {"status": Status(values["status"]), "order_id": OrderId(values["order_id"])}
    return Parcel(**values | kinds | {"silence": timedelta(seconds=values["silence"])})
