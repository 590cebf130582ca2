"""加凑单: what would bring an order to the next tier of a campaign, out of what the customer takes anyway."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal

from handlers.domain.finding import Finding
from handlers.domain.money import FEN, line_total
from handlers.domain.order import Line, Order
from handlers.domain.party import Product
from handlers.domain.pricing import Rate, amounts, quote
from nlp.types import AddItem, Edit, LineItem, SetItem

NEAR, LEFT = "gift.near", "gift.left"  # findings: a tier that is not reached; the customer leaves it
MOST = 3  # ways that are offered
DEAREST = 3  # a way that costs so many times what is missing is none
ROUNDS = 8  # a better price for more goods moves the goal away; so often it is followed
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Extra:
    """So much more of one product reaches the tier. `line`: the order's own; None: it is not in the order yet."""

    sku: str
    label: str
    qty: Decimal  # in `unit`
    unit: str
    base_qty: Decimal
    cost: Decimal  # yuan that the order comes to more
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A product that more may be taken of, and the unit that the customer takes it in (`step` base units)."""

    product: Product
    unit: str
    step: Decimal
    free: Decimal  # base units that nobody holds
    line: Line | None = None


def just_short(order: Order, percent: int) -> Finding | None:
    """The tier of which the smallest part is missing, where that is at most `percent` of it and nobody left it."""
    if any(f.code == LEFT for f in order.findings) or order.missing:
        return None
    near = [(Decimal(f.facts["gap"]) / Decimal(f.facts["from"]), f) for f in order.findings if f.code == NEAR]
    found = min(near, key=lambda one: one[0], default=None)
    return found[1] if found is not None and found[0] * 100 <= percent else None


def unit_of(line: Line) -> tuple[str, Decimal]:
    """The unit that a line was said in and its base units."""
    if line.unit and line.qty and line.base_qty:
        return line.unit, line.base_qty / line.qty
    return line.base_unit, Decimal(1)


def extras(gap: Decimal, order: Order, picks: Iterable[Pick], rates: Collection[Rate], on: date) -> tuple[Extra, ...]:
    """The ways that fill what is missing (yuan) with what is there, the cheapest first."""
    found = [one for pick in picks if (one := _extra(gap, order, pick, rates, on)) is not None]
    return tuple(sorted(found, key=lambda one: (one.cost, one.line is None, one.sku))[:MOST])


def _extra(gap: Decimal, order: Order, pick: Pick, rates: Collection[Rate], on: date) -> Extra | None:
    product, more = pick.product, NONE
    had = amounts(order.lines).get(product.sku, NONE)
    before = sum((line_total(line) or NONE for line in order.lines if line.sku == product.sku), NONE)
    least = product.min_qty - had
    for _ in range(ROUNDS):
        price = quote(product, rates, had + max(more, pick.step), on).price
        if price is None or price <= 0 or pick.step <= 0:
            return None
        cost = (price * (had + more)).quantize(FEN) - before
        if more > 0 and cost >= gap and more >= least:
            fits = more <= pick.free and cost <= gap * DEAREST
            return _said(pick, more, cost) if fits else None
        lacking = max((gap - cost) / price, least - more, pick.step)
        more += (lacking / pick.step).to_integral_value(ROUND_CEILING) * pick.step
    return None


def _said(pick: Pick, more: Decimal, cost: Decimal) -> Extra:
    line = pick.line.no if pick.line is not None else None
    return Extra(pick.product.sku, pick.product.label, more / pick.step, pick.unit, more, cost, line)


def edits(order: Order, extra: Extra) -> tuple[Edit, ...]:
    """What a way does to the draft."""
    if extra.line is None:
        item = LineItem(sku=extra.sku, mention=extra.label, qty=extra.qty, unit=extra.unit, base_qty=extra.base_qty)
        return (AddItem(item),)
    line = order.lines[extra.line - 1]
    whole = LineItem(
        qty=(line.qty or NONE) + extra.qty, unit=extra.unit, base_qty=(line.base_qty or NONE) + extra.base_qty
    )
    return (SetItem(extra.line, whole),)


def left(order: Order, near: Finding) -> Order:
    """不用: the order is not asked any more, whatever becomes of it."""
    kept = tuple(f for f in order.findings if f.code != NEAR)
    return replace(order, findings=(*kept, replace(near, code=LEFT)))
