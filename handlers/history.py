"""What was changed of an order, and how it stood on a day."""

from datetime import datetime, time, timedelta

from handlers.access import actor
from handlers.context import Context
from handlers.domain.messaging import Message
from handlers.domain.order import Order
from handlers.domain.party import Role
from handlers.domain.past import as_of, day_said, outward
from handlers.domain.typed import Typed
from handlers.locate import Located, locate
from handlers.notices import History, NoOrders, Notice, OrderThen, Push, StatusList
from handlers.ports import UnitOfWork
from handlers.selfservice import ALL, INTERNAL, names_of
from handlers.telling import answer, privately
from nlp.types import Ref


async def changes(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Who changed what and when; for a customer the own orders, without our people and their reasons."""
    found = await meant(command.about, msg, ctx, uow)
    if len(found.orders) != 1:
        return [_told(_which(found, "history"), found, msg, ctx)]
    return [_told(await history(found.orders[0], uow, outside=_customer(ctx)), found, msg, ctx)]


async def history(order: Order, uow: UnitOfWork, *, outside: bool = False) -> History:
    """An order's events, and the names of those who made them; `outside` only what a customer may read."""
    events = [event for event in await uow.events.of(order.id) if event.changes or event.action not in INTERNAL]
    if outside:
        return History(order, outward(events))
    return History(order, tuple(events), await names_of({event.actor for event in events}, uow))


async def then(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """The order at the end of a day, for staff; None where no day is named."""
    day = day_said(command.words, ctx.now.astimezone(ctx.zone).date())
    if day is None or _customer(ctx):
        return None
    found = await meant(command.about, msg, ctx, uow)
    if len(found.orders) != 1:
        return [_told(_which(found, "then"), found, msg, ctx)]
    order = found.orders[0]
    end = datetime.combine(day + timedelta(days=1), time(), ctx.zone)
    events = await uow.events.of(order.id)
    return [_told(OrderThen(order, day, as_of(order, events, end)), found, msg, ctx)]


def _customer(ctx: Context) -> bool:
    return actor(ctx).role is Role.CUSTOMER


def _which(found: Located, action: str) -> Notice:
    return StatusList(found.orders, found.more, action) if found.orders else NoOrders(found.words)


async def meant(about: str, msg: Message, ctx: Context, uow: UnitOfWork) -> Located:
    """The orders that a number, or its last digits, speaks of; none: the speaker's own."""
    if not about:
        return await locate(Ref(), msg, ctx, uow, own=True)
    ref = Ref(no=about) if about[0].isalpha() else Ref(no_tail=about)
    return await locate(ref, msg, ctx, uow, phases=ALL)


def _told(notice: Notice, found: Located, msg: Message, ctx: Context) -> Push:
    return privately(actor(ctx), notice) if found.private else answer(msg, notice)
