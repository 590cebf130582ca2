"""What is short of a product, and how much of it should be bought."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from handlers.domain.order import Order
from handlers.domain.party import Product
from handlers.domain.promise import Inbound
from handlers.domain.reserve import NONE, Level
from handlers.domain.stop import Stop


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


@dataclass(frozen=True, slots=True)
class Waits:
    """An order that waits for a product, and how much it lacks."""

    order: Order
    short: Decimal
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

    @property
    def short(self) -> Decimal:
        """How much all orders together lack."""
        return sum((w.short for w in self.waits), NONE)

    @property
    def needed_by(self) -> date | None:
        """The first day by which it must be there for one of the waiting orders."""
        return min((day for w in self.waits if (day := w.ready or w.order.due) is not None), default=None)


def advice(found: Shortage) -> Decimal:
    """What orders lack and what is missing of the safety stock, less what is on its way, in whole packs."""
    free = found.level.free if found.level else NONE
    safety = max(found.product.safety_stock - max(free, NONE), NONE)
    wanted = found.short + safety - sum((one.qty for one in found.inbound), NONE)
    if wanted <= 0:
        return NONE
    factors = [factor for factor in found.product.packs.values() if factor > 1]
    pack = min(factors) if factors else Decimal(1)
    packs, rest = divmod(wanted, pack)
    return (packs + (1 if rest else 0)) * pack
