"""What can be done about a shortage or a double: 先发现货, 等齐, 换替代品, 合并, whole packs."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from handlers.access import customer_of
from handlers.checking import shipping_of
from handlers.context import Context
from handlers.domain.gifts import bare
from handlers.domain.offers import Instead, Presale
from handlers.domain.order import Line, Order, OrderId
from handlers.domain.party import Product
from handlers.domain.pricing import quote
from handlers.domain.promise import Promise
from handlers.domain.reserve import NONE
from handlers.limits import terms_for
from handlers.lookup import name_of, order_there
from handlers.ports import UnitOfWork
from nlp.types import AddItem, Edit, LineItem, SetDue, SetItem

MOST = 3  # substitutes on one card


async def substitutes(order: Order, promised: Sequence[Promise], ctx: Context, uow: UnitOfWork) -> tuple[Instead, ...]:
    """Substitutes of which enough is free to fill what is missing of a line."""
    missing = {p.no: p for p in promised if p.short > 0}
    if not missing:
        return ()
    skus = {line.sku for line in order.lines if line.no in missing and line.sku}
    originals = await uow.catalogue.products(skus)
    names = {sku for product in originals.values() for sku in product.substitutes}
    if not names:
        return ()
    known, levels = await uow.catalogue.products(names), await uow.stock.levels(names)
    customer = await customer_of(order, uow)
    rates = await uow.accounts.prices(customer.id if customer else "", names, ctx.today)
    use_safety = terms_for(ctx.policy, customer).use_safety
    taken = {line.sku for line in order.lines}
    found: list[Instead] = []
    for line in order.lines:
        original = originals.get(line.sku or "")
        if line.no not in missing or original is None or line.gift:
            continue
        short = missing[line.no].short
        for place, sku in enumerate(original.substitutes):
            other = known.get(sku)
            if other is None or sku in taken or other.unit != original.unit or sku not in levels:
                continue
            free = levels[sku].free - (NONE if use_safety else other.safety_stock)
            if free >= short:
                price = quote(other, rates, short, ctx.today).price
                dearer = _dearer(line, price, short)
                found.append(Instead(line.no, place, other.label, short, other.unit, dearer, sku))
    return tuple(found[:MOST])


async def presales(order: Order, promised: Sequence[Promise], ctx: Context, uow: UnitOfWork) -> tuple[Presale, ...]:
    """Purchases on their way that cover what is short, or a part, for lines for which none was accepted yet."""
    open_ = {line.no for line in order.lines if not line.presale and not line.gift}
    covered = [p for p in promised if p.coming > 0 and p.no in open_]
    if not covered:
        return ()
    coming = await uow.stock.inbound({p.sku for p in covered})
    shipping = await shipping_of(order, terms_for(ctx.policy, await customer_of(order, uow)), ctx, uow)
    found = []
    for p in covered:
        last = next((one for one in coming.get(p.sku, ()) if shipping.arrival(one.due) == p.coming_day), None)
        if last is not None and p.coming_day is not None:
            part = p.coming if p.coming < p.short else None
            found.append(Presale(p.no, last.number, last.qty, p.unit, last.due, p.coming_day, part))
    return tuple(found)


def _dearer(line: Line, price: Decimal | None, qty: Decimal) -> Decimal | None:
    return None if line.price is None or price is None else (price - line.price) * qty


async def twin_of(order: Order, uow: UnitOfWork) -> tuple[Order | None, str]:
    """The order that a draft may be once more, and who placed it."""
    finding = next((f for f in order.findings if f.code.startswith("duplicate.")), None)
    if finding is None:
        return None, ""
    twin = await order_there(OrderId(int(finding.facts["order"])), uow)
    return twin, await name_of(twin.placed_by, uow) if twin is not None else ""


def swapped(line: Line, promise: Promise, other: Product) -> tuple[Edit, ...]:
    """The edits that fill what is missing of a line with another product."""
    if promise.now <= 0:
        item = LineItem(sku=other.sku, mention=other.label, qty=promise.short, unit=other.unit, base_qty=promise.short)
        return (SetItem(line.no, item),)
    kept = LineItem(qty=promise.now, unit=line.base_unit, base_qty=promise.now)
    more = LineItem(sku=other.sku, mention=other.label, qty=promise.short, unit=other.unit, base_qty=promise.short)
    return (SetItem(line.no, kept), AddItem(more))


def merged(draft: Order, target: Order) -> tuple[Edit, ...]:
    """The edits of an order that make it hold the draft too: what is in both counts once, the greater amount."""
    edits: list[Edit] = []
    for line in bare(draft).lines:
        if line.sku is None or line.base_qty is None:
            continue
        same = next((one for one in target.lines if one.sku == line.sku and one.gift == line.gift), None)
        item = LineItem(sku=line.sku, mention=line.mention, qty=line.qty, unit=line.unit, base_qty=line.base_qty)
        if same is None:
            edits.append(AddItem(replace(item, gift=line.gift)))
        elif same.base_qty is None or line.base_qty > same.base_qty:
            edits.append(SetItem(same.no, replace(item, sku=None, mention="")))
    if target.due is None and draft.due is not None:
        edits.append(SetDue(draft.due, draft.due_kind, draft.due_words))
    return tuple(edits)
