"""What was said once holds for a row: 太空灰 above a list, the 轩逸 of 轩逸机滤50 空滤30, a series for all behind it.

A series is what the books always write twice, by its model and by its name: A6 雅白, whatever thing it is.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from .carried import with_model, with_said_model
from .dimensions.quantity.rules import Quantity
from .features import CJK, Kind, Tier, fold, heads, spec_tokens
from .grouping import Item, has_head
from .lexicon import Lexicon, Mask, ProductRecord
from .loose import loose
from .plain import plainest
from .products import Choice, Hit, agrees, inherit
from .scene import Scene
from .words import SAYS_NOTHING, TELLING

STOP = re.compile(r"[\n;。!]")
SAME = re.compile(r"同(?:款|系列|色|样式|规格|型号)|(?:一样|相同)的?(?:系列|颜色|款式|规格|型号)")
FEWEST = 3  # products of a series
MOST = 60  # products that are narrowed


def headline(choice: Choice, start: int, scene: Scene, lexicon: Lexicon) -> Choice:
    """Lets a word above a list count for all of it: 太空灰 一开单控60只 二开单控40只."""
    first = next((h for h in scene.hits if h.kind is Kind.HEAD), None)
    if first is None or first.start >= start or not choice.mask:
        return choice
    kinds = (Kind.FEATURE, Kind.CODE)
    before = [h for h in scene.hits if h.end < first.start and h.kind in kinds and not (h.lone or loose(h))]
    apart = [h for h in before if scene.folded[h.end : h.end + 1] in (" ", ":", "\n", ",")]
    return inherit(choice, [h for h in apart if h.tier is Tier.EXACT], lexicon)


def carried(item: Item, last: Item | None, scene: Scene, lexicon: Lexicon) -> Choice:
    """Lets what stood before the first name of a row hold for the bare names behind it: 轩逸机滤50 空滤30.

    Only what tells the kinds of one thing apart is carried, and only where it leaves exactly one; the item is
    then marked as having inherited.
    """
    if last is None or last.unknown or not last.choice.one or not 1 < len(item.choice.mask) <= MOST:
        return item.choice
    if (next_one := _next_in_row(item, last.choice, lexicon)).one:
        item.inherited = True
        return next_one
    if (series := _of_series(item, last, scene, lexicon)).one:
        item.inherited = True
        return series
    if item.inherited and (other := _but_for_one(item.choice, last.choice, item.hits, lexicon)).one:
        return other
    if (same := _begun_alike(item, last, lexicon)).one:
        item.inherited = True
        return same
    if last.quantity and not STOP.search(scene.between(last.quantity.span.end, item.start)):
        modelled = with_model(item, last, lexicon)
        modelled = modelled if modelled.one else with_said_model(item, last)
        if modelled.one:
            item.inherited = True
            return modelled
    if not all(h.kind is Kind.HEAD and h.tier is Tier.EXACT for h in item.hits):
        return item.choice
    if last.quantity is None or STOP.search(scene.between(last.quantity.span.end, item.start)):
        return item.choice
    named = [h for h in last.hits if h.kind is Kind.HEAD and h.tier is Tier.EXACT]
    before = [
        h
        for h in last.choice.used
        if h.kind is Kind.FEATURE
        and len(h.word) > 1
        and CJK.fullmatch(h.word)
        and not loose(h)
        and not TELLING.issuperset(h.word.removesuffix("色"))
        and named
        and h.end <= named[0].start
    ]
    narrow = inherit(item.choice, before, lexicon)
    if not before or not narrow.one:
        return item.choice
    item.inherited = True
    return narrow


def by_end_of_name(item: Item, last: Item | None, scene: Scene, lexicon: Lexicon) -> Choice:
    """What a name's last letter before a size means, 蒸笼18的5只 盖18的5只: no second 蒸笼; where nothing is called so,
    the line is marked as torn.
    """
    at = item.start - 1
    if not item.inherited or last is None or last.unknown or not last.choice.mask or at < last.end:
        return item.choice
    letter = scene.folded[at]
    if CJK.fullmatch(letter) is None or letter in SAYS_NOTHING or CJK.match(scene.folded[at - 1]):
        return item.choice
    if any(start <= at < end for start, end in scene.known):
        return item.choice
    mask = item.hits[0].masks[2]
    for hit in item.hits[1:]:
        mask = mask & hit.masks[2]
    ending = [(one, name) for one in mask if (name := fold(lexicon.products[one].name)).endswith(letter)]
    before = fold(lexicon.products[last.choice.mask[0]].name)
    near = [one for one, name in ending if len(name) > 2 and name[:-1][-2:] in before]
    found = Mask(near or [one for one, _ in ending])
    if not found:
        item.torn = True
        return item.choice
    item.start = at
    return Choice(found, item.hits)


def _next_in_row(item: Item, last: Choice, lexicon: Lexicon) -> Choice:
    """The one called like the line before but for the sort that is said: 酸性胶黑2箱 瓷白5箱, others are 瓷白 too."""
    if not item.hits or any(hit.fuzzy for hit in item.hits):
        return item.choice
    mask = item.hits[0].masks[2]
    for hit in item.hits[1:]:
        mask = mask & hit.masks[2]
    if len(mask) > MOST or mask.intersect(last.mask):
        return item.choice
    said = {hit.word for hit in item.hits}
    before = _tokens(lexicon.products[last.mask[0]])
    found = [at for at in mask if _told_apart_by(said, before, _tokens(lexicon.products[at]))]
    return Choice(Mask(found), item.hits) if len(found) == 1 else item.choice


def _told_apart_by(said: Container[str], before: Sequence[str], tokens: Sequence[str]) -> bool:
    """True where two descriptions are the same but for one word behind the first, which the second has and is said."""
    return (
        differ_once(before[1:], tokens[1:])
        and before[0] == tokens[0]
        and any(a != b and b in said for a, b in zip(before, tokens, strict=True))
    )


def _tokens(product: ProductRecord) -> list[str]:
    """The words of a product's name and specification."""
    return [*spec_tokens(product.name), *spec_tokens(product.spec)]


def _of_series(item: Item, last: Item, scene: Scene, lexicon: Lexicon) -> Choice:
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


def _but_for_one(choice: Choice, last: Choice, group: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """The one product that differs from the line before in a single word: 380V behind CJX2-1810 220V."""
    if not last.one or not 1 < len(choice.mask) <= MOST or has_head(group) or choice.skipped:
        return choice
    before = lexicon.products[last.mask[0]]
    words = spec_tokens(before.spec)
    found = []
    for at in choice.mask:
        product = lexicon.products[at]
        if product.name == before.name and differ_once(words, spec_tokens(product.spec)):
            found.append(at)
    return Choice(Mask(found), choice.used, choice.skipped) if len(found) == 1 else choice


def _begun_alike(item: Item, last: Item, lexicon: Lexicon) -> Choice:
    """The one whose name begins as the one before was called: 24号红线6卷 黑线8卷, XH 2P座10包 2P壳10包."""
    hit = item.hits[-1]
    said = [h.word for h in last.hits if h.kind is Kind.HEAD and h.tier is Tier.EXACT]
    if len(item.hits) > 1 or hit.kind is not Kind.HEAD or hit.tier is not Tier.SUFFIX or not said:
        return item.choice
    alike = [
        at
        for at in item.choice.mask
        for name in heads(lexicon.products[at].name, lexicon.products[at].aliases)
        if name.endswith(hit.word)
        and len(front := name.removesuffix(hit.word)) > 1
        and any(word.startswith(front) and word != front for word in said)
    ]
    return replace(item.choice, mask=Mask(alike)) if alike else item.choice


def differ_once(one: Sequence[str], other: Sequence[str]) -> bool:
    """True for two descriptions of as many words that are the same but for one."""
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
