"""What follows from a change of a confirmed order: checks, goods, promise, label, and whoever must know."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from handlers import ledger
from handlers.access import actor
from handlers.approvals import ask_approval
from handlers.book import happened, keep
from handlers.checking import Checked, check, offered, quotes
from handlers.context import Context
from handlers.domain.approval import HELD_ENDS
from handlers.domain.compare import compare
from handlers.domain.errors import Refused
from handlers.domain.gifts import bare
from handlers.domain.matrix import WORK, fields_of, picked
from handlers.domain.messaging import Message, ToRole
from handlers.domain.order import Order
from handlers.domain.party import Role
from handlers.domain.pricing import Quote
from handlers.domain.promise import Promise
from handlers.domain.reserve import NONE, HoldKind
from handlers.giving import agreed_on, touched
from handlers.notices import LabelTodo, PickChanged, Push
from handlers.placing import HELD, work_begins
from handlers.ports import UnitOfWork
from handlers.shortage import promise
from handlers.stocking import freed, hold_firmly
from handlers.telling import Told, news

NOT_FOR_PICKERS = frozenset({"price"})
WAREHOUSE = ToRole(Role.WAREHOUSE.value)


@dataclass(frozen=True, slots=True)
class Altered:
    """The order as stored, what it was promised before and is now, and the news for everybody but the speaker."""

    order: Order
    promised: tuple[Promise, ...]
    was_promised: tuple[Promise, ...]
    pushes: list[Push]


async def alter(
    before: Order,
    after: Order,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
    *,
    reason: str = "",
    agreed: date | None = None,
) -> Altered:
    """Stores a change that is allowed; raises Refused where a check does not let it pass.

    `agreed`: the day that the workshop gave its word for, with this change.
    """
    person = actor(ctx)
    fields = fields_of(before, after)
    await uow.stock.lock(touched((*before.lines, *after.lines), ctx))
    was = tuple(await uow.stock.promised(before.id))
    checked = await check(_followed(before, after, fields, agreed), ctx, uow)
    if checked.order.blocking:
        worst = checked.order.blocking[0]
        raise Refused("check.blocked", {**worst.facts, "单号": before.number or ""}, cure=worst.code)
    if refused := picked(before, checked.order):  # a gift that the order is too small for now
        raise refused
    held = bool(checked.order.holding)
    order = replace(checked.order, held=held, touched_at=ctx.now)
    if before.held and not held:
        order = replace(order, entered_at=ctx.now)
    changes = compare(before, order)
    event = replace(happened(before, "change", person.user, ctx, changes), reason=reason)
    order = await keep(order, event, msg, uow)
    if held:
        await _hold_less(order, checked, ctx, uow)
        await uow.events.add(happened(order, HELD, person.user, ctx))
        return Altered(order, checked.promised, was, await ask_approval(order, ctx, uow))
    if before.held:
        await uow.approvals.void(order.id, granted=False)
        await uow.deadlines.close(order.id, "cancelled", (HELD_ENDS,))
        pushes = await work_begins(order, checked, msg, ctx, uow, by=person.user)
        return Altered(order, checked.promised, was, pushes)
    await hold_firmly(order, checked, ctx, uow)
    await ledger.promised(order, checked.promised, ctx, uow)
    told = Told("change", before.state, reason, changes)
    pushes = await news(order, told, ctx, uow, promised=checked.promised)
    return Altered(order, checked.promised, was, [*_for_hands(pushes, before, order, reason, fields, ctx)])


def _followed(before: Order, after: Order, fields: frozenset[str], agreed: date | None) -> Order:
    """A new address needs a new label; the workshop's word, and a delay, hold for what they were said of."""
    label = max(before.label, 1) + 1 if "address" in fields and before.printed else before.label
    kept = None if fields & WORK or "date" in fields else before.agreed
    delayed = None if fields & WORK or agreed else before.delayed
    return replace(after, label=label, agreed=agreed or kept, delayed=delayed)


def _for_hands(
    pushes: list[Push], before: Order, order: Order, reason: str, fields: frozenset[str], ctx: Context
) -> list[Push]:
    """Those who pick read what to put in or take out; those who ship, that a label is not good any more."""
    by = actor(ctx).name
    if fields & WORK:
        delta = PickChanged(order, before, by, reason)
        pushes = [p for p in pushes if p.to != WAREHOUSE] + [
            Push(WAREHOUSE, delta, key=f"{order.key}:pick", urgent=True)
        ]
    elif fields <= NOT_FOR_PICKERS:
        pushes = [p for p in pushes if p.to != WAREHOUSE]
    if order.label > before.label and before.printed:
        todo = LabelTodo(order, before.address or "", by, reason)
        pushes = [*pushes, Push(ToRole(Role.LOGISTICS.value), todo, key=f"{order.key}:label", urgent=True)]
    return pushes


async def _hold_less(order: Order, checked: Checked, ctx: Context, uow: UnitOfWork) -> None:
    """While a change waits for approval the order takes nothing more, and lets go what it needs no longer."""
    own = {hold.sku: hold.qty for hold in await uow.stock.of(order.id)}
    less = {sku: min(qty, checked.shares.get(sku, NONE)) for sku, qty in own.items()}
    less = {sku: qty for sku, qty in less.items() if qty > 0}
    await freed(await uow.stock.hold(order.id, less, HoldKind.FIRM, ctx.now), ctx, uow)
    await promise(order.id, (), ctx, uow)


async def priced(order: Order, before: Order, ctx: Context, uow: UnitOfWork) -> Order:
    """What is new costs what it costs today; an agreed price stays, but a tier's only while its amount is reached."""
    products = await uow.catalogue.products({line.sku for line in (*before.lines, *order.lines) if line.sku})
    today = ctx.today
    then = agreed_on(before, ctx)
    customer = before.customer_id or ""
    rates = await uow.accounts.prices(customer, products, today) if products else ()
    older = await uow.accounts.prices(customer, products, then) if products and then != today else rates
    _, own = await offered(before, before.confirmed_at or ctx.now, ctx, uow)
    older = (*older, *own)
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


async def dearer(before: Order, after: Order, ctx: Context, uow: UnitOfWork) -> Decimal:
    """What the goods would cost more (negative: less) by the price list of the new day, in yuan; nobody is charged it.

    0: no other day, the list says the same for both days, or the price was agreed for this order alone.
    """
    if after.due is None or after.due == before.due:
        return NONE
    products = await uow.catalogue.products({line.sku for line in after.lines if line.sku})
    customer, agreed = before.customer_id or "", agreed_on(before, ctx)
    listed = {
        day: quotes(after.lines, products, await uow.accounts.prices(customer, products, day), day)
        for day in {agreed, before.due or agreed, after.due}
    }
    more, none = NONE, Quote(None)
    for line in bare(after).lines:
        usual, old, new = (listed[day].get(line.sku or "", none) for day in (agreed, before.due or agreed, after.due))
        if None in (line.price, line.base_qty, new.price) or line.price != usual.price or old.price == new.price:
            continue
        more += ((new.price or NONE) - (line.price or NONE)) * (line.base_qty or NONE)
    return more
