"""Somebody's decision about an order: what a check holds, money, a return, a change."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from handlers.domain.finding import Finding
from handlers.domain.order import Order, OrderId
from handlers.domain.party import Role, as_owner, user_in

ADDRESS, COST, DATE = "change:address", "change:cost", "change:date"  # topics of a change
HELD_ENDS, OWN_ENDS = "approval", "claim"  # kinds of deadlines: of what holds an order; of a question of its own
ANSWER = "answer"  # the kind that says that a customer was to be answered by now
PAID = "money_in"  # the kind of deadline that looks at orders which wait for money, once it may have come
PAID_FIRST = "先回款,款到后再放行"  # the reason of who refuses until then
CAME = "款到了,自动放行"  # the reason of the system, once it is there
CREDIT = "credit"  # the topic of what a customer owes
WHY = "reason"  # the topic of the question why somebody wants a change


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
    topic: str  # credit | price | other | rule.<role>: a check; payment:… | return:… | change:…: of its own; reason
    roles: tuple[str, ...]  # also "user:" and somebody's key
    findings: tuple[Finding, ...]
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    state: Verdict = Verdict.OPEN
    decided_by: str = ""  # while it is open: who of the workshop answered, with the day that is offered or with none
    decided_at: datetime | None = None
    reason: str = ""
    pending_by: str = ""  # who was asked for the reason of a verdict …
    pending: str = ""  # … which one …
    pending_at: datetime | None = None  # … and when
    id: int = 0
    wanted: Order | None = None  # a change: the order as it is to become, with the version that it was made of
    said: str = ""  # a change: why
    offered: date | None = None  # another day: the one that is possible instead

    @property
    def asked_roles(self) -> tuple[str, ...]:
        """The roles that it is a question to: a salesperson's for a person who is asked by name."""
        return tuple(Role.SALES.value if user_in(one) else one for one in self.roles)

    @property
    def own(self) -> bool:
        """Whether it is a request of its own rather than about what holds an order."""
        return ":" in self.topic

    @property
    def withdrawn(self) -> bool:
        """Whether whoever asked took it back."""
        return self.state is Verdict.VOID and self.decided_by == self.asked_by

    def asks(self, role: str, user: str) -> bool:
        """Whether this person may answer it: a change also a manager, should nobody else."""
        manager = role == Role.MANAGER.value and self.wanted is not None and bool(self.roles)
        return manager or role in self.roles or as_owner(user) in self.roles
