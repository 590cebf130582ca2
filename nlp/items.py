"""Turns a bound product line into a `LineItem` with base units, confidence and doubts."""

from collections.abc import Iterable
from decimal import Decimal

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .grouping import Item
from .lexicon import MOST, NOTHING, Lexicon, Mask, base_factor
from .types import Doubt, Hints, LineItem, Span

SURE = 0.97


def based(mask: Mask, parts: Iterable[tuple[Decimal, str | None]], lexicon: Lexicon) -> Decimal | None:
    """The amount in base units where all products of the mask agree on it, else None."""
    pieces = tuple(parts)
    if not mask or not pieces or len(mask) > MOST:
        return None
    factors = {tuple(base_factor(product, unit) for _, unit in pieces) for product in lexicon.some(mask, MOST)}
    amounts = {sum((qty * by for (qty, _), by in zip(pieces, each, strict=True)), Decimal(0)) for each in factors}
    return amounts.pop() if len(amounts) == 1 else None


def having_unit(mask: Mask, unit: str | None, lexicon: Lexicon) -> Mask:
    """The products that list the counter, where only some do: 钢板改2架 means whole springs, not leaves."""
    if unit is None or len(mask) > MOST:
        return mask
    products = ((index, lexicon.products[index]) for index in mask)
    return Mask(index for index, p in products if unit == p.unit or unit in p.packs) or mask


def amount(
    quantity: Found[Quantity] | None, mask: Mask, lexicon: Lexicon
) -> tuple[Decimal | None, str | None, Decimal | None]:
    """Quantity and unit as spoken, and the amount in base units."""
    if quantity is None:
        return None, None, None
    said = quantity.value
    if said.parts:
        total = based(mask, said.parts, lexicon)
        return total, None, total
    if said.qty is None:
        return None, said.unit, None
    return said.qty, said.unit, based(mask, [(said.qty, said.unit)], lexicon)


def line_of(
    item: Item, lexicon: Lexicon, hints: Hints, price: Decimal | None = None, price_at: Span | None = None
) -> LineItem:
    """The finished line: a product only where exactly one fits."""
    choice = item.choice
    open_all = choice.mask == lexicon.everything and len(lexicon.products) > 1
    mask = NOTHING if item.unknown or open_all else choice.mask
    one = len(mask) == 1
    sku = lexicon.products[mask[0]].sku if one else None
    qty, unit, base = amount(item.quantity, mask, lexicon)
    spans = {}
    if item.product:
        spans["product"] = Span(*item.product)
    if item.quantity:
        spans["quantity"] = item.quantity.span
    if price_at:
        spans["price"] = price_at
    doubts, sure = _judge(item, mask, one, qty)
    return LineItem(
        sku=sku,
        candidates=() if one else lexicon.candidates(mask, hints.usual),
        mention=item.mention.strip(" ,，。的"),
        qty=qty,
        unit=unit,
        base_qty=base,
        price=price,
        gift=item.gift,
        spans=spans,
        confidence=round(sure, 3),
        doubts=tuple(doubts),
    )


def _judge(item: Item, mask: Mask, one: bool, qty: Decimal | None) -> tuple[list[Doubt], float]:
    doubts, sure = [], SURE
    if not mask:
        doubts.append(Doubt("product", "unknown" if item.mention else "missing", item.mention))
        sure *= 0.5
    elif not one:
        doubts.append(Doubt("product", "ambiguous", item.mention))
        sure *= 0.8
    elif any(h.fuzzy for h in item.choice.used):
        doubts.append(Doubt("product", "fuzzy", item.mention))
        sure *= 0.7
    elif item.torn:
        doubts.append(Doubt("product", "ambiguous", item.mention))
        sure *= 0.6
    elif item.inherited:
        sure *= 0.93
    more, share = _judge_quantity(item.quantity, qty)
    doubts += more
    sure *= share
    if item.slip:
        doubts.append(Doubt("quantity", "self_corrected"))
        sure *= 0.85
    return doubts, sure


def _judge_quantity(quantity: Found[Quantity] | None, qty: Decimal | None) -> tuple[list[Doubt], float]:
    if quantity is None:
        return [Doubt("quantity", "missing")], 0.9
    if qty is None:
        return [Doubt("quantity", "ambiguous", quantity.words)], 0.9
    if quantity.value.approx:
        return [Doubt("quantity", "approx", quantity.words)], 0.85
    if quantity.confidence < 0.4:
        return [Doubt("quantity", "ambiguous", quantity.words)], 0.6
    return [], 0.97 if quantity.confidence < 0.8 else 1.0
