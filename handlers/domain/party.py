"""Who takes part: people with a role, customers, and the products they trade."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from config.people import LEVELS
from config.people import Role as Role

PERSON = "user:"  # before a person's key, where a role could stand too


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff or a customer's employee."""

    user: str
    name: str
    role: Role
    customer_id: str | None = None  # where the role is customer
    active: bool = True
    phone_tail: str = ""  # the last four digits, all that is kept of the number; empty: not known

    def acts_for(self, *users: str | None) -> bool:
        """Whether he is one of these people."""
        return self.user in users


@dataclass(frozen=True, slots=True)
class Speaker(Person):
    """Who speaks in a message: the person, and the colleagues on leave for whom he acts today. It is not stored."""

    covers: frozenset[str] = frozenset()

    def acts_for(self, *users: str | None) -> bool:
        """Whether he is one of these people, or acts for one of them today."""
        return any(user == self.user or user in self.covers for user in users)


def as_owner(user: str) -> str:
    """A person where otherwise a role stands by its name: as the owner of something, or among those who are asked."""
    return f"{PERSON}{user}"


def user_in(owner: str) -> str:
    """Whom such a word means; empty: a role."""
    return owner.removeprefix(PERSON) if owner.startswith(PERSON) else ""


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who buys. A VIP's orders go first."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    level: str = LEVELS[-1]
    region: str = ""
    credit_limit: Decimal = Decimal(0)  # yuan; 0: none agreed, not checked
    owner: str | None = None  # the salesperson (people.user)


VIP = LEVELS[0]
RANK: dict[str, int] = {level: place for place, level in enumerate(LEVELS)}
UNRANKED = len(LEVELS)  # the rank of everybody else


@dataclass(frozen=True, slots=True)
class Lane:
    """An order that goes first: of a VIP, and the name of who looks after him, where somebody does."""

    service: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat we know: `customer_id` where a group belongs to one customer."""

    channel: str
    chat_id: str
    kind: str
    name: str
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """Something that is sold. Quantities are in `unit`, the base unit; a pack's factor is base units per pack."""

    sku: str
    name: str
    spec: str = ""
    aliases: tuple[str, ...] = ()
    unit: str = "件"
    packs: Mapping[str, Decimal] = field(default_factory=dict)
    price: Decimal | None = None  # yuan per base unit
    min_price: Decimal | None = None
    stock: Decimal = Decimal(0)  # as last counted by the price list; what is there now: ports.Stock
    safety_stock: Decimal = Decimal(0)
    lead_days: int = 0
    substitutes: tuple[str, ...] = ()
    min_qty: Decimal = Decimal(0)  # the least that is sold at once; 0: any amount
    cost: Decimal | None = None  # yuan per base unit; for those who may see it
    supplier: str = ""  # who it is bought from

    @property
    def label(self) -> str:
        """Name and specification as a person reads them."""
        return f"{self.name} {self.spec}".strip()
