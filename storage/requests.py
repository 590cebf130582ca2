"""Customers' requests, slipped promises, people who want no news; implements the ports of the same names."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update

from handlers.domain.messaging import ChatKind, ChatRef
from handlers.domain.order import OrderId
from handlers.domain.request import Kind, Request
from handlers.domain.slip import Slip, SlipState
from storage import sql
from storage.columns import columns_of
from storage.connection import Connection
from storage.tables import quiet_people, requests, slips


class RequestTable:
    """Requests inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, request: Request) -> Request:
        """Stores it and returns it with its id."""
        chat = request.chat
        where = {"channel": chat.channel, "chat_id": chat.chat_id, "chat_kind": chat.kind.value}
        values = columns_of(request, "id", "chat") | where
        statement = insert(requests).values(values).returning(requests.c.id)
        return replace(request, id=(await self._connection.execute(statement)).scalar_one())

    async def get(self, request_id: int) -> Request | None:
        """A request by its id."""
        row = (await self._connection.execute(select(requests).where(requests.c.id == request_id))).mappings().first()
        return None if row is None else _request(row)

    async def open_of(self, user: str, kind: Kind, order_id: OrderId | None) -> Request | None:
        """What this person asked for already, about the same order, and has no answer to."""
        same = (requests.c.user == user, requests.c.kind == kind.value, requests.c.closed_at.is_(None))
        return await self._newest(*same, requests.c.order_id.is_not_distinct_from(order_id))

    async def all_open_of(self, user: str) -> list[Request]:
        """Everything that this person asked for and has no answer to, oldest first."""
        mine = (requests.c.user == user, requests.c.closed_at.is_(None))
        rows = await self._connection.execute(select(requests).where(*mine).order_by(requests.c.id))
        return [_request(row) for row in rows.mappings()]

    async def last_open(self, user: str, chat: ChatRef, since: datetime) -> Request | None:
        """What this person asked for last in this chat, not earlier than `since`, and has no answer to."""
        here = (requests.c.channel == chat.channel, requests.c.chat_id == chat.chat_id)
        mine = (requests.c.user == user, requests.c.closed_at.is_(None), requests.c.at >= since, *here)
        return await self._newest(*mine)

    async def answered(self, user: str, kind: Kind, order_id: OrderId | None, since: datetime) -> Request | None:
        """What this person asked about the same order and had answered, not earlier than `since`; the newest."""
        same = (requests.c.user == user, requests.c.kind == kind.value, requests.c.closed_at >= since)
        return await self._newest(*same, requests.c.order_id.is_not_distinct_from(order_id))

    async def _newest(self, *such: ColumnElement[bool]) -> Request | None:
        query = select(requests).where(*such).order_by(requests.c.id.desc()).limit(1)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else _request(row)

    async def save(self, request: Request) -> None:
        """Writes what was added to its words, its alert, and what came of it."""
        came = {"alert_id": request.alert_id, "closed_at": request.closed_at, "outcome": request.outcome}
        values = {"words": request.words, **came}
        await self._connection.execute(update(requests).where(requests.c.id == request.id).values(**values))


class SlipTable:
    """Slipped promises inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, slip: Slip) -> Slip:
        """Stores it and returns it with its id."""
        statement = insert(slips).values(columns_of(slip, "id")).returning(slips.c.id)
        number = (await self._connection.execute(statement)).scalar_one()
        return replace(slip, id=number)

    async def save(self, slip: Slip) -> None:
        """Writes what became of it."""
        await self._connection.execute(update(slips).where(slips.c.id == slip.id).values(columns_of(slip)))

    async def get(self, slip_id: int) -> Slip | None:
        """A slip by its id; nobody else changes it before this transaction ends."""
        query = select(slips).where(slips.c.id == slip_id).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else _slip(row)

    async def open_of(self, order_id: OrderId) -> Slip | None:
        """The order's slip that nobody was told of yet."""
        same = (slips.c.order_id == order_id, slips.c.state == SlipState.OPEN.value)
        row = (await self._connection.execute(select(slips).where(*same).with_for_update())).mappings().first()
        return None if row is None else _slip(row)

    async def last_of(self, order_id: OrderId) -> Slip | None:
        """The newest slip of an order."""
        query = select(slips).where(slips.c.order_id == order_id).order_by(slips.c.id.desc()).limit(1)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else _slip(row)

    async def pending(self, owner: str, since: datetime) -> Slip | None:
        """The open slip for which this person was asked for words, not earlier than `since`."""
        same = (slips.c.owner == owner, slips.c.state == SlipState.OPEN.value, slips.c.pending_at >= since)
        row = (await self._connection.execute(select(slips).where(*same).limit(1))).mappings().first()
        return None if row is None else _slip(row)


class QuietTable:
    """People who want to be told nothing but answers."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def set(self, user: str, at: datetime | None) -> None:
        """From then on; None: he wants to be told again."""
        await self._connection.execute(delete(quiet_people).where(quiet_people.c.user == user))
        if at is not None:
            row = sql.insert(self._connection, quiet_people).values(user=user, at=at)
            await self._connection.execute(row.on_conflict_do_nothing())

    async def users(self) -> frozenset[str]:
        """All of them."""
        return frozenset((await self._connection.execute(select(quiet_people.c.user))).scalars())


def _request(row: RowMapping) -> Request:
    values = dict(row)
    chat = ChatRef(values.pop("channel"), values.pop("chat_id"), ChatKind(values.pop("chat_kind")))
    order_id = OrderId(values["order_id"]) if values["order_id"] else None
    return Request(**values | {"chat": chat, "kind": Kind(values["kind"]), "order_id": order_id})


def _slip(row: RowMapping) -> Slip:
    values = dict(row)
    return Slip(**values | {"state": SlipState(values["state"]), "order_id": OrderId(values["order_id"])})
