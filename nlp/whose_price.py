"""Which of the goods before it a price is for, where its clause names them: 机油24瓶 齿轮油1箱 机油算20.5."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from .dimensions.found import Found
from .dimensions.money.rules import Price
from .grouping import Item
from .products import Hit, agrees
from .scene import Scene

APART = re.compile(r"[,;。!?\n]")


def called_with(found: Found[Price], before: Sequence[Item], scene: Scene) -> Item:
    """The item that the words right behind the price call, else those right before it; the last one where none do.

    Words behind it are glued to its counter and have no amount of their own: 13块一只扳手.
    """
    last = before[-1]
    if len(before) > 1 and (behind := _glued(found.span.end, scene)):
        called = [i for i in before if i.choice.one and all(agrees(i.choice.mask, h) for h in behind)]
        return called[0] if len(called) == 1 else last
    at = last.quantity.span.end if last.quantity else last.end
    if found.span.start <= at or len(before) == 1:
        return last
    stops = [m.end() for m in APART.finditer(scene.folded, at, found.span.start)]
    start = max([at, *stops])
    hits = [h for h in scene.hits if start <= h.start and h.end <= found.span.start]
    called = [i for i in before if i.choice.one and all(agrees(i.choice.mask, h) for h in hits)] if hits else []
    return called[0] if len(called) == 1 else last


def _glued(end: int, scene: Scene) -> list[Hit]:
    """The words of goods that begin where a price ends, if no amount stands behind them."""
    run: list[Hit] = []
    for hit in scene.hits[bisect_left(scene.hits, end, key=lambda h: h.start) :]:
        if hit.start != end:
            break
        run.append(hit)
        end = hit.end
    return [] if any(end <= q.span.start <= end + 2 for q in scene.quantities) else run
