"""Which amounts of a text count goods: a size right before an amount does not, nor a code, nor how many kinds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import pairwise

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .dimensions.units import MEASURES
from .features import CJK, Kind
from .frozen import frozen
from .items import ANYTHING
from .lexicon import Lexicon
from .products import Hit, agrees, resolve
from .scene import Scene
from .words import COUNTED_THINGS, SAYS_NOTHING

CODE = re.compile(  # behind a stop, right before an amount
    r"(?:\A|[\s,、;:])((?=[a-z0-9*/.-]*\d)[a-z0-9](?:[a-z0-9*/.-]*[a-z0-9])?[寸分号码度孔层页粒片头格门级档目丝股芯齿]?)的?\s?\Z"
)
KINDS = re.compile(
    r"(?:颜色|花色|色|口味|味道|味|规格|尺码|码数|码|型号|尺寸|款式|款|样)的?(?:都|全|每[种样个款])?各?(?:来|要|拿|发)?"
)
KINDS_THERE = re.compile(r"(?:颜色|花色|色|口味|味道|味|规格|尺码|码数|码|型号|尺寸|款式|款)(?=[\s,。;!)]|\Z)")
THING = re.compile(r"(?:的)?([\u4e00-\u9fff]{1,6})(?=[\s,;。!:])")
HAVE = re.compile(r"(?:我|这|里|边|们|上|家|厂)(?:有|共有|一共)\s?\Z")
PART_OF = re.compile(r"(?:其中|里面|里头)(?:有|的|要)?[^,。;!?\n\d]{0,8}\Z")
STOP = re.compile(r"[,;。!?\n]")
BARE = re.compile(r"\d+(?:\.\d+)?[wk]?")
Stretch = tuple[int, int]


@frozen
class Amounts:
    """The amounts that count goods; stretches that looked like one; amounts that so many kinds are to have each."""

    amounts: tuple[Found[Quantity], ...] = ()
    sizes: tuple[Stretch, ...] = ()
    kinds: Mapping[int, int] = field(default_factory=dict, hash=False)  # where an amount begins -> how many kinds


def amounts_of(quantities: Sequence[Found[Quantity]], hits: Sequence[Hit], scene: Scene, lexicon: Lexicon) -> Amounts:
    """Leaves out what is a size and no amount, said right before the amount: 油条60g 5箱, 8802四头 24盏."""
    kept, sizes, kinds, last = list(quantities), [], {}, 0
    for one, two in pairwise(quantities):
        own, last = last, one.span.end
        if _of_others(one, two, hits, scene, lexicon):
            kept.remove(one)
            continue
        if _within(one, two, own, hits, scene, lexicon) and two in kept:
            kept.remove(two)
            continue
        sorts = KINDS.match(scene.folded, one.span.end)
        if one.value.qty and sorts and (one.value.unit in ("个", "种") or sorts.end() == two.span.start):
            kept.remove(one)
            kinds[two.span.start] = int(one.value.qty)
        elif _right_before(one, two, scene) and _is_size(one, two, own, hits, scene, lexicon):
            kept.remove(one)
            sizes.append((one.span.start, one.span.end))
    if len(kept) > 1 and _so_many_kinds(kept[-1], hits, scene):
        kept.pop()
    return Amounts(tuple(kept), tuple(sizes), kinds)


def _so_many_kinds(last: Found[Quantity], hits: Sequence[Hit], scene: Scene) -> bool:
    """True for how many kinds there are, said behind the amount of each: 每个颜色2片 六个色."""
    sorts = KINDS_THERE.match(scene.folded, last.span.end)
    return (
        sorts is not None
        and last.value.unit in ("个", "种")
        and not any(h.start == last.span.end and h.end > sorts.end() for h in hits)
    )


def _of_others(one: Found[Quantity], two: Found[Quantity], hits: Sequence[Hit], scene: Scene, lexicon: Lexicon) -> bool:
    """True for an amount of what is no goods, said before the goods and their own: 我这有5台机器 刀片要60片."""
    thing = THING.match(scene.folded, one.span.end)
    if thing is None or one.value.unit is None:
        return False
    if not _a_thing(thing[1]) and not HAVE.search(scene.folded, max(0, one.span.start - 4), one.span.start):
        return False
    named = [h for h in hits if one.span.end <= h.start < two.span.start and not h.lone]
    names = [h for h in named if h.naming] or [h for h in named if h.kind is Kind.HEAD]
    if not names or named[0].start < thing.end(1) or any(h.end == one.span.start for h in hits):
        return False
    listed = lexicon.counters_of(names[-1].masks[2], 60)
    return one.value.unit not in listed and (two.value.unit in listed or two.value.unit in ANYTHING)


def _a_thing(run: str) -> bool:
    return any(run[:size] in COUNTED_THINGS for size in (4, 3, 2, 1))


def _within(
    one: Found[Quantity], two: Found[Quantity], own: int, hits: Sequence[Hit], scene: Scene, lexicon: Lexicon
) -> bool:
    """True for a part of what was counted, of the same goods: 球阀60只,其中10只单独打包."""
    part, whole = two.value, one.value
    if part.unit != whole.unit or part.qty is None or whole.qty is None or part.qty >= whole.qty:
        return False
    here = PART_OF.search(scene.folded, max(0, two.span.start - 14), two.span.start)
    if here is None or here.start() < one.span.end:
        return False
    stop = STOP.search(scene.folded, two.span.end)
    end = stop.start() if stop else len(scene.folded)
    words = [h for h in hits if one.span.end <= h.start < end]
    goods = resolve([h for h in hits if own <= h.start < one.span.start], lexicon) if words else None
    return goods is None or (goods.one and all(agrees(goods.mask, h) for h in words))


def _right_before(one: Found[Quantity], two: Found[Quantity], scene: Scene) -> bool:
    unit, more = one.value.unit, two.value.unit
    if more is None or more in MEASURES or unit == more or one.value.qty is None or one.value.each:
        return False
    if scene.between(one.span.end, two.span.start).strip(" " if unit else " 的"):
        return False
    return unit is not None or BARE.fullmatch(one.words) is not None


def _is_size(
    one: Found[Quantity], two: Found[Quantity], own: int, hits: Sequence[Hit], scene: Scene, lexicon: Lexicon
) -> bool:
    """`own` is where the words between the amount before and this one begin."""
    unit, start = one.value.unit, one.span.start
    named = any(own <= h.start < start for h in hits)
    if unit is None and len(one.words) > 1 and (not named or start < two.span.start - len(one.words)):
        return True  # 33213 16个: a code that no list has; 电阻 105 4包: nobody counts twice
    before = scene.folded[start - 1] if start else ""
    glued = CJK.match(before) is not None and before not in SAYS_NOTHING
    glued = named and (glued or any(h.end == start for h in hits))
    if unit is None or (glued and unit in MEASURES):
        return glued
    spoken = [h for h in hits if h.end <= start]
    name = next((h for h in reversed(spoken) if h.naming), None)
    if name is None and unit in MEASURES:  # 干粉2公斤一箱 3公斤两箱: called by a piece of its name
        name = next((h for h in reversed(spoken) if not h.lone and not h.fuzzy), None)
    listed = lexicon.counters_of(name.masks[2], 60) if name else frozenset()
    return unit not in listed and two.value.unit in listed and (glued or unit not in ANYTHING)


def unlisted_size(quantity: Found[Quantity], window: int, sizes: Sequence[Stretch], scene: Scene) -> Stretch | None:
    """A code or size that no list has and that stands for a thing right before its amount: KG-5KB 600个, 7寸1箱.

    `window` is where the words since the last amount begin.
    """
    match = CODE.search(scene.between(window, quantity.span.start)) if quantity.value.unit else None
    if match is not None:
        start, end = window + match.start(1), window + match.end(1)
        if not any(s < end and start < e for s, e in scene.known if not match[1].isdecimal() or (s, e) != (start, end)):
            return start, end
    gaps = (
        (size, scene.between(size[1], quantity.span.start))
        for size in sizes
        if window <= size[0] and size[1] <= quantity.span.start
    )
    return next((size for size, gap in gaps if not gap.strip(" 的")), None)
