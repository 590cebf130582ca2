"""Who may see and touch what. Everything that leaves a handler passes `keep_private` once more."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from handlers.context import Context
from handlers.domain.messaging import ChatKind, ChatRef, Message, ToChat, ToPerson
from handlers.domain.offers import Allotted
from handlers.domain.order import SYSTEM, Order, Phase
from handlers.domain.party import Customer, Person, Role
from handlers.notices import Notice, Push
from handlers.ports import UnitOfWork

LONGEST = 40  # characters of an order number


@dataclass(frozen=True, slots=True)
class Scope:
    """Which orders may be spoken of to this person in this chat: those of `customers`, or all where it is None."""

    customers: frozenset[str] | None
    private: bool = False  # the answer belongs into the person's direct chat, others read along here

    def shows(self, order: Order) -> bool:
        """Whether this order may be spoken of."""
        return self.customers is None or order.customer_id in self.customers


def actor(ctx: Context) -> Person:
    """The person who speaks; handlers are only called for people we know."""
    if ctx.actor is None:
        raise RuntimeError("a stranger reached a handler")
    return ctx.actor


def doer(ctx: Context) -> str:
    """Who does what happens now: the person who speaks, or nobody."""
    return ctx.actor.user if ctx.actor is not None else SYSTEM


async def scope(chat: ChatRef, ctx: Context, uow: UnitOfWork) -> Scope:
    """What this person may be told here: customers their own, a customer's group only that customer's."""
    person = actor(ctx)
    home = await group_customer(chat, uow)
    if person.role is Role.CUSTOMER:
        own = frozenset({person.customer_id}) if person.customer_id else frozenset()
        return Scope(own, private=chat.kind is ChatKind.GROUP and home != person.customer_id)
    return Scope(None if home is None else frozenset({home}))


async def group_customer(chat: ChatRef, uow: UnitOfWork) -> str | None:
    """The customer a group belongs to."""
    if chat.kind is not ChatKind.GROUP:
        return None
    known = await uow.parties.chat(chat)
    return known.customer_id if known else None


async def customer_of(order: Order, uow: UnitOfWork) -> Customer | None:
    """The order's customer, where it is known."""
    return await uow.parties.customer(order.customer_id) if order.customer_id else None


async def owns_draft(order: Order, person: Person, uow: UnitOfWork) -> bool:
    """Whether a draft is this person's to decide on: the placer's, the customer's salesperson's, a manager's.

    A stand-in's too, while the placer or the salesperson is on leave. What one of a customer's people wrote in a group
    is his colleagues' as well: they are one house.
    """
    if person.role is Role.CUSTOMER and order.placed_by == person.user:
        return order.customer_id in (None, person.customer_id)
    if person.role is Role.CUSTOMER:
        return await _same_house(order, person, uow)
    customer = await customer_of(order, uow)
    seller = customer.owner if customer else None
    return person.role is Role.MANAGER or person.acts_for(order.placed_by, seller)


async def _same_house(draft: Order, person: Person, uow: UnitOfWork) -> bool:
    """Whether a colleague of this customer's person wrote the draft in the group of their house."""
    if draft.placed_by is None or None is draft.customer_id or draft.customer_id != person.customer_id:
        return False
    if await group_customer(draft.chat, uow) != person.customer_id:
        return False
    placer = await uow.parties.person(draft.placed_by)
    return placer is not None and placer.role is Role.CUSTOMER and placer.customer_id == person.customer_id


def may_change(order: Order, person: Person, customer: Customer | None) -> bool:
    """Whether a confirmed order is this person's to change: the placer's, the seller's, a stand-in's, a manager's."""
    if person.role is Role.CUSTOMER and order.customer_id != person.customer_id:
        return False
    seller = customer.owner if customer else None
    return person.role is Role.MANAGER or person.acts_for(order.placed_by, order.confirmed_by, seller)


def may_see(order: Order, person: Person) -> bool:
    """Whether this person may know of the order at all."""
    if person.role is not Role.CUSTOMER:
        return True
    if order.phase is Phase.DRAFT or order.number is None:
        return order.placed_by == person.user
    return order.customer_id is not None and order.customer_id == person.customer_id


def may_hear(person: Person, order: Order) -> bool:
    """Whether somebody may be told of an order unasked: nobody of another customer, nobody who left."""
    return person.active and (person.role is not Role.CUSTOMER or person.customer_id == order.customer_id)


async def keep_private(pushes: list[Push], msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Moves what a customer's group may not read into the speaker's direct chat: the last gate of every answer."""
    home = await group_customer(msg.chat, uow)
    if home is None or ctx.actor is None:
        return pushes
    here = ToChat(msg.chat)
    return [
        _moved(push, ctx.actor) if push.to == here and await _foreign(push.notice, home, uow) else push
        for push in pushes
    ]


async def _foreign(notice: Notice, home: str, uow: UnitOfWork) -> bool:
    """Whether it tells of another customer's order or quote, be it only by its number, as a refusal may."""
    named = _numbers_in(notice)
    orders = [*orders_in(notice), *[await uow.orders.by_number(number) for number in named]]
    quotes = [await uow.quotations.by_number(number) for number in named]
    return any(one is not None and one.customer_id not in (None, home) for one in (*orders, *quotes))


def _numbers_in(notice: Notice) -> set[str]:
    """Every word or fact of a notice that may be an order's number."""
    values = [getattr(notice, f.name) for f in fields(notice)]
    flat = [one for value in values for one in (value.values() if isinstance(value, Mapping) else (value,))]
    return {one for one in flat if isinstance(one, str) and len(one) <= LONGEST and any(map(str.isdigit, one))}


def orders_in(notice: Notice) -> list[Order]:
    """Every order a notice holds."""
    values = [getattr(notice, f.name) for f in fields(notice)]
    flat = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    inside = [one.order if isinstance(one, Allotted) else one for one in flat]
    return [one for one in inside if isinstance(one, Order)]


def _moved(push: Push, person: Person) -> Push:
    return Push(ToPerson(person.user), push.notice, key=push.key, dedupe=push.dedupe, urgent=push.urgent)
