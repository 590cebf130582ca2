"""Amounts that several goods share, or one row of amounts for a row of goods."""

import re
from collections.abc import Sequence

from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..grouping import Item
from ..halves import halved
from ..products import Choice, Hit
from ..spread import each_kind, kinds_behind, kinds_listed, kinds_said, split
from .named import flags
from .walk import Walk

RESPECTIVELY = re.compile(r"分别(?:要|来|是|为|拿|订|发)?[\s:]*\Z")


def spread_kinds(walk: Walk, made: int, quantity: Found[Quantity], ahead: Sequence[Hit], later: Sequence[Hit]) -> int:
    """Gives each of the kinds of a line its amount, where that is said; how many words behind it say which."""
    if len(walk.items) != made + 1 or len(walk.items[made].choice.mask) < 2:
        return 0
    item = walk.items[made]
    if not (walk.each(quantity) or each_kind(item, walk.scene)):
        return 0
    if listed := kinds_listed(item, later, walk.scene, walk.lexicon):
        walk.items[made:] = split(item, [mask for _, mask in listed])
        for one, (words, _) in zip(walk.items[made:], listed, strict=True):
            one.hits, one.product = words, (words[0].start, words[-1].end)
            one.mention = walk.scene.text[slice(*one.product)]
        walk.items[-1].end = listed[-1][0][-1].end
        return sum(len(words) for words, _ in listed)
    behind = kinds_behind(item, ahead, walk.scene, walk.lexicon)
    kinds = [mask for _, mask in behind] or kinds_said(item, walk.scene, walk.lexicon)
    if kinds:
        walk.items[made:] = split(item, kinds)
        walk.items[-1].end = max(walk.items[-1].end, *(hit.end for hit, _ in behind), 0)
    return len(behind)


def halved_kinds(walk: Walk, quantity: Found[Quantity], hits: Sequence[Hit], at: int, limit: int) -> int | None:
    """Makes a line of each of two kinds that share an amount; how many words behind it say so, None if none."""
    behind = [h for h in hits[at:] if h.start < limit]
    parts = halved(quantity, [*walk.pending, *behind], walk.scene, walk.lexicon)
    for hit, mask, half in parts:
        item = Item(hit.start, hit.end, (hit,), Choice(mask, (hit,)), half, inherited=True)
        item.product, item.mention = (hit.start, hit.end), walk.scene.text[hit.start : hit.end]
        flags(walk, item)
        walk.items.append(item)
    if not parts:
        return None
    last = max(walk.items[-1].end, quantity.span.end)
    walk.items[-1].end = walk.window = last
    return sum(h.start < last for h in behind)


def respectively(walk: Walk, made: Sequence[Item], quantities: Sequence[Found[Quantity]]) -> int:
    """Gives each of several goods its own amount, S/M/L分别10箱 8箱 5箱; how many amounts were given."""
    if len(made) < 2 or not RESPECTIVELY.search(walk.scene.between(0, quantities[0].span.start)):
        return 0
    row = [quantities[0]]
    for quantity in quantities[1:]:
        if walk.scene.between(row[-1].span.end, quantity.span.start).strip(" ,、/和跟及"):
            break
        row.append(quantity)
    if len(row) != len(made):
        return 0
    for item, quantity in zip(made, row, strict=True):
        item.quantity, item.each = quantity, False
        item.end = max(item.end, quantity.span.end)
    return len(row)
