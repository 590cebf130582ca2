"""Makes pushes: the answer to the speaker, and news to everybody else an order concerns, each audience once."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.access import actor, customer_of, may_hear
from handlers.context import Context
from handlers.domain.messaging import Audience, Message, ToChat, ToCustomer, ToPerson, ToRole
from handlers.domain.order import Change, Order
from handlers.domain.party import VIP, Customer, Lane, Person, Role
from handlers.domain.promise import Promise
from handlers.limits import terms_for
from handlers.lookup import with_stand_ins
from handlers.notices import Notice, OrderNews, Push
from handlers.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Told:
    """What happened, for those who hear of it."""

    action: str
    from_state: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()
    by: str = ""  # people.user of who did it, where that is not who acts now
    approved: bool = False  # by who acts now, which is why it is told only now


def answer(msg: Message, notice: Notice, key: str = "") -> Push:
    """Tells the chat the message came from."""
    return Push(ToChat(msg.chat), notice, key=key, reply=True)


def privately(person: Person, notice: Notice, key: str = "") -> Push:
    """Tells the person alone."""
    return Push(ToPerson(person.user), notice, key=key)


def discreetly(msg: Message, notice: Notice, ctx: Context, *, alone: bool) -> Push:
    """Answers, to the speaker alone where others would read along who must not."""
    return privately(actor(ctx), notice) if alone else answer(msg, notice)


def tells(ctx: Context, action: str, state: str) -> tuple[str, ...]:
    """Who the flow wants told of a move out of a state; a change is told to those who heard of the order."""
    if action == "change":
        confirm = ctx.flow.move(ctx.flow.start, "confirm")
        return (*(confirm.tell if confirm else ()), "placer")
    move = ctx.flow.move(state, action)
    return move.tell if move else ()


async def lane_of(customer: Customer | None, ctx: Context, uow: UnitOfWork) -> tuple[Lane | None, Person | None]:
    """A VIP's lane, and who looks after him; nobody else has one."""
    if customer is None or customer.level != VIP:
        return None, None
    user = terms_for(ctx.policy, customer).service
    server = await uow.parties.person(user) if user else None
    if server is None or not server.active or server.role is Role.CUSTOMER:
        return Lane(), None
    return Lane(server.name), server


async def news(
    order: Order,
    told: Told,
    ctx: Context,
    uow: UnitOfWork,
    *,
    promised: tuple[Promise, ...] = (),
) -> list[Push]:
    """One push an audience, none for the person who did it."""
    person = ctx.actor
    customer = await customer_of(order, uow)
    found: dict[Audience, str] = {}
    lane, server = await lane_of(customer, ctx, uow)
    for who in tells(ctx, told.action, told.from_state):
        for to, role in await _audiences(who, order, told, customer, ctx, uow):
            if person is None or to != ToPerson(person.user):
                found.setdefault(to, role)
    if lane is not None and told.action == "confirm":  # what goes first is prepared first
        found.setdefault(ToRole(Role.WAREHOUSE.value), Role.WAREHOUSE.value)
        if server is not None and (person is None or server.user != person.user):
            found.setdefault(ToPerson(server.user), server.role.value)
    if any(isinstance(to, ToCustomer) for to in found):  # reaches all of the customer's people already
        found = {to: role for to, role in found.items() if isinstance(to, ToCustomer) or role != Role.CUSTOMER.value}
    doer = await uow.parties.person(told.by) if told.by else person
    by = doer.name if doer else ""
    approved = person.name if person and told.approved and doer != person else ""
    return [
        Push(
            to,
            OrderNews(
                order,
                told.action,
                by,
                told.from_state,
                told.reason,
                ctx.flow.next_actions(order.state, role),
                told.changes,
                promised,
                lane if told.action == "confirm" and role != Role.CUSTOMER.value else None,
                approved,
            ),
            key=order.key,
            urgent=lane is not None and told.action == "confirm",
        )
        for to, role in found.items()
    ]


async def _audiences(
    who: str, order: Order, told: Told, customer: Customer | None, ctx: Context, uow: UnitOfWork
) -> Iterable[tuple[Audience, str]]:
    if who == "placer":
        return await _person(order.placed_by, order, ctx, uow)
    if who == "seller":
        return await _person(customer.owner if customer else None, order, ctx, uow)
    if who == "customer":
        return await _customer(order, ctx, uow)
    role = who
    if who == "owner":
        role = order.owner or ctx.flow.owner(told.from_state) or ""
    return [(ToRole(role), role)] if role else []


async def _person(user: str | None, order: Order, ctx: Context, uow: UnitOfWork) -> list[tuple[Audience, str]]:
    person = await uow.parties.person(user) if user else None
    if person is None or not may_hear(person, order):
        return []
    if person.role is Role.CUSTOMER and person.user in await uow.quiet.users():
        return []
    return [(ToPerson(one), person.role.value) for one in await with_stand_ins([person], ctx, uow)]


async def _customer(order: Order, ctx: Context, uow: UnitOfWork) -> list[tuple[Audience, str]]:
    if order.customer_id is None:
        return []
    if ctx.actor is None or ctx.actor.role is not Role.CUSTOMER:
        return [(ToCustomer(order.customer_id), Role.CUSTOMER.value)]
    others, quiet = await uow.parties.of_customer(order.customer_id), await uow.quiet.users()
    return [(ToPerson(p.user), Role.CUSTOMER.value) for p in others if p.user not in {ctx.actor.user, *quiet}]
