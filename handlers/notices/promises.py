"""What is told about promises: kept, moved, slipped."""

from dataclasses import dataclass, field
from datetime import date, datetime

from handlers.domain.basis import Basis
from handlers.domain.finding import Finding
from handlers.domain.order import Order
from handlers.domain.plans import Plan
from handlers.domain.pledge import Pledge, Tally
from handlers.domain.promise import Promise
from handlers.domain.slip import Slip


@dataclass(frozen=True, slots=True)
class PledgeKept:
    """What somebody promised is written down, or was settled. For the one who promised."""

    pledge: Pledge
    fresh: bool = False
    dropped: bool = False  # taken out, as if it had not been said
    moved: bool = False  # for another day than it `was`
    was: date | None = None


@dataclass(frozen=True, slots=True)
class PledgeDue:
    """The day of a promise is near; `of`: who gave it and left, where managers are told instead."""

    pledge: Pledge
    of: str = ""


@dataclass(frozen=True, slots=True)
class Pledges:
    """Promises that are open or were broken."""

    pledges: tuple[Pledge, ...]
    names: dict[str, str] = field(default_factory=dict)  # people.user -> name


@dataclass(frozen=True, slots=True)
class PledgeRate:
    """How many promises for days of a month were kept, by who answers for them."""

    month: date  # its first day
    tallies: tuple[Tally, ...]
    names: dict[str, str] = field(default_factory=dict)  # people.user -> name


@dataclass(frozen=True, slots=True)
class PromiseMoved:
    """A confirmed order's goods can be there on another day than was said."""

    order: Order
    before: tuple[Promise, ...]
    promised: tuple[Promise, ...]
    why: str = ""  # what was reported, and by whom


@dataclass(frozen=True, slots=True)
class BasisShown:
    """What an order's promised day is computed from."""

    order: Order
    promised: tuple[Promise, ...]
    bases: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class PlansShown:
    """What could be done so that a draft is there sooner: each way with its day, its cost and who would wait."""

    order: Order
    plans: tuple[Plan, ...]
    usual: date | None  # without any of them


@dataclass(frozen=True, slots=True)
class PlanTaken:
    """A confirmed order jumped the queue, or (without `undo_until`) does so no longer: what it was and is promised."""

    order: Order
    finding: Finding
    before: tuple[Promise, ...]
    promised: tuple[Promise, ...]
    undo_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlanMade:
    """An order went before others, or is made otherwise: for those who plan, and those who buy."""

    order: Order
    finding: Finding


@dataclass(frozen=True, slots=True)
class DelayDrafted:
    """A promise slipped: for whoever looks after the customer, with the words that go to the customer, and when."""

    order: Order
    slip: Slip
    why: str = ""  # what was reported, and by whom


@dataclass(frozen=True, slots=True)
class DelayNoted:
    """A delay was reported, or that it is none: the days as they were and are now, and who tells the customer."""

    order: Order
    before: date
    after: date
    why: str = ""
    tells: str = ""  # name of whoever tells the customer; empty: it is in time all the same, or nobody is to be told


@dataclass(frozen=True, slots=True)
class DelayTold:
    """The same for the customer, once."""

    order: Order
    slip: Slip


@dataclass(frozen=True, slots=True)
class DelayAsked:
    """The person's next words go to the customer; `invented` are figures in his last ones that nobody promised."""

    order: Order
    slip: Slip
    invented: tuple[str, ...] = ()
    long: bool = False


@dataclass(frozen=True, slots=True)
class NewsWhy:
    """Why a customer is told things that he did not ask for; `order`: of which he was last, None: of none lately."""

    order: Order | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewsSwitched:
    """The person wants to be told things unasked, or not any more."""

    on: bool
