"""Which customers a text names: strong words outright, weak ones as candidates, sounds as a doubt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .dimensions.found import covered, stretch
from .features import CJK, Kind, Tier, fold
from .frozen import frozen
from .gazetteer import Match, longest
from .lexicon import Lexicon, Mask
from .products import Hit
from .segment import is_word
from .signs import signs_of
from .sound import sound_of
from .types import Candidate
from .words import FILLER

NOT_BEFORE = re.compile(
    r"(不是(?:[^\s,。;\d]{0,3}那[个家](?:[^\s,。;\d的]{1,3})?)?|错成|混成|搞成|弄成|发成|不给|别给|别发给)$"
)
NOT_AFTER = re.compile(r"(没关系|无关|没有关系|[^\s,。;!\d]{0,10}?(?:不管(?!多少|怎|什|是)|不归我|不用管|别管|管不着))")
DENIALS = frozenset("不别成没无")  # without any of these nobody is named only to be denied
START = re.compile(r"(?:^|[\n;。!?@:]|[给帮替]|客户|[a-z]:)\s*[:,]?\s*([\u3400-\u9fff]{2,8})")
FRONT = re.compile(r"([\u3400-\u9fff]{2,6}?)(?=要|订|下单|那单|的单|那票|来|拿|问|\s)")
TOWARDS = frozenset("给帮替跟和与催问叫让")  # what stands right before a name and is no part of a word
AT_START = re.compile(r"(?:[\n;。!?]|给|帮|替)\s?\Z")
WANTS = re.compile(r"(?:那边|这边|的)?\s?(?:要|订|定|来(?!电|说|人)|拿|加|补|下单|下个单)")
COUNT_NEXT = re.compile(r"[\s:要的来那家店]{0,3}[\d一二两三四五六七八九十半]")
NEW = re.compile(
    r"新(?:[接来开谈加拉找]的?)?客户[^\u3400-\u9fff]{0,3}(?:叫|名叫|是)?(?:什么)?([\u3400-\u9fff]{2,10}?)(?=吧|的|要|先|来|,|\s|$)"
)
NEWLY_OPENED = re.compile(
    r"新开(?:的|张的?|业的?)?(?:一?[家个])?(?:店|叫|名叫|是)*\s?[\"'\[]([\u3400-\u9fffa-z0-9]{2,12})[\"'\]]"
)
BRANCH_SIGNS = frozenset("总本边家店")
BRANCH = re.compile(
    r"(?P<head>总部|总店|总公司|本部)(?=\s?[:要来拿订]|那边|这边)|(?:^|[\s,。;:、]|\d[^\d\s]{1,2})(?P<place>[\u3400-\u9fff]{2,4}?)(?=那边|这边|那家|分店|店)"
)
THEIRS = re.compile(r"(?:的|那边|那家|店)[\s:,要来]{0,2}(?=[\u3400-\u9fffa-z]|\d)")
HEAD_OFFICE = ("总部", "总店", "总公司", "本部")
HEADING = re.compile(r"\s?[:,]\s?|\s+")
HOUSES = re.compile(r"(?:的|这)?(?P<count>[两二三四五六七八2-8])家(?:分?店|门店|店铺)?(?![\u3400-\u9fff]{0,2}[公单])")
COUNTS = {sign: at % 7 + 2 for at, sign in enumerate("二三四五六七八2345678")} | {"两": 2}
FOR_EACH = re.compile(r"各|每家|都要?|均|分别")
MOST_SHARED = 8  # customers that share a name
MOST_FRONTED = 12  # customers of a place that are looked at
BINDS = re.compile(r"^[\s的那家个店()·,-]{0,3}$")


@frozen
class Named:
    """A customer mention: the ids it fits, best first."""

    start: int
    end: int
    ids: tuple[str, ...]
    words: str
    fuzzy: bool = False
    weak: bool = False

    @property
    def one(self) -> str | None:
        """The customer where only one fits."""
        return self.ids[0] if len(self.ids) == 1 else None


def candidates(ids: Sequence[str], lexicon: Lexicon) -> tuple[Candidate, ...]:
    """Customer candidates for a question with choices."""
    share = 1 / len(ids) if ids else 0.0
    return tuple(Candidate(key, lexicon.label(key), share) for key in ids)


def _is_product(hit: Match, product_hits: Sequence[Hit], weak: bool) -> bool:
    """A product's own word that covers the mention, or touches a weak one, wins."""
    for other in product_hits:
        if hit.overlaps(other.start, other.end):
            longer = other.end - other.start > hit.end - hit.start
            same = (other.start, other.end) == (hit.start, hit.end)
            if longer and other.start <= hit.start and other.end >= hit.end and other.tier is Tier.EXACT:
                return True
            if weak and (longer or (same and (other.tier <= Tier.SUFFIX or _of_neighbour(other, product_hits)))):
                return True
    return False


def _of_neighbour(hit: Hit, product_hits: Sequence[Hit]) -> bool:
    """True for a piece of a name right beside a word of its own product: 钛白 of 钛白粉 in R902钛白."""
    beside = [o for o in product_hits if o.tier is Tier.EXACT and (o.end == hit.start or o.start == hit.end)]
    return hit.kind is Kind.HEAD and any(o.masks[0].intersect(hit.masks[2]) for o in beside if not o.lone)


def _there(hit: Match, shared: Mask, folded: str, found: Sequence[Match], lexicon: Lexicon) -> Mask:
    """Of the many customers that share a name the one at the place that is spoken of: 峨眉的两家,恒信要…."""
    index = lexicon.customer_index
    for place in found:
        here = shared & index.get(place.word).places if place.end <= hit.start else Mask()
        if len(here) == 1 and not NOT_BEFORE.search(folded[max(0, place.start - 4) : place.start]):
            return here
    return Mask()


def _within_word(hit: Match, folded: str) -> bool:
    """True for an everyday word that only ends a longer one: 电气 of 继电气 names nobody."""
    before = folded[hit.start - 1 : hit.start]
    within = len(hit.word) == 2 and CJK.fullmatch(before) is not None and before not in TOWARDS
    return within and is_word(hit.word)


def _behind_its_place(hit: Match, there: Mask, found: Sequence[Match], lexicon: Lexicon) -> bool:
    """True where the place of one of them stands right before it: 湛江|海滨."""
    index = lexicon.customer_index
    return any(other.end == hit.start and not there.isdisjoint(index.get(other.word).places) for other in found)


def _unless_product(hit: Match, product_hits: Sequence[Hit], lexicon: Lexicon) -> Match:
    """The name without the start of a product: in 星河披萨饼底 星河 is the customer, 披萨饼底 what it wants."""
    index = lexicon.customer_index
    for other in product_hits:
        if hit.start < other.start < hit.end < other.end and other.tier is Tier.EXACT and other.kind is Kind.HEAD:
            short = hit.word[: other.start - hit.start]
            whole, part = index.get(hit.word), index.get(short)
            mine = whole.strong or whole.weak
            if mine and (part.strong or part.weak) == mine:
                return Match(hit.start, other.start, short)
    return hit


def _standing(found: Sequence[Match], folded: str, product_hits: Sequence[Hit], lexicon: Lexicon) -> list[Match]:
    """The words that name somebody and are no product's."""
    index = lexicon.customer_index
    keep = []
    for hit in found:
        said = index.get(hit.word)
        strong = bool(said.strong) or said.staff
        there = said.weak
        if not strong and len(there) > MOST_SHARED:
            there = _there(hit, there, folded, found, lexicon)
        if not strong and (not there or len(there) > MOST_SHARED):
            continue
        if not strong and _within_word(hit, folded) and not _behind_its_place(hit, there, found, lexicon):
            continue
        hit = _unless_product(hit, product_hits, lexicon)
        if not _is_product(hit, product_hits, weak=not strong):
            keep.append(hit)
    return keep


def _known(keep: Sequence[Match], found: Sequence[Match], folded: str, lexicon: Lexicon) -> list[Named]:
    """Whom the words name, those aside that are named only to be denied."""
    index = lexicon.customer_index
    named, deniable = [], not DENIALS.isdisjoint(signs_of(folded))
    for hit in longest(_uncut(keep, lexicon) if len(keep) > 1 else keep):
        said = index.get(hit.word)
        if not said.ids:
            continue
        if deniable and (
            NOT_BEFORE.search(folded[max(0, hit.start - 8) : hit.start]) or NOT_AFTER.match(folded, hit.end)
        ):
            continue
        words = folded[hit.start : hit.end]
        ids = index.ids(said.ids if len(said.ids) <= MOST_SHARED else _there(hit, said.ids, folded, found, lexicon))
        if len(said.strong) == 1:
            ids = _head_office(index.ids(said.strong), hit.word, lexicon) or ids
        if not said.strong:
            there = said.places or (index.get(hit.word[:2]).places if len(hit.word) > 2 else said.places)
            ids = tuple(sorted({*ids, *_fronted(hit.word, there, lexicon)}))
        named.append(Named(hit.start, hit.end, ids, words, weak=not said.strong))
    return named


def find_customers(folded: str, lexicon: Lexicon, product_hits: Sequence[Hit] = (), masked: int = 0) -> list[Named]:
    """Mentions in the order of the text, each narrowed by places and neighbours."""
    index = lexicon.customer_index
    found = index.find(folded)
    if masked:
        found = [f for f in found if not masked & stretch(f.start, f.end)]
    if not found:
        return []
    keep = _standing(found, folded, product_hits, lexicon)
    named = _known(keep, found, folded, lexicon) if keep else []
    if not named:
        return []
    if branches := _branch_words(named, folded, lexicon):
        named = sorted([*named, *branches], key=lambda n: n.start)
    places = [f for f in found if index.get(f.word).places]
    merged = [_in_full(one, folded, product_hits, lexicon) for one in _merge(named, folded, places, lexicon)]
    if len(merged) > 1 and (theirs := _at_their_place(merged, folded, places, lexicon)):
        merged = sorted([*merged, *theirs], key=lambda n: n.start)
    merged = [_with_namesakes(n, merged, lexicon) if n.weak else n for n in merged]
    if len(merged) > 1:
        merged = [n for n in merged if not any(_covers(o, n) for o in merged)]
    if "家" in folded:
        merged = [part for one in merged for part in _all_houses(one, folded)]
    clipped = _clipped(merged, folded, product_hits, masked) if len(merged) > 1 else ()
    return sorted([*merged, *clipped], key=lambda n: n.start) if clipped else merged


def _covers(other: Named, named: Named) -> bool:
    """True where a mention begins within another one, or is a mere part of it: the 茶饮 of another in 银杏茶饮."""
    within = other.start <= named.start and named.end <= other.end and len(named.words) < len(other.words)
    return other.start <= named.start < other.end < named.end or (within and named.weak)


def _with_namesakes(named: Named, merged: Sequence[Named], lexicon: Lexicon) -> Named:
    """A mere part of one customer's name, with the others whose short name sounds so."""
    if not named.one or any(named.one in other.ids for other in merged if other is not named):
        return named
    return replace(named, ids=tuple(sorted({*named.ids, *_namesakes(named.words, lexicon)})))


def _all_houses(named: Named, folded: str) -> list[Named]:
    """All the branches that a name fits, where it is said that there are so many and what each gets: 两家店各5箱."""
    said = HOUSES.match(folded, named.end) if len(named.ids) > 1 else None
    if said is None or COUNTS[said["count"]] != len(named.ids) or FOR_EACH.search(folded, said.end()) is None:
        return [named]
    return [replace(named, ids=(one,)) for one in named.ids]


def _uncut(found: Sequence[Match], lexicon: Lexicon) -> list[Match]:
    """Without weak words that begin or end within a name said outright: 泰家具 of another one in 景泰家具."""
    strong = {f for f in found if lexicon.customer_index.get(f.word).strong}
    if not strong:
        return list(found)
    return [
        f
        for f in found
        if f in strong
        or not any(s.start < f.start < s.end < f.end or f.start < s.start < f.end < s.end for s in strong)
    ]


def _namesakes(word: str, lexicon: Lexicon) -> list[str]:
    """Customers one of whose own short names sounds like a part of another's: 爱康 of 爱康牙科 beside 艾康."""
    sound = sound_of(word)
    same = [lexicon.customers.get(key) for key in lexicon.customer_index.sounding(sound)]
    return [
        one.id
        for one in same
        if one is not None and any(len(a) == len(word) and sound_of(fold(a)) == sound for a in one.aliases)
    ]


def _branch_words(named: Sequence[Named], folded: str, lexicon: Lexicon) -> list[Named]:
    """Branches by the mere word that tells them apart, where their house is named: 雅美 五一那边, 天元店: 总部:."""
    if not named or BRANCH_SIGNS.isdisjoint(signs_of(folded)):
        return []
    taken = covered([(n.start, n.end) for n in named])
    index, found = lexicon.customer_index, []
    for match in BRANCH.finditer(folded):
        head = match["head"]
        start, end = match.span("head") if head else match.span("place")
        if taken & stretch(start, end):
            continue
        said = index.get(match["place"] + "店") if match["place"] else None
        for one in named:
            if head:
                kin = _house(lexicon.label(one.ids[0]), lexicon)
                ids = tuple(i for i in kin if head in lexicon.label(i) or any(head in a for a in _aliases(i, lexicon)))
            else:
                ids = tuple(i for i in one.ids if len(one.ids) > 1 and said and lexicon.customer_in(i, said.ids))
            if len(ids) == 1:
                found.append(Named(start, end, ids, folded[start:end]))
                break
    return found


def _at_their_place(named: Sequence[Named], folded: str, places: Sequence[Match], lexicon: Lexicon) -> list[Named]:
    """Customers named in full and then by their places: 武汉楚味轩跟黄石楚味轩,武汉的10桶,黄石的4桶."""
    single = [n for n in named if n.one]
    if len({n.ids for n in single}) < 2:
        return []
    taken = covered([(n.start, n.end) for n in named])
    found: list[Named] = []
    for place in longest([p for p in places if not taken & stretch(p.start, p.end)]):
        before = [n for n in single if n.end <= place.start]
        there = lexicon.customer_index.get(place.word).places
        ids = {n.ids for n in before if lexicon.customer_in(n.ids[0], there)}
        if len(ids) == 1 and len({n.ids for n in before}) > 1 and THEIRS.match(folded, place.end):
            found.append(Named(place.start, place.end, ids.pop(), folded[place.start : place.end], weak=True))
    return found


def _aliases(customer: str, lexicon: Lexicon) -> tuple[str, ...]:
    found = lexicon.customers.get(customer)
    return found.aliases if found else ()


def _house(label: str, lexicon: Lexicon) -> list[str]:
    """All branches whose names begin as this one's."""
    index, there = lexicon.customer_index, Mask()
    for size in (2, 3, 4):
        said = index.get(fold(label[:size]))
        for some in (said.strong, said.weak, said.places):
            there |= some if len(some) <= MOST_FRONTED else Mask()
    return [key for key in index.ids(there) if lexicon.label(key)[:3] == label[:3]]


def _fronted(word: str, places: Mask, lexicon: Lexicon) -> list[str]:
    """Customers whose name begins with a weak word: 南浔 is the hospital and the clinic there."""
    if len(places) > MOST_FRONTED:
        return []
    return [key for key in lexicon.customer_index.ids(places) if fold(lexicon.label(key)).startswith(word)]


def _head_office(strong: Sequence[str], word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The house itself where the word is its own short name and its books say which one it is: 总部, 总店."""
    own = _aliases(strong[0], lexicon)
    return tuple(strong) if any(a.endswith(HEAD_OFFICE) for a in own) and word in map(fold, own) else ()


def _in_full(named: Named, folded: str, product_hits: Sequence[Hit], lexicon: Lexicon) -> Named:
    """The mention with what follows of the full name: 兴宁客都|食品, 荔乡|合作社."""
    if CJK.match(folded, named.end) is None:
        return named
    taken = {h.start for h in product_hits if h.tier is Tier.EXACT and len(h.word) > 2}
    if named.end in taken:
        return named
    full = [(i, name) for i in named.ids if (name := fold(lexicon.label(i)))]
    end = named.end
    while end < len(folded) and end not in taken and CJK.match(folded[end]):
        rest = [
            (i, at)
            for i, name in full
            if (at := _goes_on(name, folded[named.start : named.end], folded[named.end : end + 1]))
        ]
        if not rest:
            break
        full = [(i, name) for i, name in full if i in {i for i, _ in rest}]
        end += 1
    if end - named.end < 2:
        return named
    ids = tuple(i for i, _ in full)
    return replace(named, end=end, ids=ids, words=folded[named.start : end])


def _goes_on(name: str, said: str, more: str) -> bool:
    """True where the full name holds what was said and, behind it, what follows in the text."""
    at = name.find(said[-2:])
    return at >= 0 and more in name[at:]


def _clipped(named: Sequence[Named], folded: str, product_hits: Sequence[Hit], masked: int) -> list[Named]:
    """Customers named once and then by the front of that name, or by its first and last sign: 师苑小学 高教东区 …
    师苑3箱 高教8箱, 三工区 五工区 … 三区8块 五区6块.
    """
    taken = masked | covered([(n.start, n.end) for n in named])
    taken |= covered([(h.start, h.end) for h in product_hits if h.tier is Tier.EXACT])
    found: list[Named] = []
    for one, front in _short_forms(named):
        at = folded.find(front, one.end)
        while at >= 0:
            if (
                not taken & stretch(at, at + 2)
                and (COUNT_NEXT.match(folded, at + 2) or _wants_goods(folded, at + 2, product_hits))
                and not any(n.start == at for n in found)
            ):
                found.append(Named(at, at + 2, one.ids, front, weak=True))
            at = folded.find(front, at + 2)
    return found


def _short_forms(named: Sequence[Named]) -> Iterator[tuple[Named, str]]:
    """What customers that are named once may be called behind that; ends only where they tell them apart."""
    sure = [one for one in named if one.one is not None and len(one.words) > 2]
    ends = [one.words[0] + one.words[-1] for one in sure]
    for one, end in zip(sure, ends, strict=True):
        front = one.words[:2]
        if CJK.fullmatch(front):
            yield one, front
        if ends.count(end) == 1 and len({other[1] for other in ends}) < len(ends) and CJK.fullmatch(end):
            yield one, end


def _wants_goods(folded: str, at: int, product_hits: Sequence[Hit]) -> bool:
    """True where goods stand right behind 要 or a colon: 丽江要西芹2件."""
    said = folded[at : at + 1] in ("要", "订", "拿", ":")
    return said and any(h.start == at + 1 and not h.lone for h in product_hits)


def _merge(named: list[Named], folded: str, places: Sequence[Match], lexicon: Lexicon) -> list[Named]:
    """Neighbours that agree are one mention; a place beside an open one narrows it."""
    merged: list[Named] = []
    for item in named:
        if merged:
            last = merged[-1]
            common = tuple(i for i in last.ids if i in item.ids)
            if common and BINDS.match(folded[last.end : item.start]):
                words = folded[last.start : item.end]
                merged[-1] = replace(last, end=item.end, ids=common, words=words, weak=last.weak and item.weak)
                continue
        merged.append(item)
    merged = [_placed(item, folded, places, lexicon) if len(item.ids) > 1 else item for item in merged]
    return _branches(_same(merged), lexicon) if len(merged) > 1 else merged


def _placed(item: Named, folded: str, places: Sequence[Match], lexicon: Lexicon) -> Named:
    for place in places:
        near = abs(place.start - item.end) <= 6 or abs(item.start - place.end) <= 4
        if not near or place.overlaps(item.start, item.end):
            continue
        if NOT_BEFORE.search(folded[max(0, place.start - 4) : place.start]):
            continue
        fits = tuple(i for i in item.ids if lexicon.customer_in(i, lexicon.customer_index.get(place.word).places))
        if fits:
            return replace(item, ids=fits)
    return item


def _branches(named: list[Named], lexicon: Lexicon) -> list[Named]:
    """After 大渔武林 a mere 滨江 means the other branch of 大渔."""
    fronts = {lexicon.label(n.ids[0])[:2] for n in named if len(n.ids) == 1}
    return [
        replace(n, ids=kin)
        if n.weak and len(n.ids) > 1 and len(kin := tuple(i for i in n.ids if lexicon.label(i)[:2] in fronts)) == 1
        else n
        for n in named
    ]


def _same(named: list[Named]) -> list[Named]:
    """An open mention means the customer that another mention of the message names outright."""
    sure = [n.ids[0] for n in named if len(n.ids) == 1]
    return [
        replace(n, ids=fits) if len(n.ids) > 1 and len(fits := tuple(i for i in n.ids if i in sure)) == 1 else n
        for n in named
    ]


def place_hits(folded: str, lexicon: Lexicon) -> list[tuple[Match, Mask]]:
    """Words that only tell customers apart (regions, branches), with the customers there."""
    index = lexicon.customer_index
    return [(f, there) for f in index.find(folded) if (there := index.get(f.word).places)]


def by_sound(folded: str, lexicon: Lexicon, masked: int) -> Named | None:
    """A misspelt customer where a customer would stand: at the start of a sentence or after 给, 客户."""
    for match in START.finditer(folded[:400]):
        run, offset = match[1], match.start(1)
        for size in range(min(6, len(run)), 1, -1):
            start, end = offset, offset + size
            if run[0] in "各每":
                break  # 各少1吨
            if masked & stretch(start, end) or run[:size] in FILLER:
                continue  # 可以,确认: no 科仪
            ids = lexicon.customer_index.sounding(sound_of(run[:size]))
            written = _fronted(run[:size], lexicon.customer_index.get(run[:size]).places, lexicon) if ids else []
            if written and set(ids).isdisjoint(written):  # 宏达 of two that are written so is no 鸿达
                both = written if len(written) > 1 else (*written, *ids)
                return Named(start, end, tuple(sorted(both)), run[:size], weak=True)
            if ids and (size > 2 or len(run) == 2 or (FRONT.match(run) and FRONT.match(run)[1] == run[:size])):  # type: ignore[index]
                return Named(start, end, ids, run[:size], fuzzy=True)
    return None


def by_place(folded: str, lexicon: Lexicon, masked: int) -> Named | None:
    """The customers whose names begin with the word that stands where a customer would: 城东要…, of two in 城东."""
    for match, there in place_hits(folded, lexicon):
        if match.start and not AT_START.search(folded, max(0, match.start - 3), match.start):
            continue
        heads = not folded[: match.start].strip() and _before_goods(folded, match.end, masked)
        if masked & stretch(match.start, match.end) or not (heads or WANTS.match(folded, match.end)):
            continue
        ids = tuple(sorted(_fronted(match.word, there, lexicon)))
        if 1 < len(ids) <= MOST_SHARED:
            return Named(match.start, match.end, ids, match.word, weak=True)
    return None


def _before_goods(folded: str, end: int, masked: int) -> bool:
    """True where goods or an amount stand right behind a blank or a colon: 联华 包菜5袋."""
    gap = HEADING.match(folded, end)
    return gap is not None and bool(masked & stretch(gap.end(), gap.end() + 1))


def unlisted(folded: str, lexicon: Lexicon, masked: int = 0) -> tuple[int, int, str] | None:
    """The words after 新客户叫 …, or in quotes after 新开的: a customer that is in no list yet."""
    match = NEW.search(folded) if "新" in folded else None
    if match is None and "新开" in folded:
        match = NEWLY_OPENED.search(folded)
        match = None if match and lexicon.customer_index.get(match[1]).ids else match
    if match is None or masked & stretch(*match.span(1)):
        return None
    return match.start(1), match.end(1), match[1]
