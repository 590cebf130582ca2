"""The buttons that a finding brings with it, and the words that may be typed instead."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from handlers.access import actor, customer_of, may_change, owns_draft
from handlers.book import happened, hold_still, keep
from handlers.cancel import discard_order
from handlers.changes import change_order
from handlers.checking import check, promised_now
from handlers.confirm import not_yours
from handlers.context import Context
from handlers.domain.compare import compare
from handlers.domain.errors import Refused, Stale
from handlers.domain.finding import Finding
from handlers.domain.messaging import ChatKind, Message, Tap, ToChat, ToPerson, id_in
from handlers.domain.order import Order, Phase
from handlers.domain.party import Role
from handlers.domain.quantity import plain, sane
from handlers.domain.signs import half_width
from handlers.domain.topping import edits, left
from handlers.drafts import change, show
from handlers.giving import touched
from handlers.inquiry import pass_on
from handlers.instead import merged, presales, substitutes, swapped, twin_of
from handlers.notices import DraftDiscarded, Push, SwapChoices, TopUpShown
from handlers.placing import PART, WHOLE
from handlers.ports import UnitOfWork
from handlers.stocking import hold_softly
from handlers.taps import tapped
from handlers.telling import answer, privately
from handlers.topping import offered, ways
from nlp.types import LineItem, SetItem

MERGE_WISH = "把新发的这张并到已有的订单里"  # what the customer pressed, in words for the salesperson
Chosen = Callable[[Order, str, Message, Context, UnitOfWork], Awaitable[list[Push]]]


async def tap(msg: Message, pressed: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """part, whole, swap, merge, fit, fit_all, presale, top_…: about a draft as the card showed it."""
    draft = await tapped(pressed, ctx, uow)
    if draft.phase is Phase.OPEN and pressed.action == "swap":
        return await swap(draft, pressed.value, msg, ctx, uow)
    if draft.phase is not Phase.DRAFT:
        raise Stale(draft)
    return await choose(draft, pressed.action, pressed.value, msg, ctx, uow)


async def choose(draft: Order, verb: str, value: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Does what the person chose."""
    if not await owns_draft(draft, actor(ctx), uow):
        raise Refused("draft.not_yours")
    return await _CHOICES[verb](draft, value, msg, ctx, uow)


async def _part(draft: Order, _: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    return await _shipping(draft, PART, msg, ctx, uow)


async def _whole(draft: Order, _: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    return await _shipping(draft, WHOLE, msg, ctx, uow)


async def _shipping(draft: Order, how: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    return await _rechecked(draft, replace(draft, shipping=how), msg, ctx, uow)


async def _rechecked(draft: Order, wanted: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    checked = await check(replace(wanted, touched_at=ctx.now), ctx, uow)
    event = happened(draft, "edit", actor(ctx).user, ctx, compare(draft, checked.order))
    order = await keep(checked.order, event, msg, uow)
    await hold_softly(order, checked, ctx, uow)
    return [await show(order, msg, ctx, uow, promised=checked.promised)]


async def _presale(draft: Order, value: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Goods on their way are accepted for what is short: of the line `value`, or of every line."""
    await uow.stock.lock(touched(draft.lines, ctx))
    _, promised = await promised_now(draft, ctx, uow)
    offers = {one.line: one for one in await presales(draft, promised, ctx, uow) if value in ("", str(one.line))}
    if not offers:
        raise Refused("choice.gone")
    lines = [
        replace(line, presale=one.number, presale_day=one.day, presale_qty=one.part)
        if (one := offers.get(line.no))
        else line
        for line in draft.lines
    ]
    return await _rechecked(draft, replace(draft, lines=tuple(lines)), msg, ctx, uow)


async def swaps(order: Order, named: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """换替代品 0002: what could go instead of what a confirmed order lacks; one `named` by its code is taken."""
    number = {"单号": order.number or ""}
    await uow.stock.lock(touched(order.lines, ctx))
    _, promised = await promised_now(order, ctx, uow)
    options = await substitutes(order, promised, ctx, uow)
    if not options:
        raise Refused("swap.none" if any(one.short > 0 for one in promised) else "swap.full", number)
    meant = [one for one in options if one.sku.casefold() == named.casefold()]
    if meant:
        return await swap(order, f"{meant[0].line}-{meant[0].place}", msg, ctx, uow)
    wanted = [one for one in options if named and _named(named, one.label)]
    shown = SwapChoices(order, tuple(wanted) or options)
    return [answer(msg, shown) if msg.chat.kind is ChatKind.DIRECT else privately(actor(ctx), shown)]


def _named(words: str, label: str) -> bool:
    """Whether the signs of the words stand in a label, in this order: 转向节J6L in 转向节(右) 解放J6L."""
    left = iter(label.casefold())
    return all(sign in left for sign in re.sub(r"\s|[那这]?[款个种]?的?$", "", half_width(words).casefold()))


async def swap(draft: Order, value: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A substitute for what an order lacks. `value` is line-place; empty: the first substitute there is."""
    await uow.stock.lock(touched(draft.lines, ctx))
    _, promised = await promised_now(draft, ctx, uow)
    options = await substitutes(draft, promised, ctx, uow)
    option = next((one for one in options if value in ("", f"{one.line}-{one.place}")), None)
    if option is None:
        raise Refused("choice.gone")
    line = draft.lines[option.line - 1]
    original = await uow.catalogue.product(line.sku or "")
    other = await uow.catalogue.product(original.substitutes[option.place]) if original else None
    promise = next((p for p in promised if p.no == option.line), None)
    if other is None or promise is None:
        raise Refused("choice.gone")
    edits = swapped(line, promise, other)
    if draft.phase is Phase.OPEN:  # those who may not change it are refused there
        return await change_order(draft, edits, msg, ctx, uow)
    return [await change(draft, edits, msg, ctx, uow)]


async def _merge(draft: Order, _: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The draft becomes part of the order it may be once more; nothing is doubled."""
    twin, _by = await twin_of(draft, uow)
    if twin is None or twin.phase is not Phase.OPEN:
        raise Refused("choice.gone")
    edits = merged(draft, twin)
    person, customer = actor(ctx), await customer_of(twin, uow)
    if edits and not may_change(twin, person, customer):
        if person.role is Role.CUSTOMER:  # the draft stays: its salesperson decides
            return await pass_on(msg, customer, twin, ctx, uow, words=MERGE_WISH)
        raise await not_yours(twin, ctx, uow)
    await hold_still([draft.id, twin.id], uow)
    dropped = await discard_order(draft, msg, ctx, uow, into=twin.number or "")
    told = DraftDiscarded(replace(draft, asked=None), into=twin.number or "", twin=twin)
    if draft.chat != msg.chat:  # the customer's own draft, of which its salesperson decided
        dropped.append(Push(ToChat(draft.chat), told, key=draft.key))
    elif person.role is Role.CUSTOMER and customer is not None and customer.owner:  # he had the double on his card
        dropped.append(Push(ToPerson(customer.owner), told, key=draft.key))
    return [*dropped, *(await change_order(twin, edits, msg, ctx, uow) if edits else [])]


async def _fit(draft: Order, value: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """`value` is line-amount in base units."""
    line, _, amount = value.partition("-")
    place = id_in(line) or 0
    try:
        qty = sane(Decimal(amount))
    except InvalidOperation:
        qty = None
    if qty is None or not 1 <= place <= len(draft.lines):
        raise Refused("button.unknown")
    unit = draft.lines[place - 1].base_unit
    return [await change(draft, (SetItem(place, LineItem(qty=qty, unit=unit, base_qty=qty)),), msg, ctx, uow)]


async def _fit_all(draft: Order, _: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Every line of which a pack is begun gets the rest of it."""
    found = [one for one in draft.findings if one.code.startswith("pack.")]
    if not found:
        raise Refused("choice.gone")
    edits_ = []
    for one in found:
        qty = Decimal(one.facts["up_qty"])
        edits_.append(SetItem(one.line or 1, LineItem(qty=qty, unit=one.facts["unit"], base_qty=qty)))
    return [await change(draft, tuple(edits_), msg, ctx, uow)]


async def _top_up(draft: Order, _: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """加凑单: what would do; nothing is changed yet."""
    near = await _near(draft, ctx, uow)
    return [answer(msg, TopUpShown(draft, near, await ways(draft, near, ctx, uow)))]


async def _top_add(draft: Order, value: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """One of the ways; `value` is its 0-based place, and pressed its base units too: another one is never taken."""
    found = await ways(draft, await _near(draft, ctx, uow), ctx, uow)
    way = next(
        (one for place, one in enumerate(found) if value in (str(place), f"{place}-{plain(one.base_qty)}")), None
    )
    if way is None:
        raise Refused("choice.gone")
    return [await change(draft, edits(draft, way), msg, ctx, uow)]


async def _top_leave(draft: Order, _: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """不用: never asked again for this order."""
    return await _rechecked(draft, left(draft, await _near(draft, ctx, uow)), msg, ctx, uow)


async def _near(draft: Order, ctx: Context, uow: UnitOfWork) -> Finding:
    await uow.stock.lock(touched(draft.lines, ctx))
    near = await offered(draft, ctx, uow)
    if near is None:
        raise Refused("choice.gone")
    return near


_CHOICES: dict[str, Chosen] = {
    "top_up": _top_up,
    "top_add": _top_add,
    "top_leave": _top_leave,
    "part": _part,
    "whole": _whole,
    "swap": swap,
    "merge": _merge,
    "fit": _fit,
    "fit_all": _fit_all,
    "presale": _presale,
}
