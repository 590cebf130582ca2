"""Turns a bound product line into a `LineItem` with base units, confidence and doubts."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .features import Kind, Tier, fold, split_name
from .grouping import Item
from .lexicon import MOST, Lexicon, ProductRecord, bits
from .products import Hit, find_hits, resolve
from .sound import sound_of
from .types import Doubt, Hints, LineItem, Span


def based(mask: int, parts: Iterable[tuple[Decimal, str | None]], lexicon: Lexicon) -> Decimal | None:
    """The amount in base units where all products of the mask agree on it, else None."""
    pieces = tuple(parts)
    if not mask or not pieces or mask.bit_count() > MOST:
        return None
    amounts = set()
    for index in bits(mask):
        sku = lexicon.products[index].sku
        amounts.add(sum((qty * lexicon.base_factor(sku, unit) for qty, unit in pieces), Decimal(0)))
        if len(amounts) > 1:
            return None
    return amounts.pop()


def amount(
    quantity: Found[Quantity] | None, mask: int, lexicon: Lexicon
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
    open_all = choice.mask == lexicon.everything and len(lexicon.products) > 1
    mask = 0 if item.unknown or open_all else choice.mask
    one = mask != 0 and mask & (mask - 1) == 0
    sku = lexicon.products[mask.bit_length() - 1].sku if one else None
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
        doubts=tuple(_doubts(item, mask, one, qty, lexicon)),
        signs={
            "product": product_signs(item, lexicon),
            "quantity": quantity_signs(item, lexicon.product(sku) if sku else None),
            **price_sure,
        },
    )


def _doubts(item: Item, mask: int, one: bool, qty: Decimal | None, lexicon: Lexicon) -> list[Doubt]:
    doubts = []
    if not mask:
        doubts.append(Doubt("product", "unknown" if item.mention else "missing", item.mention))
    elif not one:
        doubts.append(Doubt("product", "ambiguous", item.mention))
    elif item.choice.fuzzy:
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


def likeness(mention: str, mask: int, lexicon: Lexicon) -> str:
    """How a misspelt mention is like the product: by its sound, else by its shape."""
    heard = sound_of(fold(mention))
    for index in bits(mask):
        product = lexicon.products[index]
        for name in (product.name, *product.aliases):
            head = split_name(fold(name))[0]
            if head and not head.isascii() and (sound_of(head) in heard or mention.isascii()):
                return "sound"
    return "shape"


def settles_family(used: Sequence[Hit], lexicon: Lexicon) -> bool:
    """True where a customer's own word decided among several products that the catalogue calls the same."""
    for hit in used:
        if is_own(hit, lexicon):
            found = [h for h in find_hits(hit.word, lexicon) if not h.lone]
            mask = resolve(found, lexicon).mask if any(h.naming for h in found) else 0
            if mask & (mask - 1):
                return True
    return False


def is_own(hit: Hit, lexicon: Lexicon) -> bool:
    """True for a word that stands for its product only in one customer's mouth."""
    mask = hit.masks[0]
    entry = lexicon.words.get(hit.word)
    single = mask != 0 and mask & (mask - 1) == 0 and mask == hit.masks[2]
    return single and hit.kind is Kind.HEAD and (entry is None or entry.masks[2] != mask)


def product_signs(item: Item, lexicon: Lexicon) -> dict[str, float]:
    """What speaks against a product having been read rightly."""
    choice, found = item.choice, {}
    if choice.fuzzy:
        found[likeness(item.mention, choice.mask, lexicon)] = 1.0
    if item.torn:
        found["torn"] = 1.0
    if item.inherited:
        found["inherited"] = 1.0
    if choice.skipped:
        found["skipped"] = min(len(choice.skipped) / 2, 1.0)
    heads = [h for h in choice.used if h.kind is Kind.HEAD and h.tier <= Tier.SUFFIX]
    if not heads and not any(h.distinctive for h in choice.used):
        found["nameless"] = 1.0
    elif heads and all(h.tier is not Tier.EXACT for h in heads):
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
