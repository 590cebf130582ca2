"""As many of the other kind as of the one before: 主机壳左480个,右边一样; 1米的200条 2米的减半."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .family import instead, narrowed
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
    r"的?(?:数量)?(?:(?:也|都)是?(?P<same>一样(?:多|数量)?|同样(?:数量|多)?|同数量?|这个数|这么多)"
    r"|(?P<alike>一样(?:多|的?数量)?|同样(?:的?数量|多)|数量(?:一样|相同))"
    r"|(?:就|要)?(?P<half>减半|砍半|一半)|(?:就|要)?(?P<twice>加倍|翻倍|双倍|翻番|翻一[番倍]))(?=[\s,。;!]|\Z)"
)
TIMES = {"same": Decimal(1), "alike": Decimal(1), "half": Decimal("0.5"), "twice": Decimal(2)}
APART = re.compile(r"[\s,、的]{0,3}")
OF_THAT = re.compile(r"[的\s]*(?:和|跟|与|同|按|照|是|为|就是|的)[\s]*")  # 贡丸和白鱼丸一样多, 青柠的原味一半
MOST_ALIKE = 12  # lines of one kind that another is wanted like


def likewise(items: list[Item], scene: Scene, lexicon: Lexicon) -> None:
    """Adds a line for each other kind that is said to be wanted in the same amount, in half of it or in twice."""
    if scene.signs.isdisjoint("样同数多半倍番"):
        return
    for at, item in reversed(list(enumerate(items))):
        if item.quantity is None or not item.choice.mask or item.unknown:
            continue
        told = items[: at + 1]
        lines = _one_sign(told, scene, lexicon) or _words(told, scene, lexicon)
        if lines and _room(items, at + 1, lines[0], lexicon):
            items[at + 1 : at + 1] = lines


def _room(items: list[Item], at: int, line: Item, lexicon: Lexicon) -> bool:
    """True where the lines behind leave its words free, or do as well without them: 黑的减半 5*250黑的10包."""
    for place, other in enumerate(items[at:], at):
        if other.start >= line.end or line.start >= other.end:
            continue
        own = tuple(h for h in other.hits if h.start >= line.end)
        first = own[0].start if own else other.end
        if not own or not other.choice.mask or narrowed(other.choice.mask, own, lexicon) != other.choice.mask:
            return False
        items[place] = replace(other, start=first, hits=own, product=(first, own[-1].end))
    return True


def _one_sign(items: Sequence[Item], scene: Scene, lexicon: Lexicon) -> list[Item]:
    """The lines of a kind told in one sign: 右边一样."""
    said = LIKEWISE.match(scene.folded, items[-1].end)
    if said is None or not lexicon.words.get(said["kind"]):
        return []
    start, end = said.span("kind")
    return _alike(items, [as_hit(Match(start, end, said["kind"]), lexicon)], said.end(), Decimal(1), scene, lexicon)


def _words(items: Sequence[Item], scene: Scene, lexicon: Lexicon) -> list[Item]:
    """The lines of a kind or a thing told in words of the list behind the last of the items: L20也一样, 2米的减半."""
    behind: list[Hit] = []
    for hit in scene.hits[bisect_left(scene.hits, items[-1].end, key=lambda h: h.start) :]:
        gap = scene.between(behind[-1].end if behind else items[-1].end, hit.start)
        if not (APART.fullmatch(gap) or (behind and OF_THAT.fullmatch(gap))):
            break
        behind.append(hit)
    said = AS_MUCH.match(scene.folded, behind[-1].end) if behind else None
    if said is None or said.lastgroup is None:
        return []
    if len(behind) > 1 and (like := _like_that(behind, items, said, scene, lexicon)):
        return [like]
    if said["half"] == "一半":
        return []
    return _alike(items, behind, said.end(), TIMES[said.lastgroup], scene, lexicon)


def _alike(
    items: Sequence[Item], hits: Sequence[Hit], end: int, times: Decimal, scene: Scene, lexicon: Lexicon
) -> list[Item]:
    """A line of the other kind for the last of the items, or for each of one name where it is another for each."""
    found = []
    for one in _of_one_name(items):
        line = _line(one, hits, end, times, scene, lexicon)
        if line is None or (line.torn and len(items) > 1):
            return []
        found.append(line)
    apart = len({line.choice.mask for line in found}) == len(found)
    return found if apart else found[-1:]  # 37码3双 38码4双 藏青一样: of both; 白2箱 黑1箱 红的一样: of the last


def _of_one_name(items: Sequence[Item]) -> list[Item]:
    """The last line with those before it, as far as they are kinds of one name: 床单1.8米的20条 2.0的10条."""
    first = len(items) - 1
    while first and not _names_anew(items[first]) and items[first - 1].quantity and items[first - 1].choice.mask:
        first -= 1
    return list(items[first:])[-MOST_ALIKE:]


def _names_anew(item: Item) -> bool:
    return any(h.kind is Kind.HEAD and not h.lone and h.start >= item.start for h in item.hits)


def _like_that(
    behind: Sequence[Hit], items: Sequence[Item], said: re.Match[str], scene: Scene, lexicon: Lexicon
) -> Item | None:
    """The line of a kind that is wanted like another one named beside it: 贡丸和白鱼丸一样多, 青柠的原味一半."""
    for cut in range(1, len(behind)):
        kind, that = behind[:cut], behind[cut:]
        if not OF_THAT.fullmatch(scene.between(kind[-1].end, that[0].start)):
            continue
        meant = next((i for i in reversed(items) if i.quantity and narrowed(i.choice.mask, that, lexicon)), None)
        if meant is not None and not narrowed(meant.choice.mask, kind, lexicon):
            line = _line(meant, kind, said.end(), TIMES[said.lastgroup or "same"], scene, lexicon)
            return line if line is not None and not line.torn else None
    return None


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
