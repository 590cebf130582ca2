"""What must be asked or marked before a reading may be trusted, and where its fields stand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from .dimensions.date.almanac import is_workday
from .scene import Scene
from .types import Doubt, Edit, Hints, Intent, Limits, LineItem, OrderReading, Parse, SetDue, Span

FIELDS = ("customer", "product", "quantity", "date")
QUIET = frozenset({"rest"})  # worth a look on the card, but no doubt about what was said


def doubted(parse: Parse, hints: Hints) -> Parse:
    """Adds what the calendar says of the dates, and a doubt at every field that is not sure enough."""
    today = hints.now.date()
    return replace(
        parse,
        orders=tuple(_order(order, parse, hints, today) for order in parse.orders),
        items=tuple(_line(line, hints.limits) for line in parse.items),
        edits=tuple(_edit(edit, today) for edit in parse.edits),
        changes=tuple(_edit(edit, today) for edit in parse.changes),
    )


def of_date(due: date | None, words: str, today: date) -> tuple[Doubt, ...]:
    """What the calendar says against a date: it is past, or nobody works that day."""
    if due is None:
        return ()
    if due < today:
        return (Doubt("date", "past", words),)
    return () if is_workday(due) else (Doubt("date", "rest", words),)


def _edit(edit: Edit, today: date) -> Edit:
    return replace(edit, doubts=of_date(edit.due, edit.words, today)) if isinstance(edit, SetDue) else edit


def _order(order: OrderReading, parse: Parse, hints: Hints, today: date) -> OrderReading:
    limits = hints.limits_of.get(order.customer or "", hints.limits)
    doubts = [d for d in order.doubts if d.reason != "past"] + list(of_date(order.due, order.due_words, today))
    words = {"customer": order.customer_words, "date": order.due_words}
    doubts += _unsure(order.trust, words, tuple(doubts), limits)
    if parse.intent is Intent.PLACE_ORDER and parse.sure < limits.mark.get("", 0.0):
        doubts.append(Doubt("intent", "unsure"))
    return replace(order, doubts=tuple(doubts), items=tuple(_line(line, limits) for line in order.items))


def _line(line: LineItem, limits: Limits) -> LineItem:
    words = {"product": line.mention}
    return replace(line, doubts=(*line.doubts, *_unsure(line.trust, words, line.doubts, limits)))


def _unsure(
    trust: Mapping[str, float], words: Mapping[str, str], known: tuple[Doubt, ...], limits: Limits
) -> list[Doubt]:
    """`guess` where the field must be asked, `unsure` where no other reason says already that it needs a look."""
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


def to_ask(parse: Parse) -> tuple[str, ...]:
    """Of customer, product, quantity and date those that are missing, open or doubtful."""
    wanted: set[str] = set()
    for order in parse.orders:
        if order.customer is None:
            wanted.add("customer")
        if order.due is None:
            wanted.add("date")
        wanted |= {doubt.field for doubt in order.doubts if doubt.reason not in QUIET}
        for line in order.items:
            wanted |= _open(line)
        if not order.items:
            wanted |= {"product", "quantity"}
    if parse.intent in (Intent.ASK_STOCK, Intent.ASK_PRICE, Intent.REPORT_SHORTAGE) and not parse.items:
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
    found: dict[str, Span] = {}
    for index, order in enumerate(parse.orders):
        for field, span in order.spans.items():
            found[f"orders[{index}].{field}"] = span
        for at, line in enumerate(order.items):
            for field, span in line.spans.items():
                found[f"orders[{index}].items[{at}].{field}"] = span
    for at, line in enumerate(parse.items):
        for field, span in line.spans.items():
            found[f"items[{at}].{field}"] = span
    if parse.intent in (Intent.ADVANCE_ORDER, Intent.ASK_STATUS, Intent.CHANGE_ORDER, Intent.CANCEL_ORDER):
        for one in scene.refs:
            found["tracking" if one.value.kind == "tracking" else "ref"] = one.span
    return found
