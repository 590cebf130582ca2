"""What is told about quotes, payments, and goods that come back."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from handlers.domain.backing import Background
from handlers.domain.checks.facts import Debts
from handlers.domain.order import Order
from handlers.domain.party import Customer
from handlers.domain.payment import Account, Payment, Refund
from handlers.domain.quotation import Quotation
from handlers.domain.returning import Returned, ReturnLine
from handlers.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class PaymentFiled:
    """A payment that somebody spoke of: waits for finance, or what became of it. For the one who did."""

    order: Order
    payment: Payment
    account: Account | None = None  # where it counts: the order's money now
    again: bool = False  # it was filed already
    unsaid: bool = False  # its amount is what was open: who claims it named none


@dataclass(frozen=True, slots=True)
class PaymentsShown:
    """What is paid of an order and what is open."""

    order: Order
    account: Account
    payments: tuple[Payment, ...]
    terms: Terms
    names: dict[str, str] = field(default_factory=dict)  # people.user -> name
    refunds: tuple[Refund, ...] = ()
    deciders: tuple[str, ...] = ()  # roles that may give back what is too much


@dataclass(frozen=True, slots=True)
class Owing:
    """What one customer owes; of one who was asked for alone with the orders of which something is open."""

    customer: Customer
    debts: Debts
    unpaid: tuple[tuple[Order, Decimal | None], ...] = ()  # yuan; None where a price is not known
    more: int = 0  # orders that were not looked at
    known: Background | None = None


@dataclass(frozen=True, slots=True)
class CustomersOwe:
    """What customers owe; none: it is not told to who asked, who may ask the seller."""

    rows: tuple[Owing, ...]
    seller: str = ""  # who looks after the one who asked


@dataclass(frozen=True, slots=True)
class RefundBooked:
    """Money went back to a customer, or that was undone."""

    order: Order
    refund: Refund
    account: Account  # the order's money now
    by: str = ""  # name of who did that


@dataclass(frozen=True, slots=True)
class ReturnFiled:
    """A wish to give goods back: waits to be decided, or what became of it. For the one who has it."""

    order: Order
    wish: Returned
    reason: str = ""  # of the decision


@dataclass(frozen=True, slots=True)
class ReturnLate:
    """The window in which goods may be given back is over; 0 days: there is none."""

    order: Order
    goods: tuple[ReturnLine, ...]
    signed_at: datetime
    until: datetime
    days: int
    seller: str = ""  # who looks after the customer


@dataclass(frozen=True, slots=True)
class ReturnAwaited:
    """Goods that come back, for the warehouse."""

    order: Order
    wish: Returned


@dataclass(frozen=True, slots=True)
class ReturnBooked:
    """Goods came back and are in stock again."""

    order: Order
    wish: Returned
    lacking: tuple[ReturnLine, ...] = ()  # gifts that did not come
    by: str = ""  # name


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """A quote for our own people, with the text for the customer. `order` holds its lines."""

    order: Order
    quotation: Quotation
    customer: Customer | None
    by: str  # name
    made: Order | None = None  # the draft or order that was made of it
    fresh: str = ""  # what was just done: new sent sent_again nobody dropped changed recalled


@dataclass(frozen=True, slots=True)
class QuoteSent:
    """The same for the customer's own people, in their direct chats only."""

    order: Order
    quotation: Quotation
    by: str  # name of who sent it


@dataclass(frozen=True, slots=True)
class QuoteList:
    """Quotes, the newest first; `orders` hold their lines."""

    quotations: tuple[Quotation, ...]
    orders: tuple[Order, ...]
    made: dict[str, str] = field(default_factory=dict)  # number -> the order's number, empty for a draft
    whose: str = ""  # the customer they were asked for


@dataclass(frozen=True, slots=True)
class QuoteDue:
    """The prices of a quote end soon, or ended."""

    order: Order
    quotation: Quotation
    customer: Customer | None
    over: bool = False
