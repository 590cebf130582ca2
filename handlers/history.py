"""What was changed of an order, and how it stood on a day."""

from datetime import datetime, time, timedelta

from handlers.access import actor
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message
from handlers.domain.order import Order
from handlers.domain.party import Role
from handlers.domain.past import as_of, day_said, looks_like_a_day, outward, part_of_day
from handlers.domain.typed import Typed
from handlers.locate import meant, which
from handlers.lookup import names_of
from handlers.notices import History, OrderThen, Push
from handlers.ports import UnitOfWork
from handlers.selfservice import INTERNAL
from handlers.telling import discreetly, privately


async def changes(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Who changed what and when; for a customer the own orders, without our people and their reasons."""
    found = await meant(command.about, msg, ctx, uow)
    if not found.orders and not _customer(ctx) and (quotation := await uow.quotations.by_number(command.about)):
        return [privately(actor(ctx), await history(await uow.orders.get(quotation.order_id), uow))]
    if len(found.orders) != 1:
        return [discreetly(msg, which(found, "history"), ctx, alone=found.private)]
    return [discreetly(msg, await history(found.orders[0], uow, outside=_customer(ctx)), ctx, alone=found.private)]


async def history(order: Order, uow: UnitOfWork, *, outside: bool = False) -> History:
    """An order's events, and the names of those who made them; `outside` only what a customer may read."""
    events = [event for event in await uow.events.of(order.id) if event.changes or event.action not in INTERNAL]
    if outside:
        return History(order, outward(events))
    return History(order, tuple(events), await names_of({event.actor for event in events}, uow))


async def then(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """The order at the end of a day, for staff; None where no day is named."""
    day = day_said(command.words, ctx.today)
    if _customer(ctx):
        return None
    if day is None:
        if looks_like_a_day(command.words):
            raise Refused("day.unknown", {"写的": command.words})
        if part_of_day(command.words):
            raise Refused("day.whole", {"单号": command.about})
        return None
    found = await meant(command.about, msg, ctx, uow)
    if len(found.orders) != 1:
        return [discreetly(msg, which(found, "then"), ctx, alone=found.private)]
    order = found.orders[0]
    end = datetime.combine(day + timedelta(days=1), time(), ctx.zone)
    events = await uow.events.of(order.id)
    return [discreetly(msg, OrderThen(order, day, as_of(order, events, end)), ctx, alone=found.private)]


def _customer(ctx: Context) -> bool:
    return actor(ctx).role is Role.CUSTOMER
