"""Everything recognised in one text, before it is put together: who, what, how many, when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

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
from .gazetteer import stands_alone
from .lexicon import Lexicon
from .loose import DAY_LIKE, loose, neighbours, settle
from .normalize import normalize
from .products import Hit, find_hits
from .types import Hints, Span

MARKER = re.compile(r"(?m)^\s*(\d{1,2}\s?[.、):](?!\d)|\d{1,2}\.(?=\d+[\u4e00-\u9fffa-z])(?=\d{4}))")
STAMP = re.compile(
    r"(?m)^.{0,20}?((?:\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}[-/]\d{1,2}|昨天|今天|前天|星期.|周.)?\s*"
    r"(?:上午|下午|晚上|凌晨|中午)?\s*\d{1,2}:\d{2}(?::\d{2})?)\s*$"
)
CLOCK = re.compile(r"(?<![\d.:])\d{1,2}:\d{2}(?![\d:])")
ONE = re.compile(r"[要来拿订买加搞弄]([个台只套把件箱包桶条支根])\s?\Z")
COUNTING = frozenset("零一二三四五六七八九十百千万两半几廿卅")
NUMERALS = re.compile(r"[零一二三四五六七八九十百千万两半几廿卅号日月]+")
NEUTRAL = "品"
BESIDE = re.compile(r"[\s()（）的要]{0,2}")
COUNTED = re.compile(r"\d+(?:\.\d+)?(?:{})".format("|".join(sorted(u for u in COUNTERS if len(u) == 1))))
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


def without_numerals(plain: str, hits: Sequence[Hit]) -> str:
    """The text with the numerals of names out of the way, so that 普五一箱 is one case and no holiday."""
    chars = list(plain)
    for hit in hits:
        if not hit.lone and not NUMERALS.fullmatch(hit.word):
            for at in range(hit.start, hit.end):
                if chars[at] in COUNTING:
                    chars[at] = NEUTRAL
    return "".join(chars)


def _cut(plain: str, hits: Sequence[Hit]) -> str:
    """The text with the last letter of a measure out of the way of the amount behind it: 10cm5卷."""
    chars = list(plain)
    for hit in hits:
        if hit.word[-1].isascii() and hit.word[-1].isalpha() and COUNTED.match(plain, hit.end):
            chars[hit.end - 1] = NEUTRAL
    return "".join(chars)


def own_words(folded: str, hits: list[Hit], customers: Sequence[Named], hints: Hints, lexicon: Lexicon) -> list[Hit]:
    """Adds what the one customer of this message calls products by itself; a longer catalogue name is stronger."""
    said = {c.one for c in customers}
    owners = said or {hints.chat_customer or hints.sender_customer or next((d.customer for d in hints.drafts), None)}
    owner = owners.pop() if len(owners) == 1 else None
    mine: list[Hit] = []
    for words, sku in lexicon.customer_aliases.get(owner or "", {}).items():
        mask = lexicon.mask_of([sku])
        at = folded.find(words)
        while at >= 0:
            found = Hit(at, at + len(words), words, Kind.HEAD, Tier.EXACT, (mask, mask, mask))
            if stands_alone(folded, at, found.end) and _clear([(m.start, m.end) for m in mine], at, found.end):
                mine += [] if said_otherwise(found, hits, folded) else [found]
            at = folded.find(words, at + 1)
    covered = [(h.start, h.end) for h in mine]
    return sorted([h for h in hits if _clear(covered, h.start, h.end)] + mine, key=lambda h: h.start)


def said_otherwise(own: Hit, hits: Sequence[Hit], folded: str) -> bool:
    """True where the own word is only part of a catalogue name, or a word beside it means another product."""
    for hit in hits:
        if hit.start <= own.start and hit.end >= own.end and hit.end - hit.start > own.end - own.start:
            if hit.kind is Kind.HEAD and hit.tier is Tier.EXACT:
                return True
            continue
        if hit.start < own.end and own.start < hit.end:
            continue
        gap = folded[own.end : hit.start] if hit.start >= own.end else folded[hit.end : own.start]
        telling = hit.kind is Kind.FEATURE or hit.lone
        if telling and BESIDE.fullmatch(gap) and not hit.masks[2] & own.masks[0]:
            return True
    return False


def implied(folded: str, hits: Sequence[Hit], known: Sequence[Found[Quantity]]) -> list[Found[Quantity]]:
    """The one that 要个马达 leaves unsaid."""
    found = []
    for hit in hits:
        match = ONE.search(folded, max(0, hit.start - 3), hit.start)
        if match and _clear(_spans(known), match.start(1), match.end(1)):
            span = Span(match.start(1), match.end(1))
            found.append(Found(span, Quantity(Decimal(1), match[1]), match[1], 0.8))
    return found


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
        if DAY_LIKE.fullmatch(h.word) and any(neighbours(hits, i, folded, lexicon, context))
    ]
    shown = without_numerals(plain, [h for h in hits if h.kind is not Kind.FEATURE and h.tier is Tier.EXACT])
    dates = find_dates(shown, hints.now, [Span(*s) for s in taken + named + firm + sized])
    when = [(s, e + len(m[0]) if (m := AFTER_DATE.match(folded[e : e + 3])) else e) for s, e in _spans(dates)]
    hits = [h for h in hits if _clear(when, h.start, h.end)]
    prices = find_prices(plain, [Span(*s) for s in taken + named + when + firm])
    cost = _spans(prices)
    hits = [h for h in hits if _clear(cost, h.start, h.end) or not loose(h)]
    blocked = taken + named + when + cost
    rough = find_quantities(
        shown, units, [Span(*s) for s in blocked + [(h.start, h.end) for h in hits if not loose(h)]]
    )
    hits = settle(hits, folded, rough, lexicon, context)
    fixed = [Span(*s) for s in blocked + [(h.start, h.end) for h in hits]]
    quantities = [
        q
        for q in find_quantities(_cut(shown, hits), units, fixed)
        if _counts(q, folded[q.span.end : q.span.end + 2], any(h.end == q.span.start for h in hits))
        and folded[q.span.start - 1 : q.span.start] != "第"
    ]
    quantities = sorted([*quantities, *implied(folded, hits, quantities)], key=lambda q: q.span.start)
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
