"""Payments of orders: somebody says that money came, finance says how much did, and only that counts."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from handlers.domain.money import FEN, worth
from handlers.domain.order import Order, OrderId, Phase
from handlers.domain.terms import Terms

NONE = Decimal(0)


class Paid(StrEnum):
    """How far an order is paid."""

    NOTHING = "nothing"
    PART = "part"
    ALL = "all"


class PaymentState(StrEnum):
    """Where a payment stands: a claim until finance decides."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money for an order in yuan. `id` is 0 until it is stored."""

    order_id: OrderId
    claimed: Decimal | None  # as said; None: only a voucher came
    by: str  # people.user
    at: datetime
    state: PaymentState = PaymentState.OPEN
    received: Decimal | None = None  # as finance found it; of a refused one: booked, and taken back
    picture: int | None = None  # inbox id of the voucher
    decided_by: str = ""
    decided_at: datetime | None = None
    id: int = 0

    @property
    def reversed(self) -> bool:
        """Whether it counted until finance took it back."""
        return self.state is PaymentState.REFUSED and self.received is not None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money in yuan that went back to a customer. `id` is 0 until it is stored."""

    order_id: OrderId
    amount: Decimal
    reason: str
    by: str  # people.user
    at: datetime
    undone_by: str = ""
    undone_at: datetime | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """The money of one order. `total` is None while a line has no price."""

    total: Decimal | None
    paid: Decimal = NONE  # came in, without what went back
    returned: Decimal = NONE  # worth of goods that came back
    waiting: Decimal = NONE  # claimed, and not decided
    refunded: Decimal = NONE  # went back

    @property
    def due(self) -> Decimal | None:
        """What the order costs after returns."""
        return None if self.total is None else max(NONE, self.total - self.returned)

    @property
    def open(self) -> Decimal | None:
        """What is still to be paid; below 0: to be given back."""
        return None if self.due is None else self.due - self.paid

    @property
    def how_far(self) -> Paid:
        """Nothing, a part or all of it. A deposit of one yuan is a part."""
        if self.open is not None and self.open <= 0:
            return Paid.ALL
        return Paid.PART if self.paid > 0 else Paid.NOTHING


def total(order: Order) -> Decimal | None:
    """What the order comes to; None while something in it has no price."""
    if any(not line.gift and (line.price is None or line.base_qty is None) for line in order.lines):
        return None
    return worth(order)


def why_back(order: Order, account: Account) -> str:
    """Why more came in than the order costs."""
    if order.phase is Phase.VOID:
        return "订单取消"
    return "退货" if account.returned else "多付"


def demanded(account: Account, terms: Terms, gate: str) -> Decimal | None:
    """What must have come in before a move of the flow; None where that is not known yet.

    `gate`: terms (work begins), balance (goods leave), all (the order counts as paid).
    """
    if not gate or (gate != "all" and terms.payment == "account"):
        return NONE
    if account.due is None:
        return None
    if gate == "all" or terms.payment == "prepaid" or (gate == "balance" and terms.balance == "ship"):
        return account.due
    return (account.due * terms.deposit / 100).quantize(FEN, ROUND_CEILING)
