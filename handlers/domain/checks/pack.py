"""Whole packs and the least amount that is sold."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from handlers.domain.checks.facts import Facts, Found
from handlers.domain.finding import Finding, Level
from handlers.domain.order import Order
from handlers.domain.party import Product
from handlers.domain.quantity import parted, plain


def smallest_pack(product: Product) -> tuple[str, Decimal] | None:
    """The smallest pack that holds several base units; a pack of one or of a part of one is no pack."""
    packs = [(factor, unit) for unit, factor in product.packs.items() if factor > 1 and unit != product.unit]
    return (min(packs)[1], min(packs)[0]) if packs else None


def pack(order: Order, facts: Facts) -> Found:
    """45 of something that comes in twelves: 4 boxes are 48, 3 boxes are 36; no part of what is sold whole."""
    level = facts.level("pack")
    if level is None:
        return []
    found: Found = []
    for line in order.lines:
        product = facts.products.get(line.sku or "")
        smallest = smallest_pack(product) if product else None
        if product is None or line.base_qty is None or line.gift:
            continue
        if smallest is None:
            found += [_piece(line.no, line.base_qty, product, level)] if parted(line.base_qty, product.unit) else []
            continue
        unit, factor = smallest
        count = line.base_qty / factor
        if count == count.to_integral_value():
            continue
        up, down = count.to_integral_value(ROUND_CEILING), count.to_integral_value(ROUND_FLOOR)
        said = {"key": product.sku, "label": product.label, "qty": plain(line.base_qty), "unit": product.unit}
        said |= {"pack": unit, "factor": plain(factor), "up": plain(up), "up_qty": plain(up * factor)}
        said |= {"down": plain(down), "down_qty": plain(down * factor)}
        found.append(Finding("pack.part", level, said, "fit", line.no))
    return found


def _piece(no: int, qty: Decimal, product: Product, level: Level) -> Finding:
    """10.5 of something that is sold whole: 11 or 10."""
    up, down = qty.to_integral_value(ROUND_CEILING), qty.to_integral_value(ROUND_FLOOR)
    said = {"key": product.sku, "label": product.label, "qty": plain(qty), "unit": product.unit}
    return Finding("pack.piece", level, said | {"up_qty": plain(up), "down_qty": plain(down)}, "fit", no)


def least(order: Order, facts: Facts) -> Found:
    """Less than the least amount of a product."""
    level = facts.level("least")
    if level is None:
        return []
    found: Found = []
    for line in order.lines:
        product = facts.products.get(line.sku or "")
        if product is None or line.base_qty is None or line.gift or line.base_qty >= product.min_qty:
            continue
        said = {"key": product.sku, "label": product.label, "qty": plain(line.base_qty), "unit": product.unit}
        said["least"] = plain(product.min_qty)
        found.append(Finding("least.qty", level, said, "fit", line.no))
    return found
