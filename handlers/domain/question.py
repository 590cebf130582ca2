"""The one question a draft asks next, with numbered answers where they are known."""

from collections.abc import Mapping
from dataclasses import replace

from handlers.domain.editing import Known
from handlers.domain.order import Asked, Choice, Order, Question

MOST = 8
_RANK = {Asked.CUSTOMER: 0, Asked.PRODUCT: 1, Asked.QUANTITY: 2, Asked.DATE: 3}


def ask(order: Order, usual: Mapping[str, int], known: Known) -> Order:
    """Returns the order with its question: customer, then product, then quantity; a missing date is asked softly."""
    gaps = sorted(order.missing, key=lambda gap: _RANK[gap[0]])
    if not gaps:
        asked = Question(Asked.DATE) if order.due is None and not order.urgent else None
        return replace(order, asked=asked)
    about, line = gaps[0]
    return replace(order, asked=Question(about, line, _choices(order, about, line, usual, known)))


def _choices(
    order: Order, about: Asked, number: int | None, usual: Mapping[str, int], known: Known
) -> tuple[Choice, ...]:
    if about is Asked.CUSTOMER:
        named = [(key, known.customers[key].name) for key in order.customer_candidates if key in known.customers]
        return tuple(Choice(key, name) for key, name in named[:MOST])
    if about is Asked.PRODUCT and number is not None:
        keys = [sku for sku in order.lines[number - 1].candidates if sku in known.products]
        keys.sort(key=lambda sku: -usual.get(sku, 0))  # stable: the reading's own ranking decides among equals
        return tuple(Choice(sku, known.products[sku].label) for sku in keys[:MOST])
    return ()


def speaks_of(order: Order) -> tuple[set[str], set[str]]:
    """The SKUs and customer ids an order holds or may mean."""
    products = {sku for line in order.lines for sku in (line.sku, *line.candidates) if sku}
    customers = {c for c in (order.customer_id, *order.customer_candidates) if c}
    return products, customers
