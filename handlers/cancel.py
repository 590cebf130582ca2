"""Taking back: drop a draft, undo a confirmation within its minutes, cancel a confirmed order."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from handlers.access import actor, customer_of, may_change, owns_draft
from handlers.aliases import undo_recent, unlearn
from handlers.book import hold_still, moved
from handlers.change_requests import ask_why
from handlers.checking import check
from handlers.confirm import not_yours
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.gifts import given_skus
from handlers.domain.messaging import Message, Tap
from handlers.domain.order import Change, Order, Phase
from handlers.domain.party import Role
from handlers.domain.reasons import reason_to_cancel
from handlers.hints import drafts_spoken_of, open_drafts
from handlers.inquiry import pass_on
from handlers.locate import drafts_meant, locate
from handlers.notices import (
    DraftDiscarded,
    NoOrders,
    NothingOpen,
    NotUnderstood,
    OrderCancelled,
    Push,
    StatusList,
    Undone,
)
from handlers.payments import to_give_back
from handlers.ports import UnitOfWork
from handlers.rush import given_back
from handlers.shortage import promise
from handlers.stocking import hold_softly, let_go
from handlers.taps import tapped
from handlers.telling import Told, answer, news
from nlp.types import Parse, Ref

REASON = 500  # characters of a message that are kept as the reason
TAKE_BACK = frozenset({"撤销", "撤回"})
_CHANGED = re.compile(r"改[成为到给]|换[成到给]")
_ENDED = re.compile(  # that something ends, or is not wanted
    r"取消|作[废罢]|[撤退删废砍消销划抹停错黄]|算了|重[复了]|cancel|call\s?off"
    r"|(?:[不唔勿毋甭别]|没[必法])\s?(?:[要做用需再下订定送发来买拿想干办搞]|生产|安排|继续)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(  # it is not to end, or nobody said so
    r"(?:没有?|未|别|莫|勿|不[是想能用会])(?:人)?(?:说|讲|提)?过?(?:要|想)?(?:取消|作废|撤|退|删)|不取消"
)
_WONDERS = re.compile(
    r"(?:怎么|怎样|如何|能不能|可不可以|可以|能)[^,\uff0c。;]{0,4}取消|取消(?:的话|[^,\uff0c。;]{0,12}[吗么?\uff1f])"
)
_UNSURE_UNDO = re.compile(
    r"撤[^,\uff0c。;]{0,6}(?:不了|[吗么?\uff1f])|(?:怎么|如何|能不能|可不可以|别|不要|不用|没)[^,\uff0c。;]{0,4}撤"
)
_WHOLE = re.compile(r"单(?![价位独])|整|全|都|一起|order", re.IGNORECASE)
TAPPED_REASON = "客户取消"  # a customer's button carries no words


async def discard(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Drops the draft that is meant, or every open draft of this person here."""
    drafts = await drafts_spoken_of(msg, parse, ctx, uow)
    meant = [d for d in drafts if parse.draft is None or d.id == parse.draft]
    if not meant:
        return [answer(msg, NothingOpen("discard"))] if msg.called else []
    return [push for draft in meant for push in await discard_order(draft, msg, ctx, uow)]


async def discard_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The drop button of a draft."""
    return await discard_order(await tapped(tap, ctx, uow), msg, ctx, uow)


async def discard_order(
    draft: Order, msg: Message, ctx: Context, uow: UnitOfWork, into: str = "", *, recalled: str = ""
) -> list[Push]:
    """Drops one draft: `into` is the order that it became part of, `recalled` the message it was made of, if so."""
    person = actor(ctx)
    customer = await customer_of(draft, uow)
    if draft.phase is Phase.DRAFT and not await owns_draft(draft, person, uow):
        raise await not_yours(draft, ctx, uow)
    order, event = ctx.flow.apply(draft, "discard", person, customer, ctx.now)
    await hold_still([order.id], uow)
    order = await moved(replace(order, asked=None, touched_at=ctx.now), event, msg, ctx, uow)
    await let_go(order, ctx, uow)
    return [answer(msg, DraftDiscarded(order, into, recalled), key=order.key)]


async def undo(msg: Message, _parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Takes this person's last confirmation here back."""
    if _UNSURE_UNDO.search(msg.text):  # 撤销不了吗
        return [answer(msg, NotUnderstood(msg.text))] if msg.called else []
    person = actor(ctx)
    since = ctx.now - timedelta(minutes=ctx.policy.undo_minutes)
    order = await uow.orders.last_confirmed(person.user, msg.chat, since)
    if undone := await undo_recent(msg, ctx, uow, order.confirmed_at if order else None):
        return undone
    if order is None:
        day = ctx.now - timedelta(hours=ctx.policy.draft_hours)
        order = await uow.orders.last_confirmed(person.user, msg.chat, day)
    if order is None:
        return [answer(msg, NothingOpen("undo"))] if msg.called else []
    return await undo_order(order, msg, ctx, uow)


async def undo_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The undo button of a receipt."""
    return await undo_order(await tapped(tap, ctx, uow), msg, ctx, uow)


async def undo_order(confirmed: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Takes one confirmation back; the number is void and stays in the history."""
    limit = timedelta(minutes=ctx.policy.undo_minutes)
    number = confirmed.number or ""
    customer = await customer_of(confirmed, uow)
    order, event = ctx.flow.apply(confirmed, "undo", actor(ctx), customer, ctx.now)
    if not limit or confirmed.confirmed_at is None or ctx.now - confirmed.confirmed_at > limit:
        raise Refused("undo.late", {"单号": number, "分钟": str(ctx.policy.undo_minutes)}, cure="cancel")
    await hold_still([order.id], uow, given_skus(ctx.policy.gifts))
    if await uow.payments.of(confirmed.id):
        raise Refused("undo.paid", {"单号": number}, cure="cancel")
    order = replace(
        order,
        number=None,
        confirmed_at=None,
        confirmed_by=None,
        version_confirmed=None,
        held=False,
        shipping="",
        label=0,
        agreed=None,
        delayed=None,
        lines=tuple(replace(line, picked=Decimal(0)) for line in confirmed.lines),
    )
    event = replace(event, changes=(Change("number", number, ""),))
    await unlearn(confirmed, ctx, uow)
    await uow.approvals.void(confirmed.id)
    checked = await check(order, ctx, uow)
    order = await moved(checked.order, event, msg, ctx, uow)
    await promise(order.id, (), ctx, uow)
    back: list[Push] = []
    if any(f.rush for f in confirmed.findings):  # what others gave up for it is theirs before a draft's
        await let_go(order, ctx, uow)
        back = await given_back(confirmed, ctx, uow)
    else:
        await hold_softly(order, checked, ctx, uow)
    told = replace(order, number=number)  # those who were told know the order by its number
    others = [] if confirmed.held else await news(told, Told("undo", confirmed.state), ctx, uow)
    return [answer(msg, Undone(order, number), key=order.key), *others, *back]


async def cancel(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Cancels the order that is meant: an open draft of the speaker, or a confirmed order."""
    ref = parse.ref or Ref()
    drafts = drafts_meant(await open_drafts(msg, ctx, uow), ref, parse.draft)
    if drafts:
        return [push for draft in drafts for push in await discard_order(draft, msg, ctx, uow)]
    if ref.empty and msg.text.strip() in TAKE_BACK and (undone := await undo_recent(msg, ctx, uow)):
        return undone
    found = await locate(ref, msg, ctx, uow, own=True)
    if not found.orders:
        silent = not msg.called and not found.words
        return [] if silent else [answer(msg, NoOrders(found.words))]
    if len(found.orders) > 1 or ref.empty:  # a bare 取消 never takes a confirmed order away unasked
        return [answer(msg, StatusList(found.orders, found.more, action="cancel"))]
    meant = found.orders[0]
    if _a_part(meant, ref, msg.text) or _WONDERS.search(msg.text):  # it is asked for: a button does it
        return [answer(msg, StatusList(found.orders, found.more, action="cancel"))]
    if not _ENDED.search(msg.text) or _GOES_ON.search(
        msg.text
    ):  # 0012 客户改成鑫源, 0012 2月30日的样子: a number with other words ends nothing
        if _CHANGED.search(msg.text):
            raise Refused("change.unclear", {"单号": meant.number or ""})
        return [answer(msg, NotUnderstood(msg.text))] if msg.called else []
    names = (meant.customer_name, *(f"{line.label}{line.mention}" for line in meant.lines))
    reason = reason_to_cancel(msg.text, names)
    if actor(ctx).role is Role.CUSTOMER:
        reason = reason or msg.text[:REASON]  # a customer need not justify himself
    return await cancel_order(meant, msg, reason, ctx, uow)


def _a_part(order: Order, ref: Ref, text: str) -> bool:
    """Whether only some of an order's goods were named, and no order: 三牛不要了 takes no other goods back."""
    named = {ref.sku} if ref.sku else {c.key for c in ref.candidates}
    if ref.no or ref.no_tail or not named or _WHOLE.search(text):
        return False
    return any(line.sku not in named for line in order.lines if not line.gift)


async def cancel_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The cancel button of a confirmed order."""
    reason = TAPPED_REASON if actor(ctx).role is Role.CUSTOMER else ""
    return await cancel_order(await tapped(tap, ctx, uow), msg, reason, ctx, uow)


async def cancel_order(before: Order, msg: Message, reason: str, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Cancels one confirmed order; a customer that did not place it asks its salesperson instead."""
    person = actor(ctx)
    customer = await customer_of(before, uow)
    if before.phase is Phase.OPEN and not may_change(before, person, customer):
        if person.role is Role.CUSTOMER:
            return await pass_on(msg, customer, before, ctx, uow)
        raise await not_yours(before, ctx, uow)
    move = ctx.flow.move(before.state, "cancel")
    if move is not None and move.reason and not reason and before.phase is Phase.OPEN:
        ctx.flow.apply(before, "cancel", person, customer, ctx.now, reason="?")  # refused before it is asked why
        return await ask_why(before, None, frozenset(), msg, ctx, uow)
    order, event = ctx.flow.apply(before, "cancel", person, customer, ctx.now, reason=reason)
    await hold_still([order.id], uow)
    order = await moved(replace(order, held=False, touched_at=ctx.now), event, msg, ctx, uow)
    await uow.approvals.void(order.id)
    await let_go(order, ctx, uow)
    others = [] if before.held else await news(order, Told("cancel", before.state, reason), ctx, uow)
    others += await to_give_back(order, ctx, uow)
    return [answer(msg, OrderCancelled(order, reason), key=order.key), *others]
