"""What must be asked or marked before a reading may be trusted, and where its fields stand."""

import math
from collections.abc import Mapping, Sequence
from datetime import date

from .frozen import changed
from .scene import Scene
from .trust import Values, message_signs, of_line, of_order, probability, whole_signs
from .types import CORPUS_INTENTS, Doubt, Edit, Hints, Intent, Limits, LineItem, OrderReading, Parse, SetDue, Span

FIELDS = ("customer", "product", "quantity", "date")
QUIET = frozenset({"rest"})  # worth a look on the card, but no doubt about what was said


def checked(parse: Parse, scene: Scene, hints: Hints) -> Parse:
    """The reading with a probability at every field and the whole, a doubt where one is too low, and what to ask.

    Talk about a draft has no annotated messages: its own estimate stands for the whole.
    """
    common = message_signs(parse, scene)
    known = parse.intent in CORPUS_INTENTS
    sure = probability("intent", common) if known else parse.confidence
    orders = tuple(_order(order, common, sure, parse.intent, hints) for order in parse.orders)
    items = tuple(_line(line, common, hints.limits) for line in parse.items)
    whole = round(probability("message", whole_signs(sure, orders, items, parse.intent)), 3) if known else sure
    return changed(
        parse,
        orders=orders,
        items=items,
        edits=tuple(_edit(edit, hints) for edit in parse.edits) if parse.edits else (),
        changes=tuple(_edit(edit, hints) for edit in parse.changes) if parse.changes else (),
        confidence=whole,
        sure=sure,
        signs=common,
        ask=to_ask(parse, orders, items),
        evidence=evidence_of(parse, scene),
    )


def of_date(due: date | None, words: str, hints: Hints) -> tuple[Doubt, ...]:
    """What the calendar says against a date: it is past, or nobody works that day."""
    if due is None:
        return ()
    if due < hints.now.date():
        return (Doubt("date", "past", words),)
    return () if hints.works(due) else (Doubt("date", "rest", words),)


def _edit(edit: Edit, hints: Hints) -> Edit:
    return changed(edit, doubts=of_date(edit.due, edit.words, hints)) if isinstance(edit, SetDue) else edit


def _order(order: OrderReading, common: Values, sure: float, intent: Intent, hints: Hints) -> OrderReading:
    limits = hints.limits_of.get(order.customer or "", hints.limits)
    trust = of_order(order, common)
    doubts = [d for d in order.doubts if d.reason != "past"]
    doubts += of_date(order.due, order.due_words, hints)
    doubts += _unsure(trust, {"customer": order.customer_words, "date": order.due_words}, doubts, limits)
    if intent is Intent.PLACE_ORDER and sure < limits.mark.get("", 0.0):
        doubts.append(Doubt("intent", "unsure"))
    items = tuple(_line(line, common, limits) for line in order.items)
    whole = math.prod([*trust.values(), *(line.confidence for line in items)])
    return changed(order, items=items, trust=trust, confidence=round(whole, 3), doubts=tuple(doubts))


def _line(line: LineItem, common: Values, limits: Limits) -> LineItem:
    trust = of_line(line, common)
    doubts = (*line.doubts, *_unsure(trust, {"product": line.mention}, line.doubts, limits))
    return changed(line, trust=trust, confidence=round(math.prod(trust.values()), 3), doubts=doubts)


def _unsure(
    trust: Mapping[str, float], words: Mapping[str, str], known: Sequence[Doubt], limits: Limits
) -> list[Doubt]:
    """`guess` where the field must be asked, `unsure` where no other reason says already that it needs a look."""
    if not (limits.ask or limits.mark):
        return []
    found = []
    said = {d.field for d in known if d.reason not in QUIET}
    for field, sure in trust.items():
        if sure < _limit(limits.ask, field):
            found.append(Doubt(field, "guess", words.get(field, "")))
        elif sure < _limit(limits.mark, field) and field not in said:
            found.append(Doubt(field, "unsure", words.get(field, "")))
    return found


def _limit(limits: Mapping[str, float], field: str) -> float:
    return limits.get(field, limits.get("", 0.0))


def to_ask(parse: Parse, orders: Sequence[OrderReading], items: Sequence[LineItem]) -> tuple[str, ...]:
    """Of customer, product, quantity and date those that are missing, open or doubtful."""
    wanted: set[str] = set()
    for order in orders:
        if order.customer is None:
            wanted.add("customer")
        if order.due is None:
            wanted.add("date")
        wanted |= {doubt.field for doubt in order.doubts if doubt.reason not in QUIET}
        for line in order.items:
            wanted |= _open(line)
        if not order.items:
            wanted |= {"product", "quantity"}
    if parse.intent in (Intent.ASK_STOCK, Intent.ASK_PRICE, Intent.REPORT_SHORTAGE) and not items:
        wanted.add("product")
    if parse.ref is not None and parse.ref.customer is None and parse.ref.customer_candidates:
        wanted.add("customer")
    return tuple(field for field in FIELDS if field in wanted)


def _open(line: LineItem) -> set[str]:
    wanted = {doubt.field for doubt in line.doubts}
    if line.sku is None:
        wanted.add("product")
    if line.qty is None and line.base_qty is None:
        wanted.add("quantity")
    return wanted


def evidence_of(parse: Parse, scene: Scene) -> dict[str, Span]:
    """Field name -> stretch of the text that says it."""
    found = spans_of(parse.orders)
    for at, line in enumerate(parse.items):
        for field, span in line.spans.items():
            found[f"items[{at}].{field}"] = span
    if parse.intent in (Intent.ADVANCE_ORDER, Intent.ASK_STATUS, Intent.CHANGE_ORDER, Intent.CANCEL_ORDER):
        for one in scene.refs:
            found["tracking" if one.value.kind == "tracking" else "ref"] = one.span
    return found


def spans_of(orders: Sequence[OrderReading]) -> dict[str, Span]:
    """Field name -> stretch of the text that says it, of orders."""
    found: dict[str, Span] = {}
    for index, order in enumerate(orders):
        for field, span in order.spans.items():
            found[f"orders[{index}].{field}"] = span
        for at, line in enumerate(order.items):
            for field, span in line.spans.items():
                found[f"orders[{index}].items[{at}].{field}"] = span
    return found
