"""The products one may have meant instead: same family, the other features kept as far as they go."""

from collections.abc import Sequence

from .features import Kind, Tier, fold, product_words, split_name
from .lexicon import Lexicon, bits
from .products import Choice, Hit, agrees, inherit, resolve
from .types import DraftLine


def mask_of(line: DraftLine, lexicon: Lexicon) -> int:
    """The products a line may still mean; all of them where nothing is known."""
    return lexicon.mask_of([line.sku] if line.sku else line.candidates)


def family(mask: int, lexicon: Lexicon) -> int:
    """All products that share a whole name or alias with one of these."""
    wide = mask
    for index in list(bits(mask))[:40]:
        product = lexicon.products[index]
        for name in (product.name, *product.aliases):
            head = split_name(fold(name))[0]
            entry = lexicon.words.get(head)
            if entry is not None:
                wide |= entry.masks[0]
    return wide


def traits_of(index: int, lexicon: Lexicon) -> list[Hit]:
    """A product's own words as if they stood in the text, the telling ones first."""
    product = lexicon.products[index]
    found = []
    for word in product_words("", product.name, product.spec, product.aliases):
        entry = lexicon.words.get(word.text)
        if entry is None or (word.tier is Tier.PART and len(word.text) > 1):
            continue
        masks = (entry.masks[0], entry.masks[1], entry.masks[2])
        found.append(Hit(0, 0, word.text, word.kind, word.tier, masks))
    return sorted(found, key=lambda h: (h.kind is not Kind.HEAD, h.tier, -len(h.word)))


def instead(mask: int, hits: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """What the words make of a line: narrower where they agree with it, else its nearest relatives."""
    if mask and all(agrees(mask, h) for h in hits):
        narrow = inherit(Choice(mask), hits, lexicon)
        if len(narrow.used) == len(hits):
            return narrow
    relatives = inherit(Choice(family(mask, lexicon)), hits, lexicon)
    if not hits or len(relatives.used) < len(hits) or not mask:
        return Choice(0)
    for index in list(bits(mask))[:1]:
        relatives = inherit(relatives, traits_of(index, lexicon), lexicon)
    return relatives


def narrowed(mask: int, hits: Sequence[Hit], lexicon: Lexicon) -> int:
    """The part of a line's products that fits all the words; 0 where some do not fit."""
    left = mask
    for hit in hits:
        if not agrees(left, hit):
            return 0
        left = inherit(Choice(left), (hit,), lexicon).mask
    return left


def fits(mask: int, hits: Sequence[Hit], lexicon: Lexicon) -> bool:
    """True where the words by themselves may mean one of these products."""
    return bool(resolve(hits, lexicon).mask & mask)
