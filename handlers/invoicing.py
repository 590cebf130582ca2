"""0012 开票: who sells asks finance for an order's invoice; finance says so once it is made."""

from dataclasses import replace

from handlers import answering
from handlers.access import actor
from handlers.book import happened, keep, not_over
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.messaging import ChatKind, Message
from handlers.domain.order import Order
from handlers.domain.party import Role
from handlers.domain.request import Kind
from handlers.domain.typed import Typed
from handlers.intake import ask
from handlers.locate import meant, which
from handlers.notices import Noted, Push
from handlers.ports import UnitOfWork
from handlers.telling import discreetly
from handlers.wishes import asking

MADE = "已开票"


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A request to finance, of our own people; said by finance itself it is done."""
    found = await meant(command.about, msg, ctx, uow)
    if len(found.orders) != 1:
        return [discreetly(msg, which(found), ctx, alone=found.private)]
    order = found.orders[0]
    not_over(order)
    if actor(ctx).role is Role.FINANCE:
        return await _made(order, msg, ctx, uow)
    if command.words:  # 已开票: only finance knows
        raise Refused("invoice.role", {"单号": order.number or ""})
    return await ask(Kind.INVOICE, msg, order, ctx, uow)


async def _made(order: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """It is written down with the order, and whoever asked for it hears."""
    pushes: list[Push] = []
    for alert in await uow.alerts.standing(order.id):
        wish = await asking(alert, uow)
        if wish is not None and wish.request.kind is Kind.INVOICE:
            pushes += await answering.solved(alert, MADE, msg, ctx, uow)
    event = replace(happened(order, "note", actor(ctx).user, ctx), reason=MADE)
    order = await keep(replace(order, touched_at=ctx.now), event, msg, uow)
    alone = msg.chat.kind is ChatKind.GROUP
    return [discreetly(msg, Noted(order, MADE), ctx, alone=alone), *pushes]
