"""What is told about drafts and orders: placed, moved, changed, looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from handlers.domain.alias import Word
from handlers.domain.arrival import Arrival
from handlers.domain.backing import Backing
from handlers.domain.budget import Reach
from handlers.domain.buying import Requisition
from handlers.domain.finding import Finding
from handlers.domain.health import Health, Rated
from handlers.domain.offers import Instead, Presale
from handlers.domain.order import Change, Deadline, Order, OrderEvent
from handlers.domain.party import Customer, Lane
from handlers.domain.past import Past
from handlers.domain.promise import Promise
from handlers.domain.proof import Need
from handlers.domain.topping import Extra
from handlers.notices.people import RequestTaken


@dataclass(frozen=True, slots=True)
class DraftShown:
    """The draft as read, with its one open question (`order.asked`) or ready to be confirmed."""

    order: Order
    customer: Customer | None
    changed: tuple[str, ...] = ()  # what the last message changed: customer, date, line:2=5箱 (old value) …
    others: int = 0  # further open drafts of the same person here
    not_understood: str = ""  # words of the last message that changed nothing
    unanswered: str = ""  # words not understood that a yes came right behind: it waits
    promised: tuple[Promise, ...] = ()  # what each line can count on
    held_until: datetime | None = None  # the goods are kept for this draft until then
    instead: tuple[Instead, ...] = ()  # what could go in place of what is short
    presales: tuple[Presale, ...] = ()  # goods on their way that may be accepted for what is short
    twin: Order | None = None  # the order that this one may be once more
    twin_by: str = ""  # who placed that
    again: bool = False  # confirmation waits: something came up since the card was shown
    recalled: str = ""  # words of the message that was recalled: what it did is taken back
    heard: str = ""  # what a voice message was heard as
    read: str = ""  # file | picture: what it was read from
    hidden: int = 0  # rows and columns of the file that are hidden, and were left out
    backing: Backing = field(default_factory=Backing)  # for our own people: the stock behind it, the customer's limit
    offer: bool = False  # it is to become a quote once it is complete
    near: Finding | None = None  # the gift that it is just short of: `handlers.domain.topping.NEAR`


@dataclass(frozen=True, slots=True)
class TopUpShown:
    """What would bring a draft to the gift that it is just short of."""

    order: Order
    near: Finding
    ways: tuple[Extra, ...]


@dataclass(frozen=True, slots=True)
class DraftDoubtful:
    """A customer's own draft has something that its salesperson should see: a double, a price that is not ours."""

    order: Order
    by: str  # name of the customer's employee
    twin: Order | None = None  # the order that it may be once more
    twin_by: str = ""
    asked: bool = False  # the customer was asked which it is


@dataclass(frozen=True, slots=True)
class DoubleAsked:
    """The customer is asked whether the draft is the order that there is, or another one."""

    order: Order
    twin: Order


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """The draft was dropped, or became part of a confirmed order."""

    order: Order
    into: str = ""  # number of that order
    recalled: str = ""  # words of the message it was made of, where that was recalled
    twin: Order | None = None  # the order that it became part of, where somebody else decided so


@dataclass(frozen=True, slots=True)
class RecalledLater:
    """A message was recalled, or edited, after its order was confirmed: the order stands as it is.

    `did`: what the message did to the confirmed order, which stands too.
    """

    order: Order
    by: str  # name
    words: str
    now: str = ""  # what it was edited into
    did: tuple[OrderEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """The receipt for the person who confirmed."""

    order: Order
    undo_until: datetime
    learnt: tuple[Word, ...] = ()  # words that the confirmed answers explained
    promised: tuple[Promise, ...] = ()
    rest: Order | None = None  # 先发现货: the order of what comes later
    lane: Lane | None = None
    was: Order | None = None  # the draft as its last card showed it, where the confirming words or form changed it


@dataclass(frozen=True, slots=True)
class OrderNews:
    """A confirmed order for somebody else it concerns: planner, warehouse group, salesperson, customer."""

    order: Order
    action: str  # confirm | undo | cancel | change | a flow action
    by: str  # name of the person who did it
    from_state: str = ""
    reason: str = ""
    can: tuple[str, ...] = ()  # flow actions this audience may take next (role audiences): shown as buttons
    changes: tuple[Change, ...] = ()  # action change: what is different now
    promised: tuple[Promise, ...] = ()
    lane: Lane | None = None  # the order goes first
    approved: str = ""  # name of the person who approved it, where it waited for that


@dataclass(frozen=True, slots=True)
class OrderMoved:
    """The answer to the person who moved the order on."""

    order: Order
    action: str
    from_state: str
    can: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()  # products of which the books had less than went out, with how much less


@dataclass(frozen=True, slots=True)
class Noted:
    """A milestone was recorded on the order without a change of state (质检, 付款 …)."""

    order: Order
    words: str


@dataclass(frozen=True, slots=True)
class Undone:
    """A confirmation was taken back: the order is a draft again (`order`), its number is void."""

    order: Order
    number: str


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """The answer to the person who cancelled a confirmed order."""

    order: Order
    reason: str


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """The answer to the person who changed a confirmed order; fields as in `Change`."""

    order: Order
    before: Order
    promised: tuple[Promise, ...] = ()
    was_promised: tuple[Promise, ...] = ()
    reason: str = ""
    dearer: Decimal = Decimal(0)  # by the price list of the new day, yuan; the order's prices stay


@dataclass(frozen=True, slots=True)
class Progress:
    """One order in detail: state, who has it since when, what is next."""

    order: Order
    events: tuple[OrderEvent, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    names: dict[str, str] = field(default_factory=dict)  # people.user -> name
    promised: tuple[Promise, ...] = ()
    lane: Lane | None = None
    arrival: Arrival | None = None  # where it is under way
    asked: RequestTaken | None = None  # somebody finds out what nobody knows
    reach: Reach | None = None  # how much its customer may still be told; None: no platform limits that
    bought: tuple[Requisition, ...] = ()  # what was asked to be bought of what it lacks
    health: Health | None = None  # for our own people: how well it goes
    needs: tuple[Need, ...] = ()  # what must be handed in before it goes on; for staff
    listed: tuple[Order, ...] = ()  # a customer picked it from this list: he may pick the next by its number


@dataclass(frozen=True, slots=True)
class HealthShown:
    """How well an order goes, and why."""

    order: Order
    customer: Customer | None
    health: Health
    limit: int  # below which it is looked at again


@dataclass(frozen=True, slots=True)
class HealthPool:
    """The orders that go badly, the worst first."""

    rows: tuple[Rated, ...]
    all: int
    limit: int


@dataclass(frozen=True, slots=True)
class OrderForErp:
    """An order as it is to stand in the company's ERP under its number, or that it is to go from there."""

    order: Order
    number: str
    day: date  # of its confirmation
    void: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was changed of an order, oldest first."""

    order: Order
    events: tuple[OrderEvent, ...] = ()
    names: dict[str, str] = field(default_factory=dict)  # people.user -> name


@dataclass(frozen=True, slots=True)
class OrderThen:
    """An order as it stood at the end of a day; `past` is None where there was none yet."""

    order: Order
    day: date
    past: Past | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How far one order of a list is: under way, or promised."""

    arrival: Arrival | None = None
    promised: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusList:
    """Several orders, newest first; the reader may answer with a number."""

    orders: tuple[Order, ...]
    more: int = 0
    action: str = "status"  # what a choice does: status | cancel | change | advance | history | then
    verb: str = ""  # advance: the button's verb, a flow action or "note" (status: details, cancel: cancel)
    value: str = ""  # advance: the button's value (tracking number, or which milestone)
    ways: Mapping[int, Way] = field(default_factory=dict)  # by order id, where it was asked how they stand
    asker: str = ""  # the name of a customer who asked how his own stand
    unsure: bool = False  # advance: the order is known, but not whether the step was taken


@dataclass(frozen=True, slots=True)
class NoOrders:
    """Nothing was found that this person may see. `words` is what was asked for."""

    words: str = ""
    foreign: bool = False  # another customer was named: that is all a customer hears
    place: int = 0  # the number under which he may ask for a person, as the list of his orders has it
    seller: str = ""  # who that person is; empty: nobody in particular


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """The sentences an order was read from, with the marked stretches (依据)."""

    order: Order
    texts: dict[int, str]  # inbox id -> text


@dataclass(frozen=True, slots=True)
class VoiceShown:
    """A voice message, that an order was read from or alone: for whoever wants to listen to it."""

    order: Order | None
    message_id: int
    words: str  # what was heard, "" where nobody could
    at: datetime
    by: str  # name of who said it
