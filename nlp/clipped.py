"""Words of the books said short or turned round: 原拆 of 原装拆机, 编织PD线 of PD编织线, the 屏 of a 显示屏.

A second look, as for what is misspelt: it runs only over words that nothing explains, and asks only the products of the
words beside them.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from .dimensions.units import COUNTERS
from .features import CJK, NUMERALS, Kind, Tier, heads, spec_tokens
from .lexicon import NOTHING, Lexicon, Mask, ProductRecord
from .products import Hit
from .scene import Scene
from .segment import is_word
from .words import COLOURS, SAYS_NOTHING, TELLING

MOST = 60  # products of the words beside it
LONGEST = 4  # characters of a word said short
BESIDE = re.compile(r"[\s的,、:]?")
AFTER = re.compile(
    r"\s*(?:\Z|[\s,、;:。!?()+\n]|[0-9一二两三四五六七八九十百半几俩各还有没够缺断快卖价呢吗再改剩都停给俺来要拿也现跟和]"
    r"|到|多少|什么|啥|怎么|[发送装运寄]出?(?:[了没走好完]|货))"
)
FEWEST = 4  # characters of a name that is known with them in another order


def clipped_in(scene: Scene, start: int, end: int, lexicon: Lexicon) -> Hit | None:
    """A word of the products beside a stretch that stands in it with characters left out."""
    near = [h for h in scene.hits if not h.fuzzy and not h.lone and h.start - 1 <= end and start <= h.end + 1]
    near = [h for h in near if 0 < len(h.masks[2]) <= MOST]
    for beside in sorted(near, key=lambda h: len(h.masks[2])):
        for size in range(min(end - start, LONGEST), 1, -1):
            for at in range(start, end - size + 1):
                piece = scene.between(at, at + size)
                if not _may_be_short(piece):
                    continue
                found = Mask([i for i in beside.masks[2] if _has_short(lexicon.products[i], piece)])
                if found and (len(found) < len(beside.masks[2]) or len(found) == 1):
                    return Hit(at, at + size, piece, Kind.FEATURE, Tier.EXACT, (NOTHING, found, found))
    return None


def _may_be_short(piece: str) -> bool:
    if CJK.fullmatch(piece) is None or piece[0] in SAYS_NOTHING or piece[-1] in SAYS_NOTHING:
        return False
    return not is_word(piece) and not NUMERALS.issuperset(piece)


def _has_short(product: ProductRecord, piece: str) -> bool:
    return any(_short_of(piece, word) for word in _words(product.name, product.spec, product.aliases))


@lru_cache(maxsize=4096)
def _words(name: str, spec: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    tokens = (*heads(name, aliases), *spec_tokens(spec))
    return tuple(run for token in tokens for run in CJK.findall(token) if len(run) > 2)


def _short_of(piece: str, word: str) -> bool:
    """True where a word begins as the piece does and has its other characters in their order: 原拆, 原装拆机."""
    if piece[0] != word[0] or len(word) <= len(piece):
        return False
    at = 0
    for char in piece:
        at = word.find(char, at) + 1
        if not at:
            return False
    return True


def turned_pairs(scene: Scene, lexicon: Lexicon) -> Iterator[Hit]:
    """Two words glued together that are one name with its characters in another order: 编织PD线, a PD编织线."""
    for one, two in pairwise(scene.hits):
        if one.end != two.start or one.lone or two.lone or one.fuzzy or two.end - one.start < FEWEST:
            continue
        if one.masks[2].intersect(two.masks[2]):
            continue
        words = scene.between(one.start, two.end)
        mask = lexicon.words.turned(words)
        if mask:
            yield Hit(one.start, two.end, words, Kind.HEAD, Tier.EXACT, (mask, mask, mask))


def coloured(hits: Sequence[Hit], lexicon: Lexicon) -> list[Hit]:
    """Takes the colour that a piece of a name ends with for what it tells: the 蓝 of 挂脖蓝, though of a 挂脖蓝牙."""
    if not any(_piece(hit) or _begun(hit) for hit in hits):
        return list(hits)
    found: list[Hit] = []
    for hit in hits:
        if _begun(hit) and (parts := _thing_of_colour(hit, lexicon)):
            found += parts
            continue
        front = lexicon.words.get(hit.word[:-1]) if _piece(hit) else None
        last = lexicon.words.get(hit.word[-1]) if front else None
        both = front.masks[2] & last.masks[1] if front and last else NOTHING
        if front is None or last is None or not both or len(both) >= len(hit.masks[2]):
            found.append(hit)
            continue
        cut = hit.end - 1
        found.append(Hit(hit.start, cut, hit.word[:-1], front.kind, front.tier, front.masks))
        found.append(Hit(cut, hit.end, hit.word[-1], last.kind, last.tier, last.masks))
    return found


def _piece(hit: Hit) -> bool:
    return (
        hit.kind is Kind.HEAD
        and hit.tier is Tier.PART
        and len(hit.word) > 2
        and hit.word[-1] in COLOURS
        and hit.end - hit.start == len(hit.word)
    )


def _begun(hit: Hit) -> bool:
    return hit.kind is Kind.HEAD and hit.tier is Tier.PART and len(hit.word) == 2 and hit.word[0] in COLOURS


def _thing_of_colour(hit: Hit, lexicon: Lexicon) -> list[Hit]:
    """A colour and all things that end so, where they are had in it: the 红线 of 2.5红线, beside a 红线管."""
    colour, thing = lexicon.words.get(hit.word[0]), lexicon.words.ending(hit.word[1])
    if colour is None or not thing.intersect(colour.masks[1]):
        return []
    at = hit.start + 1
    return [
        Hit(hit.start, at, hit.word[0], colour.kind, colour.tier, colour.masks),
        Hit(at, hit.end, hit.word[1], Kind.HEAD, Tier.SUFFIX, (NOTHING, thing, thing)),
    ]


def endings(scene: Scene, lexicon: Lexicon) -> Iterator[Hit]:
    """Single characters that stand for the things whose names end so, behind a model: Note13的屏10块, 屏2块."""
    models = [h for h in scene.hits if h.kind is not Kind.HEAD and not h.lone and len(h.word) > 1]
    if not models:
        return
    places = {(gap.end() if (gap := BESIDE.match(scene.folded, h.end)) else h.end): h for h in models}
    for quantity in scene.quantities:
        before = [h for h in models if h.end <= quantity.span.start]
        if before and quantity.value.unit:
            places.setdefault(quantity.span.end, before[-1])
    for at, model in places.items():
        mask = lexicon.words.ending(scene.folded[at]) if _stands_alone(scene, at) else NOTHING
        if mask.intersect(model.masks[2]):
            yield Hit(at, at + 1, scene.folded[at], Kind.HEAD, Tier.EXACT, (mask, mask, mask))


def _stands_alone(scene: Scene, at: int) -> bool:
    char = scene.folded[at : at + 1]
    if not char or CJK.fullmatch(char) is None or char in SAYS_NOTHING or char in TELLING or char in NUMERALS:
        return False
    if char in COUNTERS and (at == 0 or not CJK.match(scene.folded[at - 1])):
        return False
    return not any(start <= at < end for start, end in scene.known) and AFTER.match(scene.folded, at + 1) is not None
