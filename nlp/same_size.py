"""What is wanted as large, or in the same colour, as what was named before: 竹笼20的50只 盖子10只同尺寸."""

import re
from collections.abc import Sequence
from itertools import pairwise

from .features import fold, spec_tokens
from .grouping import Item
from .lexicon import Lexicon, Mask, ProductRecord
from .products import Choice
from .scene import Scene

SAME = re.compile(
    r"(?:(?:同|一样|相同|同样|跟着)(?:的)?(?P<size>尺寸|大小|规格|型号|尺码|口径|直径|长度|大|号|码|长|宽)|(?:同|一样|相同|同样)(?:的)?(?P<colour>颜?色))的?"
)
SIGNS = frozenset("同样着")
STOPS = re.compile(r"[,。;!?\n]")
MOST = 60  # products that are compared
BEHIND = 8  # characters behind an amount in which it may be said


def of_same_size(items: Sequence[Item], scene: Scene, lexicon: Lexicon) -> None:
    """Settles a line that is said to be like the one before it, where just one of its products is."""
    if SIGNS.isdisjoint(scene.signs):
        return
    for before, item in pairwise(items):
        if not before.choice.one or not 1 < len(item.choice.mask) <= MOST or item.unknown:
            continue
        stop = STOPS.search(scene.folded, item.end)
        end = min(item.end + BEHIND, stop.start() if stop else len(scene.folded))
        said = SAME.search(scene.folded, item.start, end)
        if said is None:
            continue
        sizes = _told(lexicon.products[before.choice.mask[0]], size=said["size"] is not None)
        alike = [at for at in item.choice.mask if sizes & _told(lexicon.products[at], size=said["size"] is not None)]
        if len(alike) == 1:
            item.choice = Choice(Mask(alike), item.choice.used, item.choice.skipped)
            item.inherited = True


def _told(product: ProductRecord, *, size: bool) -> frozenset[str]:
    """What a specification says of the size, or else of all that is no size."""
    return frozenset(one for one in spec_tokens(fold(product.spec)) if any(c.isdecimal() for c in one) is size)
