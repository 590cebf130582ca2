"""All of a family but what was named of it, 颜料黑一箱 其余五色各10瓶, or but the black one: X20彩色的三样各半箱."""

import re
from collections.abc import Sequence

from .dimensions.numeral.reading import read
from .features import spec_tokens
from .grouping import Item
from .lexicon import NOTHING, Lexicon, Mask
from .products import resolve
from .row import differ_once
from .scene import Scene
from .spread import split
from .words import COLOURS

_HOW_MANY = r"(?:(?P<n>\d|[两二三四五六七八九])(?:种|个)?)?(?:颜色|花色|色|样|款|种|口味|规格|型号)?的?(?:就|也|都)?"
REST = re.compile(
    rf"(?:其[余他它]|剩下|余下|剩余)的?(?:那|这)?{_HOW_MANY}(?:各|每[样种个色])(?:自|来|要|拿|给我)?(?:来|要|拿)?\s?\Z"
)
COLOURED = re.compile(rf"彩色?的?(?:那|这)?{_HOW_MANY}(?:各|每[样种个色])(?:自|来|要|拿|给我)?(?:来|要|拿)?\s?\Z")
MOST = 12  # products of one family
PLAIN = frozenset("黑白")


def rest_of_family(items: list[Item], scene: Scene, lexicon: Lexicon) -> None:
    """Puts a line for each of the goods that 其余 or 彩色 means in the place of one that nobody knows."""
    if not {"彩", "其", "余"} & scene.signs:
        return
    for at, item in reversed(list(enumerate(items))):
        if item.quantity is None or (
            item.choice.one and (not item.inherited or any("彩" in h.word for h in item.hits))
        ):
            continue
        start = items[at - 1].end if at else 0
        words = scene.between(start, item.quantity.span.start)
        if (said := REST.search(words)) and at:
            kinds = _but_named(items[:at], lexicon)
        elif said := COLOURED.search(words):
            kinds = _coloured(item, lexicon)
        else:
            continue
        if len(kinds) < 2 or (said["n"] and _number(said["n"]) != len(kinds)):
            continue
        item.unknown, item.torn, item.inherited = False, False, False
        items[at : at + 1] = split(item, [Mask([one]) for one in kinds])


def _number(said: str) -> int:
    value = read("二" if said == "两" else said)
    return int(said) if said.isdecimal() else int(value[0]) if value else 0


def _but_named(before: Sequence[Item], lexicon: Lexicon) -> list[int]:
    """What differs from the goods before in one word, without those named before."""
    last = before[-1].choice
    if not last.one or before[-1].unknown:
        return []
    own = lexicon.products[last.mask[0]]
    said = NOTHING.union(*(item.choice.mask for item in before))
    first = spec_tokens(own.name)[0]
    entry = lexicon.words.get(first)
    kin = entry.masks[2] if entry is not None else NOTHING
    tokens = _tokens(last.mask[0], lexicon)
    alike = [at for at in kin if differ_once(tokens, _tokens(at, lexicon)) and _tokens(at, lexicon)[0] == first]
    return [at for at in alike if at not in said] if len(alike) <= MOST else []


def _coloured(item: Item, lexicon: Lexicon) -> list[int]:
    """The goods of the words before 彩色 that have another colour than black or white."""
    words = [h for h in item.hits if "彩" not in h.word]
    mask = resolve(words, lexicon).mask if words else NOTHING
    if not 2 < len(mask) <= MOST:
        return []
    tokens = {at: _tokens(at, lexicon) for at in mask}
    shared = set.intersection(*map(set, tokens.values()))
    own = {at: [one for one in of if one not in shared] for at, of in tokens.items()}
    if not all(len(of) == 1 and of[0].removesuffix("色")[-1:] in COLOURS for of in own.values()):
        return []
    return [at for at, of in own.items() if of[0].removesuffix("色") not in PLAIN]


def _tokens(at: int, lexicon: Lexicon) -> list[str]:
    product = lexicon.products[at]
    return [*spec_tokens(product.name), *spec_tokens(product.spec)]
