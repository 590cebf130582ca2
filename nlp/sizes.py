"""大包装, 小瓶, 中袋: words that pick a product out of a family by how much is in it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from .dimensions.numeral.reading import read
from .features import Kind, Tier, fold, trimmed
from .lexicon import Lexicon, Mask
from .products import SIZED_NAME, Hit
from .signs import signs_of

OUTER = "箱件包盒提袋条桶托板卷打筒"
INNER = "个只件支瓶罐听包袋盒片枚卷条本张把块米套双对副粒根"
NUMERAL = "二三四五六七八九十百两"
WORD = re.compile(r"(?P<size>最?大|最?小|中)(?:包装|规格|包|袋|瓶|桶|盒|罐|听|支|箱装|份)(?:装)?")
MERELY = re.compile(r"(?P<size>[大小])(?:的|号的?)(?=\s?[\d一二两三四五六七八九十半几来要拿各]|[\s,。;]|\Z)")
AREA = re.compile(r"(?<![\d.*])(\d+(?:\.\d+)?)\*(\d+(?:\.\d+)?)(?:cm|mm)?(?![\d*])")
CONTENT = re.compile(r"(\d+(?:\.\d+)?)\s*(kg|g|ml|l|公斤|千克|克|毫升|升|斤)(?![a-z])")
IN_SMALL = {
    "kg": 1000, "公斤": 1000, "千克": 1000, "斤": 500, "g": 1, "克": 1, "l": 1000, "升": 1000, "ml": 1, "毫升": 1,
}  # fmt: skip
PACKED_AS = re.compile(  # 24一箱的, 一箱二十包那种: which one, not how many
    rf"(?=[\d{NUMERAL}一每])(?:(?P<n1>\d+|[{NUMERAL}]+)(?P<in1>[{INNER}])?(?:一|(?<!\d)1|每)(?P<out1>[{OUTER}])装?|(?:一|(?<!\d)1|每)(?P<out2>[{OUTER}])(?:是|有)?"
    rf"(?P<n2>\d+|[{NUMERAL}]+)(?P<in2>[{INNER}])?装?)(?=的(?!话)|那种|那款|那个|规格|[)]|[\s,]{{0,2}}[来要拿订给][\d{NUMERAL}一])"
)
PER_ONE, SO_PACKED = frozenset("一1每"), frozenset("的那规)来要拿订给")  # one of each is in all that says so
FIGURES = re.compile(r"\d+(?:\.\d+)?(?![\d.*/-])")
MOST_NUMBERED = 40  # members of a family whose numbers are compared
MOST = 12  # members of a family that are compared


def packed_as(text: str) -> Iterator[re.Match[str]]:
    """Where it is said how a thing is packed, to tell it from others."""
    if PER_ONE.isdisjoint(signs_of(text)) or SO_PACKED.isdisjoint(signs_of(text)):
        return iter(())
    return PACKED_AS.finditer(text)


def telling(mask: Mask, hits: Sequence[Hit], lexicon: Lexicon) -> Mask:
    """Takes a number that all of a family have somewhere for the first number that tells them apart.

    单层50气泡膜: all are 50 metres long, one is 50 cm wide, and the width stands first.
    """
    if not 1 < len(mask) <= MOST_NUMBERED:
        return mask
    for hit in hits:
        sized_name = SIZED_NAME.fullmatch(hit.word) if hit.kind is Kind.HEAD and hit.tier is Tier.SUFFIX else None
        number = sized_name[1] if sized_name else hit.word
        if not number.replace(".", "").isdecimal() or mask - hit.masks[2]:
            continue
        products = [(i, lexicon.products[i]) for i in mask]
        inside = all(number in _numbers("", one.spec) for _, one in products)  # then no 55 of a 55度铣刀 counts
        places = {i: _place(number, "" if inside else one.name, one.spec) for i, one in products}
        first = min(places.values())
        picked = Mask(i for i, place in places.items() if place == first)
        mask = picked if len(picked) < len(mask) else mask
    return mask


def as_often(mask: Mask, hits: Sequence[Hit], lexicon: Lexicon) -> Mask:
    """The products that have a number as often as it was said: the 12 of 12的12米 is not the length once more."""
    said = Counter(found[0] for hit in hits if hit.end > hit.start and (found := FIGURES.match(hit.word)))
    twice = [(number, times) for number, times in said.items() if times > 1]
    if not twice or len(mask) > MOST_NUMBERED:
        return mask
    numbers = {at: _numbers(lexicon.products[at].name, lexicon.products[at].spec) for at in mask}
    return Mask(at for at in mask if all(numbers[at].count(number) >= times for number, times in twice))


def _place(number: str, name: str, spec: str) -> int:
    numbers = _numbers(name, spec)
    return numbers.index(number) if number in numbers else len(numbers)


@lru_cache(maxsize=4096)
def _numbers(name: str, spec: str) -> tuple[str, ...]:
    return tuple(trimmed(n) for n in re.findall(r"\d+(?:\.\d+)?", fold(f"{name} {spec}")))


def content_of(name: str, spec: str) -> Decimal | None:
    """Grams or millilitres in one piece, where the name or the specification says it."""
    match = CONTENT.search(fold(f"{name} {spec}"))
    return Decimal(match[1]) * IN_SMALL[match[2]] if match else None


def sized(mask: Mask, words: str, lexicon: Lexicon) -> Mask:
    """The part of a family that a size word picks; the whole mask where it picks none or not clearly."""
    match = WORD.search(words) if 1 < len(mask) <= MOST else None
    if match is None:
        return _larger(mask, words, lexicon)
    found: list[tuple[Decimal, int]] = []
    for index in mask:
        product = lexicon.products[index]
        content = content_of(product.name, product.spec)
        if content is None:
            return mask
        found.append((content, index))
    return _picked(sorted(found), match["size"]) or mask


def _larger(mask: Mask, words: str, lexicon: Lexicon) -> Mask:
    """The larger or the smaller of two things that are told apart by nothing but their size: 湿巾大的1箱."""
    match = MERELY.search(words) if len(mask) == 2 else None
    if match is None:
        return mask
    one, two = (lexicon.products[at] for at in mask)
    areas = [AREA.search(fold(product.spec)) for product in (one, two)]
    if one.name != two.name or match["size"] in f"{one.spec}{two.spec}" or not all(areas):
        return mask
    if AREA.sub("", fold(one.spec)) != AREA.sub("", fold(two.spec)):
        return mask
    found = [(Decimal(area[1]) * Decimal(area[2]), at) for area, at in zip(areas, mask, strict=True) if area]
    return _picked(sorted(found), match["size"]) or mask


def packed(mask: Mask, words: str, lexicon: Lexicon) -> Mask:
    """The part of a family that is packed as the words say; the whole mask where none is."""
    match = next(packed_as(words), None) if 1 < len(mask) <= MOST else None
    if match is None:
        return mask
    outer, inner, said = (match[f"{name}1"] or match[f"{name}2"] for name in ("out", "in", "n"))
    value = read(said)
    number = Decimal(said) if said.isdecimal() else value[0] if value else None
    found = []
    for index in mask:
        product = lexicon.products[index]
        factor = product.packs.get(inner, Decimal(1)) if inner else Decimal(1)
        if number is not None and product.packs.get(outer, Decimal(0)) == number * factor:
            found.append(index)
    return Mask(found) or mask


def _picked(found: Sequence[tuple[Decimal, int]], size: str) -> Mask:
    contents = sorted({content for content, _ in found})
    if size == "中":
        wanted = contents[1] if len(contents) == 3 else None
    else:
        wanted = (contents[-1] if size.endswith("大") else contents[0]) if len(contents) > 1 else None
    return Mask(index for content, index in found if content == wanted)
