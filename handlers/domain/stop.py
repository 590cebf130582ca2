"""A product that is not for sale: its free stock fell below the safety stock, or somebody said so."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handlers.domain.party import Product
from handlers.domain.reserve import NONE, Level

STOPPED = "sale_stop"  # the kind of deadline that tells people of a stop; its rung is the stop's id
FLAGGED, UNFLAGGED = "sale_off", "sale_on"  # the same for the systems that sell, at any hour


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop from its beginning to its end: the row is the event, who and why. At most one of a product stands."""

    sku: str
    at: datetime
    by: str  # people.user whose deed it was, or SYSTEM
    why: str = ""  # words of whoever said so; empty: the stock fell
    hand: bool = False  # somebody said so: it ends only by a word
    free: Decimal = NONE  # what nobody held, and what should have been left, in base units
    safety: Decimal = NONE
    lifted_at: datetime | None = None
    lifted_by: str = ""
    lifted_why: str = ""  # empty: it ended by itself
    recovered: bool = False  # there was enough since: only then may it stop by itself again
    id: int = 0

    @property
    def standing(self) -> bool:
        """Whether the product is not for sale."""
        return self.lifted_at is None


def below(product: Product, level: Level) -> bool:
    """Whether less is free than should be left."""
    return product.safety_stock > 0 and level.free < product.safety_stock


def may_stop(last: Stop | None) -> bool:
    """A stop that somebody lifted while little was there does not come back before enough was."""
    return last is None or (not last.standing and last.recovered)
