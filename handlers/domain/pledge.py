"""What our people promised somebody by word of mouth, as it is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

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
    id: int = 0
