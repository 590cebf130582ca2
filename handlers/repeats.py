"""照上次: the lines of a customer's last confirmed order once more, at the prices of today."""

from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from handlers.context import Context
from handlers.domain.editing import Edited
from handlers.domain.gifts import bare
from handlers.domain.lines import settle
from handlers.domain.order import Doubt, Line, Order, Phase
from handlers.domain.party import Product
from handlers.domain.quantity import sane
from handlers.ports import UnitOfWork
from nlp.types import Repeat

WAITS = "repeat"  # doubt of a draft that will be filled once its customer is known; its words hold the factor
NOTHING = "no_last"


def awaited(order: Order) -> Repeat | None:
    """How the draft will repeat the last order, where it waits for its customer to be named."""
    found = next((d for d in order.doubts if d.reason == WAITS), None)
    return Repeat(Decimal(found.facts[0])) if found else None


async def repeated(edited: Edited, wish: Repeat, ctx: Context, uow: UnitOfWork) -> Edited:
    """The draft with the last order's lines before its own; each names the order it comes from."""
    order = replace(edited.order, doubts=tuple(d for d in edited.order.doubts if d.reason not in (WAITS, NOTHING)))
    if order.customer_id is None:
        waits = Doubt("product", WAITS, "", (str(wish.factor),))
        return _with_order(edited, replace(order, doubts=(*order.doubts, waits)))
    found = await uow.orders.find(customers=(order.customer_id,), phases=(Phase.OPEN, Phase.DONE), limit=1)
    last = bare(found[0]) if found else None
    if last is None or not last.lines:
        none = Doubt("product", NOTHING)
        return _with_order(edited, replace(order, doubts=(*order.doubts, none)))
    products = await uow.catalogue.products([line.sku for line in last.lines if line.sku])
    own = [line for line in order.lines if line.sku is None or all(line.sku != old.sku for old in last.lines)]
    more = {line.sku: line for line in order.lines if line not in own}
    lines = [_line(old, last, wish, products, ctx) for old in last.lines]
    lines = [_with(line, more.get(line.sku)) for line in lines]
    numbered = tuple(replace(line, no=no) for no, line in enumerate([*lines, *own], start=1))
    return _with_order(edited, replace(order, lines=numbered))


def _with_order(edited: Edited, order: Order) -> Edited:
    return replace(edited, order=order, changed=edited.changed or ("repeat",), said=True)


def _line(old: Line, last: Order, wish: Repeat, products: dict[str, Product], ctx: Context) -> Line:
    doubts = []
    days = (ctx.now - (last.confirmed_at or last.created_at)) // timedelta(days=1)
    if days > ctx.policy.repeat_days:
        doubts.append(Doubt("product", "old", "", (str(days),)))
    product = products.get(old.sku or "")
    qty, rounded = _times(old.qty, wish.factor)
    if rounded:
        doubts.append(Doubt("quantity", "rounded"))
    line = Line(
        no=old.no,
        sku=old.sku if product else None,
        mention=old.label,
        qty=qty,
        unit=old.unit,
        base_unit=old.base_unit,
        gift=old.gift,
        origin=last.number or "",
    )
    if product is None:
        return replace(line, label=old.label, doubts=(Doubt("product", "gone", old.label),))
    if qty is None:
        line = replace(line, base_qty=_times(old.base_qty, wish.factor)[0])
    return replace(settle(line, products), doubts=tuple(doubts))


def _times(amount: Decimal | None, factor: Decimal) -> tuple[Decimal | None, bool]:
    """The amount times the factor; whole pieces stay whole, which is said."""
    if amount is None:
        return None, False
    made = amount * factor
    if amount == amount.to_integral_value() and made != made.to_integral_value():
        return max(made.quantize(Decimal(1), ROUND_HALF_UP), Decimal(1)), True
    return sane(made), False


def _with(line: Line, more: Line | None) -> Line:
    """What the message says of the same product outranks the last order."""
    if more is None or more.base_qty is None:
        return line
    return replace(more, origin=line.origin)
