"""插单评估: the ways to have an order sooner than it comes, and the choice of one, which confirms a draft."""

from dataclasses import replace

from handlers import replanning
from handlers.access import actor, customer_of, may_change, owns_draft
from handlers.book import hold_still
from handlers.checking import promised_now
from handlers.confirm import confirm_order, not_yours
from handlers.context import Context
from handlers.domain.errors import Refused, Stale
from handlers.domain.messaging import ChatKind, Message, Tap
from handlers.domain.order import Order, Phase
from handlers.domain.party import Role
from handlers.domain.plans import Plan
from handlers.domain.promise import whole
from handlers.notices import PlansShown, Push
from handlers.ports import UnitOfWork
from handlers.rush import finding, ways
from handlers.taps import tapped
from handlers.telling import discreetly

LETTERS = "ABCDEF"


async def tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """插单评估: every plan with its day, its cost and who would wait."""
    return await show(await _own(await tapped(tap, ctx, uow), ctx, uow), msg, ctx, uow)


async def choose_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """选A; `value` is the plan's kind."""
    return await choose(await _own(await tapped(tap, ctx, uow), ctx, uow), tap.value, msg, ctx, uow)


async def _own(order: Order, ctx: Context, uow: UnitOfWork) -> Order:
    """The order, if it is this person's draft, or a confirmed one that he may change; raises Stale and Refused."""
    person, customer = actor(ctx), await customer_of(order, uow)
    if order.phase is Phase.DRAFT:
        if not await owns_draft(order, person, uow):
            raise Refused("draft.not_yours")
        return order
    if order.phase is not Phase.OPEN or order.held:
        raise Stale(order)
    if person.role is Role.CUSTOMER or not may_change(order, person, customer):
        raise await not_yours(order, ctx, uow)
    return order


async def said(draft: Order, letter: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The same in words: 插单评估, or the letter of a plan."""
    await _own(draft, ctx, uow)
    if not letter:
        return await show(draft, msg, ctx, uow)
    found = await _ways(draft, ctx, uow)
    place = LETTERS.index(letter)
    return await choose(draft, found[place].kind if place < len(found) else "", msg, ctx, uow)


async def show(draft: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The plans, to the speaker alone: they name other customers."""
    found = await _ways(draft, ctx, uow)
    _, promised = await promised_now(draft, ctx, uow)
    notice = PlansShown(draft, found, whole(promised))
    return [discreetly(msg, notice, ctx, alone=msg.chat.kind is ChatKind.GROUP)]


async def choose(draft: Order, kind: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Works on the order, and confirms a draft, by this plan; what it costs others, or in money, is approved first."""
    plan = next((one for one in await _ways(draft, ctx, uow) if one.kind == kind), None)
    if plan is None:
        raise Refused("choice.gone")
    await hold_still([draft.id, *plan.waiting], uow)
    if draft.phase is Phase.OPEN:
        return await replanning.choose(draft, plan, msg, ctx, uow)
    return await confirm_order(replace(draft, shipping=""), msg, ctx, uow, plan=finding(plan))


async def _ways(draft: Order, ctx: Context, uow: UnitOfWork) -> tuple[Plan, ...]:
    if actor(ctx).role is Role.CUSTOMER:
        raise Refused("button.unknown")
    if draft.missing:
        raise Refused("choice.gone")
    return await ways(draft, ctx, uow)
