"""A message that was recalled, or edited: a draft forgets what it said; a confirmed order stands, and that is told.

A quote that nobody was sent is withdrawn with its message; of one that the customer has, it is offered.

Where the platform reports no recall it is said in words (上一条撤回), and a draft forgets the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from handlers import quotations
from handlers.access import actor, customer_of
from handlers.book import happened
from handlers.cancel import discard_order, undo
from handlers.context import Context
from handlers.domain.approval import WHY
from handlers.domain.editing import differing
from handlers.domain.lines import settle
from handlers.domain.messaging import ChatKind, Message, MessageKind, ToChat, ToPerson
from handlers.domain.order import Order, OrderId, Phase
from handlers.domain.takeback import step_of, without
from handlers.domain.typed import Typed
from handlers.drafts import revised, show
from handlers.hints import open_drafts
from handlers.notices import DraftShown, Push, QuoteShown, RecalledLater
from handlers.ports import UnitOfWork
from nlp.types import Intent, Parse

_OF_DRAFTS = ("draft", "edit", "recall", "reworded", "confirm")


async def recall(versions: Sequence[Message], msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Takes back what a message, and its edits, did to drafts; tells of orders that it made."""
    made = {order.id: (said, order) for said in versions for order in await uow.orders.of_message(said)}
    made |= await _wished(versions, ctx, uow)
    made = made or await _reason_asked(versions, ctx, uow)
    pushes: list[Push] = []
    for said, order in made.values():
        if order.phase is Phase.DRAFT:
            pushes += await _forget(order, said.id, said.text, msg, ctx, uow)
        elif order.quote and order.phase is Phase.VOID:
            pushes += await quotations.recalled(order, said, msg, ctx, uow)
        else:
            pushes += await _flag(order, said, msg, ctx, uow)
    return [_unquoted(push, msg, ctx) for push in pushes]


async def _wished(versions: Sequence[Message], ctx: Context, uow: UnitOfWork) -> dict[OrderId, tuple[Message, Order]]:
    """Orders that a message, which a person has to answer still, wanted something of."""
    found: dict[OrderId, tuple[Message, Order]] = {}
    for said in versions:
        wish = await uow.requests.last_open(actor(ctx).user, said.chat, said.received_at)
        if wish is not None and wish.order_id is not None and said.text and said.text in wish.words:
            found[wish.order_id] = (said, await uow.orders.get(wish.order_id))
    return found


async def _reason_asked(
    versions: Sequence[Message], ctx: Context, uow: UnitOfWork
) -> dict[OrderId, tuple[Message, Order]]:
    """The order that a message wanted to change where its reason is still asked for: it is not any more."""
    question = await uow.approvals.awaiting(actor(ctx).user, versions[0].received_at) if versions else None
    if question is None or question.topic != WHY:
        return {}
    await uow.approvals.forget_reason(actor(ctx).user)
    return {question.order_id: (versions[-1], await uow.orders.get(question.order_id))}


async def unsaid(_: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """What the speaker said last to his drafts here does not count; where he confirmed since, that is undone."""
    drafts = await open_drafts(msg, ctx, uow)
    if (quote := await quotations.last_here(drafts, msg, ctx, uow)) is not None:
        return await quotations.drop(quote, msg, ctx, uow)
    last = await uow.inbox.last_of(msg.sender, {number for draft in drafts for number in draft.source_ids})
    since = max((draft.touched_at for draft in drafts), default=ctx.now - timedelta(days=1))
    msg = replace(msg, kind=MessageKind.RECALL)  # it adds nothing to a draft either
    if last is None or await uow.orders.last_confirmed(actor(ctx).user, msg.chat, since):
        return await undo(msg, Parse(Intent.UNDO, 1.0), ctx, uow)
    number, words = last
    meant = [draft for draft in drafts if number in draft.source_ids]
    return [push for draft in meant for push in await _forget(draft, number, words, msg, ctx, uow)]


async def _forget(draft: Order, number: int, words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    befores = [event.before for event in await uow.events.of(draft.id) if event.before is not None]
    after = without(draft, number, step_of(number, draft, befores))
    if msg.kind is MessageKind.RECALL and (not after.lines or not after.source_ids):
        return await discard_order(draft, msg, ctx, uow, recalled=words)
    order = await revised(draft, await _settled(after, uow), msg, ctx, uow)
    return [await show(order, msg, ctx, uow, recalled=words)]


async def _settled(draft: Order, uow: UnitOfWork) -> Order:
    """Lines that have another product again are counted by it."""
    products = await uow.catalogue.products({line.sku for line in draft.lines if line.sku})
    return replace(draft, lines=tuple(settle(line, products) for line in draft.lines))


async def _flag(order: Order, said: Message, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The order is not touched: who sold it hears of it, and who recalled learns that it stands."""
    person = actor(ctx)
    did = [one for one in await uow.events.of(order.id) if one.message_id == said.id and one.action not in _OF_DRAFTS]
    if order.phase is Phase.VOID and not did:
        return []
    action = "reworded" if msg.kind is MessageKind.EDIT else "recall"
    await uow.events.add(replace(happened(order, action, person.user, ctx), message_id=msg.id, channel=msg.channel))
    customer = await customer_of(order, uow)
    seller = await uow.parties.person((customer.owner if customer else None) or order.placed_by or "")
    notice = RecalledLater(order, person.name, said.text, msg.text, tuple(did))
    pushes = [Push(ToChat(msg.chat), notice)]
    if seller is not None and seller.active and seller.user != person.user:
        pushes.append(Push(ToPerson(seller.user), notice))
    return pushes


async def drafts_of(versions: Sequence[Message], uow: UnitOfWork) -> dict[OrderId, Order]:
    """The drafts that a message, and its edits, said something for, as they stand."""
    found = [order for said in versions for order in await uow.orders.of_message(said)]
    return {order.id: order for order in found if order.phase is Phase.DRAFT}


def compared(pushes: list[Push], befores: Mapping[OrderId, Order]) -> list[Push]:
    """What the new words say is marked as changed where the old ones said otherwise, and only there."""
    return [
        replace(push, notice=replace(shown, changed=differing(befores[shown.order.id], shown.order)))
        if isinstance(shown := push.notice, DraftShown) and shown.order.id in befores
        else push
        for push in pushes
    ]


async def emptied(shown: list[Push], msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """After an edit: drafts that held nothing but the old words, and got nothing of the new ones, are dropped."""
    pushes = [push for push in shown if isinstance(push.notice, QuoteShown)]
    for push in shown:
        draft = await uow.orders.get(push.notice.order.id) if isinstance(push.notice, DraftShown) else None
        if draft is not None and draft.phase is Phase.DRAFT and not draft.lines:
            pushes += await discard_order(draft, msg, ctx, uow)
    return [_unquoted(push, msg, ctx) for push in pushes]


def _unquoted(push: Push, msg: Message, ctx: Context) -> Push:
    """What was recalled cannot be quoted; in a group its sender is called instead."""
    mention = (actor(ctx).user,) if push.to == ToChat(msg.chat) and msg.chat.kind is ChatKind.GROUP else ()
    return replace(push, reply=False, mention=mention)
