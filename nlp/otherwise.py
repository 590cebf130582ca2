"""Words beside a name that make another thing of it, one that is in no list: 氟硼酸 is no 硼酸, 豆花粉 no 豆花糕."""

import re

from .features import CJK, Kind, Tier, fold
from .grouping import Item, has_head
from .leftover import leftover, unfilled
from .lexicon import NOTHING, Lexicon
from .products import Choice, by_shape, by_sound
from .scene import Scene
from .sizes import WORD
from .sound import sound_of
from .words import SAYS_NOTHING

PREFIX = re.compile(r"(?<![a-z0-9])[a-z]{1,2}[\u3400-\u9fff]$")  # a kind in letter and word: C口 of C口1米
STOPS = re.compile(r"[\n,;。!?:、]")
MOST = 60  # products whose names are compared
FARTHEST = 10  # characters before the first known word that may belong to the name


def otherwise(item: Item, window: int, scene: Scene, lexicon: Lexicon, *, leads: bool) -> None:
    """Takes a line for a thing in no list where the words beside the known ones say so.

    `window` is where the words since the last amount begin; `leads`: the line's amount stands before its name.
    """
    if _one_character_more(item, scene, lexicon) or _another_end(item, scene, lexicon):
        return
    first = item.hits[0].start
    if has_head(item.hits) or (item.choice.one and any(h.distinctive for h in item.hits)):
        return
    begin = first if leads else _clause_start(first, window, scene)
    end = item.end if leads else (item.quantity.span.start if item.quantity else item.end)
    written = PREFIX.search(unfilled(scene.between(begin, first)))
    runs = [(begin + written.start(), first)] if written else []
    for start, stop in [*leftover(scene, begin, end), *runs]:
        glued = any(stop == h.start or start == h.end for h in item.hits)
        if stop - start >= 2 and glued and not WORD.fullmatch(scene.folded, start, stop):
            _unlisted(item, min(first, start), max(item.hits[-1].end, stop), scene)
            return


def _unlisted(item: Item, start: int, end: int, scene: Scene) -> None:
    item.unknown, item.choice, item.product = True, Choice(NOTHING), (start, end)
    item.mention = scene.text[start:end]


def _another_end(item: Item, scene: Scene, lexicon: Lexicon) -> bool:
    """Takes for unknown what only shares its first syllables with a thing: 豆花粉5箱, where there is 豆花糕."""
    last, quantity = item.hits[-1], item.quantity
    if quantity is None or quantity.span.start != last.end + 1 or last.kind is not Kind.HEAD or len(item.hits) > 1:
        return False
    sign = scene.folded[last.end]
    if last.tier is not Tier.PART or not CJK.fullmatch(sign) or sign in SAYS_NOTHING:
        return False
    whole = scene.folded[last.start : last.end + 1]
    heard = sound_of(whole)
    if by_shape(whole, lexicon) or any(
        heard in sound_of(fold(product.name)) for product in lexicon.some(last.masks[2], MOST)
    ):
        return False  # 呼吸气, misspelt
    _unlisted(item, last.start, last.end + 1, scene)
    return True


def _one_character_more(item: Item, scene: Scene, lexicon: Lexicon) -> bool:
    """True where one character before it makes another thing of a short name."""
    first = item.hits[0]
    at, folded = first.start - 1, scene.folded
    if first.kind is not Kind.HEAD or first.tier is not Tier.EXACT or len(first.word) not in (2, 3) or at < 0:
        return False
    if not CJK.fullmatch(folded[at]) or folded[at] in SAYS_NOTHING:
        return False
    alone = not folded[at - 1 : at].isalnum() or any(end == at for _, end in scene.known)
    if not alone or any(start <= at < end for start, end in scene.known):
        return False
    if all(folded[at] in fold(product.name) for product in lexicon.some(first.masks[0], MOST)):
        return False  # 电热水壶 of what the list calls 电水壶 or 热水壶
    whole = folded[at : first.end]
    if by_sound(whole, lexicon) or by_shape(whole, lexicon):
        return False  # 悍锡丝, misspelt
    _unlisted(item, at, item.hits[-1].end, scene)
    return True


def _clause_start(start: int, window: int, scene: Scene) -> int:
    """Where the words begin that may belong to a name: after the last stop, list or other value."""
    stops = [m.end() for m in STOPS.finditer(scene.between(window, start))]
    begin = window + (stops[-1] if stops else 0)
    for end in [h.end for h in scene.hits] + [c.end for c in scene.customers] + [d.span.end for d in scene.dates]:
        if begin < end <= start:
            begin = end
    return max(begin, start - FARTHEST)
