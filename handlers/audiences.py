"""Who is told of an alert: the people and groups behind the names of a ladder, or somebody where nobody is there."""

from handlers.access import customer_of
from handlers.context import Context
from handlers.domain.messaging import Audience, ToPerson, ToRole
from handlers.domain.order import Order
from handlers.domain.party import Person, Role, as_owner, user_in
from handlers.lookup import stand_in
from handlers.ports import UnitOfWork

Reached = tuple[str, Audience, tuple[str, ...]]  # as it is kept, who that is, whom to @ there


async def expand(who: str, owner: str, order: Order | None, ctx: Context, uow: UnitOfWork) -> list[Reached]:
    """The people behind a name of a ladder, those who are away replaced; a role's group with its people to @.

    `owner` is whose turn the alert is: a role, or a person (party.as_owner).
    """
    if who == "owner" and (user := user_in(owner)):
        mine = await _people([await uow.parties.person(user)], ctx, uow)
        return mine or await expand(Role.SERVICE.value, owner, order, ctx, uow)
    if user := user_in(who):
        return await _people([await uow.parties.person(user)], ctx, uow)
    if who in ("seller", "placer"):
        return await _people([await person_of(who, order, uow)], ctx, uow)
    if who.startswith("group:"):
        if who[6:] not in ctx.grouped or who[6:] == owner:
            return []
        there = await expand(who[6:], owner, order, ctx, uow)
        mine = await expand("owner", owner, order, ctx, uow) if owner else []
        named = [user_in(to) for to, _, _ in mine]
        owners = tuple(user for user in named if user)
        return [(to, audience, (*mention, *owners)) for to, audience, mention in there]
    role = Role(owner if who == "owner" else who)
    people = await _people(list(await uow.parties.with_role(role)), ctx, uow)
    if role.value in ctx.grouped:
        users = tuple(user_in(to) for to, _, _ in people)
        return [(f"role:{role.value}", ToRole(role.value), users)]
    if not people and role is not Role.MANAGER:
        return await expand(Role.MANAGER.value, owner, order, ctx, uow)
    return people


async def anybody(ctx: Context, uow: UnitOfWork) -> list[Reached]:
    """Who is told where nobody whose turn it is can be: managers, those on leave if need be, or who runs the bot."""
    if there := await expand(Role.MANAGER.value, "", None, ctx, uow):
        return there
    run_it = [await uow.parties.person(user) for user in ctx.ops]
    for people in (await uow.parties.with_role(Role.MANAGER), run_it):
        ours = [one for one in people if one is not None and one.active and one.role is not Role.CUSTOMER]
        if found := [one.user for one in ours if await _has_account(one, uow)]:
            return [(as_owner(user), ToPerson(user), ()) for user in found]
    return []


async def _has_account(person: Person, uow: UnitOfWork) -> bool:
    """Whether there is a platform on which somebody can be told at all."""
    return bool(await uow.parties.accounts(person.user))


async def person_of(who: str, order: Order | None, uow: UnitOfWork) -> Person | None:
    """An order's "seller" or "placer" among the staff; the one where there is no other."""
    if order is None:
        return None
    customer = await customer_of(order, uow)
    seller = await uow.parties.person(customer.owner) if customer and customer.owner else None
    placer = await uow.parties.person(order.placed_by) if order.placed_by else None
    if placer is not None and placer.role is Role.CUSTOMER:
        placer = None
    return (placer or seller) if who == "placer" else (seller or placer)


async def _people(people: list[Person | None], ctx: Context, uow: UnitOfWork) -> list[Reached]:
    found: dict[str, Reached] = {}
    for person in people:
        there = await stand_in(person, ctx, uow) if person is not None and person.active else None
        if there is not None and there.role is not Role.CUSTOMER and await _has_account(there, uow):
            found[there.user] = (as_owner(there.user), ToPerson(there.user), ())
    return list(found.values())
