"""Takes a person's words out of everything that is kept, wherever they stand, and out of the chained history too.

An event whose words went keeps its hash, so the chain holds; an event `erase` at the end of the same chain names it
and carries the hash of what is left of it (`storage.audit` checks that). Numbers, states and who acted stay.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, RowMapping, Table, Text, bindparam, or_, select, type_coerce, update

from handlers.domain.order import SYSTEM, Change, OrderEvent, OrderId
from storage import tables as t
from storage.chain import digest
from storage.connection import Connection
from storage.events import EventTable
from storage.guards import lowering, raising
from storage.proofs import prove_move, prove_pledge
from storage.sql import run_all
from storage.standing import TABLES

GONE = "(已删除)"
ERASE = "erase"  # the event that names what was erased
SEQ = "seq:"  # a change of it: the field names the event, the new value is the hash of what is left
SHORTEST = 6  # characters of somebody's words, below which they are anybody's
CODES = frozenset({"note", "overdue", "solve"})  # events whose reason is a word of ours
WORDS = frozenset({"address", "remark", "sign"})  # changes whose values are a person's words
_COMPANY = frozenset(
    {"products", "capacity", "prices", "customers", "receivables", "inbound", "stock", "rule_versions"}
)
_OWN_WORDS: Mapping[Column[Any], Column[Any]] = {  # words -> whose they are
    t.approvals.c.said: t.approvals.c.asked_by,
    t.approvals.c.reason: t.approvals.c.decided_by,
    t.refunds.c.reason: t.refunds.c.by,
    t.returns.c.reason: t.returns.c.by,
    t.alerts.c.conclusion: t.alerts.c.closed_by,
    t.slips.c.words: t.slips.c.owner,
    t.pledges.c.words: t.pledges.c.by,
    t.requests.c.words: t.requests.c.user,
}


@dataclass(frozen=True, slots=True)
class Personal:
    """What must not be found any more: whole words, and telephone numbers by their last digits."""

    words: tuple[str, ...]  # the longest first
    tail: str = ""

    def gone(self, text: str) -> str:
        """The text without them."""
        for word in self.words:
            text = text.replace(word, GONE)
        return re.sub(rf"(?<!\d)1\d{{6}}{self.tail}(?!\d)", GONE, text) if self.tail else text

    def inside(self, value: Any) -> Any:
        """A JSON value without them."""
        if isinstance(value, str):
            return self.gone(value)
        if isinstance(value, list):
            return [self.inside(one) for one in value]
        return {key: self.inside(one) for key, one in value.items()} if isinstance(value, dict) else value

    def likely(self, column: Column[Any]) -> Any:
        """Rows that may hold some of it."""
        asked = (*self.words, *((self.tail,) if self.tail else ()))
        return or_(*(type_coerce(column, Text).contains(one, autoescape=True) for one in asked))


def personal(words: Iterable[str], tail: str) -> Personal:
    """Names, addresses, messages as they stand, and as they stand inside JSON that is kept as text."""
    plain = {word.strip() for word in words} - {"", GONE}
    escaped = {json.dumps(word, ensure_ascii=False)[1:-1] for word in plain}
    return Personal(tuple(sorted(plain | escaped, key=len, reverse=True)), tail)


async def erase_words(connection: Connection, user: str, found: Personal, at: datetime) -> None:
    """Every text column of every table but the company's own files, and every event."""
    for words, whose in _OWN_WORDS.items():
        mine = update(words.table).where(whose == user, words != "")
        for fresh in (
            (await connection.execute(mine.values({words.name: GONE}).returning(words.table))).mappings().all()
        ):
            await _stands(connection, words.table, fresh)
    for table in t.metadata.tables.values():
        if table.name not in _COMPANY and table not in (t.order_events, t.proofs):
            await _of_table(connection, table, found)
    await _of_events(connection, user, found, at)


async def _of_table(connection: Connection, table: Table, found: Personal) -> None:
    texts = [c for c in table.c if _is_text(c) and not c.primary_key and not c.foreign_keys and c.name != "user"]
    if not texts:
        return
    keys = list(table.primary_key.columns)
    rows = await connection.execute(select(*keys, *texts).where(or_(*(found.likely(column) for column in texts))))
    for row in rows.mappings().all():
        less = {column.name: found.inside(row[column.name]) for column in texts}
        changed = {name: value for name, value in less.items() if value != row[name]}
        if changed:
            written = update(table).where(*(key == row[key.name] for key in keys)).values(changed).returning(table)
            for fresh in (await connection.execute(written)).mappings().all():
                await _stands(connection, table, fresh)


async def _stands(connection: Connection, table: Any, row: RowMapping) -> None:
    """What is left of a row is what its history says from now on."""
    if table in TABLES:
        connection.standing.saw_row(table, row)
    if table is t.pledges:
        await prove_pledge(connection, row)
    if table is t.stock_moves:
        await prove_move(connection, row)


def _is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, Text) or isinstance(getattr(column.type, "impl", None), Text)


async def _of_events(connection: Connection, user: str, found: Personal, at: datetime) -> None:
    e = t.order_events.c
    likely = or_(e.actor == user, *(found.likely(column) for column in (e.reason, e.changes, e.before)))
    rows = (await connection.execute(select(t.order_events).where(likely).order_by(e.order_id, e.seq))).mappings().all()
    less = [(dict(row), _less(dict(row), user, found)) for row in rows if row["action"] != ERASE]
    erased = [(was, now) for was, now in less if was != now]
    if not erased:
        return
    dialect = connection.dialect.name
    await run_all(connection, lowering(dialect))
    here = update(t.order_events).where(e.order_id == bindparam("order"), e.seq == bindparam("place"))
    left: dict[int, list[Change]] = {}
    for was, now in erased:
        values = {name: now[name] for name in ("reason", "changes", "before")}
        await connection.execute(here.values(values), {"order": was["order_id"], "place": was["seq"]})
        left.setdefault(was["order_id"], []).append(Change(f"{SEQ}{was['seq']}", "", digest(now)))
    await run_all(connection, raising(dialect))
    await _named(connection, left, at)


def _less(row: Mapping[str, Any], user: str, found: Personal) -> dict[str, Any]:
    """An event without what is personal; one of the person's own without any words."""
    own = row["actor"] == user
    reason = GONE if own and row["reason"] and row["action"] not in CODES else found.gone(row["reason"])
    changes = [
        [field, *(GONE if own and field in WORDS and one else found.gone(one) for one in values)]
        for field, *values in row["changes"]
    ]
    return {**row, "reason": reason, "changes": changes, "before": found.inside(row["before"])}


async def _named(connection: Connection, left: Mapping[int, Sequence[Change]], at: datetime) -> None:
    events = EventTable(connection)
    for order_id, changes in sorted(left.items()):
        query = select(t.orders.c.state, t.orders.c.version).where(t.orders.c.id == order_id)
        row = (await connection.execute(query)).one()
        event = OrderEvent(OrderId(order_id), at, SYSTEM, ERASE, row.state, row.state, changes=tuple(changes))
        await events.add(replace(event, version=row.version))
    await events.close()


def vouched(rows: Sequence[Mapping[str, Any]], whole: Callable[[Mapping[str, Any]], bool]) -> dict[int, str]:
    """Seq -> the hash of what an erasing left of that event, as later events of the chain say that are whole."""
    found: dict[int, str] = {}
    for row in rows:
        if row["action"] == ERASE and row["actor"] == SYSTEM and whole(row):
            for field, _, hashed in json.loads(row["changes"]):
                number = str(field).removeprefix(SEQ)
                if number.isdigit() and int(number) < row["seq"]:
                    found[int(number)] = hashed
    return found
