"""Which draft a new order continues, and what it then changes there."""

from collections.abc import Sequence
from decimal import Decimal

from handlers.domain.order import Line, Order
from nlp.types import (
    AddItem,
    Edit,
    LineItem,
    OrderReading,
    RemoveItem,
    SetAddress,
    SetCustomer,
    SetDue,
    SetItem,
    SetUrgent,
)


def target(drafts: Sequence[Order], reading: OrderReading, meant: int | None) -> Order | None:
    """The open draft that the reading adds to; None where it is a new order."""
    fitting = [d for d in drafts if _same_customer(d, reading) and _same_due(d, reading)]
    named = [d for d in fitting if reading.customer and d.customer_id == reading.customer]
    pointed = [d for d in fitting if d.id == meant]
    return next(iter([*pointed, *named, *fitting]), None)


def _same_customer(draft: Order, reading: OrderReading) -> bool:
    said = {reading.customer} if reading.customer else {c.key for c in reading.customer_candidates}
    if draft.customer_id is not None:
        return (not said and not reading.customer_words) or draft.customer_id in said
    if draft.customer_candidates:
        return not said or bool(said & set(draft.customer_candidates))
    return True


def _same_due(draft: Order, reading: OrderReading) -> bool:
    """Two dates for one customer are two orders, unless the words only restate the draft."""
    if reading.due is None or draft.due is None or reading.due == draft.due:
        return True
    return all(_restated(draft, item) is not None for item in reading.items)


def as_edits(draft: Order, reading: OrderReading, *, split: bool = False) -> tuple[Edit, ...]:
    """The reading as edits of the draft; what is there already is not doubled.

    With `split` the message divides the draft's goods into several orders: what it does not name here goes.
    """
    edits: list[Edit] = []
    named = reading.customer or reading.customer_candidates or reading.customer_words
    if named and (reading.customer is None or reading.customer != draft.customer_id):
        span = reading.spans.get("customer")
        edits.append(SetCustomer(reading.customer, reading.customer_candidates, reading.customer_words, span))
    if reading.due is not None or reading.due_words:
        edits.append(SetDue(reading.due, reading.due_kind, reading.due_words, reading.spans.get("due")))
    if reading.address:
        edits.append(SetAddress(reading.address, reading.spans.get("address")))
    if reading.urgent:
        edits.append(SetUrgent())
    if split and _divides(draft, reading):
        kept = {line.no for line in (_restated(draft, item) for item in reading.items) if line}
        edits += [RemoveItem(line.no) for line in reversed(draft.lines) if line.no not in kept]
        edits += [SetItem(None, item) for item in reading.items]
        return tuple(edits)
    for item in reading.items:
        edits += _item(draft, item)
    return tuple(edits)


def _item(draft: Order, item: LineItem) -> list[Edit]:
    line = _restated(draft, item)
    if line is None:
        return [AddItem(item)]
    if item.qty is None or _same_quantity(line, item):
        return [SetItem(line.no, LineItem(price=item.price, spans=item.spans))] if item.price is not None else []
    return [SetItem(line.no, item)]


def _restated(draft: Order, item: LineItem) -> Line | None:
    """The line that the item names again."""
    if item.gift:
        return None
    if item.sku:
        return next((line for line in draft.lines if line.sku == item.sku and not line.gift), None)
    keys = {c.key for c in item.candidates}
    if not keys:
        return None
    return next((line for line in draft.lines if line.sku is None and set(line.candidates) == keys), None)


def _divides(draft: Order, reading: OrderReading) -> bool:
    return bool(reading.items) and all(_restated(draft, item) is not None for item in reading.items)


def _same_quantity(line: Line, item: LineItem) -> bool:
    said: Decimal | None = item.base_qty if item.base_qty is not None else item.qty
    return said is not None and said in (line.base_qty, line.qty)
