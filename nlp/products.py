"""From the words of a mention to the products it may mean: postings are intersected, never guessed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from functools import lru_cache

from .aloud import SPELLED, said_aloud
from .dimensions.found import stretch
from .dimensions.units import COUNTERS
from .features import UNIT_WORDS, Kind, Tier, fold, trimmed
from .frozen import frozen
from .gazetteer import Match, longest
from .lexicon import NOTHING, Lexicon, Mask
from .sound import clipped, sound_of
from .spaced import APART, joined
from .words import COLOURS, DECIDING, NOT_AFTER, NOT_BEFORE

_UNITS = "".join(sorted(unit for unit in COUNTERS if len(unit) == 1))
SIZE_OF = re.compile(r"的\s?(?:[0-9一二两三四五六七八九十半几各]|要|来|$|[\s,])")  # 麻花钻6的 2盒
LISTED = re.compile(r"((?:\s?[\s、/,]\s?[a-z0-9]{1,4})*)([\u3400-\u9fff]{0,8}?)\s?(?:各|都|每)")  # 标准:8 X 11 各20块
LISTING = re.compile(r"[a-z0-9]\s?[\s、/,]\s?\Z")
CORE_SIGNS = frozenset("天晚早午周星礼月号日马")
CORE = re.compile(  # words that everybody knows: no product's name begins or ends within them
    r"(?=[大今明后昨前上下中周星礼月马\d])(?:马上|大?[今明后昨前]天|今晚|明[早晚]|[上下]午|中午|[上下]{0,2}(?:周|星期|礼拜)[一二三四五六日天末]|月[底初中]|\d+[号日])"
)
COUNTS_LEFT = frozenset("0123456789一二两三四五六七八九十百千万半几俩廿卅 来多余")  # what it ends in
COUNTED_LEFT = re.compile(r"[0-9一二两三四五六七八九十百千万半几俩廿卅][ ]?\Z|[十百千万0][来多余]\Z")
CODED = re.compile(r"([a-z0-9][a-z0-9.*/-]*\d[a-z0-9]*)[\u3400-\u9fff]{1,4}")
FIGURES_END = re.compile(r"\d+[号#]?\Z")
TELLING = DECIDING | COLOURS
_TELLS = f"(?:[{''.join(sorted(TELLING - {'米'}))}]{{1,2}}|米[白黄]|米(?=色))色?"
SIZED = re.compile(  # 圆松紧2黑 300卷, 圆松紧2 300卷, 圆6十盒
    rf"(?:{_TELLS}的?[\s:]?(?:各|都|要|来)?[0-9一二两三四五六七八九十半几]|(?:[一二两三四五六七八九]|十[一二三四五六七八九]?)[{_UNITS}]|\s\d+(?:\.\d+)?\s?(?:公斤|千克|平方|[{_UNITS}]))"
)
NOUN = re.compile(
    r"(?!(?<![床被])单子|(?<=老)[头婆]子|[宝妹嫂婆胖孩儿孙妻汉小日样法路面例个底点口院厂铺摊班圈女男阵辈才学弟王公娘婶伙老]子)([\u3400-\u9fff])子"
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
FREE_LEFT = re.compile(
    rf"(?:^|[\s,、;:。!?()+/]|[要来加订拿补买送发和跟与配带点些]|[0-9一二两三四五六七八九十百半几俩仨][{_UNITS}]半?|公斤)\Z"
)
FREE_RIGHT = re.compile(
    r"\s*(?:\Z|[\s,、;:。!?()+\n]|[0-9一二两三四五六七八九十百半几俩仨各还有没够缺断快卖价呢吗再改剩都停]|到[了货哪没]|[发送装运寄]出?(?:[了没走好完]|货)|多少|什么|啥"
    r"|怎么|不[够要多]|用完|库存|现货|取消|今天|明天|来[一二两三四五六七八九十几点\d]|要[一二两三四五六七八九十几\d])"
)


BOXES = frozenset("盒袋箱瓶罐桶")
COMES_IN = re.compile(r"(?:装|包装)?的(?:那[种款个]|[\s,。;]|[\d一二两三四五六七八九十来要拿各]|\Z)|那[种款个]")
MOST_BRANDED = 40  # products that are asked whether they begin with a word
MOST_STARTS = 6  # words that tell apart, tried as the first one each, where no name is among them
EACH_OF = re.compile(  # 红蓝各, 红蓝双色各, 红蓝一样来
    rf"(?:[\s、和跟]?(?:[{''.join(sorted(COLOURS))}]{{1,2}}|双)色)*\s*的?(?:各|都|两|每|分别|一样[来要拿])"
)
CLIPPED = re.compile(r"[\u3400-\u9fff]{2}")
NAME_AND_SIZE = re.compile(r"([\u3400-\u9fff]{2,})([a-z0-9].*)")
LETTER_SIZE = re.compile(r"(x{0,4}[sml]|[2-9]xl)[码号]")
SIZE_LETTERS = re.compile(
    r"(?<![a-z0-9])(x{0,4}[sml]|[2-9]xl)(?![a-z0-9])[码号]?|(?<=[\u3400-\u9fff])(?:x{0,4}[sml]|[2-9]xl)(?=\d)|加?[小中大][码号]"
)
MEASURED_NAME = re.compile(r"(?P<name>.*[\u3400-\u9fff])\d+(?:\.\d+)?(?P<unit>[\u3400-\u9fff]|[a-z]{1,2})")
MEASURE = re.compile(r"(?<![a-z0-9.*/-])\d+(?:\.\d+)?(?:[\u3400-\u9fff]|[a-z]{1,2}(?![a-z0-9*]))")
LETTERED = frozenset("sml码号")  # one of these is in every SIZE_LETTERS
IN_LETTERS = {"小": "s", "中": "m", "大": "l", "加大": "xl"}
SIZED_NAME = re.compile(r"(.*[\u3400-\u9fff])(?:x{0,4}[sml]|[2-9]xl)[码号]?")
AMOUNT = re.compile(rf"[一二两三四五六七八九十百]+[{_UNITS}]")
COUNTED_THEN = re.compile(rf"(?:各|来|要|拿)?\s?(?:\d+|[一二两三四五六七八九十百半几]+)[{_UNITS}]")
OF_KIND = frozenset("的套装头式")
TIMES = re.compile(r"[一二两三四五六几每\d][次趟回]")
LAST_LETTER = re.compile(r"[/、]([a-z])(?![a-z0-9])")
APPROX = re.compile(r"[\d点号日月年十百千万个只件箱包]\Z")  # 200左右
SHARED_BY_SIDES = re.compile(r"[^,。;!?\n各都两每]{0,8}(?:各|都|两|每|分别)")  # 机壳左右 B1 各720
DECIMAL = re.compile(
    r"(?<![a-z0-9.*/:-])(\d+\.\d*0)(ml|l|kg|g|mm|cm|m|平方|[升克米号寸瓦](?=[的\s\u3400-\u9fff])|)(?![a-z0-9.*/:])"
)
MODEL = re.compile(r"[a-z]{1,3}[0-9]{2,}[a-z]?")  # e44, t31, k12: a model, not a measure


@lru_cache(maxsize=4096)
def _telling(code: str) -> bool:
    return len(code) >= 4 and sum(not c.isalpha() for c in code) >= 2


@frozen
class Hit:
    """A catalogue word in the text; `masks` by tier."""

    start: int
    end: int
    word: str
    kind: Kind
    tier: Tier
    masks: tuple[Mask, Mask, Mask] = field(hash=False)
    fuzzy: bool = False  # heard or seen, not written as the catalogue has it

    @property
    def lone(self) -> bool:
        """True for a single character that only tells products apart; a whole name of one character (盐) does more."""
        return len(self.word) == 1 and (self.kind is not Kind.HEAD or self.tier is not Tier.EXACT)

    @property
    def naming(self) -> bool:
        """True where the word can name a product by itself."""
        if self.kind is Kind.HEAD:
            return self.tier <= Tier.SUFFIX
        return self.kind is Kind.CODE and self.distinctive

    @property
    def distinctive(self) -> bool:
        """True for a code that hardly is anything else."""
        return _telling(self.word) or (self.tier is Tier.EXACT and MODEL.fullmatch(self.word) is not None)


@frozen
class Choice:
    """Which products a group of hits leaves, and how cleanly."""

    mask: Mask
    used: tuple[Hit, ...] = ()
    skipped: tuple[Hit, ...] = ()
    plain: bool = False  # taken because nothing was said of what the others of its family have

    @property
    def one(self) -> bool:
        """True where exactly one product is left."""
        return len(self.mask) == 1


def find_hits(folded: str, lexicon: Lexicon, masked: int = 0) -> list[Hit]:
    """Catalogue words outside the masked characters, longest first, no two overlapping."""
    core = [] if CORE_SIGNS.isdisjoint(folded) else [m.span() for m in CORE.finditer(folded)]
    counters = lexicon.counters
    words: list[Match] = []
    others: list[Match] = []
    finds = lexicon.words.find(folded)
    for found in finds:
        start, end, word = found
        if (masked and masked & (1 << end) - (1 << start)) or (core and _cuts(start, end, core)):
            continue
        if word[0] == "-" and folded[start - 1 : start].isalnum() and folded[start - 1].isascii():
            continue  # 3-20, though some thing is for -20℃
        if word[-1] == "厘" and folded[end : end + 1] == "米":
            continue  # 5厘 of 5厘米
        counted = folded[start - 1 : start] in COUNTS_LEFT and COUNTED_LEFT.search(folded, max(0, start - 2), start)
        if counted and (word in counters or word.upper() in counters):
            continue
        if counted and len(word) == 2 and word[1] in "装入" and word[0] in counters:
            continue  # 5片装, though some thing is 10片装
        if (
            word[0] in SPELLED
            and AMOUNT.fullmatch(word)
            and lexicon.words[word].tier is not Tier.EXACT
            and folded[end : end + 1] not in OF_KIND
            and not any(other.start == end and COUNTED_THEN.match(folded, other.end) for other in finds)
        ):
            continue  # 360的四件, though some name has 四件套; but 四升 of 四升蓄能器一只
        if (
            word[-1] in "次趟回"
            and TIMES.fullmatch(word)
            and lexicon.words[word].tier is not Tier.EXACT
            and folded[end : end + 1] != "性"
        ):
            continue  # 再补一次, though some name begins with 一次性
        if (
            counted
            and len(word) > 1
            and word[0] in counters
            and lexicon.words[word].tier is not Tier.EXACT
            and (
                any(other.start == start + 1 and len(other.word) > 2 for other in finds)
                if len(word) == 2
                else lexicon.words.get(word[1:]) is not None
            )
        ):
            continue  # 一包|棉签, though some name ends in 包棉签; 10卷|生料带, though some begins with 大卷生
        (words if len(word) > 1 or _decides(found, folded, lexicon) else others).append(found)
    words += short_names(others, words, folded, lexicon) if others else ()
    if not DECIDING.isdisjoint(folded) and (sides := list(_shared_ends(words, folded, lexicon))):
        places = {side.start for side in sides}
        words = [found for found in words if found.start not in places or len(found.word) > 1] + sides
    words += said_aloud(folded, lexicon, masked)
    if APART.search(folded):
        words += joined(folded, lexicon, masked)
    if not words and "子" not in folded:
        return []
    hits = _parted([as_hit(f, lexicon) for f in longest(words, lambda m: lexicon.words[m.word].tier)], folded, lexicon)
    hits = _shortened(_recut(_widened(hits, lexicon), folded, lexicon), lexicon)
    lettered = not LETTERED.isdisjoint(folded) and SIZE_LETTERS.search(folded)
    hits = _lettered(hits, folded, lexicon) if lettered else hits
    hits = _measured(hits, folded, lexicon)
    hits = _other_letters(hits, folded, lexicon) if "/" in folded or "、" in folded else hits
    hits = _full_decimals(hits, folded, lexicon, masked) if ".0" in folded or ".50" in folded else hits
    nouns = list(_nouns(folded, lexicon, hits, masked)) if "子" in folded else []
    nouns += _short_ends(hits, folded, lexicon, masked)
    return sorted([*hits, *nouns], key=lambda h: h.start) if nouns else hits


def _cuts(start: int, end: int, core: Sequence[tuple[int, int]]) -> bool:
    """True where a name would begin or end within a word that everybody knows."""
    return any(start < s < end < e or s < start < e < end for s, e in core)


def _has_each(head: Hit, hit: Hit, lexicon: Lexicon) -> bool:
    """True where the thing is had in each of the characters by itself."""
    entries = [lexicon.words.get(char) for char in hit.word]
    whole = wide(head, lexicon)
    return all(entry is not None and whole.intersect(entry.masks[2]) for entry in entries)


def _parted(hits: Sequence[Hit], folded: str, lexicon: Lexicon) -> list[Hit]:
    """Takes 黑白 and 冷热 for two where no thing of the text is had in both at once, but one in each."""
    if not any(len(h.word) > 1 and TELLING.issuperset(h.word) for h in hits):
        return list(hits)
    heads = [h for h in hits if _heads(h)]
    found: list[Hit] = []
    for hit in hits:
        if (
            len(hit.word) < 2
            or not TELLING.issuperset(hit.word)
            or any(lexicon.words.get(char) is None for char in hit.word)
            or any(agrees(wide(head, lexicon), hit) for head in heads)
            or (not heads and lexicon.words[hit.word].tier is Tier.EXACT and not EACH_OF.match(folded, hit.end))
            or not (COLOURS.issuperset(hit.word) or any(_has_each(head, hit, lexicon) for head in heads))
        ):
            found.append(hit)
            continue
        found += [as_hit(Match(hit.start + i, hit.start + i + 1, char), lexicon) for i, char in enumerate(hit.word)]
    return found


def _widened(hits: list[Hit], lexicon: Lexicon) -> list[Hit]:
    """Cuts the end of a name before its size where more things have both: 手套S is more than the end of PVC手套S."""
    found: list[Hit] = []
    for hit in hits:
        cut = NAME_AND_SIZE.fullmatch(hit.word) if hit.kind is Kind.HEAD and hit.tier is Tier.SUFFIX else None
        name = lexicon.words.get(cut[1]) if cut else None
        at = hit.start + cut.end(1) if cut else 0
        size = size_of(at, hit.end, cut[2], lexicon) if cut and name and name.kind is Kind.HEAD else None
        if cut and name and size and not (name.masks[2] & size.masks[2]) <= hit.masks[2]:
            found += [as_hit(Match(hit.start, at, cut[1]), lexicon), size]
        else:
            found.append(hit)
    return found


def _recut(hits: list[Hit], folded: str, lexicon: Lexicon) -> list[Hit]:
    """Cuts a code of another thing in two where both halves are of the thing named before it: 漏保 2P40A is 2P 40A."""
    found: list[Hit] = []
    for hit in hits:
        name = found[-1] if found else None
        if name is not None and (parts := _parted_from(name, hit, folded, lexicon)):
            found[-1:] = parts
        elif (
            name is not None
            and hit.kind is Kind.CODE
            and len(hit.word) > 3
            and _heads(name)
            and not folded[name.end : hit.start].strip()
            and not agrees(whole := wide(name, lexicon), hit)
        ):
            for cut in range(2, len(hit.word) - 1):
                one, two = (lexicon.words.get(word) for word in (hit.word[:cut], hit.word[cut:]))
                if one and two and (whole & one.masks[2]).intersect(two.masks[2]):
                    at = hit.start + cut
                    found.append(as_hit(Match(hit.start, at, hit.word[:cut]), lexicon))
                    hit = as_hit(Match(at, hit.end, hit.word[cut:]), lexicon)
                    break
        found.append(hit)
    return found


def _parted_from(name: Hit, after: Hit, folded: str, lexicon: Lexicon) -> list[Hit]:
    """Cuts what another thing is called in two where its code is of the thing named right behind it.

    In GM09行走修理包 the code is of a 行走马达修理包, though GM09行走 is what they call some 马达.
    """
    cut = CODED.fullmatch(name.word)
    if cut is None or not (_heads(name) and _heads(after)) or folded[name.end : after.start].strip():
        return []
    if name.masks[2].intersect(after.masks[2]):
        return []
    parts = []
    for start, end in ((0, cut.end(1)), (cut.end(1), len(name.word))):
        entry = lexicon.words.get(name.word[start:end])
        if entry is not None and entry.masks[2].intersect(after.masks[2]):
            parts.append(as_hit(Match(name.start + start, name.start + end, name.word[start:end]), lexicon))
    return parts if len(parts) == 2 else []


def _shortened(hits: list[Hit], lexicon: Lexicon) -> list[Hit]:
    """Takes the end of a clipped name where only that goes with what it is glued to.

    In 豆腐乳王致和大块 the first is the 腐乳 of 王致和大块腐乳, though some other thing ends in 豆腐乳.
    """
    for at, hit in enumerate(hits):
        if hit.kind is not Kind.HEAD or hit.tier is not Tier.SUFFIX or len(hit.word) < 3:
            continue
        beside = [
            o
            for o in hits[max(0, at - 1) : at + 2]
            if o is not hit and (o.end == hit.start or o.start == hit.end) and tells_much(o)
        ]
        if not beside or any(agrees(o.masks[2], hit) for o in beside):
            continue
        for cut in range(1, len(hit.word) - 1):
            entry = lexicon.words.get(hit.word[cut:])
            if entry is None or entry.kind is not Kind.HEAD or entry.tier > Tier.SUFFIX:
                continue
            if any(o.masks[2].intersect(entry.masks[2]) for o in beside):
                hits[at] = as_hit(Match(hit.start, hit.end, hit.word[cut:]), lexicon)
                break
    return hits


def _lettered(hits: Sequence[Hit], folded: str, lexicon: Lexicon) -> list[Hit]:
    """Reads each size of a row with the name before it: the L of 手套S 10打 L 20打 is 手套L, where there is one."""
    found = list(hits)
    for match in SIZE_LETTERS.finditer(folded):
        start, end = match.span()
        name = next((h for h in reversed(found) if h.end <= start and _heads(h)), None)
        if name is None:
            continue
        sized = SIZED_NAME.fullmatch(name.word)
        size = folded[start:end].rstrip("码号")
        inside = [h for h in found if h.start < end and start < h.end]
        if any(
            h.start < start or end < h.end or (size in IN_LETTERS and agrees(wide(name, lexicon), h)) for h in inside
        ):
            continue
        feature = size_of(start, end, IN_LETTERS.get(size, size), lexicon)
        if feature is not None and agrees(wide(name, lexicon), feature):
            found = sorted([*(h for h in found if h not in inside), feature], key=_place)
            continue
        word = _sized_name(sized[1] if sized else name.word, IN_LETTERS.get(size, size), lexicon, name.tier)
        if not word:
            continue
        if sized is None and not folded[name.end : start].strip():  # 手套 S
            inside, start = [*inside, name], name.start
        found = sorted([*(h for h in found if h not in inside), as_hit(Match(start, end, word), lexicon)], key=_place)
    return found


def _measured(hits: list[Hit], folded: str, lexicon: Lexicon) -> list[Hit]:
    """Reads each measure of a row with the name before it: the 200度 of 离焦100度8副 200度2副 is 离焦200度."""
    found = hits
    for first in hits:
        named = MEASURED_NAME.fullmatch(first.word) if _heads(first) and first.tier is Tier.EXACT else None
        if named is None:
            continue
        for match in MEASURE.finditer(folded, first.end):
            start, end = match.span()
            last = next((h for h in reversed(found) if h.end <= start and _heads(h)), None)
            before = MEASURED_NAME.fullmatch(last.word) if last else None
            if before is None or before["name"] != named["name"]:
                break  # another thing was named
            word = _sized_name(named["name"], match[0], lexicon, first.tier) if match[0].endswith(named["unit"]) else ""
            inside = [h for h in found if h.start < end and start < h.end]
            if word and all(start <= h.start and h.end <= end for h in inside):
                kept = [h for h in found if h not in inside]
                found = sorted([*kept, as_hit(Match(start, end, word), lexicon)], key=_place)
    return found


def _other_letters(hits: list[Hit], folded: str, lexicon: Lexicon) -> list[Hit]:
    """The codes that differ in their last letter, which alone is said: XC8-11L/R各600."""
    found = []
    for hit in hits:
        found.append(hit)
        end = hit.end
        while hit.kind is Kind.CODE and (other := LAST_LETTER.match(folded, end)) and hit.word[-1].isalpha():
            word = hit.word[:-1] + other[1]
            entry = lexicon.words.get(word)
            if entry is None or entry.tier is not Tier.EXACT:
                break
            end = other.end()
            found.append(as_hit(Match(other.start(1), end, word), lexicon))
    return found


def size_of(start: int, end: int, size: str, lexicon: Lexicon, unit: str = "") -> Hit | None:
    """A size in the text, whether the list writes it S, S码 or S号; None where it knows none."""
    forms = {size, f"{size}码", f"{size}号", f"{size}{unit}"}
    entries = [entry for form in sorted(forms) if (entry := lexicon.words.get(form)) is not None]
    entries = [entry for entry in entries if entry.kind is not Kind.HEAD]
    if not entries:
        return None
    masks = [NOTHING, NOTHING, NOTHING]
    for entry in entries:
        masks = [one | other for one, other in zip(masks, entry.masks, strict=True)]
    word = size if len(size) > 1 else f"{size}码"  # a size stands by itself, and no letter does
    return Hit(start, end, word, entries[0].kind, entries[0].tier, (masks[0], masks[1], masks[2]))


def _sized_name(name: str, size: str, lexicon: Lexicon, tier: Tier) -> str:
    """A name of the list, as whole as the tier says, that is the name or its end with the size; empty without one."""
    for cut in range(max(len(name) - 1, 1)):
        entry = lexicon.words.get(name[cut:] + size)
        if entry is not None and entry.kind is Kind.HEAD and entry.tier <= tier:
            return name[cut:] + size
    return ""


def _place(hit: Hit) -> int:
    return hit.start


def tells_much(hit: Hit) -> bool:
    """True for three and more characters that are a whole word of the books but no name: 王致和大块."""
    return hit.kind is Kind.FEATURE and hit.tier is Tier.EXACT and len(hit.word) > 2


def _heads(hit: Hit) -> bool:
    return hit.kind is Kind.HEAD and hit.tier <= Tier.SUFFIX


def _nouns(folded: str, lexicon: Lexicon, hits: Sequence[Hit], masked: int) -> Iterator[Hit]:
    """袜子, 箱子: everything whose name ends so, where the list has no such word itself."""
    for match in NOUN.finditer(folded):
        span = match.span()
        if masked & stretch(*span) or any(h.start < span[1] and span[0] < h.end for h in hits):
            continue
        if match[1] in BOXES and COMES_IN.match(folded, span[1]) and any(h.end == span[0] for h in hits):
            continue  # 六小件 牛皮盒子的: what it comes in
        mask = lexicon.words.ending(match[1])
        if mask:
            yield Hit(*span, match[0], Kind.HEAD, Tier.SUFFIX, (NOTHING, mask, mask))


def _short_ends(hits: Sequence[Hit], folded: str, lexicon: Lexicon, masked: int) -> Iterator[Hit]:
    """What a thing is called for short right behind its size: the 油 of 46号油, the 线 of 2.5的线."""
    if any(_heads(hit) for hit in hits):
        return
    for hit in hits:
        at = hit.end + (folded[hit.end : hit.end + 1] == "的")
        char = folded[at : at + 1]
        if hit.kind is Kind.HEAD or not CHINESE.match(char) or char in lexicon.counters or masked & stretch(at, at + 1):
            continue
        ends = lexicon.words.ending(char) if FREE_RIGHT.match(folded, at + 1) else NOTHING
        if ends and ends.intersect(hit.masks[2]):
            yield Hit(at, at + 1, char, Kind.HEAD, Tier.EXACT, (ends, ends, ends))


def _full_decimals(hits: Sequence[Hit], folded: str, lexicon: Lexicon, masked: int) -> list[Hit]:
    """Sizes with a nought that the list leaves out, of the name before them: EP管 2.0的 is the one of 2ml."""
    found = list(hits)
    for match in DECIMAL.finditer(folded):
        name = next((h for h in reversed(hits) if h.end <= match.start() and h.naming), None)
        inside = [h for h in found if match.start() <= h.start and h.end <= match.end()]
        if name is None or masked & stretch(*match.span()) or any(agrees(wide(name, lexicon), h) for h in inside):
            continue
        number, unit = trimmed(match[1]), match[2]
        forms = (f"{number}{unit}",) if unit else (number, *(f"{number}{u}" for u in UNIT_WORDS))
        for word in forms:
            said = as_hit(Match(match.start(), match.end(), word), lexicon) if lexicon.words.get(word) else None
            if said and agrees(wide(name, lexicon), said):
                found = sorted([h for h in found if h not in inside] + [said], key=lambda h: h.start)
                break
    return found


def _shared_ends(found: Sequence[Match], folded: str, lexicon: Lexicon) -> Iterator[Match]:
    """What 前后减震器 and 大小瓦 leave out: each side in front of a name stands for the name with it."""
    for match in found:
        if len(match.word) < 2 or match.word[0] not in DECIDING:
            continue
        at = match.start
        while at and folded[at - 1] in DECIDING and folded[at - 1] != folded[at]:
            word = folded[at - 1] + match.word[1:]
            entry = lexicon.words.get(word)
            if entry is None or entry.kind is not Kind.HEAD or entry.tier > Tier.SUFFIX:
                break
            yield Match(at - 1, at, word)
            at -= 1


def short_names(found: Sequence[Match], others: Sequence[Match], folded: str, lexicon: Lexicon) -> Iterator[Match]:
    """Names of one character (盐, 姜) that stand free of other words: between amounts, stops and 葱姜蒜."""
    names = [f for f in found if lexicon.words[f.word].kind is Kind.HEAD and lexicon.words[f.word].tier is Tier.EXACT]
    if not names:
        return
    index = lexicon.customer_index
    begins, ends = {f.start for f in names}, {f.end for f in names} | {f.end for f in others}
    ends |= {f.end for f in index.find(folded)}
    for name in names:
        behind = name.start - (folded[name.start - 1 : name.start] == "的")  # 24KD的枪
        left = (
            name.start in ends
            or behind in ends
            or FREE_LEFT.search(folded, max(0, name.start - 3), name.start) is not None
        )
        if left and (name.end in begins or FREE_RIGHT.match(folded, name.end)):
            yield name


def wide(hit: Hit, lexicon: Lexicon) -> Mask:
    """The products of a name and of the families its end stands for: 右大灯, 大灯."""
    mask = hit.masks[2]
    if hit.kind is Kind.HEAD:
        for cut in range(1, len(hit.word) - 1):
            entry = lexicon.words.get(hit.word[cut:])
            if entry is not None and entry.kind is Kind.HEAD and entry.tier <= Tier.SUFFIX:
                mask |= entry.masks[2]
        numbered = FIGURES_END.search(hit.word)
        family = lexicon.words.get(hit.word[: numbered.start() if numbered else -1])
        if family is not None and (numbered or hit.word[-1] in DECIDING):
            mask |= family.masks[2]  # 红花郎10 and 15, 喷漆23号 and 31号, DB9公 and 母
    return mask


def _decides(found: Match, folded: str, lexicon: Lexicon) -> bool:
    """True where a single character may tell products apart here."""
    if found.word.isascii():
        if found.word.isalpha() or SIZE_OF.match(folded, found.end) is not None:
            return True
        if in_list(found.start, found.end, folded):
            return True
        return (
            SIZED.match(folded, found.end) is not None and "\u4e00" <= folded[found.start - 1 : found.start] <= "\u9fff"
        )
    if found.word not in DECIDING:
        entry = lexicon.words[found.word]
        if entry.kind is not Kind.FEATURE or entry.tier is not Tier.EXACT:
            return False
    after = folded[found.end : found.end + 1]
    if (
        found.start > 1
        and folded[found.start - 1 : found.end] in lexicon.counters
        and folded[found.start - 2].isdecimal()
    ):
        return False  # 方 of 300平方
    if found.word == "左" and after == "右":
        if re.match(r"\s*(?:各|都|两|每|分别)", folded[found.end + 1 :]):
            return True  # X3000左右各4件
        return not APPROX.search(folded, 0, found.start) and SHARED_BY_SIDES.match(folded, found.end + 1) is not None
    if folded[found.start - 1 : found.start] in NOT_AFTER.get(found.word, ()) and found.start:
        return False
    return after not in NOT_BEFORE.get(found.word, ())


def in_list(start: int, end: int, folded: str) -> bool:
    """True for a figure in a list that has an amount for each: 标准:8 X 11 12 各20块, 朗骐3 5大灯各10只."""
    rest = LISTED.match(folded, end) if "各" in folded or "每" in folded or "都" in folded else None
    if rest is None:
        return False
    return bool(rest[1]) or (bool(rest[2]) and LISTING.search(folded, max(0, start - 3), start) is not None)


def as_hit(found: Match, lexicon: Lexicon) -> Hit:
    """A find with what the lexicon knows of it."""
    entry = lexicon.words[found.word]
    masks = entry.masks
    if len(found.word) == 2 and found.word[0] in DECIDING and found.word[1] in "号款色式型码":
        short = lexicon.words.get(found.word[0])  # 中号 of a thing that the list calls 中
        masks = (masks[0], masks[1], masks[2] | (short.masks[2] if short else NOTHING))
    if found.word[-1] in "码号" and (letters := LETTER_SIZE.fullmatch(found.word)):
        short = lexicon.words.get(letters[1])  # XL码 of a thing that the list calls XL
        masks = (
            masks[0],
            masks[1] | (short.masks[0] if short else NOTHING),
            masks[2] | (short.masks[2] if short else NOTHING),
        )
    return Hit(found.start, found.end, found.word, entry.kind, entry.tier, masks)


def _rank(hit: Hit) -> tuple[int, int, int]:
    strength: int = hit.kind
    if hit.lone:
        strength = 4
    elif hit.kind is Kind.HEAD and hit.tier is Tier.PART:
        strength = Kind.FEATURE
    return (strength, -(hit.end - hit.start), hit.start)


def _narrow(mask: Mask, hit: Hit) -> Mask:
    for tier in hit.masks:
        if mask.intersect(tier):
            return mask & tier
    return NOTHING


def _walk(start: Mask, hits: Iterable[Hit], lexicon: Lexicon) -> Choice:
    mask = start
    used: list[Hit] = []
    skipped: list[Hit] = []
    for hit in hits:
        rest = _narrow(mask, hit)
        if not rest and hit.kind is Kind.CODE and (bare := re.fullmatch(r"[a-z]([0-9.]+)", hit.word)):
            entry = lexicon.words.get(bare[1])  # M10 said of a thing that the list calls Φ10
            rest = mask & entry.masks[2] if entry else NOTHING
        if rest and hit.kind is Kind.FEATURE and len(hit.word) > 1:
            rest = _with_brand(rest, mask & hit.masks[2], hit.word, lexicon)
        if rest:
            mask = rest
            used.append(hit)
        else:
            skipped.append(hit)
    return Choice(mask, tuple(used), tuple(skipped))


def _with_brand(best: Mask, wide: Mask, word: str, lexicon: Lexicon) -> Mask:
    """The best ones and all others whose name begins with the word: a brand is no less one before a longer name."""
    if not len(best) < len(wide) <= MOST_BRANDED:
        return best
    return best | Mask([at for at in wide - best if fold(lexicon.products[at].name).startswith(word)])


def resolve(hits: Sequence[Hit], lexicon: Lexicon, within: Mask | None = None) -> Choice:
    """The products that fit most of the hits; `within` limits them to a draft line's candidates."""
    base = lexicon.everything if within is None else within
    if not hits:
        return Choice(NOTHING)
    if len(hits) == 1:
        for fit in hits[0].masks:
            if base.intersect(fit):
                return Choice(fit if within is None else base & fit, tuple(hits))
        return Choice(NOTHING, skipped=tuple(hits))
    ordered = sorted(hits, key=_rank)
    first = ordered[0]
    if first.kind is Kind.FEATURE and not first.lone and 2 < len(ordered) <= MOST_STARTS:
        return min((_from(at, ordered, base, within, lexicon) for at in range(len(ordered))), key=_fit)
    return _from(0, ordered, base, within, lexicon)


def _fit(choice: Choice) -> tuple[bool, int]:
    return (not choice.mask, _cost(choice))


def _from(at: int, ordered: Sequence[Hit], base: Mask, within: Mask | None, lexicon: Lexicon) -> Choice:
    """The products that fit one of the hits and most of the others."""
    first, others = ordered[at], [*ordered[:at], *ordered[at + 1 :]]
    best = Choice(NOTHING, skipped=(first, *others))
    seen: Mask | None = None
    for tier in first.masks:
        if tier is not seen and base.intersect(tier):
            got = _walk(tier if within is None else base & tier, others, lexicon)
            if not best.mask or _cost(got) < _cost(best):
                best = Choice(got.mask, (first, *got.used), got.skipped)
            if not best.skipped:
                break  # nothing can fit better
        seen = tier
    if best.skipped and (shared := _having_all(ordered, base)):
        return Choice(shared, tuple(ordered))
    if best.skipped and (meant := _said_shorter(first, best.skipped, base, lexicon)):
        return Choice(meant, tuple(ordered))
    return best if best.mask or not others else _walk(base, others, lexicon)


def _said_shorter(name: Hit, skipped: Sequence[Hit], base: Mask, lexicon: Lexicon) -> Mask:
    """The products that have what the end of another's name would leave out, and all characters of that end.

    In A级红康 it is 红色康乃馨 of A级, though 多头红康 ends so, which is in no A级.
    """
    if name.kind is not Kind.HEAD or name.tier is not Tier.SUFFIX or not CLIPPED.fullmatch(name.word):
        return NOTHING
    if any(h.kind is not Kind.FEATURE or h.tier is not Tier.EXACT or h.lone or h.fuzzy for h in skipped):
        return NOTHING
    if any(agrees(name.masks[2], h) for h in skipped):
        return NOTHING
    mask = _having_all(skipped, base)
    if not 0 < len(mask) <= MOST_BRANDED:
        return NOTHING
    records = ((at, lexicon.products[at]) for at in mask)
    return Mask([at for at, one in records if set(name.word) <= set(fold(f"{one.name}{one.spec}"))])


def _having_all(hits: Sequence[Hit], base: Mask) -> Mask:
    """The products that have every word, be it only as a piece: 100*100 of 100*100*6*8 with the 6米 beside it."""
    mask = base
    for hit in hits:
        mask = mask & hit.masks[2]
        if not mask:
            break
    return mask


def _cost(choice: Choice) -> int:
    return sum(1 if h.lone or h.kind is Kind.NUMBER else 3 for h in choice.skipped)


def inherit(choice: Choice, context: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """Lets the words of the item before decide where they agree with this one's."""
    more = [h for h in sorted(context, key=_rank) if all(h.word != u.word for u in choice.used)]
    got = _walk(choice.mask, more, lexicon)
    return replace(choice, mask=got.mask, used=(*choice.used, *got.used))


def agrees(mask: Mask, hit: Hit) -> bool:
    """True where the word leaves something of the products."""
    return mask.intersect(hit.masks[2])


def by_sound(words: str, lexicon: Lexicon) -> Mask:
    """Products one of whose names sounds like these words, or is so typed."""
    key = words if words.isascii() else sound_of(words)
    found = lexicon.words.sounding(key)
    return found or (lexicon.words.sounding(clipped(*words)) if len(words) == 2 and not words.isascii() else found)


def by_shape(words: str, lexicon: Lexicon) -> Mask:
    """Products one of whose names of three or more characters differs in one place."""
    if not 3 <= len(words) <= 8 or words.isascii():
        return NOTHING
    return lexicon.words.looking(words)
