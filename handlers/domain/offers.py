"""What a card offers or names beside an order: substitutes, and who holds a product."""

from dataclasses import dataclass
from decimal import Decimal

from handlers.domain.order import Order
from handlers.domain.reserve import Hold


@dataclass(frozen=True, slots=True)
class Instead:
    """A substitute that is there for what is missing of a line."""

    line: int
    place: int  # among the product's substitutes
    label: str
    qty: Decimal
    unit: str
    dearer: Decimal | None = None  # yuan for all of `qty`; negative where it is cheaper


@dataclass(frozen=True, slots=True)
class Swap:
    """A substitute that was proposed for an order that waits."""

    order: Order
    option: Instead
    seller: str  # the name of the one who decides


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds how much of a product."""

    hold: Hold
    order: Order
    by: str = ""  # who placed it
