"""Who sits where in the console: its people, its groups, and which of them a person may open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.channels.console.wire import NAME, chat_ref, direct_chat
from cards.words import role as role_word
from config.settings import Settings
from handlers.domain.messaging import ChatKind, UserRef
from handlers.domain.party import Chat, Customer, Person, Product, Role
from storage import Store

USUAL = (Role.SALES, Role.CUSTOMER, Role.CUSTOMER, Role.PRODUCTION, Role.WAREHOUSE)
SEES_ALL = (Role.SALES, Role.SERVICE, Role.MANAGER)
Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and every group of the console, as the store knows them now."""

    people: Mapping[str, Person]
    groups: Mapping[str, Chat]
    customers: Mapping[str, Customer]
    samples: tuple[Product, ...] = ()


def may_open(person: Person, chat: str, group: Chat | None) -> bool:
    """Own direct chat always; staff every group; a customer's people only groups of that customer."""
    if chat == direct_chat(person.user):
        return True
    if group is None or group.kind != ChatKind.GROUP.value:
        return False
    return person.role is not Role.CUSTOMER or group.customer_id == person.customer_id


async def allowed(store: Store, user: str, chat: str) -> bool:
    """Whether this person may read and write in this chat."""
    async with store.read() as uow:
        person = await uow.parties.person_at(UserRef(NAME, user))
        group = await uow.parties.chat(chat_ref(chat))
    return person is not None and may_open(person, chat, group)


async def cast_of(store: Store) -> Cast:
    """Reads people and groups."""
    async with store.read() as uow:
        people = {p.user: p for p in await uow.parties.all_people() if p.active}
        chats = [c for c in await uow.parties.all_chats() if c.channel == NAME]
        customers = {c.id: c for c in await uow.parties.all_customers()}
        products = await uow.catalogue.all()
    groups = {c.chat_id: c for c in chats if c.kind == ChatKind.GROUP.value}
    return Cast(people, groups, customers, _samples(products))


def _samples(products: Sequence[Product]) -> tuple[Product, ...]:
    """Something in stock that people have several words for, and whose name is quickly said."""
    plenty = [p for p in products if p.stock >= 100] or list(products)
    return tuple(sorted(plenty, key=lambda p: (len(p.aliases) < 2, len(p.label), p.sku))[:1])


def boot(cast: Cast, settings: Settings) -> dict[str, Plain]:
    """What the page needs to start: people, groups, which windows to open, three sentences to try."""
    shown = _shown(cast, settings)
    return {
        "zone": settings.company.timezone,
        "people": [_person(person, cast) for person in _in_order(cast.people.values())],
        "groups": [{"chat": g.chat_id, "name": g.name, "customer": g.customer_id} for g in cast.groups.values()],
        "shown": [_window(person, cast, settings) for person in shown],
        "tries": _tries(shown, cast),
    }


def _in_order(people: Iterable[Person]) -> list[Person]:
    roles = list(Role)
    return sorted(people, key=lambda p: (roles.index(p.role), p.user))


def _person(person: Person, cast: Cast) -> Plain:
    customer = cast.customers.get(person.customer_id or "")
    return {
        "user": person.user,
        "name": person.name,
        "role": person.role.value,
        "role_label": role_word(person.role.value),
        "customer": person.customer_id,
        "customer_name": short_name(customer) if customer else None,
    }


def short_name(customer: Customer) -> str:
    """What people call a customer."""
    return customer.aliases[0] if customer.aliases else customer.name


def _shown(cast: Cast, settings: Settings) -> list[Person]:
    named = [cast.people[user] for user in settings.channels.console.people if user in cast.people]
    if named:
        return named
    rest, found = _in_order(cast.people.values()), []
    for role in USUAL:
        person = next((p for p in rest if p.role is role), None)
        if person:
            rest.remove(person)
            found.append(person)
    return found


def _window(person: Person, cast: Cast, settings: Settings) -> Plain:
    """A window opens on the direct chat; the group of the person's job is in front where it is a listed one."""
    listed = [chat for chat in settings.channels.console.groups if may_open(person, chat, cast.groups.get(chat))]
    target = settings.notify.get(person.role.value)
    own = target.chat if target and target.channel == NAME and target.chat in cast.groups else None
    tabs = listed if person.role in SEES_ALL or person.role is Role.CUSTOMER else []
    if own and own not in tabs:
        tabs = [own, *tabs]
    return {"user": person.user, "tabs": list(tabs), "chat": own if own in listed else direct_chat(person.user)}


def _tries(shown: Sequence[Person], cast: Cast) -> Plain:
    seller = next((p for p in shown if p.role is Role.SALES), None)
    buyer = next((p for p in shown if p.role is Role.CUSTOMER), None)
    found: list[Plain] = []
    customer = cast.customers.get(buyer.customer_id or "") if buyer else next(iter(cast.customers.values()), None)
    if seller and customer and cast.samples:
        goods = cast.samples[0]
        found.append(
            {"user": seller.user, "text": f"{short_name(customer)}要{goods.label} 20{goods.unit},后天到"},
        )
    if buyer:
        found.append({"user": buyer.user, "text": "我的货到哪了"})
    if seller:
        found.append({"user": seller.user, "text": "帮助"})
    return found
