"""Changes of a confirmed order: a new version, every field's old and new value, and everybody concerned told."""

from dataclasses import replace
from datetime import timedelta

from handlers.access import actor, customer_of, may_change
from handlers.approvals import EXPIRES, ask_approval
from handlers.book import happened, keep
from handlers.checking import Checked, check, quotes
from handlers.confirm import not_yours
from handlers.context import Context
from handlers.domain import editing
from handlers.domain.compare import compare
from handlers.domain.errors import Refused
from handlers.domain.gifts import bare
from handlers.domain.lines import Source
from handlers.domain.messaging import ChatKind, Message
from handlers.domain.order import Order
from handlers.domain.party import Role
from handlers.domain.pricing import Quote
from handlers.domain.request import Kind
from handlers.domain.reserve import NONE, HoldKind
from handlers.drafts import change as change_draft
from handlers.drafts import known
from handlers.giving import agreed_on, touched
from handlers.hints import open_drafts
from handlers.intake import ask
from handlers.locate import Located, drafts_meant, locate
from handlers.notices import NoOrders, OrderChanged, Push, StatusList
from handlers.placing import HELD, work_begins
from handlers.ports import UnitOfWork
from handlers.shortage import promise
from handlers.stocking import freed, hold_firmly
from handlers.telling import Told, answer, news
from nlp.types import Edit, Parse, Ref, SetAddress, SetCustomer, SetDue

RECENT = timedelta(days=7)  # how far 上一单 may reach back


async def change(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Changes the confirmed order that is meant; where only the speaker's open draft fits, changes that."""
    ref = parse.ref or Ref()
    found = await _meant(ref, msg, ctx, uow)
    if not found.orders:
        drafts = drafts_meant(await open_drafts(msg, ctx, uow), ref, parse.draft)
        if drafts:
            return [await change_draft(drafts[0], parse.changes, msg, ctx, uow)]
        silent = msg.chat.kind is ChatKind.GROUP and not found.words
        return [] if silent else [answer(msg, NoOrders(found.words))]
    if len(found.orders) > 1:
        return [answer(msg, StatusList(found.orders, found.more, action="change"))]
    return await change_order(found.orders[0], parse.changes, msg, ctx, uow)


async def change_order(
    before: Order, edits: tuple[Edit, ...], msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """Changes one confirmed order; a customer that did not place it asks its salesperson instead."""
    person = actor(ctx)
    customer = await customer_of(before, uow)
    if not may_change(before, person, customer):
        if person.role is Role.CUSTOMER:
            return await ask(_kind(edits), msg, before, ctx, uow)
        raise await not_yours(before, ctx, uow)
    number = before.number or ""
    if not ctx.flow.changeable(before):
        if person.role is Role.CUSTOMER:
            return await ask(_kind(edits), msg, before, ctx, uow)
        raise Refused("order.locked", {"单号": number, "现在": before.state})
    if any(isinstance(one, SetCustomer) for one in edits):
        raise Refused("order.customer", {"单号": number}, cure="cancel")
    found = await known(before, edits, uow)
    edited = editing.edit(bare(before), edits, Source.of(msg), found)
    order = _checked(edited.order, before, bool(edited.missed) or not edits, number)
    order = await _priced(order, before, ctx, uow)
    await uow.stock.lock(touched((*before.lines, *order.lines), ctx))
    checked = await check(order, ctx, uow)
    changes = compare(before, checked.order)
    if checked.order.blocking:
        worst = checked.order.blocking[0]
        raise Refused("check.blocked", {**worst.facts, "单号": number}, cure=worst.code)
    held = bool(checked.order.holding)
    order = replace(checked.order, held=held, touched_at=ctx.now)
    if before.held and not held:
        order = replace(order, entered_at=ctx.now)
    order = await keep(order, happened(before, "change", person.user, ctx, changes), msg, uow)
    pushes = [answer(msg, OrderChanged(order, before, checked.promised), key=order.key)]
    if held:
        await _hold_less(order, checked, ctx, uow)
        await uow.events.add(replace(happened(order, HELD, person.user, ctx), version=order.version))
        return [*pushes, *await ask_approval(order, ctx, uow)]
    if before.held:
        await uow.approvals.void(order.id, granted=False)
        await uow.deadlines.close(order.id, "cancelled", (EXPIRES,))
        return [*pushes, *await work_begins(order, checked, msg, ctx, uow, by=person.user)]
    await hold_firmly(order, checked, ctx, uow)
    told = Told("change", before.state, changes=changes)
    return [*pushes, *await news(order, told, ctx, uow, promised=checked.promised)]


def _kind(edits: tuple[Edit, ...]) -> Kind:
    """What a customer asks for who may not change the order himself."""
    if any(isinstance(one, SetDue) for one in edits):
        return Kind.RESCHEDULE
    return Kind.ADDRESS if any(isinstance(one, SetAddress) for one in edits) else Kind.HUMAN


async def _hold_less(order: Order, checked: Checked, ctx: Context, uow: UnitOfWork) -> None:
    """While a change waits for approval the order takes nothing more, and lets go what it needs no longer."""
    own = {hold.sku: hold.qty for hold in await uow.stock.of(order.id)}
    less = {sku: min(qty, checked.shares.get(sku, NONE)) for sku, qty in own.items()}
    less = {sku: qty for sku, qty in less.items() if qty > 0}
    await freed(await uow.stock.hold(order.id, less, HoldKind.FIRM, ctx.now), ctx, uow)
    await promise(order.id, (), ctx, uow)


def _checked(order: Order, before: Order, unclear: bool, number: str) -> Order:
    """A confirmed order stays complete."""
    facts = {"单号": number}
    if unclear:
        raise Refused("change.unclear", facts)
    if not order.lines:
        raise Refused("change.empty", facts, cure="cancel")
    if order.missing:
        raise Refused("change.gaps", facts)
    if not compare(bare(before), order):
        raise Refused("change.nothing", facts)
    return order


async def _priced(order: Order, before: Order, ctx: Context, uow: UnitOfWork) -> Order:
    """What is new costs what it costs today; an agreed price stays, but a tier's only while its amount is reached."""
    products = await uow.catalogue.products({line.sku for line in (*before.lines, *order.lines) if line.sku})
    today = ctx.now.astimezone(ctx.zone).date()
    then = agreed_on(before, ctx)
    customer = before.customer_id or ""
    rates = await uow.accounts.prices(customer, products, today) if products else ()
    older = await uow.accounts.prices(customer, products, then) if products and then != today else rates
    fresh, was = quotes(order.lines, products, rates, today), quotes(before.lines, products, older, then)
    now_then = quotes(order.lines, products, older, then)
    agreed = {line.sku: line.price for line in before.lines if not line.gift}
    none = Quote(None)
    lines = []
    for line in order.lines:
        sku = line.sku or ""
        price = fresh.get(sku, none).price if line.sku not in agreed else agreed[line.sku]
        if line.sku in agreed and agreed[line.sku] == was.get(sku, none).price:
            price = now_then.get(sku, none).price
        lines.append(replace(line, price=price))
    return replace(order, lines=tuple(lines))


async def _meant(ref: Ref, msg: Message, ctx: Context, uow: UnitOfWork) -> Located:
    """Where nothing is named: the speaker's last order here, else the only own one, else the newest of all."""
    if not ref.empty:
        found = await locate(ref, msg, ctx, uow)
        return await _narrowed(found, ctx, uow)
    last = await uow.orders.last_confirmed(actor(ctx).user, msg.chat, ctx.now - RECENT)
    if last is not None:
        return Located((last,))
    found = await locate(ref, msg, ctx, uow, own=True)
    if found.orders or actor(ctx).role is Role.CUSTOMER:
        return found
    found = await locate(ref, msg, ctx, uow, everything=True)  # somebody else's: named, never changed
    newest = [o for o in found.orders if o.confirmed_at and o.confirmed_at >= ctx.now - RECENT]
    return Located(tuple(newest[:1]))


async def _narrowed(found: Located, ctx: Context, uow: UnitOfWork) -> Located:
    """Of several orders those that the speaker may change; all of them where there is none."""
    if len(found.orders) < 2:
        return found
    mine = [o for o in found.orders if may_change(o, actor(ctx), await customer_of(o, uow))]
    return replace(found, orders=tuple(mine)) if mine else found
