"""先交一部分: what can be there by a wanted day goes by then; the rest becomes an order of its own, for the old day."""

from dataclasses import replace

from handlers.access import actor, customer_of
from handlers.altering import Altered
from handlers.book import hold_still
from handlers.change_requests import outcome, planned, pledged, pressed, sooner
from handlers.context import Context
from handlers.domain.approval import DATE, Approval, Verdict
from handlers.domain.compare import compare
from handlers.domain.errors import Refused, Stale
from handlers.domain.matrix import allows
from handlers.domain.messaging import Message, Tap
from handlers.domain.order import Order, Phase
from handlers.domain.party import Role
from handlers.domain.payment import PaymentState
from handlers.domain.promise import late
from handlers.domain.typed import Typed
from handlers.lookup import orders_numbered
from handlers.notices import Push
from handlers.placing import apart, divided
from handlers.ports import UnitOfWork
from handlers.telling import Told, news

OPEN_OR_REFUSED = frozenset({Verdict.OPEN, Verdict.REFUSED, Verdict.EXPIRED})


async def tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """同意先交514件; `value` is the question about the day."""
    return await part_first(await pressed(tap, uow), msg, ctx, uow)


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """同意先交 0002; None where nobody asked about another day of such an order."""
    mine = [order for order in await orders_numbered(command.about, uow) if await _may(order, ctx, uow)]
    for order in mine:
        asked = [one for one in await uow.approvals.of(order.id) if one.topic == DATE]
        if asked:
            return await part_first(asked[-1], msg, ctx, uow)
    if mine or (actor(ctx).role is not Role.CUSTOMER and await orders_numbered(command.about, uow)):
        raise Refused("choice.gone")  # 同意 must not be read as something else of the order
    return None


async def _may(order: Order, ctx: Context, uow: UnitOfWork) -> bool:
    return allows(ctx.flow.spec, order, ("date",), actor(ctx), await customer_of(order, uow))


async def part_first(question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Parts the order, as things stand now; whoever was asked about all of it need not decide any more."""
    await hold_still([question.order_id], uow)
    before = await uow.orders.get(question.order_id)
    if not await _may(before, ctx, uow):
        raise Refused("button.unknown")
    wanted = question.wanted
    if before.phase is not Phase.OPEN or before.held or wanted is None or not sooner(before, wanted):
        raise Stale(before)
    if question.state not in OPEN_OR_REFUSED:
        raise Stale(before)
    if await _begun(before, uow):
        raise Refused("part.begun", {"单号": before.number or ""})
    after = replace(before, due=wanted.due, due_kind=wanted.due_kind, due_words=wanted.due_words, agreed=None)
    plan = await planned(after, DATE, ctx, uow)
    parts = divided(after, {part.no: part.lacking for part in plan.parts})
    if parts is None:
        raise Refused("part.gone", {"单号": before.number or ""})
    first, rest = parts
    rest = replace(rest, due=before.due, due_kind=before.due_kind, due_words=before.due_words, agreed=before.agreed)
    was = tuple(await uow.stock.promised(before.id))
    first, rest = await apart(before, (replace(first, touched_at=ctx.now), rest), msg, ctx, uow)
    promised = tuple(await uow.stock.promised(first.id))
    if late(first, promised):
        raise Refused("part.gone", {"单号": before.number or ""})
    if question.state is Verdict.OPEN:
        await uow.approvals.decide(question.id, Verdict.GRANTED, actor(ctx).user, ctx.now, "先交一部分")
    question = replace(question, state=Verdict.GRANTED, offered=None, reason="")
    await pledged(first, question, msg, ctx, uow)
    told = Told("change", before.state, "先交一部分", compare(before, first))
    pushes = await news(first, told, ctx, uow, promised=promised)
    done = Altered(first, promised, was, pushes)
    return await outcome(question, done, before, msg, ctx, uow, plan.parts, rest)


async def _begun(order: Order, uow: UnitOfWork) -> bool:
    """Whether goods were picked, a label was printed or money was named for all of it."""
    paid = [one for one in await uow.payments.of(order.id) if one.state in (PaymentState.OPEN, PaymentState.GRANTED)]
    return order.printed or bool(paid) or any(line.picked > 0 for line in order.lines)
