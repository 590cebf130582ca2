"""Moving an order on: staff report in words or press the flow's buttons."""

import re
from dataclasses import dataclass, replace

from handlers import payments
from handlers.access import actor, customer_of
from handlers.book import clock_starts, happened, hold_still, keep, look_at_alerts, moved, not_over
from handlers.context import Context
from handlers.deliverables import handed_in
from handlers.domain.errors import Refused
from handlers.domain.flow import TRACKED
from handlers.domain.flow_check import STATUSES
from handlers.domain.messaging import Message, Tap, id_in
from handlers.domain.order import Change, Order, Phase
from handlers.domain.party import Role
from handlers.domain.quantity import plain
from handlers.domain.reserve import needs
from handlers.domain.signs import half_width
from handlers.domain.typed.command import NUMBER
from handlers.locate import Located, locate, meant
from handlers.notices import NoOrders, Noted, OrderMoved, Push, StatusList
from handlers.picking import old_label
from handlers.ports import UnitOfWork
from handlers.required import must_be_handed_in, required
from handlers.selfservice import ask_status
from handlers.shortage import promise
from handlers.stocking import let_go
from handlers.stops import look
from handlers.taps import seen, tapped
from handlers.telling import Told, answer, news
from handlers.tracking import follow_parcel
from nlp.types import Parse, Ref
from nlp.undone import only_spoken_of, plainly_reached

_NAMED = re.compile(rf"(?P<about>{NUMBER})[\s,:的]*(?P<words>[^\s\d?,。;]{{2,10}}?)[。!]*")
SHIPPED = "出库"  # the status whose move takes goods out of the house
TRACKING = "tracking"  # a note that only brings a tracking number


@dataclass(frozen=True, slots=True)
class Handed:
    """What comes with a move: kinds of deliverables that are there, how they are kept, and words."""

    kinds: tuple[str, ...] = ()
    tracking: str = ""
    kept: tuple[Change, ...] = ()
    words: str = ""  # what was handed in, as people read it
    reason: str = ""


async def advance(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Staff says an order moved on: 0012 出库 顺丰SF123."""
    person = actor(ctx)
    if person.role is Role.CUSTOMER and not _customers_may(parse.status, ctx):
        if not msg.called:
            return []
        raise Refused("note.role")
    ref, status = parse.ref or Ref(), parse.status or ""
    if only_spoken_of(msg.text, status):  # 还没出库, 明天出库: how it stands is told, and nothing moves
        return [] if ref.empty else await ask_status(msg, parse, ctx, uow)
    after = status in ctx.flow.milestones or ctx.flow.goes_on(status)
    phases = (Phase.OPEN, Phase.DONE) if after else (Phase.OPEN,)
    found = await locate(ref, msg, ctx, uow, phases=phases, everything=True)
    ready = _ready(found, status, ctx)
    if not ready.orders and not ref.empty:  # said of what is over: so it is told
        over = await locate(ref, msg, ctx, uow, phases=(Phase.DONE, Phase.VOID), everything=True)
        ready = over if len(over.orders) == 1 else ready
    if not ready.orders:
        silent = not msg.called and not found.words
        return [] if silent else [answer(msg, NoOrders(found.words))]
    if len(ready.orders) > 1 or ref.empty:  # nothing named: never moved unasked
        return [_which(ready, status, parse.tracking or "", msg, ctx)]
    not_over(ready.orders[0])
    if status == payments.PAID:
        payments.all_of_it(ready.orders[0], msg, ctx)
    order, known = ready.orders[0], status in ctx.flow.milestones
    plain_words = plainly_reached(_without_number(msg.text, order), status, parse.tracking or "")
    if not plain_words and (known or ctx.flow.status_move(order, status)):
        return [_which(ready, status, parse.tracking or "", msg, ctx, unsure=True)]
    return await report(order, status, parse.tracking or "", msg, ctx, uow)


async def named(msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """0012 锁库存, 0012 已归档: a step of the flow by its own name. None where the words are no such thing."""
    said = _NAMED.fullmatch(half_width(msg.text.strip()))
    if said is None or ctx.flow.named(said["words"], "") is None:
        return None
    found = await meant(said["about"], msg, ctx, uow)
    if len(found.orders) != 1:
        return None
    order = found.orders[0]
    not_over(order)
    move = ctx.flow.named(said["words"], order.state)
    if move is None or (actor(ctx).role is Role.CUSTOMER and Role.CUSTOMER.value not in move.who):
        return None
    return await move_order(order, move.action, "", msg, ctx, uow)


async def paid_for(order: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Money was booked: the step that waited for all of it is made by who booked it, where it is his."""
    order = await uow.orders.get(order.id)
    action = await payments.due_move(order, await payments.account_of(order, uow), msg, ctx, uow)
    return (await move_order(order, action, "", msg, ctx, uow))[1:] if action else []


async def report(order: Order, status: str, tracking: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Does what a status word means for this order: a move, a milestone, or only its tracking number."""
    move = ctx.flow.status_move(order, status)
    if move is not None:
        return await move_order(order, move.action, tracking, msg, ctx, uow)
    if status in ctx.flow.milestones:
        return await note(order, status, tracking, msg, ctx, uow)
    if tracking and tracking != order.tracking and ctx.flow.reached(order, status):
        return await note(order, TRACKING, tracking, msg, ctx, uow)
    wanted = next((m.action for m in ctx.flow.spec.moves if status in m.words), "")
    if not wanted:
        raise Refused("flow.status", {"状态": status} if status in STATUSES else {})
    return await move_order(order, wanted, tracking, msg, ctx, uow)  # refused, with what is possible


async def move_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A button of the flow; `value` may hold a tracking number."""
    order = await tapped(tap, ctx, uow)
    return await move_order(order, tap.action, tap.value, msg, ctx, uow)


async def note_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A button that records a milestone; `value` is its 0-based place in the flow's milestones."""
    order = await seen(tap, ctx, uow)
    place = id_in(tap.value)
    if place is None or place >= len(ctx.flow.milestones):
        raise Refused("button.unknown")
    return await note(order, ctx.flow.milestones[place], "", msg, ctx, uow)


async def move_order(
    before: Order, action: str, tracking: str, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """Makes one move and tells those whom the flow names."""
    customer = await customer_of(before, uow)
    wanted = await required(before, action, ctx, uow)
    there = await handed_in(before, action, tracking, msg, ctx, uow, wanted)
    after, _ = ctx.flow.apply(before, action, actor(ctx), customer, ctx.now, given=there.kinds)  # before money
    must_be_handed_in(before, action, wanted, there.kinds, ctx)
    if _takes_goods(before, after, action, ctx):
        await hold_still([before.id], uow)  # goods before the order, which money keeps
    if not before.held and (claimed := await payments.passes(before, action, msg, ctx, uow)) is not None:
        return claimed
    order, lacking = await carried_out(
        before, action, Handed(there.kinds, tracking, there.kept, there.words), msg, ctx, uow
    )
    can = ctx.flow.next_moves(order, actor(ctx), customer)
    return [
        answer(msg, OrderMoved(order, action, before.state, can, lacking), key=order.key),
        *await news(order, Told(action, before.state), ctx, uow),
    ]


async def carried_out(
    before: Order, action: str, handed: Handed, msg: Message | None, ctx: Context, uow: UnitOfWork
) -> tuple[Order, tuple[str, ...]]:
    """Makes one move for a person or a rule, and all that belongs to it; returns what the books lack of what left.

    Raises Refused where the flow or an open approval says no.
    """
    customer = await customer_of(before, uow)
    order, event = ctx.flow.apply(
        before, action, actor(ctx), customer, ctx.now, reason=handed.reason, given=handed.kinds
    )
    kinds = (*handed.kinds, *(("number",) if handed.tracking or before.tracking else ()))
    must_be_handed_in(before, action, await required(before, action, ctx, uow), kinds, ctx)
    if before.held:
        raise Refused("order.held", {"单号": before.number or ""})
    if _ships(before, action, ctx) and (stop := await old_label(before, uow)):
        raise stop
    changes = handed.kept
    if handed.tracking:
        order = replace(order, tracking=handed.tracking)
        changes = (*changes, Change("tracking", before.tracking or "", handed.tracking))
    event = replace(event, changes=changes, reason=event.reason or handed.words)
    if _takes_goods(before, order, action, ctx):
        await hold_still([order.id], uow)
    order = await moved(order, event, msg, ctx, uow)
    if handed.tracking:
        await follow_parcel(order, ctx, uow)
    return order, await _leaves(before, order, action, ctx, uow)


async def _leaves(before: Order, order: Order, action: str, ctx: Context, uow: UnitOfWork) -> tuple[str, ...]:
    """出库 takes the goods out of stock; an order that ends without it holds nothing any more."""
    if not _takes_goods(before, order, action, ctx):
        return ()
    if _ships(before, action, ctx):
        missing = await uow.stock.issue(order.id, needs(order.lines), ctx.now, actor(ctx).user)
        await look(needs(order.lines), ctx, uow)
        await promise(order.id, (), ctx, uow)
        units = {line.sku: line for line in order.lines if line.sku}
        return tuple(f"{units[sku].label} {plain(qty)}{units[sku].base_unit}" for sku, qty in missing.items())
    await let_go(order, ctx, uow)
    return ()


def _ships(before: Order, action: str, ctx: Context) -> bool:
    move = ctx.flow.move(before.state, action)
    return move is not None and SHIPPED in move.words


def _takes_goods(before: Order, after: Order, action: str, ctx: Context) -> bool:
    return _ships(before, action, ctx) or after.phase in (Phase.DONE, Phase.VOID)


async def note(before: Order, words: str, tracking: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Records a milestone (质检, 付款 …) or a tracking number without a change of state."""
    if actor(ctx).role is Role.CUSTOMER:
        raise Refused("note.role")
    if before.phase not in (Phase.OPEN, Phase.DONE):
        raise Refused("order.locked", {"单号": before.number or "", "现在": before.state})
    if words == payments.PAID and (claimed := await payments.noted(before, msg, ctx, uow)) is not None:
        return claimed
    order = replace(before, tracking=tracking or before.tracking)
    changes = (Change("tracking", before.tracking or "", tracking),) if tracking else ()
    event = replace(happened(before, "note", actor(ctx).user, ctx, changes), reason="" if words == TRACKING else words)
    order = await keep(order, event, msg, uow)
    await clock_starts(order, TRACKED if tracking else words, ctx.now, ctx, uow)
    if tracking:
        await follow_parcel(order, ctx, uow)
    await look_at_alerts(order, ctx, uow)
    return [answer(msg, Noted(order, tracking if words == TRACKING else words), key=order.key)]


def _ready(found: Located, status: str, ctx: Context) -> Located:
    """Of several orders those that the status can bring on; one alone is kept, to be refused with its reason."""
    if len(found.orders) < 2:
        return found
    ready = tuple(o for o in found.orders if ctx.flow.status_move(o, status))
    return Located(ready, found.more, found.words) if ready else found


def _without_number(text: str, order: Order) -> str:
    """The words without the order's number, whose figures are no amount and no day."""
    number = order.number or ""
    return re.sub(rf"[A-Za-z]{{0,4}}[\d-]*{re.escape(number[-4:])}(?!\d)", " ", text, count=1) if number else text


def _which(found: Located, status: str, tracking: str, msg: Message, ctx: Context, *, unsure: bool = False) -> Push:
    verb, value = "note", ""
    move = next((m for o in found.orders if (m := ctx.flow.status_move(o, status))), None)
    if move is None and status in ctx.flow.milestones:
        value = str(ctx.flow.milestones.index(status))
    else:
        verb, value = (move.action if move else "details"), tracking
    return answer(msg, StatusList(found.orders, found.more, action="advance", verb=verb, value=value, unsure=unsure))


def _customers_may(status: str | None, ctx: Context) -> bool:
    return any(status in m.words and Role.CUSTOMER.value in m.who for m in ctx.flow.spec.moves)
