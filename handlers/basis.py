"""看产能依据: what an order's promised day, or a day that a customer wants, is computed from; for our own people."""

from dataclasses import replace

from handlers.access import actor, customer_of
from handlers.checking import shipping_of, supplied
from handlers.context import Context
from handlers.domain.approval import DATE, Verdict
from handlers.domain.basis import bases
from handlers.domain.errors import Refused, Stale
from handlers.domain.messaging import ChatKind, Message, Tap, id_in
from handlers.domain.order import Order, Phase
from handlers.domain.party import Role
from handlers.domain.promise import promises
from handlers.domain.reserve import needs
from handlers.domain.typed import Typed
from handlers.hints import open_drafts
from handlers.limits import terms_for
from handlers.lookup import orders_numbered
from handlers.notices import BasisShown, Push
from handlers.ports import UnitOfWork
from handlers.taps import seen
from handlers.telling import discreetly

ALIVE = frozenset({Phase.DRAFT, Phase.OPEN})


async def tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The facts as they are now; `value`: a question about another day of the order, or empty."""
    if actor(ctx).role is Role.CUSTOMER:
        raise Refused("button.unknown")
    order = await seen(tap, ctx, uow)
    question = await uow.approvals.get(id_in(tap.value) or 0)
    if question is not None and question.order_id == order.id and question.topic == DATE and question.wanted:
        order = question.wanted
    return await show(order, msg, ctx, uow)


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """产能依据 0002, or of the open draft; None where there is neither."""
    if not command.about:
        drafts = await open_drafts(msg, ctx, uow)
        return await show(drafts[0], msg, ctx, uow) if drafts else None
    found = [order for order in await orders_numbered(command.about, uow) if order.phase is Phase.OPEN]
    if len(found) != 1:
        return None
    asked = [one for one in await uow.approvals.of(found[0].id) if one.topic == DATE and one.state is Verdict.OPEN]
    return await show(asked[-1].wanted or found[0] if asked else found[0], msg, ctx, uow)


async def show(order: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Counted anew, without a day that somebody gave his word for; to the speaker alone: it tells of other orders."""
    if order.phase not in ALIVE or order.missing:
        raise Stale(order) if order.phase not in ALIVE else Refused("choice.gone")
    order = replace(order, agreed=None)
    terms, products = (
        terms_for(ctx.policy, await customer_of(order, uow)),
        await uow.catalogue.products(needs(order.lines)),
    )
    _, supplies, capacity = await supplied(order, terms, products, ctx, uow)
    promised = promises(order.lines, supplies, await shipping_of(order, terms, ctx, uow), capacity)
    notice = BasisShown(order, promised, bases(promised, supplies, capacity))
    return [discreetly(msg, notice, ctx, alone=msg.chat.kind is ChatKind.GROUP)]
