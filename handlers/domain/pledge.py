"""What our people promised somebody by word of mouth, and the days that orders were promised for, as they are kept."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from handlers.domain.order import OrderId

SOON, DUE = "pledge_soon", "pledge_due"  # kinds of deadlines; `rung` is the pledge's id


class Kept(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Pledge:
    """One promise: who gave it, when, in which words, to whom, by which day. The store gives the id."""

    by: str  # people.user
    at: datetime
    words: str  # the sentence it comes from
    message_id: int | None
    channel: str
    due: date | None
    customer_id: str | None = None
    customer_name: str = ""
    state: Kept = Kept.OPEN
    closed_at: datetime | None = None
    closed_by: str = ""
    order_id: OrderId | None = None  # the day of this order: its delivery settles it
    id: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How many promises of a time somebody kept and broke, and how many are past their day without an end."""

    by: str  # people.user, or system
    kept: int
    broken: int
    overdue: int

    @property
    def rate(self) -> int | None:
        """How many of a hundred were kept, rounded down; None where none had its day yet."""
        every = self.kept + self.broken + self.overdue
        return self.kept * 100 // every if every else None
