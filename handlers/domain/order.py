"""The book entry: an order, its lines, and what happened to it. Orders are replaced, never mutated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from handlers.domain.finding import Finding, Level
from handlers.domain.messaging import ChatRef
from nlp.types import Doubt as Doubt  # part of an order: `storage` takes both from here
from nlp.types import DueKind as DueKind

OrderId = NewType("OrderId", int)
SYSTEM = "system"  # the actor of what nobody did
STANDS = "stands"  # the event that says how an order stands where no other one does


class Phase(StrEnum):
    """The only state code may name; the states between are words of the flow file."""

    DRAFT = "draft"
    OPEN = "open"
    DONE = "done"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a field's value stands: characters [start, end) of the text of a stored message."""

    message_id: int
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One product line. `base_qty` is in the product's base unit."""

    no: int  # 1-based position
    sku: str | None = None
    label: str = ""  # product name and spec as a person reads it; the mention where the product is open
    mention: str = ""  # the words it came from
    candidates: tuple[str, ...] = ()  # SKUs still possible, best first
    qty: Decimal | None = None
    unit: str | None = None
    base_qty: Decimal | None = None
    base_unit: str = ""
    price: Decimal | None = None  # yuan per base unit, from the price list, never from a conversation
    said_price: Decimal | None = None  # yuan per spoken unit, as said
    gift: bool = False
    doubts: tuple[Doubt, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)  # product | quantity | price
    origin: str = ""  # number of the order the line was repeated from
    picked: Decimal = Decimal(0)  # base units that lie in the box already
    given: str = ""  # the campaign that this gift comes from: computed, never said
    presale: str = ""  # number of the purchase on its way that was accepted instead of stock
    presale_day: date | None = None  # when the customer has it, as accepted
    presale_qty: Decimal | None = None  # accepted for so much, base units; None: for all that is short
    learn: str = ""  # the customer's own word that an answer explained (=word: outright); remembered with the order


class Asked(StrEnum):
    """The one open question of a draft."""

    CUSTOMER = "customer"
    PRODUCT = "product"
    QUANTITY = "quantity"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Choice:
    """One numbered answer."""

    key: str  # customer id or SKU
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the draft asks next; `line` is the 1-based line it is about."""

    about: Asked
    line: int | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """A draft or a sales order. `id` and `version` are 0 until it is stored; every save raises `version` by one."""

    id: OrderId
    version: int
    flow: str
    state: str
    phase: Phase
    chat: ChatRef  # where it was placed; answers go there
    created_at: datetime
    touched_at: datetime
    number: str | None = None  # from confirmation on
    placed_by: str | None = None  # person (people.user) who placed it
    customer_id: str | None = None
    customer_name: str = ""  # as known, or the words as written
    customer_candidates: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    due: date | None = None
    due_kind: DueKind | None = None
    due_words: str = ""
    address: str | None = None
    urgent: bool = False
    tracking: str | None = None
    asked: Question | None = None
    doubts: tuple[Doubt, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)  # customer | due | address
    source_ids: tuple[int, ...] = ()  # inbox ids it was made of
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    entered_at: datetime | None = None  # when the present state was entered
    owner: str | None = None  # role that must act now
    version_confirmed: int | None = None
    findings: tuple[Finding, ...] = ()  # what the checks found when they ran last
    held: bool = False  # confirmed, but a check holds it until somebody approves: nobody works on it
    customer_no: str = ""  # the customer's own order number, as written
    remark: str = ""  # the customer's own wish, for those who pack and ship
    label: int = 0  # version of the printed label, 0: none
    agreed: date | None = None  # the day that the workshop gave its word for
    delayed: date | None = None  # the day before which it is not there, as somebody reported
    shipping: str = ""  # where goods are short: whole (wait for all) or part (what is there goes first)
    tags: tuple[str, ...] = ()  # what is special about it, e.g. 技术争议: put there by rules
    quote: str = ""  # number of the quote that it was made of
    terms: str = ""  # of payment, as agreed when it was confirmed: see `handlers.domain.terms`; empty: as agreed now

    @property
    def key(self) -> str:
        """The key of this order's card: a newer card replaces an older one of the same key."""
        return f"order:{self.id}"

    @property
    def printed(self) -> bool:
        """Whether a label with its address is on its way, or about to be."""
        return self.label > 0 or bool(self.tracking)

    @property
    def holding(self) -> tuple[Finding, ...]:
        """What must be approved before the order is worked on."""
        return tuple(f for f in self.findings if f.level is Level.HOLD)

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What must be changed before the order can be confirmed."""
        return tuple(f for f in self.findings if f.level is Level.BLOCK)

    @property
    def missing(self) -> tuple[tuple[Asked, int | None], ...]:
        """What confirmation still needs: a customer, and a product and quantity on every line. A date is not needed."""
        gaps: list[tuple[Asked, int | None]] = []
        if self.customer_id is None:
            gaps.append((Asked.CUSTOMER, None))
        for line in self.lines:
            if line.sku is None:
                gaps.append((Asked.PRODUCT, line.no))
            if line.base_qty is None:
                gaps.append((Asked.QUANTITY, line.no))
        if not self.lines:
            gaps.append((Asked.PRODUCT, None))
        return tuple(gaps)


@dataclass(frozen=True, slots=True)
class Change:
    """One field's old and new value, as text."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """Something that happened to an order: append-only."""

    order_id: OrderId
    at: datetime
    actor: str  # people.user, SYSTEM, or a rule: see handlers.domain.rules.model
    action: str  # draft edit recall reworded confirm undo discard cancel change note overdue approve reject expire,
    # or the flow's
    from_state: str = ""
    to_state: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()
    message_id: int | None = None
    channel: str = ""
    version: int = 0
    seq: int = 0  # 1-based within the order, given by the store
    before: Order | None = None  # a changed draft as it was, so that a recalled message can be taken back


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promise about time, kept as a row; unique by (order or alert, kind, rung)."""

    order_id: OrderId  # 0: it is not about one order
    kind: str  # a key of handlers.table.DEADLINES, or a watch of the flow
    due_at: datetime
    owner: str  # role
    state: str = "open"  # open | met | missed | cancelled | dead
    rung: int = 0
    id: int = 0
    alert_id: int = 0  # 0: it is not about an alert
    attempts: int = 0  # how often it failed
    error: str = ""  # how it failed last
