"""With or without: 190的带仓1箱 is none of those 无电池仓, though the line before it was one."""

import re
from collections.abc import Sequence
from itertools import pairwise

from .features import fold, spec_tokens
from .grouping import Item
from .lexicon import NOTHING, Lexicon, Mask
from .products import Choice
from .row import differ_once
from .scene import Scene

SAID = re.compile(
    r"(?<![车连附])(?P<sign>不带|不含|没有|带|有|含|无|没)(?P<what>[\u4e00-\u9fff]{1,4}?)的?"
    r"(?=[\s\d,、:各一二两三四五六七八九十半]|\Z)"
)
LISTED = re.compile(r"(?P<sign>不带|不含|带|有|含|无)(?P<what>[\u4e00-\u9fff]{1,6})")
SIGNS = frozenset("带含有无没")  # one of these is in every SAID
NONE = frozenset(("不带", "不含", "没有", "无", "没"))
MOST = 60  # products of one name that are looked at


def with_or_without(items: Sequence[Item], scene: Scene, lexicon: Lexicon) -> None:
    """Takes the sibling that has, or has not, what is said; doubts the line where there is not just one."""
    if SIGNS.isdisjoint(scene.signs):
        return
    for before, item in pairwise([None, *items]):
        if item is None or item.quantity is None or item.each:
            continue
        stretch = scene.folded[item.start : max(item.quantity.span.start, item.start)]
        said = SAID.search(stretch)
        if said is None:
            continue
        if item.unknown and fold(item.mention).strip().removesuffix("的") == said[0].removesuffix("的"):
            base = before.choice.mask if before is not None and before.choice.one else NOTHING
        else:
            base = item.choice.mask
        _settle(item, base, said, lexicon)


def _settle(item: Item, base: Mask, said: re.Match[str], lexicon: Lexicon) -> None:
    wanted = said["sign"] in NONE
    told = {at: _without(at, said["what"], lexicon) for at in base} if 0 < len(base) <= MOST else {}
    fit = [at for at, one in told.items() if one is wanted]
    if all(one is None for one in told.values()) or (len(fit) == len(base) and not item.unknown):
        return
    if not fit and len(base) == 1:
        fit = [at for at in _alike(base[0], lexicon) if _without(at, said["what"], lexicon) is wanted]
    if len(fit) == 1:
        item.choice, item.unknown, item.inherited = Choice(Mask(fit), item.choice.used), False, True
    elif fit and len(fit) < len(base):
        item.choice = Choice(Mask(fit), item.choice.used, item.choice.skipped)
    elif not fit and any(one is not None for one in told.values()):
        item.torn = True


def _without(at: int, what: str, lexicon: Lexicon) -> bool | None:
    """Whether a product is without the thing; None where the list says nothing of it."""
    product = lexicon.products[at]
    for token in (*spec_tokens(product.spec), *spec_tokens(product.name)):
        for told in LISTED.finditer(token):
            if set(what) <= set(told["what"]):
                return told["sign"] in NONE
    return None


def _alike(at: int, lexicon: Lexicon) -> list[int]:
    """The products that differ from one in a single word of the specification, or in name and specification by it."""
    one = lexicon.products[at]
    own = spec_tokens(one.spec)
    entry = lexicon.words.get(fold(one.name))
    named = entry.masks[0] if entry is not None and len(entry.masks[0]) <= MOST else NOTHING
    return [other for other in named if differ_once(own, spec_tokens(lexicon.products[other].spec))]
