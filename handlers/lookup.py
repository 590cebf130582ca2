"""Looks up who and what stands around an order: by its number, its salesperson, who placed it, what they are called."""

from collections.abc import Collection, Iterable
from dataclasses import fields

from handlers.access import customer_of, may_hear
from handlers.context import Context
from handlers.domain.errors import NotFound
from handlers.domain.order import Order, OrderId
from handlers.domain.party import Customer, Person, Role, Speaker
from handlers.domain.rules.model import said
from handlers.ports import UnitOfWork


async def order_there(order_id: OrderId, uow: UnitOfWork) -> Order | None:
    """The order; None where there is none of this id any more."""
    try:
        return await uow.orders.get(order_id)
    except NotFound:
        return None


async def orders_numbered(about: str, uow: UnitOfWork) -> list[Order]:
    """The order of this number; else those whose number ends with these digits, the newest first."""
    found = await uow.orders.by_number(about)
    return [found] if found else await uow.orders.by_tail(about)


async def company_of(person: Person, uow: UnitOfWork) -> Customer | None:
    """The customer whose employee this is."""
    return await uow.parties.customer(person.customer_id) if person.customer_id else None


async def seller_of(customer: Customer | None, ctx: Context, uow: UnitOfWork) -> Person | None:
    """The customer's salesperson, where there is one who did not leave; while he is on leave, his stand-in."""
    seller = await uow.parties.person(customer.owner) if customer and customer.owner else None
    return await acting(seller, ctx, uow) if seller is not None and seller.active else None


async def sellers_of(order: Order, ctx: Context, uow: UnitOfWork) -> list[str]:
    """Our own people who answer for an order: who placed it, the customer's salesperson, and their stand-ins."""
    customer = await customer_of(order, uow)
    people = await ours((order.placed_by, customer.owner if customer else None), uow)
    return await with_stand_ins(people, ctx, uow)


async def with_stand_ins(people: Iterable[Person], ctx: Context, uow: UnitOfWork) -> list[str]:
    """These people, and who acts today for those of them who are on leave; each once."""
    own = list(people)
    return list(dict.fromkeys([one.user for one in own] + [(await acting(one, ctx, uow)).user for one in own]))


async def ours(users: Iterable[str | None], uow: UnitOfWork) -> list[Person]:
    """Those of them who are our own people and did not leave, each once."""
    found = [await uow.parties.person(user) for user in dict.fromkeys(users) if user]
    return [one for one in found if one is not None and one.active and one.role is not Role.CUSTOMER]


async def customers_own(user: str, order: Order, uow: UnitOfWork) -> Person | None:
    """Somebody of the order's own customer who may be told of it; None where he is somebody else, or left."""
    person = await uow.parties.person(user)
    theirs = person is not None and person.role is Role.CUSTOMER and may_hear(person, order)
    return person if theirs else None


async def name_of(user: str | None, uow: UnitOfWork) -> str:
    """What somebody is called; empty where nobody is meant, or he is unknown."""
    person = await uow.parties.person(user) if user else None
    return person.name if person is not None else ""


async def names_of(users: Collection[str], uow: UnitOfWork) -> dict[str, str]:
    """What these people, and rules, are called; who is unknown is left out."""
    names: dict[str, str] = {}
    for user in sorted(users):
        person = await uow.parties.person(user)
        if person is not None:
            names[user] = person.name
        elif rule := said(user):
            names[user] = rule
    return names


async def stand_in(person: Person, ctx: Context, uow: UnitOfWork) -> Person | None:
    """The person, or who is there for him today; None where nobody is."""
    today, asked = ctx.now.astimezone(ctx.zone).date(), set[str]()
    current: Person | None = person
    while current is not None and current.user not in asked:
        asked.add(current.user)
        user = current.user
        gone = next((a for a in ctx.policy.away if a.user == user and a.since <= today <= a.until), None)
        if gone is None:
            return current if current.active else None
        current = await uow.parties.person(gone.instead) if gone.instead else None
    return None


async def acting(person: Person, ctx: Context, uow: UnitOfWork) -> Person:
    """Who answers in a person's place today: somebody of the same role who is there for him; else he himself."""
    return await answers_for(person, ctx, uow) or person


async def answers_for(person: Person, ctx: Context, uow: UnitOfWork) -> Person | None:
    """The person, or somebody of his role who is there for him; None where nobody can answer for him today."""
    there = await stand_in(person, ctx, uow)
    return there if there is not None and there.role is person.role else None


async def speaker(person: Person, ctx: Context, uow: UnitOfWork) -> Speaker:
    """The person with the colleagues on leave for whom he acts today: those of his role whose stand-in he is."""
    gone = [one for user in sorted({a.user for a in ctx.policy.away}) if (one := await uow.parties.person(user))]
    mine = [one.user for one in gone if one != person and one.active and await answers_for(one, ctx, uow) == person]
    own = {field.name: getattr(person, field.name) for field in fields(person)}
    return Speaker(**own, covers=frozenset(mine))


async def anybody_there(roles: Iterable[str], ctx: Context, uow: UnitOfWork) -> bool:
    """Whether somebody of these roles is not on leave today."""
    for role in roles:
        for person in await uow.parties.with_role(Role(role)):
            if person.active and await stand_in(person, ctx, uow) == person:
                return True
    return False
