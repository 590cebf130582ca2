"""One amount for each of several: 三色各一盒, 各色10只 黑白粉, 16全系各20盒, 各20盒(16、16Pro、16ProMax)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .dimensions.numeral.reading import read
from .features import Kind, spec_tokens
from .grouping import Item
from .lexicon import Lexicon, Mask
from .products import Choice, Hit, agrees, inherit, resolve
from .scene import Scene
from .series import SERIES

KINDS = re.compile(
    r"(?:(?P<all>[各每全]|所有|全部)|(?P<n>\d{1,2}|[两二三四五六七八九十]))(?:种|个|款)?"
    r"(?:颜色|花色|色|口味|味|型号|规格|尺码|码|尺寸)(?:的)?(?:都)?各?(?:要|来|拿)?\s?\Z"
)
EACH_KIND = re.compile(  # 三色各一盒, 各色10只: says how often, not what
    r"(?:[两二三四五六七八九十]|(?<!\d)[2-9])色(?=各)|[各每](?:种|个)?(?:颜色|色|口味|规格|型号|尺码)(?=[要来拿]?\s?[\d一二两三四五六七八九十])"
)
LEADS = re.compile(r"[\s,:(]*(?:就是|即|分别是?|包括|有)?[\s,:(]*\Z")
OPENED = re.compile(r"\s?(?::|就是|分别是?|包括|\()\s?")
MARKS = re.compile(r"[、/]|(?<=[\u4e00-\u9fff]),")
ENDS = re.compile(r"[\n;。!?)]")
LISTED = re.compile(r"[\s、,/和跟及与]*(?:的)?[\s、,/和跟及与]*\Z")
MOST = 12  # kinds that one amount is said for


def each_kind(item: Item, scene: Scene) -> bool:
    """True where each of the kinds is said: 各色10只, 每个颜色10只."""
    said = KINDS.search(scene.folded, item.start, item.quantity.span.start) if item.quantity else None
    return said is not None and said["all"] is not None


def kinds_said(item: Item, scene: Scene, lexicon: Lexicon) -> tuple[Mask, ...]:
    """The kinds of a line that one amount is said for each of, where all are meant; nothing where not."""
    mask, quantity = item.choice.mask, item.quantity
    if quantity is None or not 1 < len(mask) <= MOST or item.unknown:
        return ()
    said = KINDS.search(scene.folded, item.start, quantity.span.start)
    series = SERIES.search(scene.folded, max(0, item.start - 8), quantity.span.start)
    if said is None and series is None:
        return ()
    if said and said["n"]:
        value = read(said["n"]) if not said["n"].isdigit() else (int(said["n"]),)
        if value is None or value[0] != len(mask):
            return ()
    return tuple(Mask([at]) for at in mask) if _of_one_thing(mask, lexicon) else ()


def _of_one_thing(mask: Mask, lexicon: Lexicon) -> bool:
    """True for products of one name that differ in one word of their specification, or behind a blank in the name."""
    some = [lexicon.products[at] for at in mask]
    if len({spec_tokens(one.name)[0] for one in some}) > 1:
        return False
    words = [frozenset(spec_tokens(f"{one.name} {one.spec}")) for one in some]
    shared = frozenset.intersection(*words)
    return all(len(own - shared) == 1 for own in words)


def kinds_behind(item: Item, ahead: Sequence[Hit], scene: Scene, lexicon: Lexicon) -> list[tuple[Hit, Mask]]:
    """The kinds that are listed behind an amount for each: 各色10只 黑白粉; nothing where some are not its own."""
    if item.quantity is None or len(ahead) < 2 or item.unknown:
        return []
    end = item.quantity.span.end
    found: list[tuple[Hit, Mask]] = []
    for hit in ahead:
        gap = scene.between(end, hit.start)
        if hit.kind is Kind.HEAD or not (LISTED if found else LEADS).match(gap) or not agrees(item.choice.mask, hit):
            return []
        narrow = inherit(Choice(item.choice.mask), (hit,), lexicon).mask
        if len(narrow) != 1 or any(narrow == other for _, other in found):
            return []
        found.append((hit, narrow))
        end = hit.end
    return found


def kinds_listed(
    item: Item, ahead: Sequence[Hit], scene: Scene, lexicon: Lexicon
) -> list[tuple[tuple[Hit, ...], Mask]]:
    """The kinds that a list behind an amount for each tells by more than a word, with the words of each: 手套各5包:长的
    皮手套、羊皮的、线手套; nothing where one of them is no kind of the goods.
    """
    if item.quantity is None or not ahead or item.unknown:
        return []
    start = item.quantity.span.end
    opened = OPENED.match(scene.folded, start)
    if opened is None:
        return []
    ends = [m.start() for m in ENDS.finditer(scene.folded, opened.end())]
    end = ends[0] if ends else len(scene.folded)
    marks = [m.start() for m in MARKS.finditer(scene.folded, opened.end(), end)]
    if not marks:
        return []
    found: list[tuple[tuple[Hit, ...], Mask]] = []
    edges = [opened.end(), *marks, end]
    for left, right in pairwise(edges):
        words = [h for h in ahead if left <= h.start < right]
        if right == end:  # behind the last of the list other goods may stand: 羊皮的、线手套 口罩2盒
            words = [h for at, h in enumerate(words) if not at or " " not in scene.between(words[0].end, h.start)]
        narrow = resolve(words, lexicon, item.choice.mask) if words else None
        if narrow is None or not narrow.one or any(narrow.mask == mask for _, mask in found):
            return []
        if any(h.naming and h not in narrow.used for h in words):
            return []
        found.append((tuple(words), narrow.mask))
    return found


def split(item: Item, kinds: Sequence[Mask]) -> list[Item]:
    """The line once for each of its kinds."""
    return [replace(item, choice=Choice(mask, item.choice.used), each=True) for mask in kinds]
