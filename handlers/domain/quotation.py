"""A price that was offered to a customer for a while. What was offered stands in an order that is none (void)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from handlers.domain.order import Line, OrderId
from handlers.domain.pricing import Rate, amounts

SOON, OVER = "quote_soon", "quote_over"  # kinds of deadlines, of the order that holds the lines
TOPIC = "quote"  # the topic of the question whether a price of its own may be offered


class QuoteState(StrEnum):
    """Where a quote stands; that it is over follows from the time, that it became an order from that order."""

    ASKED = "asked"  # a price of its own waits for approval
    OPEN = "open"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quote. `order_id` is the void order with its customer, its lines and its history."""

    order_id: OrderId
    number: str
    customer_id: str
    by: str  # people.user: the salesperson who answers for it
    at: datetime
    until: datetime  # the last instant at which its prices hold
    state: QuoteState = QuoteState.OPEN
    version: int = 1  # raised by every change of what is offered
    sent_at: datetime | None = None  # to the customer, as it stands now
    made: OrderId | None = None  # the draft or order that was made of it last

    def holds(self, now: datetime) -> bool:
        """Whether its prices may be ordered at."""
        return self.state is QuoteState.OPEN and now <= self.until

    def over(self, now: datetime) -> bool:
        """Whether it was offered, and its last day has passed."""
        return self.state is QuoteState.OPEN and now > self.until


def agreed(lines: Iterable[Line], since: date) -> tuple[Rate, ...]:
    """The prices of a quote as the customer's own, from the offered amount on."""
    lines = tuple(lines)
    much = amounts(lines)
    return tuple(
        Rate(line.sku, line.price, since, from_qty=much[line.sku], own=True, quoted=True)
        for line in lines
        if line.sku is not None and line.price is not None and not line.gift and line.sku in much
    )


def unpriced(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines that cannot be offered: nobody knows what they cost."""
    return tuple(line for line in lines if not line.gift and line.price is None)
