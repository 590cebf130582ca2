"""What handlers need from the store, and nothing more. `storage` implements it; `bot` joins the two.

Every method runs inside one transaction that is open from `async with` to `commit()`; leaving the block without
`commit()` rolls everything back.
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self

from handlers.domain.alias import Alias
from handlers.domain.messaging import ChatRef, UserRef
from handlers.domain.order import Deadline, Order, OrderEvent, OrderId, Phase
from handlers.domain.party import Chat, Customer, Person, Product, Role
from handlers.domain.usual import Usual


class Orders(Protocol):
    """Orders and their lines."""

    async def add(self, order: Order) -> Order:
        """Stores a new order and returns it with its id and version 1."""
        ...

    async def get(self, order_id: OrderId) -> Order:
        """Returns the order; raises NotFound."""
        ...

    async def save(self, order: Order) -> Order:
        """Writes the order if its version is still the stored one and returns it one version higher; raises Stale."""
        ...

    async def drafts(self, chat: ChatRef, user: str) -> list[Order]:
        """The person's open drafts in this chat, latest touched first."""
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

    async def last_confirmed(self, user: str, chat: ChatRef, since: datetime) -> Order | None:
        """The order this person confirmed last in this chat, not earlier than `since`, still open."""
        ...

    async def lately(self, user: str, chat: ChatRef, since: datetime) -> list[Order]:
        """The few orders this person placed here that were confirmed or taken back since then, the last one first."""
        ...

    async def usual(
        self, customers: Collection[str], skus: Collection[str], since: datetime
    ) -> dict[str, dict[str, Usual]]:
        """Customer -> SKU -> what this customer's orders since then hold of it; one query."""
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


class Deadlines(Protocol):
    """Promises about time."""

    async def open(self, deadline: Deadline) -> None:
        """Stores it; an open one of the same order, kind and rung is moved instead."""
        ...

    async def close(self, order_id: OrderId, state: str, kinds: Collection[str] | None = None) -> None:
        """Ends the order's open deadlines (of these kinds) as met or cancelled."""
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

    async def seen(self, ref: UserRef, at: datetime) -> None:
        """Remembers that the account was active (ToPerson goes to the account last seen)."""
        ...

    async def with_role(self, role: Role) -> list[Person]:
        """Active people of a role, by name."""
        ...

    async def of_customer(self, customer_id: str) -> list[Person]:
        """A customer's own active people."""
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

    async def groups_of(self, customer_id: str) -> list[ChatRef]:
        """Group chats that belong to the customer."""
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


class Inbox(Protocol):
    """Messages that came in. Used by the dispatcher; handlers only read `texts`."""

    async def done(self, message_id: int) -> None:
        """Marks the message as handled, in the same transaction as its effects."""
        ...

    async def texts(self, ids: Collection[int]) -> dict[int, str]:
        """The stored texts of messages, for showing evidence."""
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


class OutboxWrite(Protocol):
    """Things to be told, as rows. Used by the dispatcher."""

    async def put(self, rows: Sequence[Outgoing]) -> None:
        """Stores rows to be sent; a row whose `dedupe` exists already is left out."""
        ...


class UnitOfWork(Protocol):
    """One transaction."""

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
    def catalogue(self) -> Catalogue:
        """Products."""
        ...

    @property
    def aliases(self) -> Aliases:
        """Customers' own words for products."""
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
