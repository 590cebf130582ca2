"""Binds amounts to goods: lists, 各, things left out and taken from before, slips of the tongue."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ..amounts import amounts_of
from ..brands import branded
from ..counting import BROKEN_OFF
from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..features import CJK, Kind, Tier
from ..grouping import Item, groups, has_head
from ..leftover import leftover
from ..lexicon import Lexicon
from ..likewise import likewise
from ..polarity import with_or_without
from ..price_rows import priced_in_rows
from ..products import Hit, agrees
from ..refused import taken_out, wanted
from ..rest_of_family import rest_of_family
from ..same_size import of_same_size
from ..scene import Scene
from ..sibling import siblings, unvaried
from ..stray import without_strangers
from ..tables.gridded import beside, items_of, with_cells
from ..tidy import (
    SLIP,
    may_slip,
    priced,
    recounted,
    revised,
    told_again,
    told_with_days,
    without_parts,
    without_slips,
    without_totals,
)
from .bare import bare, given, summed
from .counted import take
from .named import STOP, line_of, unknown
from .shared import halved_kinds, respectively, spread_kinds
from .trailing import ENDED, rest, told_late
from .walk import Walk

ROW = re.compile(r"[\n;]")  # ends a row of a list
CALLS_FOR = re.compile(r"[要来拿订配装换加补买需发][个了]?\s*\Z")


def read_lines(scene: Scene, lexicon: Lexicon, context: Sequence[Hit] = ()) -> list[Item]:
    """The product lines of the whole text; `context` holds words of an earlier message that may be left out in it."""
    walk = Walk(scene, lexicon, context)
    hits, quantities = wanted(scene)
    cells = items_of(scene.cells, hits, scene.text)
    hits, quantities = beside(scene.cells, hits, quantities)
    walk.counted = amounts_of(quantities, hits, scene, lexicon)
    quantities = list(walk.counted.amounts)
    at = shared = 0
    for index, quantity in enumerate(quantities):
        if index < shared:
            continue  # given to one of the goods named before 分别
        while at < len(hits) and hits[at].start < quantity.span.start:
            walk.pending.append(hits[at])
            at += 1
        _take_back(walk, quantity)
        limit = quantities[index + 1].span.start if index + 1 < len(quantities) else len(scene.folded)
        ahead = _ahead(walk, hits, at, quantity, limit)
        if (taken := halved_kinds(walk, quantity, hits, at, limit)) is not None:
            at += taken
            walk.pending = []
            continue
        if walk.pending and walk.items:
            told_late(walk, _adds(walk, quantity, ahead))
        if walk.pending and (words := _behind_stop(walk, quantity)):
            _uncounted(walk, words[0][0])
            unknown(walk, quantity, words)
        elif not walk.pending or _adds(walk, quantity, ahead):
            walk.window = max(walk.window, walk.pending[-1].end) if walk.pending else walk.window
            at += 0 if given(walk, quantity, ahead) or summed(walk, quantity) else bare(walk, quantity, ahead)
        else:
            made = len(walk.items)
            take(walk, quantity, walk.pending)
            shared = index + respectively(walk, walk.items[made:], quantities[index:])
            at += spread_kinds(walk, made, quantity, ahead, hits[at:])
        walk.pending = []
        walk.window = max(quantity.span.end, walk.items[-1].end if walk.items else 0)
    walk.items = with_cells(walk.items, cells)
    rest(walk, hits[at:])
    walk.items = [item for item in walk.items if item not in cells]
    branded(walk.items, scene, lexicon)
    items = without_parts(without_totals(told_with_days(walk.items, scene), scene), scene)
    items = priced(revised(without_slips(taken_out(items, scene), scene), scene), scene)
    items = priced_in_rows(items, scene)
    recounted(items, scene, lexicon)
    told_again(items, scene, lexicon)
    without_strangers(items, scene, lexicon, walk.counted.sizes)
    of_same_size(items, scene, lexicon)
    siblings(items, scene, lexicon)
    unvaried(items, scene, lexicon)
    with_or_without(items, scene, lexicon)
    likewise(items, scene, lexicon)
    rest_of_family(items, scene, lexicon)
    return with_cells(items, cells)


def _uncounted(walk: Walk, end: int) -> None:
    """Adds the goods of a row that ends without an amount, how many of them is still to be told."""
    if has_head(walk.pending) and ROW.search(walk.scene.between(walk.pending[-1].end, end)):
        for group in groups(walk.pending, walk.lexicon, each=True):
            walk.items.append(line_of(walk, group, walk.context, None, False, False))


def _behind_stop(walk: Walk, quantity: Found[Quantity]) -> list[tuple[int, int]]:
    """Words that nothing explains right before an amount, apart from the goods named before a full stop."""
    last = walk.pending[-1].end
    if ENDED.search(walk.scene.folded, last, quantity.span.start) is None:
        return []
    words = leftover(walk.scene, last, quantity.span.start)
    if not words or walk.scene.between(words[-1][1], quantity.span.start).strip(" :"):
        return []
    gap = walk.scene.between(last, words[-1][0])
    return words[-1:] if ENDED.search(gap) else []


def _adds(walk: Walk, quantity: Found[Quantity], ahead: Sequence[Hit]) -> bool:
    """In 我那单中冷器再加一台水箱 the quantity belongs to what follows."""
    gap = walk.scene.between(walk.pending[-1].end, quantity.span.start)
    run = list(ahead[:1])  # 硅胶围兜: the words that stand together
    for hit in ahead[1:] if run else ():
        run += [hit] if hit.start == run[-1].end else []
    near = run and run[0].start - quantity.span.end <= 1 and has_head(run) and not walk.counted_behind(ahead)
    if not near:
        return False
    if re.search(r"[再另]?[加添]\s*$|再[来要拿配带补订买]\s*$", gap):
        return True
    glued = ahead[0].start == quantity.span.end and ahead[0].tier is Tier.EXACT
    if glued and CALLS_FOR.search(gap) and all(_mere_piece(h) for h in walk.pending):
        return not any(agrees(ahead[0].masks[2], h) for h in walk.pending)  # 冷库换2个视液镜
    return glued and not has_head(walk.pending) and re.search(r"[送赠]\s*$", gap) is not None  # 送5把雨伞


def _take_back(walk: Walk, quantity: Found[Quantity]) -> None:
    """Words before a slip do not count when words follow it; nor does a size that breaks off, 50…51的3套."""
    if "…" in walk.scene.signs:
        sizes = {h for h in walk.pending if h.kind is not Kind.HEAD and h.word[0].isdecimal()}
        gone = {
            one
            for one, two in pairwise(walk.pending)
            if {one, two} <= sizes and BROKEN_OFF.fullmatch(walk.scene.between(one.end, two.start))
        }
        walk.pending = [h for h in walk.pending if h not in gone]
    if not walk.pending or not may_slip(walk.scene):
        return
    slips = list(SLIP.finditer(walk.scene.between(walk.window, quantity.span.start)))
    if slips:
        cut = walk.window + slips[-1].end()
        after = [h for h in walk.pending if h.start >= cut]
        if after:
            walk.context = (*walk.context, *(h for h in walk.pending if h.start < cut and has_head([h])))
            walk.pending = after


def _ahead(walk: Walk, hits: Sequence[Hit], at: int, quantity: Found[Quantity], limit: int) -> list[Hit]:
    found: list[Hit] = []
    for hit in hits[at:]:
        last = found[-1].end if found else quantity.span.end
        if hit.start >= limit or STOP.search(walk.scene.between(quantity.span.end, hit.start)):
            break
        if found and limit < len(walk.scene.folded) and re.search(r"[,、]", walk.scene.between(last, hit.start)):
            break  # 10卷红的,蓝的也10卷
        if (not found and leftover(walk.scene, last, hit.start)) or SLIP.search(walk.scene.between(last, hit.start)):
            break
        found.append(hit)
    return found


def _mere_piece(hit: Hit) -> bool:
    """True for a word out of a description, without figures: the 冷库 of what is 冷库用."""
    return hit.kind is Kind.FEATURE and hit.tier is Tier.PART and CJK.fullmatch(hit.word) is not None
