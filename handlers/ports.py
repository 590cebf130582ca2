"""What handlers need from the store, and nothing more. `storage` implements it; `bot` joins the two.

Every method runs inside one transaction that is open from `async with` to `commit()`; leaving the block without
`commit()` rolls everything back.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import TracebackType
from typing import Protocol, Self

from handlers.domain.alert import Alert, AlertTold
from handlers.domain.alias import Alias
from handlers.domain.approval import Approval, Verdict
from handlers.domain.buying import Requisition
from handlers.domain.checks.facts import Debts
from handlers.domain.finding import Finding
from handlers.domain.invitation import Invitation, Proof, Stranger
from handlers.domain.messaging import ChatRef, Message, UserRef
from handlers.domain.order import Deadline, Order, OrderEvent, OrderId, Phase
from handlers.domain.party import Chat, Customer, Person, Product, Role
from handlers.domain.payment import Payment, PaymentState
from handlers.domain.pledge import Pledge
from handlers.domain.pricing import Rate
from handlers.domain.promise import Inbound, Promise
from handlers.domain.request import Kind, Request
from handlers.domain.reserve import Hold, HoldKind, Level
from handlers.domain.returning import Returned, ReturnState
from handlers.domain.rules.matching import Looks
from handlers.domain.rules.model import RuleVersion, Switch
from handlers.domain.slip import Slip
from handlers.domain.tracking import Parcel, Report, Scan
from handlers.domain.usual import Usual


class Orders(Protocol):
    """Orders and their lines."""

    async def add(self, order: Order) -> Order:
        """Stores a new order and returns it with its id and version 1."""
        ...

    async def expect(self, ids: Collection[OrderId]) -> None:
        """Reads in one go what `get` will be asked for next, each once."""
        ...

    async def get(self, order_id: OrderId) -> Order:
        """Returns the order; raises NotFound."""
        ...

    async def save(self, order: Order) -> Order:
        """Writes the order if its version is still the stored one and returns it one version higher; raises Stale."""
        ...

    async def drafts(self, chat: ChatRef, user: str) -> list[Order]:
        """The person's open drafts in this chat, latest touched first; in a direct chat those of all direct chats."""
        ...

    async def by_number(self, number: str) -> Order | None:
        """Finds an order by its full number, letter case ignored."""
        ...

    async def by_tail(self, tail: str, limit: int = 6) -> list[Order]:
        """Orders whose number ends with these digits, newest first."""
        ...

    async def find(
        self,
        *,
        customers: Collection[str] | None = None,
        skus: Collection[str] | None = None,
        phases: Collection[Phase] = (Phase.OPEN,),
        placed_by: str | None = None,
        since: datetime | None = None,
        limit: int = 6,
    ) -> list[Order]:
        """Orders that match everything given (a line with one of the SKUs is enough), newest confirmed first."""
        ...

    async def of_message(self, message: Message) -> list[Order]:
        """The orders that a message made or changed, oldest first."""
        ...

    async def last_confirmed(self, user: str, chat: ChatRef, since: datetime) -> Order | None:
        """The order this person confirmed last here, not earlier than `since`, still open; see `drafts`."""
        ...

    async def lately(self, user: str, chat: ChatRef, since: datetime) -> list[Order]:
        """The few orders this person placed here that were confirmed or taken back since then, the last one first."""
        ...

    async def usual(
        self, customers: Collection[str], skus: Collection[str], since: datetime
    ) -> dict[str, dict[str, Usual]]:
        """Customer -> SKU -> what this customer's orders since then hold of it; one query."""
        ...

    async def alike(self, order: Order, since: datetime, limit: int = 20) -> list[Order]:
        """The customer's other confirmed orders since then with one of the products, or with the same order number."""
        ...

    async def gifted(self, customer_id: str, campaigns: Collection[str], without: OrderId) -> dict[str, int]:
        """Campaign -> how many of the customer's confirmed orders, without this one, hold a gift of it."""
        ...

    async def next_number(self, day: date) -> int:
        """Counts 1, 2, 3… per shop day, inside this transaction: no number is given twice or lost."""
        ...


class Events(Protocol):
    """The append-only history."""

    async def add(self, event: OrderEvent) -> None:
        """Appends; `seq` is given here."""
        ...

    async def of(self, order_id: OrderId) -> list[OrderEvent]:
        """Everything that happened to the order, oldest first."""
        ...

    @property
    def added(self) -> list[OrderEvent]:
        """What was appended in this transaction and still stands, oldest first."""
        ...

    async def orders_since(self, since: datetime, look: Looks, limit: int) -> list[OrderId]:
        """Numbered orders to which something of this kind happened since then, the latest first."""
        ...


class Deadlines(Protocol):
    """Promises about time."""

    async def open(self, *wanted: Deadline) -> None:
        """Stores them; an open one of the same order or alert, kind and rung is moved instead."""
        ...

    async def close(self, order_id: OrderId, state: str, kinds: Collection[str] | None = None) -> None:
        """Ends the order's open deadlines (of these kinds) as met or cancelled."""
        ...

    async def waits(self, kind: str) -> datetime | None:
        """When the open one of this kind is due that is about nothing in particular."""
        ...

    async def close_alert(self, alert_id: int) -> None:
        """Nothing more is to be done about an alert."""
        ...

    async def of(self, order_id: OrderId) -> list[Deadline]:
        """The order's deadlines, soonest first."""
        ...

    async def claim_due(self, now: datetime, limit: int = 100) -> list[Deadline]:
        """Takes open deadlines whose time has come and marks them missed; no two processes get the same one."""
        ...

    async def next_due(self) -> datetime | None:
        """When the soonest open deadline is due."""
        ...


class Parties(Protocol):
    """People, customers, chats."""

    def remember(self) -> None:
        """Asks for nobody twice from now on, until this transaction itself changes somebody."""
        ...

    async def person(self, user: str) -> Person | None:
        """Somebody by our own key, active or not."""
        ...

    async def person_at(self, ref: UserRef) -> Person | None:
        """The active person bound to this platform account."""
        ...

    async def person_in(self, chat: ChatRef) -> Person | None:
        """The active person whose direct chat this is."""
        ...

    async def accounts(self, user: str) -> list[UserRef]:
        """The person's platform accounts, last seen first."""
        ...

    async def bind(self, ref: UserRef, user: str, direct_chat_id: str = "") -> None:
        """Says that this account is this person; without a chat id the platform's own user id is the direct chat."""
        ...

    async def unbind(self, refs: Collection[UserRef]) -> None:
        """These accounts are nobody from now on."""
        ...

    async def bound(self, account: str) -> list[tuple[UserRef, str]]:
        """The accounts of this id on all platforms, with whom they are bound to, active or not."""
        ...

    async def add(self, person: Person) -> None:
        """Stores somebody new."""
        ...

    async def set_active(self, user: str, *, active: bool) -> None:
        """Lets somebody in or keeps him out, at once."""
        ...

    async def named(self, name: str) -> list[Person]:
        """People of this name or key, active or not."""
        ...

    async def seen(self, ref: UserRef, at: datetime) -> None:
        """Remembers that the account was active (ToPerson goes to the account last seen)."""
        ...

    async def with_role(self, role: Role) -> list[Person]:
        """Active people of a role, by name."""
        ...

    async def of_customer(self, customer_id: str) -> list[Person]:
        """A customer's own active people."""
        ...

    async def all_customers(self) -> list[Customer]:
        """Every customer, by id."""
        ...

    async def customer(self, customer_id: str) -> Customer | None:
        """A customer by id."""
        ...

    async def customers(self, ids: Collection[str]) -> dict[str, Customer]:
        """Customers by id; unknown ids are left out."""
        ...

    async def chat(self, chat: ChatRef) -> Chat | None:
        """What we know of a chat."""
        ...

    async def direct_chat(self, ref: UserRef) -> ChatRef:
        """The direct chat with this account on its platform."""
        ...

    async def group_named(self, name: str) -> list[ChatRef]:
        """Group chats of this name or id."""
        ...

    async def groups_of(self, customer_id: str) -> list[ChatRef]:
        """Group chats that belong to the customer."""
        ...


class Invitations(Protocol):
    """Codes that make somebody known, and accounts that nobody knows."""

    async def make(self, invitation: Invitation) -> tuple[Invitation, str]:
        """Stores an invitation; returns it with its id, and its code, which is told this once."""
        ...

    async def use(self, code: str, ref: UserRef, now: datetime) -> Invitation | None:
        """Takes a code that is good and was never used; only one who asks gets it."""
        ...

    async def void(self, user: str, at: datetime) -> None:
        """Open codes for this person, and those he made, count no longer."""
        ...

    async def met(self, ref: UserRef, chat: ChatRef, at: datetime) -> None:
        """Remembers that an account wrote that nobody is bound to, and where it is answered."""
        ...

    async def failures(self, ref: UserRef, since: datetime, proof: Proof = "code") -> int:
        """How many wrong codes, or wrong claims, the account brought in the span that began after `since`."""
        ...

    async def failed(self, ref: UserRef, at: datetime, span: timedelta, proof: Proof = "code") -> None:
        """Counts a wrong code, or a wrong claim; a span that is over begins anew."""
        ...

    async def strangers(self, account: str | None = None, limit: int = 50) -> list[Stranger]:
        """Accounts (of this id) that wrote and that no active person is bound to, latest first."""
        ...

    async def forget(self, ref: UserRef) -> None:
        """The account is no stranger any more."""
        ...


class Catalogue(Protocol):
    """Products."""

    async def product(self, sku: str) -> Product | None:
        """A product by SKU."""
        ...

    async def products(self, skus: Collection[str]) -> dict[str, Product]:
        """Products by SKU; unknown ones are left out."""
        ...


class Aliases(Protocol):
    """Customers' own words for products."""

    async def of(self, customer_id: str) -> list[Alias]:
        """The customer's words as they stand, newest first."""
        ...

    async def find(self, customer_id: str, key: str) -> Alias | None:
        """What the customer means by a word."""
        ...

    async def get(self, alias_id: int) -> Alias | None:
        """A word by its id, gone or not."""
        ...

    async def of_order(self, order_id: int) -> list[Alias]:
        """The words that an order's confirmation taught and that still stand."""
        ...

    async def last_change(self, customer_id: str) -> Alias | None:
        """The word that was taught, learnt, forgotten or restored last."""
        ...

    async def taught_by(self, user: str, since: datetime) -> Alias | None:
        """The word that this person taught last, not earlier than `since`, and that still stands."""
        ...

    async def put(self, alias: Alias) -> Alias:
        """Stores a word; its earlier meaning for this customer, if any, is kept as replaced."""
        ...

    async def forget(self, alias_id: int, at: datetime) -> None:
        """The word means nothing of its own from now on."""
        ...

    async def take_back(self, alias_id: int, at: datetime) -> None:
        """The word goes, and what it replaced stands again."""
        ...

    async def restore(self, alias_id: int, at: datetime) -> None:
        """A forgotten or replaced word stands again, instead of what the customer means by it now."""
        ...


class Stock(Protocol):
    """What is there, who holds it, what is on its way, and what was promised of all that."""

    async def levels(self, skus: Collection[str]) -> dict[str, Level]:
        """What is there of products; unknown ones are left out."""
        ...

    async def lock(self, skus: Collection[str]) -> None:
        """Keeps these products for this transaction, in one order for everybody; call it before `levels` and `hold`."""
        ...

    async def hold(
        self,
        order_id: OrderId,
        shares: Mapping[str, Decimal],
        kind: HoldKind,
        at: datetime,
        until: datetime | None = None,
    ) -> set[str]:
        """Makes the order's holds exactly these; returns the products of which it holds less than before."""
        ...

    async def release(self, order_id: OrderId) -> set[str]:
        """The order holds nothing any more; returns the products that it held."""
        ...

    async def of(self, order_id: OrderId) -> list[Hold]:
        """What an order holds."""
        ...

    async def holders(self, sku: str) -> list[Hold]:
        """Who holds a product, firm holds first, oldest first."""
        ...

    async def issue(
        self, order_id: OrderId, needed: Mapping[str, Decimal], at: datetime, by: str
    ) -> dict[str, Decimal]:
        """Goods leave the house for an order: its holds first, then what is free; returns what the books lack."""
        ...

    async def receive(self, sku: str, qty: Decimal, at: datetime, by: str) -> Level:
        """Goods come into the house; what was on its way of them is less by as much, the earliest delivery first."""
        ...

    async def take_back(self, order_id: OrderId, sku: str, qty: Decimal, at: datetime, by: str) -> Level:
        """Goods of an order come back: what is on its way is no less for that."""
        ...

    async def count(self, sku: str, qty: Decimal, at: datetime | None, by: str) -> list[Hold]:
        """What is really there. Where that is less than what is held, the newest holds shrink; returns them."""
        ...

    async def inbound(self, skus: Collection[str]) -> dict[str, tuple[Inbound, ...]]:
        """What is on its way of products, soonest first."""
        ...

    async def claimed(self, skus: Collection[str], order_id: OrderId) -> dict[str, Decimal]:
        """How much other confirmed orders wait for of products."""
        ...

    async def booked(self, works: Collection[str], since: date, order_id: OrderId) -> dict[str, dict[date, Decimal]]:
        """Line -> day -> what other orders' promises take of it; nobody else books on these lines meanwhile."""
        ...

    async def promise(self, order_id: OrderId, found: Sequence[Promise]) -> None:
        """Keeps what an order was promised, instead of what was promised before."""
        ...

    async def promised(self, order_id: OrderId) -> tuple[Promise, ...]:
        """What an order was promised last."""
        ...

    async def waiting(self, skus: Collection[str], limit: int = 1_000) -> list[OrderId]:
        """Orders that wait for one of these products, by customer level, then by the day, then the oldest first."""
        ...


class Accounts(Protocol):
    """Money."""

    async def debts(self, customer_id: str, order_id: OrderId, today: date, overdue_before: date) -> Debts:
        """What a customer owes without this order; `overdue_before`: what was due earlier is overdue."""
        ...

    async def prices(self, customer_id: str, skus: Collection[str], day: date) -> tuple[Rate, ...]:
        """What is in the price list for a customer and for everybody and holds on this day, for any amount."""
        ...


class Payments(Protocol):
    """What was paid of orders."""

    async def add(self, payment: Payment) -> Payment:
        """Stores a claim and returns it with its id."""
        ...

    async def get(self, payment_id: int) -> Payment | None:
        """A payment by its id."""
        ...

    async def of(self, order_id: OrderId) -> list[Payment]:
        """The payments of an order, oldest first."""
        ...

    async def decide(
        self, payment_id: int, state: PaymentState, by: str, at: datetime, received: Decimal | None = None
    ) -> bool:
        """Ends a claim; False where it is over. What was received counts for the order from now on."""
        ...


class Returns(Protocol):
    """Goods that customers give back."""

    async def add(self, wish: Returned) -> Returned:
        """Stores a wish and returns it with its id."""
        ...

    async def get(self, return_id: int) -> Returned | None:
        """A wish by its id."""
        ...

    async def of(self, order_id: OrderId) -> list[Returned]:
        """The wishes of an order, oldest first."""
        ...

    async def decide(self, return_id: int, state: ReturnState, by: str, at: datetime) -> bool:
        """Answers a wish; False where that was done."""
        ...

    async def receive(self, return_id: int, by: str, at: datetime, worth: Decimal) -> bool:
        """The goods are here: so much is owed no longer; False where they were not awaited."""
        ...


class Approvals(Protocol):
    """Decisions about orders that a check holds."""

    async def add(self, approval: Approval) -> Approval:
        """Stores a question and returns it with its id."""
        ...

    async def get(self, approval_id: int) -> Approval | None:
        """An approval by its id."""
        ...

    async def of(self, order_id: OrderId) -> list[Approval]:
        """Everything that was asked about an order, oldest first."""
        ...

    async def decide(self, approval_id: int, verdict: Verdict, by: str, at: datetime, reason: str) -> bool:
        """Answers it; False where somebody was faster, or it is over."""
        ...

    async def ask_reason(self, approval_id: int, verdict: Verdict, user: str, at: datetime) -> None:
        """Remembers that the next words of this person are the reason of this verdict."""
        ...

    async def forget_reason(self, user: str) -> None:
        """This person is not asked for a reason any more."""
        ...

    async def awaiting(self, user: str, since: datetime) -> Approval | None:
        """The open approval whose reason this person was asked for, not earlier than `since`."""
        ...

    async def void(self, order_id: OrderId, *, granted: bool = True) -> None:
        """What was asked about an order counts no longer; with `granted` neither does what was approved."""
        ...

    async def widen(self, approval_id: int, findings: Sequence[Finding], expires_at: datetime) -> None:
        """An open question is about these findings now."""
        ...


class Pledges(Protocol):
    """What people promised."""

    async def add(self, pledge: Pledge) -> Pledge:
        """Stores it and returns it with its id."""
        ...

    async def get(self, number: int) -> Pledge | None:
        """One by its id; nobody else changes it before this transaction ends."""
        ...

    async def save(self, pledge: Pledge) -> None:
        """Writes how it stands."""
        ...

    async def of(self, user: str | None, limit: int = 50) -> list[Pledge]:
        """Somebody's promises, or everybody's: open ones by day, then broken ones, the newest first."""
        ...


class Alerts(Protocol):
    """What is late or short, and who was told."""

    async def add(self, alert: Alert) -> Alert | None:
        """Stores a new one and returns it with its id; None where one of the same subject goes on."""
        ...

    async def get(self, alert_id: int) -> Alert | None:
        """An alert by its id; nobody else changes it before this transaction ends."""
        ...

    async def save(self, alert: Alert) -> None:
        """Writes what became of it."""
        ...

    async def going_on(self, subject: str) -> Alert | None:
        """The alert of a subject that is not closed."""
        ...

    async def all_going_on(self, subjects: Collection[str]) -> dict[str, Alert]:
        """Subject -> its alert that is not closed, for those that have one."""
        ...

    async def open(self, limit: int = 100) -> list[Alert]:
        """Alerts that are not closed, oldest first."""
        ...

    async def since(self, at: datetime) -> list[Alert]:
        """Alerts that were opened since then, oldest first."""
        ...

    async def of_rule(self, rule: str) -> list[Alert]:
        """The alerts of a rule that are not closed, oldest first."""
        ...

    async def standing(self, order_id: OrderId) -> list[Alert]:
        """The alerts of an order that are not closed, oldest first."""
        ...

    async def told_to(self, audiences: Sequence[str], limit: int = 10) -> list[Alert]:
        """Alerts that one of these was told of and that are not closed, told last first."""
        ...

    async def pending(self, user: str, since: datetime) -> Alert | None:
        """The alert about which this person was asked for words, not earlier than `since`."""
        ...

    async def tell(self, told: Sequence[AlertTold]) -> None:
        """Remembers who is told."""
        ...

    async def told(self, alert_id: int) -> list[AlertTold]:
        """Who was told of an alert, oldest first."""
        ...


class Requisitions(Protocol):
    """Wishes to buy."""

    async def add(self, wanted: Requisition) -> Requisition:
        """Stores it and returns it with its number; the one that is there where the alert has one."""
        ...

    async def of_alert(self, alert_id: int) -> Requisition | None:
        """The requisition that an alert led to."""
        ...


class Rules(Protocol):
    """Operators' rules: what was written, and what counts."""

    async def lock(self) -> None:
        """Whoever changes rules waits here for whoever else does."""
        ...

    async def add(self, made: RuleVersion) -> RuleVersion:
        """Stores a rule as the next version of its name and returns it; the last one where nothing is different."""
        ...

    async def get(self, name: str, version: int = 0) -> RuleVersion | None:
        """A version of a rule; 0: the newest."""
        ...

    async def newest(self) -> list[RuleVersion]:
        """The newest version of every rule, by name."""
        ...

    async def versions(self, name: str) -> list[RuleVersion]:
        """Every version of a rule, oldest first."""
        ...

    async def tried(self, name: str, version: int, by: str, at: datetime, hits: int) -> None:
        """Remembers that a version was tried, and on how many orders."""
        ...

    async def in_force(self) -> list[RuleVersion]:
        """What counts now, by name."""
        ...

    async def switch(self, switch: Switch) -> Switch:
        """From now on this version counts, or none; returns it with its id."""
        ...

    async def switches(self, name: str = "", limit: int = 200) -> list[Switch]:
        """What was switched (of one rule), the latest first."""
        ...


class Parcels(Protocol):
    """Waybills and what carriers say of them."""

    async def follow(self, parcel: Parcel) -> None:
        """An order has this waybill from now on; one that is known already stays as it is."""
        ...

    async def numbered(self, number: str) -> list[Parcel]:
        """The parcels with this waybill: several orders may travel together."""
        ...

    async def of(self, order_id: OrderId) -> list[Parcel]:
        """An order's waybills, by number."""
        ...

    async def heard(self, report: Report, now: datetime) -> bool:
        """Keeps a report's scans; False where they hold nothing new. What a whole history lacks now is dropped."""
        ...

    async def scans(self, number: str) -> list[Scan]:
        """What is known of a waybill's way, oldest first."""
        ...

    async def stands(self, parcel: Parcel) -> None:
        """Writes how a parcel stands."""
        ...


class Requests(Protocol):
    """What customers asked for that a person must decide on."""

    async def add(self, request: Request) -> Request:
        """Stores it and returns it with its id."""
        ...

    async def get(self, request_id: int) -> Request | None:
        """A request by its id."""
        ...

    async def open_of(self, user: str, kind: Kind, order_id: OrderId | None) -> Request | None:
        """What this person asked for already, about the same order, and has no answer to."""
        ...

    async def of_order(self, order_id: OrderId) -> list[Request]:
        """Everything that was asked for about an order, oldest first."""
        ...

    async def save(self, request: Request) -> None:
        """Writes its alert, and what came of it."""
        ...


class Slips(Protocol):
    """Promises that slipped and of which the customer is to be told."""

    async def add(self, slip: Slip) -> Slip:
        """Stores it and returns it with its id."""
        ...

    async def save(self, slip: Slip) -> None:
        """Writes what became of it."""
        ...

    async def get(self, slip_id: int) -> Slip | None:
        """A slip by its id; nobody else changes it before this transaction ends."""
        ...

    async def open_of(self, order_id: OrderId) -> Slip | None:
        """The order's slip that nobody was told of yet."""
        ...

    async def last_of(self, order_id: OrderId) -> Slip | None:
        """The newest slip of an order."""
        ...

    async def pending(self, owner: str, since: datetime) -> Slip | None:
        """The open slip for which this person was asked for words, not earlier than `since`."""
        ...


class Quiet(Protocol):
    """People who want to be told nothing but answers."""

    async def set(self, user: str, at: datetime | None) -> None:
        """From then on; None: he wants to be told again."""
        ...

    async def users(self) -> frozenset[str]:
        """All of them."""
        ...


class Inbox(Protocol):
    """Messages that came in. Used by the dispatcher; handlers only read `texts` and `pictures`."""

    async def done(self, message_id: int) -> None:
        """Marks the message as handled, in the same transaction as its effects."""
        ...

    async def texts(self, ids: Collection[int]) -> dict[int, str]:
        """The stored texts of messages, for showing evidence."""
        ...

    async def said(self, chat: ChatRef, before: datetime, limit: int) -> list[str]:
        """The last texts that came in a chat within a day before then, oldest first."""
        ...

    async def pictures(self, chat: ChatRef, sender: UserRef, since: datetime, *, files: bool = False) -> list[int]:
        """Handled messages with nothing but a picture (or a file) that somebody sent in a chat, the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to be told to one chat: a finished card, addressed."""

    chat: ChatRef
    card: str  # cards.card.Card as JSON
    dedupe: str  # a second row with the same value is never stored: idempotency key
    created_at: datetime
    key: str = ""  # what it replaces in this chat: the earlier card of the same key is updated where the platform can
    reply_to: str = ""  # external id of the message it answers
    card_ref: str = ""  # the platform's one-time handle of the pressed card (see Tap.card_ref)
    mention: tuple[str, ...] = ()  # platform user ids to @ in a group
    not_before: datetime | None = None
    expires_at: datetime | None = None
    trace: int = 0  # inbox row that caused it, 0 for a timer
    order_id: int | None = None
    renews: str = ""  # may | only: see handlers.notices.Push


class OutboxWrite(Protocol):
    """Things to be told, as rows. Used by the dispatcher."""

    async def put(self, rows: Sequence[Outgoing]) -> None:
        """Stores rows to be sent; a row whose `dedupe` exists already is left out."""
        ...

    async def drop(self, chat: ChatRef, at: datetime, why: str) -> None:
        """What still waits to be told in this chat is not told any more."""
        ...


class Meta(Protocol):
    """Small facts by name."""

    async def get(self, key: str) -> str | None:
        """The value of a name."""
        ...

    async def set(self, key: str, value: str) -> None:
        """Writes the value of a name."""
        ...


class UnitOfWork(Protocol):
    """One transaction."""

    @property
    def meta(self) -> Meta:
        """Small facts by name."""
        ...

    @property
    def orders(self) -> Orders:
        """Orders and their lines."""
        ...

    @property
    def events(self) -> Events:
        """The append-only history."""
        ...

    @property
    def deadlines(self) -> Deadlines:
        """Promises about time."""
        ...

    @property
    def parties(self) -> Parties:
        """People, customers, chats."""
        ...

    @property
    def invitations(self) -> Invitations:
        """Codes that make somebody known, and accounts that nobody knows."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """Products."""
        ...

    @property
    def aliases(self) -> Aliases:
        """Customers' own words for products."""
        ...

    @property
    def stock(self) -> Stock:
        """What is there, who holds it, what was promised."""
        ...

    @property
    def accounts(self) -> Accounts:
        """Money."""
        ...

    @property
    def payments(self) -> Payments:
        """What was paid of orders."""
        ...

    @property
    def returns(self) -> Returns:
        """Goods that customers give back."""
        ...

    @property
    def approvals(self) -> Approvals:
        """Decisions about orders that a check holds."""
        ...

    @property
    def alerts(self) -> Alerts:
        """What is late or short, and who was told."""
        ...

    @property
    def requisitions(self) -> Requisitions:
        """Wishes to buy."""
        ...

    @property
    def pledges(self) -> Pledges:
        """What people promised."""
        ...

    @property
    def rules(self) -> Rules:
        """Operators' rules."""
        ...

    @property
    def parcels(self) -> Parcels:
        """Waybills and what carriers say of them."""
        ...

    @property
    def requests(self) -> Requests:
        """What customers asked for that a person must decide on."""
        ...

    @property
    def slips(self) -> Slips:
        """Promises that slipped."""
        ...

    @property
    def quiet(self) -> Quiet:
        """People who want to be told nothing but answers."""
        ...

    @property
    def inbox(self) -> Inbox:
        """Messages that came in."""
        ...

    @property
    def outbox(self) -> OutboxWrite:
        """Things to be told."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A part that is undone where it raises, while the unit itself goes on: a refusal leaves nothing behind."""
        ...

    async def commit(self) -> None:
        """Makes everything done in this block lasting."""
        ...
