"""Reads a message that gives amounts by days, one text a day, and puts the orders together."""

from collections.abc import Callable
from dataclasses import replace

from ..doubt import to_ask
from ..types import Doubt, Hints, Intent, LineItem, OrderReading, Parse
from .days import ByDay

Reader = Callable[[str, Hints], Parse]


def read_by_day(text: str, days: ByDay, hints: Hints, read: Reader) -> Parse:
    """The reading with an order a day, or the plain one where a day does not read as an order or less is known so."""
    plain = read(text, hints)
    made = _by_day(days, hints, read)
    if made is None:
        return plain
    if not days.table and plain.intent is Intent.PLACE_ORDER and _open(plain) < _open(made):
        return plain
    return made


def _by_day(days: ByDay, hints: Hints, read: Reader) -> Parse | None:
    parts = [read(text, hints) for text in days.texts]
    if days.table and hints.drafts and any(part.intent is not Intent.PLACE_ORDER for part in parts):
        parts = [read(text, replace(hints, drafts=())) for text in days.texts]  # a whole table changes no draft
    if any(part.intent is not Intent.PLACE_ORDER or part.repeat for part in parts):
        return None
    found = [[order for one in part.orders if (order := _within(one, days)).items] for part in parts]
    if not all(found):
        return None
    rest = read(days.rest, hints)
    beside = [one for one in rest.orders if any(item.qty is not None for item in one.items)]
    beside = beside if rest.intent is Intent.PLACE_ORDER else []
    orders = (*(order for one in found for order in one), *beside)
    least = min([*parts, *([rest] if beside else [])], key=lambda part: part.confidence)
    whole = replace(least, orders=orders, evidence=parts[0].evidence)
    return replace(whole, ask=to_ask(whole, orders, ()))


def _within(order: OrderReading, days: ByDay) -> OrderReading:
    """The order with the lines that stand under days; they are to be asked about where a sum does not come out."""
    kept = []
    for item in order.items:
        at = item.spans.get("quantity", item.spans.get("product"))
        if at is None or any(start <= at.start < end for start, end in days.rows):
            wrong = at is not None and any(start <= at.start < end for start, end in days.wrong)
            kept.append(_doubted(item) if wrong else item)
    return replace(order, items=tuple(kept))


def _doubted(item: LineItem) -> LineItem:
    return replace(item, doubts=(*item.doubts, Doubt("quantity", "ambiguous", str(item.qty))))


def _open(parse: Parse) -> int:
    """How many lines of the orders have no product or no amount."""
    return sum(item.sku is None or item.qty is None for order in parse.orders for item in order.items)
