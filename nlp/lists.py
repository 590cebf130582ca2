"""A list of goods that is too long for one reading: read part by part, at the ends of its lines, into one reading.

Every part is read like a message of its own, below the customer that was named last and the header of the table. What
stands in one part only (a day, an address, whose it all is) counts for the whole list, as it does in a short one. Words
of which no part made goods are doubted, never left out in silence.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from .doubt import spans_of, to_ask
from .lexicon import Lexicon
from .reading import LIMIT, read
from .types import Doubt, Hints, Intent, OrderReading, Parse, Span

LINES, LONGEST = 500, 40_000  # lines and characters of a list; who calls says so where there are more
_PART_LINES, _PART = 100, 2_000  # of one part: twice as much takes more than twice as long
_ENDS = ("。", ";;", ",,、")  # where a line of a whole message is parted, the first of these that there is
_HEADER = re.compile(r"[^\d\n]*\t[^\d\n]*\t[^\d\n]*")
_PLACE = re.compile(r"[ \t]*(\d{1,3})(?:[ \t]*[、,,):)]|[ \t]*\.(?!\d)|(?=[ \t]))")
_RUN = 10  # numbers of rows that count on by one, at least
_SHOWN = 30  # characters of what was not understood
_ORDER = "下单"  # stands before a part that names nobody

Who = tuple[str, ...]


def is_list(text: str) -> bool:
    """Whether a text that is too long for one reading is short enough to be read as a list."""
    return len(text) <= LONGEST and sum(1 for line in text.splitlines() if line.strip()) <= LINES


def read_list(text: str, hints: Hints, lexicon: Lexicon) -> Iterator[Parse | None]:
    """Reads a long list, a part with every step; what the last step gives is the whole.

    That is None where it is no list of goods. The reading is a new order's, in the light of no draft.
    """
    alone = replace(hints, drafts=(), orders=(), recent_order=False)
    text = _unnumbered(text)
    cut = _parts(text)
    read_: list[Parse] = []
    lost: list[str] = []
    whose, head = "", ""
    for start, end in cut:
        part = text[start:end]
        first = part.lstrip().partition("\n")[0]
        named = bool(whose) and _names_somebody(first, alone, lexicon)
        before = "\n".join(line for line in ("" if named else whose, head) if line) + "\n" if whose or head else ""
        if read_ and not before and not hints.sender_customer:
            before = f"{_ORDER}\n"
        if len(before) + len(part) > LIMIT:  # one line of which nobody can say where it may be parted
            yield None
            return
        found = read(before + part, alone, lexicon)
        if found.intent is Intent.PLACE_ORDER and any(order.items for order in found.orders):
            read_.append(_moved(found, start - len(before), start))
            whose = next((o.customer_words for o in reversed(found.orders) if o.customer_words), whose)
            head = head or _header(part, found)
        elif found.intent in (Intent.NONE, Intent.PLACE_ORDER) and read_:
            lost.append(_shown(part))
        else:  # no list, or one that tells more than what is wanted
            yield None
            return
        if end != cut[-1][1]:
            yield None
    yield _whole(read_, lost) if read_ else None


def _unnumbered(text: str) -> str:
    """The text with blanks for the numbers of its rows: in a part that begins with row 81 they would be amounts."""
    lines = text.splitlines(keepends=True)
    found = [_PLACE.match(line) for line in lines]
    run: dict[int, int] = {}
    for at, place in enumerate(found):
        if place is not None and int(place[1]) == len(run) + 1:
            run[at] = place.end()
    if len(run) < _RUN or len(run) * 2 < len([place for place in found if place]):
        return text
    return "".join(" " * run[at] + line[run[at] :] if at in run else line for at, line in enumerate(lines))


def _parts(text: str) -> list[tuple[int, int]]:
    """Where the parts begin and end: whole lines, and of a line that is a whole message whole clauses."""
    cut: list[tuple[int, int]] = []
    start = lines = 0
    for begin, end in _pieces(text):
        if begin > start and (end - start > _PART or lines >= _PART_LINES):
            cut.append((start, begin))
            start, lines = begin, 0
        lines += 1
    cut.append((start, len(text)))
    return [(a, b) for a, b in cut if text[a:b].strip()]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line)
        ends = next((ends for ends in _ENDS if any(sign in line for sign in ends)), "") if len(line) > _PART else ""
        for sign in re.finditer(rf"[{ends}]", line) if ends else ():
            yield at, end - len(line) + sign.end()
            at = end - len(line) + sign.end()
        if at < end:
            yield at, end
        at = end


def _names_somebody(line: str, hints: Hints, lexicon: Lexicon) -> bool:
    """Whether a part begins with somebody's name: then nobody else's stands before it."""
    return any(order.customer_words for order in read(f"{_ORDER} {line[:200]}", hints, lexicon).orders)


def _shown(part: str) -> str:
    said = " ".join(part.split())
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"


def _header(part: str, found: Parse) -> str:
    """The header of a table: cells without a number, the last such line above the goods."""
    goods = [span.start for order in found.orders for item in order.items for span in item.spans.values()]
    above = part[: min(goods, default=0)].split("\n")[:-1]
    return next((line.strip() for line in reversed(above) if _HEADER.fullmatch(line.rstrip("\r"))), "")


def _moved(found: Parse, by: int, start: int) -> Parse:
    """The reading of a part with its places in the whole text; what stood before the part has none."""
    orders = tuple(
        replace(
            order,
            spans=_shifted(order.spans, by, start),
            items=tuple(replace(item, spans=_shifted(item.spans, by, start)) for item in order.items),
        )
        for order in found.orders
    )
    return replace(found, orders=orders)


def _shifted(spans: Mapping[str, Span], by: int, start: int) -> dict[str, Span]:
    moved = {name: Span(span.start + by, span.end + by) for name, span in spans.items()}
    return {name: span for name, span in moved.items() if span.start >= start}


def _whole(parts: Sequence[Parse], lost: Sequence[str]) -> Parse:
    orders = _together([order for part in parts for order in part.orders])
    if lost:
        doubts = tuple(Doubt("product", "unused", words) for words in lost)
        orders = (*orders[:-1], replace(orders[-1], doubts=(*orders[-1].doubts, *doubts)))
    whole = replace(
        parts[0],
        orders=orders,
        confidence=round(math.prod(part.confidence for part in parts), 3),
        sure=min(part.sure for part in parts),
        signs=_most([part.signs for part in parts]),
        evidence=spans_of(orders),
        rule=f"in {len(parts)} parts, {parts[0].rule}",
    )
    return replace(whole, ask=to_ask(whole, orders, ()))


def _together(orders: Sequence[OrderReading]) -> tuple[OrderReading, ...]:
    """Orders of one customer, for one day, to one place are one; what was said of one alone is said of all."""
    people = list(dict.fromkeys(who for one in orders if (who := _who(one))))
    only = people[0] if len(people) == 1 else ()
    days: dict[Who, set[object]] = {}
    places: dict[Who, set[str]] = {}
    for one in orders:
        who = _who(one) or only
        days.setdefault(who, set()).update([_when(one)] if _when(one) else [])
        places.setdefault(who, set()).update([one.address] if one.address else [])
    found: dict[tuple[object, ...], OrderReading] = {}
    for one in orders:
        who = _who(one) or only
        when = _when(one) or (next(iter(days[who])) if len(days[who]) == 1 else None)
        place = one.address or (next(iter(places[who])) if len(places[who]) == 1 else None)
        key = (who, when, place)
        found[key] = _added(found[key], one) if key in found else one
    return tuple(found.values())


def _who(one: OrderReading) -> Who:
    return (
        (one.customer,)
        if one.customer
        else tuple(c.key for c in one.customer_candidates) or ((one.customer_words,) if one.customer_words else ())
    )


def _when(one: OrderReading) -> object:
    return (one.due, one.due_kind) if one.due else one.due_words or None


def _added(to: OrderReading, more: OrderReading) -> OrderReading:
    """One order of two parts: each field as the first that says it."""
    said = {
        "customer": ("customer", "customer_candidates", "customer_words"),
        "date": ("due", "due_kind", "due_words"),
        "address": ("address",),
    }
    held = {"customer": _who(to), "date": _when(to), "address": to.address}
    new = {"customer": _who(more), "date": _when(more), "address": more.address}
    taken = [field for field in said if not held[field] and new[field]]
    doubts = [d for d in to.doubts if d.field not in taken]
    doubts += [
        d for d in more.doubts if d not in doubts and (d.field in taken or d.field not in said or d.reason == "unused")
    ]
    places = {"customer": "customer", "date": "due", "address": "address"}
    fresh = {places[field] for field in taken}
    merged = {name: getattr(more, name) for field in taken for name in said[field]}
    return replace(
        to,
        **merged,
        items=(*to.items, *more.items),
        urgent=to.urgent or more.urgent,
        spans={**to.spans, **{name: span for name, span in more.spans.items() if name in fresh}},
        confidence=round(to.confidence * more.confidence, 3),
        doubts=tuple(doubts),
        signs={**to.signs, **{field: more.signs[field] for field in taken if field in more.signs}},
        trust={**to.trust, **{field: more.trust[field] for field in taken if field in more.trust}},
    )


def _most(signs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: max(one.get(name, 0.0) for one in signs) for one in signs for name in one}
