"""An order as one JSON value: a draft before a message changed it, an order as a change would have it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from handlers.domain.order import Order
from storage.columns import Json
from storage.order_rows import line_values, order_of, order_values

_INSTANTS = ("created_at", "touched_at", "confirmed_at", "entered_at")
_NUMBERS = ("qty", "base_qty", "price", "said_price", "picked", "presale_qty")


def snapshot(order: Order | None) -> Json:
    """The order as JSON holds it; NULL where there was none."""
    if order is None:
        return None
    values = {"id": order.id, "version": order.version, **order_values(order)}
    lines = [line_values(order.id, line) for line in order.lines]
    return {"order": _plain(values), "lines": [_plain(line) for line in lines]}


def restored(raw: dict[str, Any] | None) -> Order | None:
    """The order of a snapshot; prices and all the rest as they were."""
    if raw is None:
        return None
    values = dict(raw["order"])
    values |= {name: date.fromisoformat(values[name]) for name in ("due", "agreed", "delayed") if values.get(name)}
    values |= {name: None if values[name] is None else datetime.fromisoformat(values[name]) for name in _INSTANTS}
    return order_of(values, [_line(line) for line in raw["lines"]])


def _line(raw: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {name: Decimal(raw[name]) for name in _NUMBERS if raw.get(name) is not None}
    day = raw.get("presale_day")
    return {**raw, **numbers, "presale_day": date.fromisoformat(day) if day else None}


def _plain(values: Mapping[str, object]) -> dict[str, Json]:
    return {name: _simple(value) for name, value in values.items()}


def _simple(value: Any) -> Json:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
