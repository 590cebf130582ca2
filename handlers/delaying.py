"""A delay that somebody reports: the promise moves, and the customer hears it by its salesperson's rule for that."""

from dataclasses import replace
from datetime import date, timedelta

from handlers.access import actor
from handlers.book import happened, hold_still, keep
from handlers.changes import change_order
from handlers.checking import promised_now
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message, ToPerson
from handlers.domain.order import Change, Order
from handlers.domain.party import Role
from handlers.domain.promise import Promise, whole
from handlers.domain.typed import Typed
from handlers.lookup import sellers_of
from handlers.notices import DelayNoted, PromiseMoved, Push
from handlers.picking import by_number
from handlers.ports import UnitOfWork
from handlers.shortage import promise
from handlers.slips import owner_of, promise_slipped
from handlers.telling import answer
from nlp.types import SetDue

# Whose work it is that goods are there in time: they say what is so, and wish for nothing.
HANDS = frozenset({Role.PRODUCTION, Role.WAREHOUSE, Role.PURCHASING, Role.LOGISTICS})
REASON = 120  # characters


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """0001 要延误1天,设备故障, or 0001 不延误了. Of others than those it is a change of the day that is wanted."""
    order = await by_number(command.about, ctx, uow)
    if order is None or command.qty is None:
        return None
    days = timedelta(days=int(command.qty))
    if actor(ctx).role in HANDS:
        await hold_still([order.id], uow)
        order = await uow.orders.get(order.id)
        before = tuple(await uow.stock.promised(order.id))
        if (was := whole(before)) is not None and not order.held:
            return await _reported(order, before, was, days, command.words.strip()[:REASON], msg, ctx, uow)
    if order.due is None or not days:
        raise Refused("change.unclear", {"单号": order.number or ""})
    later = SetDue(order.due + days, words=f"延误{command.qty}天")
    return await change_order(order, (later,), msg, ctx, uow, command.words)


async def _reported(
    order: Order,
    before: tuple[Promise, ...],
    was: date,
    days: timedelta,
    why: str,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
) -> list[Push]:
    """The order is promised anew, not before that day; or as it would be, where there is no delay."""
    day = max(was, ctx.today) + days if days else None
    if day is None and order.delayed is None:
        raise Refused("change.nothing", {"单号": order.number or ""})
    change = Change("delayed", _iso(order.delayed), _iso(day))
    event = replace(happened(order, "promise", actor(ctx).user, ctx, (change,)), reason=why)
    order = await keep(replace(order, delayed=day), event, msg, uow)
    _, promised = await promised_now(order, ctx, uow)
    await promise(order.id, promised, ctx, uow)
    now = whole(promised) or day or was
    known = f"{why}({actor(ctx).name})" if why else f"{actor(ctx).name}报的"
    slipped = await promise_slipped(order, before, promised, ctx, uow, known) or []
    told = {push.to for push in slipped}
    once = f"delayed:{order.id}:{order.version}"
    moved = PromiseMoved(order, before, promised, known)
    sellers = [ToPerson(user) for user in await sellers_of(order, ctx, uow)]
    owner = await owner_of(order, ctx, uow) if slipped and days else None
    noted = DelayNoted(order, was, now, why, owner.name if owner is not None else "")
    return [
        answer(msg, noted, key=f"{order.key}:delay"),
        *slipped,
        *(Push(one, moved, dedupe=f"{once}:{one}") for one in sellers if one not in told),
    ]


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
