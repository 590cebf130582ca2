"""What the checks know besides the order itself: asked once, before they run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from handlers.domain.finding import Finding, Level
from handlers.domain.gifts import Gifts
from handlers.domain.order import Order
from handlers.domain.party import Customer, Product
from handlers.domain.pricing import Quote
from handlers.domain.promise import Promise, Shipping
from handlers.domain.stop import Stop
from handlers.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class Debts:
    """What a customer owes."""

    open_orders: Decimal = Decimal(0)  # confirmed and under way, without the order that is checked
    receivable: Decimal = Decimal(0)
    overdue: Decimal = Decimal(0)  # of the receivables, later than the terms allow
    overdue_days: int = 0  # the oldest of them
    settled: Decimal = Decimal(0)  # of the order that is checked: paid, come back, or among the receivables
    signed: Decimal = Decimal(0)  # of orders that were signed for and that no receivable stands for yet
    waiting: Decimal = Decimal(0)  # of other orders that wait to be approved: not owed for before that

    @property
    def before(self) -> Decimal:
        """All of it, without the order that is checked."""
        return self.open_orders + self.signed + self.receivable


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody approved: covers the same finding as long as it is no worse."""

    about: tuple[str, str]
    size: Decimal
    by: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """`alike` are the customer's other orders of late that hold one of the products or bear the same number."""

    now: datetime  # in the shop's zone
    shipping: Shipping
    terms: Terms = field(default_factory=Terms)
    customer: Customer | None = None
    products: Mapping[str, Product] = field(default_factory=dict)
    quoted: Mapping[str, Quote] = field(default_factory=dict)  # SKU -> what this amount costs this customer today
    debts: Debts = field(default_factory=Debts)
    alike: tuple[Order, ...] = ()
    promised: tuple[Promise, ...] = ()
    grants: tuple[Grant, ...] = ()
    gifts: Gifts = field(default_factory=Gifts)
    stops: Mapping[str, Stop] = field(default_factory=dict)  # SKU -> why it is not for sale

    def level(self, check: str) -> Level | None:
        """What the check does with what it finds; None where it is switched off."""
        return self.terms.levels.get(check)


Found = list[Finding]
