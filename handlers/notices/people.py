"""What is told about people: who they are, what they may ask, whom they are handed to."""

from dataclasses import dataclass
from datetime import datetime

from handlers.domain.order import Order
from handlers.domain.request import Request


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A question the bot may not answer itself was given to a member of staff."""

    to: str  # name
    about: str = ""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A customer's question, for the member of staff who must answer it."""

    asker: str
    customer: str
    words: str
    number: str = ""  # the order it is about


@dataclass(frozen=True, slots=True)
class RequestTaken:
    """A customer's wish is with somebody: for the customer."""

    request: Request
    order: Order | None
    owner: str  # name, or role
    until: datetime | None = None
    again: bool = False  # it was asked for before and is still open
    added: bool = False  # what was said now is with it


@dataclass(frozen=True, slots=True)
class RequestAnswered:
    """What came of a wish: for the customer, once."""

    request: Request
    order: Order | None


@dataclass(frozen=True, slots=True)
class Asking:
    """A part of `AlertShown`: what a customer asked for, or one of our people for him, and what was said before."""

    request: Request
    asker: str
    customer: str
    before: tuple[str, ...] = ()
    ours: bool = False


@dataclass(frozen=True, slots=True)
class HelpShown:
    """What this person can say here."""

    role: str | None


@dataclass(frozen=True, slots=True)
class Welcome:
    """The person opened the chat for the first time today."""

    name: str
    role: str | None


@dataclass(frozen=True, slots=True)
class Unbound:
    """We do not know who this account is: how to get bound, and nothing else."""

    user_id: str


@dataclass(frozen=True, slots=True)
class Invited:
    """A code for somebody, for the one who asked for it; told alone, once, and not kept."""

    name: str
    company: str  # the customer's name; empty for our own people
    role: str
    code: str
    until: datetime
    again: bool = False  # the person is known already and gets one more account
    instead: bool = False  # the one before was read by a whole group


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody used the code, or was bound by hand: for those who wait for it."""

    name: str
    company: str
    channel: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """The account is known from now on: for the person himself, with one thing to try."""

    name: str
    role: str
    company: str = ""


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """An invitation code that does nothing."""

    why: str  # wrong: unknown, used or too old | claim: telephone and order do not fit | busy | claim_busy | known
    # | shown: in a group, where everybody reads it


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """What somebody of ours leaves behind: how many promises, questions to him alone, customers he looks after."""

    pledges: int = 0
    questions: int = 0
    customers: int = 0


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """Somebody's access was changed: for the one who did it."""

    what: str  # bound | unbound | disabled | enabled
    name: str
    company: str = ""
    accounts: tuple[str, ...] = ()  # "channel id" of those it is about
    left: LeftOpen = LeftOpen()


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The bot may not write to a customer now: what it would have said, for the member of staff who can."""

    customer: str
    person: str
    texts: tuple[str, ...]
    reason: str  # window | mute | budget | human | refused | doubt | quiet
