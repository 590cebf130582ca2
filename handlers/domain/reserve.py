"""How much of a product an order may hold: never more than is there, never what others hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from handlers.domain.order import Line, OrderId

NONE = Decimal(0)
SOFT_HOLD = "soft_hold"  # the kind of deadline that ends a draft's hold


class HoldKind(StrEnum):
    """Soft: for a draft, until its time is up. Firm: for a confirmed order, until it ships or ends."""

    SOFT = "soft"
    FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Level:
    """What is there of a product. `held` never exceeds `on_hand`."""

    on_hand: Decimal = NONE
    held: Decimal = NONE

    @property
    def free(self) -> Decimal:
        """What nobody holds."""
        return self.on_hand - self.held


@dataclass(frozen=True, slots=True)
class Hold:
    """Who holds how much of a product."""

    order_id: OrderId
    sku: str
    qty: Decimal
    kind: HoldKind
    at: datetime
    until: datetime | None = None  # soft holds end by themselves


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods that were booked as come in, and that nobody took back."""

    sku: str
    qty: Decimal  # in the product's base unit
    at: datetime
    by: str  # people.user


def may_hold(need: Decimal, own: Decimal, level: Level, safety: Decimal = NONE) -> Decimal:
    """How much of `need` an order may hold that holds `own` already; nothing new is taken of the `safety` stock."""
    return max(NONE, min(need, own + max(NONE, level.free - safety)))


def needs(lines: Iterable[Line]) -> dict[str, Decimal]:
    """SKU -> base units that the lines ask for together."""
    found: dict[str, Decimal] = {}
    for line in lines:
        if line.sku is not None and line.base_qty is not None:
            found[line.sku] = found.get(line.sku, NONE) + line.base_qty
    return found


def shares(
    needed: Mapping[str, Decimal],
    own: Mapping[str, Decimal],
    levels: Mapping[str, Level],
    safety: Mapping[str, Decimal],
) -> dict[str, Decimal]:
    """SKU -> what an order may hold of everything it needs; SKUs it cannot hold anything of are left out."""
    found = {
        sku: may_hold(need, own.get(sku, NONE), levels.get(sku, Level()), safety.get(sku, NONE))
        for sku, need in needed.items()
    }
    return {sku: qty for sku, qty in found.items() if qty > 0}
