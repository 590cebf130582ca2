"""A promise slips: the salesperson has minutes to send, change or hold the words; then the customer hears, once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.access import actor, customer_of, may_see
from handlers.context import Context
from handlers.domain.answers import NEVER_MIND, PATIENCE
from handlers.domain.errors import Refused
from handlers.domain.messaging import ChatKind, Message, Tap, ToCustomer, ToPerson, id_in
from handlers.domain.order import Deadline, Order, Phase
from handlers.domain.party import Person, Role
from handlers.domain.promise import Promise, late, whole
from handlers.domain.slip import TELL, Slip, SlipState, invented, slipped
from handlers.domain.typed import Typed
from handlers.lookup import acting, order_there, orders_numbered, ours
from handlers.notices import DelayAsked, DelayDrafted, DelayTold, NewsSwitched, NewsWhy, Push
from handlers.ports import UnitOfWork
from handlers.telling import answer

LOOK_BACK = timedelta(days=7)  # what a customer was told before that is not meant by 为什么给我发这个
MOST = 300  # characters that go to a customer
VERBS = frozenset({"slip_send", "slip_edit", "slip_hold"})


async def promise_slipped(
    order: Order, before: Sequence[Promise], promised: Sequence[Promise], ctx: Context, uow: UnitOfWork, why: str = ""
) -> list[Push] | None:
    """The card for whoever looks after the customer, and the minute at which the customer is told.

    `why` is for the former alone. None where nobody is to be told: it is not later than wanted, or nobody of the
    customer can be reached.
    """
    open_ = await uow.slips.open_of(order.id)
    was, now = (open_.before if open_ else whole(before)), whole(promised)
    if not slipped(was, now) or not late_for_customer(order, promised):
        return None if open_ is None else await _over(open_, order, ctx, uow)
    if open_ is not None:
        slip = replace(open_, after=now, words="")  # earlier words told an earlier date
        await uow.slips.save(slip)
        return [_card(slip, order, ctx, why)]
    owner = await owner_of(order, ctx, uow)
    if owner is None or not ctx.policy.delay_minutes or not await _reachable(order, uow):
        return None
    due = ctx.now + timedelta(minutes=ctx.policy.delay_minutes)
    slip = await uow.slips.add(Slip(order.id, was, now, owner.user, ctx.now, due))
    await uow.deadlines.open(Deadline(order.id, TELL, due, Role.SALES.value))
    return [_card(slip, order, ctx, why)]


def late_for_customer(order: Order, promised: Sequence[Promise]) -> bool:
    """Whether the customer loses something by it: it comes after the day it is wanted, or no day was named."""
    return late(order, promised) if order.due is not None else True


async def owner_of(order: Order, ctx: Context, uow: UnitOfWork) -> Person | None:
    """Who looks after the order's customer today: its salesperson, else who placed the order, or his stand-in."""
    customer = await customer_of(order, uow)
    found = await ours((customer.owner if customer else None, order.placed_by), uow)
    return await acting(found[0], ctx, uow) if found else None


async def time_is_up(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The salesperson had his minutes: the customer is told, if it is still so."""
    slip, order = await uow.slips.open_of(deadline.order_id), await order_there(deadline.order_id, uow)
    return [] if slip is None or order is None else await _send(slip, order, "", ctx, uow)


async def tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A button of the card; `value` is the slip's id."""
    slip = await uow.slips.get(id_in(tap.value) or 0)
    person = actor(ctx)
    if slip is None or (not person.acts_for(slip.owner) and person.role is not Role.MANAGER):
        raise Refused("button.unknown")
    return await _do(tap.action, slip, "", msg, ctx, uow)


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """The same in words, with the order's number; None where there is nothing of this person's that it could mean."""
    person = actor(ctx)
    for one in await orders_numbered(command.about, uow):
        slip = await uow.slips.open_of(one.id)
        if slip is not None and (person.acts_for(slip.owner) or person.role is Role.MANAGER):
            return await _do(command.verb, slip, command.words, msg, ctx, uow)
    return None


async def asked_for(msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """The words for the customer that were asked for a moment ago."""
    if msg.chat.kind is not ChatKind.DIRECT or actor(ctx).role is Role.CUSTOMER:
        return None
    slip = await uow.slips.pending(actor(ctx).user, ctx.now - PATIENCE)
    if slip is None:
        return None
    if msg.text.strip() in NEVER_MIND:
        await uow.slips.save(replace(slip, pending_at=None))
        return [answer(msg, DelayDrafted(await uow.orders.get(slip.order_id), slip), key=slip.key)]
    return await _do("slip_edit", slip, msg.text.strip(), msg, ctx, uow)


async def switch(msg: Message, ctx: Context, uow: UnitOfWork, *, on: bool) -> list[Push]:
    """不用通知我 / 恢复通知: the person's own choice, at once."""
    await uow.quiet.set(actor(ctx).user, None if on else ctx.now)
    return [answer(msg, NewsSwitched(on))]


async def why(msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """为什么给我发这个, from a customer: of which order he was told last without having asked."""
    last = await uow.outbox.unasked(msg.chat, ctx.now - LOOK_BACK)
    order = await order_there(last[0], uow) if last is not None else None
    if last is None or order is None or not may_see(order, actor(ctx)):
        return [answer(msg, NewsWhy())]
    return [answer(msg, NewsWhy(order, last[1]))]


async def _do(verb: str, slip: Slip, words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    order, user = await uow.orders.get(slip.order_id), actor(ctx).user
    if slip.state is not SlipState.OPEN:
        return [answer(msg, DelayDrafted(order, slip), key=slip.key)]
    if verb == "slip_hold":
        held = await _closed(slip, SlipState.HELD, user, ctx, uow)
        return [answer(msg, DelayDrafted(order, held), key=slip.key)]
    if verb == "slip_send":
        pushes = await _send(slip, order, user, ctx, uow)
        return [replace(pushes[0], to=answer(msg, pushes[0].notice).to, reply=True, renews=""), *pushes[1:]]
    wrong = invented(words, order, (slip.before, slip.after))
    if not words or wrong or len(words) > MOST:
        due = max(slip.due_at, min(ctx.now + PATIENCE / 2, slip.at + PATIENCE))  # he is writing: a little longer
        await uow.slips.save(replace(slip, pending_at=ctx.now, due_at=due))
        await uow.deadlines.open(Deadline(order.id, TELL, due, Role.SALES.value))
        return [answer(msg, DelayAsked(order, slip, wrong, long=len(words) > MOST))]
    changed = replace(slip, words=words, pending_at=None)
    await uow.slips.save(changed)
    return [answer(msg, DelayDrafted(order, changed), key=slip.key)]


async def _send(slip: Slip, order: Order, by: str, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The owner's card first, then everybody of the customer who wants to hear of it."""
    promised = await uow.stock.promised(order.id)
    if order.phase is not Phase.OPEN or not promised or not slipped(slip.before, whole(promised)):
        return await _over(slip, order, ctx, uow)
    hushed = await _wants_quiet(order, uow)
    closed = await _closed(slip, SlipState.QUIET if hushed else SlipState.SENT, by, ctx, uow)
    card = _card(closed, order, ctx)
    if hushed or order.customer_id is None:
        return [card]
    to = ToCustomer(order.customer_id)  # his people who can be told, else his group
    return [card, Push(to, DelayTold(order, closed), dedupe=f"{slip.key}:{to}", urgent=True)]


async def _wants_quiet(order: Order, uow: UnitOfWork) -> bool:
    """Whether everybody of the customer who could be told wants to hear nothing."""
    people = await uow.parties.of_customer(order.customer_id) if order.customer_id else []
    quiet = await uow.quiet.users()
    if not any(person.user in quiet for person in people):
        return False
    return not [one for one in people if one.user not in quiet and await uow.parties.accounts(one.user)]


async def _over(slip: Slip, order: Order, ctx: Context, uow: UnitOfWork) -> list[Push]:
    return [_card(await _closed(slip, SlipState.OVER, "", ctx, uow), order, ctx)]


async def _closed(slip: Slip, state: SlipState, by: str, ctx: Context, uow: UnitOfWork) -> Slip:
    closed = replace(slip, state=state, closed_at=ctx.now, closed_by=by, pending_at=None)
    await uow.slips.save(closed)
    await uow.deadlines.close(slip.order_id, "met" if state is SlipState.SENT else "cancelled", (TELL,))
    return closed


def _card(slip: Slip, order: Order, ctx: Context, why: str = "") -> Push:
    """To the owner; once nothing is to be decided any more it only follows, but that nobody was told is news."""
    renews = "only" if slip.state in (SlipState.SENT, SlipState.HELD) else "may"
    once = f"{slip.key}:{slip.state.value}:{slip.after}:{int(ctx.now.timestamp())}"
    return Push(ToPerson(slip.owner), DelayDrafted(order, slip, why), slip.key, once, urgent=True, renews=renews)


async def _reachable(order: Order, uow: UnitOfWork) -> bool:
    if order.customer_id is None:
        return False
    for person in await uow.parties.of_customer(order.customer_id):
        if await uow.parties.accounts(person.user):
            return True
    return bool(await uow.parties.groups_of(order.customer_id))
