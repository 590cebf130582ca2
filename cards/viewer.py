"""Who looks at a card, where and when, and what follows from it: the one place of the cards' privacy rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.settings import FlowSpec
from handlers.domain.messaging import ChatKind
from handlers.domain.order import Order
from handlers.domain.party import Person, Role

PRICE_ROLES = frozenset({Role.SALES, Role.SERVICE, Role.FINANCE, Role.MANAGER})


@dataclass(frozen=True, slots=True)
class Viewer:
    """The reader of one card. `person` is None in a group that is told something, and for a stranger."""

    person: Person | None
    chat_kind: ChatKind
    zone: ZoneInfo  # the shop's
    now: datetime  # aware
    chat_customer: str | None = None  # Chat.customer_id: the group belongs to this customer, outsiders read along
    flows: Mapping[str, FlowSpec] = field(default_factory=dict)  # Settings.flows: the words of states and moves
    machine: bool = False  # nobody reads it: it is for the company's ERP

    @property
    def today(self) -> date:
        """The shop's day."""
        return self.now.astimezone(self.zone).date()

    @property
    def role(self) -> Role | None:
        """What the reader does; None where nobody in particular reads."""
        return self.person.role if self.person is not None else None

    @property
    def direct(self) -> bool:
        """True where nobody else reads along."""
        return self.chat_kind is ChatKind.DIRECT

    @property
    def is_customer(self) -> bool:
        """True for a customer's employee, or for a customer's group that is told something."""
        if self.person is not None:
            return self.person.role is Role.CUSTOMER
        return self.chat_customer is not None

    @property
    def outsider(self) -> bool:
        """True where somebody from outside the company reads: a customer, a customer's group, a stranger."""
        return self.is_customer or self.chat_customer is not None or (self.direct and self.person is None)

    @property
    def staff_direct(self) -> bool:
        """True for a member of staff in a direct chat: stock figures and customer levels may be shown."""
        return self.direct and self.person is not None and not self.outsider

    @property
    def prices(self) -> bool:
        """True where prices and amounts may be shown."""
        return self.staff_direct and self.role in PRICE_ROLES

    @property
    def customer_ids(self) -> frozenset[str]:
        """The customers whose business an outsider may see."""
        own = self.person.customer_id if self.person is not None else None
        return frozenset(c for c in (own, self.chat_customer) if c)

    def flow_of(self, order: Order) -> FlowSpec | None:
        """The words of the order's flow; None where the settings have it no more."""
        return self.flows.get(order.flow)

    def may_see(self, order: Order) -> bool:
        """A customer sees orders of the own company and what he placed himself; staff see what they are sent."""
        if not self.is_customer:
            return True
        placed = self.person is not None and order.placed_by == self.person.user
        return placed or order.customer_id is None or order.customer_id in self.customer_ids

    def may_name(self, customer_id: str | None) -> bool:
        """Whether this customer's full name may be written here."""
        return not self.outsider or (customer_id is not None and customer_id in self.customer_ids)
