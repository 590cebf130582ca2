"""Makes quotes: prices of the list, of contracts and tiers, offered for a while; a price of its own is asked for.

What is offered stands in an order that is void from the start: it holds no goods, nobody works on it, and its history
is chained like every order's.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from handlers.access import actor, customer_of
from handlers.book import happened, keep, written
from handlers.checking import check
from handlers.context import Context
from handlers.domain.approval import OWN_ENDS, Approval, Verdict
from handlers.domain.checks.price import said_price
from handlers.domain.compare import compare
from handlers.domain.errors import Refused
from handlers.domain.finding import Finding, Level
from handlers.domain.gifts import bare
from handlers.domain.messaging import Message, ToPerson
from handlers.domain.order import Change, Deadline, Line, Order, OrderId, Phase
from handlers.domain.party import Customer, Role
from handlers.domain.quantity import PRICE_STEP
from handlers.domain.quotation import OVER, SOON, TOPIC, Quotation, QuoteState, unpriced
from handlers.domain.worktime import end_of
from handlers.drafts import blank, composed
from handlers.limits import morning
from handlers.lookup import name_of, seller_of
from handlers.notices import Push, QuoteShown
from handlers.ports import UnitOfWork
from handlers.requests import ask
from handlers.stocking import let_go
from nlp.types import LineItem, OrderReading

FEW = 10  # quotes that are looked through for one that says the same


async def quoted(order: Order, by: str, msg: Message, ctx: Context, uow: UnitOfWork) -> tuple[Quotation, list[Push]]:
    """Makes a quote of a complete draft, stored or not, and asks for what must be approved; raises Refused."""
    offer, wishes = await _priced(order, ctx, uow)
    day = ctx.today
    number = ctx.policy.quote_format.format(day=day, count=await uow.quotations.next_number(day))
    discard = ctx.flow.move(ctx.flow.start, "discard")
    offer = replace(
        offer, quote=number, phase=Phase.VOID, state=discard.to if discard else offer.state, touched_at=ctx.now
    )
    event = replace(
        happened(order, "quote", actor(ctx).user, ctx, (Change("quote", "", number),)), to_state=offer.state
    )
    stored = await keep(offer, event, msg, uow)
    if order.id:
        await let_go(stored, ctx, uow)
        await uow.deadlines.close(stored.id, "cancelled")
    quotation = Quotation(stored.id, number, stored.customer_id or "", by, ctx.now, until(ctx))
    await uow.quotations.add(quotation)
    return await _asked(quotation, stored, wishes, ctx, uow)


async def changed(
    quotation: Quotation, action: str, lines: tuple[Line, ...], msg: Message, ctx: Context, uow: UnitOfWork
) -> tuple[Quotation, list[Push]]:
    """Another version: these lines at the prices of today, for as long as a new quote; raises Refused."""
    before = await uow.orders.get(quotation.order_id)
    offer, wishes = await _priced(replace(before, lines=lines, quote=""), ctx, uow)
    offer = replace(offer, quote=quotation.number, phase=Phase.VOID, touched_at=ctx.now)
    changes = (Change("quote", f"v{quotation.version}", f"v{quotation.version + 1}"), *compare(before, offer))
    stored = await keep(offer, happened(offer, action, actor(ctx).user, ctx, changes), msg, uow)
    await uow.approvals.void(stored.id)
    await uow.deadlines.close(stored.id, "cancelled")
    quotation = replace(
        quotation,
        version=quotation.version + 1,
        at=ctx.now,
        until=until(ctx),
        sent_at=None,
        state=QuoteState.OPEN,
        made=None,
    )
    return await _asked(quotation, stored, wishes, ctx, uow)


def until(ctx: Context) -> datetime:
    """The last instant at which a quote of now holds."""
    return end_of(ctx.today + timedelta(days=ctx.policy.quote_days), ctx.zone)


async def _priced(order: Order, ctx: Context, uow: UnitOfWork) -> tuple[Order, tuple[Finding, ...]]:
    """What is offered at our prices, and where another one was said."""
    checked = await check(replace(order, phase=Phase.DRAFT), ctx, uow)
    offer = bare(checked.order)
    if without := unpriced(offer.lines):
        raise Refused("quote.price", {"货品": without[0].label})
    wishes = []
    for line in offer.lines:
        product = checked.products.get(line.sku or "")
        said = said_price(line, product) if product is not None else None
        if product is None or said is None or line.price is None or said == line.price or line.gift:
            continue
        facts = {"key": product.sku, "label": product.label, "said": str(said), "list": str(line.price)}
        if product.min_price is not None and said < product.min_price:
            facts["floor"] = str(product.min_price)
        wishes.append(Finding("quote.price", Level.HOLD, facts, "approve", line.no, abs(line.price - said)))
    return replace(offer, findings=tuple(wishes), asked=None, doubts=()), tuple(wishes)


async def _asked(
    quotation: Quotation, order: Order, wishes: tuple[Finding, ...], ctx: Context, uow: UnitOfWork
) -> tuple[Quotation, list[Push]]:
    """Stores how the quote stands; where a price of its own was said, those who approve prices decide."""
    pushes: list[Push] = []
    if wishes:
        quotation = replace(quotation, state=QuoteState.ASKED)
        _, pushes = await ask(order, f"{TOPIC}:{order.id}", wishes, ctx, uow)
    await uow.quotations.save(quotation)
    await _clocks(quotation, ctx, uow)
    return quotation, pushes


async def _clocks(quotation: Quotation, ctx: Context, uow: UnitOfWork) -> None:
    """The salesperson is reminded some mornings before the prices end, and told the morning after."""
    last = quotation.until.astimezone(ctx.zone).date()
    days = ((SOON, -ctx.policy.quote_remind_days), (OVER, 1))
    for kind, off in days:
        at = morning(last + timedelta(days=off), ctx)
        if at > ctx.now:
            await uow.deadlines.open(Deadline(quotation.order_id, kind, at, Role.SALES.value, rung=quotation.version))


async def prepared(
    items: Iterable[LineItem], customer: Customer, msg: Message, ctx: Context, uow: UnitOfWork
) -> Quotation | None:
    """A customer asked what goods cost: the quote that its salesperson may send, at our prices, whatever was said.

    None where goods, amounts or the salesperson are not known for sure.
    """
    items = tuple(items)
    seller = await seller_of(customer, ctx, uow)
    if seller is None or not items or any(i.sku is None or i.base_qty is None for i in items):
        return None
    reading = OrderReading(customer=customer.id, items=tuple(replace(i, price=None, doubts=()) for i in items))
    order = (await composed(replace(blank(msg, ctx), placed_by=seller.user), reading, False, msg, uow)).order
    if order.missing:
        return None
    for one in await uow.quotations.of(customer=customer.id, limit=FEW):
        if one.holds(ctx.now) and one.made is None and _same(order, await uow.orders.get(one.order_id)):
            return one
    try:
        return (await quoted(order, seller.user, msg, ctx, uow))[0]
    except Refused:
        return None


def _same(one: Order, other: Order) -> bool:
    """Whether the same amounts of the same goods are spoken of."""
    wanted, had = ({(line.sku, line.base_qty) for line in order.lines} for order in (one, other))
    return wanted == had


async def shown(quotation: Quotation, uow: UnitOfWork, *, fresh: str = "") -> QuoteShown:
    """The quote as it stands; `fresh` says what was just done to it."""
    order = await uow.orders.get(quotation.order_id)
    by = await name_of(quotation.by, uow)
    made = await uow.orders.get(quotation.made) if quotation.made is not None else None
    return QuoteShown(order, quotation, await customer_of(order, uow), by, made, fresh)


def key_of(quotation: Quotation) -> str:
    """The key of the quote's card."""
    return f"quote:{quotation.order_id}"


async def settled(order: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A price of its own was decided on: it is offered from now on, or not at all."""
    quotation = await uow.quotations.get(order.id)
    if quotation is None or quotation.state is not QuoteState.ASKED:
        return []
    granted = question.state is Verdict.GRANTED
    if granted:
        agreed = {f.line: Decimal(f.facts["said"]).quantize(PRICE_STEP) for f in question.findings}
        offer = replace(order, lines=tuple(replace(n, price=agreed.get(n.no, n.price)) for n in order.lines))
        event = replace(happened(offer, "approve", actor(ctx).user, ctx, compare(order, offer)), reason=question.reason)
        await keep(replace(offer, findings=(), touched_at=ctx.now), event, msg, uow)
    else:
        await written(order, "reject", question.reason, msg, ctx, uow)
    await uow.deadlines.close(order.id, "met", (OWN_ENDS,))
    quotation = replace(quotation, state=QuoteState.OPEN if granted else QuoteState.REFUSED)
    await uow.quotations.save(quotation)
    return [Push(ToPerson(quotation.by), await shown(quotation, uow), key=key_of(quotation))]


async def lapsed(question: Approval, uow: UnitOfWork) -> None:
    """Nobody decided on the price in time."""
    quotation = await uow.quotations.get(OrderId(question.order_id))
    if quotation is not None and quotation.state is QuoteState.ASKED:
        await uow.quotations.save(replace(quotation, state=QuoteState.REFUSED))
