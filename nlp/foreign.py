"""What speaks against the customer of an order: words of a name that are none of this customer's.

A name that no list has must not make an order of the one whose group it is written in, or whose name is like it.
"""

import re
from collections.abc import Iterator, Sequence

from .customer_words import TITLED
from .customers import TOWARDS, Named
from .dimensions.found import covered, stretch
from .features import fold
from .grouping import Item
from .leftover import leftover, unfilled
from .lexicon import Lexicon
from .scene import Scene
from .segment import is_name, is_word
from .sound import sound_of
from .strangers import NOBODY
from .tidy import SLIP
from .types import Hints
from .words import GENERIC, KINDS

_GLUED = 8  # characters beside a name that are looked at
_BRANCH = re.compile(r"[\u4e00-\u9fff]{1,3}(?<!本|分|门|商|到)店")
_TOKEN = re.compile(r"(?:[给帮替]|客户)?([\u4e00-\u9fffa-z]{2,12}?)(?=[\s:,、()…?!]|那边|这边|的)")
_WANTS = re.compile(r"[\u4e00-\u9fffa-z]{2,8}?(?=(?:那边|这边)?(?:说|还|也|再)?(?:要|订|拿))")
_HOUSE = re.compile(r"[\u4e00-\u9fff]{2,}[店厂馆行铺坊城院所部处站队楼吧场社]")
_ENDING = re.compile(r"[了啦啊哦呀哈吧呢嘛咯啰的]+\Z")
_SHARED = re.compile(r"[\s,]{0,2}(?:那边|这边)?(?:[两三四]家)?(?:都|各|均|分别|每家)")
_TOGETHER = frozenset("都各均分每")  # one of these is in every _SHARED
_AND_BEFORE = re.compile(r"([\u4e00-\u9fff]{2,8}?)[\s,]?[\s,、和跟与及同/&]\s?\Z")
_AND_AFTER = re.compile(r"\s?[\s,、和跟与及同/&]\s?([\u4e00-\u9fff]{2,8}?)(?=[\s,]|都|各|均|分别)")
_DENIED = re.compile(r"不是(?:的)?|[非别]")
_NO_NAME = re.compile(r"[要订拿来说用那这别混错]|[两三四几]家|[一二两三四]处|接龙|[室科组课间]\Z")
_SIGNS = frozenset(":要")
_ORDERS = frozenset("要订拿")
_IS = re.compile(r"[….,?\s]*(?:哦|噢)?是")
_LIST = re.compile(r"接龙|清单|[这别]")
_LABEL = re.compile(
    r"(?:客户|\[)\s?(?P<sign>:)?\s?(?P<label>[\u4e00-\u9fff]{2,12})"
    r"|给(?P<given>[\u4e00-\u9fff]{2,8}?)(?:那边|这边)?(?:送|下|发|备|寄|带|拉|装|报|配)"
)
_LAST = re.compile(r"(?<=[\s,。;])(?![送发运到放])([\u4e00-\u9fff]{4,12})(?=的?(?:[\s,。;]|\Z))")
_STOPS = frozenset(" \n\t,.。;:!?、()[]\"'…~#")


def against(one: Named | None, items: Sequence[Item], scene: Scene, hints: Hints, lexicon: Lexicon) -> tuple[str, str]:
    """Why the customer of an order is doubtful and the words that say so; two empty strings where nothing does."""
    if one is not None and one.one and _differs(one, scene, hints, lexicon):
        return "fuzzy", scene.text[one.start : one.end]
    for start, end in (*_beside(one, scene), *headed(one, items, scene, hints), *_in_a_group(one, items, scene, hints)):
        return "unsure", scene.text[start:end]
    return "", ""


def _differs(named: Named, scene: Scene, hints: Hints, lexicon: Lexicon) -> bool:
    """True where words are glued to a name that are none of this customer's: 宏泰电子, where only 宏泰水电 is known."""
    folded, (start, end) = scene.folded, (named.start, named.end)
    before, after = folded[start - 1 : start], folded[end : end + 1]
    if not (_chinese(before) and before not in TOWARDS) and not _chinese(after):
        return False
    known = covered([(s, e) for s, e in scene.known if e - s > 1])
    right = end
    while right < min(end + _GLUED, len(folded)) and _chinese(folded[right]) and not known & stretch(right, right + 1):
        right += 1
    left = start
    while left > max(start - _GLUED, 0) and _chinese(folded[left - 1]) and not known & stretch(left - 1, left):
        left -= 1
    one = lexicon.customers.get(named.ids[0])
    own = fold(" ".join((one.name, one.region, *one.aliases))) if one else ""
    behind = next((k for size in (3, 2) if (k := folded[end : min(end + size, right)]) in KINDS), "")
    if behind and behind not in own:
        return True
    branch = _BRANCH.match(folded, end, right)
    if branch and branch[0] not in own:
        return True
    loose = (named.weak or len(named.words) == 2) and not TITLED.search(named.words) and hints.role != "customer"
    if loose and folded[right : right + 1] in _STOPS and _foreign(folded[end:right], own):
        return True
    front = unfilled(folded[left:start])
    front = front[len(front.rstrip()) and front.rfind(" ") + 1 :] if front[-1:].strip() else ""
    return bool(front) and _elsewhere(front, named, own, fold(one.region) if one else "", lexicon)


def _foreign(tail: str, own: str) -> bool:
    """True for more of a name behind a part of one that is not this customer's: 渔港 of 洞庭渔港."""
    if (
        not 2 <= len(tail) <= 4
        or tail[0] == "的"
        or _NO_NAME.search(tail)
        or TITLED.search(tail)
        or tail[-2:] in GENERIC
    ):
        return False
    return len(unfilled(tail).strip()) > 1 and tail not in own and sound_of(tail) not in sound_of(own)


def _elsewhere(front: str, named: Named, own: str, region: str, lexicon: Lexicon) -> bool:
    """True where the words glued before a name are of another one: another place, or more of another name."""
    index = lexicon.customer_index
    for size in (4, 3, 2):
        word = front[-size:] if len(front) >= size else ""
        there = index.get(word).places if word else None
        if not there and not (word and is_name(word, "place")):
            continue
        if not any(is_name(named.words[:n], "place") or named.words[:n] == region for n in (2, 3)):
            return (
                word not in own
                and not _short_for(word, own)
                and not (there and lexicon.customer_in(named.ids[0], there))
            )
    if not named.weak:
        return len(named.words) == 2 and len(front) == 2 and not is_word(front) and front not in own
    if (front[-2:] in own and len(front) > 1) or front[-1] + named.words in own:
        return False
    return _mere_kind(named.words) or len(front) < 2 or not is_word(front[-2:]) or is_name(front[-2:])


def _short_for(word: str, own: str) -> bool:
    """True for a place said short: 呼市 for 呼和浩特."""
    return word[-1] in "市县" and word[0] in own


def _mere_kind(words: str) -> bool:
    """True for words that only say what kind of house it is: 中学食堂, 大酒店."""
    while len(words) > 1 and (words[-2:] in KINDS or words[-2:] in GENERIC):
        words = words[:-2]
    return len(words) < 2


def _beside(one: Named | None, scene: Scene) -> Iterator[tuple[int, int]]:
    """Words that nothing explains beside a customer with whom they share the order: 联传、海润各要十桶."""
    if one is None or _TOGETHER.isdisjoint(scene.signs):
        return
    folded = scene.folded
    before = _AND_BEFORE.search(folded, max(0, one.start - 12), one.start)
    after = _AND_AFTER.match(folded, one.end)
    for match in (before if _SHARED.match(folded, one.end) else None, after):
        if match is None or (match is after and not _SHARED.match(folded, match.end(1))):
            continue
        start, end = match.span(1)
        if not _NO_NAME.search(match[1]) and not any(c.start < end and start < c.end for c in scene.customers):
            yield from leftover(scene, start, end)


def headed(one: Named | None, items: Sequence[Item], scene: Scene, hints: Hints) -> Iterator[tuple[int, int]]:
    """Words that nothing explains where the goods' customer would be named, though another one goes for it.

    They stand for themselves before the goods, or before what is wanted; a seller writes them.
    """
    if hints.role in (None, "customer") or not items:
        return
    first = min(items, key=lambda item: item.start)
    for start, end in _tokens(scene, first):
        if one is not None and one.start < end and one.start <= first.start and not _instead(one, start, scene):
            continue
        if any(end <= c.start < first.start for c in scene.customers):
            continue
        if _DENIED.search(scene.folded, max(0, start - 3), start):
            continue
        if _beside_goods(start, end, scene) if one is None else _named_like(one, start, end, first, scene):
            yield start, end


def _named_like(one: Named, start: int, end: int, first: Item, scene: Scene) -> bool:
    """True where words beside a known customer look like a name, or stand before the same sign as the known one."""
    words, bare = scene.folded[start:end], leftover(scene, start, end)
    if not bare or _NO_NAME.search(words):
        return False
    core = scene.folded[slice(*bare[0])]
    sign = scene.folded[one.end : one.end + 1]
    alike = sign in _SIGNS and scene.folded[end : end + 1] == sign and not is_word(core)
    return alike or _like_a_name(words) or (end <= first.start and _like_a_name(core))


def _beside_goods(start: int, end: int, scene: Scene) -> bool:
    """True where words stand as a name would in the group of another one: no everyday word, and not of the goods.

    The goods may explain some of its characters: 四季美 炼乳, 桃花汽修 机油, 彭姐要.
    """
    words, behind = scene.folded[start:end], scene.folded[end : end + 1]
    if _LIST.search(words):
        return False
    if bare := leftover(scene, start, end):
        core = scene.folded[slice(*bare[0])]
        plain = is_word(words) or (is_word(core) and len(words) - len(core) != 1) or behind == "的"
        return not plain or _like_a_name(words) or _like_a_name(core)
    known = covered(scene.known)
    if not known & stretch(start, end) and behind in _ORDERS:
        return TITLED.fullmatch(words) is not None and words[-2:] not in GENERIC
    loose = "".join(char for at, char in enumerate(words, start) if not known & stretch(at, at + 1))
    if len(words) < 3 or is_word(words) or not unfilled(loose).strip():
        return False
    return words[-2:] in KINDS or not any(h.start < end and start < h.end and h.naming for h in scene.hits)


def _in_a_group(one: Named | None, items: Sequence[Item], scene: Scene, hints: Hints) -> Iterator[tuple[int, int]]:
    """A name said for the customer, or behind the goods, in the group of another one: 给湘江渣土送14条, 瑞峰轴承."""
    if one is not None or hints.role in (None, "customer") or not items:
        return
    for match in _LABEL.finditer(scene.folded):
        start, end = match.span("given" if match["given"] else "label")
        words = scene.folded[start:end]
        said = match["given"] or match["sign"] or _like_a_name(words)
        if said and not NOBODY.fullmatch(words) and not is_word(words) and unfilled(words).strip():
            yield start, end
    for match in _LAST.finditer(scene.folded, max(item.end for item in items)):
        words = match[1]
        house = words[-2:] in KINDS or _HOUSE.fullmatch(words) or is_name(words[:2], "place")
        if house and leftover(scene, *match.span(1)) and not scene.addresses:
            yield match.span(1)


def _instead(one: Named, start: int, scene: Scene) -> bool:
    """True where what stands there takes a name back: 海昌…是海畅电器那边."""
    if start < one.end:
        return False
    return SLIP.search(scene.folded, one.end, start) is not None or _IS.match(scene.folded, one.end) is not None


def _tokens(scene: Scene, first: Item) -> Iterator[tuple[int, int]]:
    """What stands for itself before the goods, or before 要; a house called like goods may: 海兰酒店 床笠2箱."""
    folded = scene.folded
    for at in range(first.start):
        if at and folded[at - 1] not in _STOPS:
            continue
        match = _TOKEN.match(folded, at)
        wants = _WANTS.match(folded, at, first.start)
        if wants and match and wants.end() < match.end(1):
            yield wants.span()
        elif match and match.end(1) <= first.start:
            ending = _ENDING.search(match[1])
            yield match.start(1), match.end(1) - (len(ending[0]) if ending else 0)
        elif match and any(h.start >= match.end(1) for h in first.hits):
            yield match.span(1)
        elif wants:
            yield wants.span()


def _like_a_name(words: str) -> bool:
    """True for words that look like a name by themselves: of a place, of a house, of somebody, of nothing else."""
    if is_name(words) or (len(words) > 2 and is_name(words[:2], "place")):
        return True
    if words[-2:] in KINDS or (_HOUSE.fullmatch(words) and not is_word(words)) or TITLED.search(words):
        return True
    return not any(is_word(words[at : at + 2]) for at in range(len(words) - 1))


def _chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
