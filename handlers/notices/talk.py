"""Answers about the talk itself: refused, out of date, not understood, and words learnt."""

from dataclasses import dataclass, field

from handlers.domain.alias import Word
from handlers.domain.messaging import MessageKind
from handlers.domain.order import Order
from handlers.domain.party import Customer


@dataclass(frozen=True, slots=True)
class RefusedNotice:
    """The rules say no: an AppError in facts."""

    code: str  # see handlers.domain.errors
    facts: dict[str, str] = field(default_factory=dict)
    cure: str = ""
    about: int | None = None  # order whose owner can be asked: button "ask_owner" with this order …
    message_id: int = 0  # … and the refused message as value


@dataclass(frozen=True, slots=True)
class StaleNotice:
    """The pressed card is old or was answered already; `order` is the fresh state where it may be shown."""

    order: Order | None
    by: str = ""  # who was faster
    customer: Customer | None = None


@dataclass(frozen=True, slots=True)
class WhichMeant:
    """A number that several new cards offer, or that the newest card lacks and an older one offers."""

    said: str
    meant: tuple[tuple[str, str, str], ...]  # title and label of what it may mean, and the packed button, newest first


@dataclass(frozen=True, slots=True)
class NothingOpen:
    """There is nothing to confirm, undo or drop."""

    what: str  # confirm | undo | discard


@dataclass(frozen=True, slots=True)
class AliasList:
    """What a customer calls products; `words` is what was looked for."""

    customer: str
    known: tuple[Word, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class AliasChanged:
    """A customer's word was taught, forgotten or restored; `old` is what it meant before."""

    what: str  # taught | forgotten | restored
    customer: str
    word: Word
    old: str = ""


@dataclass(frozen=True, slots=True)
class AliasUnclear:
    """A word cannot be taught as said: the product fits none or several, or it is not known whose word it is."""

    words: str
    said: str = ""  # the words for the product
    choices: tuple[str, ...] = ()  # products that fit
    which: tuple[str, ...] | None = None  # customers that fit, where the customer is the question


@dataclass(frozen=True, slots=True)
class CannotRead:
    """A message of a kind that cannot be read yet; it is kept."""

    kind: MessageKind
    what: str = ""  # what a platform calls it, where it is none of the usual kinds
    why: str = ""  # handlers.domain.messaging.UNREAD, or no_order: read, but there was no order in it
    proof: bool = False  # a picture that may prove a step of an order: the sender says of which


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A message to the bot that looked like business but could not be read."""

    words: str = ""
    heard: bool = False  # it was spoken: the words are what was heard


@dataclass(frozen=True, slots=True)
class ToldAlone:
    """To a group, of a question that somebody asked there: he has the answer in his own chat."""


@dataclass(frozen=True, slots=True)
class Sorry:
    """Something broke on our side; `trace` helps to find it."""

    trace: int
