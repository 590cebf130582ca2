"""A series said once holds for the row: 雅白二开单控120 五孔350, and 一开单控也来一箱 同款 in the next sentence.

A series is what the books always write twice, by its model and by its name: A6 雅白, whatever thing it is.
"""

import re
from collections.abc import Iterable, Sequence

from .dimensions.quantity.rules import Quantity
from .features import CJK, Kind, Tier, spec_tokens
from .grouping import Item, has_head
from .lexicon import Lexicon, Mask
from .plain import plainest
from .products import Choice, Hit, agrees, inherit
from .scene import Scene

STOP = re.compile(r"[\n;。!]")
SAME = re.compile(r"同(?:款|系列|色|样式|规格|型号)|(?:一样|相同)的?(?:系列|颜色|款式|规格|型号)")
FEWEST = 3  # products of a series
MOST = 60  # products that are narrowed


def of_series(item: Item, last: Item, scene: Scene, lexicon: Lexicon) -> Choice:
    """The one product of the series that was said for the line before; else what the line has already."""
    if not last.choice.one or last.unknown or last.quantity is None or not 1 < len(item.choice.mask) <= MOST:
        return item.choice
    quantity: Quantity = last.quantity.value
    if quantity.qty is None and not quantity.parts:
        return item.choice
    since = last.quantity.span.end
    if STOP.search(scene.between(since, item.start)) and not SAME.search(scene.between(since, item.end + 6)):
        return item.choice
    said = {h.word for h in (*last.choice.used, *last.hits)}
    series = [h for h in _series_of(last.choice, lexicon) if agrees(item.choice.mask, h) and _is_said(h.word, said)]
    if not series:
        return item.choice
    narrow = plainest(inherit(item.choice, series, lexicon), item.hits, lexicon)
    return narrow if narrow.one else item.choice


def but_for_one(choice: Choice, last: Choice, group: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """The one product that differs from the line before in a single word: 380V behind CJX2-1810 220V."""
    if not last.one or not 1 < len(choice.mask) <= MOST or has_head(group) or choice.skipped:
        return choice
    before = lexicon.products[last.mask[0]]
    words = spec_tokens(before.spec)
    found = []
    for at in choice.mask:
        product = lexicon.products[at]
        if product.name == before.name and _differ_once(words, spec_tokens(product.spec)):
            found.append(at)
    return Choice(Mask(found), choice.used, choice.skipped) if len(found) == 1 else choice


def _differ_once(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _series_of(choice: Choice, lexicon: Lexicon) -> list[Hit]:
    """The model and the name of a product's series, as if they stood in the text."""
    found = []
    for token in spec_tokens(lexicon.products[choice.mask[0]].spec):
        entry = lexicon.words.get(token) if len(token) > 1 else None
        if entry is None or entry.tier is not Tier.EXACT or entry.kind not in (Kind.CODE, Kind.FEATURE):
            continue
        if len(entry.masks[1]) >= FEWEST:
            found.append(Hit(0, 0, token, entry.kind, entry.tier, entry.masks))
    return [h for h in found if any(_goes_with(h, other) for other in found)]


def _goes_with(one: Hit, other: Hit) -> bool:
    named = (CJK.fullmatch(one.word) is None) != (CJK.fullmatch(other.word) is None)
    return named and one.masks[1] == other.masks[1]


def _is_said(word: str, said: Iterable[str]) -> bool:
    return any(word == one or re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", one) for one in said)
