"""The append-only history as rows; implements `handlers.ports.Events`."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    RowMapping,
    Text,
    bindparam,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    type_coerce,
)

from handlers.domain.order import STANDS, SYSTEM, Change, OrderEvent, OrderId, Phase
from handlers.domain.rules.matching import Looks
from storage.chain import START, digest
from storage.connection import Connection
from storage.snapshot import restored, snapshot
from storage.sql import insert_for, is_postgres
from storage.tables import order_chains, order_events, orders

_LOCK = select(orders.c.id).where(orders.c.id == bindparam("order")).with_for_update()
_HEAD = select(orders.c.state, orders.c.version, orders.c.touched_at).where(orders.c.id == bindparam("order"))
_END = select(order_chains.c.seq, order_chains.c.hash).where(order_chains.c.order_id == bindparam("order"))

_ENDS = select(order_chains).where(order_chains.c.order_id.in_(bindparam("orders", expanding=True)))
_PAST = (
    select(order_events)
    .where(order_events.c.order_id.in_(bindparam("orders", expanding=True)))
    .order_by(order_events.c.order_id, order_events.c.seq)
)
_ADD = order_events.insert()

_m, _late, _between = order_events.alias(), order_events.alias(), order_events.alias()
_MISSED = (_late.c.action == "overdue", _late.c.reason == bindparam("kind"))
_MOVED_ON = exists().where(
    _between.c.order_id == _late.c.order_id, _between.c.seq > _late.c.seq, _between.c.from_state != _between.c.to_state
)
_SLOW = exists().where(  # it was late when it moved, in this very stay
    _late.c.order_id == _m.c.order_id,
    _late.c.seq < _m.c.seq,
    *_MISSED,
    not_(_MOVED_ON.where(_between.c.seq < _m.c.seq).correlate(_late, _m)),
)
_MOVED = select(func.count(), func.sum(case((_SLOW.correlate(_m), 1), else_=0))).where(
    _m.c.at >= bindparam("since"),
    _m.c.at < bindparam("until"),
    _m.c.from_state != _m.c.to_state,
    _m.c.from_state.in_(bindparam("states", expanding=True)),
)
_STANDING = (
    select(func.count())
    .select_from(_late)
    .where(
        _late.c.at >= bindparam("since"),
        _late.c.at < bindparam("until"),
        *_MISSED,
        _late.c.from_state.in_(bindparam("states", expanding=True)),
        not_(_MOVED_ON.correlate(_late)),
    )
)


@lru_cache
def _chain(dialect: str) -> Executable:
    """Built once: every event of every order needs it."""
    added = insert_for(dialect, order_chains)
    moved = {"seq": added.excluded.seq, "hash": added.excluded.hash}
    return added.on_conflict_do_update(index_elements=["order_id"], set_=moved)


_MARKED = (
    select(order_events.c.order_id)
    .join(orders, orders.c.id == order_events.c.order_id)
    .where(orders.c.phase == Phase.OPEN.value, order_events.c.action.in_(bindparam("actions", expanding=True)))
    .group_by(order_events.c.order_id)
    .order_by(func.count().desc(), order_events.c.order_id)
    .limit(bindparam("most"))
)


class EventTable:
    """Events inside one transaction. There is no method that changes or deletes one."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection
        self.added: list[OrderEvent] = []  # in this transaction, oldest first
        self._ends: dict[OrderId, tuple[int, str]] = {}  # of orders that nobody else changes: last seq and its hash
        self._past: dict[OrderId, list[OrderEvent]] = {}  # all that happened to such orders
        self._latest: dict[OrderId, dict[str, Any]] = {}  # not written yet: what is written after them is theirs too

    async def add(self, event: OrderEvent) -> None:
        """Appends; `seq` is given here, and the hash that chains it to the event before.

        An order's latest event is written with the commit, so that it says of the goods it moved how they stand.
        """
        latest = self._latest.pop(event.order_id, None)
        end = self._ends.get(event.order_id) if latest is None else await self._write(latest)
        last, before = end or await self._end(event.order_id)
        row: dict[str, Any] = {
            "order_id": event.order_id,
            "seq": last + 1,
            "previous": before,
            "at": event.at,
            "actor": event.actor,
            "action": event.action,
            "from_state": event.from_state,
            "to_state": event.to_state,
            "reason": event.reason,
            "changes": [[change.field, change.old, change.new] for change in event.changes],
            "message_id": event.message_id,
            "channel": event.channel,
            "version": event.version,
            "before": snapshot(event.before),
            "stands": self._connection.standing.take(event.order_id),
        }
        self._latest[event.order_id] = row
        self.added.append(replace(event, seq=row["seq"]))
        if event.order_id in self._past:
            self._past[event.order_id].append(self.added[-1])

    async def _write(self, row: dict[str, Any]) -> tuple[int, str]:
        """Writes an event and where its order's history ends now; returns that."""
        order_id, row["hash"] = OrderId(row["order_id"]), digest(row)
        await self._connection.behind.write(_ADD, [row])
        moved = {"order_id": order_id, "seq": row["seq"], "hash": row["hash"]}
        await self._connection.behind.write(_chain(self._connection.dialect.name), [moved])
        if order_id in self._ends:
            self._ends[order_id] = (row["seq"], row["hash"])
        return row["seq"], row["hash"]

    async def write(self) -> None:
        """Every event that was added is in the table, or kept back with others, with what was written after it."""
        latest, self._latest = self._latest, {}
        for order_id, row in latest.items():
            row["stands"] = {**(row["stands"] or {}), **(self._connection.standing.take(order_id) or {})} or None
            await self._write(row)

    async def close(self) -> None:
        """What no event says yet of how an order stands is said by its latest one, or by one of its own."""
        await self.write()
        for left in self._connection.standing.left():
            head = (await self._connection.execute(_HEAD, {"order": left})).one()
            event = OrderEvent(OrderId(left), head.touched_at, SYSTEM, STANDS, head.state, head.state)
            await self.add(replace(event, version=head.version))
        await self.write()

    async def expect(self, order_ids: Collection[OrderId]) -> None:
        """The histories of these orders are read at once; nobody else may change the orders meanwhile."""
        await self._settle()
        if order_ids:
            self._past |= {order_id: [] for order_id in order_ids}
            for row in (await self._connection.execute(_PAST, {"orders": list(order_ids)})).mappings():
                self._past[OrderId(row["order_id"])].append(_event(row))
            rows = await self._connection.execute(_ENDS, {"orders": list(order_ids)})
            self._ends |= dict.fromkeys(order_ids, (0, START)) | {r.order_id: (r.seq, r.hash) for r in rows}

    def forget(self, count: int) -> None:
        """Only the first `count` events of this transaction are left: the others are undone."""
        del self.added[count:]
        self._ends.clear()
        self._past.clear()
        self._latest.clear()

    async def _end(self, order_id: OrderId) -> tuple[int, str]:
        """Where the order's history ends; two writers wait for each other, or both would count the same."""
        await self._connection.behind.settle()
        if is_postgres(self._connection):
            await self._connection.execute(_LOCK, {"order": order_id})
        end = (await self._connection.execute(_END, {"order": order_id})).first()
        return (end.seq, end.hash) if end else (0, START)

    async def orders_since(self, since: datetime, look: Looks, limit: int) -> list[OrderId]:
        """Numbered orders to which something of this kind happened since then, the latest first."""
        kinds: list[ColumnElement[bool]] = [order_events.c.action.in_(look.actions)] if look.actions else []
        if look.states:
            kinds.append(order_events.c.to_state.in_(look.states) | order_events.c.from_state.in_(look.states))
        kinds += [
            type_coerce(order_events.c.changes, Text).contains(f'"{field}', autoescape=True) for field in look.fields
        ]
        if not kinds:
            return []
        await self._settle()
        latest = func.max(order_events.c.at)
        query = (
            select(order_events.c.order_id)
            .join(orders, orders.c.id == order_events.c.order_id)
            .where(order_events.c.at >= since, orders.c.number.is_not(None), or_(*kinds))
            .group_by(order_events.c.order_id)
            .order_by(latest.desc(), order_events.c.order_id.desc())
            .limit(limit)
        )
        return [OrderId(row.order_id) for row in await self._connection.execute(query)]

    async def kept(self, states: Collection[str], kind: str, since: datetime, until: datetime) -> tuple[int, int]:
        """Of the moves out of these states from `since` to before `until`: how many came before the order was late.

        And how many there should have been: those, and the orders that became late meanwhile and have not moved.
        """
        await self._settle()
        values = {"states": list(states), "kind": kind, "since": since, "until": until}
        moved, slow = (await self._connection.execute(_MOVED, values)).one()
        standing = (await self._connection.execute(_STANDING, values)).scalar_one()
        return int(moved) - int(slow or 0), int(moved) + int(standing)

    async def marked(self, actions: Collection[str], limit: int) -> list[OrderId]:
        """Open orders to which one of these happened, those to which most did first."""
        await self._settle()
        found = await self._connection.execute(_MARKED, {"actions": list(actions), "most": limit})
        return [OrderId(one) for one in found.scalars()]

    async def of(self, order_id: OrderId) -> list[OrderEvent]:
        """Everything that happened to the order, oldest first."""
        if order_id in self._past:
            return list(self._past[order_id])
        await self._settle()
        query = select(order_events).where(order_events.c.order_id == order_id).order_by(order_events.c.seq)
        return [_event(row) for row in (await self._connection.execute(query)).mappings()]

    async def _settle(self) -> None:
        """What was added can be read."""
        await self.write()
        await self._connection.behind.settle()


def _event(row: RowMapping) -> OrderEvent:
    return OrderEvent(
        order_id=OrderId(row["order_id"]),
        at=row["at"],
        actor=row["actor"],
        action=row["action"],
        from_state=row["from_state"],
        to_state=row["to_state"],
        reason=row["reason"],
        changes=tuple(Change(field, old, new) for field, old, new in row["changes"]),
        message_id=row["message_id"],
        channel=row["channel"],
        version=row["version"],
        before=restored(row["before"]),
        seq=row["seq"],
    )
