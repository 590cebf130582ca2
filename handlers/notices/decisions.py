"""What others decide on: approvals, and changes of a confirmed order."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from handlers.domain.approval import Approval, Verdict
from handlers.domain.backing import Background
from handlers.domain.order import Order
from handlers.domain.parts import Part
from handlers.domain.party import Customer
from handlers.domain.payment import Account
from handlers.domain.promise import Promise


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """A check holds an order: for those who may release it."""

    order: Order
    approval: Approval
    customer: Customer | None
    by: str  # name of the person who confirmed or changed it
    background: Background = field(default_factory=Background)


@dataclass(frozen=True, slots=True)
class ReasonAsked:
    """A decision needs a reason: the person's next words."""

    order: Order
    approval: Approval
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ApprovalDecided:
    """What became of a question: granted, refused, expired, void, or still open."""

    order: Order
    approval: Approval
    by: str
    promised: tuple[Promise, ...] = ()  # granted: what the order can count on now
    account: Account | None = None  # of a payment: the order's money after it
    came: bool = False  # nobody decided: what it waited for came in


@dataclass(frozen=True, slots=True)
class ReasonWanted:
    """A change, or a cancellation, needs a reason: the speaker's next words."""

    order: Order
    fields: tuple[str, ...] = ()  # what would be changed, in words; empty: the order would be cancelled


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Whoever asked for something took it back: for himself."""

    order: Order | None
    names: tuple[str, ...]  # 改期申请, 开票申请(RQ-0003)


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody thought better of a change: the order stays as it is."""

    order: Order


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """Somebody wants a change that others decide on: for those."""

    order: Order
    approval: Approval
    customer: Customer | None
    by: str  # name of the one who asks
    promised: tuple[Promise, ...] = ()  # another day: what could be promised now
    feasible: bool = True
    load: int = 0  # another day: orders that are wanted on it already
    fee: Decimal = Decimal(0)  # another address after the label: what the new one costs, yuan
    late: bool = False  # the customer was to have an answer by now
    parts: tuple[Part, ...] = ()  # another day: what could be there by it, where not all can
    sent_to: tuple[str, ...] = ()  # for the customer's salesperson: who decides, roles or "user:" and a name
    dearer: Decimal = Decimal(0)  # another day: by the price list of that day, yuan; the order's prices stay
    may_ask: tuple[str, ...] = ()  # for the customer's salesperson: who could look for a way, named as in `sent_to`


@dataclass(frozen=True, slots=True)
class ChangeSent:
    """The answer to whoever wants it: who decides."""

    order: Order
    approval: Approval
    to: tuple[str, ...]  # roles, or "user:" and a name
    feasible: bool = True
    promised: tuple[Promise, ...] = ()
    until: datetime | None = None  # when a customer is to have an answer
    late: bool = False  # he was to have it by now
    parts: tuple[Part, ...] = ()  # another day: what could be there by it, where not all can


@dataclass(frozen=True, slots=True)
class ChangeDecided:
    """What became of a change that was asked for."""

    order: Order
    approval: Approval
    by: str
    before: Order
    promised: tuple[Promise, ...] = ()
    parts: tuple[Part, ...] = ()  # a day that was refused: what could be there by it; granted for a part: that part
    rest: Order | None = None  # granted for a part: the order of what follows


@dataclass(frozen=True, slots=True)
class DayOffered:
    """The workshop gave a day (`approval.offered`), or none: whoever answers the customer passes it on, or not."""

    order: Order
    approval: Approval
    customer: Customer | None
    by: str  # name of who gave it
    whom: str  # name of who answers the customer
    user: str  # the same: people.user
    parts: tuple[Part, ...] = ()  # what could be there by the day that was wanted


@dataclass(frozen=True, slots=True)
class DayWanted:
    """Somebody who was asked about a day can do another one: how to say which."""

    order: Order
