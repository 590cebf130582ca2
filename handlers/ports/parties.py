"""Who is who, what they call things, what they want to hear."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from handlers.domain.alias import Alias
from handlers.domain.invitation import Invitation, Proof, Stranger
from handlers.domain.messaging import ChatRef, UserRef
from handlers.domain.party import Chat, Customer, Person, Role


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

    async def last_seen(self, ref: UserRef) -> datetime | None:
        """When the account was active last; None where it never was."""
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

    async def is_open(self, code: str, at: datetime) -> bool:
        """Whether somebody could still be let in by this code."""
        ...

    async def spoil(self, code: str, at: datetime) -> Invitation | None:
        """An open code counts no longer; None where there is no such code."""
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


class Quiet(Protocol):
    """People who want to be told nothing but answers."""

    async def set(self, user: str, at: datetime | None) -> None:
        """From then on; None: he wants to be told again."""
        ...

    async def users(self) -> frozenset[str]:
        """All of them."""
        ...
