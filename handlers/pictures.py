"""What was read from a picture is never sure: every field is to be looked at by a person."""

from dataclasses import replace

from handlers.domain.messaging import Message
from handlers.domain.typed import read
from nlp.types import AddItem, Doubt, Edit, Intent, LineItem, OrderReading, Parse, SetDue, SetItem

REASON = "picture"
_OPEN = frozenset({Intent.NONE, Intent.PLACE_ORDER, Intent.ASK_STATUS})


def doubted(parse: Parse) -> Parse:
    """The reading with a doubt on each of its fields."""
    return replace(
        parse,
        orders=tuple(_order(reading) for reading in parse.orders),
        edits=tuple(_edit(one) for one in parse.edits),
    )


def needs_picture(msg: Message, parse: Parse | None) -> bool:
    """Whether the words beside a picture say too little alone: no command, no order's number, no goods."""
    if parse is None or read(msg.text) is not None or (parse.ref and (parse.ref.no or parse.ref.no_tail)):
        return False
    return parse.intent in _OPEN and not any(reading.items for reading in parse.orders)


def orders_goods(parse: Parse) -> bool:
    """Whether goods are ordered, or added to a draft."""
    added = any(isinstance(one, AddItem | SetItem) for one in parse.edits)
    return added or (parse.intent is Intent.PLACE_ORDER and any(reading.items for reading in parse.orders))


def _order(reading: OrderReading) -> OrderReading:
    said = [field for field, there in (("customer", reading.customer), ("date", reading.due)) if there]
    return replace(reading, items=tuple(map(_item, reading.items)), doubts=(*reading.doubts, *_new(said)))


def _item(item: LineItem) -> LineItem:
    said = [field for field, there in (("product", item.sku), ("quantity", item.qty), ("price", item.price)) if there]
    return replace(item, doubts=(*item.doubts, *_new(said)))


def _edit(one: Edit) -> Edit:
    if isinstance(one, SetItem | AddItem):
        return replace(one, item=_item(one.item))
    return replace(one, doubts=(*one.doubts, *_new(["date"]))) if isinstance(one, SetDue) and one.due else one


def _new(fields: list[str]) -> tuple[Doubt, ...]:
    return tuple(Doubt(field, REASON) for field in fields)
