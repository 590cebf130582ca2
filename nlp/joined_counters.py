"""Counters that are the beginning of a name: the 双 of 小瓶1 双接头5, where what is ordered is called 双接头."""

from collections.abc import Sequence

from .dimensions.units import COUNTERS
from .features import Tier, fold
from .lexicon import Lexicon
from .products import Hit

MOST = 24  # products of one word that are looked at


def begins_name(folded: str, hits: Sequence[Hit], lexicon: Lexicon) -> int:
    """The counters glued to a name that in the books has them: apart from the number before, or before a mere end."""
    found = 0
    for hit in hits:
        at = hit.start - 1
        if at < 2 or not hit.naming or folded[at] not in COUNTERS:
            continue
        apart = folded[at - 1] == " "
        if not apart and hit.tier is not Tier.SUFFIX:  # 65份数盆: no name by itself, and no counter of it
            continue
        if not folded[at - 1 - apart].isdecimal() or len(hit.masks[2]) > MOST:
            continue
        whole = folded[at] + hit.word
        if all(
            any(whole in fold(name) for name in (one.name, *one.aliases))
            and (apart or folded[at] not in (one.unit, *one.packs))
            for one in lexicon.some(hit.masks[2], MOST)
        ):
            found |= 1 << at
    return found
