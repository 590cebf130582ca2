"""As many of the other kind as of the one before: 主机壳左480个,右边一样; 1米的200条 2米的减半."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .family import instead
from .features import Kind
from .gazetteer import Match
from .grouping import Item
from .lexicon import Lexicon
from .products import Choice, Hit, as_hit, inherit, resolve
from .scene import Scene
from .words import TELLING

_AS_MANY = r"(?:一样(?:多|数量)?|同样(?:数量|多)?|同数量?|照样)"
LIKEWISE = re.compile(
    rf"[\s,、]{{0,2}}(?P<kind>[{''.join(sorted(TELLING - {'米'}))}])(?:边|侧|面|色)?的?(?:也|都)?是?"
    rf"{_AS_MANY}"
    r"(?=[\s,。;!]|\Z)"
)
AS_MUCH = re.compile(  # of what was named in words: 20只 L20也一样
    r"的?(?:(?:也|都)是?(?P<same>一样(?:多|数量)?|同样(?:数量|多)?|同数量?|这个数|这么多)"
    r"|(?:就|要)?(?P<half>减半|砍半)|(?:就|要)?(?P<twice>加倍|翻倍|双倍|翻番|翻一[番倍]))(?=[\s,。;!]|\Z)"
)
TIMES = {"same": Decimal(1), "half": Decimal("0.5"), "twice": Decimal(2)}
APART = re.compile(r"[\s,、的]{0,3}")


def likewise(items: list[Item], scene: Scene, lexicon: Lexicon) -> None:
    """Adds a line for each other kind that is said to be wanted in the same amount, in half of it or in twice."""
    if scene.signs.isdisjoint("样同数多半倍番"):
        return
    for at, item in reversed(list(enumerate(items))):
        if item.quantity is None or not item.choice.mask or item.unknown:
            continue
        line = _one_sign(item, scene, lexicon) or _words(item, scene, lexicon)
        if line and not any(other.start < line.end and line.start < other.end for other in items[at + 1 :]):
            items.insert(at + 1, line)


def _one_sign(item: Item, scene: Scene, lexicon: Lexicon) -> Item | None:
    """The line of a kind told in one sign: 右边一样."""
    said = LIKEWISE.match(scene.folded, item.end)
    if said is None or not lexicon.words.get(said["kind"]):
        return None
    start, end = said.span("kind")
    return _line(item, [as_hit(Match(start, end, said["kind"]), lexicon)], said.end(), Decimal(1), scene, lexicon)


def _words(item: Item, scene: Scene, lexicon: Lexicon) -> Item | None:
    """The line of a kind or a thing told in words of the list: L20也一样, 2米的减半."""
    behind: list[Hit] = []
    for hit in scene.hits[bisect_left(scene.hits, item.end, key=lambda h: h.start) :]:
        if not APART.fullmatch(scene.between(behind[-1].end if behind else item.end, hit.start)):
            break
        behind.append(hit)
    said = AS_MUCH.match(scene.folded, behind[-1].end) if behind else None
    if said is None or said.lastgroup is None:
        return None
    return _line(item, behind, said.end(), TIMES[said.lastgroup], scene, lexicon)


def _line(item: Item, hits: Sequence[Hit], end: int, times: Decimal, scene: Scene, lexicon: Lexicon) -> Item | None:
    quantity = _so_many(item.quantity, times)
    if quantity is None:
        return None
    if any(h.kind is Kind.HEAD and not h.lone for h in hits):
        other = resolve(hits, lexicon)
    else:
        other = instead(item.choice.mask, hits, lexicon)
    other = inherit(other, (*item.choice.used, *item.hits), lexicon) if len(other.mask) > 1 else other
    product = (hits[0].start, hits[-1].end)
    line = replace(item, start=product[0], end=end, hits=(*item.hits, *hits), choice=Choice(other.mask, other.used))
    line.quantity, line.inherited, line.product = quantity, True, product
    line.mention, line.torn = scene.text[slice(*product)], not other.mask
    return line


def _so_many(quantity: Found[Quantity] | None, times: Decimal) -> Found[Quantity] | None:
    """The amount so many times; none where that is no whole number, or the amount has parts."""
    if quantity is None or times == 1:
        return quantity
    value = quantity.value
    if value.qty is None or value.parts or (value.qty * times) % 1:
        return None
    return replace(quantity, value=replace(value, qty=(value.qty * times).to_integral_value()))
