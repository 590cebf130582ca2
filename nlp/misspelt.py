"""A second look at words that nothing explains: a product's name, misspelt by sound or by shape.

The cheap reading comes first; this one runs only where it left words over. What it finds stands in the text like any
other name, so that the sizes and sides around it count for it.
"""

import re
from collections.abc import Iterator

from .dimensions.found import covered, stretch
from .features import CJK, NUMERALS, Kind, Tier
from .leftover import blanked, unfilled
from .lexicon import Lexicon
from .products import Hit, by_shape, by_sound
from .scene import Scene
from .segment import is_word

LONGEST = 7  # characters of a misspelt name
RUN = re.compile(r"[\u3400-\u9fff]{2,16}|[a-z]{3,16}")
TOUCHES = re.compile(r"[\s的,、:()x*+-]{0,2}\Z")


def misspelt(scene: Scene, lexicon: Lexicon) -> list[Hit]:
    """Names among the unexplained words, each with the products that sound or look like it, no two overlapping."""
    found: list[Hit] = []
    for start, end in _runs(scene):
        hit = _name_in(scene, start, end, lexicon)
        if hit is not None:
            found.append(hit)
    return found


def _solid(hit: Hit) -> bool:
    """False for a mere piece of a Chinese name: 转向 of 转向接."""
    return hit.tier is not Tier.PART or CJK.fullmatch(hit.word) is None or hit.lone


def _runs(scene: Scene) -> Iterator[tuple[int, int]]:
    """Stretches free of whole names, values and customers that hold words which nothing explains."""
    spans = [(h.start, h.end) for h in scene.hits if _solid(h) and not h.lone]
    spans += [(c.start, c.end) for c in scene.customers if not c.fuzzy]
    for found in (scene.dates, scene.prices, scene.addresses, scene.refs):
        spans += [(f.span.start, f.span.end) for f in found]
    spans += [(q.span.start, q.span.end) for q in scene.quantities if q.value.unit]
    spans += scene.ignored
    text = blanked(scene.folded, spans)
    if not RUN.search(text):
        return
    known = covered([(h.start, h.end) for h in scene.hits])
    for match in RUN.finditer(unfilled(text)):
        if stretch(*match.span()) & ~known:
            yield match.span()


def _name_in(scene: Scene, start: int, end: int, lexicon: Lexicon) -> Hit | None:
    run = scene.between(start, end)
    if run.isascii():
        mask = by_sound(run, lexicon)
        return Hit(start, end, run, Kind.HEAD, Tier.EXACT, (mask, mask, mask), fuzzy=True) if mask else None
    for size in range(min(len(run), LONGEST), 1, -1):
        for left in range(len(run) - size + 1):
            piece = run[left : left + size]
            at = start + left
            if (
                (is_word(piece) and (size < 3 or not by_sound(piece, lexicon)))
                or NUMERALS.issuperset(piece)
                or (size == 2 and not (_alone(scene, start, end, at) and _stands(scene, at, at + 2)))
            ):
                continue
            mask = by_sound(piece, lexicon) or by_shape(piece, lexicon)
            if mask:
                return Hit(at, at + size, piece, Kind.HEAD, Tier.EXACT, (mask, mask, mask), fuzzy=True)
    return None


def _alone(scene: Scene, start: int, end: int, at: int) -> bool:
    """True where two characters are all of a run but sides, colours and other words that the catalogue knows."""
    others = [i for i in range(start, end) if not at <= i < at + 2]
    return all(any(h.start <= i < h.end for h in scene.hits) for i in others)


def _stands(scene: Scene, start: int, end: int) -> bool:
    """True where two characters stand as a product would: right beside an amount, a size or a side."""
    sides = [(q.span.start, q.span.end) for q in scene.quantities] + [(h.start, h.end) for h in scene.hits]
    for left, right in sides:
        if left >= end and TOUCHES.match(scene.between(end, left)):
            return True
        if right <= start and TOUCHES.match(scene.between(right, start)):
            return True
    return False
