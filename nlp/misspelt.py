"""A second look at words that nothing explains: a product's name, misspelt by sound or by shape.

The cheap reading comes first; this one runs only where it left words over. What it finds stands in the text like any
other name, so that the sizes and sides around it count for it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from .clipped import FEWEST, clipped_in, endings, turned_pairs
from .dimensions.found import covered, stretch
from .features import CJK, NUMERALS, Kind, Tier, heads
from .leftover import blanked, unfilled
from .lexicon import NOTHING, Lexicon, Mask
from .numbered_slips import numbered_slips
from .products import Hit, by_shape, by_sound
from .scene import Scene
from .segment import is_word
from .sound import sound_of
from .words import TELLING

LONGEST = 7  # characters of a misspelt name
RUN = re.compile(r"[\u3400-\u9fff]{2,16}|[a-z]{3,16}")
FEWEST_HEARD = 4  # characters of a name that is heard as a whole
LONGEST_PART = 4  # characters of a misspelt brand
MOST_BESIDE = 60  # products that share the word beside it
MOST_OF_A_WORD = 3  # the same where what is written is a word of its own: 旧庄耗油
JOINS = frozenset("和跟与及")  # 导向和驱动: two things, no name misspelt
POINTS = frozenset("那这")
TOUCHES = re.compile(r"[\s的,、:()x*+-]{0,2}\Z")


def misspelt(scene: Scene, lexicon: Lexicon) -> list[Hit]:
    """Names among the unexplained words, each with the products that sound or look like it, no two overlapping."""
    found = [*turned_pairs(scene, lexicon), *endings(scene, lexicon), *_longer(scene, lexicon)]
    numbered = list(numbered_slips(scene, lexicon))
    found = [h for h in found if not any(h.start < n.end and n.start < h.end for n in numbered)] + numbered
    for start, end in _runs(scene):
        hit = (
            _turned_in(scene, start, end, lexicon)
            or _heard_in(scene, start, end, lexicon)
            or clipped_in(scene, start, end, lexicon)
            or _name_in(scene, start, end, lexicon)
            or _part_in(scene, start, end, lexicon)
        )
        if hit is not None and scene.folded[hit.end - 1] in POINTS:
            continue  # 四门那部: the 那 points and spells no name
        if hit is not None and not any(h.start < hit.end and hit.start < h.end for h in found):
            found.append(hit)
    return found


def _longer(scene: Scene, lexicon: Lexicon) -> Iterator[Hit]:
    """Whole names by sound whose end is written like the end of others: 动动鞋, a 洞洞鞋 and no 运动鞋."""
    ends = [h for h in scene.hits if h.kind is Kind.HEAD and h.tier is Tier.SUFFIX and h.start]
    if not ends:
        return
    taken = covered([*((h.start, h.end) for h in scene.hits), *((c.start, c.end) for c in scene.customers)])
    for hit in ends:
        for start in range(hit.start - 1, max(hit.start - 3, -1), -1):
            piece = scene.folded[start : hit.end]
            if taken & stretch(start, hit.start) or CJK.fullmatch(piece) is None or piece[0] in JOINS:
                break
            mask = by_sound(piece, lexicon)
            if mask and (start < hit.start - 1 or not mask.intersect(hit.masks[2])):
                yield Hit(start, hit.end, piece, Kind.HEAD, Tier.EXACT, (mask, mask, mask), fuzzy=True)
                break


def _turned_in(scene: Scene, start: int, end: int, lexicon: Lexicon) -> Hit | None:
    """A name with its characters in another order: 安卓老线, a 老安卓线."""
    run = scene.between(start, end)
    for size in range(min(len(run), LONGEST), FEWEST - 1, -1):
        for left in range(len(run) - size + 1):
            piece = run[left : left + size]
            mask = lexicon.words.turned(piece)
            if mask:
                at = start + left
                return Hit(at, at + size, piece, Kind.HEAD, Tier.EXACT, (mask, mask, mask))
    return None


def _heard_in(scene: Scene, start: int, end: int, lexicon: Lexicon) -> Hit | None:
    """All of a run that sounds like a name of four and more characters, though its front may be a word clipped."""
    run = scene.between(start, end)
    mask = by_sound(run, lexicon) if FEWEST_HEARD <= len(run) <= LONGEST and CJK.fullmatch(run) else NOTHING
    return Hit(start, end, run, Kind.HEAD, Tier.EXACT, (mask, mask, mask), fuzzy=True) if mask else None


def _solid(hit: Hit) -> bool:
    """False for a mere piece of a Chinese name: 转向 of 转向接."""
    return hit.tier is not Tier.PART or CJK.fullmatch(hit.word) is None


def _runs(scene: Scene) -> Iterator[tuple[int, int]]:
    """Stretches free of whole names, values and customers that hold words which nothing explains."""
    spans = [(h.start, h.end) for h in scene.hits if _solid(h) and not h.lone]
    spans += [(c.start, c.end) for c in scene.customers if not c.fuzzy]
    values = (*scene.dates, *scene.prices, *scene.addresses, *scene.refs)
    spans += [(f.span.start, f.span.end) for f in (*values, *(q for q in scene.quantities if q.value.unit))]
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
                or piece[0] in JOINS
                or piece[-1] in JOINS
                or piece[-1] == "的"
                or (piece[-1] in TELLING and lexicon.words.get(piece[:-1]) is not None)  # 挂脖蓝, no 挂脖式
                or (size == 2 and not (_alone(scene, start, end, at) and _stands(scene, at, at + 2)))
            ):
                continue
            mask = by_sound(piece, lexicon) or by_shape(piece, lexicon)
            if mask:
                return Hit(at, at + size, piece, Kind.HEAD, Tier.EXACT, (mask, mask, mask), fuzzy=True)
    return None


def _part_in(scene: Scene, start: int, end: int, lexicon: Lexicon) -> Hit | None:
    """The brand or the thing, misspelt by sound right beside other words of the same products: 玲龙195/65R15."""
    near = [h for h in scene.hits if h.start - 2 <= end and start <= h.end + 2 and not h.lone and not h.fuzzy]
    for size in range(min(end - start, LONGEST_PART), 1, -1) if near else ():
        for at in (end - size, start) if end - start > size else (start,):
            piece = scene.between(at, at + size)
            if CJK.fullmatch(piece) is None or NUMERALS.issuperset(piece) or not JOINS.isdisjoint(piece):
                continue
            for beside in (h for h in near if _touch(scene, h, at, at + size)):
                most = MOST_OF_A_WORD if is_word(piece) else MOST_BESIDE
                if len(beside.masks[2]) > most:
                    continue
                if hit := _sounding(piece, at, beside.masks[2], lexicon):
                    return hit
    return None


@lru_cache(maxsize=8192)
def _sounds(name: str, size: int) -> tuple[str, str]:
    """How the first and the last characters of a name sound."""
    return sound_of(name[:size]), sound_of(name[-size:])


def _sounding(piece: str, at: int, mask: Mask, lexicon: Lexicon) -> Hit | None:
    sound, size = sound_of(piece), len(piece)
    fronts, ends = [], []
    for index in mask:
        product = lexicon.products[index]
        for name in chain.from_iterable(map(str.split, heads(product.name, product.aliases))):
            front, end = _sounds(name, size)
            if end == sound:
                ends.append(index)
            elif front == sound:
                fronts.append(index)
    if not (fronts or ends) or len({*fronts, *ends}) == len(mask) > 1:
        return None
    found = Mask([*fronts, *ends])
    kind = Kind.HEAD if ends else Kind.FEATURE
    return Hit(at, at + size, piece, kind, Tier.EXACT, (found if ends else NOTHING, found, found), fuzzy=True)


def _touch(scene: Scene, hit: Hit, start: int, end: int) -> bool:
    if hit.start >= end:
        return TOUCHES.match(scene.between(end, hit.start)) is not None
    return hit.end <= start and TOUCHES.match(scene.between(hit.end, start)) is not None


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
    return any(d.span.start == end and d.words[0].isdecimal() for d in scene.dates)  # 袖勾3号20包
