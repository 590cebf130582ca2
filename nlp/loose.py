"""Decides whether a bare number, a measure or a single character belongs to a product or stands for itself."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice, pairwise, takewhile

from .article_numbers import (
    JOINED,
    MOST_KINDS,
    MOST_NAMED,
    REPORTED,
    asked_after,
    bare_number,
    leads_size,
    names_product,
    one_thing,
    own_number,
    size_of_article,
    sized_by,
    up_to_its_amount,
    whole_number,
)
from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .dimensions.units import COUNTERS, MEASURES
from .features import CJK, Kind, Tier, fold
from .finding import in_list
from .lexicon import NOTHING, Lexicon, Mask
from .products import Hit, agrees, wide
from .segment import is_word
from .sizes import WORD
from .words import COLOURS, SAYS_NOTHING, TELLING

MEASURE = re.compile(
    r"[\d.]+(?:kg|g|ml|l|mm|cm|m|k|v|w|a|ah|公斤|千克|克|升|毫升|米|毫米|厘米|平方米?|平米|立方|度|寸|吨|斤|(?![元块])[\u4e00-\u9fff])?"
)
DATE_LIKE = re.compile(r"[\d]{1,4}[./\-][\d]{1,4}(?:[./\-]\d{1,2})?")
DAY_LIKE = re.compile(DATE_LIKE.pattern + r"|[\d一二三四五六七八九十]{1,2}[号日月]")
MONTH_DAY = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
BREAK = re.compile(r"[,;。!?\n]")
SAID = re.compile(
    r"\s*(?:的|装|[桶袋箱包瓶盒罐卷听]装?的|款|规格|型号|那种|那个|左|右|前|后|推|拉|mm|级|齿|度|样[机品板]?(?![式子本张]))"
)
TOLD = re.compile(r"\s*(?:装|的)")
HEADING = re.compile(r"的?\s?:\s?[\u4e00-\u9fff]")  # 63口的:白12箱,红6箱
COUNTED_NEXT = re.compile(r"\s*[\d一二两三四五六七八九十半几各]")
CLOSED = re.compile(r"\s|$|[,;。!]")
OPEN = re.compile(r"\s*(?:[边的侧式款色号码|/\d各只一二两三四五六七八九十半几俩仨百改换也还都均分是要不]|$|[\s,;、)])")
BY_ONE = re.compile(r"一([\u4e00-\u9fff])一([\u4e00-\u9fff])")  # 三角阀一冷一热
KIND_NUMBER = re.compile(r"\A\d{1,3}[号#]\Z")
ONE_OF = re.compile(r"\s?一([\u4e00-\u9fff])(?![元块毛])")
TOLD_PRICE = re.compile(r"(?:价[^\d,;。]{0,6}|[按算谈]\s?)\Z")
OF_ORDER = re.compile(r"的(?:那|这)?[张个批票笔车]?(?:订?单|货)")
ALSO = re.compile(r"(?:也|都|全|同样|一样)是\s?\Z")  # 大红的两桶也是18升的
ROW = 14  # characters of a row back to its name
COLOUR_COUNTED = re.compile(rf"色?[{''.join(sorted(COLOURS))}色]*(?:的|各|来|要|拿)*\s?[\d一二两三四五六七八九十半]")
ROW_OF_NUMBERS = re.compile(r" [\u4e00-\u9fffa-z0-9*-]*[\u4e00-\u9fffa-z][\u4e00-\u9fffa-z0-9*-]* \d+(?![\d.*号日月])")
SIZE_OF = re.compile(r"的(?![\s,;。!?]|\Z)|那[个种款]")
EACH = re.compile(r"的?[\s,]{0,2}(?:各|都|每[样种个]|分别)")
SIZED_NEXT = re.compile(r"的?\s?[\d一二两三四五六七八九十半几]+\s?[\u4e00-\u9fff]")
NO_SIZE = frozenset("号日月点年元块天个")
SIZED_AHEAD = 8  # characters between a size and the amount of its goods
_UNITS = frozenset(unit for unit in COUNTERS if len(unit) == 1)


def loose(hit: Hit) -> bool:
    """True for words that may as well be a quantity or a date: bare numbers and measures."""
    return hit.kind is not Kind.HEAD and (hit.kind is Kind.NUMBER or _measures(hit.word))


@lru_cache(maxsize=4096)
def _measures(word: str) -> bool:
    return MEASURE.fullmatch(word) is not None or (DATE_LIKE.fullmatch(word) is not None and _a_date(word))


def _a_date(word: str) -> bool:
    """False for what looks like a date and can be none: 470/35, 1117-3.3."""
    numbers = [int(part) for part in re.split(r"[./-]", word)]
    return all(n <= 31 for n in numbers[1:]) and (numbers[0] <= 31 or 1900 <= numbers[0] < 2100)


@lru_cache(maxsize=4096)
def like_day(word: str) -> bool:
    """True for words that may as well be a day: 1-15, 15号, 0315."""
    return DAY_LIKE.fullmatch(word) is not None or MONTH_DAY.fullmatch(word) is not None


def neighbours(
    hits: Sequence[Hit], index: int, folded: str, lexicon: Lexicon, context: Sequence[Mask] = ()
) -> tuple[bool, bool]:
    """Whether a loose word agrees with what is named before it, and with what is named right after it."""
    hit = hits[index]
    before = any(agrees(mask, hit) for mask in context)
    row: Mask | None = None
    for other in reversed(hits[max(0, index - 64) : index]):
        if other.end < hit.start - 60:
            break
        if other.kind is Kind.HEAD and other.tier <= Tier.SUFFIX:
            if row is not None and not other.masks[2].intersect(row):
                break
            before = before or agrees(wide(other, lexicon), hit) or agrees(_kin(other, lexicon), hit)
            if before or not KIND_NUMBER.search(hit.word):
                break
            row = other.masks[2]  # 自喷漆39号10箱 4号5箱: the name stands before the number
        if (other.kind is Kind.HEAD and not loose(other)) or _short_for(other, lexicon):
            before = before or agrees(other.masks[2], hit)
        if hit.start - other.end <= 1 and not other.lone and not bare_number(other):
            before = before or agrees(_in_its_row(other, hits, index, lexicon), hit)
        if (
            not loose(other)
            and len(other.word) > 1
            and hit.start - other.end <= 1
            and agrees(wide(other, lexicon), hit)
        ):
            before = True
            break
    before = before or _goes_on(hits, index, folded) or _row_of(hits, index, folded)
    before = before or _measured_alike(hits, index, folded, lexicon)
    before = before or (index > 0 and sized_by(hits[index - 1], hit, folded, lexicon))
    if not before and _joined(hits, index, folded):
        before = neighbours(hits, index - 1, folded, lexicon, context)[0]  # CBB65 30的跟45的各15只
    after = _code_of_size(hits, index, folded) or size_of_article(hits, index, folded, lexicon)
    after = after or _heads_colours(hits, index, folded)
    for other in hits[index + 1 : index + 5]:
        if other.start - hit.end > 8 or BREAK.search(folded[hit.end : other.start]):
            break
        near = not other.lone or folded[hit.end : other.start] in ("", "的")
        if not loose(other) and near and agrees(wide(other, lexicon), hit):
            after = True
            break
    return before, after


def _in_its_row(size: Hit, hits: Sequence[Hit], index: int, lexicon: Lexicon) -> Mask:
    """What a size means behind the name it belongs to: the 4号 of 3号芦苇漂40 4号40 is no hook's."""
    for other in reversed(hits[max(0, index - 8) : index]):
        if other.naming and other.end <= size.start:
            return (wide(other, lexicon) & size.masks[2]) or size.masks[2]
    return size.masks[2]


def _heads_colours(hits: Sequence[Hit], index: int, folded: str) -> bool:
    """True for a model before a row of the colours that it comes in, each counted: 204A那套 黑2支 蓝黄红各1支."""
    hit, row = hits[index], hits[index + 1 : index + 7]
    if len(hit.word) < 3 or not row or not all(o.lone and o.word in COLOURS for o in row[:1]):
        return False
    if BREAK.search(folded, hit.end, row[0].start) or row[0].start - hit.end > ROW:
        return False
    colours = list(takewhile(lambda o: o.lone and o.word in COLOURS, row))
    if len(colours) < 2 or not all(agrees(hit.masks[2], o) for o in colours):
        return False
    return all(COLOUR_COUNTED.match(folded, o.end) is not None for o in colours)


def _goes_on(hits: Sequence[Hit], index: int, folded: str) -> bool:
    """True for a measure behind words that only together tell the thing, by 的: the 9米 of 韶钢25的9米 22吨."""
    end, mask, told = hits[index].start, hits[index].masks[2], False
    if hits[index].kind is not Kind.FEATURE:
        return False
    for other in reversed(hits[max(0, index - 3) : index]):
        if folded[other.end : end].strip(" ") not in ("", "的") or other.lone:
            break
        mask, end, told = mask & other.masks[2], other.start, told or not loose(other)
        if not mask:
            return False
    return told


def _measured_alike(hits: Sequence[Hit], index: int, folded: str, lexicon: Lexicon) -> bool:
    """True for the next size of what a mere piece of a name tells: the 8芯 of 光缆4芯 500米 8芯 1200米."""
    hit, before = hits[index], hits[max(0, index - 4) : index]
    for word, size in pairwise(before):
        if (
            loose(word)
            or word.lone
            or not loose(size)
            or size.word.lstrip("0123456789.") != hit.word.lstrip("0123456789.")
        ):
            continue
        if size.start - word.end > 1 or hit.start - size.end > ROW or BREAK.search(folded[size.end : hit.start]):
            continue
        if SIZED_NEXT.match(folded, hit.end) and agrees(wide(word, lexicon), size) and agrees(wide(word, lexicon), hit):
            return True
    return False


def _row_of(hits: Sequence[Hit], index: int, folded: str) -> bool:
    """True for a decimal or a measure of what only codes tell: the 0.6 of 304 2B 1.5的20张 0.6的40张."""
    hit = hits[index]
    sized = "." in hit.word if hit.kind is Kind.NUMBER else hit.kind is Kind.CODE
    if not sized or not SIZED_NEXT.match(folded, hit.end):
        return False
    codes = [
        h for h in hits[max(0, index - 12) : index] if h.kind is Kind.CODE and h.tier is Tier.EXACT and not loose(h)
    ]
    return bool(codes) and hit.start - codes[-1].end < 60 and agrees(codes[-1].masks[0], hit)


def _code_of_size(hits: Sequence[Hit], index: int, folded: str) -> bool:
    """True for a code like a measure with a size of the same thing right behind it: 316L 1.5的板."""
    hit, after = hits[index], hits[index + 1] if index + 1 < len(hits) else None
    if after is None or hit.kind is not Kind.CODE or hit.tier is not Tier.EXACT or len(hit.word) < 4:
        return False
    glued = folded[hit.end : after.start] in ("", " ", "的") and after.kind is Kind.NUMBER and "." in after.word
    return glued and folded[after.end : after.end + 1] not in _UNITS and agrees(hit.masks[0], after)


def _joined(hits: Sequence[Hit], index: int, folded: str) -> bool:
    """True for the last of several sizes that are to be so many each: the 32 of 圆通25和32,各来半捆."""
    hit, last = hits[index], hits[index - 1] if index else None
    if last is None or not loose(last) or len(last.word) != len(hit.word):
        return False
    return JOINED.fullmatch(folded[last.end : hit.start]) is not None and EACH.match(folded, hit.end) is not None


def _kin(hit: Hit, lexicon: Lexicon) -> Mask:
    """What is called like the one product of a name: all crystals, where 49S 12M is one of them."""
    mask = next(filter(None, hit.masks), NOTHING)
    if len(mask) != 1:
        return NOTHING
    entry = lexicon.words.get(fold(lexicon.products[mask[0]].name))
    return entry.masks[0] if entry is not None else NOTHING


def _short_for(hit: Hit, lexicon: Lexicon) -> bool:
    """True for a piece that stands for the thing, of two characters only where the names begin so: 干粉."""
    if hit.kind is Kind.CODE and hit.tier is Tier.EXACT and len(hit.word) >= 4 and hit.word.isdecimal():
        return True  # 8213的20寸两箱,24寸一箱
    if hit.tier is Tier.EXACT and len(hit.word) > 2 and hit.word.isdecimal() and hit.masks[0]:
        return one_thing(list(islice(hit.masks[0], MOST_KINDS + 1)), lexicon)  # 801 41码10箱 43码5箱
    if hit.kind is not Kind.FEATURE or len(hit.word) < 2:
        return False
    if loose(hit):
        return _fronts_one(hit, lexicon)
    if len(hit.word) > 2:
        return True
    some = list(islice(hit.masks[1] or hit.masks[2], MOST_KINDS + 1))
    return len(some) <= MOST_KINDS and all(fold(lexicon.products[i].name).startswith(hit.word) for i in some)


def _fronts_one(hit: Hit, lexicon: Lexicon) -> bool:
    """True for a measure that the name of just one thing begins with, and no other word has: 60度 of 60度铣刀."""
    some = list(islice(hit.masks[2], MOST_KINDS + 1))
    if len(some) < 2 or not one_thing(some, lexicon):
        return False
    return fold(lexicon.products[some[0]].name).startswith(hit.word)


def _leads_its_size(hits: Sequence[Hit], index: int, folded: str, lexicon: Lexicon) -> bool:
    """True for such a measure with a size of the thing right behind it: 60度6的10支."""
    hit, after = hits[index], hits[index + 1] if index + 1 < len(hits) else None
    if after is None or hit.kind is not Kind.FEATURE or not loose(after) or not agrees(hit.masks[2], after):
        return False
    return folded[hit.end : after.start] in ("", " ", "的") and _fronts_one(hit, lexicon)


def _sized_twice(
    hits: Sequence[Hit], index: int, folded: str, rough: Sequence[Found[Quantity]], lexicon: Lexicon
) -> bool:
    """True for a measure with another measure of the same goods glued to it before their amount: 28调3.6米的要5支."""
    hit, after = hits[index], hits[index + 1] if index + 1 < len(hits) else None
    if (
        after is None
        or hit.kind is not Kind.FEATURE
        or after.kind is not Kind.FEATURE
        or not agrees(hit.masks[2], after)
    ):
        return False
    if folded[hit.end : after.start] not in ("", " ", "的") or not (loose(after) and _units(hit) != _units(after)):
        return False
    counted = any(q.value.unit in lexicon.units and hit.start <= q.span.start < after.end for q in rough)
    amount = next((q for q in rough if q.span.start >= after.end), None)
    return not counted and amount is not None and amount.value.unit is not None and amount.span.start - after.end <= 2


def _only_a_size(hit: Hit, follows: Found[Quantity] | None) -> bool:
    """True for a measure that nothing is counted in, before an amount: the 128孔 of 128孔的盘10箱."""
    if hit.kind is not Kind.FEATURE or hit.tier is not Tier.EXACT or len(hit.word) < 2 or hit.word[-1] in NO_SIZE:
        return False
    if follows is None:
        return CJK.match(hit.word[-1]) is not None and len(list(islice(hit.masks[2], MOST_NAMED + 1))) <= MOST_NAMED
    amount = follows.value.unit is not None and follows.span.start - hit.end <= SIZED_AHEAD
    return amount and CJK.match(hit.word[-1]) is not None


def _units(hit: Hit) -> str:
    """What a measure is of: the 米 of 3.6米."""
    return hit.word.lstrip("0123456789.")


def _counted_so(hits: Sequence[Hit], index: int, unit: str | None, lexicon: Lexicon, context: Sequence[Mask]) -> bool:
    """True where the products around list the counter: then the number may well be an amount."""
    around = [
        wide(h, lexicon) for h in [*hits[max(0, index - 3) : index], *hits[index + 1 : index + 2]] if h.naming
    ] or list(context)
    return any(unit in lexicon.counters_of(mask, 60) for mask in around)


def one_of(hits: Sequence[Hit], index: int, folded: str, lexicon: Lexicon) -> bool:
    """True for a product's own figures before a single one of it: 502一盒 is no price, nor 22K一箱."""
    hit = hits[index]
    counted = ONE_OF.match(folded, hit.end)
    if counted is None or hit.tier is not Tier.EXACT or len(hit.word) < 3:
        return False
    if TOLD_PRICE.search(folded, max(0, hit.start - 10), hit.start):
        return False
    if hit.kind is Kind.CODE and (neighbours(hits, index, folded, lexicon)[0] or not hit.word.isdecimal()):
        return neighbours(hits, index, folded, lexicon)[0]
    members = list(islice(hit.masks[0], MOST_NAMED + 1))
    return 0 < len(members) <= MOST_NAMED and all(
        counted[1] in (lexicon.products[i].unit, *lexicon.products[i].packs) for i in members
    )


def _is_feature(
    hits: Sequence[Hit],
    index: int,
    folded: str,
    rough: Sequence[Found[Quantity]],
    lexicon: Lexicon,
    context: Sequence[Mask] = (),
) -> bool:
    """Decides whether a loose word belongs to a product or is a number of its own."""
    hit = hits[index]
    before, after = neighbours(hits, index, folded, lexicon, context)
    own = next((q for q in rough if q.span.start < hit.end and hit.start < q.span.end), None)
    after = after and (before or not _of_the_last(hits, index, folded, own, rough, lexicon))
    counted = own is not None and own.value.unit is not None and own.span.end >= hit.end
    follows = next((q for q in rough if q.span.start >= hit.end), None)
    gap = folded[hit.end : follows.span.start] if follows else ""
    counted_before = any(q.value.unit and 0 <= hit.start - q.span.end <= 1 for q in rough)
    more = follows is not None and len(gap) <= 12 and not BREAK.search(gap)
    said = SAID.match(folded, hit.end, hit.end + 12) is not None
    sized = own is not None and _said_as_size(hits, index, folded, rough, counted=counted)
    listed = own is not None and own.value.unit is None and in_list(hit.start, hit.end, folded)
    listed = listed or (hit.tier is Tier.EXACT and own is not None and HEADING.match(folded, hit.end) is not None)
    uncounted = hit.word[-1] == "万" if before or after else _never_counted(hit, own, folded, lexicon)
    if (
        listed
        or uncounted
        or (before and (sized or _joined(hits, index, folded) or own_number(hit, lexicon, counted=counted)))
    ):
        return True
    if not (before or after) and (
        names_product(hit, folded, rough, lexicon, hits[:index])
        or leads_size(hits, index, folded, rough, lexicon)
        or _leads_its_size(hits, index, folded, lexicon)
        or _sized_twice(hits, index, folded, rough, lexicon)
    ):
        return True
    if own is not None and _of_another_thing(hits, index, folded, own.value.unit, counted=counted, lexicon=lexicon):
        return False
    if not (before or after):
        if len(hit.word) > 2 and hit.tier is Tier.EXACT and OF_ORDER.match(folded, hit.end):
            return len(list(islice(hit.masks[0], MOST_NAMED + 1))) <= MOST_NAMED
        size = own is None and _only_a_size(hit, follows)
        if size or whole_number(hit, counted=counted) or asked_after(hit, folded, own):
            return True
        return bool(
            len(hit.word) >= 4
            and (
                hit.kind is Kind.NUMBER
                or (
                    hit.kind is Kind.CODE and (follows is None or up_to_its_amount(hits, index, folded, rough, lexicon))
                )
            )
            and hit.word.isdecimal()
            and not counted
            and (hit.tier is Tier.EXACT or said)
        )
    if DATE_LIKE.fullmatch(hit.word) and not (
        counted and own is not None and not more and _counted_so(hits, index, own.value.unit, lexicon, context)
    ):
        return before or after
    named = any(h.naming and h.start < follows.span.start for h in hits[index + 1 :]) if follows else True
    if counted and own is not None:
        listed = _counted_so(hits, index, own.value.unit, lexicon, context)
        sized = own.value.unit in ("码", "号", "寸") and more and not listed
        told = TOLD.match(folded, own.span.end, own.span.end + 2) is not None
        told = told or (
            follows is not None and follows.value.unit is not None and follows.span.start == own.span.end
        )  # 勇闯330听120件
        again = listed and follows is not None and not said and _each_has_its_own(hits, index, folded, own, follows)
        if again or (own.span.end > hit.end and not (sized or told)):
            return False
        if said or (after and hits[index + 1].start - hit.end <= 1 and hits[index + 1].naming and more):
            return True
        alone = not listed and not more  # 密胺勺大号100只 counts, though bags come in 大号 by 100只
        return (more and not (listed and named)) or (alone and (after or _of_its_row(hits, index)))
    if after and hits[index + 1 :] and hits[index + 1].start - hit.end <= 1:
        return not _counts_in_a_row(hits, index, folded) and (before or not _counts_the_last(hits, index, folded))
    glued = index and hits[index - 1].end == hit.start and not bare_number(hits[index - 1])
    if glued and before and not counted and not COUNTED_NEXT.match(folded, hit.end, hit.end + 12):
        return True  # 怡宝555
    if counted_before and not counted and CLOSED.match(folded, hit.end):
        return True  # 20根635: the number tells which
    return more or said or len(hit.word) >= 4 or not hit.word.isdecimal()


def _each_has_its_own(
    hits: Sequence[Hit], index: int, folded: str, own: Found[Quantity], follows: Found[Quantity]
) -> bool:
    """True where a counter of the goods counts again, or what nothing explains is counted next: no size of the same.

    So it is with the 20盒 of 鱼丸20盒 虾饺15盒, though the dumplings come 20盒 in a carton, and the 3条 of
    整鱼3条 腩5公斤, though the fish do 3条 in theirs.
    """
    if follows.value.unit == own.value.unit:
        return True
    if own.value.unit in MEASURES:
        return False  # 都要2.5kg的 城东3箱
    covered = {at for h in hits[index + 1 :] if h.end <= follows.span.start for at in range(h.start, h.end)}
    rest = (folded[at] for at in range(own.span.end, follows.span.start) if at not in covered)
    return folded[own.span.end] == " " and any(CJK.match(letter) and letter not in SAYS_NOTHING for letter in rest)


def _never_counted(hit: Hit, own: Found[Quantity] | None, folded: str, lexicon: Lexicon) -> bool:
    """True for a measure of goods that nothing here is counted in, said as one: the 128g of 猫眼5台 128g的卡5张."""
    unit = own.value.unit if own is not None else None
    if unit not in MEASURES or unit in lexicon.units or hit.tier is not Tier.EXACT or (own and own.span.end > hit.end):
        return False
    return SIZE_OF.match(folded, hit.end) is not None


def _of_the_last(
    hits: Sequence[Hit],
    index: int,
    folded: str,
    own: Found[Quantity] | None,
    rough: Sequence[Found[Quantity]],
    lexicon: Lexicon,
) -> bool:
    """True for an amount of what is named before it, counted as that is, and apart from what only ends like something
    that comes in so much: the 5公斤 of 铝直条3.2的5公斤 铝盘丝一盘, though there is a 5公斤小盘丝.
    """
    name = next((h for h in reversed(hits[:index]) if h.naming), None)
    after = next((h for h in hits[index + 1 :] if h.naming), None)
    if name is None or after is None or own is None or own.value.unit is None:
        return False
    if any(q.value.unit and name.end <= q.span.start < own.span.start for q in rough):
        return False  # that has its amount already
    if folded[hits[index].end : after.start] not in (" ", ",", "、", "\n") or after.masks[2].intersect(
        hits[index].masks[2]
    ):
        return False
    return own.value.unit in lexicon.counters_of(name.masks[2], 60)


def _of_its_row(hits: Sequence[Hit], index: int) -> bool:
    """True where a product has a word and all the words that stand together right before it."""
    mask, start = hits[index].masks[2], hits[index].start
    for hit in reversed(hits[:index]):
        if start - hit.end > 1 or not mask:
            break
        mask, start = mask & hit.masks[2], hit.start
    return bool(mask)


def _counts_the_last(hits: Sequence[Hit], index: int, folded: str) -> bool:
    """True for a bare number glued to a whole name and apart from the next: the 60 of 四代耳机60 Pro二代降噪40."""
    hit, last = hits[index], hits[index - 1] if index else None
    glued = last is not None and last.end == hit.start and last.kind is Kind.HEAD and last.tier is Tier.EXACT
    return glued and hit.kind is Kind.NUMBER and folded[hit.end : hit.end + 1] == " "


def _counts_in_a_row(hits: Sequence[Hit], index: int, folded: str) -> bool:
    """True for a bare number apart from the one thing named before it, where the row goes on so: 283硒鼓 30 280X 10."""
    hit, last = hits[index], hits[index - 1] if index else None
    if last is None or last.tier is not Tier.EXACT or len(last.masks[0]) != 1 or hit.kind is not Kind.NUMBER:
        return False
    apart = folded[last.end : hit.start] == " " and ROW_OF_NUMBERS.match(folded, hit.end) is not None
    return apart and not agrees(last.masks[0], hit)


def _said_as_size(
    hits: Sequence[Hit], index: int, folded: str, rough: Sequence[Found[Quantity]], *, counted: bool
) -> bool:
    """True for what could be an amount where nobody counts, or where all is counted: 香米25kg到哪了, 5桶涂料20kg."""
    hit = hits[index]
    if hit.kind is Kind.CODE and ALSO.search(folded, max(0, hit.start - 3), hit.start):
        return True
    if not counted or not _right_behind(hits, index, folded):
        return False
    return REPORTED.match(folded, hit.end) is not None or _counted_ahead(hits[index - 1], rough)


def _counted_ahead(name: Hit, rough: Sequence[Found[Quantity]]) -> bool:
    """True for a name whose amount stands right before it: the 20kg of 5桶防水涂料20kg is its size."""
    return any(q.span.end == name.start and q.value.unit and q.value.unit not in MEASURES for q in rough)


def _right_behind(hits: Sequence[Hit], index: int, folded: str) -> bool:
    """True for a size right behind a name."""
    other = hits[index - 1] if index else None
    gap = folded[other.end : hits[index].start] if other else ","
    return other is not None and other.kind is Kind.HEAD and not gap.strip(" ")


def _other_thing(hits: Sequence[Hit], index: int, folded: str) -> bool:
    """True for a bare number that nothing has of which all words right before it are: the 1500 of 5号开尾 55白 1500."""
    hit = hits[index]
    if any(h.start == hit.end for h in hits[index + 1 : index + 2]):
        return False  # 20黑25藏青 各40卷
    end, mask, words = hit.start, None, 0
    for other in reversed(hits[max(0, index - 8) : index]):
        if folded[other.end : end].strip(" 的") or (loose(other) and (not words or other.end < end)):
            break  # 110 120 130各一打: sizes one behind the other
        both = other.masks[2] if mask is None else mask & other.masks[2]
        if not both:
            break
        mask, end, words = both, other.start, words + 1
    return words > 1 and mask is not None and not agrees(mask, hit)


def _of_another_thing(
    hits: Sequence[Hit], index: int, folded: str, unit: str | None, *, counted: bool, lexicon: Lexicon
) -> bool:
    """True for a number or an amount that no size of what stands right before it is."""
    if unit is None:
        return _other_thing(hits, index, folded)
    return counted and _counts_its_row(hits, index, unit, lexicon)


def _counts_its_row(hits: Sequence[Hit], index: int, unit: str, lexicon: Lexicon) -> bool:
    """True for an amount glued to words that together mean things counted so, and none of them in that size:

    the 30片 of 1.60非球面450度30片 500度20片, though other lenses come by 30片.
    """
    end, mask, words = hits[index].start, NOTHING, 0
    for other in reversed(hits[max(0, index - 8) : index]):
        if other.end != end:
            break
        both = mask & other.masks[2] if words else other.masks[2]
        if not both:
            break
        mask, end, words = both, other.start, words + 1
    return words > 1 and not agrees(mask, hits[index]) and unit in lexicon.counters_of(mask, 60)


def _beside(
    hits: Sequence[Hit],
    index: int,
    folded: str,
    lexicon: Lexicon,
    context: Sequence[Mask],
    last: Hit | None,
    named: bool,
) -> bool:
    """Whether a single character stands with a name that it can tell apart: 转向节左, 左边的.

    `last` is the name before it, `named` says whether the text holds any name.
    """
    hit = hits[index]
    before = hits[index - 1] if index else None
    if before is not None and before.end == hit.start and before.kind is Kind.CODE and WORD.match(folded, hit.start):
        return False  # 84大桶: how it comes
    if _ends_a_word(hits, index, folded):
        return False  # 骨粉也带10包, where something is a powder: another thing
    glued = any(
        o is not hit and (o.end == hit.start or o.start == hit.end) for o in hits[max(0, index - 2) : index + 3]
    )
    if not (glued or OPEN.match(folded, hit.end, hit.end + 3) or _one_and_one(hit, folded)):
        return False
    right_before = (o for o in hits[max(0, index - 1) : index] if o.end == hit.start and not bare_number(o))
    if any(agrees(wide(o, lexicon), hit) for o in right_before):
        return True
    if (
        before is not None
        and before.lone
        and before.end == hit.start
        and _beside(hits, index - 1, folded, lexicon, context, last, named)
    ):
        start = next((o for o in reversed(hits[:index]) if not o.lone), None)
        if start is not None and not bare_number(start) and agrees(start.masks[2], hit):
            return True  # 5050红蓝各4盘
    if last is not None and (agrees(wide(last, lexicon), hit) or twin(last, hit, lexicon) is not None):
        return True
    if before is not None and _in_a_row(hits, index, folded):
        return True
    for other in hits[index + 1 : index + 12]:
        if other.start - hit.end > 8:
            break
        if other.kind is Kind.HEAD and len(other.word) > 1 and agrees(wide(other, lexicon), hit):
            return True
    if any(agrees(mask, hit) for mask in context):
        return True
    return not context and not named


def _ends_a_word(hits: Sequence[Hit], index: int, folded: str) -> bool:
    """True for the last of two characters that are a word, of which nothing is known of the first, between blanks."""
    start = hits[index].start
    first, ahead = folded[max(0, start - 1) : start], folded[max(0, start - 2) : start - 1] if start > 1 else " "
    if (
        not CJK.fullmatch(first)
        or ahead not in " ,;。!\n"
        or first in SAYS_NOTHING
        or first in TELLING
        or first in COLOURS
    ):
        return False
    return not any(h.start < start <= h.end for h in hits) and is_word(first + hits[index].word)


def _one_and_one(hit: Hit, folded: str) -> bool:
    """True for what is said of one and of the other: the 冷 and the 热 of 一冷一热."""
    return any(
        (pair := BY_ONE.match(folded, hit.start - back)) is not None and pair[1] != pair[2]
        for back in (1, 3)
        if hit.start >= back
    )


def _in_a_row(hits: Sequence[Hit], index: int, folded: str) -> bool:
    """True where a clipped name stands before it in the same row: the 白 of 头戴黑120 白80."""
    hit = hits[index]
    for other in reversed(hits[max(0, index - 4) : index]):
        if hit.start - other.end > ROW or BREAK.search(folded, other.end, hit.start):
            return False
        if not other.lone and not loose(other):
            if other.word[-1] in COLOURS and not agrees(other.masks[2], hit):
                continue  # 通用墨水 浅蓝浅红各6瓶 黑12瓶
            named = other.kind is Kind.HEAD or (other.kind is Kind.FEATURE and other.tier is Tier.EXACT)
            return named and len(other.word) > 1 and agrees(other.masks[2], hit)
    return False


def twin(name: Hit, hit: Hit, lexicon: Lexicon) -> Hit | None:
    """The same name in another colour: 绿灯, where 红灯 was named and the list has both; 2.5硬线蓝 behind 2.5硬线红."""
    if name.kind is not Kind.HEAD or len(name.word) < 2:
        return None
    if hit.word != "双色" and not COLOURS.issuperset(hit.word.removesuffix("色")):
        return None
    if name.word[0] in COLOURS and hit.word in COLOURS:
        word = hit.word + name.word[1:]
    elif name.word[-1] in COLOURS and name.tier is Tier.EXACT:
        word = name.word[:-1] + hit.word
    else:
        return None
    entry = lexicon.words.get(word)
    if entry is None or entry.kind is not Kind.HEAD or entry.tier > Tier.SUFFIX:
        return None
    return replace(name, word=word, tier=entry.tier, masks=entry.masks)


def _narrows(name: Hit | None, hit: Hit) -> bool:
    """True for the end of a name right behind another word of it: the 瓷白 of 防霉胶瓷白, as others are."""
    return (
        name is not None
        and hit.tier is not Tier.EXACT
        and hit.start - name.end <= 1
        and hit.masks[2].intersect(name.masks[2])
    )


def settle(
    hits: list[Hit], folded: str, rough: Sequence[Found[Quantity]], lexicon: Lexicon, context: Sequence[Mask] = ()
) -> list[Hit]:
    """Leaves out the loose words that are quantities; `context` holds the products already spoken of."""
    kept = []
    last, named = None, any(hit.head for hit in hits)
    for index, hit in enumerate(hits):
        if len(hit.word) == 1 and hit.lone:
            keep = _beside(hits, index, folded, lexicon, context, last, named) or (
                hit.kind is Kind.NUMBER and in_list(hit.start, hit.end, folded)
            )
        else:
            keep = not loose(hit) or _is_feature(hits, index, folded, rough, lexicon, context)
        if (hit.head and not _narrows(last, hit)) or (
            keep
            and hit.kind in (Kind.NUMBER, Kind.CODE)
            and hit.tier is Tier.EXACT
            and len(hit.word) > 2
            and last is None
        ):
            last = hit
        if keep:
            kept.append(hit)
    return kept
