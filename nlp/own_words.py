"""What one customer calls products by itself: stronger than the catalogue, unless the text says otherwise."""

import re
from collections.abc import Sequence

from .customers import Named
from .features import Kind, Tier
from .finding import find_hits
from .gazetteer import stands_alone
from .lexicon import Lexicon
from .products import Hit, resolve
from .types import Hints

BESIDE = re.compile(r"[\s()的要]{0,2}")


def own_words(folded: str, hits: list[Hit], customers: Sequence[Named], hints: Hints, lexicon: Lexicon) -> list[Hit]:
    """Adds what the one customer of this message calls products by itself; a longer catalogue name is stronger."""
    if not lexicon.customer_aliases:
        return hits
    said = {c.one for c in customers}
    owners = said or {hints.chat_customer or hints.sender_customer or next((d.customer for d in hints.drafts), None)}
    owner = owners.pop() if len(owners) == 1 else None
    mine: list[Hit] = []
    for words, sku in lexicon.customer_aliases.get(owner or "", {}).items():
        mask = lexicon.mask_of([sku])
        at = folded.find(words) if mask else -1
        while at >= 0:
            found = Hit(at, at + len(words), words, Kind.HEAD, Tier.EXACT, (mask, mask, mask))
            free = not any(m.start < found.end and at < m.end for m in mine)
            if free and stands_alone(folded, at, found.end) and not said_otherwise(found, hits, folded, lexicon):
                mine.append(found)
            at = folded.find(words, at + 1)
    if not mine:
        return hits
    kept = [h for h in hits if not any(m.start < h.end and h.start < m.end for m in mine)]
    return sorted([*kept, *mine], key=lambda h: h.start)


def said_otherwise(own: Hit, hits: Sequence[Hit], folded: str, lexicon: Lexicon) -> bool:
    """True where the own word is only part of a catalogue name, or another word tells that another product is meant.

    Of a word that the catalogue has for several products, any word of the message may tell; else one beside it.
    """
    family = settles_family((own,), lexicon)
    for hit in hits:
        if hit.start <= own.start and hit.end >= own.end and hit.end - hit.start > own.end - own.start:
            if hit.kind is Kind.HEAD and hit.tier is Tier.EXACT:
                return True
            continue
        if hit.start < own.end and own.start < hit.end:
            continue
        gap = folded[own.end : hit.start] if hit.start >= own.end else folded[hit.end : own.start]
        telling = hit.kind in (Kind.FEATURE, Kind.CODE) or hit.lone
        if telling and (family or BESIDE.fullmatch(gap)) and not hit.masks[2] & own.masks[0]:
            return True
    return False


def settles_family(used: Sequence[Hit], lexicon: Lexicon) -> bool:
    """True where a customer's own word decided among several products that the catalogue calls the same."""
    for hit in used:
        if is_own(hit, lexicon):
            found = [h for h in find_hits(hit.word, lexicon) if not h.lone]
            if any(h.naming for h in found) and len(resolve(found, lexicon).mask) > 1:
                return True
    return False


def is_own(hit: Hit, lexicon: Lexicon) -> bool:
    """True for a word that stands for its product only in one customer's mouth."""
    mask = hit.masks[0]
    if hit.fuzzy or hit.kind is not Kind.HEAD or len(mask) != 1 or mask != hit.masks[2]:
        return False
    entry = lexicon.words.get(hit.word)
    return entry is None or entry.masks[2] != mask
