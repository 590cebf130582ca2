"""Money that goes back to a customer: finance books it with a reason, never more than came in, and may undo it."""

from datetime import timedelta
from decimal import Decimal

from handlers.access import actor
from handlers.book import written
from handlers.context import Context
from handlers.domain.errors import Refused, Stale
from handlers.domain.messaging import Message, Tap, ToPerson, id_in
from handlers.domain.order import Change, Order, Phase
from handlers.domain.party import Role
from handlers.domain.payment import Refund, why_back
from handlers.domain.quantity import plain
from handlers.domain.typed import Typed, yuan
from handlers.domain.typed.money import NO_AMOUNT
from handlers.locate import meant, which
from handlers.notices import Push, RefundBooked
from handlers.payments import TOPIC, account_of
from handlers.ports import UnitOfWork
from handlers.requests import concerned, decides
from handlers.taps import seen
from handlers.telling import answer

PHASES = (Phase.OPEN, Phase.DONE, Phase.VOID)  # what is paid of a cancelled order goes back too
REASON = 200


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """0001 退款 500 客户多付; 撤销退款 0001. None: a customer's wish, which goes on to his salesperson."""
    if actor(ctx).role is Role.CUSTOMER:
        return None
    _must_decide(ctx)
    found = await meant(command.about, msg, ctx, uow, phases=PHASES)
    if len(found.orders) != 1:
        return [answer(msg, which(found, command.verb))]
    order = found.orders[0]
    if command.verb == "unrefund":
        live = [one for one in await uow.refunds.of(order.id) if one.undone_at is None]
        if not live:
            raise Refused("refund.none", {"单号": order.number or ""})
        return await _undo(order, live[-1], msg, ctx, uow)
    if command.qty is None or command.words == NO_AMOUNT:
        raise Refused("refund.amount", {"单号": order.number or ""})
    if not command.words:
        raise Refused("refund.reason", {"单号": order.number or "", "金额": plain(command.qty)})
    return await _book(order, command.qty, command.words[:REASON], msg, ctx, uow)


async def tap(msg: Message, pressed: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """退款, pressed where more came in than the order costs; `value` is that amount: it must still be so."""
    order = await seen(pressed, ctx, uow)
    _must_decide(ctx)
    await uow.orders.keep([order.id])
    account = await account_of(order, uow)
    if account.open is None or yuan(pressed.value) != -account.open:
        raise Stale(order)
    return await _book(order, -account.open, why_back(order, account), msg, ctx, uow)


async def undo_tap(msg: Message, pressed: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """撤销退款; `value` is the refund."""
    order = await seen(pressed, ctx, uow)
    _must_decide(ctx)
    refund = await uow.refunds.get(id_in(pressed.value) or 0)
    if refund is None or refund.order_id != order.id:
        raise Stale(order)
    return await _undo(order, refund, msg, ctx, uow)


def _must_decide(ctx: Context) -> None:
    if not decides(TOPIC, ctx):
        raise Refused("refund.role")


async def _book(order: Order, amount: Decimal, why: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    await uow.orders.keep([order.id])  # two who give the same money back come one after the other
    account = await account_of(order, uow)
    if amount > account.paid:
        raise Refused("refund.more", {"单号": order.number or "", "已收": plain(account.paid)})
    refund = await uow.refunds.add(Refund(order.id, amount, why, actor(ctx).user, ctx.now))
    change = Change("paid", plain(account.paid), plain(account.paid - amount))
    await written(order, "refund", why, msg, ctx, uow, (change,))
    return await _told(order, refund, msg, ctx, uow)


async def _undo(order: Order, refund: Refund, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    await uow.orders.keep([order.id])
    account = await account_of(order, uow)
    minutes = ctx.policy.undo_minutes
    if ctx.now > refund.at + timedelta(minutes=minutes):
        raise Refused("refund.late", {"单号": order.number or "", "分钟": str(minutes), "金额": plain(refund.amount)})
    if not await uow.refunds.undo(refund.id, actor(ctx).user, ctx.now):
        raise Refused("refund.none", {"单号": order.number or ""})
    change = Change("paid", plain(account.paid), plain(account.paid + refund.amount))
    await written(order, "unrefund", refund.reason, msg, ctx, uow, (change,))
    return await _told(order, await uow.refunds.get(refund.id) or refund, msg, ctx, uow)


async def _told(order: Order, refund: Refund, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    notice = RefundBooked(order, refund, await account_of(order, uow), actor(ctx).name)
    key = f"refund:{refund.id}"
    people = [user for user in await concerned(order, refund.by, ctx, uow) if user != actor(ctx).user]
    return [answer(msg, notice, key=key), *(Push(ToPerson(user), notice, key=key) for user in people)]
