"""Groups product words into mentions and settles which products each may mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, pairwise, zip_longest

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .family import family, heads_of
from .features import CJK, Kind, Tier, fold
from .features import heads as called
from .goods import written
from .lexicon import NOTHING, Lexicon, Mask, ProductRecord
from .loose import loose, twin
from .plain import plainest
from .products import Choice, Hit, agrees, inherit, resolve, tells_much, wide
from .scene import Scene
from .series import in_series
from .sizes import as_often, sized
from .thick import MARK
from .words import COLOURS, TELLING

NUMBERED = re.compile(r"(?:[一二三四五六七八九十]|\d{1,3})[段号代级档阶][\u4e00-\u9fff]?")
SORT = re.compile(r"([\u4e00-\u9fff])的\s?(?=[\d一二两三四五六七八九十半几各])")  # 手套线的20打
MAKE = re.compile(r"(?:\A|[^\u3400-\u9fff])([\u3400-\u9fff]{2})\Z")
IDLE_FRONTS = frozenset(("大", "小", "老", "新", "普通", "一次性"))  # before a by-name
SIZE = re.compile(r"(?:x{0,4}[sml]|[2-9]xl)[码号]?|\d+#")
SEVERAL = re.compile(
    r"\d+(?:\.\d+)?(?:(?:[*/-]\d+(?:\.\d+)?)+|(?:mm|cm|m|kg|g|ml|l|w|v|寸|公分|厘米|毫米|克|毫升|公斤|瓦))"
)  # 400-500, 60公分
WRITTEN_SIZE = re.compile(r"(?<=[\u4e00-\u9fff]) ?\d+(?:[*.]\d+)*\Z")  # at the end of a name
TWO_MEASURES = re.compile(r"(?<![\d.*])\d+(?:\.\d+)?\*\d+(?:\.\d+)?(?![\d.*])")
REST = re.compile(r"(?<=\*)\d+(?:\.\d+)?[\u4e00-\u9fff]?")
MOST_SO_CODED = 6  # products of one code
MOST_WORDS = 24  # words of one mention
MOST_ALIKE = 12  # products of one name that are looked at


@dataclass(slots=True)
class Item:
    """One product line under construction."""

    start: int
    end: int
    hits: tuple[Hit, ...]
    choice: Choice
    quantity: Found[Quantity] | None = None
    mention: str = ""
    unknown: bool = False
    each: bool = False
    gift: bool = False
    slip: bool = False
    inherited: bool = False
    torn: bool = False  # its words do not agree with each other
    product: tuple[int, int] | None = None
    price: Found[Quantity] | None = None  # the number said for its price in a list of prices
    context: tuple[Hit, ...] = field(default_factory=tuple)


def _forms(hit: Hit, lexicon: Lexicon) -> list[Hit]:
    """The word, then what names the wider family: its ends, 减震器 of 后减震器, and 热水管 of 热水管20."""
    forms = [hit]
    if hit.kind is Kind.HEAD:
        stem = WRITTEN_SIZE.sub("", hit.word)
        stem = stem.split(" ")[0] if stem == hit.word else stem  # 打印纸 of 打印纸 241-3 三等分
        entry = lexicon.words.get(stem) if len(stem) > 1 and stem != hit.word else None
        if entry is not None and entry.kind is Kind.HEAD and entry.tier <= Tier.SUFFIX:
            forms.append(replace(hit, end=hit.start + len(stem), word=stem, tier=entry.tier, masks=entry.masks))
        for cut in range(1, len(hit.word) - 1):
            entry = lexicon.words.get(hit.word[cut:])
            if entry is not None and entry.kind is Kind.HEAD and entry.tier <= Tier.SUFFIX:
                forms.append(
                    replace(
                        hit,
                        start=min(hit.start + cut, hit.end),  # what was only borrowed stands nowhere
                        word=hit.word[cut:],
                        tier=entry.tier,
                        masks=entry.masks,
                    )
                )
    return forms


def lend(choice: Choice, context: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """Takes from the words around what agrees; a head that does not agree lends its family."""
    order = sorted(context, key=lambda h: (h.kind, -len(h.word), -h.start))
    for hit in order:
        for form in chain(_forms(hit, lexicon), *_parts(hit, lexicon)):
            if agrees(choice.mask, form):
                choice = inherit(choice, (form,), lexicon)
                break
    return choice


def _clash(hit: Hit, group: Sequence[Hit], lexicon: Lexicon, each: bool) -> bool:
    """True where the word starts another product rather than describing this one."""
    if each and (_other_variant(hit, group) or _other_colour(hit, group, lexicon)):
        return True
    if (each or (hit.kind is Kind.HEAD and hit.start == group[-1].end)) and _another_kind(hit, group):
        return True
    got = resolve(group, lexicon)
    if agrees(got.mask, hit):
        return False
    wider = resolve([*group, hit], lexicon)
    if len(wider.skipped) <= len(got.skipped):
        return False
    if hit.kind is Kind.HEAD and hit.tier <= Tier.SUFFIX:
        return any(h.kind is Kind.HEAD and h.tier <= Tier.SUFFIX for h in group) or each
    if each:
        apart = hit.start > group[-1].end and len(hit.word) > 1  # 丰禾的和沃地旺的各100袋
        return hit.tier is Tier.EXACT or hit.kind is not Kind.HEAD or apart
    return hit.kind is Kind.CODE and len(hit.word) > 2 and not goes_on(group[-1], hit)


def _another_kind(hit: Hit, group: Sequence[Hit]) -> bool:
    """True for one more kind of what is named, told by the front of its by-name: the 五楼 of 楼层牌四楼五楼各3块."""
    if hit.tier is not Tier.PART:
        return False
    names = [h for h in group if h.naming and h.tier <= Tier.SUFFIX and agrees(h.masks[2], hit)]
    kinds = [h for h in group if h.kind is hit.kind and h.tier is Tier.PART]
    return any(agrees(n.masks[2], k) and not agrees(k.masks[2], hit) for n in names for k in kinds)


def goes_on(model: Hit, hit: Hit) -> bool:
    """True for letters glued to a model, which make another one of it: the Pro of Note13Pro."""
    return model.end == hit.start and hit.word.isascii() and hit.word.isalpha() and model.word[-1:].isdigit()


def _other_variant(hit: Hit, group: Sequence[Hit]) -> bool:
    """True for a model in a list with the one it goes on from: the 15Pro of 15/15Pro各300, and the 15 of 15Pro/15."""
    if hit.kind is Kind.HEAD or hit.start <= group[-1].end or not any(char.isdigit() for char in hit.word):
        return False
    others = [h.word for h in group if h.kind is not Kind.HEAD and any(char.isdigit() for char in h.word)]
    return any(hit.word != o and (hit.word.startswith(o) or o.startswith(hit.word)) for o in others)


def _other_colour(hit: Hit, group: Sequence[Hit], lexicon: Lexicon) -> bool:
    """True for the second of two colours that no thing has at once: 1.5的红蓝各一卷, though some thread is 红蓝."""
    last = group[-1]
    if last.end != hit.start or not COLOURS.issuperset((hit.word, last.word)):
        return False
    others = [h for h in group if h is not last]
    base = resolve(others, lexicon).mask if others else lexicon.everything
    one, two = base & last.masks[1], base & hit.masks[1]
    return bool(one and two) and not one.intersect(two)


def _named_again(hit: Hit, group: Sequence[Hit]) -> bool:
    """True for the second 冰红茶 in 统一冰红茶 康师付冰红茶: the same name again is another product."""
    if hit.kind is not Kind.HEAD or hit.tier is not Tier.SUFFIX:
        return False
    return any(h.kind is Kind.HEAD and h.end + 2 <= hit.start and h.word.endswith(hit.word) for h in group)


def groups(hits: Sequence[Hit], lexicon: Lexicon, each: bool) -> list[list[Hit]]:
    """Cuts words into mentions; with 各 the words that all share are given to every mention."""
    parts: list[list[Hit]] = []
    words: set[str] = set()
    if each:
        hits = [h for h, after in zip_longest(hits, hits[1:]) if not _begins_name(h, after, lexicon)]
    held: Hit | None = None
    for hit, after in zip(hits, [*hits[1:], None], strict=False):
        if parts and after is not None and _sized_again(parts[-1], hit, after):
            parts.append([hit])
            words, held = {hit.word}, after
            continue
        if hit is held:
            parts[-1].append(hit)
            continue
        again = bool(parts) and hit.word in words
        if again and (each or hit.kind is not Kind.FEATURE or not resolve(parts[-1], lexicon).skipped):
            continue
        heads = [h for h in parts[0] if h.kind is Kind.HEAD] if each and parts and not has_head(parts[-1]) else []
        fits = parts and len(words) < MOST_WORDS and not _clash(hit, [*heads, *parts[-1]], lexicon, each)
        if fits and not again and not _named_again(hit, parts[-1]):
            parts[-1].append(hit)
        else:
            own = _size_before(parts[-1], hit, lexicon) if parts and not each else None
            parts.append([own, hit] if own else [hit])
            words = {own.word} if own else set()
        words.add(hit.word)
    if each and len(parts) > 2 and _names_the_list(parts):
        parts[0] += parts.pop()
    if each and len(parts) > 1:
        parts = _with_own_words(parts)
    if each and 1 < len(parts) < MOST_WORDS:
        row = [h for h in parts[0] if h.naming and h.tier <= Tier.SUFFIX]
        parts = [p for p, after in zip(parts, [*parts[1:], None], strict=True) if not _describes(p, after, row)]
        _share(parts, lexicon)
    return parts


def _sized_again(part: Sequence[Hit], hit: Hit, after: Hit) -> bool:
    """True for the size that begins the next of 4公斤的鲁安 8公斤的中盾: the size stands before the name, with a 的."""
    if len(part) < 2 or not part[0].kind is hit.kind is not Kind.HEAD or hit.start <= part[-1].end:
        return False
    told = part[1].start - part[0].end == 1 == after.start - hit.end and after.kind is part[1].kind
    return told and part[0].word.lstrip("0123456789.") == hit.word.lstrip("0123456789.") != hit.word


def _begins_name(hit: Hit, after: Hit | None, lexicon: Lexicon) -> bool:
    """True for the name of another thing that only begins the next one: the O圈 of O圈修理盒, listed as O型圈修理盒."""
    if (
        after is None
        or hit.end != after.start
        or not (hit.kind is after.kind is Kind.HEAD)
        or agrees(after.masks[2], hit)
    ):
        return False
    said = hit.word + after.word
    return any(_in_order(said, fold(product.name)) for product in lexicon.some(after.masks[1], MOST_ALIKE))


def _in_order(said: str, name: str) -> bool:
    """True where a name holds the characters that were said, in their order."""
    rest = iter(name)
    return all(char in rest for char in said)


def _names_the_list(parts: Sequence[Sequence[Hit]]) -> bool:
    """True for a name glued to the last figure of a list that is none of its own: the 大灯 of 朗骐3 5 6大灯各10只."""
    name, before = parts[-1], parts[-2]
    glued = name[0].end - name[0].start > 1 and before[-1].end == name[0].start and before[-1].kind is Kind.NUMBER
    return glued and has_head(name) and not any(has_head(part) for part in parts[:-1])


def _size_before(part: list[Hit], name: Hit, lexicon: Lexicon) -> Hit | None:
    """Takes the size off the words before that is glued to the next name and none of theirs: 19的 再加38|方通."""
    last = part[-1]
    if len(part) < 2 or last.end != name.start or not has_head([name]) or last.kind not in (Kind.NUMBER, Kind.CODE):
        return None
    before = resolve(part[:-1], lexicon).mask
    if not before or agrees(before, last) or not agrees(name.masks[2], last):
        return None
    return part.pop()


def _with_own_words(parts: list[list[Hit]]) -> list[list[Hit]]:
    """The list with mere words put to the name they are glued to, even where no such thing has them.

    客房袋泡茶绿茶红茶各2箱: some other thing is for a 客房, and none is wanted; whether the tea is, will be asked.
    """
    kept: list[list[Hit]] = []
    for part, after in zip_longest(parts, parts[1:]):
        words = all(h.kind is Kind.FEATURE and CJK.fullmatch(h.word) and not TELLING.issuperset(h.word) for h in part)
        glued = after is not None and part[-1].end == after[0].start and has_head(after[:1])
        coloured = len(part) == 1 and part[0].lone and bool(kept) and kept[-1][-1].end < part[0].start  # 底壳A0 黑面板
        if after and glued and (coloured or (words and not any(h.lone for h in part))):
            after[:0] = part
        else:
            kept.append(part)
    return kept


def _describes(part: Sequence[Hit], after: Sequence[Hit] | None, row: Sequence[Hit]) -> bool:
    """True for mere pieces of names glued to another name: 学生 of 学生直尺, though some pen is one for 学生.

    `row` are the names that the list begins with: the 五楼 of 楼层牌四楼五楼六楼 is a kind of theirs.
    """
    if after is None or part[-1].end != after[0].start or not has_head(after[:1]):
        return False
    if any(agrees(name.masks[2], part[0]) for name in row if name not in part):
        return False
    return all(h.kind is Kind.HEAD and h.tier is Tier.PART for h in part)


def _share(parts: list[list[Hit]], lexicon: Lexicon) -> None:
    own = [list(part) for part in parts]
    for part in parts:
        for hit in (h for other in own for h in other if other is not part):
            got = resolve(part, lexicon)
            known = {h.word for h in part}
            told = hit.kind is Kind.HEAD and any(h.tier is Tier.SUFFIX and hit.word.endswith(h.word) for h in part)
            if has_head(part) and not got.one and agrees(got.mask, hit) and hit.word not in known and not told:
                part.append(hit)


def own_stretch(group: Sequence[Hit]) -> tuple[int, int]:
    """Where a mention stands; words that it only shares with others were added behind its own."""
    end = group[0].end
    for before, hit in pairwise(group):
        if hit.start < before.end:
            break
        end = hit.end
    return group[0].start, end


def has_head(hits: Sequence[Hit]) -> bool:
    """True where one of the words can name a product."""
    for hit in hits:  # noqa: SIM110 (asked ten times a message, and any() takes three times as long)
        if hit.kind is Kind.HEAD and hit.tier <= Tier.SUFFIX:
            return True
    return False


def _numbered_like(group: Sequence[Hit], got: Choice, context: Sequence[Hit], lexicon: Lexicon) -> Mask:
    """Of what many things are called by their number, 二段, 3号, the one of the thing named before."""
    if len(group) != 1 or NUMBERED.fullmatch(group[0].word) is None or len(got.mask) < 2 or not has_head(context):
        return NOTHING
    before = resolve(context, lexicon).mask
    if not before or before.intersect(got.mask):
        return NOTHING
    said = [got.mask & h.masks[0] for h in context if h.kind is Kind.HEAD and h.tier is Tier.EXACT]
    same = min((mask for mask in said if mask), key=len, default=NOTHING) or got.mask & family(before, lexicon)
    return same if len(same) < len(got.mask) else NOTHING


def _by_itself(group: Sequence[Hit], lexicon: Lexicon) -> tuple[Choice, bool]:
    """The products that the words of one group fit, and whether they disagree."""
    got = resolve(group, lexicon)
    if got.skipped and (meant := _in_two_words(group, lexicon)) is not None:
        return meant, False
    if got.skipped and (wider := _loosely_called(group, got, lexicon)) is not None:
        return wider
    torn = any(h.lone or h.naming or h.tier is Tier.EXACT for h in got.skipped)
    if torn and any(h.lone for h in got.skipped):
        sides = [h for h in group if not h.lone]
        got = resolve(sides or group, lexicon)
    if torn and got.one and any(tells_much(h) for h in got.skipped) and not any(h.tier is Tier.EXACT for h in got.used):
        got = replace(got, mask=got.mask | resolve(got.skipped, lexicon).mask)  # the one or the other
    return got, torn


def _in_two_words(group: Sequence[Hit], lexicon: Lexicon) -> Choice | None:
    """What fits all the words where one that only another product has as a whole is read as the two it is made of.

    In 大唐六类屏蔽 it is the 屏蔽 one of what is called 大唐六类, though plugs are 六类屏蔽.
    """
    for at, hit in enumerate(group):
        for parts in _parts(hit, lexicon):
            choice = resolve([*group[:at], *parts, *group[at + 1 :]], lexicon)
            if choice.mask and not choice.skipped:
                return choice
    return None


def _parts(hit: Hit, lexicon: Lexicon) -> Iterator[tuple[Hit, Hit]]:
    """The pairs of catalogue words that a word of a specification is made of: 六类 and 屏蔽 of 六类屏蔽."""
    if hit.kind is not Kind.FEATURE or hit.fuzzy or hit.end - hit.start != len(hit.word) or not CJK.fullmatch(hit.word):
        return
    for cut in range(2, len(hit.word) - 1):
        front, back = lexicon.words.get(hit.word[:cut]), lexicon.words.get(hit.word[cut:])
        if front is not None and back is not None:
            middle = hit.start + cut
            yield (
                Hit(hit.start, middle, hit.word[:cut], front.kind, front.tier, front.masks),
                Hit(middle, hit.end, hit.word[cut:], back.kind, back.tier, back.masks),
            )


def _loosely_called(group: Sequence[Hit], got: Choice, lexicon: Lexicon) -> tuple[Choice, bool] | None:
    """All the words under the end of a by-name that says nothing of the thing itself: 大浴巾800克, 一次性牙刷竹柄.

    With it whether that is doubtful: 大 and the like say nothing anywhere, 防水 of 防水手套 may.

    Other towels are called 大浴巾 in the list, but nothing in their own name or specification is 大: whoever says a
    weight or a kind that only a towel of another row has means that one.
    """
    for hit in got.used:
        if hit.kind is not Kind.HEAD or hit.tier is not Tier.EXACT or len(hit.word) < 3 or hit not in group:
            continue
        called_so = list(islice(hit.masks[0], MOST_ALIKE + 1))
        if len(called_so) > MOST_ALIKE:
            continue
        books = [fold(f"{one.name} {one.spec}") for one in (lexicon.products[at] for at in called_so)]
        for form in _forms(hit, lexicon)[1:]:
            front = hit.word.removesuffix(form.word)
            if front == hit.word or form.tier is not Tier.EXACT or any(front in book for book in books):
                continue
            wider = resolve([form if h is hit else h for h in group], lexicon)
            if wider.mask and not wider.skipped:
                return wider, front not in IDLE_FRONTS
    return None


def settled(group: Sequence[Hit], context: Sequence[Hit], lexicon: Lexicon) -> tuple[Choice, bool, bool]:
    """The products of one group, whether it leaned on its context, and whether its words disagree."""
    got, torn = _by_itself(group, lexicon)
    if context and (same := _numbered_like(group, got, context, lexicon)):
        return Choice(same, got.used, got.skipped), True, torn
    coded = NOTHING if torn or has_head(group) else _whole_code(group, lexicon) & got.mask
    if has_head(group) or not context or len(coded) == 1:
        return Choice(coded, got.used, got.skipped) if coded else got, False, torn
    base = _headed(group, context, lexicon, clean=got.one and not got.skipped)
    if base is not None:
        return _under(base, group, context, lexicon) if not coded or coded.intersect(base.mask) else (got, False, torn)
    sizes = (SIZE.fullmatch(h.word) or SEVERAL.fullmatch(h.word) or h.word.startswith(MARK) for h in group)
    if all(sizes) and has_head(context) and not _sized_by_itself(group, context, lexicon):
        return Choice(NOTHING), True, False  # a size that the thing does not have: of no other thing either
    known = [h for h in context if _lasting(h)]
    if known and not any(h.kind is Kind.HEAD and h.tier <= Tier.SUFFIX for h in context):
        shared = resolve(known, lexicon)
        whole = inherit(Choice(shared.mask, shared.used), group, lexicon)
        if len(known) > 1 and whole.mask and not shared.skipped and all(h in whole.used for h in group):
            return whole, True, torn  # 树脂5号开尾 55白1500 60白800: what was said once holds for all
        narrow = lend(got, known, lexicon)  # 28*42白的两箱 灰的一箱, 丰禾25-10-10硫基15吨 氯基25吨
        if narrow.mask != got.mask:
            return narrow, True, torn
    brands = [b for h in context if (b := _front(h, lexicon)) is not None] if len(got.mask) > 1 else []
    narrow = lend(got, brands, lexicon) if brands else got
    if narrow.mask != got.mask:
        return narrow, True, torn
    if not got.one and got.mask and has_head(context):
        narrow = lend(got, [h for h in context if not h.lone and not has_head([h])], lexicon)
        if narrow.one and _same_thing(narrow.mask, resolve(context, lexicon).mask, lexicon):
            return narrow, True, torn  # 三角12R22.5导向胎8条 驱动20条: the other kind of the same
    if not got.one and got.mask and not has_head(context):
        narrow = lend(got, [h for h in context if not h.lone and h.kind is not Kind.HEAD], lexicon)
        if narrow.one:
            return narrow, True, torn  # 1.5平方BV红黄各40卷 双色20卷: named by its kind and size alone
    return got, False, torn


def _sized_by_itself(group: Sequence[Hit], context: Sequence[Hit], lexicon: Lexicon) -> bool:
    """True for a size of two measures that is the whole of one thing's, behind a thing that comes in no such sizes.

    收银机1台 80*50 2箱: no cash register has two measures, and just one thing is 80*50.
    """
    if len(group) != 1 or TWO_MEASURES.fullmatch(group[0].word) is None or len(group[0].masks[0]) != 1:
        return False
    before = lexicon.some(resolve(context, lexicon).mask, MOST_ALIKE)
    kin = [one for product in before for one in lexicon.some(family(lexicon.mask_of([product.sku]), lexicon), 40)]
    return bool(kin) and not any(TWO_MEASURES.search(fold(f"{one.name} {one.spec}")) for one in kin)


def _under(base: Choice, group: Sequence[Hit], context: Sequence[Hit], lexicon: Lexicon) -> tuple[Choice, bool, bool]:
    """What the words mean under a name of their context, as `settled` says it."""
    shorter = any(h not in context and h not in group and has_head([h]) for h in base.used)
    base = _still(base, group, context, lexicon) if base.one else base
    brands = [b for h in context if (b := _front(h, lexicon)) is not None] if not base.one else []
    lent = _rest_of_size(lend(base, (*context, *brands), lexicon), group, context, lexicon)
    return lent, True, shorter and base.one and all(map(_sized, group))


def _rest_of_size(choice: Choice, group: Sequence[Hit], context: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """Lets the rest of a size hold where only its first number is said anew: Φ18 behind Φ12*9米."""
    if choice.one or not choice.mask or any("*" in h.word for h in group):
        return choice
    for hit in context:
        rest = REST.findall(hit.word) if "*" in hit.word else []
        if len(rest) > 1 or (rest and CJK.match(rest[0][-1])):
            entries = [lexicon.words.get(piece) for piece in rest]
            mask = choice.mask
            for entry in entries:
                mask = mask & entry.masks[2] if entry else NOTHING
            choice = replace(choice, mask=mask or choice.mask)
    return choice


def _still(base: Choice, group: Sequence[Hit], context: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """Lets a grade said before hold for the next size: 75*8 behind Q355的角钢100*10, though one is called 角钢75*8."""
    lost = [h for h in context if h.kind is Kind.CODE and h.tier is not Tier.EXACT and not loose(h)]
    lost = [h for h in lost if h.word[0].isalpha() and not agrees(base.mask, h)]
    head = next((h for h in base.used if has_head([h])), None) if lost else None
    if head is None:
        return base
    mask = wide(head, lexicon)
    for hit in (*group, *lost):
        mask = mask & hit.masks[2]
    return Choice(mask, (*base.used, *lost)) if mask else base


def _whole_code(group: Sequence[Hit], lexicon: Lexicon) -> Mask:
    """The few products whose whole code is said: F205 behind 不锈钢F205 is the plain one."""
    for hit in group:
        some = list(islice(hit.masks[0], MOST_SO_CODED + 1)) if hit.distinctive else []
        so_called = [at for at in some if hit.word in _codes_of(lexicon.products[at])]
        if so_called and len(some) <= MOST_SO_CODED:
            return Mask(so_called)
    return NOTHING


def _codes_of(product: ProductRecord) -> set[str]:
    sku = fold(product.sku)
    return {sku, sku.replace("-", ""), *called(product.name, product.aliases)}


def _same_thing(one: Mask, other: Mask, lexicon: Lexicon) -> bool:
    """True where all of these products have one name and one maker."""
    return bool(one and other) and len(other) <= 40 and len({lexicon.products[i].name for i in one | other}) == 1


def _sized(hit: Hit) -> bool:
    """True for a size or a colour, which many things have."""
    return (hit.word[0].isdecimal() and not hit.distinctive) or TELLING.issuperset(hit.word)


def _lasting(hit: Hit) -> bool:
    """True for words that hold for what follows without a name of its own: a brand, a code."""
    if hit.kind is Kind.HEAD:
        return hit.tier is Tier.PART and len(hit.word) > 1 and CJK.fullmatch(hit.word) is not None
    if hit.kind is Kind.FEATURE:
        return hit.tier is Tier.EXACT and len(hit.word) > 1 and CJK.fullmatch(hit.word) is not None
    return hit.kind is Kind.CODE and len(hit.word) > 2


def _front(hit: Hit, lexicon: Lexicon) -> Hit | None:
    """The brand that a name of word and code begins with: 百旺 of 百旺A4, which holds for the A3 behind it too."""
    front = CJK.match(hit.word) if hit.kind is Kind.HEAD and hit.word[-1].isascii() else None
    entry = lexicon.words.get(front[0]) if front and len(front[0]) > 1 else None
    if front is None or entry is None:
        return None
    return replace(hit, end=hit.start + len(front[0]), word=front[0], tier=entry.tier, masks=entry.masks)


def _headed(group: Sequence[Hit], context: Sequence[Hit], lexicon: Lexicon, *, clean: bool) -> Choice | None:
    """This group's words under the nearest name before it; None where they do not go together.

    `clean` says that the group alone means one product: then the name has to have all of it.
    """
    heads = [h for h in context if h.kind is Kind.HEAD and h.tier <= Tier.SUFFIX]
    close: Choice | None = None  # without the single characters, where no name has them
    heads = sorted(heads, key=lambda h: -h.start)
    whole = resolve(context, lexicon)
    if heads and whole.one:  # O圈65*5.7 一包 100*5.7 一包: what the first of them is called, whatever was said of it
        heads += [h for p in lexicon.some(whole.mask, 1) for h in heads_of(p, lexicon)]
    for at, head in enumerate(heads):
        other = twin(head, group[0], lexicon) if len(group) == 1 else None
        for form in [*_forms(head, lexicon), *([other] if other else [])]:
            for mask in dict.fromkeys(form.masks if form.word == head.word else form.masks[:2]):
                got = inherit(Choice(mask, (form,)), group, lexicon) if mask else Choice(NOTHING)
                got = replace(got, mask=as_often(got.mask, group, lexicon))
                if got.mask and len(got.used) > 1 and all(h in got.used for h in group):
                    return got  # 黑地膜1米2的20卷 白的80公分30卷: 地膜
                if (
                    close is None
                    and not clean
                    and got.mask
                    and len(got.used) > 1
                    and all(h in got.used or h.lone for h in group)
                ):
                    close = got
        if close is not None and (at + 1 == len(heads) or heads[at + 1].start != head.start):
            return close
    got = inherit(Choice(whole.mask, whole.used), group, lexicon)
    return got if whole.mask and all(h in got.used for h in group) else None


def akin(hits: Sequence[Hit], mask: Mask, lexicon: Lexicon) -> bool:
    """True where a name shares two characters with what these products are called: 龙井一级 with 西湖龙井."""
    names = [one for product in lexicon.some(mask, 40) for one in written(product)]
    pairs = {hit.word[at : at + 2] for hit in hits if has_head([hit]) for at in range(len(hit.word) - 1)}
    return any(pair in one for one in names for pair in pairs)


def _subsequence(short: str, long: str) -> bool:
    """True where the characters stand in this order, each further run of Chinese from its first one on."""
    runs = CJK.findall(long)
    for first in range(len(runs)):
        at, left = 0, short
        for place, later in enumerate(runs[first:]):
            at = 0 if place == 0 or left[:1] == later[:1] else -1
            while left and at >= 0 and (at := later.find(left[0], at)) >= 0:
                at, left = at + 1, left[1:]
            if not left:
                return True
            if left == short:
                break
    return False


def sort_of(sort: str, head: Hit, mask: Mask, lexicon: Lexicon) -> Mask:
    """The members of a family whose name has the one character that was said right before the head: 线 of 线手套."""
    some = Mask(islice(mask, 60))
    return Mask([at for at in some if any(sort + head.word in n for n in written(lexicon.products[at]))])


def abbreviated(choice: Choice, group: Sequence[Hit], scene: Scene, lexicon: Lexicon) -> Choice:
    """Narrows by a clipped name: 马苏里拉块 is short for 马苏里拉芝士块, not for 马苏里拉芝士碎."""
    heads = [h for h in group if h.kind is Kind.HEAD]
    if choice.one or not choice.mask or not heads or len(choice.mask) > 60:
        return choice
    told = SORT.match(scene.folded, group[-1].end)
    sort = sort_of(told[1], group[-1], choice.mask, lexicon) if told and group[-1].kind is Kind.HEAD else NOTHING
    if sort and sort != choice.mask:
        return replace(choice, mask=sort)
    products: list[tuple[int, tuple[str, ...]]] = []
    letters: frozenset[str] = frozenset()
    for head in heads:
        for start, end in ((head.start, head.end + 1), (head.start - 1, head.end), (head.start, head.end + 2)):
            words = scene.folded[max(start, 0) : end]
            if start < 0 or end > len(scene.folded) or not CJK.fullmatch(words) or "的" in (words[0], words[-1]):
                continue  # 前川的遥控器 is none of 美的
            letters = letters or lexicon.letters(choice.mask, 60)
            if not letters.issuperset(words):
                continue
            products = products or [*zip(choice.mask, map(written, lexicon.some(choice.mask, 60)), strict=True)]
            fit = Mask([at for at, names in products if any(_subsequence(words, name) for name in names)])
            if fit and fit != choice.mask:
                return replace(choice, mask=fit)
    return _of_make(choice, heads[0].start, scene, lexicon)


def _of_make(choice: Choice, start: int, scene: Scene, lexicon: Lexicon) -> Choice:
    """Narrows by two signs before a name that only one has, both, and no other any: 白瓷烟灰缸 is 烟灰缸 陶瓷 白."""
    made = MAKE.search(scene.folded, max(0, start - 3), start)
    if made is None or any(s < start and made.start(1) < e for s, e in scene.known) or len(choice.mask) > MOST_ALIKE:
        return choice
    books = [(at, "".join(written(lexicon.products[at])[:1])) for at in choice.mask]
    having = [at for at, book in books if any(sign in book for sign in made[1])]
    if len(having) != 1 or not all(sign in dict(books)[having[0]] for sign in made[1]):
        return choice
    return replace(choice, mask=Mask(having))


def groups_of(scene: Scene, lexicon: Lexicon) -> list[Item]:
    """The products a message names, counted or not; what lacks a name borrows it from the one before."""
    found: list[Item] = []
    context: tuple[Hit, ...] = ()
    parts = groups(scene.hits, lexicon, each=True)
    for at, group in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else []
        if following and all(h.lone for h in group) and group[-1].end == following[0].start and has_head(following):
            continue  # 白线手套, where no thread glove is white: no white thing beside it
        after = [h for other in parts if other[0].start > group[0].start for h in other]
        choice, leaned, torn = settled(group, context or after, lexicon)
        choice = abbreviated(choice, group, scene, lexicon)
        mask = in_series(choice, group, scene, lexicon)
        mask = sized(mask, scene.between(group[0].start, group[-1].end + 4), lexicon)
        choice = choice if mask is choice.mask else replace(choice, mask=mask)
        choice = plainest(choice, group, lexicon)
        if not (has_head(group) or leaned or any(h.distinctive for h in group) or len(group) > 1 or len(parts) == 1):
            continue
        if not choice.mask or choice.mask == lexicon.everything:
            continue
        start, end = own_stretch(group)
        found.append(Item(start, end, tuple(group), choice, inherited=leaned, torn=torn, product=(start, end)))
        found[-1].mention = scene.text[start:end]
        context = tuple(dict.fromkeys((*choice.used, *group)))
    return found
