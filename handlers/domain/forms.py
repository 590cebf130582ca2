"""What a submitted form says: its values become edits of the draft, and a sentence that is kept as evidence.

A form's inputs are `qty_<line>` (a number in the line's unit), `drop_<line>` ("1" takes the line away), `add` (one
more line in words, read like a message), `due` (2026-03-18, empty to leave it open), `address` (empty to leave it as it
is), `choice` (the 0-based place among the answers to the draft's open question) and `then` ("confirm": what was filled
in is saved and the draft is confirmed).
Whatever else a client sends along is ignored.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from handlers.domain.errors import Refused
from handlers.domain.order import Line, Order
from handlers.domain.quantity import plain, sane
from nlp.place import names_place
from nlp.types import (
    AddItem,
    DueKind,
    Edit,
    LineItem,
    OrderReading,
    Parse,
    RemoveItem,
    SetAddress,
    SetCustomer,
    SetDue,
    SetItem,
    SetUrgent,
    Span,
)

__all__ = [
    "ADD",
    "ADDRESS",
    "CHOICE",
    "CONFIRM",
    "DUE",
    "LONG",
    "THEN",
    "added",
    "choice",
    "drop",
    "edits",
    "more",
    "named",
    "plain",
    "quantity",
    "said",
    "then_confirm",
    "unreadable",
]

DUE, ADDRESS, CHOICE, ADD, THEN = "due", "address", "choice", "add", "then"
CONFIRM = "confirm"  # the value of `then`
LONG = {ADDRESS: 120, ADD: 200}  # characters; of everything else 40
_ADDED = "加一行 "
_QUANTITY = re.compile(r"qty_([1-9][0-9]{0,2})")
_DROP = re.compile(r"drop_([1-9][0-9]{0,2})")
_GROUPING = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")  # 1,300
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


def added(form: Mapping[str, str]) -> str:
    """The words of one more line; empty where none was written."""
    return _tidy(ADD, form.get(ADD, ""))


def then_confirm(form: Mapping[str, str]) -> bool:
    """Whether the draft is to be confirmed by the same press."""
    return form.get(THEN) == CONFIRM


def more(form: Mapping[str, str], parse: Parse | None, before: int, customer: str | None) -> tuple[Edit, ...]:
    """The lines, and what else an order can say, of the words of `add`.

    `before`: characters that stood before these words in the text that was read; in what is kept of the form `add`
    comes first. `customer`: whose draft it is, None where that is open. Raises Refused where no goods are in the words,
    or goods of another customer.
    """
    words = added(form)
    if not words:
        return ()
    orders = parse.orders if parse is not None else ()
    by = len(_ADDED) - before
    found: list[Edit] = [AddItem(replace(item, spans=_moved(item.spans, by))) for o in orders for item in o.items]
    if not found:
        raise Refused("form.line", {"写的": words})
    whose: list[Edit] = []
    for one in filter(named, orders):
        if customer is None and not whose:
            span = _moved(one.spans, by).get("customer")
            whose.append(SetCustomer(one.customer, one.customer_candidates, one.customer_words, span))
            customer = one.customer
        elif "customer" not in one.spans or customer not in (one.customer, *(c.key for c in one.customer_candidates)):
            raise Refused("form.customer", {"写的": one.customer_words})
    found = [*whose, *found]
    return (*found, *_besides(orders[0], by)) if len(orders) == 1 else tuple(found)


def named(order: OrderReading) -> bool:
    """Whether a customer is named in the words themselves."""
    return bool(order.customer_words)


def _besides(order: OrderReading, by: int) -> list[Edit]:
    """Day, address and hurry that were said with the goods."""
    spans = _moved(order.spans, by)
    found: list[Edit] = []
    if order.due is not None or order.due_words:
        doubts = tuple(doubt for doubt in order.doubts if doubt.field == "date")
        found.append(SetDue(order.due, order.due_kind, order.due_words, spans.get("due"), doubts))
    if order.address:
        found.append(SetAddress(order.address, spans.get("address")))
    return [*found, SetUrgent()] if order.urgent else found


def _moved(spans: Mapping[str, Span], by: int) -> dict[str, Span]:
    return {name: Span(span.start + by, span.end + by) for name, span in spans.items()}


def edits(order: Order, form: Mapping[str, str]) -> tuple[Edit, ...]:
    """What differs from the order; raises Refused for a value that nobody can mean."""
    found: list[Edit] = []
    gone = _gone(order, form)
    start = 0
    for name, words, value in _places(form):
        span = Span(start + len(words) - len(value), start + len(words))
        start += len(words) + 1
        one = _edit(order, name, value, span, gone)
        if one is not None:
            found.append(one)
    last_first = sorted(gone, reverse=True)  # numbers below a line that went move up
    return (*found, *(RemoveItem(number) for number in last_first))


def unreadable(order: Order, form: Mapping[str, str]) -> tuple[str, ...]:
    """The names of all inputs whose value nobody can mean."""
    found: list[str] = []
    gone = _gone(order, form)
    for name, _, value in _places(form):
        try:
            _edit(order, name, value, Span(0, 0), gone)
        except Refused:
            found.append(name)
    return tuple(found)


def _gone(order: Order, form: Mapping[str, str]) -> set[int]:
    return {line.no for line in order.lines if form.get(drop(line.no)) == "1"}


def _edit(order: Order, name: str, value: str, span: Span, gone: set[int]) -> Edit | None:
    """What one input changes by itself; raises Refused."""
    match name:
        case "due":
            return _due(order, value, span)
        case "address":
            return _address(order, value, span)
        case "choice" | "add" | "then":
            return None  # see `choice`, `more` and `then_confirm`: what it means is known elsewhere
        case _ if _DROP.fullmatch(name) or name in map(quantity, gone):
            return None  # see `edits`; of a line that goes, nothing else matters
    return _line(order, name, value, span)


def _places(form: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Name, words and value of every input that is ours."""
    found = [(ADD, _ADDED + words, words)] if (words := added(form)) else []
    for name, value in form.items():
        value = _tidy(name, value)
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
    return [*found, (THEN, "确认下单", "")] if then_confirm(form) else found


def _tidy(name: str, value: str) -> str:
    return " ".join(value.split())[: LONG.get(name, 40)].strip()


def choice(form: Mapping[str, str]) -> int | None:
    """The 1-based answer to the open question, where one was chosen."""
    value = form.get(CHOICE, "").strip()
    return int(value) + 1 if value.isdigit() and value.isascii() and len(value) < 3 else None


def _line(order: Order, name: str, value: str, span: Span) -> SetItem | None:
    line: Line | None = next((n for n in order.lines if quantity(n.no) == name), None)
    if line is None or value == ("" if line.qty is None else plain(line.qty)):
        return None
    written = _GROUPING.sub("", unicodedata.normalize("NFKC", value))
    written = written.removesuffix(line.unit or line.base_unit).strip()
    number = sane(Decimal(written)) if _NUMBER.fullmatch(written) else None
    if number is None:
        raise Refused("form.value", {"写的": value})
    if number == line.qty:
        return None
    return SetItem(line.no, LineItem(qty=number, spans={"quantity": span}))


def _address(order: Order, value: str, span: Span) -> SetAddress | None:
    if not value or value == order.address:
        return None
    if not names_place(value):
        raise Refused("form.address", {"写的": value})
    return SetAddress(value, span)


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
