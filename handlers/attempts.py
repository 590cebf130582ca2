"""The security log: who tried to talk the bot into something, where and when; never in which words."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.domain.attempt import Attempt, numbers, tried
from handlers.domain.messaging import ChatKind, Message
from handlers.domain.order import Order
from handlers.domain.party import Role
from handlers.notices import DraftShown, NoOrders, Push, RefusedNotice
from handlers.ports import UnitOfWork


async def note(msg: Message, pushes: Sequence[Push], ctx: Context, uow: UnitOfWork) -> None:
    """Writes an entry for each kind of attempt that a message is, by its words and by what came of it; once."""
    person = ctx.actor
    customer = person is None or person.role is Role.CUSTOMER
    kinds = dict.fromkeys(tried(msg.text, customer=customer))
    for push in pushes if customer else ():
        match push.notice:
            case DraftShown(order=order) if _below(order, msg):
                kinds["price"] = None
            case NoOrders(foreign=True) | RefusedNotice(code="customer.foreign"):
                kinds["foreign"] = None
    if customer and await _of_others(msg, ctx, uow):
        kinds["foreign"] = None
    user, group = person.user if person else "", msg.chat.kind is ChatKind.GROUP
    for kind in kinds:
        await uow.attempts.add(Attempt(kind, ctx.now, msg.id, user, msg.channel, group))


async def _of_others(msg: Message, ctx: Context, uow: UnitOfWork) -> bool:
    """Whether the words name an order that is another customer's."""
    own = ctx.actor.customer_id if ctx.actor else None
    found = [await uow.orders.by_number(number) for number in numbers(msg.text)]
    return any(one is not None and (own is None or one.customer_id != own) for one in found)


def _below(order: Order, msg: Message) -> bool:
    """Whether this very message names a price below the floor."""
    under = {finding.line for finding in order.findings if finding.code == "floor.below"}
    said = [line.evidence.get("price") for line in order.lines if line.no in under]
    return any(one is not None and one.message_id in msg.ids for one in said)
