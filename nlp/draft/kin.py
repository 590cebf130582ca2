"""Goods whose name begins or ends as that of a line does: 防窥膜 beside 高清膜, where each is a family of its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..family import family, traits_of
from ..features import Kind, fold, heads
from ..figures import with_number
from ..lexicon import NOTHING, Lexicon, Mask
from ..products import Choice, Hit, inherit
from ..scene import Scene
from ..types import AddItem, DraftHint, DraftLine, Edit

ALIKE = re.compile(r"同(?:款|规格|尺寸|型号|色|系列|样|一款)|一样(?:的)?(?:规格|尺寸|款|颜色)|配套")
SHORTEST = 2  # characters that two names must share
MOST = 400  # goods of one part of a name that are still told apart


def cousins(line: DraftLine, lexicon: Lexicon) -> Iterator[Mask]:
    """The goods that share a part of the name with the line's one product, those that share most of it first."""
    mask = lexicon.mask_of([line.sku]) if line.sku else NOTHING
    own = family(mask, lexicon)
    for product in lexicon.some(mask, 1):
        parts = sorted(
            {
                part
                for head in heads(product.name, product.aliases)
                for size in range(SHORTEST, len(head))
                for part in (head[:size], head[-size:])
            },
            key=lambda part: (-len(part), part),
        )
        for part in parts:
            entry = lexicon.words.get(part)
            wide = entry.masks[2] if entry is not None and len(entry.masks[2]) <= MOST else NOTHING
            near = Mask(i for i in wide if any(n.startswith(part) or n.endswith(part) for n in _names(i, lexicon)))
            if near - own:
                yield near | own


def cousin(line: DraftLine, hits: Sequence[Hit], lexicon: Lexicon) -> Mask:
    """The goods nearest to the line's that all these words fit, alike in all else; nothing where none is."""
    for near in cousins(line, lexicon) if hits else ():
        found = inherit(Choice(near), hits, lexicon)
        if len(found.used) == len(hits) and (mask := _like(line, found.mask, lexicon)):
            return mask
    return NOTHING


def alike(scene: Scene, edits: list[Edit], draft: DraftHint, lexicon: Lexicon) -> list[Edit]:
    """The edits where what is added is to be of the kind of the one line: 再加同款床单40条 beside 缎条被套 1.8."""
    last = edits[-1] if edits else None
    sort = ALIKE.search(scene.folded)
    lines = [x for x in draft.lines if x.sku]
    touched = [x for x in lines if x.said and x.said == draft.said]
    model = lines if len(lines) == 1 else touched
    if sort is None or len(model) != 1 or not isinstance(last, AddItem) or last.item.sku or not last.item.candidates:
        return edits
    whole = lexicon.mask_of([c.key for c in last.item.candidates])
    found = Choice(whole)
    for product in lexicon.some(lexicon.mask_of([model[0].sku or ""]), 1):
        found = inherit(found, [t for t in traits_of(product, lexicon) if t.kind is not Kind.HEAD], lexicon)
    if not found.used or len(found.mask) >= len(whole):
        return edits
    left = lexicon.candidates(found.mask)
    one = left[0].key if len(left) == 1 else None
    return [*edits[:-1], AddItem(replace(last.item, sku=one, candidates=() if one else left))]


def spelt_cousin(line: DraftLine, words: str, lexicon: Lexicon) -> Mask:
    """The same by words that stand in the name though no list has them: 亮 of 清面漆(亮光), 39# of 自喷漆39#."""
    own = lexicon.mask_of([line.sku]) if line.sku else NOTHING
    if not words or any(words in n for i in own for n in _texts(i, lexicon)):
        return NOTHING
    for near in (family(own, lexicon), *cousins(line, lexicon)):
        mask = Mask(i for i in near if any(words in n for n in _texts(i, lexicon)))
        if mask and (found := _like(line, mask, lexicon)):
            return found
    return NOTHING


def numbered_cousin(line: DraftLine, number: str, lexicon: Lexicon) -> Mask:
    """The same by a number that tells them apart: 600 beside 干磨砂纸 800目."""
    found = (with_number(number, near, lexicon) for near in cousins(line, lexicon))
    return next((like for mask in found if mask and (like := _like(line, mask, lexicon))), NOTHING)


def _like(line: DraftLine, mask: Mask, lexicon: Lexicon) -> Mask:
    """Of these the ones that have the rest in common with the line's product."""
    rest = mask - lexicon.mask_of([line.sku or ""])
    found = Choice(rest)
    for product in lexicon.some(lexicon.mask_of([line.sku or ""]), 1):
        found = inherit(found, traits_of(product, lexicon), lexicon)
    return found.mask


def _names(at: int, lexicon: Lexicon) -> tuple[str, ...]:
    product = lexicon.products[at]
    return tuple(fold(n) for n in (product.name, *product.aliases))


def _texts(at: int, lexicon: Lexicon) -> tuple[str, ...]:
    return (*_names(at, lexicon), fold(lexicon.products[at].spec))
