"""What is short of a product, and how much of it should be bought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from handlers.domain.order import Order, OrderId
from handlers.domain.party import Product
from handlers.domain.promise import Inbound
from handlers.domain.reserve import NONE, Level
from handlers.domain.stop import Stop

NAMED = 5  # waiting orders on one card


@dataclass(frozen=True, slots=True)
class Requisition:
    """A wish to buy; `number` and `id` are given by the store."""

    sku: str
    qty: Decimal  # in `unit`, the product's base unit
    unit: str
    need_by: date | None
    by: str  # people.user
    at: datetime
    alert_id: int
    number: str = ""
    id: int = 0
    coming: Decimal = NONE  # what was on its way when it was written, and counted


@dataclass(frozen=True, slots=True)
class Waits:
    """An order that waits for a product, and how much it lacks."""

    order_id: OrderId
    number: str
    customer_id: str | None
    due: date | None
    short: Decimal
    order: Order | None = None  # the whole of it, of the first ones only
    ready: date | None = None  # the day by which it must be there to reach the customer in time; None: not reckoned


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is short of a product now."""

    product: Product
    level: Level | None
    waits: tuple[Waits, ...] = ()
    inbound: tuple[Inbound, ...] = ()
    requisition: Requisition | None = None
    stop: Stop | None = None  # where it is not for sale
    running: Decimal = NONE  # asked for, by `requisition` or under alerts that somebody closed, and not come in yet
    expected: Decimal = NONE  # the same with what was on its way when the oldest of them was written

    @property
    def short(self) -> Decimal:
        """How much all orders together lack."""
        return sum((w.short for w in self.waits), NONE)

    @property
    def needed_by(self) -> date | None:
        """The first day by which it must be there for one of the waiting orders."""
        return min((day for w in self.waits if (day := w.ready or w.due) is not None), default=None)


def outstanding(asked: Sequence[Requisition], receipts: Sequence[tuple[datetime, Decimal]]) -> Decimal:
    """How much of what was asked for has not come in: a receipt counts for the oldest that was asked for before it."""
    left = {one.id: one.qty for one in asked}
    for at, qty in receipts:
        for one in (one for one in asked if one.at <= at):
            taken = min(left[one.id], qty)
            left[one.id], qty = left[one.id] - taken, qty - taken
    return sum(left.values(), NONE)


def expected(asked: Sequence[Requisition], receipts: Sequence[tuple[datetime, Decimal]]) -> Decimal:
    """What was on its way when the oldest was written and all that was asked for, less what has come in since."""
    came = sum((qty for _, qty in receipts), NONE)
    return max(sum((one.qty for one in asked), asked[0].coming) - came, NONE)


def advice(found: Shortage) -> Decimal:
    """What orders lack and what is missing of the safety stock, less what is coming or asked for, in whole packs."""
    free = found.level.free if found.level else NONE
    safety = max(found.product.safety_stock - max(free, NONE), NONE)
    wanted = found.short + safety - max(sum((one.qty for one in found.inbound), NONE), found.running, found.expected)
    if wanted <= 0:
        return NONE
    factors = [factor for factor in found.product.packs.values() if factor > 1]
    pack = min(factors) if factors else Decimal(1)
    packs, rest = divmod(wanted, pack)
    return (packs + (1 if rest else 0)) * pack
