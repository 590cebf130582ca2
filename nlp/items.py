"""Turns a bound product line into a `LineItem` with base units, confidence and doubts."""

from collections.abc import Iterable
from decimal import Decimal

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .features import Kind, Tier, fold, heads
from .grouping import Item
from .lexicon import MOST, NOTHING, Lexicon, Mask, ProductRecord
from .own_words import settles_family
from .sound import sound_of
from .types import Doubt, Hints, LineItem, Span

NAUGHT = Decimal(0)
ANYTHING = frozenset("个件只台套条支根张块片")  # counters that are said of whatever there is
ALIKE = {"托盘": "托", "卡板": "托", "整车": "车", "公吨": "吨", "千克": "公斤", "公升": "升"}


def based(mask: Mask, parts: Iterable[tuple[Decimal, str | None]], lexicon: Lexicon) -> Decimal | None:
    """The amount in base units where all products of the mask agree on it, else None."""
    pieces = tuple(parts)
    if not mask or not pieces or len(mask) > MOST:
        return None
    units = tuple([unit for _, unit in pieces])
    factors = lexicon.factors(mask, units)
    if len(pieces) > 1 and any(len(set(each)) < len(each) for each in factors) and not ANYTHING.issuperset(units):
        return None  # 5箱零3件 of what is listed in no 箱
    if len(pieces) == 1:
        amounts = {NAUGHT + pieces[0][0] * by for (by,) in factors}
    else:
        amounts = {sum((qty * by for (qty, _), by in zip(pieces, each, strict=True)), NAUGHT) for each in factors}
    return amounts.pop() if len(amounts) == 1 else None


def having_unit(mask: Mask, unit: str | None, lexicon: Lexicon) -> Mask:
    """The products that list the counter, where only some do: 钢板改2架 means whole springs, not leaves."""
    if unit is None or unit in ANYTHING or len(mask) > MOST:
        return mask
    return lexicon.listing(mask, unit) or mask


def plain_one(mask: Mask, mention: str, lexicon: Lexicon) -> Mask:
    """The one of several products that is called just so, where the others add a word: 轴承 beside 轴承(加强)."""
    if not 1 < len(mask) <= MOST:
        return mask
    at = lexicon.called(mask, fold(mention).replace(" ", ""))
    return mask if at is None else Mask([at])


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
    unit = counter_of(said.unit, mask, lexicon)
    return said.qty, unit, None if said.qty is None else based(mask, [(said.qty, unit)], lexicon)


def counter_of(unit: str | None, mask: Mask, lexicon: Lexicon) -> str | None:
    """The counter as the products list it: 箱 for 整箱 and 大箱, 托 for 托盘."""
    if unit is None or len(unit) < 2 or not mask or len(mask) > MOST:
        return unit
    listed = lexicon.counters_of(mask, MOST)
    plain = ALIKE.get(unit, unit[1:] if unit[0] in "整大小" else unit)
    return plain if unit not in listed and plain in listed else unit


def line_of(
    item: Item,
    lexicon: Lexicon,
    hints: Hints,
    price: Decimal | None = None,
    price_at: Span | None = None,
    *,
    price_faint: bool = False,
) -> LineItem:
    """The finished line: a product only where exactly one fits."""
    choice = item.choice
    open_all = choice.mask == lexicon.everything and len(lexicon.products) > 1 and not choice.used
    fitting = NOTHING if item.unknown or open_all else choice.mask
    mask = plain_one(fitting, item.mention, lexicon)
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
    price_sure = {"price": {"faint": 1.0}} if price is not None and price_faint else {}
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
        doubts=tuple(_doubts(item, mask, qty, lexicon, plain=choice.plain or len(mask) < len(fitting))),
        signs={
            "product": product_signs(item, lexicon),
            "quantity": quantity_signs(item, lexicon.product(sku) if sku else None),
            **price_sure,
        },
    )


def _doubts(item: Item, mask: Mask, qty: Decimal | None, lexicon: Lexicon, *, plain: bool) -> list[Doubt]:
    doubts = []
    if not mask:
        doubts.append(Doubt("product", "unknown" if item.mention else "missing", item.mention))
    elif len(mask) > 1:
        doubts.append(Doubt("product", "ambiguous", item.mention))
    elif plain:
        doubts.append(Doubt("product", "plain", item.mention))
    elif any(h.fuzzy for h in item.choice.used):
        doubts.append(Doubt("product", likeness(item.mention, mask, lexicon), item.mention))
    elif item.torn:
        doubts.append(Doubt("product", "ambiguous", item.mention))
    elif settles_family(item.choice.used, lexicon):
        doubts.append(Doubt("product", "own_word", item.mention))
    doubts += _quantity_doubts(item.quantity, qty)
    if item.slip:
        doubts.append(Doubt("quantity", "self_corrected"))
    return doubts


def _quantity_doubts(quantity: Found[Quantity] | None, qty: Decimal | None) -> list[Doubt]:
    if quantity is None:
        return [Doubt("quantity", "missing")]
    if qty is None:
        return [Doubt("quantity", "ambiguous", quantity.words)]
    if quantity.value.approx:
        return [Doubt("quantity", "approx", quantity.words)]
    if quantity.confidence < 0.4:
        return [Doubt("quantity", "ambiguous", quantity.words)]
    return []


def likeness(mention: str, mask: Mask, lexicon: Lexicon) -> str:
    """How a misspelt mention is like the product: by its sound, else by its shape."""
    heard = sound_of(fold(mention))
    for product in lexicon.some(mask, MOST):
        for head in heads(product.name, product.aliases):
            if head and not head.isascii() and (sound_of(head) in heard or mention.isascii()):
                return "sound"
    return "shape"


def product_signs(item: Item, lexicon: Lexicon) -> dict[str, float]:
    """What speaks against a product having been read rightly."""
    choice, found = item.choice, {}
    if any(h.fuzzy for h in choice.used):
        found[likeness(item.mention, choice.mask, lexicon)] = 1.0
    if item.torn:
        found["torn"] = 1.0
    if item.inherited:
        found["inherited"] = 1.0
    if choice.skipped:
        found["skipped"] = min(len(choice.skipped) / 2, 1.0)
    names = [h for h in choice.used if h.kind is Kind.HEAD and h.tier <= Tier.SUFFIX]
    if not names and not any(h.distinctive for h in choice.used):
        found["nameless"] = 1.0
    elif names and all(h.tier is not Tier.EXACT for h in names):
        found["clipped"] = 1.0
    if item.slip:
        found["slip"] = 1.0
    return found


def quantity_signs(item: Item, product: ProductRecord | None) -> dict[str, float]:
    """What speaks against an amount having been read rightly."""
    said, found = item.quantity, {}
    if said is None:
        return {}
    if said.value.approx:
        found["approx"] = 1.0
    if said.confidence < 0.8:
        found["faint"] = round(1 - said.confidence, 3)
    unit = said.value.unit
    if unit is None and not said.value.parts:
        found["bare"] = 1.0
    elif product is not None and unit is not None and unit != product.unit and unit not in product.packs:
        found["foreign"] = 1.0
    if item.slip:
        found["slip"] = 1.0
    if item.inherited:
        found["inherited"] = 1.0
    return found
