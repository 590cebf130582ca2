"""Everything the bot can tell a person, as facts without wording, and the `Push` that carries one.

To add one: a dataclass here, a builder in `cards/`, one line in `cards/table.py`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from handlers.domain.alert import Alert, AlertTold, Why
from handlers.domain.alias import Word
from handlers.domain.approval import Approval, Verdict
from handlers.domain.arrival import Arrival
from handlers.domain.buying import Requisition, Shortage
from handlers.domain.messaging import Audience, MessageKind
from handlers.domain.offers import Allotted, Holder, Instead, Swap
from handlers.domain.order import Change, Deadline, Order, OrderEvent
from handlers.domain.party import Customer, Lane, Product
from handlers.domain.past import Past
from handlers.domain.payment import Account, Payment
from handlers.domain.pledge import Pledge
from handlers.domain.pricing import Rate
from handlers.domain.promise import Inbound, Promise
from handlers.domain.request import Request
from handlers.domain.reserve import Level
from handlers.domain.returning import Returned, ReturnLine
from handlers.domain.rules.model import RuleVersion
from handlers.domain.slip import Slip
from handlers.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class DraftShown:
    """The draft as read, with its one open question (`order.asked`) or ready to be confirmed."""

    order: Order
    customer: Customer | None
    changed: tuple[str, ...] = ()  # what the last message changed: customer, date, line:2=5箱 (old value) …
    others: int = 0  # further open drafts of the same person here
    not_understood: str = ""  # words of the last message that changed nothing
    promised: tuple[Promise, ...] = ()  # what each line can count on
    held_until: datetime | None = None  # the goods are kept for this draft until then
    instead: tuple[Instead, ...] = ()  # what could go in place of what is short
    twin: Order | None = None  # the order that this one may be once more
    twin_by: str = ""  # who placed that
    again: bool = False  # confirmation waits: something came up since the card was shown
    recalled: str = ""  # words of the message that was recalled: what it did is taken back
    heard: str = ""  # what a voice message was heard as
    read: str = ""  # file | picture: what it was read from


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """The draft was dropped, or became part of a confirmed order."""

    order: Order
    into: str = ""  # number of that order
    recalled: str = ""  # words of the message it was made of, where that was recalled


@dataclass(frozen=True, slots=True)
class RecalledLater:
    """A message was recalled, or edited, after its order was confirmed: the order stands as it was."""

    order: Order
    by: str  # name
    words: str
    now: str = ""  # what it was edited into


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """The receipt for the person who confirmed."""

    order: Order
    undo_until: datetime
    learnt: tuple[Word, ...] = ()  # words that the confirmed answers explained
    promised: tuple[Promise, ...] = ()
    rest: Order | None = None  # 先发现货: the order of what comes later
    lane: Lane | None = None


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
    asked: "RequestTaken | None" = None  # somebody finds out what nobody knows


@dataclass(frozen=True, slots=True)
class CarrierSilent:
    """The carrier has said nothing for too long: for the customer, who was promised to hear of it."""

    order: Order
    since: datetime


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
class StatusList:
    """Several orders, newest first; the reader may answer with a number."""

    orders: tuple[Order, ...]
    more: int = 0
    action: str = "status"  # what a choice does: status | cancel | change | advance | history | then
    verb: str = ""  # advance: the button's verb, a flow action or "note" (status: details, cancel: cancel)
    value: str = ""  # advance: the button's value (tracking number, or which milestone)


@dataclass(frozen=True, slots=True)
class NoOrders:
    """Nothing was found that this person may see. `words` is what was asked for."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """The sentences an order was read from, with the marked stretches (依据)."""

    order: Order
    texts: dict[int, str]  # inbox id -> text


@dataclass(frozen=True, slots=True)
class StockInfo:
    """Stock of products; a customer sees only whether it is in stock."""

    products: tuple[Product, ...]
    words: str = ""
    levels: dict[str, Level] = field(default_factory=dict)  # by SKU
    holders: tuple[Holder, ...] = ()  # of the one product that was asked for
    inbound: tuple[Inbound, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceInfo:
    """List prices; only for staff in a direct chat."""

    products: tuple[Product, ...]
    words: str = ""
    rates: tuple[Rate, ...] = ()  # by amount and of promotions, as they hold today for everybody


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
class StockChanged:
    """Goods came in, or were counted."""

    product: Product
    what: str  # receipt | count
    qty: Decimal
    level: Level
    waiting: int = 0  # orders that wait for it
    shrunk: int = 0  # orders that hold less now
    allotted: tuple[Allotted, ...] = ()  # who got of it what, by priority


@dataclass(frozen=True, slots=True)
class GoodsAllotted:
    """Goods came in: which orders got them, for the warehouse all, for a salesperson his own."""

    product: Product
    qty: Decimal  # that came in
    allotted: tuple[Allotted, ...]
    waiting: int = 0  # orders that are looked at in a moment


@dataclass(frozen=True, slots=True)
class PledgeKept:
    """What somebody promised is written down, or was settled. For the one who promised."""

    pledge: Pledge
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class PledgeDue:
    """The day of a promise is near."""

    pledge: Pledge


@dataclass(frozen=True, slots=True)
class Pledges:
    """Promises that are open or were broken."""

    pledges: tuple[Pledge, ...]
    names: dict[str, str] = field(default_factory=dict)  # people.user -> name


@dataclass(frozen=True, slots=True)
class PromiseMoved:
    """A confirmed order's goods can be there on another day than was said."""

    order: Order
    before: tuple[Promise, ...]
    promised: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class DelayDrafted:
    """A promise slipped: for whoever looks after the customer, with the words that go to the customer, and when."""

    order: Order
    slip: Slip


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
class NewsSwitched:
    """The person wants to be told things unasked, or not any more."""

    on: bool


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """A check holds an order: for those who may release it."""

    order: Order
    approval: Approval
    customer: Customer | None
    by: str  # name of the person who confirmed or changed it


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


@dataclass(frozen=True, slots=True)
class PaymentFiled:
    """A payment that somebody spoke of: waits for finance, or what became of it. For the one who did."""

    order: Order
    payment: Payment
    account: Account | None = None  # where it counts: the order's money now
    again: bool = False  # it was filed already


@dataclass(frozen=True, slots=True)
class PaymentsShown:
    """What is paid of an order and what is open."""

    order: Order
    account: Account
    payments: tuple[Payment, ...]
    terms: Terms
    names: dict[str, str] = field(default_factory=dict)  # people.user -> name


@dataclass(frozen=True, slots=True)
class ReturnFiled:
    """A wish to give goods back: waits to be decided, or what became of it. For the one who has it."""

    order: Order
    wish: Returned
    reason: str = ""  # of the decision


@dataclass(frozen=True, slots=True)
class ReturnLate:
    """The window in which goods may be given back is over; 0 days: there is none."""

    order: Order
    goods: tuple[ReturnLine, ...]
    signed_at: datetime
    until: datetime
    days: int


@dataclass(frozen=True, slots=True)
class ReturnAwaited:
    """Goods that come back, for the warehouse."""

    order: Order
    wish: Returned


@dataclass(frozen=True, slots=True)
class ReturnBooked:
    """Goods came back and are in stock again."""

    order: Order
    wish: Returned
    lacking: tuple[ReturnLine, ...] = ()  # gifts that did not come
    by: str = ""  # name


@dataclass(frozen=True, slots=True)
class ShortageReported:
    """Staff reported something short; for purchasing and as the answer."""

    products: tuple[Product, ...]
    qty: str
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class RequestTaken:
    """A customer's wish is with somebody: for the customer."""

    request: Request
    order: Order | None
    owner: str  # name, or role
    until: datetime | None = None
    again: bool = False  # it was asked for before and is still open


@dataclass(frozen=True, slots=True)
class RequestAnswered:
    """What came of a wish: for the customer, once."""

    request: Request
    order: Order | None


@dataclass(frozen=True, slots=True)
class Asking:
    """A part of `AlertShown`: what a customer asked for, and what he said before."""

    request: Request
    asker: str
    customer: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertShown:
    """Something is late or short: how it stands, for everybody who was told; the same card all along."""

    alert: Alert
    order: Order | None
    elapsed: timedelta  # since its clock started, until now or until it was over
    working: bool  # whether that is working time
    told: tuple[AlertTold, ...] = ()
    names: dict[str, str] = field(default_factory=dict)  # people.user -> name
    why: Why | None = None  # why the reader is told just now; None: his card only follows
    shortage: Shortage | None = None  # where it is about a product
    asking: Asking | None = None  # where a customer asked for something


@dataclass(frozen=True, slots=True)
class AlertCall:
    """The same as it is read out on the telephone: facts of the order, nothing else."""

    shown: AlertShown


@dataclass(frozen=True, slots=True)
class Requested:
    """A purchase requisition was made, or is there already."""

    requisition: Requisition
    product: Product
    by: str  # name
    again: bool = False


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One problem of the morning. `score` is hours since the alert × yuan × 2 for a VIP."""

    shown: AlertShown
    score: Decimal
    amount: Decimal
    vip: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """The morning's worst problems, how many there are, and how many of yesterday's were closed within a day."""

    rows: tuple[DigestRow, ...]
    all: int
    closed: int
    of: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many alerts share a cause, an owner or a product, and how many of them are not over."""

    name: str
    count: int
    open: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """The alerts of the last week, counted three ways, the most first."""

    since: date  # a Monday
    until: date  # the last day that counts
    all: int
    closed: int
    in_time: int  # closed within a day
    causes: tuple[Tally, ...] = ()
    owners: tuple[Tally, ...] = ()  # by role
    products: tuple[Tally, ...] = ()  # by code


@dataclass(frozen=True, slots=True)
class DigestSwitched:
    """Whether this chat gets the digests from now on."""

    paused: bool


@dataclass(frozen=True, slots=True)
class AlertTask:
    """What somebody does about a late order besides the one who is late."""

    order: Order
    what: str  # buy | shortage | explain
    title: str
    promised: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertAsked:
    """An answer to an alert needs words: the person's next ones."""

    shown: AlertShown
    what: str  # solve | pass_on | recount
    unknown: str = ""  # the name that nobody has


@dataclass(frozen=True, slots=True)
class SwapOffered:
    """A substitute is there for what a confirmed order waits for: its salesperson decides."""

    order: Order
    option: Instead
    by: str  # who proposes it


@dataclass(frozen=True, slots=True)
class SwapsAsked:
    """Which orders a substitute was proposed for."""

    product: Product
    asked: tuple[Swap, ...]
    waiting: int  # orders that wait for the product


@dataclass(frozen=True, slots=True)
class AlertList:
    """Several alerts that an answer may mean."""

    alerts: tuple[AlertShown, ...]
    verb: str = "take"  # the answer: take | pass_on | mute | solve


@dataclass(frozen=True, slots=True)
class AlertWhy:
    """Why somebody was told of an alert, and who else was, when."""

    shown: AlertShown
    first: tuple[str, ...]  # audiences of the first level


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


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """Somebody's access was changed: for the one who did it."""

    what: str  # bound | unbound | disabled | enabled
    name: str
    company: str = ""
    accounts: tuple[str, ...] = ()  # "channel id" of those it is about


@dataclass(frozen=True, slots=True)
class CannotRead:
    """A message of a kind that cannot be read yet; it is kept."""

    kind: MessageKind
    what: str = ""  # what a platform calls it, where it is none of the usual kinds
    why: str = ""  # handlers.domain.messaging.UNREAD, or no_order: read, but there was no order in it
    proof: bool = False  # a picture that may prove a step of an order: the sender says of which


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A direct message that looked like business but could not be read."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class Sorry:
    """Something broke on our side; `trace` helps to find it."""

    trace: int


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The bot may not write to a customer now: what it would have said, for the member of staff who can."""

    customer: str
    person: str
    texts: tuple[str, ...]
    reason: str  # window | budget | human | refused


@dataclass(frozen=True, slots=True)
class RuleNews:
    """What an operators' rule tells somebody, or what it did."""

    order: Order
    rule: str  # 规则“大单”第2版
    text: str = ""
    discreet: str = ""  # the text without amounts and customer levels
    did: tuple[str, ...] = ()  # for whom something happened with: what the rule did, in words


@dataclass(frozen=True, slots=True)
class RuleList:
    """The rules: of each the newest version, the version in force (0: none), and further words."""

    rules: tuple[tuple[RuleVersion, int], ...]
    done: str = ""  # what was just done, in words
    wrong: tuple[str, ...] = ()  # what is wrong with what was just written


@dataclass(frozen=True, slots=True)
class RuleTried:
    """What a version would have hit in the last days; `before` says whether it was in force already."""

    rule: RuleVersion
    hits: tuple[tuple[Order, datetime, str], ...]  # order as it stood, when, what had happened
    days: int
    looked: int  # orders that were looked at
    full: bool = True  # False: there were more than are looked at


@dataclass(frozen=True, slots=True)
class Because:
    """Why an order is where it is: its last move, and the rule that made it."""

    order: Order
    event: OrderEvent | None
    by: str  # name
    rule: RuleVersion | None = None


@dataclass(frozen=True, slots=True)
class OpsAlarm:
    """For the people who run the bot: something needs a look."""

    code: str
    trace: int = 0
    words: str = ""


Notice = (
    DraftShown
    | DraftDiscarded
    | RecalledLater
    | OrderPlaced
    | OrderNews
    | OrderMoved
    | Noted
    | Undone
    | OrderCancelled
    | OrderChanged
    | Progress
    | CarrierSilent
    | History
    | OrderThen
    | StatusList
    | NoOrders
    | EvidenceShown
    | StockInfo
    | PriceInfo
    | PassedOn
    | Inquiry
    | StockChanged
    | GoodsAllotted
    | PledgeKept
    | PledgeDue
    | Pledges
    | PromiseMoved
    | DelayDrafted
    | DelayTold
    | DelayAsked
    | NewsSwitched
    | ApprovalAsked
    | ReasonAsked
    | ApprovalDecided
    | ReturnFiled
    | ReturnLate
    | ReturnAwaited
    | ReturnBooked
    | PaymentFiled
    | PaymentsShown
    | ShortageReported
    | RequestTaken
    | RequestAnswered
    | AlertShown
    | AlertCall
    | Requested
    | Digest
    | AlertTask
    | AlertAsked
    | Weekly
    | DigestSwitched
    | SwapOffered
    | SwapsAsked
    | AlertList
    | AlertWhy
    | RefusedNotice
    | StaleNotice
    | NothingOpen
    | AliasList
    | AliasChanged
    | AliasUnclear
    | HelpShown
    | Welcome
    | Unbound
    | Invited
    | Joined
    | Bound
    | CodeRefused
    | PersonChanged
    | CannotRead
    | NotUnderstood
    | Sorry
    | HandedOver
    | RuleNews
    | RuleList
    | RuleTried
    | Because
    | OpsAlarm
)


@dataclass(frozen=True, slots=True)
class Push:
    """One thing to be told to somebody. Handlers return pushes, they never send.

    `key` makes a later push of the same key replace the earlier card in that chat. `dedupe` makes the same push
    happen once; empty means once per message and position.
    """

    to: Audience
    notice: Notice
    key: str = ""
    dedupe: str = ""
    reply: bool = False  # answers the message: quoted or @-mentions the sender in a group
    not_before: datetime | None = None
    expires_at: datetime | None = None
    urgent: bool = False
    mention: tuple[str, ...] = ()  # people.user to @ in a group
    topic: str = ""  # what a chat may have switched off, see `messaging.paused_key`
    renews: str = ""  # may: an earlier card of the key is changed in place where the platform can; only: else untold
