"""What a submitted form says: its values become edits of the draft, and a sentence that is kept as evidence.

A form's inputs are `qty_<line>` (a number in the line's unit), `drop_<line>` ("1" takes the line away), `due`
(2026-03-18, empty to leave it open), `address` (empty to leave it as it is) and `choice` (the 0-based place among the
answers to the draft's open question).
Whatever else a client sends along is ignored.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from handlers.domain.errors import Refused
from handlers.domain.order import Line, Order
from handlers.domain.quantity import plain, sane
from nlp.types import DueKind, Edit, LineItem, RemoveItem, SetAddress, SetDue, SetItem, Span

__all__ = ["ADDRESS", "CHOICE", "DUE", "choice", "drop", "edits", "plain", "quantity", "said"]

DUE, ADDRESS, CHOICE = "due", "address", "choice"
_LONG = {ADDRESS: 120}  # characters; of everything else 40
_QUANTITY = re.compile(r"qty_([1-9][0-9]{0,2})")
_DROP = re.compile(r"drop_([1-9][0-9]{0,2})")
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


def quantity(line: int) -> str:
    """The name of a line's quantity."""
    return f"qty_{line}"


def drop(line: int) -> str:
    """The name of the box that takes a line away."""
    return f"drop_{line}"


def said(form: Mapping[str, str]) -> str:
    """The form in words, as it is kept with the message: "第1行 280,日期 2026-03-18"."""
    return ",".join(words for _, words, _ in _places(form))


def edits(order: Order, form: Mapping[str, str]) -> tuple[Edit, ...]:
    """What differs from the order; raises Refused for a value that nobody can mean."""
    found: list[Edit] = []
    gone = {line.no for line in order.lines if form.get(drop(line.no)) == "1"}
    start = 0
    for name, words, value in _places(form):
        span = Span(start + len(words) - len(value), start + len(words))
        start += len(words) + 1
        match name:
            case "due":
                one: Edit | None = _due(order, value, span)
            case "address":
                one = SetAddress(value, span) if value and value != order.address else None
            case "choice":
                one = None  # see `choice`: what it means is known where the question is
            case _ if _DROP.fullmatch(name) or name in map(quantity, gone):
                one = None  # see below; of a line that goes, nothing else matters
            case _:
                one = _line(order, name, value, span)
        if one is not None:
            found.append(one)
    last_first = sorted(gone, reverse=True)  # numbers below a line that went move up
    return (*found, *(RemoveItem(number) for number in last_first))


def _places(form: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Name, words and value of every input that is ours."""
    found = []
    for name, value in form.items():
        value = " ".join(value.split())[: _LONG.get(name, 40)]
        if (line := _QUANTITY.fullmatch(name)) is not None:
            found.append((name, f"第{line[1]}行 {value}", value))
        elif (line := _DROP.fullmatch(name)) is not None and value == "1":
            found.append((name, f"删除第{line[1]}行", value))
        elif name == DUE:
            found.append((name, f"日期 {value}", value))
        elif name == ADDRESS:
            found.append((name, f"地址 {value}", value))
        elif name == CHOICE and (number := choice(form)) is not None:
            found.append((name, f"选第{number}个", value))
    return found


def choice(form: Mapping[str, str]) -> int | None:
    """The 1-based answer to the open question, where one was chosen."""
    value = form.get(CHOICE, "").strip()
    return int(value) + 1 if value.isdigit() and value.isascii() and len(value) < 3 else None


def _line(order: Order, name: str, value: str, span: Span) -> SetItem | None:
    line: Line | None = next((n for n in order.lines if quantity(n.no) == name), None)
    if line is None or value == ("" if line.qty is None else plain(line.qty)):
        return None
    number = sane(Decimal(value)) if _NUMBER.fullmatch(value) else None
    if number is None:
        raise Refused("form.value", {"写的": value})
    if number == line.qty:
        return None
    return SetItem(line.no, LineItem(qty=number, spans={"quantity": span}))


def _due(order: Order, value: str, span: Span) -> SetDue | None:
    if not value:
        return SetDue(None) if order.due is not None else None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Refused("form.value", {"写的": value}) from None
    if day == order.due:
        return None
    return SetDue(day, order.due_kind or DueKind.BY, value, span)
