"""What was read from a picture is never sure: every field is to be looked at by a person."""

from dataclasses import replace

from nlp.types import AddItem, Doubt, Edit, LineItem, OrderReading, Parse, SetDue, SetItem

REASON = "picture"


def doubted(parse: Parse) -> Parse:
    """The reading with a doubt on each of its fields."""
    return replace(
        parse,
        orders=tuple(_order(reading) for reading in parse.orders),
        edits=tuple(_edit(one) for one in parse.edits),
    )


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
