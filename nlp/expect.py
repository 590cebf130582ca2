"""A reading in the shape of the order-message corpus, for scoring and for other programs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from .types import (
    CORPUS_INTENTS,
    AddItem,
    Candidate,
    Edit,
    Intent,
    LineItem,
    OrderReading,
    Parse,
    Ref,
    RemoveItem,
    SetAddress,
    SetDue,
    SetItem,
    ShiftDue,
)


def number(value: Decimal | None) -> int | float | None:
    """A JSON number: whole where it is whole."""
    if value is None:
        return None
    if value == value.to_integral_value():
        return int(value)
    return float(value)


def _keys(candidates: Sequence[Candidate]) -> list[str]:
    return [c.key for c in candidates]


def _product(line: LineItem) -> dict[str, Any]:
    shape: dict[str, Any] = {"sku": line.sku}
    if line.sku is None:
        if line.candidates:
            shape["candidates"] = _keys(line.candidates)
        elif line.mention:
            shape["mention"] = line.mention
    return shape


def _item(line: LineItem) -> dict[str, Any]:
    shape = _product(line)
    shape |= {"qty": number(line.qty), "unit": line.unit, "base_qty": number(line.base_qty)}
    if line.price is not None:
        shape["price"] = number(line.price)
    if line.gift:
        shape["gift"] = True
    return shape


def _order(order: OrderReading) -> dict[str, Any]:
    shape: dict[str, Any] = {"customer": order.customer}
    if order.customer is None and order.customer_candidates:
        shape["customer_candidates"] = _keys(order.customer_candidates)
    shape["due"] = order.due.isoformat() if order.due else None
    shape["items"] = [_item(line) for line in order.items]
    if order.urgent:
        shape["urgent"] = True
    if order.address:
        shape["address"] = order.address
    return shape


def _ref(ref: Ref | None) -> dict[str, Any]:
    if ref is None:
        return {}
    if ref.no:
        return {"no": ref.no}
    if ref.no_tail:
        return {"no_tail": ref.no_tail}
    shape: dict[str, Any] = {}
    if ref.customer or ref.customer_candidates:
        shape["customer"] = ref.customer
        if ref.customer is None:
            shape["customer_candidates"] = _keys(ref.customer_candidates)
    if ref.sku or ref.candidates or ref.mention:
        shape["sku"] = ref.sku
        if ref.sku is None:
            shape["candidates"] = _keys(ref.candidates)
    return shape


def _change(edit: Edit) -> dict[str, Any] | None:
    if isinstance(edit, SetItem):
        return {"set": "qty", **_product(edit.item), "base_qty": number(edit.item.base_qty)}
    if isinstance(edit, SetDue):
        return {"set": "due", "due": edit.due.isoformat() if edit.due else None}
    if isinstance(edit, ShiftDue):
        return {"set": "due", "shift_days": edit.days}
    if isinstance(edit, SetAddress):
        return {"set": "address", "address": edit.address}
    if isinstance(edit, AddItem):
        return {"add": _item(edit.item)}
    if isinstance(edit, RemoveItem) and edit.item is not None:
        return {"remove": _product(edit.item)}
    return None


def _skus(lines: Sequence[LineItem]) -> list[str]:
    skus: list[str] = []
    for line in lines:
        skus += [line.sku] if line.sku else _keys(line.candidates)
    return list(dict.fromkeys(skus))


def corpus_intent(parse: Parse) -> Intent:
    """The nearest of the nine intents of the corpus."""
    if parse.intent in CORPUS_INTENTS:
        return parse.intent
    if parse.intent is Intent.EDIT_DRAFT:
        return Intent.CHANGE_ORDER
    if parse.intent in (Intent.DISCARD, Intent.UNDO):
        return Intent.CANCEL_ORDER
    return Intent.NONE


def confidences(parse: Parse) -> dict[str, float]:
    """Every stated field's probability of being right, by the keys that `evidence` uses."""
    found = {"intent": parse.sure}
    for index, order in enumerate(parse.orders):
        for field, sure in order.trust.items():
            found[f"orders[{index}].{'due' if field == 'date' else field}"] = sure
        for at, line in enumerate(order.items):
            found |= {f"orders[{index}].items[{at}].{field}": sure for field, sure in line.trust.items()}
    for at, line in enumerate(parse.items):
        found |= {f"items[{at}].{field}": sure for field, sure in line.trust.items()}
    return {key: round(value, 3) for key, value in found.items()}


def to_expect(parse: Parse) -> dict[str, Any]:
    """The reading as JSON values, with `ask`, `confidence`, `confidences` and `evidence` beside it."""
    intent = corpus_intent(parse)
    shape: dict[str, Any] = {"intent": intent.value}
    if intent is Intent.PLACE_ORDER:
        shape["orders"] = [_order(order) for order in parse.orders]
    if intent in (Intent.CHANGE_ORDER, Intent.CANCEL_ORDER, Intent.ASK_STATUS, Intent.ADVANCE_ORDER):
        shape["ref"] = _ref(parse.ref)
    if intent is Intent.CHANGE_ORDER:
        shape["changes"] = [c for c in map(_change, parse.changes or parse.edits) if c is not None]
    if intent in (Intent.ASK_STOCK, Intent.ASK_PRICE, Intent.REPORT_SHORTAGE):
        shape["skus"] = _skus(parse.items)
    if intent is Intent.REPORT_SHORTAGE:
        known = [line for line in parse.items if line.base_qty is not None]
        if len(known) == 1:
            shape["qty"] = number(known[0].base_qty)
    if intent is Intent.ADVANCE_ORDER:
        shape["status"] = parse.status
        if parse.tracking:
            shape["tracking"] = parse.tracking
    shape["ask"] = list(parse.ask)
    shape["confidence"] = round(parse.confidence, 3)
    shape["confidences"] = confidences(parse)
    shape["evidence"] = {field: [span.start, span.end] for field, span in parse.evidence.items()}
    return shape
