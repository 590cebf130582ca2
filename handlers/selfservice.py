"""Questions and their true answers: where is my order, is it in stock, what does it cost, something is short."""

from collections.abc import Collection
from dataclasses import replace

from handlers.access import actor, customer_of, group_customer, scope
from handlers.context import Context
from handlers.deliverables import needs_of
from handlers.domain.budget import Reach, reach
from handlers.domain.flow import OVERDUE
from handlers.domain.messaging import ChatKind, Message, Tap, ToPerson, ToRole
from handlers.domain.offers import Holder
from handlers.domain.order import STANDS, Order, Phase
from handlers.domain.party import Customer, Product, Role
from handlers.domain.placed_when import placed_when
from handlers.domain.quantity import plain
from handlers.domain.request import Kind
from handlers.domain.tracking import waybill
from handlers.health import health_of
from handlers.inquiry import pass_on
from handlers.intake import take
from handlers.locate import ALL, Located, locate
from handlers.lookup import company_of, name_of, names_of, seller_of
from handlers.notices import (
    EvidenceShown,
    NoOrders,
    NotUnderstood,
    PriceInfo,
    Progress,
    Push,
    RequestTaken,
    ShortageReported,
    StatusList,
    StockInfo,
    Way,
)
from handlers.ports import UnitOfWork
from handlers.quoting import key_of, prepared, shown
from handlers.requisitions import requisitions_for
from handlers.taps import seen
from handlers.telling import answer, lane_of, privately
from handlers.transit import arrival_of
from nlp.types import LineItem, Parse, Ref

INTERNAL = frozenset({"hold", "release", "promise", "split", STANDS})  # events for the books, not for the eye


async def ask_status(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Shows the order that is asked for, a short list where several fit, and nothing of anybody else's."""
    found = await _asked_for(parse.ref or Ref(), msg, ctx, uow)
    others: tuple[Push, ...] = ()
    if not found.orders:
        place = len(await _listed(msg, ctx, uow)) + 1 if found.foreign else 0
        seller = await seller_of(await company_of(actor(ctx), uow), ctx, uow) if found.foreign else None
        push = answer(msg, NoOrders(found.words, found.foreign, place, seller.name if seller else ""))
    elif len(found.orders) == 1:
        shown, others = await _found_out(await progress(found.orders[0], msg, ctx, uow), msg, ctx, uow)
        push = answer(msg, shown, key="")
    else:
        asker = actor(ctx).name if actor(ctx).role is Role.CUSTOMER else ""
        push = answer(msg, StatusList(found.orders, found.more, ways=await _ways(found.orders, ctx, uow), asker=asker))
    return [privately(actor(ctx), push.notice) if found.private else push, *others]


async def _ways(orders: Collection[Order], ctx: Context, uow: UnitOfWork) -> dict[int, Way]:
    """How far each of them is, as one line of a list says it."""
    return {
        order.id: Way(await arrival_of(order, ctx, uow), tuple(await uow.stock.promised(order.id)))
        for order in orders
        if order.phase is Phase.OPEN
    }


async def _found_out(shown: Progress, msg: Message, ctx: Context, uow: UnitOfWork) -> tuple[Progress, tuple[Push, ...]]:
    """Where nobody can say when it comes, a customer hears that, and somebody finds out for him."""
    if shown.arrival is None or shown.arrival.why is None or actor(ctx).role is not Role.CUSTOMER:
        return shown, ()
    taken = await take(Kind.WHERE, msg, shown.order, ctx, uow)
    asked = RequestTaken(taken.request, shown.order, taken.owner, taken.until, taken.again, taken.added)
    return replace(shown, asked=asked), taken.pushes


async def _asked_for(ref: Ref, msg: Message, ctx: Context, uow: UnitOfWork) -> Located:
    if ref.no or ref.no_tail:
        return await locate(ref, msg, ctx, uow, phases=ALL)
    if (found := await _by_waybill(msg, ctx, uow)) is not None:
        return found
    days = placed_when(msg.text, ctx.today)
    for phase in (Phase.OPEN, Phase.DONE) if days is not None else ():  # where none was placed then: as if not said
        if (found := await locate(ref, msg, ctx, uow, phases=(phase,), own=True, days=days)).orders:
            return found
    found = await locate(ref, msg, ctx, uow, own=True)
    if not found.orders:  # nothing under way: what was finished lately answers the question too
        found = await locate(ref, msg, ctx, uow, phases=(Phase.DONE,), own=True)
    if not found.orders and ref.empty and actor(ctx).role not in (Role.CUSTOMER, Role.SALES):
        found = await locate(ref, msg, ctx, uow, everything=True)
    return found


async def _by_waybill(msg: Message, ctx: Context, uow: UnitOfWork) -> Located | None:
    """The orders that travel with the waybill that is named, of those that may be spoken of here."""
    named = waybill(msg.text)
    parcels = await uow.parcels.numbered(named[0]) if named is not None else []
    if not parcels:
        return None
    may = await scope(msg.chat, ctx, uow)
    orders = [await uow.orders.get(order_id) for order_id in dict.fromkeys(one.order_id for one in parcels)]
    shown = tuple(order for order in orders if may.shows(order))
    return Located(shown, private=may.private) if shown else None


async def progress(order: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> Progress:
    """One order in detail; a customer reads the moves, not who made them or why."""
    history = await uow.events.of(order.id)
    events = [event for event in history if event.action not in INTERNAL]
    promised, under_way = await uow.stock.promised(order.id), await arrival_of(order, ctx, uow, history)
    if actor(ctx).role is Role.CUSTOMER:
        moves = [replace(e, actor="", reason="", changes=()) for e in events if e.from_state != e.to_state]
        return Progress(order, tuple(moves), promised=promised, arrival=under_way)
    people = {event.actor for event in events} | {user for user in (order.placed_by, order.confirmed_by) if user}
    names = await names_of(people, uow)
    deadlines = [deadline for deadline in await uow.deadlines.of(order.id) if deadline.kind == OVERDUE]
    customer = await customer_of(order, uow)
    lane, _ = await lane_of(customer, ctx, uow)
    left = await _reach(customer, ctx, uow) if customer is not None and order.phase is Phase.OPEN else None
    bought = await requisitions_for({p.sku for p in promised if p.short > 0}, uow)
    well = await health_of(order, history, ctx, uow) if order.phase in (Phase.OPEN, Phase.DONE) else None
    going_on = order.phase is Phase.OPEN and not order.held
    needs = await needs_of(order, msg, ctx, uow) if going_on else ()
    known = (tuple(events), tuple(deadlines), names, promised, lane, under_way)
    return Progress(order, *known, reach=left, bought=bought, health=well, needs=needs)


async def _reach(customer: Customer, ctx: Context, uow: UnitOfWork) -> Reach | None:
    """The most that one of its people may still be told; None where they are on no platform that limits it."""
    found = []
    for person in await uow.parties.of_customer(customer.id):
        for account in (await uow.parties.accounts(person.user))[:1]:
            if account.channel in ctx.windows:
                ledger = await uow.outbox.ledger(await uow.parties.direct_chat(account), ctx.now)
                found.append(reach(ctx.windows[account.channel], ledger, ctx.now))
    return max(found, key=lambda one: one.left, default=None)


async def details_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The details button: always the fresh state."""
    order = await seen(tap, ctx, uow)
    found, others = await _found_out(await progress(order, msg, ctx, uow), msg, ctx, uow)
    listed = await _listed(msg, ctx, uow)
    if order.id in {one.id for one in listed}:
        found = replace(found, listed=listed)
    return [answer(msg, found), *others]


async def _listed(msg: Message, ctx: Context, uow: UnitOfWork) -> tuple[Order, ...]:
    """The list that a customer gets in his own chat who asks for no order in particular; empty where it is none."""
    if actor(ctx).role is not Role.CUSTOMER or msg.chat.kind is not ChatKind.DIRECT:
        return ()
    found = await locate(Ref(), msg, ctx, uow, own=True)
    return found.orders if len(found.orders) > 1 else ()


async def evidence_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The sentences an order was read from."""
    order = await seen(tap, ctx, uow)
    marks = [*order.evidence.values(), *(e for line in order.lines for e in line.evidence.values())]
    texts = await uow.inbox.texts({mark.message_id for mark in marks} | set(order.source_ids))
    return [answer(msg, EvidenceShown(order, texts))]


async def ask_stock(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Stock of the products asked for."""
    products = await _products(parse.items, uow)
    if not products:
        return _unknown(msg)
    outside = actor(ctx).role is Role.CUSTOMER or await group_customer(msg.chat, uow) is not None
    if outside:
        products = tuple(replace(p, price=None, min_price=None) for p in products)
    return [answer(msg, await stock_info(products, _mention(parse.items), uow, inside=not outside))]


async def stock_info(products: tuple[Product, ...], words: str, uow: UnitOfWork, *, inside: bool) -> StockInfo:
    """What is there; where staff ask for one product, also who holds it and what is on its way."""
    skus = [product.sku for product in products]
    levels = await uow.stock.levels(skus)
    if not inside or len(products) != 1:
        return StockInfo(products, words, levels)
    holders = []
    for hold in await uow.stock.holders(skus[0]):
        order = await uow.orders.get(hold.order_id)
        holders.append(Holder(hold, order, await name_of(order.placed_by, uow)))
    coming = await uow.stock.inbound(skus)
    return StockInfo(products, words, levels, tuple(holders), coming.get(skus[0], ()))


async def ask_price(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """List prices for staff, in private; a customer's question goes to its salesperson, with a quote where it can."""
    person = actor(ctx)
    if person.role is not Role.CUSTOMER:
        return await prices(parse.items, msg, ctx, uow)
    customer = await company_of(person, uow)
    pushes = await pass_on(msg, customer, None, ctx, uow)
    quotation = await prepared(parse.items, customer, msg, ctx, uow) if customer is not None else None
    if quotation is not None:
        notice = await shown(quotation, uow, fresh="asked")
        pushes.append(Push(ToPerson(quotation.by), notice, key=key_of(quotation)))
    return pushes


async def prices(items: tuple[LineItem, ...], msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """List prices of these products, for the speaker alone; of staff."""
    products = await _products(items, uow)
    if not products:
        return _unknown(msg)
    rates = await uow.accounts.prices("", [product.sku for product in products], ctx.today)
    info = PriceInfo(products, _mention(items), rates)
    return [answer(msg, info) if msg.chat.kind is ChatKind.DIRECT else privately(actor(ctx), info)]


async def report_shortage(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Staff says something is short: purchasing hears of it."""
    person = actor(ctx)
    if person.role is Role.CUSTOMER:
        return []
    products = await _products(parse.items, uow)
    if not products:
        return _unknown(msg)
    levels = await uow.stock.levels([product.sku for product in products])
    products = tuple(replace(p, stock=levels[p.sku].on_hand) if p.sku in levels else p for p in products)
    notice = ShortageReported(products, _quantity(parse.items, products), person.name, msg.text)
    pushes = [answer(msg, notice)]
    if person.role is not Role.PURCHASING:
        pushes.append(Push(ToRole(Role.PURCHASING.value), notice))
    return pushes


def _quantity(items: tuple[LineItem, ...], products: tuple[Product, ...]) -> str:
    item = next((i for i in items if i.base_qty is not None or i.qty is not None), None)
    if item is None:
        return ""
    if item.base_qty is not None:
        unit = next((p.unit for p in products if p.sku == item.sku), products[0].unit)
        return f"{plain(item.base_qty)}{unit}"
    return f"{plain(item.qty)}{item.unit or ''}" if item.qty is not None else ""


async def _products(items: tuple[LineItem, ...], uow: UnitOfWork) -> tuple[Product, ...]:
    keys = list(dict.fromkeys(k for i in items for k in ((i.sku,) if i.sku else (c.key for c in i.candidates))))
    found = await uow.catalogue.products(keys)
    return tuple(found[key] for key in keys if key in found)


def _mention(items: tuple[LineItem, ...]) -> str:
    return next((item.mention for item in items if item.mention), "")


def _unknown(msg: Message) -> list[Push]:
    return [answer(msg, NotUnderstood(msg.text))] if msg.chat.kind is ChatKind.DIRECT else []
