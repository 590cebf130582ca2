"""A receipt that was booked by mistake: finance takes it back with a word why, and what it paid for is unpaid again."""

from dataclasses import replace
from decimal import Decimal

from handlers.access import actor
from handlers.book import moved, written
from handlers.context import Context
from handlers.domain.errors import Refused, Stale
from handlers.domain.messaging import Message, Tap, ToPerson, ToRole, id_in
from handlers.domain.order import Change, Order, OrderEvent, Phase
from handlers.domain.party import Role
from handlers.domain.payment import Account, Payment, PaymentState, demanded
from handlers.domain.quantity import plain
from handlers.domain.terms import Terms
from handlers.domain.typed import Typed
from handlers.domain.typed.money import NO_AMOUNT
from handlers.locate import meant, which
from handlers.lookup import customers_own
from handlers.notices import OrderNews, PaymentFiled, Push
from handlers.payments import PAID, TOPIC, account_of, terms_of
from handlers.ports import UnitOfWork
from handlers.refunds import PHASES
from handlers.requests import concerned, decides
from handlers.taps import seen
from handlers.telling import answer

ACTION = "reverse"
MISTAKE = "登记有误"
REASON = 200


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """0001 撤销收款 3000 银行退回. None: a customer's words, which go on to his salesperson."""
    if actor(ctx).role is Role.CUSTOMER:
        return None
    _must_decide(ctx)
    if command.words == NO_AMOUNT:
        raise Refused("payment.amount", {"单号": command.about})
    found = await meant(command.about, msg, ctx, uow, phases=PHASES)
    if len(found.orders) != 1:
        return [answer(msg, which(found, command.verb))]
    order = found.orders[0]
    came = [one for one in await uow.payments.of(order.id) if one.state is PaymentState.GRANTED]
    if command.qty is not None:
        came = [one for one in came if one.received == command.qty][-1:]
    number = {"单号": order.number or ""}
    if not came:
        raise Refused("reverse.none", number)
    if len(came) > 1:
        amounts = "、".join(plain(one.received or Decimal(0)) for one in came)
        raise Refused("reverse.which", number | {"金额": amounts, "例": plain(came[-1].received or Decimal(0))})
    return await _reverse(order, came[0], command.words[:REASON] or MISTAKE, msg, ctx, uow)


async def tap(msg: Message, pressed: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """撤销收款; `value` is the payment."""
    order = await seen(pressed, ctx, uow)
    _must_decide(ctx)
    payment = await uow.payments.get(id_in(pressed.value) or 0)
    if payment is None or payment.order_id != order.id:
        raise Stale(order)
    return await _reverse(order, payment, MISTAKE, msg, ctx, uow)


def _must_decide(ctx: Context) -> None:
    if not decides(TOPIC, ctx):
        raise Refused("reverse.role")


async def _reverse(order: Order, payment: Payment, why: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    await uow.orders.keep([order.id])
    order = await uow.orders.get(order.id)
    before = await account_of(order, uow)
    amount = payment.received or Decimal(0)
    if before.paid < amount:
        raise Refused("reverse.refunded", {"单号": order.number or "", "金额": plain(amount)})
    if not await uow.payments.reverse(payment.id, actor(ctx).user, ctx.now):
        raise Refused("reverse.none", {"单号": order.number or ""})
    now = await account_of(order, uow)
    change = Change("paid", plain(before.paid), plain(now.paid))
    came_to, went_on = order.state, await _moved_by_money(order, now, ctx, uow)
    if went_on is None:
        await written(order, ACTION, why, msg, ctx, uow, (change,))
    else:
        order = await _put_back(order, went_on, change, why, msg, ctx, uow)
    await uow.deadlines.close(order.id, "cancelled", [w.name for w in ctx.flow.spec.watches if w.since == PAID])
    return await _told(order, payment, before, now, came_to, why, msg, ctx, uow)


async def _moved_by_money(order: Order, now: Account, ctx: Context, uow: UnitOfWork) -> OrderEvent | None:
    """The move that the money made, where the order is still where it led and the money for it is not there now."""
    if order.phase not in (Phase.OPEN, Phase.DONE):
        return None
    moves = [one for one in await uow.events.of(order.id) if one.from_state != one.to_state]
    last = moves[-1] if moves else None
    move = ctx.flow.move(last.from_state, last.action) if last is not None else None
    if last is None or move is None or last.to_state != order.state or PAID not in move.words:
        return None
    return last if _lacks(now, await terms_of(order, ctx, uow), move.paid) else None


def _lacks(account: Account, terms: Terms, gate: str) -> bool:
    wanted = demanded(account, terms, gate)
    return wanted is not None and account.paid < wanted


async def _put_back(
    order: Order, made: OrderEvent, change: Change, why: str, msg: Message, ctx: Context, uow: UnitOfWork
) -> Order:
    """The order waits for its money again."""
    state = made.from_state
    back = replace(
        order,
        state=state,
        phase=ctx.flow.phase(state),
        owner=ctx.flow.owner(state),
        entered_at=ctx.now,
        touched_at=ctx.now,
    )
    event = OrderEvent(order.id, ctx.now, actor(ctx).user, ACTION, order.state, state, why, changes=(change,))
    return await moved(back, event, msg, ctx, uow)


async def _told(
    order: Order,
    payment: Payment,
    before: Account,
    now: Account,
    was: str,
    why: str,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
) -> list[Push]:
    """Those who look after the order, who paid, and whose turn it was with money that is not there."""
    payment = await uow.payments.get(payment.id) or payment
    filed, key = PaymentFiled(order, payment, now), f"reverse:{payment.id}"
    people = [user for user in await concerned(order, payment.by, ctx, uow) if user != actor(ctx).user]
    pushes = [answer(msg, filed, key=key), *(Push(ToPerson(user), filed, key=key) for user in people)]
    payer = await customers_own(payment.by, order, uow)
    if payer is not None:
        pushes.append(Push(ToPerson(payer.user), PaymentFiled(order, payment), key=key))
    terms = await terms_of(order, ctx, uow)
    gates = {move.paid for move in ctx.flow.spec.moves if move.paid}
    if order.phase is Phase.OPEN and any(not _lacks(before, terms, g) and _lacks(now, terms, g) for g in gates):
        news = OrderNews(order, ACTION, actor(ctx).name, from_state=was, reason=why)
        owners = dict.fromkeys(role for role in (order.owner or Role.MANAGER.value, ctx.flow.owner(was)) if role)
        pushes += [Push(ToRole(role), news, key=order.key) for role in owners]
    return pushes
