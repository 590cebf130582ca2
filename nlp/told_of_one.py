"""What is said behind a list of one of its lines, called by its size: …各50根 28的要1.2厚."""

import re
from collections.abc import Sequence

from .grouping import Item
from .lexicon import Lexicon
from .products import Hit, agrees, inherit
from .scene import Scene

OF_THAT = re.compile(r"的?(?:那个|那种)?(?:要|用|拿|是|来|选|上)的?\s?")


def told_of_one(items: Sequence[Item], hits: Sequence[Hit], scene: Scene, lexicon: Lexicon) -> int:
    """Narrows the one line that has the figure which is said first; how many of the words said so."""
    if len(items) < 2 or len(hits) < 2 or not hits[0].word[0].isdecimal():
        return 0
    if OF_THAT.fullmatch(scene.folded, hits[0].end, hits[1].start) is None:
        return 0
    size = re.compile(rf"{re.escape(hits[0].word)}(?![\d.])")
    mine = [item for item in items if any(size.match(h.word) for h in item.hits)]
    if len(mine) != 1 or mine[0].choice.one or not agrees(mine[0].choice.mask, hits[1]):
        return 0
    mine[0].choice = inherit(mine[0].choice, (hits[1],), lexicon)
    return 2
