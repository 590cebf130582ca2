"""A brand said once holds for the row: 华润白底15桶 底固8桶, 大宝的:透明底30桶 底固15桶, 象牙白5支 银灰5支 德高的.

A brand is what the names of several different things begin with.
"""

import re
from collections.abc import Iterable, Sequence

from .features import fold
from .grouping import Item
from .lexicon import Lexicon, Mask
from .products import Choice, Hit
from .scene import Scene

STOP = re.compile(r"[。;!?]")
MOST = 60  # products of a line that are looked at
FEWEST = 3  # things of one brand


def branded(items: Sequence[Item], scene: Scene, lexicon: Lexicon) -> None:
    """Narrows the lines that only a brand would tell apart by the one said before in their row, else behind it."""
    if len(items) < 2 or not any(map(_is_open, items)):  # it is said of another line
        return
    said = [brand_of(item, lexicon) for item in items]
    _narrow(items, said, scene, lexicon)
    if len({brand.word for brand in said if brand}) == 1 and said[-1] is not None:
        backwards = [*reversed(items)]
        _narrow(backwards, [*reversed(said)], scene, lexicon)


def _is_open(item: Item) -> bool:
    return 1 < len(item.choice.mask) <= MOST and not item.unknown


def _narrow(items: Sequence[Item], said: Sequence[Hit | None], scene: Scene, lexicon: Lexicon) -> None:
    brand: Hit | None = None
    last: Item | None = None
    for item, own in zip(items, said, strict=True):
        if last is not None and STOP.search(scene.between(min(last.end, item.end), max(last.start, item.start))):
            brand = None
        if own is not None:
            brand = own
        elif brand is not None and _is_open(item):
            narrow = Mask([at for at in item.choice.mask if fold(lexicon.products[at].name).startswith(brand.word)])
            if len(narrow) == 1:
                item.choice, item.inherited = Choice(narrow, (*item.choice.used, brand), item.choice.skipped), True
        last = item


def brand_of(item: Item, lexicon: Lexicon) -> Hit | None:
    """The brand among the words of a line."""
    hits: Iterable[Hit] = dict.fromkeys((*item.hits, *item.choice.used))
    return next((hit for hit in hits if not hit.fuzzy and is_brand(hit, lexicon)), None)


def is_brand(hit: Hit, lexicon: Lexicon) -> bool:
    """True for a word that all the names with it begin with, and that these go on in several ways."""
    if len(hit.word) < 2 or hit.word.isascii() or len(hit.masks[2]) < FEWEST:
        return False
    names = lexicon.names(hit.masks[2], MOST)
    return len(names) >= FEWEST and all(name.startswith(hit.word) for name in names)
