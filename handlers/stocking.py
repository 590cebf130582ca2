"""Holds of orders: soft for a draft, firm once it is confirmed; whoever waits for freed goods is promised anew."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from handlers.book import happened, hold_still
from handlers.checking import Checked, promised_now
from handlers.context import Context
from handlers.domain.messaging import Audience, ToPerson
from handlers.domain.order import SYSTEM, Deadline, Order, OrderId, Phase
from handlers.domain.party import Role
from handlers.domain.promise import Promise, whole
from handlers.domain.reserve import NONE, SOFT_HOLD, Hold, HoldKind
from handlers.lookup import order_there, sellers_of
from handlers.notices import PromiseMoved, Push
from handlers.ports import UnitOfWork
from handlers.shortage import later, missing_of, promise, stock_moved
from handlers.slips import promise_slipped
from handlers.stops import look

FIRST = 5  # orders that are sent for where goods become free


async def hold_softly(order: Order, checked: Checked, ctx: Context, uow: UnitOfWork) -> None:
    """A draft's goods are kept for it while its card is young."""
    if not ctx.policy.hold_minutes:
        return
    until = ctx.now + timedelta(minutes=ctx.policy.hold_minutes)
    await freed(await uow.stock.hold(order.id, checked.shares, HoldKind.SOFT, ctx.now, until), ctx, uow)
    if checked.shares:
        await uow.deadlines.open(Deadline(order.id, SOFT_HOLD, until, Role.SALES.value))


async def hold_firmly(order: Order, checked: Checked, ctx: Context, uow: UnitOfWork) -> None:
    """A confirmed order's goods are its own until they leave; what it waits for is written down."""
    await freed(await uow.stock.hold(order.id, checked.shares, HoldKind.FIRM, ctx.now), ctx, uow)
    await promise(order.id, checked.promised, ctx, uow)
    await look(checked.shares, ctx, uow)


async def let_go(order: Order, ctx: Context, uow: UnitOfWork) -> None:
    """The order needs nothing any more."""
    await promise(order.id, (), ctx, uow)
    await freed(await uow.stock.release(order.id), ctx, uow)


async def freed(skus: Collection[str], ctx: Context, uow: UnitOfWork, first: int = FIRST) -> None:
    """The first orders that wait for these products are looked at by the timer; who takes some sends for the next."""
    if not skus:
        return
    await look(skus, ctx, uow, fell=False)
    await later(await uow.stock.waiting(skus, limit=first), ctx, uow)


async def look_again(sku: str, shrunk: Collection[Hold], ctx: Context, uow: UnitOfWork) -> None:
    """After a count: who waits, and then who was left with less, is promised anew; a draft is checked anyway."""
    await stock_moved(sku, ctx, uow)
    left = [hold.order_id for hold in shrunk if hold.kind is HoldKind.FIRM]
    await later(tuple(dict.fromkeys([*await uow.stock.waiting([sku]), *left])), ctx, uow)


async def soft_hold_over(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A draft that nobody confirmed lets its goods go."""
    held = await uow.stock.of(deadline.order_id)
    if held and all(hold.kind is HoldKind.SOFT for hold in held):
        await freed(await uow.stock.release(deadline.order_id), ctx, uow)
    return []


@dataclass(frozen=True, slots=True)
class Taken:
    """An order that waits was looked at: what it was promised, what it is promised now, what it holds more of."""

    order: Order
    before: tuple[Promise, ...]
    after: tuple[Promise, ...]
    gained: tuple[str, ...]  # SKUs


async def take_now(order_id: OrderId, ctx: Context, uow: UnitOfWork) -> Taken | None:
    """The order takes what it may have now and is promised anew; None where it is not in work or waits for approval."""
    await hold_still([order_id], uow)  # what is read now is not changed by others any more
    order = await order_there(order_id, uow)
    if order is None:
        return None
    before = await uow.stock.promised(order.id)
    if order.phase is not Phase.OPEN or order.held or not before:
        return None
    shares, promised = await promised_now(order, ctx, uow)
    own = {hold.sku: hold.qty for hold in await uow.stock.of(order.id)}
    await uow.stock.hold(order.id, shares, HoldKind.FIRM, ctx.now)
    await promise(order.id, promised, ctx, uow, same=True)
    gained = tuple(sku for sku, qty in shares.items() if qty > own.get(sku, NONE))
    await look(gained, ctx, uow)
    return Taken(order, before, promised, gained)


async def promise_again(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Takes what has come in for an order that waits, or does without what it lost.

    Its people are told where the date is another one, or where goods lack that were there.
    """
    taken = await take_now(deadline.order_id, ctx, uow)
    if taken is None:
        return []
    order, before, promised = taken.order, taken.before, taken.after
    left = await uow.stock.levels(taken.gained) if taken.gained else {}
    await freed([sku for sku in taken.gained if left[sku].free > 0], ctx, uow)
    lost = {p.sku for p in promised if missing_of(promised, p.sku) > missing_of(before, p.sku)}
    if lost:  # it waits for more of what comes than was known when others were promised the rest
        await later([one for one in await uow.stock.waiting(lost) if one != order.id], ctx, uow)
    if whole(before) == whole(promised) and not _newly_short(before, promised):
        return []
    await uow.events.add(happened(order, "promise", SYSTEM, ctx))
    to: list[Audience] = [ToPerson(user) for user in await sellers_of(order, ctx, uow)]
    moved = PromiseMoved(order, before, promised)
    day = whole(promised)
    dedupe = f"promise:{order.id}:{day}:{int(ctx.now.timestamp())}"
    slipped = await promise_slipped(order, before, promised, ctx, uow) or []
    known = {push.to for push in slipped}
    return [*slipped, *(Push(one, moved, dedupe=f"{dedupe}:{one}") for one in to if one not in known)]


def _newly_short(before: Collection[Promise], promised: Collection[Promise]) -> bool:
    """Whether something lacks of an order that lacked nothing."""
    return not any(p.short > 0 for p in before) and any(p.short > 0 for p in promised)
