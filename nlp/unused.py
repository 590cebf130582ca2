"""Goods, amounts and customers that no order took up: better to ask than to leave something out in silence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .amounts import KINDS
from .counted_things import counted_thing
from .customers import Named
from .dimensions.found import Found, covered, stretch
from .dimensions.quantity.rules import Quantity
from .dimensions.units import COUNTERS
from .either import either
from .features import CJK, Kind, Tier
from .grouping import Item
from .leftover import leftover
from .lexicon import Lexicon
from .loose import loose
from .products import Hit, agrees
from .refused import NOT_AGAIN, NOT_ONE, REFUSALS, REFUSED
from .scene import Scene
from .tidy import SLIP, may_slip, summed_up
from .types import Doubt, LineItem, OrderReading

MOST_SO_CODED = 6  # products of a code that names something
SHORTEST_GAP = 3  # characters between goods and amount that may hold a word apart from both
APART = frozenset(" ,、;\n")
SURE = 0.4  # how sure a bare number has to be an amount
ROW_ENDS = re.compile(r"[\s,;、。]|\Z")
EACH_OF = re.compile(r"[a-z]?\d{2,}[a-z]?(?:\s?[和跟与及、/]\s?[a-z]?\d{2,}[a-z]?)+(?=\s?[各均])")
ONE_OF_EACH = re.compile(r"[a-z]?\d{2,}[a-z]?")
WHERE_TO = re.compile(
    r"(?:送|发|寄|拉|运|开|放|抬头)(?:货|票)?(?:到|至|去|给|往|在|是|开)?\s?\Z"
)  # 货发恒力, 发票开恒力


NOT_THAT = re.compile(r"(?:[不别没非甭勿]|除了?)[^\s,。;!?\d]{0,6}\Z")  # 别发错成2米, 没有801的
GIVEN_UP = re.compile(r"[^\s,。;!?]{0,7}?(?:[不别没甭勿]|完了|光了|算了|以后|下次|改天)")
_COUNTER = either(COUNTERS)
GLUED = re.compile(  # A10扎、B20扎; 45W的18 100W6个
    rf"(?<![a-z\d.*/#:-])\d*[a-z]{{1,2}}(?P<amount>\d+(?:\.\d+)?(?:{_COUNTER}))(?![a-z\d*])"
)
FIGURES = re.compile(
    r"(?<![a-z\d.*/#:~-])(?<![单双])(?<!每[\u4e00-\u9fff])\d{2,}(?![a-z\d.*/#:%~-]|\s?(?:[号栋楼幢弄巷室月日点年天桌场次间岁人位层期家杯]|单元|单号|大促|活动|分钟|小时))"
)


TURNED = re.compile(  # 39码2双不要39要40: what is wanted in the place of what a line says
    r"(?<!要)(?:不要|不是|别要|别发|别拿)(?P<old>[a-z\d.]{1,8})(?:的|码|号|寸)?[\s,]{0,2}(?:要|是|换|改)(?P<new>[a-z\d.]{1,8})(?![a-z\d.])"
)
AGAIN = re.compile(r"(?:再|另|还|加|也|又|外|送|赠|搭)[^\s,。;]{0,3}\Z")


def _turned(scene: Scene, items: Sequence[Item]) -> Iterator[str]:
    """What is wanted in the place of a word that a line still has."""
    for said in TURNED.finditer(scene.folded) if "不" in scene.folded or "别" in scene.folded else ():
        if said["old"] == said["new"]:
            continue
        held = [i for i in items if any(said["old"] in h.word for h in i.hits)]
        if held and not any(said["new"] in h.word for i in items for h in i.hits):
            yield said["new"]


def unused(scene: Scene, items: Sequence[Item], lexicon: Lexicon) -> tuple[Doubt, ...]:
    """A doubt for every product word and every sure amount that stands in the text and in no line."""
    if may_slip(scene) and SLIP.search(scene.folded):  # what was taken back is left out on purpose
        return ()
    goods = [
        Doubt("product", "unused", hit.word) for hit in scene.hits if _names(hit, scene) and not _taken(hit, items)
    ]
    goods += [Doubt("product", "unused", words) for words in _left_of_list(scene, items)]
    goods += [Doubt("product", "unused", words) for words in _left_over(scene, items, lexicon)]
    goods += [Doubt("product", "unused", words) for words in _turned(scene, items)]
    goods += [Doubt("product", "unused", words) for words in _strange(scene, items)]
    used = {(item.quantity.span.start, item.quantity.span.end) for item in items if item.quantity}
    summed = summed_up(scene)
    at = summed if any(item.start > summed for item in items) else 0
    amounts = [
        Doubt("quantity", "unused", found.words.strip())
        for found in scene.quantities
        if found.value.unit
        and found.span.start >= at
        and found.confidence >= 0.9
        and (found.span.start, found.span.end) not in used
        and not KINDS.match(scene.folded, found.span.end)
        and not (NOT_ONE.match(scene.folded, found.span.end) or NOT_AGAIN.match(scene.folded, found.span.end))
        and not counted_thing(scene.folded[found.span.end : found.span.end + 4].split(" ")[0])
    ]
    bare = [
        Doubt("quantity", "unused", found.words.strip())
        for found in scene.quantities
        if found.value.unit is None and (found.span.start, found.span.end) not in used and _counts_a_word(found, scene)
    ]
    return tuple(dict.fromkeys(goods + amounts + bare))


def _strange(scene: Scene, items: Sequence[Item]) -> Iterator[str]:
    """Words that nothing explains between goods and their amount, apart from both: 左转向节,法兰盘 3件."""
    for item in items:
        if item.quantity is None or item.product is None or item.unknown:
            continue
        start, end = item.product[1], item.quantity.span.start
        if end - start < SHORTEST_GAP:
            continue
        for at, to in leftover(scene, start, end):
            words = scene.folded[at:to]
            if to - at > 1 and scene.folded[at - 1] in APART and all(CJK.match(sign) for sign in words):
                yield words


def _left_over(scene: Scene, items: Sequence[Item], lexicon: Lexicon) -> Iterator[str]:
    """What tells a kind of goods apart and no line has: the 2米 of 1米200条 2米的减半, the 84 of 84跟威猛一样来80箱."""
    used = covered([item.product or (item.start, item.end) for item in items])
    used |= covered([(item.start, item.end) for item in items])
    for hit in scene.hits:
        telling = hit.kind in (Kind.FEATURE, Kind.CODE) and hit.tier is Tier.EXACT and len(hit.word) > 1
        free = telling and not used & stretch(hit.start, hit.end) and not _taken(hit, items)
        if free and not _given_up(scene, hit.start, hit.end):
            yield hit.word
    words = {(hit.start, hit.end) for hit in scene.hits}
    values = covered([span for span in scene.known if span not in words]) | used
    for match in GLUED.finditer(scene.folded):
        if not values & stretch(*match.span("amount")) and not _given_up(scene, *match.span()):
            yield match[0]
    known = covered(scene.known) | used
    for match in FIGURES.finditer(scene.folded):
        entry = lexicon.words.get(match[0]) if not known & stretch(*match.span()) else None
        if entry is not None and entry.tier is Tier.EXACT and not _given_up(scene, *match.span()):
            yield match[0]


def _given_up(scene: Scene, start: int, end: int) -> bool:
    """True for what is named only to say that it is not meant: 手动的暂时不要, 别又发成2米."""
    before = NOT_THAT.search(scene.folded, max(0, start - 8), start)
    return before is not None or GIVEN_UP.match(scene.folded, end) is not None


def _left_of_list(scene: Scene, items: Sequence[Item]) -> list[str]:
    """The numbers of a list that are to be so many each and that no line took up: the 999 of 545和999各5支."""
    taken = {at for item in items for hit in item.hits for at in range(hit.start, hit.end)}
    found = []
    for row in EACH_OF.finditer(scene.folded) if "各" in scene.signs or "均" in scene.signs else ():
        parts = [(m.group(), row.start() + m.start(), row.start() + m.end()) for m in ONE_OF_EACH.finditer(row.group())]
        lost = [words for words, start, end in parts if taken.isdisjoint(range(start, end))]
        found += lost if len(lost) < len(parts) else []
    return found


def _counts_a_word(found: Found[Quantity], scene: Scene) -> bool:
    """True for a bare number glued to a word in a row of such, though no line has it: the 80 of 骨传导50 白80."""
    start, end = found.span.start, found.span.end
    if (
        found.confidence < SURE
        or not CJK.match(scene.folded[start - 1 : start])
        or not ROW_ENDS.match(scene.folded, end)
    ):
        return False
    return any(
        q is not found and q.value.unit is None and ROW_ENDS.match(scene.folded, q.span.end) and q.confidence >= SURE
        for q in scene.quantities
    )


def _names(hit: Hit, scene: Scene) -> bool:
    coded = hit.kind is Kind.CODE and hit.distinctive and not loose(hit) and 0 < len(hit.masks[0]) <= MOST_SO_CODED
    whole = hit.tier is Tier.EXACT and not hit.lone and (coded or hit.kind is Kind.HEAD)
    refusable = whole and not REFUSALS.isdisjoint(scene.signs)
    return whole and not (refusable and REFUSED.match(scene.folded[hit.end : hit.end + 16]))


def _taken(hit: Hit, items: Sequence[Item]) -> bool:
    """True where a line holds the word, covers its place, or means one of its products anyway."""
    return any(
        hit in item.hits
        or (item.product is not None and item.product[0] < hit.end and hit.start < item.product[1])
        or agrees(item.choice.mask, hit)
        for item in items
    )


def with_unused(orders: tuple[OrderReading, ...], doubts: tuple[Doubt, ...]) -> tuple[OrderReading, ...]:
    """The orders with these doubts at the last line, where a person will see them."""
    if not doubts or not orders or not orders[-1].items:
        return orders
    last = orders[-1].items[-1]
    items = (*orders[-1].items[:-1], replace(last, doubts=(*last.doubts, *doubts)))
    return (*orders[:-1], replace(orders[-1], items=items))


def with_twins(orders: tuple[OrderReading, ...], scene: Scene) -> tuple[OrderReading, ...]:
    """The orders with a doubt at a line of goods that one before it has, where nothing says that there be more.

    308L直条2.0 3盒 2.5 2盒: the second was read as the first, for there is no 2.5.
    """
    return tuple(
        replace(order, items=tuple(_marked_twins(order.items, scene))) if len(order.items) > 1 else order
        for order in orders
    )


def _marked_twins(items: Sequence[LineItem], scene: Scene) -> Iterator[LineItem]:
    had: set[tuple[str, bool]] = set()
    for item in items:
        key = (item.sku or "", item.gift)
        at = min((span.start for span in item.spans.values()), default=0)
        again = item.sku and key in had and item.price is None and not AGAIN.search(scene.folded, max(0, at - 5), at)
        had.add(key)
        yield replace(item, doubts=(*item.doubts, Doubt("product", "plain", item.mention))) if again else item


def with_others(orders: tuple[OrderReading, ...], scene: Scene) -> tuple[OrderReading, ...]:
    """The orders with a doubt at the nearest one for every customer who is named outright and gets none.

    台州恒力介绍的济南鲁通要300件: two are named, and one of them is whom it is for.
    """
    taken = {one for order in orders for one in (order.customer, *(c.key for c in order.customer_candidates))}
    left = [n for n in scene.customers if n.one and not n.weak and not n.fuzzy and n.one not in taken]
    if not left or not orders or (may_slip(scene) and SLIP.search(scene.folded)):
        return orders
    made = list(orders)
    for named in left:
        if WHERE_TO.search(scene.folded, max(0, named.start - 5), named.start) or _in_address(named, scene):
            continue
        at = min(range(len(made)), key=lambda i: _distance(made[i], named))
        made[at] = replace(made[at], doubts=(*made[at].doubts, Doubt("customer", "unused", named.words)))
    return tuple(made)


def _in_address(named: Named, scene: Scene) -> bool:
    return any(a.span.start <= named.start < a.span.end for a in scene.addresses)


def _distance(order: OrderReading, named: Named) -> int:
    span = order.spans.get("customer")
    return abs(span.start - named.start) if span else 0
