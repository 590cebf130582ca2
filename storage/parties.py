"""People, customers, chats and platform accounts as rows; implements `handlers.ports.Parties`."""

from collections.abc import Awaitable, Callable, Collection, Hashable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import RowMapping, bindparam, delete, or_, select, update
from sqlalchemy import insert as plain_insert

from handlers.domain.messaging import ChatKind, ChatRef, UserRef
from handlers.domain.party import Chat, Customer, Person, Role
from storage.catalogue import CatalogueTable
from storage.columns import columns_of
from storage.connection import Connection
from storage.sql import insert
from storage.tables import accounts, chats, customers, people

T = TypeVar("T")

# Built once: SQLAlchemy needs longer to build a statement and to look it up than SQLite to run it.
_AT = (accounts.c.channel == bindparam("channel"), accounts.c.user_id == bindparam("user_id"))
_ACTIVE = select(people).join(accounts, accounts.c.user == people.c.user).where(people.c.active)
_PERSON = select(people).where(people.c.user == bindparam("user"))
_PERSON_AT = _ACTIVE.where(*_AT)
_PERSON_IN = _ACTIVE.where(
    accounts.c.channel == bindparam("channel"), accounts.c.direct_chat_id == bindparam("chat_id")
).limit(1)
_ACCOUNTS = (
    select(accounts.c.channel, accounts.c.user_id)
    .where(accounts.c.user == bindparam("user"))
    .order_by(accounts.c.last_seen.desc().nulls_last(), accounts.c.channel, accounts.c.user_id)
)
_DIRECT_CHAT = select(accounts.c.direct_chat_id).where(*_AT)
_SEEN = (
    update(accounts)
    .where(accounts.c.channel == bindparam("here"), accounts.c.user_id == bindparam("who"))
    .where(or_(accounts.c.last_seen.is_(None), accounts.c.last_seen < bindparam("at")))
    .values(last_seen=bindparam("at"))
)
_CUSTOMERS = select(customers).where(customers.c.id.in_(bindparam("ids", expanding=True)))
_CHAT = select(chats).where(chats.c.channel == bindparam("channel"), chats.c.chat_id == bindparam("chat_id"))
_GROUPS = (
    select(chats)
    .where(chats.c.customer_id == bindparam("customer"), chats.c.kind == ChatKind.GROUP.value)
    .order_by(chats.c.channel, chats.c.chat_id)
)
_OF_CUSTOMER = (
    select(people)
    .where(people.c.customer_id == bindparam("customer"), people.c.active)
    .order_by(people.c.name, people.c.user)
)
_OF_ROLE = (
    select(people).where(people.c.role == bindparam("role"), people.c.active).order_by(people.c.name, people.c.user)
)


class PartyTable:
    """People, customers and chats inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection
        self._known: dict[Hashable, Any] | None = None

    def remember(self) -> None:
        """Asks for nobody twice from now on, until this transaction itself changes somebody."""
        self._known = {}

    def _forget(self) -> None:
        self._known = None

    async def person(self, user: str) -> Person | None:
        """Somebody by our own key, active or not."""

        async def ask() -> Person | None:
            found = (await self._connection.execute(_PERSON, {"user": user})).mappings().first()
            return None if found is None else _person(found)

        return await self._once(("person", user), ask)

    async def person_at(self, ref: UserRef) -> Person | None:
        """The active person bound to this platform account."""
        account = {"channel": ref.channel, "user_id": ref.user_id}
        found = (await self._connection.execute(_PERSON_AT, account)).mappings().first()
        person = None if found is None else _person(found)
        if person is not None and self._known is not None:
            self._known["person", person.user] = person
        return person

    async def person_in(self, chat: ChatRef) -> Person | None:
        """The active person whose direct chat this is."""
        place = {"channel": chat.channel, "chat_id": chat.chat_id}
        found = (await self._connection.execute(_PERSON_IN, place)).mappings().first()
        return None if found is None else _person(found)

    async def accounts(self, user: str) -> list[UserRef]:
        """The person's platform accounts, last seen first."""

        async def ask() -> list[UserRef]:
            rows = await self._connection.execute(_ACCOUNTS, {"user": user})
            return [UserRef(row.channel, row.user_id) for row in rows]

        return await self._once(("accounts", user), ask)

    async def bind(self, ref: UserRef, user: str, direct_chat_id: str = "") -> None:
        """Says that this account is this person; without a chat id the platform's own user id is the direct chat."""
        statement = insert(self._connection, accounts).values(
            channel=ref.channel, user_id=ref.user_id, user=user, direct_chat_id=direct_chat_id or ref.user_id
        )
        fresh = {"user": statement.excluded.user, "direct_chat_id": statement.excluded.direct_chat_id}
        same = [accounts.c.channel, accounts.c.user_id]
        await self._connection.execute(statement.on_conflict_do_update(index_elements=same, set_=fresh))
        self._forget()

    async def unbind(self, refs: Collection[UserRef]) -> None:
        """These accounts are nobody from now on."""
        for ref in refs:
            gone = delete(accounts).where(accounts.c.channel == ref.channel, accounts.c.user_id == ref.user_id)
            await self._connection.execute(gone)
        self._forget()

    async def bound(self, account: str) -> list[tuple[UserRef, str]]:
        """The accounts of this id on all platforms, with whom they are bound to, active or not."""
        query = select(accounts).where(accounts.c.user_id == account).order_by(accounts.c.channel)
        rows = await self._connection.execute(query)
        return [(UserRef(row.channel, row.user_id), row.user) for row in rows]

    async def add(self, person: Person) -> None:
        """Stores somebody new; those who read words hear of it."""
        await self._connection.execute(plain_insert(people).values(**columns_of(person)))
        self._forget()
        await CatalogueTable(self._connection).raise_version()

    async def set_active(self, user: str, *, active: bool) -> None:
        """Lets somebody in or keeps him out, at once."""
        await self._connection.execute(update(people).where(people.c.user == user).values(active=active))
        self._forget()
        await CatalogueTable(self._connection).raise_version()

    async def named(self, name: str) -> list[Person]:
        """People of this name or key, active or not."""
        return await self._people(or_(people.c.name == name, people.c.user == name))

    async def seen(self, ref: UserRef, at: datetime) -> None:
        """Remembers that the account was active (ToPerson goes to the account last seen)."""
        await self._connection.execute(_SEEN, {"here": ref.channel, "who": ref.user_id, "at": at})

    async def last_seen(self, ref: UserRef) -> datetime | None:
        """When the account was active last; None where it never was."""
        query = select(accounts.c.last_seen).where(accounts.c.channel == ref.channel, accounts.c.user_id == ref.user_id)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def with_role(self, role: Role) -> list[Person]:
        """Active people of a role, by name."""

        async def ask() -> list[Person]:
            rows = (await self._connection.execute(_OF_ROLE, {"role": role.value})).mappings()
            return [_person(row) for row in rows]

        return await self._once(("role", role), ask)

    async def of_customer(self, customer_id: str) -> list[Person]:
        """A customer's own active people."""
        rows = (await self._connection.execute(_OF_CUSTOMER, {"customer": customer_id})).mappings()
        return [_person(row) for row in rows]

    async def all_people(self) -> list[Person]:
        """Everybody, active or not, by name."""
        return await self._people()

    async def customer(self, customer_id: str) -> Customer | None:
        """A customer by id."""

        async def ask() -> Customer | None:
            return (await self.customers([customer_id])).get(customer_id)

        return await self._once(("customer", customer_id), ask)

    async def customers(self, ids: Collection[str]) -> dict[str, Customer]:
        """Customers by id; unknown ids are left out."""
        rows = await self._connection.execute(_CUSTOMERS, {"ids": list(ids)})
        return {row["id"]: customer_of(row) for row in rows.mappings()}

    async def all_customers(self) -> list[Customer]:
        """Every customer, by id."""
        rows = await self._connection.execute(select(customers).order_by(customers.c.id))
        return [customer_of(row) for row in rows.mappings()]

    async def chat(self, chat: ChatRef) -> Chat | None:
        """What we know of a chat."""

        async def ask() -> Chat | None:
            place = {"channel": chat.channel, "chat_id": chat.chat_id}
            found = (await self._connection.execute(_CHAT, place)).mappings().first()
            return None if found is None else _chat(found)

        return await self._once(("chat", chat), ask)

    async def all_chats(self) -> list[Chat]:
        """Every known chat, by channel and id."""
        rows = await self._connection.execute(select(chats).order_by(chats.c.channel, chats.c.chat_id))
        return [_chat(row) for row in rows.mappings()]

    async def direct_chat(self, ref: UserRef) -> ChatRef:
        """The direct chat with this account on its platform."""

        async def ask() -> ChatRef:
            account = {"channel": ref.channel, "user_id": ref.user_id}
            known = (await self._connection.execute(_DIRECT_CHAT, account)).scalar_one_or_none()
            return ChatRef(ref.channel, known or ref.user_id, ChatKind.DIRECT)

        return await self._once(("direct", ref), ask)

    async def group_named(self, name: str) -> list[ChatRef]:
        """Group chats of this name or id."""
        query = select(chats).where(or_(chats.c.name == name, chats.c.chat_id == name))
        query = query.where(chats.c.kind == ChatKind.GROUP.value).order_by(chats.c.channel, chats.c.chat_id)
        rows = await self._connection.execute(query)
        return [ChatRef(row.channel, row.chat_id, ChatKind.GROUP) for row in rows]

    async def groups_of(self, customer_id: str) -> list[ChatRef]:
        """Group chats that belong to the customer."""
        rows = await self._connection.execute(_GROUPS, {"customer": customer_id})
        return [ChatRef(row.channel, row.chat_id, ChatKind.GROUP) for row in rows]

    async def _once(self, what: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
        if self._known is None:
            return await ask()
        if what not in self._known:
            self._known[what] = await ask()
        found: T = self._known[what]
        return found

    async def _people(self, *conditions: Any) -> list[Person]:
        query = select(people).where(*conditions).order_by(people.c.name, people.c.user)
        return [_person(row) for row in (await self._connection.execute(query)).mappings()]


def _person(row: RowMapping) -> Person:
    return Person(row["user"], row["name"], Role(row["role"]), row["customer_id"], row["active"], row["phone_tail"])


def _chat(row: RowMapping) -> Chat:
    return Chat(row["channel"], row["chat_id"], row["kind"], row["name"], row["customer_id"])


def customer_of(row: RowMapping) -> Customer:
    """The customer of a row."""
    return Customer(
        id=row["id"],
        name=row["name"],
        aliases=tuple(row["aliases"]),
        level=row["level"],
        region=row["region"],
        credit_limit=row["credit_limit"],
        owner=row["owner"],
    )
