"""What a customer asked for that a person must decide on: tracked until he has his answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.domain.messaging import ChatRef, id_in
from handlers.domain.order import OrderId

RULE = "request"  # the rule of its alert
PREFIX = "RQ-"
WITHDRAWN = "提出人撤回了"  # the outcome where whoever asked took it back


class Kind(StrEnum):
    """What is asked for."""

    RESCHEDULE = "reschedule"
    ADDRESS = "address"
    RETURN = "return"
    INVOICE = "invoice"
    HUMAN = "human"
    URGENT = "urgent"
    WHERE = "where"  # where the goods are, and the bot does not know


NAMES: Mapping[Kind, str] = {
    Kind.RESCHEDULE: "改期申请",
    Kind.ADDRESS: "改地址申请",
    Kind.RETURN: "退换货申请",
    Kind.INVOICE: "开票申请",
    Kind.HUMAN: "找人工",
    Kind.URGENT: "加急申请",
    Kind.WHERE: "查货物去向",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One wish; `chat` is where the answer goes. Owner, deadline and escalation are those of its alert."""

    kind: Kind
    user: str  # people.user who asked
    chat: ChatRef
    words: str
    at: datetime
    customer_id: str | None = None
    order_id: OrderId | None = None
    alert_id: int | None = None
    closed_at: datetime | None = None
    outcome: str = ""
    id: int = 0

    @property
    def number(self) -> str:
        """What it is called: RQ-0012."""
        return f"{PREFIX}{self.id:04d}"

    @property
    def subject(self) -> str:
        """The subject of its alert."""
        return f"request:{self.id}"


def id_of(words: str) -> int | None:
    """The id in a request's number, or in the subject of its alert."""
    tail = words.upper().removeprefix(PREFIX).removeprefix("REQUEST:")
    return id_in(tail) if tail != words.upper() else None
