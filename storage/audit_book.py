"""Whether orders and all that belongs to them are in the tables as the histories say."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from storage.columns import untrusted
from storage.connection import Connection
from storage.standing import FORM, TABLES, Parts, Value, differences, names_all, part_of
from storage.tables import orders

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What one history says of its order, part by part; `form`: how much it names from its first event on."""

    form: int
    parts: Parts = field(default_factory=dict)
    seqs: dict[str, int] = field(default_factory=dict)  # the event that said it last


@dataclass(frozen=True, slots=True)
class Differs:
    """A value that is not what the history says; an empty column: the row as a whole is there, or is not."""

    order_id: int
    seq: int  # 0: no event speaks of it
    part: str  # order_lines:2, approvals:17, a column of orders
    column: str
    said: Any
    found: Any


def said_by(events: Sequence[Event]) -> Said:
    """Reads a history that holds; `stands` is text."""
    first = events[0]["stands"]
    form = 0 if first is None else (json.loads(first).get(FORM) or [1])[0]
    found = Said(form)
    for event in events:
        if event["stands"] is not None:
            for key, value in json.loads(event["stands"]).items():
                found.parts[key], found.seqs[key] = value, event["seq"]
    found.parts.pop(FORM, None)
    return found


async def compare(histories: Mapping[int, Said], connection: Connection) -> list[Differs]:
    """What the tables hold of these orders otherwise than their histories say."""
    found = await _found(histories, connection)
    return [one for order_id, said in histories.items() for one in _differ(order_id, said, found[order_id])]


def _differ(order_id: int, said: Said, found: Parts) -> Iterator[Differs]:
    more = [key for key in found if key not in said.parts and names_all(said.form, key)]
    for key in (*said.parts, *more):
        told: Value = said.parts.get(key)
        for column, old, new in differences(key, told, found.get(key)) if told != found.get(key) else ():
            yield Differs(order_id, said.seqs.get(key, 0), key, column, old, new)


async def _found(order_ids: Mapping[int, Said], connection: Connection) -> defaultdict[int, Parts]:
    found: defaultdict[int, Parts] = defaultdict(dict)
    for table in TABLES:
        own = table.c.id if table is orders else table.c.order_id
        rows = await connection.execute(select(*untrusted(table.c)).where(own.in_(list(order_ids))))
        for row in rows.mappings():
            order_id, parts = part_of(table, row)
            found[order_id] |= parts
    return found
