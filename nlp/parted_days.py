"""Goods of one order that come on several days: 1.2万张,7号和14号各送一半; 150只 先20号送80只 剩下的下月初."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from .deliveries import PARTED
from .dimensions.date.rules import DateValue, find_dates
from .dimensions.found import Found
from .orders import dues
from .scene import Scene
from .types import Doubt, DueKind, LineItem, OrderReading, Span

AND = re.compile(r"[和跟与及、]")
IN_TURN = re.compile(r"剩|其余|余下|先[^,。;!?\n]{0,6}[送发来要到]")  # 先20号前送80只 剩下的下月初
REST = re.compile(r"(?:剩下?|其余|余下)的?(?!\s?\d+(?![\d号日月]))")  # 剩70米 is told by itself
HALVES = re.compile(r"(?:各|分别|都)(?:送|发|到|交|来|拿|要)?一半|一半[^。;!?\n]{0,10}一半")


def parted_by_days(orders: Sequence[OrderReading], scene: Scene, now: datetime) -> tuple[OrderReading, ...]:
    """The orders, one for each day where halves are wanted on two; else the day is doubted where parts are told."""
    if PARTED.search(scene.folded) is None:
        return tuple(orders)
    days: dict[date | None, Found[DateValue]] = {}
    for when in (one for said in dues(scene) for one in _each(said, now)):
        days.setdefault(when.value.day, when)
    if len(days) == 2 and (parts := _first_and_rest(orders, list(days.values()), scene)):
        return parts
    if len(orders) != 1 or len(days) < 2:
        return tuple(orders)
    order = orders[0]
    if len(days) == 2 and HALVES.search(scene.folded) and all(map(_even, order.items)):
        items = tuple(map(_half, order.items))
        return tuple(_on(when, replace(order, items=items)) for when in days.values())
    if not IN_TURN.search(scene.folded) and any(when.value.kind == DueKind.BY for when in days.values()):
        return tuple(orders)  # 春节前分两车 最晚2月10
    return (replace(order, doubts=(*order.doubts, Doubt("date", "ambiguous", order.due_words))),)


def _first_and_rest(
    orders: Sequence[OrderReading], days: Sequence[Found[DateValue]], scene: Scene
) -> tuple[OrderReading, ...]:
    """A part of the one thing on the first day and what is left of it on the second; nothing where it is not so."""
    items = [item for order in orders for item in order.items]
    rest = REST.search(scene.folded)
    if rest is None or len(items) != 2 or not days[0].span.start < rest.start() < days[1].span.start:
        return ()
    whole, part = items
    if not (whole.sku and whole.sku == part.sku and whole.unit == part.unit and whole.qty and part.qty):
        return ()
    if whole.base_qty is None or part.base_qty is None or part.qty >= whole.qty:
        return ()
    first = replace(whole, qty=part.qty, base_qty=part.base_qty, spans={**whole.spans, **part.spans})
    second = replace(whole, qty=whole.qty - part.qty, base_qty=whole.base_qty - part.base_qty)
    return tuple(_on(when, replace(orders[0], items=(item,))) for when, item in zip(days, (first, second), strict=True))


def _each(said: Found[DateValue], now: datetime) -> list[Found[DateValue]]:
    """Both days of 7号和14号, which elsewhere is a span that ends on the second."""
    days = [find_dates(words, now) for words in AND.split(said.words)]
    if len(days) < 2 or not all(days):
        return [said]
    return [replace(said, value=found[0].value, words=found[0].words) for found in days]


def _even(item: LineItem) -> bool:
    return item.qty is not None and item.qty % 2 == 0


def _half(item: LineItem) -> LineItem:
    base = item.base_qty / 2 if item.base_qty is not None else None
    return replace(item, qty=item.qty / Decimal(2) if item.qty is not None else None, base_qty=base)


def _on(when: Found[DateValue], order: OrderReading) -> OrderReading:
    span = {**order.spans, "due": Span(when.span.start, when.span.end)}
    kind = DueKind(when.value.kind) if when.value.kind else None
    return replace(order, due=when.value.day, due_kind=kind, due_words=when.words, spans=span)
