"""What a product costs a customer on a day, by the amount: contracts, promotions and tiers, never a conversation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from handlers.domain.order import Line
from handlers.domain.party import Product


class Kind(StrEnum):
    """Where a price comes from."""

    QUOTE = "quote"  # offered to this customer, for the order that is made of the offer
    CONTRACT = "contract"  # agreed with this customer
    PROMOTION = "promotion"  # for everybody, between two days
    TIER = "tier"  # the price list's, from an amount on
    LIST = "list"


BEGINNING = date(2000, 1, 1)  # of prices that name no day


@dataclass(frozen=True, slots=True)
class Rate:
    """A row of the price list: from an amount on (base units), between two days, for one customer or everybody."""

    sku: str
    price: Decimal
    since: date = BEGINNING
    until: date | None = None
    from_qty: Decimal = Decimal(0)
    own: bool = False  # of this customer
    quoted: bool = False  # of the quote that the order was made of

    @property
    def kind(self) -> Kind:
        """A price for everybody that has a beginning or an end is a promotion."""
        if self.quoted:
            return Kind.QUOTE
        if self.own:
            return Kind.CONTRACT
        return Kind.TIER if self.since == BEGINNING and self.until is None else Kind.PROMOTION

    def counts(self, day: date, qty: Decimal) -> bool:
        """Whether it holds for an amount on a day."""
        return self.since <= day and (self.until is None or day <= self.until) and qty >= self.from_qty


@dataclass(frozen=True, slots=True)
class Quote:
    """What one base unit costs; None where nobody knows."""

    price: Decimal | None
    kind: Kind = Kind.LIST


def quote(product: Product | None, rates: Iterable[Rate], qty: Decimal, day: date) -> Quote:
    """What was offered; else the customer's own price before the list's, but never more than a promotion of the day.

    Of each kind the highest tier that the amount reaches counts, of several agreements the latest.
    """
    best: dict[Kind, Rate] = {}
    for rate in rates:
        if product is not None and rate.sku == product.sku and rate.counts(day, qty):
            other = best.get(rate.kind)
            if other is None or (rate.from_qty, rate.since) > (other.from_qty, other.since):
                best[rate.kind] = rate
    if Kind.QUOTE in best:
        return Quote(best[Kind.QUOTE].price, Kind.QUOTE)
    base = Quote(product.price if product else None)
    for kind in (Kind.TIER, Kind.CONTRACT):
        if kind in best:
            base = Quote(best[kind].price, kind)
    promotion = best.get(Kind.PROMOTION)
    if promotion is not None and (base.price is None or promotion.price < base.price):
        return Quote(promotion.price, Kind.PROMOTION)
    return base


def amounts(lines: Iterable[Line]) -> dict[str, Decimal]:
    """SKU -> base units that are paid for together: what a tier is measured by."""
    found: dict[str, Decimal] = {}
    for line in lines:
        if line.sku is not None and line.base_qty is not None and not line.gift:
            found[line.sku] = found.get(line.sku, Decimal(0)) + line.base_qty
    return found
