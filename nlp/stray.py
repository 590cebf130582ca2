"""What is said of a line's product and that product does not have: a side, a colour, a size of another one.

A line is bound by the words that fit. Here the others count: whoever writes 转向节左 means no right one, even where
the left one is in no list, and 57*144 behind 57*152 is another thing and not the same once more.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from .dimensions.found import covered, stretch
from .features import CJK, LATIN_OF, Kind, Tier, fold
from .grouping import Item, has_head
from .leftover import blanked, leftover, unfilled
from .lexicon import NOTHING, Lexicon, Mask, ProductRecord
from .own_words import is_own
from .products import Choice, Hit, agrees, by_sound
from .refused import UNWANTED
from .scene import Scene
from .segment import is_word
from .tidy import SLIP, may_slip
from .variants import more_letters, other_model, unnamed
from .words import DECIDING, FILLER, NOT_AFTER, NOT_BEFORE, OPPOSITES, SAYS_NOTHING

CUT = re.compile(r"[\n。;!?,、:…]")
TOKEN = re.compile(r"[a-z0-9φ][a-z0-9.*/#φ-]*[a-z0-9#]|[a-z0-9φ]")
SIZE_SIGNS = frozenset("*/-sml")
SEVERAL = re.compile(r"(?<![a-z\d.*/-])\d+(?:\.\d+)?(?:[*/-]\d+(?:\.\d+)?)+(?![a-z\d*/-])")
LETTERS = re.compile(r"(?<![a-z\d])(?:x{0,4}[sml]|[2-9]xl)(?![a-z\d])")
PAIR = re.compile(r"((?<![a-z])[a-zφ]{1,3}|)(\d+(?:\.\d+)?)([a-zμ℃%]*)")
MEASURED = re.compile(
    r"(?<![a-z\d.*/-])(\d{1,4}(?:\.\d+)?)(公分|厘米|毫米|公斤|坑距|回路|[号寸分码路孔头层页片粒度级芯股齿瓦升克斤米色灯针丝目道联脚位档安伏折匹座人])(半(?![\u3400-\u9fff])|半(?=的))?"
)
NUMERALS = frozenset("一二两三四五六七八九十几")
ORDERING = frozenset("要来拿发订加给送带再还是有没的了用到")
PARTS = frozenset("片卡架盖座壳嘴芯垫圈柄钩扣夹")  # what makes a part of a thing: 刀片 of 刀, 管卡 of 管
HALF = Decimal("0.5")
DIGITS = re.compile(r"\d+(?:\.\d+)?")
BESIDE = re.compile(r"[a-z0-9φ.*/#()\s+-]")  # what may stand between a name and the words that belong to it
AT_AMOUNT = frozenset("的要来拿再也各都发订给装")
ENDS = SAYS_NOTHING | frozenset("试味断")  # what may stand behind a name without making another thing of it
USED_UP = re.compile(  # what is told of the thing, and no part of its name
    r"(?:都|也|已经|快|全|基本|又)*(?:[卖用吃喝领走销](?:完|光|空|断|没|掉|得|了)|没了|见底了?|告急|不多了|不够|够[用卖吃]|缺货)"
)
ODD = re.compile(r"(?<![a-z\d])[\u3400-\u9fff]|[\u3400-\u9fff](?<![码号变])")
GLUED = 6  # characters beside a name that are looked at
LONGEST = 6  # digits of a size; more are a telephone number or the like


def without_strangers(
    items: Sequence[Item], scene: Scene, lexicon: Lexicon, sizes: Sequence[tuple[int, int]] = ()
) -> None:
    """Takes the product of a line back where the words beside it speak against it; doubts it where they only may.

    `sizes` are stretches that were found as amounts and are none.
    """
    if items and _taken_back(scene, items[-1].end):
        items[-1].torn = True
    known = values = None
    folded = blanked(scene.folded, [(d.span.start, d.span.end) for d in scene.dates])  # 3/15 is no size
    for at, item in enumerate(items):
        if item.unknown or item.slip or not item.choice.one:
            continue
        if known is None or values is None:
            hits = {(h.start, h.end) for h in scene.hits} | set(sizes)
            values = covered([span for span in scene.known if span not in hits])
            known = values | covered([(h.start, h.end) for i in items for h in i.choice.used])
        own = _own(item, items[at - 1] if at else None)
        if own is None:
            continue
        start, end = _around(scene, *own, values, known)
        product = lexicon.products[item.choice.mask[0]]
        near = own if item.each else (start, end)
        used = covered([(h.start, h.end) for h in item.choice.used])
        measure = 0 if item.each else _other_measure(scene, *own, item, product)
        if _ends_a_word(item, scene, known):
            item.unknown, item.choice, item.product = True, Choice(NOTHING), (own[0] - 1, own[1])
            item.mention = scene.text[slice(*item.product)]
        elif (
            (measure and not values & measure)
            or _other_size(folded, *near, used, product)
            or _denied(scene, start, end, known, product)
            or other_model(scene, item, known, lexicon)
        ):
            item.unknown, item.choice, item.product = True, Choice(NOTHING), (start, end)
            item.mention = scene.text[start:end]
        elif (
            measure
            or more_letters(scene, item, known)
            or unnamed(item, scene)
            or _of_other_pieces(scene, item, product)
            or _other_letters(scene.folded, start, end, product)
            or _said_twice(item, items)
            or _only_mentioned(item, product, lexicon)
            or _passed_over(item)
            or leftover(scene, *own)
            or _cut_short(item, lexicon)
            or item.torn
            or _leans_too_far(item, items[at - 1] if at else None, lexicon)
            or _glued(scene, *own, values, known, item.choice.mask, lexicon)
            or (item.inherited and not item.each and _odd(scene, *_line(scene, item, values), known))
        ):
            item.torn = True


def _taken_back(scene: Scene, end: int) -> bool:
    """True where a slip of the tongue is put right behind the last line by what no list has: 打错了 是57*172的."""
    slip = SLIP.search(scene.folded, end) if may_slip(scene) else None
    if slip is None:
        return False
    known = covered(scene.known)
    return any(not known & stretch(*match.span()) for match in TOKEN.finditer(scene.folded, slip.end()))


def _own(item: Item, before: Item | None) -> tuple[int, int] | None:
    """Where the words of a line stand that are its own; right before its amount where it has none."""
    if item.product and not (before and before.product == item.product):
        return item.product
    return (item.quantity.span.start, item.quantity.span.start) if item.quantity else None


def _around(scene: Scene, start: int, end: int, values: int, known: int) -> tuple[int, int]:
    """The stretch with the words glued to it: back to the last word that is neither known nor a size or a side."""
    folded = scene.folded
    slips = SLIP.finditer(folded, start, end) if may_slip(scene) else ()
    for cut in (*CUT.finditer(folded, start, end), *slips):
        start = max(start, cut.end())
    amounts = AT_AMOUNT if start == end else frozenset("的")
    while start and not CUT.match(folded, start - 1) and _belongs(scene, start - 1, values, known, amounts):
        start -= 1
    while end < len(folded) and not CUT.match(folded, end) and _belongs(scene, end, values, known, frozenset("的")):
        end += 1
    return start, end


def _belongs(scene: Scene, at: int, values: int, known: int, small: frozenset[str]) -> bool:
    char, bit = scene.folded[at], stretch(at, at + 1)
    if values & bit:
        return False
    return bool(known & bit) or char in OPPOSITES or char in small or BESIDE.match(char) is not None


def _line(scene: Scene, item: Item, values: int) -> tuple[int, int]:
    """The words before an amount: from the last stop or value on."""
    end = start = item.quantity.span.start if item.quantity else item.start
    while start and not CUT.match(scene.folded, start - 1) and not values & stretch(start - 1, start):
        start -= 1
    return start, end


def _denied(scene: Scene, start: int, end: int, known: int, product: ProductRecord) -> bool:
    free = [at for at in range(start, end) if not known & stretch(at, at + 1)]
    if not free:
        return False
    written, numbers = _written(product)
    for match in TOKEN.finditer(scene.folded, start, end):
        if match[0] in written and not _longer_number(match[0], written):
            continue
        if _longer(match, free, scene.folded):
            return True
        if not any(match.start() <= at < match.end() and scene.folded[at].isdecimal() for at in free):
            continue
        if scene.folded.startswith((product.unit, *product.packs), match.end()):
            continue  # 200本减到150本: an amount
        unit = next((latin for word, latin in LATIN_OF.items() if scene.folded.startswith(word, match.end())), "")
        if any(
            _foreign(before, number, after or unit, numbers, _measures(written))
            for before, number, after in PAIR.findall(match[0])
        ):
            return True
    return any(_other_side(scene.folded, at, written) for at in free)


def _ends_a_word(item: Item, scene: Scene, known: int) -> bool:
    """True for a single digit glued to a sign that nothing explains: the 6 of 梦6, where only 梦6+ is in the list."""
    if not item.hits or not all(hit.lone and hit.word.isdecimal() for hit in item.hits):
        return False
    at = item.hits[0].start - 1
    if at < 0 or not CJK.match(scene.folded[at]) or known & stretch(at, at + 1):
        return False
    return scene.folded[at] not in SAYS_NOTHING and scene.folded[at] not in ORDERING


def _only_mentioned(item: Item, product: ProductRecord, lexicon: Lexicon) -> bool:
    """True where the thing that is named is only a part of what was found: the 梳子 of a set of 牙具 and 梳子."""
    names = [h for h in item.hits if h.kind is Kind.HEAD and h.tier is Tier.EXACT and not h.lone and not h.fuzzy]
    called = [fold(name) for name in (product.name, *product.aliases)] if names else []
    if not names or any(h.word in name for h in names for name in called):
        return False
    return not any(is_own(h, lexicon) for h in names)


def _longer_number(size: str, written: str) -> bool:
    """True where what is said stands in the books only as a piece of another number: 95ml of 195ml."""
    return size[0].isdecimal() and all(written[at - 1 : at].isdecimal() for at in _places(size, written))


def _places(size: str, written: str) -> Iterator[int]:
    at = written.find(size)
    while at >= 0:
        yield at
        at = written.find(size, at + 1)


def _foreign(
    before: str, number: str, after: str, numbers: frozenset[float], known: frozenset[tuple[str, str, str]]
) -> bool:
    """True for a number that a product has not: none of its numbers, or not with the letters beside it."""
    if len(number) > LONGEST:
        return False
    if float(number) not in numbers:
        return True
    alike = [float(n) for b, n, a in known if (after and a == after) or (before and not after and b == before)]
    return bool(alike) and float(number) not in alike


def _written(product: ProductRecord) -> tuple[str, frozenset[float]]:
    """All that the books call a product, and the numbers in it."""
    return _books(product.sku, product.name, product.spec, product.aliases, tuple(product.packs.values()))


@lru_cache(maxsize=4096)
def _books(
    sku: str, name: str, spec: str, aliases: tuple[str, ...], packs: tuple[Decimal, ...]
) -> tuple[str, frozenset[float]]:
    written = fold(" ".join((sku, name, spec, *aliases)))
    halves = (float(number) + 0.5 for number, _, half in MEASURED.findall(written) if half)
    return written, frozenset({*map(float, DIGITS.findall(written)), *map(float, packs), *halves})


@lru_cache(maxsize=4096)
def _measures(written: str) -> frozenset[tuple[str, str, str]]:
    return frozenset(PAIR.findall(written))


def _other_size(folded: str, start: int, end: int, used: int, product: ProductRecord) -> bool:
    """True for a size in several numbers or in letters that is not this product's: 30/40 of 20/30, M of L.

    What the product was found by is its own: 1.8*2 of 180*200.
    """
    if SIZE_SIGNS.isdisjoint(folded[start:end]):
        return False
    several, letters = list(SEVERAL.finditer(folded, start, end)), list(LETTERS.finditer(folded, start, end))
    if not several and not letters:
        return False
    written, numbers = _written(product)
    for match in several:
        own = stretch(*match.span())
        if used & own == own:
            continue
        if match[0] not in written and any(float(n) not in numbers for n in DIGITS.findall(match[0])):
            return True
    sizes = set(LETTERS.findall(written))
    return bool(sizes) and any(match[0] not in sizes for match in letters)


def _longer(token: re.Match[str], free: Sequence[int], folded: str) -> bool:
    """True where a known code has one letter more in the text: CX0710B of what is called CX0710."""
    last = token.end() - 1
    return (
        last in free
        and last - 1 not in free
        and token.end() - token.start() > LONGEST - 1
        and (folded[last].isalpha() and folded[last - 1].isdecimal() and not TOKEN.match(folded, token.end()))
    )


def _other_side(folded: str, at: int, written: str) -> bool:
    """True for a word such as 左 of a product that is called 右 and nowhere 左."""
    char = folded[at]
    others = OPPOSITES.get(char)
    if not others or char in written or not any(o in written for o in others):
        return False
    return not _other_word(folded, at)


def _passed_over(item: Item) -> bool:
    """True where a word of the list that this product has not stands among its own: 太阳能|草坪灯."""
    if not item.each and any(not agrees(item.choice.mask, h) for h in item.hits):
        return True
    ends = {h.start for h in item.choice.used} | {-h.end for h in item.choice.used}
    others = [h for h in item.choice.skipped if len(h.word) > 1 and not h.word.isdecimal()]
    return not item.each and any(h.end in ends or -h.start in ends for h in others)


def _names_one(hit: Hit) -> bool:
    """True for a word that is said of one product alone, as a code is; a colour or a size only happens to be."""
    long = len(hit.word) > 4 or (hit.word.isdecimal() and len(hit.word) > 2)
    return long and (hit.distinctive or (len(hit.masks[2]) == 1 and hit.kind in (Kind.CODE, Kind.NUMBER)))


def _of_other_pieces(scene: Scene, item: Item, product: ProductRecord) -> bool:
    """True where the end of a name has another number before it: 六件套 of a 十件套."""
    for hit in item.hits:
        said = scene.folded[hit.start - 1 : hit.start]
        if hit.kind is Kind.HEAD and hit.tier is Tier.SUFFIX and said in NUMERALS:
            written, _ = _written(product)
            return f"{said}{hit.word}" not in written
    return False


def _other_letters(folded: str, start: int, end: int, product: ProductRecord) -> bool:
    """True where a number has letters before it that the books do not put before it: BV2.5 of BVR2.5."""
    written, _ = _written(product)
    for letters, number, _ in PAIR.findall(folded, start, end):
        if len(letters) > 1 and number in written:
            known = {b for b, n, _ in _measures(written) if n == number}
            if letters not in known and any(len(b) > 1 for b in known):
                return True
    return False


def _said_twice(item: Item, items: Sequence[Item]) -> bool:
    """True where an amount for each of several names would count one product twice: 黑白各10箱, with no black."""
    return item.each and any(
        other is not item and other.quantity is item.quantity and other.choice.mask == item.choice.mask
        for other in items
    )


def _leans_too_far(item: Item, before: Item | None, lexicon: Lexicon) -> bool:
    """True where a line that does not name its thing is short for the line before, and that does not hold.

    DN20黄铜球阀两箱 DN25的一箱 means no 304球阀 DN25, nor anything where the first of them is in no list.
    """
    if before is None or has_head(item.hits) or any(map(_names_one, item.hits)):
        return False
    if before.unknown or not before.choice.mask:
        return True
    things = [h.word[-2:] for h in before.context if has_head([h])]
    product = lexicon.products[item.choice.mask[0]]
    if things and not any(thing in name for thing in things for name in map(fold, (product.name, *product.aliases))):
        return True
    lost = [h for h in before.context if not agrees(item.choice.mask, h)]
    return item.inherited and not item.each and len(lost) > len(item.hits)


def _other_measure(scene: Scene, start: int, end: int, item: Item, product: ProductRecord) -> int:
    """The stretch of a number that this product is measured by otherwise: 12号 beside 铁丝 8号; none: 0."""
    written, _ = _written(product)
    measures = _counted_in(written, frozenset((product.unit, *product.packs)))
    if not measures:
        return 0
    for match in MEASURED.finditer(scene.folded, max(0, start - 8), end + 8):
        if match.end() <= start:
            apart = scene.folded[match.end() : start].strip(" 的") or start - match.end() > 2
        else:
            apart = match.start() > end and scene.folded[end : match.start()].strip(" ") != ""
        own = item.quantity.span if item.quantity else None
        apart = apart or UNWANTED.search(scene.folded, max(0, match.start() - 6), match.start()) is not None
        if apart or (own and own.start <= match.start() < own.end):
            continue
        if any(h.start <= match.start() and match.end() < h.end for h in item.choice.used):
            continue  # 1寸 of 1寸半
        known = measures.get(match[2])
        if known is not None and Decimal(match[1]) + (HALF if match[3] else 0) not in known:
            return stretch(*match.span())
    return 0


@lru_cache(maxsize=4096)
def _counted_in(written: str, units: frozenset[str]) -> Mapping[str, frozenset[Decimal]]:
    """What numbers the books give a product with a Chinese measure behind them; not how it is packed."""
    found: dict[str, set[Decimal]] = {}
    for number, measure, half in MEASURED.findall(written):
        if measure not in units:
            found.setdefault(measure, set()).add(Decimal(number) + (HALF if half else 0))
    return {measure: frozenset(numbers) for measure, numbers in found.items()}


def _cut_short(item: Item, lexicon: Lexicon) -> bool:
    """True where what was said is a thing and what the books have is only a part of it: 美工刀, 美工刀片."""
    product = lexicon.products[item.choice.mask[0]]
    names = [fold(name) for name in (product.name, *product.aliases)]
    things = [hit.word for hit in item.hits if hit.kind is Kind.HEAD]
    wholes = {name[:-1] for name in names if name[-1:] in PARTS and len(name) > 2}
    return any(whole.endswith(word) for word in things for whole in wholes) and not any(
        name.endswith(word) for word in things for name in names
    )


def _glued(scene: Scene, start: int, end: int, values: int, known: int, mask: Mask, lexicon: Lexicon) -> bool:
    """True where a word that nothing explains is glued to the words of a line: 裹粉|鱿鱼圈, 培根|烟熏."""
    folded = scene.folded
    while start and not values & stretch(start - 1, start) and known & stretch(start - 1, start):
        start -= 1
    while end < len(folded) and not values & stretch(end, end + 1) and known & stretch(end, end + 1):
        end += 1
    before = _word_before(folded, start, known)
    after = "" if USED_UP.match(folded, end) else _word_after(folded, end, known)
    if start != end and _sort_glued(scene, start, end, known, mask, lexicon):
        return True
    if start == end or not (before or after):
        return False
    written = "".join(fold("".join((p.name, p.spec, *p.aliases))) for p in lexicon.some(mask, 1))
    name = folded[start:end]
    wholes = [whole for word, whole in ((before, before + name), (after, name + after)) if set(word) - set(written)]
    return any(not by_sound(whole, lexicon).intersect(mask) for whole in wholes)


def _sort_glued(scene: Scene, start: int, end: int, known: int, mask: Mask, lexicon: Lexicon) -> bool:
    """True where a word for a sort that these products have not stands at their name: 河沙|细沙, 智能|马桶."""
    folded = scene.folded
    written = "".join(fold("".join((p.name, p.spec, *p.aliases))) for p in lexicon.some(mask, 1))
    for left, right in ((start - 2, start), (end, end + 2)):
        word = folded[max(left, 0) : right]
        if len(word) < 2 or not all(_free(folded[at], at, known) for at in range(left, right)):
            continue
        if word in FILLER or word[0] in FILLER | NUMERALS or word[1] in ORDERING or set(word) <= set(written):
            continue
        if is_word(word) if left < start else word[0] in DECIDING and not _other_word(folded, left):
            return True
    return False


def _other_word(folded: str, at: int) -> bool:
    """True where a word such as 前 or 大 is a piece of another one: 前天, 大概."""
    before, after = folded[at - 1 : at] if at else "", folded[at + 1 : at + 2]
    char = folded[at]
    return bool(before and before in NOT_AFTER.get(char, ())) or bool(after and after in NOT_BEFORE.get(char, ()))


def _word_before(folded: str, start: int, known: int) -> str:
    """What stands glued before a name and is no filler."""
    if not start or folded[start - 1] in SAYS_NOTHING:
        return ""
    left = start
    while left and start - left < GLUED and _free(folded[left - 1], left - 1, known):
        left -= 1
    words = unfilled(folded[left:start]) if left < start else ""
    return words[words.rfind(" ") + 1 :]


def _word_after(folded: str, end: int, known: int) -> str:
    """What stands glued behind a name and is no filler; behind a number stands its unit."""
    if end == len(folded) or folded[end] in ENDS or folded[end - 1].isdecimal():
        return ""
    right = end
    while right < len(folded) and right - end < GLUED and _free(folded[right], right, known):
        right += 1
    return unfilled(folded[end:right]).partition(" ")[0] if right > end else ""


def _free(char: str, at: int, known: int) -> bool:
    return CJK.match(char) is not None and not known & stretch(at, at + 1)


def _odd(scene: Scene, start: int, end: int, known: int) -> bool:
    """True where words stand that nothing explains."""
    spans = [(at, at + 1) for at in range(start, end) if known & stretch(at, at + 1)]
    text = unfilled(blanked(scene.folded[:end], spans)[start:])
    return ODD.search(text) is not None
