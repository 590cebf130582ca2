"""The products one may have meant instead: same family, the other features kept as far as they go."""

from collections.abc import Sequence

from .features import Kind, Tier, heads, product_words
from .lexicon import NOTHING, Lexicon, Mask, ProductRecord
from .products import Choice, Hit, agrees, inherit, resolve
from .types import DraftLine


def mask_of(line: DraftLine, lexicon: Lexicon) -> Mask:
    """The products a line may still mean; all of them where nothing is known."""
    return lexicon.mask_of([line.sku] if line.sku else line.candidates)


def family(mask: Mask, lexicon: Lexicon) -> Mask:
    """All products that share a whole name or alias with one of these."""
    wide = mask
    for product in lexicon.some(mask, 40):
        for head in heads(product.name, product.aliases):
            entry = lexicon.words.get(head)
            if entry is not None:
                wide |= entry.masks[0]
    return wide


def traits_of(product: ProductRecord, lexicon: Lexicon) -> list[Hit]:
    """A product's own words as if they stood in the text, the telling ones first."""
    found = []
    for word in product_words("", product.name, product.spec, product.aliases):
        entry = lexicon.words.get(word.text)
        if entry is None or (word.tier is Tier.PART and len(word.text) > 1):
            continue
        found.append(Hit(0, 0, word.text, word.kind, word.tier, entry.masks))
    return sorted(found, key=lambda h: (h.kind is not Kind.HEAD, h.tier, -len(h.word)))


def heads_of(product: ProductRecord, lexicon: Lexicon) -> list[Hit]:
    """The names of a product as if they stood in the text, the longest first."""
    found = []
    for name in sorted(dict.fromkeys(heads(product.name, product.aliases)), key=len, reverse=True):
        entry = lexicon.words.get(name)
        if entry is not None and entry.kind is Kind.HEAD and entry.tier is Tier.EXACT:
            found.append(Hit(0, 0, name, entry.kind, entry.tier, entry.masks))
    return found


def instead(mask: Mask, hits: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """What the words make of a line: narrower where they agree with it, else its nearest relatives."""
    if mask and all(agrees(mask, h) for h in hits):
        narrow = inherit(Choice(mask), hits, lexicon)
        if len(narrow.used) == len(hits):
            return narrow
    relatives = inherit(Choice(family(mask, lexicon)), hits, lexicon)
    if not hits or len(relatives.used) < len(hits) or not mask:
        return Choice(NOTHING)
    for product in lexicon.some(mask, 1):  # of an open line only what all that it may be have in common
        shared = [t for t in traits_of(product, lexicon) if len(mask) == 1 or mask.issubset(t.masks[2])]
        relatives = inherit(relatives, shared, lexicon)
    return relatives


def narrowed(mask: Mask, hits: Sequence[Hit], lexicon: Lexicon) -> Mask:
    """The part of a line's products that fits all the words; nothing where some do not fit."""
    left = mask
    for hit in hits:
        if not agrees(left, hit):
            return NOTHING
        left = inherit(Choice(left), (hit,), lexicon).mask
    return left


def fits(mask: Mask, hits: Sequence[Hit], lexicon: Lexicon) -> bool:
    """True where the words by themselves may mean one of these products."""
    return resolve(hits, lexicon).mask.intersect(mask)
