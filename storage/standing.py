"""What the book says of an order: its fields, lines, goods, promises, approvals and money, part by part.

Every repository that writes one of them says here how it stands from now on; the next event of the order carries what
changed (`order_events.stands`), at the latest one that is written with the commit. So the history says of every part
what it must be, and `storage.audit` compares that with the tables. Free text is kept as a hash: it may be personal.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, RowMapping, Table

from handlers.domain.order import Order
from handlers.domain.reserve import HoldKind
from storage.columns import CleanText, JsonText, Nonsense, Scaled, clean
from storage.order_rows import Row, line_values, order_values
from storage.tables import (
    approvals,
    order_lines,
    orders,
    payments,
    promises,
    quotations,
    refunds,
    returns,
    stock_holds,
)

Value = list[Any] | None
Parts = dict[str, Value]  # None: the part is not there any more

HEAD = (
    *(orders.c.number, orders.c.phase, orders.c.customer_id, orders.c.due, orders.c.address, orders.c.urgent),
    *(orders.c.tracking, orders.c.held, orders.c.agreed, orders.c.placed_by, orders.c.confirmed_by),
    *(orders.c.customer_name, orders.c.remark, orders.c.tags, orders.c.label, orders.c.amount),
    *(orders.c.flow, orders.c.due_kind, orders.c.confirmed_at, orders.c.entered_at, orders.c.customer_no),
    *(orders.c.quote, orders.c.delayed, orders.c.terms),
)
LINE = (
    *(order_lines.c.sku, order_lines.c.base_qty, order_lines.c.base_unit, order_lines.c.price),
    *(order_lines.c.gift, order_lines.c.picked, order_lines.c.qty, order_lines.c.unit, order_lines.c.label),
    *(order_lines.c.said_price, order_lines.c.presale, order_lines.c.presale_day, order_lines.c.presale_qty),
)
ROWS: Mapping[Table, tuple[Column[Any], ...]] = {
    approvals: (
        *(approvals.c.topic, approvals.c.state, approvals.c.decided_by, approvals.c.offered),
        *(approvals.c.roles, approvals.c.findings, approvals.c.wanted),
        *(approvals.c.asked_by, approvals.c.decided_at, approvals.c.reason, approvals.c.said),
    ),
    payments: (
        *(payments.c.state, payments.c.received, payments.c.claimed, payments.c.by, payments.c.decided_by),
        *(payments.c.at, payments.c.decided_at),
    ),
    refunds: (refunds.c.amount, refunds.c.by, refunds.c.undone_by, refunds.c.reason, refunds.c.at),
    returns: (
        *(returns.c.state, returns.c.worth, returns.c.goods, returns.c.by),
        *(returns.c.decided_by, returns.c.received_by, returns.c.reason, returns.c.flawed),
        *(returns.c.signed_at, returns.c.until, returns.c.received_at),
    ),
    stock_holds: (stock_holds.c.qty,),  # firm ones: a draft's pass by themselves
    promises: (
        *(promises.c.sku, promises.c.need, promises.c.short, promises.c.source),
        *(promises.c.day, promises.c.full, promises.c.made, promises.c.since),
    ),
    quotations: (
        *(quotations.c.number, quotations.c.customer_id, quotations.c.by, quotations.c.until),
        *(quotations.c.state, quotations.c.version, quotations.c.sent_at, quotations.c.made),
    ),
}
TABLES = (orders, order_lines, *ROWS)
FORM = "form"  # the part that names how much a history says from its first event on
_LATER: Mapping[str, int] = {one.name: 2 for one in (stock_holds, promises, quotations)}  # the form that began with it
NEWEST = max(_LATER.values())
_NAMED: Mapping[Table, str] = {order_lines: "no", promises: "no", stock_holds: "sku", quotations: "order_id"}
_HASHED = frozenset(
    {"address", "customer_name", "remark", "words", "reason", "said"}
)  # texts that are somebody's words


class Standing:
    """What was written in this transaction and is in no event yet."""

    def __init__(self) -> None:
        """Nothing was written."""
        self._left: dict[int, Parts] = {}

    def saw(self, order_id: int, parts: Mapping[str, Value]) -> None:
        """These parts of an order are so from now on."""
        if parts:
            self._left.setdefault(order_id, {}).update(parts)

    def saw_row(self, table: Table, row: RowMapping) -> None:
        """An order, a line, an approval, a payment or returned goods are so from now on."""
        self.saw(*part_of(table, row))

    def take(self, order_id: int) -> Parts | None:
        """What an event of this order has to carry; None where nothing changed."""
        return self._left.pop(order_id, None)

    def left(self) -> list[int]:
        """Orders of which no event says yet how they stand."""
        return sorted(self._left)

    def copy(self) -> dict[int, Parts]:
        """All of it, to come back to."""
        return {order_id: dict(parts) for order_id, parts in self._left.items()}

    def back(self, before: dict[int, Parts]) -> None:
        """What was written since then is undone."""
        self._left = before


def changed(before: Order | None, after: Order) -> Parts:
    """The parts of an order that are not as they were."""
    old, new = parts_of(before) if before else {}, parts_of(after)
    gone: Parts = dict.fromkeys(key for key in old if key not in new)
    form: Parts = {} if before else {FORM: [NEWEST]}
    return {key: value for key, value in new.items() if old.get(key) != value} | gone | form


def moved(table: Table, before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> Parts:
    """The rows of one order that are not as they were."""
    old, new = _all_of(table, before), _all_of(table, after)
    return {key: value for key, value in (dict.fromkeys(old) | new).items() if old.get(key) != value}


def _all_of(table: Table, rows: Iterable[Mapping[str, Any]]) -> Parts:
    return {key: value for row in rows for key, value in row_parts(table, row).items()}


def parts_of(order: Order) -> Parts:
    """Fields and lines of an order."""
    lines = (line_values(order.id, line) for line in order.lines)
    return head_parts(order_values(order)) | line_parts(lines)


def head_parts(row: Row | Mapping[str, Any]) -> Parts:
    """The fields of a row of `orders`."""
    return {column.name: values((column,), row) for column in HEAD}


def line_parts(rows: Iterable[Row | Mapping[str, Any]]) -> Parts:
    """The lines of an order as rows of `order_lines`."""
    return {key_of(order_lines, row["no"]): values(LINE, row) for row in rows}


def part_of(table: Table, row: Row | Mapping[str, Any]) -> tuple[int, Parts]:
    """The order that a row belongs to, and the parts that it is."""
    if table is orders:
        return row["id"], head_parts(row)
    if table is order_lines:
        return row["order_id"], line_parts([row])
    return row["order_id"], row_parts(table, row)


def row_parts(table: Table, row: Row | Mapping[str, Any]) -> Parts:
    """A row of `ROWS`; a hold that passes by itself is none."""
    passes = table is stock_holds and row["kind"] != HoldKind.FIRM.value
    return {} if passes else {key_of(table, row[_NAMED.get(table, "id")]): values(ROWS[table], row)}


def key_of(table: Table, name: int | str) -> str:
    """The name of a part that is a row: order_lines:2, approvals:17, stock_holds:LT-07."""
    return f"{table.name}:{name}"


def names_all(form: int, key: str) -> bool:
    """Whether a history of this form would name such a part if it were there; 0: it names none."""
    table = key.partition(":")[0]
    return ":" in key and form >= _LATER.get(table, 1)


def values(columns: Iterable[Column[Any]], row: Row | Mapping[str, Any]) -> list[Any]:
    """What these columns hold, as JSON holds it and exactly as it is stored."""
    return [_value(column, row[column.name]) for column in columns]


def differences(key: str, said: Value, found: Value) -> Iterator[tuple[str, Any, Any]]:
    """Column, what the history says and what the table holds, for each that differs; all of it: an empty column."""
    if said is None or found is None:
        yield "", said, found
        return
    for column, old, new in zip(columns_of_part(key), said, found, strict=False):
        if old != new:
            yield column.name, old, new


def columns_of_part(key: str) -> tuple[Column[Any], ...]:
    """The columns whose values a part holds."""
    name = key.partition(":")[0]
    for table, columns in ROWS.items():
        if table.name == name:
            return columns
    return LINE if name == order_lines.name else (orders.c[name],)


def _value(column: Column[Any], value: Any) -> Any:
    kind = column.type
    if value is None:
        return None
    if isinstance(value, Nonsense):
        return str(value)
    if isinstance(kind, Scaled):
        whole = Scaled(kind.places).process_bind_param(value, None)  # type: ignore[arg-type]
        return str(Scaled(kind.places).process_result_value(whole, None))  # type: ignore[arg-type]
    if isinstance(kind, JsonText):
        return _hash(json.dumps(value, ensure_ascii=False, sort_keys=True))
    if column.name in _HASHED:
        return _hash(value)
    if isinstance(kind, CleanText):
        return clean(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, (bool, int, str)) else value.isoformat()


def _hash(text: str) -> str:
    return hashlib.sha256(clean(text).encode()).hexdigest()[:16]
