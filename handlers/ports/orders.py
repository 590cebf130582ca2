"""Orders, what happened to them, what was asked and decided about them."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from handlers.domain.approval import Approval, Verdict
from handlers.domain.messaging import ChatRef, Message
from handlers.domain.order import Deadline, Order, OrderEvent, OrderId, Phase
from handlers.domain.request import Kind, Request
from handlers.domain.rules.matching import Looks
from handlers.domain.usual import Usual


class Orders(Protocol):
    """Orders and their lines."""

    async def open(self) -> list[OrderId]:
        """Every order that is placed and not over, by id."""
        ...

    async def add(self, order: Order) -> Order:
        """Stores a new order and returns it with its id and version 1."""
        ...

    async def expect(self, ids: Collection[OrderId]) -> None:
        """Reads in one go what `get` will be asked for next, each once."""
        ...

    async def amount(self, ids: Collection[OrderId]) -> Decimal:
        """What these orders come to together, as far as prices are known; the orders themselves are not read."""
        ...

    async def get(self, order_id: OrderId) -> Order:
        """Returns the order; raises NotFound."""
        ...

    async def keep(self, order_ids: Collection[OrderId]) -> None:
        """Nobody else writes about these orders before this transaction ends; kept in one order by everybody."""
        ...

    async def save(self, order: Order) -> Order:
        """Writes the order if its version is still the stored one and returns it one version higher; raises Stale."""
        ...

    async def drafts(self, chat: ChatRef, user: str) -> list[Order]:
        """The person's open drafts in this chat, latest touched first; in a direct chat those of all direct chats."""
        ...

    async def drafts_of_house(self, chat: ChatRef, customer: str) -> list[Order]:
        """The open drafts in this group of everybody who belongs to this customer, latest touched first."""
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
        tag: str | None = None,
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

    async def due_on(self, day: date) -> int:
        """How many confirmed orders that are not finished are wanted on this day."""
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

    async def expect(self, order_ids: Collection[OrderId]) -> None:
        """The ends of these orders' histories are read at once; nobody else may change the orders meanwhile."""
        ...

    async def of(self, order_id: OrderId) -> list[OrderEvent]:
        """Everything that happened to the order, oldest first."""
        ...

    @property
    def added(self) -> list[OrderEvent]:
        """What was appended in this transaction and still stands, oldest first."""
        ...

    async def kept(self, states: Collection[str], kind: str, since: datetime, until: datetime) -> tuple[int, int]:
        """Of the moves out of these states from `since` to before `until`: how many came before the order was late.

        And how many there should have been: those, and the orders that became late meanwhile and have not moved.
        `kind`: of the deadline that says late.
        """
        ...

    async def marked(self, actions: Collection[str], limit: int) -> list[OrderId]:
        """Open orders to which one of these happened, those to which most did first."""
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

    async def waits(self, kind: str, alert_id: int = 0) -> datetime | None:
        """When the open one of this kind is due that is about this alert; 0: about nothing in particular."""
        ...

    async def close_alert(self, alert_id: int) -> None:
        """Nothing more is to be done about an alert."""
        ...

    async def of(self, order_id: OrderId) -> list[Deadline]:
        """The order's deadlines, soonest first."""
        ...

    async def claim_due(
        self, now: datetime, limit: int = 100, *, among: Collection[int] | None = None
    ) -> list[Deadline]:
        """Takes open deadlines whose time has come and marks them missed; no two processes get the same one.

        `among` are the ids that may be taken; None: any.
        """
        ...

    async def next_due(self) -> datetime | None:
        """When the soonest open deadline is due."""
        ...


class Approvals(Protocol):
    """Decisions about orders that a check holds."""

    async def add(self, approval: Approval) -> Approval:
        """Stores a question in place of an open one of its topic, and returns it with its id."""
        ...

    async def get(self, approval_id: int) -> Approval | None:
        """An approval by its id."""
        ...

    async def of(self, order_id: OrderId) -> list[Approval]:
        """Everything that was asked about an order, oldest first."""
        ...

    async def decide(
        self, approval_id: int, verdict: Verdict, by: str, at: datetime, reason: str, offered: date | None = None
    ) -> bool:
        """Answers it, with the day that is offered instead; False where somebody was faster, or it is over."""
        ...

    async def hand_on(
        self, approval_id: int, roles: Collection[str], by: str = "", offered: date | None = None, reason: str = ""
    ) -> bool:
        """Others are to answer it, with the day that `by` gave meanwhile, or why there is none; False: it is over."""
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

    async def asked_of(self, who: str) -> list[Approval]:
        """Open questions to one person by name, "user:" and his key, oldest first."""
        ...

    async def asked_by(self, user: str) -> list[Approval]:
        """This person's own open requests, oldest first."""
        ...

    async def decided_of(self, user: str, since: datetime) -> list[Approval]:
        """This person's own requests that were decided, taken back, or left to expire since then; oldest first."""
        ...

    async def unpaid(self, customer_id: str = "") -> list[OrderId]:
        """Orders of a customer, or of all, that are held for what is owed, and not refused for good."""
        ...

    async def void(self, order_id: OrderId, *, granted: bool = True) -> None:
        """Nothing that was asked about an order counts any more; without `granted` only open questions of a hold."""
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

    async def all_open_of(self, user: str) -> list[Request]:
        """Everything that this person asked for and has no answer to, oldest first."""
        ...

    async def last_open(self, user: str, chat: ChatRef, since: datetime) -> Request | None:
        """What this person asked for last in this chat, not earlier than `since`, and has no answer to."""
        ...

    async def answered(self, user: str, kind: Kind, order_id: OrderId | None, since: datetime) -> Request | None:
        """What this person asked about the same order and had answered, not earlier than `since`; the newest."""
        ...

    async def save(self, request: Request) -> None:
        """Writes its alert, and what came of it."""
        ...
