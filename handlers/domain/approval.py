"""Somebody's decision about an order that a check holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.domain.finding import Finding
from handlers.domain.order import OrderId


class Verdict(StrEnum):
    """Where an approval stands. It is decided once; a change of the order makes it void."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Approval:
    """A question to some roles, and its answer. `id` is 0 until it is stored."""

    order_id: OrderId
    topic: str  # credit | price | other | rule.<role>
    roles: tuple[str, ...]
    findings: tuple[Finding, ...]
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    state: Verdict = Verdict.OPEN
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    pending_by: str = ""  # who was asked for the reason of a verdict …
    pending: str = ""  # … which one …
    pending_at: datetime | None = None  # … and when
    id: int = 0
