"""What stands behind a draft: how much there is of its goods, and how far the customer's limit goes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from handlers.domain.money import line_total, worth
from handlers.domain.order import Line, Order
from handlers.domain.party import Product
from handlers.domain.reserve import NONE, Level

WEEK = 7


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is of one product for an order, in its base unit."""

    no: int  # of the first line that asks for it
    unit: str
    free: Decimal  # what this order may have: nobody else holds it
    after: Decimal  # what is left of that once the order has taken its part
    safety: Decimal  # the product's safety stock
    kept: bool  # the safety stock is not for this customer, so `free` is without it

    @property
    def low(self) -> bool:
        """Whether the order goes into the safety stock."""
        return not self.kept and self.after < self.safety


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's limit, yuan: what is owed without the order, with it, and how much it may be."""

    before: Decimal
    total: Decimal
    limit: Decimal


@dataclass(frozen=True, slots=True)
class Paid:
    """A debt that was paid."""

    due: date
    on: date


@dataclass(frozen=True, slots=True)
class Background:
    """What helps to decide on an order: how the customer paid its last debts, and what is earned by the order."""

    paid: tuple[Paid, ...] = ()  # the newest first
    margin: Decimal | None = None  # percent of the amount; None where a cost or a price is not known

    @property
    def late(self) -> int | None:
        """How many days late the debts were paid on average, rounded half up; negative: before they were due."""
        if not self.paid:
            return None
        days = Decimal(sum((one.on - one.due).days for one in self.paid)) / len(self.paid)
        return int(days.quantize(Decimal(1), ROUND_HALF_UP))


def margin(order: Order, products: Mapping[str, Product]) -> Decimal | None:
    """What is left of the order's amount after what its goods cost, in percent; gifts cost too."""
    total = worth(order)
    costs = NONE
    for line in order.lines:
        product = products.get(line.sku or "")
        if product is None or product.cost is None or line.base_qty is None or line_total(line) is None:
            return None
        costs += product.cost * line.base_qty
    return ((total - costs) / total * 100).quantize(Decimal(1), ROUND_HALF_UP) if total > 0 else None


@dataclass(frozen=True, slots=True)
class Backing:
    """`taken_in`: the last day before the wanted one on which the customer takes goods in, where it takes none then."""

    shelves: tuple[Shelf, ...] = ()
    standing: Standing | None = None
    taken_in: date | None = None


def shelves(
    lines: Iterable[Line],
    own: Mapping[str, Decimal],
    levels: Mapping[str, Level],
    products: Mapping[str, Product],
    *,
    use_safety: bool,
) -> tuple[Shelf, ...]:
    """One for each product whose amount is known; `own` is what the order holds already."""
    found: dict[str, Shelf] = {}
    for line in lines:
        if line.sku is None or line.base_qty is None or line.sku not in levels:
            continue
        product = products.get(line.sku)
        safety = product.safety_stock if product is not None else NONE
        level = levels[line.sku]
        free = max(NONE, level.free + own.get(line.sku, NONE) - (NONE if use_safety else safety))
        before = found.get(line.sku) or Shelf(line.no, line.base_unit, free, free, safety, kept=not use_safety)
        after = max(NONE, before.after - line.base_qty)
        found[line.sku] = Shelf(before.no, before.unit, free, after, safety, before.kept)
    return tuple(found.values())


def taken_in(due: date | None, no_delivery: frozenset[int]) -> date | None:
    """The last day before `due` on which goods are taken in; None where they are on the day itself."""
    if due is None or due.weekday() not in no_delivery:
        return None
    earlier = (due - timedelta(days=ahead) for ahead in range(1, WEEK))
    return next((day for day in earlier if day.weekday() not in no_delivery), None)
