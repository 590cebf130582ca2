"""What a card offers or names beside an order: substitutes, and who holds a product."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from handlers.domain.order import Order
from handlers.domain.promise import Promise
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
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Presale:
    """A purchase on its way that covers what is short of a line, or a part of it."""

    line: int
    number: str  # of the purchase
    qty: Decimal  # still to come of it
    unit: str
    due: date  # when it comes into the house
    day: date  # when the customer has it
    part: Decimal | None = None  # it gives so much only of what is short; None: all


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


@dataclass(frozen=True, slots=True)
class Allotted:
    """What an order got of goods that came in, and what it waits for still."""

    order: Order
    got: Decimal  # in `unit`, the product's base unit
    short: Decimal  # of this product, still
    unit: str
    promised: tuple[Promise, ...]  # of the whole order, as it stands now
    moved: bool = False  # it is there on another day than was promised

    @property
    def complete(self) -> bool:
        """Whether nothing lacks of the order any more, of this product or another."""
        return not any(p.short > 0 for p in self.promised)
