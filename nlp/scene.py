"""Everything recognised in one text, before it is put together: who, what, how many, when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .customers import Named, find_customers
from .customers import by_sound as customer_by_sound
from .dimensions.address.rules import find_addresses
from .dimensions.date.rules import DateValue, find_dates
from .dimensions.found import Found
from .dimensions.money.rules import Price, find_prices
from .dimensions.order_ref.rules import OrderRef, find_order_refs
from .dimensions.phone.rules import find_phones
from .dimensions.quantity.rules import COUNTERS, Quantity, find_quantities
from .family import family, mask_of
from .features import CN_DIGITS, Kind, Tier, fold
from .lexicon import Lexicon, bits
from .normalize import normalize
from .products import Hit, agrees, find_hits, wide
from .types import Hints, Span

MEASURE = re.compile(
    r"[\d.]+(?:kg|g|ml|l|mm|cm|m|v|w|a|ah|公斤|千克|克|升|毫升|米|毫米|厘米|度|寸|吨|斤|[\u4e00-\u9fff])?"
)
DATE_LIKE = re.compile(r"[\d]{1,4}[./\-][\d]{1,4}(?:[./\-]\d{1,2})?")
MARKER = re.compile(r"(?m)^\s*(\d{1,2}\s?[.、):](?!\d)|\d{1,2}\.(?=\d+[\u4e00-\u9fffa-z])(?=\d{4}))")
STAMP = re.compile(
    r"(?m)^.{0,20}?((?:\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}[-/]\d{1,2}|昨天|今天|前天|星期.|周.)?\s*"
    r"(?:上午|下午|晚上|凌晨|中午)?\s*\d{1,2}:\d{2}(?::\d{2})?)\s*$"
)
CLOCK = re.compile(r"(?<![\d.:])\d{1,2}:\d{2}(?![\d:])")
DAY_LIKE = re.compile(DATE_LIKE.pattern + r"|[\d一二三四五六七八九十]{1,2}[号日月]")
BREAK = re.compile(r"[,;。!?\n]")
AFTER_DATE = re.compile(r"\s*(?:之前|以前|前|之后|以后|后|左右|内|以内|之内)")


@dataclass(frozen=True, slots=True)
class Scene:
    """A text and what stands where in it; all stretches index the original text."""

    text: str
    folded: str
    hits: tuple[Hit, ...]
    customers: tuple[Named, ...]
    dates: tuple[Found[DateValue], ...]
    quantities: tuple[Found[Quantity], ...]
    prices: tuple[Found[Price], ...]
    addresses: tuple[Found[str], ...]
    refs: tuple[Found[OrderRef], ...]
    ignored: tuple[tuple[int, int], ...] = ()  # stretches that say nothing: list marks, time stamps, our own people

    def between(self, start: int, end: int) -> str:
        """The folded text of a stretch."""
        return self.folded[start:end]


def prepare(text: str) -> str:
    """Normalised and folded, same length; a Chinese digit before a Latin letter becomes a digit (六CT)."""
    folded = fold(normalize(text))
    return re.sub(r"[一二三四五六七八九](?=[a-z])", lambda m: str(CN_DIGITS.index(m[0])), folded)


def _spans(found: Sequence[Found[object]]) -> list[tuple[int, int]]:
    return [(f.span.start, f.span.end) for f in found]


def _clear(found: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return not any(start < e and s < end for s, e in found)


def loose(hit: Hit) -> bool:
    """True for words that may as well be a quantity or a date: bare numbers and measures."""
    if hit.kind is Kind.HEAD:
        return False
    return (
        hit.kind is Kind.NUMBER or MEASURE.fullmatch(hit.word) is not None or DATE_LIKE.fullmatch(hit.word) is not None
    )


def _neighbours(
    hits: Sequence[Hit], index: int, folded: str, lexicon: Lexicon, context: Sequence[int] = ()
) -> tuple[bool, bool]:
    """Whether a loose word agrees with what is named before it, and with what is named right after it."""
    hit = hits[index]
    before = any(agrees(mask, hit) for mask in context)
    for other in reversed(hits[:index]):
        if other.end < hit.start - 60:
            break
        if other.kind is Kind.HEAD and other.tier <= Tier.SUFFIX:
            before = before or agrees(wide(other, lexicon), hit)
            break
        if (
            not loose(other)
            and len(other.word) > 1
            and hit.start - other.end <= 1
            and agrees(wide(other, lexicon), hit)
        ):
            before = True
            break
    after = False
    for other in hits[index + 1 : index + 5]:
        if other.start - hit.end > 8 or BREAK.search(folded[hit.end : other.start]):
            break
        if not loose(other) and (len(other.word) > 1 or other.start == hit.end) and agrees(wide(other, lexicon), hit):
            after = True
            break
    return before, after


def _counted_so(hits: Sequence[Hit], index: int, unit: str | None, lexicon: Lexicon, context: Sequence[int]) -> bool:
    """True where the products around list the counter: then the number may well be an amount."""
    around = [
        wide(h, lexicon) for h in [*hits[max(0, index - 3) : index], *hits[index + 1 : index + 2]] if h.naming
    ] or list(context)
    listed = {
        u
        for mask in around
        for i in list(bits(mask))[:60]
        for u in (lexicon.products[i].unit, *lexicon.products[i].packs)
    }
    return unit in listed


def _is_feature(
    hits: Sequence[Hit],
    index: int,
    folded: str,
    rough: Sequence[Found[Quantity]],
    lexicon: Lexicon,
    context: Sequence[int] = (),
) -> bool:
    """Decides whether a loose word belongs to a product or is a number of its own."""
    hit = hits[index]
    before, after = _neighbours(hits, index, folded, lexicon, context)
    own = next((q for q in rough if q.span.start < hit.end and hit.start < q.span.end), None)
    counted = own is not None and own.value.unit is not None and own.span.end >= hit.end
    rest = folded[hit.end : hit.end + 12]
    follows = next((q for q in rough if q.span.start >= hit.end), None)
    gap = folded[hit.end : follows.span.start] if follows else ""
    more = follows is not None and len(gap) <= 12 and not BREAK.search(gap)
    said = re.match(r"\s*(?:的|装|款|规格|型号|那种|那个|左|右|前|后|推|拉|mm|级|齿|度)", rest) is not None
    if not (before or after):
        return (
            len(hit.word) >= 4
            and hit.kind is Kind.NUMBER
            and hit.word.isdigit()
            and not counted
            and (hit.tier is Tier.EXACT or said)
        )
    if DATE_LIKE.fullmatch(hit.word):
        return before or after
    named = any(h.naming and h.start < follows.span.start for h in hits[index + 1 :]) if follows else True
    if counted and own is not None:
        if own.span.end > hit.end and not re.match(r"\s*(?:装|的)", folded[own.span.end : own.span.end + 2]):
            return False
        if said or (after and hits[index + 1].start - hit.end <= 1 and hits[index + 1].naming and more):
            return True
        return not _counted_so(hits, index, own.value.unit, lexicon, context) or (more and not named)
    if after and hits[index + 1 :] and hits[index + 1].start - hit.end <= 1:
        return True
    return more or said or len(hit.word) >= 4 or not hit.word.isdigit()


def _beside(hits: Sequence[Hit], index: int, folded: str, lexicon: Lexicon, context: Sequence[int] = ()) -> bool:
    """Whether a single character stands with a name that it can tell apart: 转向节左, 左边的."""
    hit = hits[index]
    glued = any(
        o is not hit and (o.end == hit.start or o.start == hit.end) for o in hits[max(0, index - 2) : index + 3]
    )
    rest = folded[hit.end : hit.end + 3]
    open_ = (
        re.match(r"\s*(?:[边的侧式款色号\d各只一二两三四五六七八九十改换也还都是要不]|$|[\s,;、])", rest) is not None
    )
    if not (glued or open_):
        return False
    for other in reversed(hits[:index]):
        if other.kind is Kind.HEAD and other.tier <= Tier.SUFFIX:
            if agrees(wide(other, lexicon), hit):
                return True
            break
    for other in hits[index + 1 :]:
        if other.start - hit.end > 8:
            break
        if other.kind is Kind.HEAD and len(other.word) > 1 and agrees(wide(other, lexicon), hit):
            return True
    if any(agrees(mask, hit) for mask in context):
        return True
    return not context and not any(h.kind is Kind.HEAD and h.tier <= Tier.SUFFIX for h in hits)


def settle(
    hits: list[Hit], folded: str, rough: Sequence[Found[Quantity]], lexicon: Lexicon, context: Sequence[int] = ()
) -> list[Hit]:
    """Leaves out the loose words that are quantities; `context` holds the products already spoken of."""
    kept = []
    for index, hit in enumerate(hits):
        if len(hit.word) == 1:
            keep = _beside(hits, index, folded, lexicon, context)
        else:
            keep = not loose(hit) or _is_feature(hits, index, folded, rough, lexicon, context)
        if keep:
            kept.append(hit)
    return kept


def noise(folded: str) -> list[tuple[int, int]]:
    """Numbers that count nothing: the marks of a list, the times and heads of a forwarded chat, the clock."""
    found = [m.span(1) for m in MARKER.finditer(folded)]
    found += [m.span(1) for m in STAMP.finditer(folded)]
    found += [m.span() for m in CLOCK.finditer(folded)]
    return found


def staff_spans(folded: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where our own people are named or called."""
    found = [m.span() for m in re.finditer(r"@\S{1,12}", folded)]
    index = lexicon.customer_index
    found += [(f.start, f.end) for f in index.gazetteer.all(folded) if f.word in index.staff]
    return found


def _counts(found: Found[Quantity], after: str, glued: bool) -> bool:
    """False for descriptions (500克的) and for numbers that hardly count anything."""
    vague = found.value.qty is None and not found.value.parts and found.value.high is None and found.value.low is None
    if found.value.unit:
        return not vague and (found.confidence >= 0.3 or not re.match(r"\s?(?:的|装)", after))
    return not vague and found.confidence >= (0.25 if glued else 0.35)


def own_words(folded: str, hits: list[Hit], customers: Sequence[Named], hints: Hints, lexicon: Lexicon) -> list[Hit]:
    """Adds what the one customer of this message calls products by itself."""
    owners = {c.one for c in customers} or {hints.chat_customer or hints.sender_customer}
    owner = owners.pop() if len(owners) == 1 else None
    mine: list[Hit] = []
    for words, sku in lexicon.customer_aliases.get(owner or "", {}).items():
        mask = lexicon.mask_of([sku])
        masks = (mask, mask, mask)
        spans = (m.span() for m in re.finditer(re.escape(words), folded))
        mine += [Hit(start, end, words, Kind.HEAD, Tier.EXACT, masks) for start, end in spans]
    covered = [(h.start, h.end) for h in mine]
    return sorted([h for h in hits if _clear(covered, h.start, h.end)] + mine, key=lambda h: h.start)


def see(text: str, hints: Hints, lexicon: Lexicon) -> Scene:
    """Recognises every kind of value once, each masking the ones that are weaker."""
    plain = normalize(text)
    folded = prepare(text)
    units = lexicon.units | COUNTERS
    refs = find_order_refs(plain)
    taken = _spans(refs) + _spans(find_phones(plain)) + noise(folded)
    addresses = [a for a in find_addresses(plain, [Span(*s) for s in taken]) if a.confidence >= 0.5]
    taken += _spans(addresses)
    context = [family(mask_of(line, lexicon), lexicon) for draft in hints.drafts[:2] for line in draft.lines[:20]]
    hits = find_hits(folded, lexicon, taken)
    customers = find_customers(folded, lexicon, hits, taken)
    if any(c.weak for c in customers):
        early = _spans(find_dates(plain, hints.now, [Span(*s) for s in taken]))
        customers = [c for c in customers if not c.weak or _clear(early, c.start, c.end)]
    named = [(c.start, c.end) for c in customers]
    hits = own_words(folded, hits, customers, hints, lexicon)
    hits = [h for h in hits if _clear(named, h.start, h.end)]
    firm = [(h.start, h.end) for h in hits if not loose(h) and (h.naming or (h.kind is Kind.CODE and len(h.word) > 2))]
    sized = [
        (h.start, h.end)
        for i, h in enumerate(hits)
        if DAY_LIKE.fullmatch(h.word) and any(_neighbours(hits, i, folded, lexicon, context))
    ]
    dates = find_dates(plain, hints.now, [Span(*s) for s in taken + named + firm + sized])
    when = [(s, e + len(m[0]) if (m := AFTER_DATE.match(folded[e : e + 3])) else e) for s, e in _spans(dates)]
    hits = [h for h in hits if _clear(when, h.start, h.end)]
    prices = find_prices(plain, [Span(*s) for s in taken + named + when + firm])
    cost = _spans(prices)
    hits = [h for h in hits if _clear(cost, h.start, h.end) or not loose(h)]
    blocked = taken + named + when + cost
    rough = find_quantities(
        plain, units, [Span(*s) for s in blocked + [(h.start, h.end) for h in hits if not loose(h)]]
    )
    hits = settle(hits, folded, rough, lexicon, context)
    fixed = [Span(*s) for s in blocked + [(h.start, h.end) for h in hits]]
    quantities = [
        q
        for q in find_quantities(plain, units, fixed)
        if _counts(q, folded[q.span.end : q.span.end + 2], any(h.end == q.span.start for h in hits))
        and folded[q.span.start - 1 : q.span.start] != "第"
    ]
    if not customers:
        spoken = blocked + [(h.start, h.end) for h in hits if h.naming] + _spans(quantities)
        heard = customer_by_sound(folded, lexicon, spoken)
        customers = [heard] if heard else []
        hits = [h for h in hits if not heard or h.start >= heard.end or h.end <= heard.start]
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
        tuple(noise(folded) + staff_spans(folded, lexicon)),
    )
