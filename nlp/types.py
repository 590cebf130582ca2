"""What a message was read as: frozen values, each with where it stands in the text.

Every `Span` counts characters (code points) of the text exactly as it was sent, end exclusive.
Quantities and prices are `Decimal`, dates are the shop's local calendar days. Nothing here does I/O.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from .almanac import is_workday
from .frozen import frozen

SCALES: tuple[Mapping[str, int], ...] = (
    {"吨": 1_000_000, "公吨": 1_000_000, "公斤": 1000, "千克": 1000, "kg": 1000, "斤": 500, "两": 50, "克": 1, "g": 1},
    {"公里": 100_000, "千米": 100_000, "米": 100, "公尺": 100, "m": 100, "分米": 10, "厘米": 1, "公分": 1},
    {"升": 1000, "公升": 1000, "l": 1000, "毫升": 1, "ml": 1},
    {"打": 12, "个": 1},
)
"""Measures of one kind, in the smallest of them."""
ONE = Decimal(1)
SPOKEN = {"打": Decimal(12), "K": Decimal(1000), "k": Decimal(1000)}


def listed_factor(unit: str | None, base: str, packs: Mapping[str, Decimal]) -> Decimal:
    """Base units in one spoken unit; a counter that the product does not list is its base unit.

    A measure of the same kind as the base unit is turned into it, listed or not: 斤 of what is sold by 公斤.
    """
    if unit is None or unit == base:
        return ONE
    if unit in packs:
        return packs[unit]
    for scale in SCALES:
        if unit in scale and base.lower() in scale:
            return Decimal(scale[unit]) / scale[base.lower()]
    return SPOKEN.get(unit, ONE)


class Intent(StrEnum):
    """What the sender wants. The first nine are the corpus intents; the rest exist only inside a dialogue."""

    PLACE_ORDER = "place_order"
    CHANGE_ORDER = "change_order"
    CANCEL_ORDER = "cancel_order"
    ASK_STATUS = "ask_status"
    ASK_STOCK = "ask_stock"
    ASK_PRICE = "ask_price"
    ADVANCE_ORDER = "advance_order"
    REPORT_SHORTAGE = "report_shortage"
    NONE = "none"
    EDIT_DRAFT = "edit_draft"  # completes or corrects the sender's open draft: see Parse.edits
    CONFIRM = "confirm"  # 确认/对/OK/没问题/行/1: confirms the open draft
    DISCARD = "discard"  # drops the open draft
    UNDO = "undo"  # 撤销: takes the last confirmation back
    HELP = "help"
    REPEAT_LAST = "repeat_last"  # 照上次, 老样子: the customer's last order once more
    ALIAS = "alias"  # 别名: what a customer calls products

    __hash__ = str.__hash__  # an Enum hashes its name by a call in Python, ten times slower


CORPUS_INTENTS = tuple(Intent)[:9]


class DueKind(StrEnum):
    """How binding a date was said: 前/之前, on the day, or not before."""

    BY = "by"
    ON = "on"
    AFTER = "after"


@frozen
class Span:
    """A stretch of the original text, `[start, end)` in characters."""

    start: int
    end: int


@frozen
class Candidate:
    """One thing a mention may mean."""

    key: str  # customer id or SKU
    label: str  # what a person would recognise
    score: float  # 0..1, comparable within one list only


@frozen
class Doubt:
    """Why a field should be looked at before it is trusted."""

    field: str  # customer | product | quantity | date | price
    reason: str  # stable code, a key of cards.words: "fuzzy", "sound", "approx", "past", "rest", "much", "unsure" …
    words: str = ""  # the words it is about, as written
    facts: tuple[str, ...] = ()  # what the reason is compared with: how many times more, the usual amount


Signs = Mapping[str, Mapping[str, float]]
"""Field -> what was noticed while reading it (fuzzy, weak …) and how much of it, 0..1: see `nlp/trust.py`."""


@frozen
class LineItem:
    """One product line as said."""

    sku: str | None = None
    candidates: tuple[Candidate, ...] = ()  # best first, when several products fit
    mention: str = ""  # the product's words as written
    qty: Decimal | None = None  # as spoken; None where a range or nothing was said
    unit: str | None = None  # as spoken; None where no counter was spoken
    base_qty: Decimal | None = None  # in the product's base unit
    price: Decimal | None = None  # yuan per spoken unit, where said
    gift: bool = False
    explains: str = ""  # the word that this product was said to be: 大肘子=控制臂
    spans: Mapping[str, Span] = field(default_factory=dict)  # product, quantity, price
    confidence: float = 1.0
    doubts: tuple[Doubt, ...] = ()
    signs: Signs = field(default_factory=dict)  # product, quantity, price: what speaks against the reading
    trust: Mapping[str, float] = field(default_factory=dict)  # the same fields: how probably the value is right


@frozen
class OrderReading:
    """What one order in a message says."""

    customer: str | None = None
    customer_candidates: tuple[Candidate, ...] = ()
    customer_words: str = ""  # the name as written, also where it is in no list
    due: date | None = None
    due_kind: DueKind | None = None
    due_words: str = ""
    items: tuple[LineItem, ...] = ()
    urgent: bool = False
    address: str | None = None
    spans: Mapping[str, Span] = field(default_factory=dict)  # customer, due, address
    confidence: float = 1.0
    doubts: tuple[Doubt, ...] = ()
    signs: Signs = field(default_factory=dict)  # customer, date
    trust: Mapping[str, float] = field(default_factory=dict)  # the same fields


@frozen
class Ref:
    """Which existing order a message speaks of; only what the text names."""

    no: str | None = None
    no_tail: str | None = None
    customer: str | None = None
    customer_candidates: tuple[Candidate, ...] = ()
    sku: str | None = None
    candidates: tuple[Candidate, ...] = ()
    mention: str = ""

    @property
    def empty(self) -> bool:
        """True where the text names no order, customer or product."""
        return self == Ref()


@frozen
class SetCustomer:
    """The order is for this customer, or one of several."""

    customer: str | None
    candidates: tuple[Candidate, ...] = ()
    words: str = ""
    span: Span | None = None


@frozen
class SetDue:
    """The goods are wanted by this day; None takes the date back."""

    due: date | None
    kind: DueKind | None = None
    words: str = ""
    span: Span | None = None
    doubts: tuple[Doubt, ...] = ()


@frozen
class ShiftDue:
    """The order's day moves: later by so many days, earlier where they are negative; None where it is not said by how
    many (晚几天)."""

    days: int | None
    workdays: bool = False
    words: str = ""
    span: Span | None = None


@frozen
class SetAddress:
    """Deliver here."""

    address: str
    span: Span | None = None


@frozen
class SetUrgent:
    """The sender is in a hurry."""

    urgent: bool = True
    span: Span | None = None


@frozen
class SetItem:
    """Replaces parts of one line: only fields that are not None (or not empty) change."""

    line: int | None  # 1-based line of the draft; None where the words do not say which
    item: LineItem  # sku/candidates/mention and/or qty/unit/base_qty/price


@frozen
class AddItem:
    """One more line."""

    item: LineItem


@frozen
class RemoveItem:
    """Takes a line away. `line` is None where the words do not say which (existing orders: see `item`)."""

    line: int | None
    item: LineItem | None = None


@frozen
class BringBack:
    """What the last change took out or altered stands again; `item` says which goods, or how many of them now."""

    item: LineItem
    span: Span | None = None


@frozen
class Unread:
    """A value that was said and that no other edit takes up: the draft must not be confirmed over it."""

    words: str
    span: Span | None = None


Edit = SetCustomer | SetDue | ShiftDue | SetAddress | SetUrgent | SetItem | AddItem | RemoveItem | BringBack | Unread


@frozen
class DraftLine:
    """A line of an open draft, as far as reading the next message needs it."""

    no: int
    sku: str | None
    candidates: tuple[str, ...]  # SKUs still possible
    mention: str
    qty: Decimal | None
    unit: str | None
    said: int = 0  # the message that last spoke of it


@frozen
class DraftHint:
    """An open draft of the sender in this chat."""

    key: int  # which draft an edit is meant for
    customer: str | None
    customer_candidates: tuple[str, ...]
    lines: tuple[DraftLine, ...]
    due: date | None
    asked: str | None = None  # the open question: customer | product | quantity | date
    asked_line: int | None = None  # the line it is about
    choices: tuple[str, ...] = ()  # keys of the numbered choices that were shown
    said: int = 0  # the message that last made or changed it: drafts of one message are answered together
    due_kind: DueKind | None = None
    dropped: tuple[DraftLine, ...] = ()  # what the last message took out of it


@frozen
class OrderHint:
    """An order the sender spoke of here a short while ago: confirmed, or taken back."""

    number: str | None
    customer: str | None
    lines: tuple[DraftLine, ...]
    due: date | None
    standing: bool  # still an order; False where it was cancelled or dropped


@frozen
class Limits:
    """How sure a field must be (by field; `""` for all others): below `mark` it is marked, below `ask` it is asked."""

    mark: Mapping[str, float] = field(default_factory=dict)
    ask: Mapping[str, float] = field(default_factory=dict)


@frozen
class Repeat:
    """The customer's last order once more, every amount times `factor`."""

    factor: Decimal = Decimal(1)


@frozen
class AliasTalk:
    """What is to be done with a customer's own words for products."""

    action: str  # list | teach | forget | undo
    words: str = ""  # the customer's own word
    customer: str | None = None  # where the text names one
    customer_candidates: tuple[Candidate, ...] = ()
    customer_words: str = ""
    product: LineItem | None = None  # teach: what it stands for


@frozen
class Hints:
    """What is known besides the words. `now` is aware, in the shop's zone."""

    now: datetime
    role: str | None = None  # the sender's role, None for a stranger
    sender_customer: str | None = None  # where the sender is a customer
    chat_kind: str = "direct"  # direct | group
    chat_customer: str | None = None  # where the group belongs to one customer
    drafts: tuple[DraftHint, ...] = ()  # the sender's open drafts here, latest touched first
    house: DraftHint | None = None  # the one that a colleague has open in their house's group; the sender has none
    joined: bool = False  # the sender had a hand in that one already
    usual: Mapping[str, int] = field(default_factory=dict)  # SKU -> times this customer had it; ranks, never decides
    orders: tuple[OrderHint, ...] = ()  # what the sender lately confirmed or took back here, the last one first
    recent_order: bool = False  # the sender has an order here that may still be undone
    limits: Limits = field(default_factory=Limits)
    limits_of: Mapping[str, Limits] = field(default_factory=dict)  # by customer, where one has its own
    works: Callable[[date], bool] = is_workday  # whether the company works on a day


@frozen
class Parse:
    """One reading of one message."""

    intent: Intent
    confidence: float  # 0..1: how probably all of it is right
    orders: tuple[OrderReading, ...] = ()  # place_order
    ref: Ref | None = None  # change_order, cancel_order, ask_status, advance_order
    changes: tuple[Edit, ...] = ()  # change_order
    edits: tuple[Edit, ...] = ()  # edit_draft; confirm: what the same words change first
    others: tuple["Parse", ...] = ()  # edit_draft: what the same message changes in further drafts
    draft: int | None = None  # DraftHint.key that edits, confirm, discard are meant for; None = all open drafts
    choice: int | None = None  # a bare number that answers numbered choices, 1-based
    items: tuple[LineItem, ...] = ()  # ask_stock, ask_price, report_shortage: the products spoken of
    status: str | None = None  # advance_order: 审核 排产 备料 生产 质检 出库 运输 签收 退货 付款
    tracking: str | None = None
    ask: tuple[str, ...] = ()  # of customer, product, quantity, date: what must be asked or marked
    evidence: Mapping[str, Span] = field(default_factory=dict)  # field -> where it stands
    rule: str = ""  # the rule that won, for explanation
    sure: float = 1.0  # 0..1: how probably the intent is right
    signs: Mapping[str, float] = field(default_factory=dict)  # what makes the whole message less sure
    repeat: Repeat | None = None  # repeat_last, and place_order that adds to it
    alias: AliasTalk | None = None
    fragment: bool = False  # none: mostly a customer's name, goods, an amount or a day, said without anything else
