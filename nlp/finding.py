"""Catalogue words in a text: found, cut where two stand for one, and read by the name before them."""

import re
from collections.abc import Collection, Iterator, Sequence

from .aloud import SPELLED, said_aloud
from .dimensions.found import stretch
from .dimensions.units import COUNTERS
from .features import Kind, Tier
from .gazetteer import Match, longest
from .lexicon import NOTHING, Lexicon
from .products import Hit, agrees, as_hit, tells_much, wide
from .signs import signs_of
from .size_rows import sized_in_rows, widened
from .spaced import GAP, joined
from .words import COLOURS, DECIDING, NOT_AFTER, NOT_BEFORE, TELLING

_UNITS = "".join(sorted(unit for unit in COUNTERS if len(unit) == 1))
SIZE_OF = re.compile(r"的\s?(?:[0-9一二两三四五六七八九十半几各]|[要来拿订再也换改]|给我|$|[\s,])")  # 麻花钻6的 2盒
LISTED = re.compile(r"((?:\s?[\s、/,]\s?[a-z0-9]{1,4})*)([\u3400-\u9fff]{0,8}?)\s?(?:各|都|每)")  # 标准:8 X 11 各20块
LISTING = re.compile(r"[a-z0-9]\s?[\s、/,]\s?\Z")
CORE_SIGNS = frozenset("天晚早午周星礼月号日马")
CORE = re.compile(  # words that everybody knows: no product's name begins or ends within them
    r"(?=[大今明后昨前上下中周星礼月马\d])(?:马上|大?[今明后昨前]天|今晚|明[早晚]|[上下]午|中午|[上下]{0,2}(?:周|星期|礼拜)[一二三四五六日天末]|月[底初中]|\d+[号日])"
)
SIZE_SIGNS = frozenset("寸分度目号匹升米")  # what sizes of names end in
SIDES = frozenset("左右前后上下")
ORDER_MADE = re.compile(r"(?:给|帮|替|来|先|要|\A)[^,。;!?\n]{0,8}[开录做打补建出][个一张份]*单\Z")
MOST_FINDS = 400  # words of a text in which a neighbour is looked for
OF_TIME = ("钟", "之", "熟", "饱")
COUNTS_LEFT = frozenset("0123456789一二两三四五六七八九十百千万半几俩廿卅 来多余")  # what it ends in
COUNTED_LEFT = re.compile(r"[0-9一二两三四五六七八九十百千万半几俩廿卅][ ]?\Z|[十百千万0][来多余]\Z")
CODED = re.compile(r"([a-z0-9][a-z0-9.*/-]*\d[a-z0-9]*)[\u3400-\u9fff]{1,4}")
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
EACH_OF = re.compile(  # 红蓝各, 红蓝双色各, 红蓝一样来
    rf"(?:[\s、和跟]?(?:[{''.join(sorted(COLOURS))}]{{1,2}}|双)色)*\s*的?(?:各|都|两|每|分别|一样[来要拿])"
)
LENGTH_SO_FAR = re.compile(r"[\d一二两三四五六七八九]米[\d一二三四五六七八九]")
AMOUNT = re.compile(rf"[一二两三四五六七八九十百]+[{_UNITS}]")
COUNTED_THEN = re.compile(rf"(?:各|来|要|拿)?\s?(?:\d+|[一二两三四五六七八九十百半几]+)[{_UNITS}]")
OF_KIND = frozenset("的套装头式")
TIMES = re.compile(r"[一二两三四五六几每\d][次趟回]")
APPROX = re.compile(r"[\d点号日月年十百千万个只件箱包]\Z")  # 200左右
SHARED_BY_SIDES = re.compile(r"[^,。;!?\n各都两每]{0,8}(?:各|都|两|每|分别)")  # 机壳左右 B1 各720


def _named_before(found: Match, finds: Sequence[Match], lexicon: Lexicon) -> bool:
    """True for a spoken size right behind a name of goods that come so: 蓝壳四升10箱, and 5w30四升 at the end."""
    mask = lexicon.words[found.word].masks[2]
    return any(one.end == found.start and lexicon.words[one.word].masks[2].intersect(mask) for one in finds)


def find_hits(folded: str, lexicon: Lexicon, masked: int = 0) -> list[Hit]:
    """Catalogue words outside the masked characters, longest first, no two overlapping."""
    core = [] if CORE_SIGNS.isdisjoint(signs_of(folded)) else [m.span() for m in CORE.finditer(folded)]
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
        if ((word[-1] == "分" or word[0] == "加") and _of_speech(found, folded, lexicon)) or (
            word[0] in SIZE_SIGNS and _of_a_size(found, finds, folded, lexicon)
        ):
            continue
        if (word[-1] == "厘" and folded[end : end + 1] == "米") or _of_the_amount(found, finds, folded, counters):
            continue  # 5厘 of 5厘米
        counted = (
            folded[start - 1 : start] in COUNTS_LEFT
            and (word[0] in counters or word in counters or word.upper() in counters)
            and COUNTED_LEFT.search(folded, max(0, start - 2), start)
        )
        counted = counted and not masked & (1 << counted.start()) and counted  # the 4 of SO20260301-0004 包扎带
        if counted and (word in counters or word.upper() in counters) and not _counted_itself(found, folded, lexicon):
            continue
        if counted and len(word) == 2 and word[1] in "装入的" and word[0] in counters:
            continue  # 5片装, though some thing is 10片装
        if (
            word[0] in SPELLED
            and AMOUNT.fullmatch(word)
            and lexicon.words[word].tier is not Tier.EXACT
            and folded[end : end + 1] not in OF_KIND
            and not any(other.start == end and COUNTED_THEN.match(folded, other.end) for other in finds)
            and not ((end == len(folded) or COUNTED_THEN.match(folded, end)) and _named_before(found, finds, lexicon))
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
                any(other.start == start + 1 and (len(other.word) > 2 or other.word in COLOURS) for other in finds)
                if len(word) == 2
                else lexicon.words.get(word[1:]) is not None
            )
        ):
            continue  # 一包|棉签, though some name ends in 包棉签; 10卷|生料带 beside 大卷生; 1箱|银 beside 套箱银
        lone = len(word) == 1 and not (_decides(found, folded, lexicon) or _size_of_next(found, finds, folded, lexicon))
        (others if lone else words).append(found)
    words += short_names(others, words, folded, lexicon) if others else ()
    if not DECIDING.isdisjoint(signs_of(folded)) and (sides := list(_shared_ends(words, folded, lexicon))):
        places = {side.start for side in sides}
        words = [found for found in words if found.start not in places or len(found.word) > 1] + sides
    words += said_aloud(folded, lexicon, masked)
    if GAP.search(folded):
        words += joined(folded, lexicon, masked)
    if not words and "子" not in folded:
        return []
    hits = _parted([as_hit(f, lexicon) for f in longest(words, lambda m: lexicon.words[m.word].tier)], folded, lexicon)
    hits = _shortened(_recut(widened(hits, lexicon), folded, lexicon), lexicon)
    hits = sized_in_rows(hits, folded, lexicon, masked)
    nouns = list(_nouns(folded, lexicon, hits, masked)) if "子" in folded else []
    nouns += _short_ends(hits, folded, lexicon, masked)
    return sorted([*hits, *nouns], key=lambda h: h.start) if nouns else hits


def _of_the_amount(found: Match, finds: Sequence[Match], folded: str, counters: Collection[str]) -> bool:
    """True for a name with a number behind it that counts the goods of another size: the 接扣50 of 65接扣50副."""
    if not found.word[-1].isdecimal() or folded[found.end : found.end + 1] not in counters:
        return False
    at = found.start + len(found.word.rstrip("0123456789"))
    return at > found.start and any(other.end == at and other.start < found.start for other in finds)


def _counted_itself(found: Match, folded: str, lexicon: Lexicon) -> bool:
    """True for a thing called like a counter that is counted right behind: the 托盘 of 40托盘20个."""
    entry = lexicon.words[found.word]
    whole = entry.kind is Kind.HEAD and entry.tier is Tier.EXACT and len(found.word) > 1
    return whole and COUNTED_THEN.match(folded, found.end) is not None


def _of_speech(found: Match, folded: str, lexicon: Lexicon) -> bool:
    """True for what is no word of goods where it stands: the 五分 of 五分钟, the 加高 of 再加高档餐具."""
    start, end, word = found
    if word[-1] == "分":
        return folded[end : end + 1] in OF_TIME
    if folded[start - 1 : start] == "米" and _within_a_length(found, folded, lexicon):
        return True
    return word[0] == "加" and folded[start - 1 : start] == "再" and lexicon.words[word].tier is Tier.PART


def _of_a_size(found: Match, finds: Sequence[Match], folded: str, lexicon: Lexicon) -> bool:
    """True for the end of a name cut within the size before it: the 寸锯片 of 10寸锯片, beside a 4寸锯片."""
    if len(found.word) < 3 or not folded[found.start - 1 : found.start].isdecimal():
        return False
    sized = any(m.end == found.start + 1 and m.start < found.start for m in finds)
    return sized and lexicon.words.get(found.word[1:]) is not None


def _within_a_length(found: Match, folded: str, lexicon: Lexicon) -> bool:
    """True for the end of a name that begins with what a spoken length ends in: the 8圆桌 of 1米8圆桌."""
    whole = lexicon.words[found.word].tier is Tier.EXACT
    return not whole and LENGTH_SO_FAR.match(folded, found.start - 2) is not None


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
    heads = [h for h in hits if h.head]
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
            and name.head
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
    cut = CODED.fullmatch(name.word) if name.head and after.head else None
    if cut is None or folded[name.end : after.start].strip():
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
    if any(hit.head for hit in hits):
        return
    for hit in hits:
        at = hit.end + (folded[hit.end : hit.end + 1] == "的")
        char = folded[at : at + 1]
        if hit.kind is Kind.HEAD or not CHINESE.match(char) or char in lexicon.counters or masked & stretch(at, at + 1):
            continue
        ends = lexicon.words.ending(char) if FREE_RIGHT.match(folded, at + 1) else NOTHING
        if ends and ends.intersect(hit.masks[2]):
            yield Hit(at, at + 1, char, Kind.HEAD, Tier.EXACT, (ends, ends, ends))


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


def _decides(found: Match, folded: str, lexicon: Lexicon) -> bool:
    """True where a single character may tell products apart here."""
    if found.word.isascii():
        if found.word.isalpha() or SIZE_OF.match(folded, found.end) is not None:
            return True
        if in_list(found.start, found.end, folded):
            return True
        return (
            not (folded[found.end : found.end + 1] in TELLING and folded[found.end : found.end + 1] in lexicon.units)
            and SIZED.match(folded, found.end) is not None
            and folded[found.start - 1] not in SIDES  # 左1右1: one of each
            and "\u4e00" <= folded[found.start - 1 : found.start] <= "\u9fff"
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
    if found.word == "单" and ORDER_MADE.search(folded, 0, found.end) and (not after or after in ",。;!?\n 吧哈呗啊了"):
        return False  # 给恒力开个单
    if found.word == "白" and after == "送":
        return False  # 帽子一包 白送
    if found.word == "左" and after == "右":
        if re.match(r"\s*(?:各|都|两|每|分别)", folded[found.end + 1 :]):
            return True  # X3000左右各4件
        return not APPROX.search(folded, 0, found.start) and SHARED_BY_SIDES.match(folded, found.end + 1) is not None
    if folded[found.start - 1 : found.start] in NOT_AFTER.get(found.word, ()) and found.start:
        return False
    return after not in NOT_BEFORE.get(found.word, ())


def _size_of_next(found: Match, finds: Sequence[Match], folded: str, lexicon: Lexicon) -> bool:
    """True for a figure that a name has which stands right behind it: the 5 of 5的钻头 and of 55度5平刀."""
    if not found.word.isdecimal() or len(finds) > MOST_FINDS:
        return False
    own = lexicon.words[found.word].masks[2]
    at = found.end + 1
    if folded[found.end : at] != "的":
        before = [lexicon.words[m.word].masks[2] for m in finds if m.end == found.start and len(m.word) > 1]
        own, at = next((own & mask for mask in before if mask.intersect(own)), NOTHING), found.end
    names = (lexicon.words[m.word] for m in finds if m.start == at and len(m.word) > 1) if own else ()
    return any(name.kind is Kind.HEAD and name.masks[2].intersect(own) for name in names)


def in_list(start: int, end: int, folded: str) -> bool:
    """True for a figure in a list that has an amount for each: 标准:8 X 11 12 各20块, 朗骐3 5大灯各10只."""
    rest = LISTED.match(folded, end) if "各" in folded or "每" in folded or "都" in folded else None
    if rest is None:
        return False
    last = end - start == 1 and folded[start].isdecimal() and not rest[2]  # the 8 of 4 6 8各一盒
    return bool(rest[1]) or ((bool(rest[2]) or last) and LISTING.search(folded, max(0, start - 3), start) is not None)
