"""Models that no list has, beside those that one has: 16e is no 16, and what only its sizes tell of is not named."""

import re

from .dimensions.found import stretch
from .features import Kind, fold
from .grouping import Item, has_head
from .leftover import leftover
from .lexicon import Lexicon
from .scene import Scene

MOST = 60  # products of one name
LETTERS = re.compile(r"[a-z]+(?![a-z])")
COUNTED_AS = frozenset(("x", "pcs", "pc", "ea", "set", "sets", "box", "no", "ok", "w", "k", "g", "kg", "m", "cm", "mm"))


def more_letters(scene: Scene, item: Item, known: int) -> str:
    """The figures of a line's model where unknown letters are glued to them: the 16 of 16e, of 16plus; else empty."""
    for hit in item.choice.used:
        more = LETTERS.match(scene.folded, hit.end) if hit.word[-1:].isdigit() else None
        if more and more[0] not in COUNTED_AS and not known & stretch(*more.span()):
            return hit.word[len(hit.word.rstrip("0123456789")) :]
    return ""


def other_model(scene: Scene, item: Item, known: int, lexicon: Lexicon) -> bool:
    """True where such letters stand and the like of the thing are told apart by letters there: 16e, beside 16Pro."""
    figures = more_letters(scene, item, known)
    names = [h for h in item.choice.used if h.kind is Kind.HEAD]
    if not figures or not names:
        return False
    told = re.compile(rf"(?<!\d){figures}[a-z]{{2}}")
    return any(told.search(fold(one.spec)) for one in lexicon.some(names[0].masks[2], MOST))


def unnamed(item: Item, scene: Scene) -> bool:
    """True where sizes alone say which it is, and words that nothing explains what: 20000mAh 65W power bank."""
    if item.inherited or item.quantity is None:
        return False
    if any(has_head([h]) or (h.naming and not h.word[0].isdigit()) for h in item.hits):
        return False
    end = item.quantity.span.start
    return item.hits[-1].end < end and bool(leftover(scene, item.hits[0].start, end))
