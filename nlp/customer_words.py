"""What people call a customer: the full name, its aliases, their short parts, and the people there."""

import re
from collections.abc import Iterable, Iterator, Sequence

from .features import BRACKETS, CN_DIGITS, NUMERALS, fold
from .words import GENERIC, KINDS

TRADE_TAIL = re.compile(
    r"(股份|有限责任|有限|责任)*(公司|集团|总公司|分公司|商行|商贸行|经营部|批发部|服务部|服务站|服务中心|营销部|门市部|门市|销售部|"
    r"批发行|经销处|专营店|专卖店|旗舰店|总店|分店|工厂|总部)$"
)
TITLES = (
    "总", "姐", "哥", "叔", "姨", "经理", "老板", "老板娘", "师傅", "胖子", "主管", "主任", "工", "厂长", "店长",
    "会计", "小姐", "先生", "女士",
)  # fmt: skip
TITLE_ENDS, FAMILIAR = frozenset(title[-1] for title in TITLES), frozenset("老小阿")
TITLED = re.compile(rf"[\u3400-\u9fff](?:{'|'.join(TITLES)})$|^[{''.join(sorted(FAMILIAR))}][\u3400-\u9fff]$")
DIGITS = frozenset(CN_DIGITS)
FORMS = frozenset("店行铺厂坊馆站社屋档部场园城")  # what a house is; before it stands its trade: 手机店, 矿山设备厂
STRONG, WEAK, PLACE, SOUND = range(
    4
)  # slots: words that name one outright, that hint, that only tell apart; how they sound


def core_of(name: str) -> str:
    """A full name without brackets and without the words every company has."""
    return _core(fold(name))


def _core(folded: str) -> str:
    bare = BRACKETS.sub("", folded).strip()
    short = TRADE_TAIL.sub("", bare)
    return short if len(short) >= 2 else bare


def customer_words(name: str, aliases: tuple[str, ...], region: str, people: Iterable[str]) -> set[tuple[str, int]]:
    """Every word for one customer and its people, with what it is worth."""
    said = set(_own(name, aliases, region))
    for who in people:
        said.update([(piece, WEAK) for piece in _met(who)])
    return {both for both in said if len(both[0]) > 1 and both[0] not in GENERIC and not _amount(*both)}


def _amount(word: str, worth: int) -> bool:
    """三六一二 is a name, 三百 an amount."""
    if word[0] not in NUMERALS:
        return word.isdecimal()
    lettered = worth == STRONG and len(word) > 2 and DIGITS.issuperset(word)
    return word.isdecimal() or (not lettered and NUMERALS.issuperset(word))


def _own(name: str, aliases: tuple[str, ...], region: str) -> Iterator[tuple[str, int]]:
    full = fold(name)
    core = _core(full)
    yield full, STRONG
    yield core, STRONG
    if BRACKETS.search(full):
        yield BRACKETS.sub("", full), STRONG
        yield from _bracketed(full, core)
    heads = [core, *(BRACKETS.sub("", fold(stripped)) for alias in aliases if (stripped := alias.strip()))]
    for alias in heads[1:]:
        yield alias, STRONG
    for place in {fold(region), core[:2]} | {h[:2] for h in heads[1:] if len(h) >= 4}:
        yield place.removesuffix("省").removesuffix("市"), PLACE
    yield from ((brand, WEAK) for brand in _brands(core, heads[1:]))
    for head in heads:
        for rest in (head[2:], head[3:] if len(head) >= 5 else ""):
            if 2 <= len(rest) <= 4:
                yield rest, WEAK
        for other in heads:
            if len(head) > len(other) >= 2 and other in head:
                rest = head.replace(other, "", 1)
                if not head.startswith(rest):
                    yield rest, WEAK
        if head[-1:] in TITLE_ENDS or head[-2:-1] in FAMILIAR:
            for tail in (head[-2:], head[-3:]):
                if len(head) > len(tail) and TITLED.search(tail):
                    yield tail, WEAK
    for piece in _shared(heads):
        yield piece, WEAK
    yield from ((piece, WEAK) for piece in _fronts(core))


def _fronts(core: str) -> Iterator[str]:
    """What stands before the words for its trade, and the place with the name: 湛江赤坎海滨, 海滨, 湛江赤坎."""
    if (own := _unkind(core)) != core and len(own) > 2:
        yield own
        if len(own) == 6:
            yield own[4:]
    if len(core) >= 6:
        yield core[:4]


def _bracketed(full: str, core: str) -> Iterator[tuple[str, int]]:
    """青禾园艺, 城北店 and 城北 of 青禾园艺(城北店)."""
    before, *insides = BRACKETS.split(full)
    if len(house := _core(before)) > 2 and house != core:
        yield house, WEAK
    for inside in insides[::2]:
        yield inside, PLACE
        yield inside.removesuffix("店"), PLACE  # 城北 of 城北店


def _unkind(core: str) -> str:
    """A name without the words behind it that say what kind of firm it is: 丁字湾 of 丁字湾汽车维修."""
    bare = _without_kinds(core)
    if len(bare) < 6 or bare[-1] not in FORMS:
        return bare
    rest = _without_kinds(bare[:-1])
    return rest[:-2] if rest == bare[:-1] and len(rest) >= 6 else rest


def _without_kinds(name: str) -> str:
    while len(name) > 4 and (name[-2:] in KINDS or name[-2:] in GENERIC):
        name = name[:-2]
    return name


def _brands(core: str, aliases: Sequence[str]) -> list[str]:
    """洞庭 of 洞庭水产, which is 岳阳洞庭水产加工厂 in full."""
    return [alias[:2] for alias in aliases if len(alias) >= 4 and 0 < core.find(alias[:2]) < 5]


def _shared(heads: Sequence[str]) -> Iterator[str]:
    """The longest piece that two names of one customer share is its core word."""
    for i, one in enumerate(heads):
        for two in heads[i + 1 :]:
            piece = _longest_piece(one, two)
            if 2 <= len(piece) < 7:
                yield piece


def _longest_piece(one: str, two: str) -> str:
    for size in range(min(len(one), len(two)), 1, -1):
        for start in range(len(one) - size + 1):
            if one[start : start + size] in two:
                return one[start : start + size]
    return ""


def _met(person: str) -> Iterator[str]:
    for piece in re.split(r"[\s\-_·,，/]+", fold(person)):
        if len(piece) >= 2:
            yield piece
