"""Recognises who, what, how many and when in one text, each kind of value masking the weaker ones."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .almanac import TERMS
from .called_again import called_again
from .clipped import coloured
from .counter_first import counters_behind
from .counting import counting, implied, unwanted
from .customers import Named, by_place, find_customers, unlisted
from .customers import by_sound as customer_by_sound
from .denied_words import denied_words
from .dimensions.address.rules import find_addresses
from .dimensions.date.rules import find_dates
from .dimensions.found import Found, covered, spans, stretch
from .dimensions.money.rules import PIECES, UNWORDED, Price, find_prices
from .dimensions.order_ref.rules import OrderRef, find_order_refs
from .dimensions.phone.rules import find_phones
from .dimensions.quantity.rules import COUNTERS, Quantity, find_quantities
from .family import family, mask_of
from .features import Kind, Tier, fold
from .idle_amounts import running_out, two_of, without_names
from .joined_counters import begins_name
from .lexicon import Lexicon, Mask
from .loose import like_day, loose, neighbours, one_of, settle
from .makes import is_make
from .marks import COUNTING, folded_of, noise, without_marks
from .measured import without_lengths
from .misspelt import misspelt
from .normalize import normalize
from .numerals_listed import as_listed
from .own_words import own_words
from .packing import packing
from .pairs import amounts_of_pairs
from .price_rows import parted
from .products import Hit, agrees
from .ranges import RANGE, ranged
from .scene import Scene
from .signs import signs_of
from .tables.said import put_in, tables_of
from .tables.slashed import unslashed
from .times import spaced_times
from .told import find_words
from .types import Hints
from .whereabouts import in_their_town
from .whose_order import whose_order

FIGURES = re.compile(r"\s*(\d{2,6})(?![\d.*/%-])")
OWN_NUMBER = re.compile(  # #PO0305#: a customer's number of its own order, and of no goods
    r"#?(?<![a-z0-9])(po[#:.\s-]{0,2}(?=[a-z0-9-]*\d{3})[a-z0-9-]{4,16})(?![a-z0-9])#?"
)
CALLED = re.compile(r"@\S{1,12}")
MERE_NUMBER = 0.75  # how sure a tail is that no word like 尾号 or 单 marks as one
OF_THE_ORDER = re.compile(r"\s?(?:的|那|这)")
NUMERALS = re.compile(r"[零一二三四五六七八九十百千万两半几廿卅号日月]+")
NEUTRAL = "品"
NUMERAL = tuple("0123456789一二两三四五六七八九十半")
COUNTED = re.compile(r"\d+(?:\.\d+)?(?:{})".format("|".join(sorted(u for u in COUNTERS if len(u) == 1))))
INSTEAD = re.compile(  # what goes before a size that comes in the place of another
    r"(?:(?P<swap>换)|改(?!到)|不对|错了?|不是[^\s,。;]{1,8}|应该|才)(?:[\s,]*(?:而?是|要|应该是|改|换)*)(?:成|为|个)?\s*\Z"
)
VERBS_ONLY = re.compile(r"(?:[说写打搞弄记]|的|[\s,]|那个|应该|要|就)*")
DUE_AFTER = re.compile(
    r"\s*(?:之?前|以前|之?后|以后|到(?!货?了[没吗么冇])|送|发|交|要货|左右到|下午|上午|早|晚|中午|一早|周|星期|\(周)"
)
DONE_YET = re.compile(r"\s*(?:送|发|交|装)(?:了|出|到|走|货)[^,。;!\n]{0,4}(?:[没吗么冇未呀啊]|哪|边[度里个]?)")
AT_CUT = re.compile(r"[\s,。;!~)]*\Z|[,。;\n]")
FEN = re.compile(r"\d+分(?!钱)")
MONTH_DAY = re.compile(r"(?:[元正腊冬]|十?[一二三四五六七八九十])月\d{1,2}号?")
STREET_NUMBER = re.compile(r"\d+号\Z")
JIAO = re.compile(r"[三四五六八]角\Z")  # 一包 三角带B1400: no price where the catalogue has such corners
PRICED = re.compile(r"价|元|块|[¥$]")
AGREED = re.compile(r"\s?(?:对[吧吗不么]|要得|[行成好中]不|可以[不吧吗]|[没不]变|走)")  # 75一箱对吧
SIZE_LETTERS = re.compile(r"[0-9]?x{0,3}[sml]|[0-9]xl")
COUNTED_SO = re.compile(r"的?\s?(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百]+)([\u4e00-\u9fff])[\s,]*")
AT_END = re.compile(r"[*x]\s?\d{1,4}[ \t]*(?:[\n,;。]|\Z)")
WORD_END = re.compile(r"(?![要来拿订的家那店])[\u4e00-\u9fff]{1,2}?\s?(?=[\d一二两三四五六七八九十半])")
SIZED = re.compile(r"(?:[\d./*x]+(?:寸|号|cm|mm|码|公分|厘米)?的?)?\s?")
BRANCHES = ("店", "厂", "馆", "校", "院")
TIMES = ("*", "x")
DIGITS_END = re.compile(r"\d+(?:[\s,、;]|$)")
TO_PLACE = re.compile(r"(?<![改换调加升减退降追做增找拿收得等])到\Z|[发运寄送]往\Z")
PLACED = frozenset("到往")  # what TO_PLACE ends in
ENDED = re.compile(r"\s?(?:[,。;!\n]|\Z)")
AFTER_DATE = re.compile(r"\s*(?:之前|以前|前|之后|以后|后|左右|内|以内|之内)")


def _places(hits: Iterable[Hit | Named]) -> int:
    found = 0
    for hit in hits:
        found |= (1 << hit.end) - (1 << hit.start)
    return found


def _outside(hits: Iterable[Hit], masked: int) -> list[Hit]:
    return [h for h in hits if not masked & stretch(h.start, h.end)] if masked else list(hits)


def staff_spans(folded: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where our own people are named or called."""
    found = [m.span() for m in CALLED.finditer(folded)] if "@" in folded else []
    return found + [(f.start, f.end) for f in lexicon.customer_index.staff_in(folded)]


def _prices(plain: str, taken: int, lexicon: Lexicon) -> list[Found[Price]]:
    """The prices; 6分一箱 is none where the catalogue has things of 6分."""
    found = find_prices(plain, taken)
    found = [p for p in found if p.confidence > UNWORDED or lexicon.words.get(p.words) is None]  # 10支545, a JY545
    if "块" in lexicon.units:
        found = [p for p in found if p.confidence != PIECES]
    if not found:
        return found
    fen = [(p, m[0]) for p in found if (m := FEN.match(p.words) or JIAO.search(p.words))]
    sizes = [p for p, word in fen if lexicon.words.get(word)]
    return [p for p in found if p not in sizes] if sizes else found


def _no_sizes(
    prices: list[Found[Price]], hits: Sequence[Hit], folded: str, lexicon: Lexicon, context: Sequence[Mask]
) -> list[Found[Price]]:
    """The prices without 80一台 in 大锅灶90三台 80一台, where no word speaks of money and the things come in 80."""
    bare = [
        p
        for p in prices
        if not (PRICED.search(folded, max(0, p.span.start - 3), p.span.end + 1) or AGREED.match(folded, p.span.end))
    ]
    sizes = [
        p
        for p in bare
        if any(
            hit.start == p.span.start
            and loose(hit)
            and neighbours(hits, at, folded, lexicon, context)[0]
            and not _of_what_is_counted(hits[:at], hit, folded, p.words)
            for at, hit in enumerate(hits)
        )
    ]
    return [p for p in prices if p not in sizes] if sizes else prices


def _of_what_is_counted(before: Sequence[Hit], size: Hit, folded: str, words: str) -> bool:
    """True for a number of the one thing that is named and counted so right before: the 78 of 格278 5支 78一支."""
    name = before[-1] if before else None
    if name is None or name.tier is not Tier.EXACT or len(name.masks[0]) != 1 or not name.masks[0] <= size.masks[2]:
        return False
    counted = COUNTED_SO.fullmatch(folded, name.end, size.start)
    return counted is not None and words.endswith(f"一{counted[1]}")


def _firm(hit: Hit) -> bool:
    """True for words that are no date whatever stands in them: 2号锂基脂, 3月红苹果; 10号, a mere end, may be one."""
    if hit.tier is not Tier.EXACT and like_day(hit.word):
        return False
    if hit.kind is Kind.FEATURE:
        return hit.tier is Tier.EXACT and len(hit.word) > 2
    return hit.naming or (hit.kind is Kind.CODE and len(hit.word) > 2)


def _cut_by_date(named: Named, dates: Sequence[tuple[int, int]]) -> bool:
    """True where a short name shares characters with a date: 后天|顺路 is no 天顺."""
    if named.weak:
        branch = named.words[-1:] in BRANCHES  # 五一店, though 五一 is a day
        return any(
            s < named.end and named.start < e for s, e in dates if not (branch and named.start <= s and e < named.end)
        )
    return named.end - named.start < 4 and any(s < named.start < e < named.end for s, e in dates)


def _sizes(hits: Sequence[Hit], at: int, folded: str, waiting: Sequence[Mask]) -> bool:
    """False where what looks like a day stands as one: before 前 or 到, behind its month, at the end of a clause.

    At the end, and where it is asked whether it was sent, it is a size all the same right behind the name of what
    comes in it (一盒伊豆4号, 袖钩3号发了没); at the end also where a line of the draft waits to be told which it is.
    """
    hit = hits[at]
    asked = DONE_YET.match(folded, hit.end) is not None
    if (DUE_AFTER.match(folded, hit.end) and not asked) or folded[hit.start - 1 : hit.start] == "月":
        return False
    if AT_CUT.match(folded, hit.end) is None and not asked:
        return True
    if not asked and any(0 < len(mask & hit.masks[2]) < len(mask) for mask in waiting):
        return True
    name = hits[at - 1] if at else None
    return (
        name is not None
        and name.end == hit.start
        and name.kind is Kind.HEAD
        and name.tier is Tier.EXACT
        and len(name.word) > 1
        and agrees(name.masks[0], hit)
    )


def without_numerals(plain: str, hits: Iterable[Hit]) -> str:
    """The text with the numerals of names out of the way, so that 普五一箱 is one case and no holiday."""
    if COUNTING.isdisjoint(signs_of(plain)):
        return plain
    chars = list(plain)
    for hit in hits:
        if hit.kind is Kind.FEATURE or hit.tier is not Tier.EXACT:
            continue
        if not COUNTING.isdisjoint(hit.word) and not hit.lone and not NUMERALS.fullmatch(hit.word):
            for at in range(hit.start, hit.end):
                if chars[at] in COUNTING:
                    chars[at] = NEUTRAL
    return "".join(chars)


def _multiplied(hit: Hit, plain: str, lexicon: Lexicon) -> bool:
    """True for the whole name of one thing that has no `*` in the books, with one behind it at a line's end: 278*10."""
    if hit.tier is not Tier.EXACT or len(hit.masks[0]) != 1 or AT_END.match(plain, hit.end) is None:
        return False
    one = lexicon.products[hit.masks[0][0]]
    return "*" not in fold(f"{one.name} {one.spec}")


def _cut(plain: str, hits: Sequence[Hit], lexicon: Lexicon) -> str:
    """The text with the last letter of a measure out of the way of the amount behind it: 10cm5卷, CRG912*5支."""
    for hit in hits:
        times = plain[hit.end : hit.end + 1] in TIMES
        if times and ((not loose(hit) and COUNTED.match(plain, hit.end + 1)) or _multiplied(hit, plain, lexicon)):
            plain = f"{plain[: hit.end]} {plain[hit.end + 1 :]}"
            continue
        last, end = plain[hit.end - 1], hit.end
        if last == "万" and hit.word[0].isdecimal() and plain[end : end + 1] in NUMERAL:
            plain = plain[: end - 1] + NEUTRAL + plain[end:]  # 球机400万2台
        elif last.isascii() and (last.isalpha() or last == "#") and plain[end : end + 1].isdecimal():
            sized = SIZE_LETTERS.fullmatch(plain[hit.start : end].lower()) and DIGITS_END.match(plain, end)
            if sized or COUNTED.match(plain, end):
                plain = plain[: end - 1] + NEUTRAL + plain[end:]
    return plain


def _goes_with(hit: Hit, after: Hit | None) -> bool:
    """True for a piece of a name right before a size of the same goods: 五常 of 五常大米 in 五常5kg."""
    if after is None or hit.lone or hit.end != after.start or loose(hit):
        return False
    return loose(after) and len(after.word) > 1 and hit.masks[2].intersect(after.masks[2])


def _with(slips: Sequence[Hit], hits: list[Hit]) -> list[Hit]:
    """The hits with misspelt names in the place of the pieces that they cover."""
    return sorted([*_outside(hits, _places(slips)), *slips], key=lambda h: h.start) if slips else hits


def _of_goods(found: Found[OrderRef], folded: str, lexicon: Lexicon) -> bool:
    """True for a product's own number before 那单 or alone: 6204的单子, 6204改5个, where the list has bearings 6204."""
    entry = lexicon.words.get(found.value.number) if found.value.kind == "tail" else None
    if entry is None:
        return False
    start = max(0, found.span.start - 8)
    named = (lexicon.words[m.word] for m in lexicon.words.find(folded[start : found.span.start]))
    if any(one.masks[2].intersect(entry.masks[2]) for one in named if one.kind is not Kind.NUMBER):
        return True  # 超威7220单作废
    if found.confidence > MERE_NUMBER and not OF_THE_ORDER.match(folded, found.span.end):
        return False
    return entry.tier is Tier.EXACT and len(entry.masks[0]) > 0


def _as_written(found: Found[str], text: str) -> Found[str]:
    """An address in its own letters."""
    written = text[found.span.start : found.span.end]
    return replace(found, value=written) if len(written) == len(found.value) else found


def _is_place(found: Found[str], lexicon: Lexicon) -> bool:
    """False for a customer called like a place, where no word sends anything there: 滨海冷库:手套100双.

    Nor is 中山路18号 one where a customer, or a branch of it, is called 中山路: on the 18th.
    """
    if MONTH_DAY.fullmatch(found.words):
        return False  # 改到元月10号
    if found.confidence >= 0.7:
        return True
    called = (found.words, STREET_NUMBER.sub("", found.words))
    return found.confidence >= 0.5 and not any(lexicon.customer_index.get(fold(name)).ids for name in called)


def _own_figures(folded: str, hints: Hints, lexicon: Lexicon) -> tuple[int, int] | None:
    """The number that a message opens with, where the customer's own name begins so: 365:机滤20个, of 365养车."""
    match = FIGURES.match(folded)
    known = lexicon.customers.get(hints.chat_customer or hints.sender_customer or "") if match else None
    if match is None or known is None:
        return None
    number, after = match[1], folded[match.end(1) : match.end(1) + 1]
    rest = [fold(one)[len(number) :] for one in (known.name, *known.aliases) if fold(one).startswith(number)]
    named = any(one and not one[0].isdecimal() and one[0] != after for one in rest)
    return match.span(1) if named else None


def see(text: str, hints: Hints, lexicon: Lexicon) -> Scene:
    """Recognises every kind of value once, each masking the ones that are weaker.

    Names misspelt are looked for only where the first look leaves words over.
    """
    scene = _look(text, hints, lexicon)
    slips = misspelt(scene, lexicon)
    return _look(text, hints, lexicon, slips) if slips else scene


def _counted_as_goods(
    named: Named,
    customers: Sequence[Named],
    quantities: Sequence[Found[Quantity]],
    hits: Sequence[Hit],
    folded: str,
) -> bool:
    """True for a hint at customers that begins a word of which so many are wanted: the 妈妈 of 二段6箱,妈妈粉10箱.

    So it is behind another customer's own name: the 烧烤 of 湘满楼:烧烤夹12寸一打.
    """
    behind = WORD_END.match(folded, named.end)
    if behind is None or not any(
        q.span.start >= behind.end() and SIZED.fullmatch(folded, behind.end(), q.span.start) for q in quantities
    ):
        return False
    before = any(q.span.end <= named.start for q in quantities)
    other = any(not c.weak and c.end <= named.start for c in customers)
    return (before or other) and not any(h.start < behind.end() and named.end <= h.start for h in hits)


def _destination(hit: Hit, folded: str) -> bool:
    """True for a place that goods go to, though some are called after it: the 六安 of 3号到六安, beside 六安瓜片."""
    if folded[hit.start - 1 : hit.start] not in PLACED or (hit.kind is Kind.HEAD and hit.tier is Tier.EXACT):
        return False
    if not TO_PLACE.search(folded, max(0, hit.start - 2), hit.start):
        return False
    return ENDED.match(folded, hit.end) is not None


def _begins_goods(named: Named, hits: Sequence[Hit], lexicon: Lexicon) -> bool:
    """True for a clipped customer that is how the thing right behind it is called: the 遥控 of 遥控电池盖."""
    after = next((h for h in hits if h.start == named.end and h.naming), None)
    if after is None or len(named.words) > 3 or any(fold(named.words) == fold(n) for n in _whole_names(named, lexicon)):
        return False
    said = fold(named.words)
    return any(fold(one.name).startswith(said) for one in lexicon.some(after.masks[2], 40))


def _whole_names(named: Named, lexicon: Lexicon) -> list[str]:
    """The names and by-names of the customers that a mention fits."""
    return [n for key in named.ids if (one := lexicon.customers.get(key)) for n in (one.name, *one.aliases)]


def _no_days(
    hits: Sequence[Hit], folded: str, lexicon: Lexicon, context: Sequence[Mask], hints: Hints
) -> tuple[int, int, int]:
    """The characters of names, which are no day whatever stands in them, of sizes that only look like days, and of
    what may be either."""
    firm = sized = either = 0
    waiting = _waiting(hints, lexicon)
    for at, hit in enumerate(hits):
        if one_of(hits, at, folded, lexicon) if loose(hit) else _firm(hit):
            firm |= stretch(hit.start, hit.end)
        if not like_day(hit.word):
            continue
        if hints.drafts and (other := _other_size(hits, at, folded, hints, lexicon)) is not None:
            sized |= stretch(hit.start, hit.end)
            either |= 0 if other else stretch(hit.start, hit.end)
            continue
        several = RANGE.match(folded, hit.start)  # 纳米漂1号到4号各50支
        if (several or _sizes(hits, at, folded, waiting)) and any(neighbours(hits, at, folded, lexicon, context)):
            sized |= stretch(hit.start, several.end() if several else hit.end)
    return firm, sized, either


def _other_size(hits: Sequence[Hit], at: int, folded: str, hints: Hints, lexicon: Lexicon) -> bool | None:
    """True for another size of what the draft holds, said in its place: 袖钩改成4号, 换4号, and 改成4号 where the draft
    has no day; False where it has one, so that the words may mean either; None for anything else."""
    hit, draft = hits[at], hints.drafts[0]
    if DUE_AFTER.match(folded, hit.end) or folded[hit.start - 1 : hit.start] == "月":
        return None
    turned = INSTEAD.search(folded, 0, hit.start)
    if turned is None:
        return None
    held = [mask for line in draft.lines[:20] if line.sku and (mask := mask_of(line, lexicon))]
    others = [m for m in held if not m <= hit.masks[2] and family(m, lexicon).intersect(hit.masks[2])]
    if not others:
        return None
    name = next((h for h in reversed(hits[:at]) if h.naming), None)
    named = name is not None and VERBS_ONLY.fullmatch(folded, name.end, turned.start()) is not None
    if turned["swap"] or (named and name is not None and any(m.intersect(name.masks[2]) for m in others)):
        return True
    return draft.due is None


def _with_after(dates: Iterable[tuple[int, int]], folded: str) -> int:
    """The characters of days with 前, 之后, 左右 behind them."""
    found = 0
    for start, end in dates:
        after = AFTER_DATE.match(folded[end : end + 3])
        found |= stretch(start, end + len(after[0]) if after else end)
    return found


def _of_a_term(hit: Hit, hits: Sequence[Hit], folded: str) -> bool:
    """True for a day that ends as a name does: the 明前 of 清明前到, the 雨前 of 谷雨前."""
    if hit.word[-1] != "前" or folded[hit.start - 1 : hit.end - 1] not in TERMS:
        return False
    return not any(h.start == hit.end for h in hits)


def _spoken_of(hints: Hints, lexicon: Lexicon) -> list[Mask]:
    """The goods of the open drafts, else of the order that was spoken of last, each with its family."""
    spoken_of = hints.drafts[:2] or hints.orders[:1]
    return [family(mask_of(line, lexicon), lexicon) for one in spoken_of for line in one.lines[:20]]


def _waiting(hints: Hints, lexicon: Lexicon) -> list[Mask]:
    """What the lines of the open drafts may be that still wait to be told apart."""
    lines = [line for draft in hints.drafts[:2] for line in draft.lines[:20] if line.sku is None]
    return [mask for mask in (mask_of(line, lexicon) for line in lines) if len(mask) > 1]


def _without(plain: str, shorts: Iterable[Hit]) -> str:
    """The text with what would be a counter and is a colour out of the way."""
    for hit in shorts:
        plain = f"{plain[: hit.start]}{NEUTRAL}{plain[hit.end :]}"
    return plain


def _look(text: str, hints: Hints, lexicon: Lexicon, slips: Sequence[Hit] = ()) -> Scene:
    plain = as_listed(parted(unslashed(without_marks(normalize(text))), lexicon), lexicon)
    plain = counters_behind(plain, lexicon)
    if "*" in plain:
        plain = spaced_times(plain)
    folded = folded_of(plain)
    idle = noise(folded)
    if "po" in folded:
        idle += [m.span() for m in OWN_NUMBER.finditer(folded) if not lexicon.words.get(m[1])]
    refs, phones = find_order_refs(plain), find_phones(plain)
    refs = [r for r in refs if not _of_goods(r, folded, lexicon)] if refs else refs
    taken = covered([*spans(refs), *spans(phones), *idle]) if refs or phones or idle else 0
    if fresh := unlisted(folded, lexicon, taken):  # a new customer's name holds no products
        taken |= stretch(*fresh[:2])
        idle.append(fresh[:2])
    if figures := _own_figures(folded, hints, lexicon):
        taken |= stretch(*figures)
        idle.append(figures)
    addresses = find_addresses(plain, taken)
    if addresses:
        addresses = [_as_written(a, text) for a in addresses if _is_place(a, lexicon)]
        taken |= covered(spans(addresses))
    context = _spoken_of(hints, lexicon) if hints.drafts or hints.orders else []
    paired, shorts = amounts_of_pairs(folded, lexicon)
    plain, slips = _without(plain, shorts), [*slips, *shorts]
    hits = _with(slips, find_words(folded, lexicon, taken | paired))
    customers = in_their_town(find_customers(folded, lexicon, hits, taken), folded, lexicon, taken)
    customers = [c for c in customers if not is_make(c, folded, hits, hints, lexicon)]
    customers = customers or whose_order(folded, lexicon, taken)
    customers = called_again(folded, customers, hits, lexicon) if customers else customers
    if any(c.weak or c.end - c.start < 4 for c in customers) and (early := spans(find_dates(plain, hints.now, taken))):
        customers = [c for c in customers if not _cut_by_date(c, early)]
    named = _places(customers)
    if named and named & _places(hits):
        hits = _with(slips, find_words(folded, lexicon, taken | named | paired))  # 海之味|小龙虾, not 海之|味小龙虾
    if lexicon.customer_aliases:
        hits = own_words(folded, hits, customers, hints, lexicon)
    hits = coloured([h for h in _outside(hits, named) if not _destination(h, folded)], lexicon)
    hits = denied_words([h for h in hits if not _of_a_term(h, hits, folded)], folded, lexicon)
    taken |= named
    tables = tables_of(text, folded, hits, lexicon, taken)
    taken |= tables.taken
    idle += tables.idle
    firm, sized, either = _no_days(hits, folded, lexicon, context, hints)
    hits = _outside(hits, either) if either else hits
    shown = without_numerals(plain, hits)
    said = _no_sizes(_prices(plain, taken | firm, lexicon), hits, folded, lexicon, context)
    labelled = covered([s for s in spans(said) if PRICED.search(folded, max(0, s[0] - 3), s[1] + 1)]) if said else 0
    dates = find_dates(shown, hints.now, taken | firm | sized | labelled)
    when = _with_after(spans(dates), folded) if dates else 0
    hits = _outside(hits, when) if when else hits
    prices = [p for p in said if not when & stretch(p.span.start, p.span.end)] if when else said
    cost = covered(spans(prices)) if prices else 0
    hits = [h for h in hits if not (cost & stretch(h.start, h.end) and loose(h))] if cost else hits
    taken |= when | cost
    taken |= begins_name(folded, hits, lexicon)
    first = taken | _places([h for h in hits if not loose(h)])
    rough = two_of(find_quantities(shown, lexicon.counters, first), folded, lexicon.counters, lexicon)
    rough = without_names(without_lengths(rough, folded), lexicon)
    hits = settle(hits, folded, rough, lexicon, context)
    hits, ranges = ranged(folded, hits, taken, lexicon)
    fixed = taken | _places(hits) | covered(ranges)
    cut = _cut(shown, hits, lexicon)
    again = rough if cut == shown and fixed == first and not ranges else find_quantities(cut, lexicon.counters, fixed)
    again = without_lengths(two_of(again, folded, lexicon.counters, lexicon), folded)
    gone = unwanted(again, folded, hits, lexicon)
    idle += gone
    again = [q for q in again if not any(s <= q.span.start < e for s, e in gone)] if gone else again
    quantities = counting(again, folded, hits, lexicon) if again else []
    hits, quantities, cells = put_in(tables, hits, quantities)
    if packed := packing(folded, quantities, hits) if quantities else []:
        idle += packed
        hits = _outside(hits, covered(packed))
        quantities = [q for q in quantities if not any(s <= q.span.start < e for s, e in packed)]
    low = running_out(folded, hits, quantities)
    idle += low
    hits = _outside(hits, covered(low)) if low else hits
    if ones := implied(folded, hits, quantities):
        quantities = sorted([*quantities, *ones], key=lambda q: q.span.start)
    customers = [
        c
        for c in customers
        if not (c.weak and c.start and _counted_as_goods(c, customers, quantities, hits, folded))
        and not (c.start and _begins_goods(c, hits, lexicon))
    ]
    if not customers:
        sure = (h for h, after in zip(hits, [*hits[1:], None], strict=False) if h.naming or _goes_with(h, after))
        spoken = taken | _places(sure) | covered(spans(quantities))
        heard = customer_by_sound(folded, lexicon, spoken)
        if heard is None and not hints.chat_customer and hints.role != "customer":
            heard = by_place(folded, lexicon, spoken)
        if heard:
            customers = [heard]
            hits = _outside(hits, _places(customers))
    return Scene(
        text,
        folded,
        tuple(hits),
        tuple(customers),
        tuple(dates),
        tuple(quantities),
        tuple(prices),
        tuple(addresses),
        tuple(refs),
        tuple(idle + staff_spans(folded, lexicon)),
        cells,
    )
