"""What a customer usually takes of a product: ranks candidates and shows what is out of the way; decides nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median

from handlers.domain.order import Doubt, Line, Order
from handlers.domain.party import Product
from handlers.domain.quantity import base, plain

FAR = Decimal("1.5")  # a slip of units is looked for where an amount is so many times outside the usual band
SLACK = Decimal("1.25")  # how far outside the band the other unit's amount may lie
COMPUTED = frozenset({"much", "little", "unit"})


@dataclass(frozen=True, slots=True)
class Usual:
    """Amounts in base units of the orders that hold a product."""

    times: int
    typical: Decimal
    low: Decimal
    high: Decimal


Habits = Mapping[str, Usual]  # by SKU


def usual_of(amounts: Iterable[Decimal]) -> Usual:
    """The middle one of some amounts, and their band."""
    known = sorted(amounts)
    return Usual(len(known), median(known), known[0], known[-1])


def ranks(habits: Habits) -> dict[str, int]:
    """SKU -> how often the customer had it."""
    return {sku: usual.times for sku, usual in habits.items()}


def compared(order: Order, habits: Habits, products: Mapping[str, Product], times: int, least: int) -> Order:
    """The draft with a doubt at every amount that is far from the customer's usual one; older such doubts go."""
    return replace(order, lines=tuple(_line(line, habits, products, times, least) for line in order.lines))


def _line(line: Line, habits: Habits, products: Mapping[str, Product], times: int, least: int) -> Line:
    kept = tuple(d for d in line.doubts if d.reason not in COMPUTED)
    usual = habits.get(line.sku or "")
    product = products.get(line.sku or "")
    found = None
    if usual is not None and product is not None and line.base_qty and not line.gift and usual.times >= least:
        found = slip(line, usual, product) or outlier(line, usual, product, times)
    return replace(line, doubts=(*kept, found) if found else kept)


def outlier(line: Line, usual: Usual, product: Product, times: int) -> Doubt | None:
    """An amount that is many times the usual one, or a small part of it."""
    amount = line.base_qty or Decimal(0)
    if usual.typical <= 0 or amount <= 0:
        return None
    about = _figure(usual.typical, product)
    if amount >= usual.typical * times and amount > usual.high:
        return Doubt("quantity", "much", "", (plain(_rounded(amount / usual.typical)), about))
    if amount * times <= usual.typical and amount < usual.low:
        return Doubt("quantity", "little", "", (plain(_rounded(usual.typical / amount)), about))
    return None


def slip(line: Line, usual: Usual, product: Product) -> Doubt | None:
    """Another unit than the one said would have been in the customer's band: 300箱 where it is always about 300件."""
    if line.qty is None or line.base_qty is None or line.qty <= 0:
        return None
    if usual.low < line.base_qty * FAR and line.base_qty < usual.high * FAR:
        return None
    said = line.unit or product.unit
    for unit in (product.unit, *product.packs):
        if unit == said or not unit:
            continue
        other = base(product, line.qty, unit)
        if other != line.base_qty and usual.low / SLACK <= other <= usual.high * SLACK:
            return Doubt("quantity", "unit", said, (unit, _figure(usual.typical, product)))
    return None


def _figure(amount: Decimal, product: Product) -> str:
    return f"{plain(_rounded(amount))}{product.unit}"


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value >= 10 else value.quantize(Decimal("0.1"))
