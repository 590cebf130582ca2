"""Credit, offers, payments and goods that come back."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from handlers.domain.backing import Paid
from handlers.domain.checks.facts import Debts
from handlers.domain.order import OrderId
from handlers.domain.payment import Payment, PaymentState, Refund
from handlers.domain.pricing import Rate
from handlers.domain.quotation import Quotation
from handlers.domain.returning import Returned, ReturnState


class Accounts(Protocol):
    """Money."""

    async def debts(self, customer_id: str, order_id: OrderId, today: date, overdue_before: date) -> Debts:
        """What a customer owes without this order; `overdue_before`: what was due earlier is overdue.

        Nobody else asks about this customer before this transaction ends: two orders never fill one limit together.
        """
        ...

    async def paid(self, customer_id: str, limit: int) -> tuple[Paid, ...]:
        """The debts that the customer paid last, the newest first."""
        ...

    async def prices(self, customer_id: str, skus: Collection[str], day: date) -> tuple[Rate, ...]:
        """What is in the price list for a customer and for everybody and holds on this day, for any amount."""
        ...


class Payments(Protocol):
    """What was paid of orders."""

    async def add(self, payment: Payment) -> Payment:
        """Stores a claim and returns it with its id."""
        ...

    async def get(self, payment_id: int) -> Payment | None:
        """A payment by its id."""
        ...

    async def of(self, order_id: OrderId) -> list[Payment]:
        """The payments of an order, oldest first."""
        ...

    async def decide(
        self, payment_id: int, state: PaymentState, by: str, at: datetime, received: Decimal | None = None
    ) -> bool:
        """Ends a claim; False where it is over. What was received counts for the order from now on."""
        ...

    async def reverse(self, payment_id: int, by: str, at: datetime) -> bool:
        """What was received does not count any more; False where it did not."""
        ...


class Refunds(Protocol):
    """Money that went back to customers."""

    async def add(self, refund: Refund) -> Refund:
        """Stores it and returns it with its id."""
        ...

    async def get(self, refund_id: int) -> Refund | None:
        """A refund by its id."""
        ...

    async def of(self, order_id: OrderId) -> list[Refund]:
        """The refunds of an order, oldest first, those that were undone too."""
        ...

    async def undo(self, refund_id: int, by: str, at: datetime) -> bool:
        """Takes it back; False where that was done."""
        ...


class Returns(Protocol):
    """Goods that customers give back."""

    async def add(self, wish: Returned) -> Returned:
        """Stores a wish and returns it with its id."""
        ...

    async def get(self, return_id: int) -> Returned | None:
        """A wish by its id."""
        ...

    async def of(self, order_id: OrderId) -> list[Returned]:
        """The wishes of an order, oldest first."""
        ...

    async def decide(self, return_id: int, state: ReturnState, by: str, at: datetime) -> bool:
        """Answers a wish; False where that was done."""
        ...

    async def receive(self, return_id: int, by: str, at: datetime, worth: Decimal) -> bool:
        """The goods are here: so much is owed no longer; False where they were not awaited."""
        ...


class Quotations(Protocol):
    """Prices that were offered."""

    async def add(self, quotation: Quotation) -> None:
        """Stores a new one."""
        ...

    async def get(self, order_id: OrderId) -> Quotation | None:
        """The quote whose lines this void order holds; nobody else changes it before this transaction ends."""
        ...

    async def by_number(self, number: str) -> Quotation | None:
        """Finds a quote by its full number, letter case ignored."""
        ...

    async def by_tail(self, tail: str, limit: int = 6) -> list[Quotation]:
        """Quotes whose number ends so, the newest first."""
        ...

    async def of(
        self, *, by: str | None = None, customer: str | None = None, sent: bool = False, limit: int = 24
    ) -> list[Quotation]:
        """Somebody's quotes, a customer's, or all; `sent`: only what the customer was sent. The newest first."""
        ...

    async def save(self, quotation: Quotation) -> None:
        """Writes how it stands."""
        ...

    async def next_number(self, day: date) -> int:
        """Counts 1, 2, 3… per shop day, inside this transaction."""
        ...
