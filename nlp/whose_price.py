"""Which of the goods before it a price is for, where its clause names them: 机油24瓶 齿轮油1箱 机油算20.5."""

import re
from collections.abc import Sequence

from .dimensions.found import Found
from .dimensions.money.rules import Price
from .grouping import Item
from .products import agrees
from .scene import Scene

APART = re.compile(r"[,;。!?\n]")


def called_with(found: Found[Price], before: Sequence[Item], scene: Scene) -> Item:
    """The item that the words right before the price alone call; the last one where they call none or several."""
    last = before[-1]
    at = last.quantity.span.end if last.quantity else last.end
    if found.span.start <= at or len(before) == 1:
        return last
    stops = [m.end() for m in APART.finditer(scene.folded, at, found.span.start)]
    start = max([at, *stops])
    hits = [h for h in scene.hits if start <= h.start and h.end <= found.span.start]
    called = [i for i in before if i.choice.one and all(agrees(i.choice.mask, h) for h in hits)] if hits else []
    return called[0] if len(called) == 1 else last
