"""A message that was recalled, or edited: a draft forgets what it said; a confirmed order stands, and that is told."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.access import actor, customer_of
from handlers.book import happened
from handlers.cancel import discard_order
from handlers.context import Context
from handlers.domain.messaging import ChatKind, Message, MessageKind, ToChat, ToPerson
from handlers.domain.order import Order, Phase
from handlers.domain.takeback import step_of, without
from handlers.drafts import revised, show
from handlers.notices import DraftShown, Push, RecalledLater
from handlers.ports import UnitOfWork


async def recall(versions: Sequence[Message], msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Takes back what a message, and its edits, did to drafts; tells of orders that it made."""
    made = {order.id: (said, order) for said in versions for order in await uow.orders.of_message(said)}
    pushes: list[Push] = []
    for said, order in made.values():
        if order.phase is Phase.DRAFT:
            pushes += await _forget(order, said, msg, ctx, uow)
        elif order.phase is not Phase.VOID:
            pushes += await _flag(order, said, msg, ctx, uow)
    return [_unquoted(push, msg, ctx) for push in pushes]


async def _forget(draft: Order, said: Message, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    befores = [event.before for event in await uow.events.of(draft.id) if event.before is not None]
    after = without(draft, said.id, step_of(said.id, draft, befores))
    if msg.kind is MessageKind.RECALL and (not after.lines or not after.source_ids):
        return await discard_order(draft, msg, ctx, uow, recalled=said.text)
    order = await revised(draft, after, msg, ctx, uow)
    return [await show(order, msg, ctx, uow, recalled=said.text)]


async def _flag(order: Order, said: Message, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The order is not touched: who sold it hears of it, and who recalled learns that it stands."""
    person = actor(ctx)
    await uow.events.add(replace(happened(order, "recall", person.user, ctx), message_id=msg.id, channel=msg.channel))
    customer = await customer_of(order, uow)
    seller = await uow.parties.person((customer.owner if customer else None) or order.placed_by or "")
    notice = RecalledLater(order, person.name, said.text, msg.text)
    pushes = [Push(ToChat(msg.chat), notice)]
    if seller is not None and seller.active and seller.user != person.user:
        pushes.append(Push(ToPerson(seller.user), notice))
    return pushes


async def emptied(shown: list[Push], msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """After an edit: drafts that held nothing but the old words, and got nothing of the new ones, are dropped."""
    pushes: list[Push] = []
    for push in shown:
        draft = await uow.orders.get(push.notice.order.id) if isinstance(push.notice, DraftShown) else None
        if draft is not None and draft.phase is Phase.DRAFT and not draft.lines:
            pushes += await discard_order(draft, msg, ctx, uow)
    return [_unquoted(push, msg, ctx) for push in pushes]


def _unquoted(push: Push, msg: Message, ctx: Context) -> Push:
    """What was recalled cannot be quoted; in a group its sender is called instead."""
    mention = (actor(ctx).user,) if push.to == ToChat(msg.chat) and msg.chat.kind is ChatKind.GROUP else ()
    return replace(push, reply=False, mention=mention)
