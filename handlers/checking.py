"""Runs the checks over an order as it stands now: prices, what it may hold, what can be promised, what is found."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from handlers.access import customer_of
from handlers.context import Context
from handlers.domain.approval import Verdict
from handlers.domain.capacity import Capacity
from handlers.domain.checks import Debts, Facts, Grant, granted, run
from handlers.domain.finding import ASKED, Finding, Level
from handlers.domain.gifts import bare, joined, with_gifts
from handlers.domain.order import Line, Order, OrderId, Phase
from handlers.domain.party import Customer, Product
from handlers.domain.pricing import Quote, Rate, amounts, quote
from handlers.domain.promise import Promise, Shipping, Supply, kept_word, promises, put_off
from handlers.domain.quotation import Quotation, agreed
from handlers.domain.reserve import NONE, needs, shares
from handlers.domain.reserve import Level as Stocked
from handlers.domain.terms import Terms
from handlers.giving import gifts_for, touched
from handlers.limits import calendar_of, terms_for, works_of
from handlers.lookup import name_of
from handlers.ports import UnitOfWork
from handlers.transit import measured_to, place_of

# Checks whose news since the card was shown must be seen before confirming.
STOPS = frozenset({"duplicate", "stock", "gift", "quote"})


@dataclass(frozen=True, slots=True)
class Checked:
    """The order with its prices and findings, what it may hold of each product, and what each line can count on."""

    order: Order
    shares: Mapping[str, Decimal]
    promised: tuple[Promise, ...]
    products: Mapping[str, Product]


async def check(order: Order, ctx: Context, uow: UnitOfWork) -> Checked:
    """Everything that is known about the order now; the products it needs stay locked until the unit ends."""
    customer = await customer_of(order, uow)
    terms = terms_for(ctx.policy, customer)
    had, order = order, bare(order)
    skus = touched(order.lines, ctx)
    await uow.stock.lock(skus)
    products = await uow.catalogue.products(skus)
    needed = needs(order.lines)
    rates = await uow.accounts.prices(customer.id if customer else "", needed, ctx.today) if needed else ()
    quotation, own = await offered(order, ctx.now, ctx, uow) if order.phase is Phase.DRAFT else (None, ())
    rates = (*rates, *own)
    quoted = quotes(order.lines, products, rates, ctx.today)
    order = _priced(order, quoted)
    gifts = await gifts_for(order, customer, ctx, uow)
    order = with_gifts(joined(order, had), gifts.given, products)
    shipping = await shipping_of(order, terms, ctx, uow)
    held, promised = await _supplied(order, terms, products, shipping, ctx, uow)
    order = _presold(order, promised)
    facts = Facts(
        now=ctx.local,
        shipping=shipping,
        terms=terms,
        customer=customer,
        products=products,
        quoted=quoted,
        debts=await debts_of(order, customer, terms, ctx, uow),
        alike=await _alike(order, terms, ctx, uow),
        promised=promised,
        grants=await grants_of(order, uow),
        gifts=gifts,
        stops=await uow.stops.of(needs(order.lines)) if "stop" in terms.levels else {},
    )
    found = (*run(order, facts), *_asked(order, facts), *_of_quote(order, quotation, own))
    return Checked(replace(order, findings=found), held, promised, products)


async def offered(
    order: Order, at: datetime, ctx: Context, uow: UnitOfWork
) -> tuple[Quotation | None, tuple[Rate, ...]]:
    """The quote that an order was made of, and its prices where they held at that time for the order's customer."""
    quotation = await uow.quotations.by_number(order.quote) if order.quote else None
    if quotation is None or not quotation.holds(at) or quotation.customer_id != order.customer_id:
        return quotation, ()
    if order.id and quotation.made != order.id:  # it was changed since, or ordered anew
        return quotation, ()
    lines = (await uow.orders.get(quotation.order_id)).lines
    return quotation, agreed(lines, quotation.at.astimezone(ctx.zone).date())


def _of_quote(order: Order, quotation: Quotation | None, own: tuple[Rate, ...]) -> list[Finding]:
    """That the prices of the quote hold no longer, or not for so little."""
    if quotation is None:
        return []
    if not own:
        return [Finding("quote.over", Level.WARN, {"key": quotation.number, "until": quotation.until.isoformat()})]
    much = amounts(order.lines)
    return [
        Finding(
            "quote.less",
            Level.WARN,
            {"key": rate.sku, "label": line.label, "from": str(rate.from_qty), "unit": line.base_unit},
            line=line.no,
            size=rate.from_qty - much[rate.sku],
        )
        for rate in own
        for line in order.lines
        if line.sku == rate.sku and not line.gift and much.get(rate.sku, rate.from_qty) < rate.from_qty
    ]


def _asked(order: Order, facts: Facts) -> list[Finding]:
    """What rules and plans hold a confirmed order for: until somebody approved it. A draft's are found with its yes."""
    if order.phase is Phase.DRAFT:
        return []
    return [granted(finding, facts.grants) for finding in order.findings if finding.code == ASKED or finding.rush]


async def promised_now(
    order: Order, ctx: Context, uow: UnitOfWork
) -> tuple[Mapping[str, Decimal], tuple[Promise, ...]]:
    """What an order may hold now and when it can be there, without running the checks."""
    terms = terms_for(ctx.policy, await customer_of(order, uow))
    products = await uow.catalogue.products(needs(order.lines))
    return await _supplied(order, terms, products, await shipping_of(order, terms, ctx, uow), ctx, uow)


async def shipping_of(order: Order, terms: Terms, ctx: Context, uow: UnitOfWork) -> Shipping:
    """When an order's goods can leave with these terms, and how long nine in ten take to get there."""
    now, found = ctx.local, await measured_to(await place_of(order, uow), "", ctx, uow)
    days = terms.delivery_days if found is None else found.most
    return Shipping(now, calendar_of(ctx.policy), terms.cutoff, days, terms.no_delivery)


def unseen(shown: tuple[Finding, ...], found: tuple[Finding, ...], *, all_: bool = False) -> bool:
    """Whether a duplicate or a shortage (or, `all_`, anything) has come up, or has grown, since the card was shown."""
    known = {finding.about: finding.size for finding in shown}
    return any(
        (all_ or finding.code.split(".")[0] in STOPS)
        and finding.level is not Level.INFO
        and (finding.about not in known or finding.size > known[finding.about])
        for finding in found
    )


async def grants_of(order: Order, uow: UnitOfWork) -> tuple[Grant, ...]:
    """What was approved of this order, and by whom."""
    if not order.id or order.phase is Phase.DRAFT:
        return ()
    granted = [one for one in await uow.approvals.of(order.id) if one.state is Verdict.GRANTED]
    found: list[Grant] = []
    for approval in granted:
        by = await name_of(approval.decided_by, uow)
        found += [Grant(f.about, f.size, by) for f in approval.findings]
    return tuple(found)


def quotes(
    lines: Iterable[Line], products: Mapping[str, Product], rates: Collection[Rate], day: date
) -> dict[str, Quote]:
    """SKU -> what it costs in these amounts."""
    much = amounts(lines)
    return {sku: quote(product, rates, much.get(sku, NONE), day) for sku, product in products.items()}


def _priced(order: Order, quoted: Mapping[str, Quote]) -> Order:
    """A draft's prices are those of today; a confirmed order keeps what it has."""
    if order.phase is not Phase.DRAFT:
        return order
    none = Quote(None)
    return replace(
        order, lines=tuple(replace(line, price=quoted.get(line.sku or "", none).price) for line in order.lines)
    )


def _presold(order: Order, promised: Iterable[Promise]) -> Order:
    """What was accepted of goods on their way counts while they come no later and are still needed; for a draft."""
    if order.phase is not Phase.DRAFT or not any(line.presale for line in order.lines):
        return order
    coming = {p.no: p for p in promised if p.coming_day is not None}
    kept = []
    for line in order.lines:
        p, day = coming.get(line.no), line.presale_day
        still = (
            p is not None
            and day is not None
            and (p.coming_day or day) <= day
            and (p.coming >= p.short if line.presale_qty is None else p.coming >= line.presale_qty)
        )
        kept.append(line if still else replace(line, presale="", presale_day=None, presale_qty=None))
    return replace(order, lines=tuple(kept))


async def _supplied(
    order: Order, terms: Terms, products: Mapping[str, Product], shipping: Shipping, ctx: Context, uow: UnitOfWork
) -> tuple[Mapping[str, Decimal], tuple[Promise, ...]]:
    held, supplies, capacity = await supplied(order, terms, products, ctx, uow)
    if not supplies:
        return {}, ()
    found = promises(order.lines, supplies, shipping, capacity)
    return held, put_off(kept_word(found, order.agreed, ctx.now.astimezone(ctx.zone).date()), order.delayed)


async def supplied(
    order: Order, terms: Terms, products: Mapping[str, Product], ctx: Context, uow: UnitOfWork
) -> tuple[Mapping[str, Decimal], Mapping[str, Supply], Capacity]:
    """What the order may hold now, all that there is for it of each product, and the lines that make what lacks."""
    needed = needs(order.lines)
    if not needed:
        return {}, {}, Capacity()
    await uow.stock.lock(needed)
    levels = await uow.stock.levels(needed)
    own = {hold.sku: hold.qty for hold in await uow.stock.of(order.id)} if order.id else {}
    safety = {} if terms.use_safety else {sku: product.safety_stock for sku, product in products.items()}
    held = shares(needed, own, levels, safety)
    lacking = [sku for sku, need in needed.items() if held.get(sku, NONE) < need]
    coming = await uow.stock.inbound(lacking) if lacking else {}
    claimed = await _claimed(order, lacking, needed, uow) if lacking else {}
    for sku in coming:  # of what comes in, the safety stock is filled up first
        lacks = safety.get(sku, NONE) - levels.get(sku, Stocked()).free
        claimed[sku] = claimed.get(sku, NONE) + max(NONE, lacks)
    supplies = {
        sku: Supply(
            held.get(sku, NONE),
            coming.get(sku, ()),
            claimed.get(sku, NONE),
            products[sku].lead_days if sku in products else 0,
        )
        for sku in needed
    }
    return held, supplies, await _capacity(order.id, lacking, ctx, uow)


async def _claimed(
    order: Order, lacking: Collection[str], needed: Mapping[str, Decimal], uow: UnitOfWork
) -> dict[str, Decimal]:
    """What others wait for before this order, which keeps its turn for no more than it was promised."""
    was: dict[str, Decimal] = {}
    for one in await uow.stock.promised(order.id) if order.phase is Phase.OPEN and order.id else ():
        was[one.sku] = was.get(one.sku, NONE) + one.need
    return await uow.stock.claimed(lacking, order.id, [sku for sku in lacking if needed[sku] <= was.get(sku, NONE)])


async def _capacity(order_id: OrderId, lacking: Collection[str], ctx: Context, uow: UnitOfWork) -> Capacity:
    """The lines that make what lacks, and what other orders have booked on them from today on."""
    if not lacking:
        return Capacity()
    own = await uow.stock.works()
    named = {one.name for one in own}
    lines = (*own, *(one for one in works_of(ctx.policy) if one.name not in named))  # the file goes before the settings
    needed = {one.name for one in lines if any(one.makes(sku) for sku in lacking)}
    if not needed:
        return Capacity(lines)
    return Capacity(lines, await uow.stock.booked(needed, ctx.today, order_id))


async def debts_of(order: Order, customer: Customer | None, terms: Terms, ctx: Context, uow: UnitOfWork) -> Debts:
    """What the customer owes without this order; nothing where neither its limit nor overdue money is checked."""
    if customer is None or not {"credit", "overdue"} & set(terms.levels):
        return Debts()
    return await owed_by(customer, order.id, terms, ctx, uow)


async def owed_by(customer: Customer, without: OrderId, terms: Terms, ctx: Context, uow: UnitOfWork) -> Debts:
    """What a customer owes without this order, as the company counts it."""
    since = ctx.today - timedelta(days=terms.overdue_days)
    debts = await uow.accounts.debts(customer.id, without, ctx.today, since)
    return debts if ctx.policy.exposure == "signed" else replace(debts, signed=NONE)


async def _alike(order: Order, terms: Terms, ctx: Context, uow: UnitOfWork) -> tuple[Order, ...]:
    """Only a draft can be somebody's order once more."""
    if order.phase is not Phase.DRAFT or "duplicate" not in terms.levels:
        return ()
    return tuple(await uow.orders.alike(order, ctx.now - timedelta(days=terms.duplicate_days)))
