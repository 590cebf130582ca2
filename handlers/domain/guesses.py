"""What was read with too little confidence is not taken: it becomes a question (`ask_below` of the policy)."""

from dataclasses import replace

from handlers.domain.order import Order
from nlp.types import Candidate, Doubt, LineItem, OrderReading

GUESS = "guess"


def opened(reading: OrderReading) -> OrderReading:
    """The reading with every mere guess taken back: products become choices, amounts and dates are asked."""
    items = tuple(_opened(item) for item in reading.items)
    if _guessed(reading.doubts, "date"):
        return replace(reading, items=items, due=None, due_kind=None)
    return replace(reading, items=items)


def without_customer(order: Order, reading: OrderReading) -> Order:
    """The draft whose customer is only a guess asks for it, with the guess as its choice."""
    if order.customer_id is None or order.customer_id != reading.customer or not _guessed(reading.doubts, "customer"):
        return order
    return replace(order, customer_id=None, customer_candidates=(order.customer_id,))


def _opened(item: LineItem) -> LineItem:
    if item.sku is not None and _guessed(item.doubts, "product"):
        item = replace(item, sku=None, candidates=(Candidate(item.sku, item.mention, 1),), base_qty=None)
    if _guessed(item.doubts, "quantity"):
        item = replace(item, qty=None, base_qty=None)
    return item


def _guessed(doubts: tuple[Doubt, ...], field: str) -> bool:
    return any(d.field == field and d.reason == GUESS for d in doubts)
