"""Applies what a message changes to an order, draft or confirmed: pure, in the order it was said."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.domain.lines import Products, Source, more, new_line, numbered, says_product, set_line, skus, spoken
from handlers.domain.order import Asked, Evidence, Line, Order
from handlers.domain.party import Customer
from handlers.domain.quantity import sane
from nlp.types import (
    AddItem,
    BringBack,
    Doubt,
    Edit,
    LineItem,
    RemoveItem,
    SetAddress,
    SetCustomer,
    SetDue,
    SetItem,
    SetUrgent,
    ShiftDue,
    Span,
    Unread,
)

_MERE_DAY = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})\s?[号日]")
_MONTH = re.compile(r"月|\d\s?[./-]\s?\d")


@dataclass(frozen=True, slots=True)
class Known:
    """The products and customers that the edits and the order speak of."""

    products: Products
    customers: dict[str, Customer]


@dataclass(frozen=True, slots=True)
class Edited:
    """The order after the edits, what they changed and what could not be applied.

    `changed` holds customer, date, address, urgent, line:2, added:2 or removed, with the old value where there was one:
    "line:2=5箱" (see `spoken`).
    """

    order: Order
    changed: tuple[str, ...] = ()
    missed: tuple[Edit, ...] = ()  # said, but it could not be told what it is about
    said: bool = False  # whether anything was understood at all, be it what stands there already


def edit(order: Order, edits: Iterable[Edit], source: Source, known: Known) -> Edited:
    """Applies every edit in turn; line numbers are those that the card showed, whatever went before."""
    done = Edited(order)
    for one in edits:
        after = _one(done.order, one, source, known)
        if after is None:
            done = replace(done, missed=(*done.missed, one))
            continue
        now, field = after
        done = replace(done, said=True)
        if now != done.order:
            done = replace(done, order=now, changed=_noted(done.changed, field, done.order, now))
    return _in_turn(done)


def differing(before: Order, after: Order) -> tuple[str, ...]:
    """What is otherwise in a later version of a draft, written as `Edited.changed` is."""
    fields = {
        "customer": before.customer_id != after.customer_id,
        "date": before.due != after.due,
        "address": before.address != after.address,
        "urgent": before.urgent != after.urgent,
    }
    changed = tuple(field for field, otherwise in fields.items() if otherwise)
    for was, now in zip(before.lines, after.lines, strict=False):
        if old := _old(was, now):
            changed = (*changed, f"line:{now.no}={old}")
    changed += tuple(f"added:{now.no}" for now in after.lines[len(before.lines) :])
    return (*changed, "removed") if len(after.lines) < len(before.lines) else changed


def _in_turn(done: Edited) -> Edited:
    """The lines numbered anew, where some were taken out."""
    places = {str(line.no): at for at, line in enumerate(done.order.lines, 1)}

    def renamed(field: str) -> str:
        name, _, rest = field.partition(":")
        number, sign, old = rest.partition("=")
        return f"{name}:{places[number]}{sign}{old}" if name in ("line", "added") and number in places else field

    gone = [f for f in done.changed if (no := _line_of(f)) and no not in places]
    changed = tuple(renamed(field) for field in done.changed if field not in gone)
    return replace(done, order=replace(done.order, lines=numbered(done.order.lines)), changed=changed)


def _line_of(field: str) -> str:
    """The number of the line that a changed field is of; empty where it is none of a line."""
    name, _, rest = field.partition(":")
    return rest.partition("=")[0] if name in ("line", "added") else ""


def _noted(changed: tuple[str, ...], field: str, before: Order, after: Order) -> tuple[str, ...]:
    """Adds a field with what stood there before (line:2=5箱); said twice, the first old value stays."""
    added = field.replace("line:", "added:")  # what is new stays new, whatever is said of it next
    if any(known.partition("=")[0] in (field, added) for known in changed):
        return changed
    old = ""
    if field.startswith("line:"):
        pairs = zip(before.lines, after.lines, strict=False)
        pair = next(((was, now) for was, now in pairs if field == f"line:{was.no}"), None)
        if pair is not None and _alike(*pair):
            return changed  # said once more: it stands there already
        old = _old(*pair) if pair else ""
    elif field == "customer":
        old = before.customer_name if before.customer_id else ""
    return (*changed, f"{field}={old}" if old else field)


def _alike(was: Line, now: Line) -> bool:
    """Whether only who said it, in which words, is otherwise."""
    return replace(now, mention=was.mention, evidence=was.evidence) == was


def _old(was: Line, now: Line) -> str:
    """The old product or quantity, whichever was replaced; nothing where it was only filled in."""
    if was.sku is not None and was.sku != now.sku:
        return was.label
    return spoken(was) if spoken(was) != spoken(now) and was.qty != now.qty else ""


def _one(order: Order, one: Edit, source: Source, known: Known) -> tuple[Order, str] | None:
    match one:
        case SetCustomer():
            return set_customer(order, one, source, known), "customer"
        case SetDue():
            return _set_due(order, one, source), "date"
        case ShiftDue():
            return _shift_due(order, one, source)
        case SetAddress():
            found = _evidence(order, "address", one.span, source)
            return replace(order, address=one.address, evidence=found), "address"
        case SetUrgent():
            return replace(order, urgent=one.urgent), "urgent"
        case SetItem():
            return _set_item(order, one, source, known)
        case AddItem():
            return add_item(order, one.item, source, known)
        case RemoveItem():
            return _remove(order, one)
        case Unread() | BringBack():
            return None


def set_customer(order: Order, one: SetCustomer, source: Source, known: Known) -> Order:
    """Names the customer, or narrows whom it may be."""
    said = (one.customer,) if one.customer else tuple(c.key for c in one.candidates)
    both = tuple(c for c in order.customer_candidates if c in said) if order.customer_id is None else ()
    left = both or said
    chosen = left[0] if len(left) == 1 else None
    name = known.customers[chosen].name if chosen in known.customers else one.words or order.customer_name
    doubts = tuple(d for d in order.doubts if d.field != "customer")
    if not left:
        doubts = (*doubts, Doubt("customer", "unknown", one.words))
    return replace(
        order,
        customer_id=chosen,
        customer_name=name,
        customer_candidates=() if chosen else left,
        doubts=doubts,
        evidence=_evidence(order, "customer", one.span, source),
    )


def _set_due(order: Order, one: SetDue, source: Source) -> Order:
    same = one.due is not None and (one.due, one.kind or order.due_kind) == (order.due, order.due_kind)
    one = replace(one, doubts=(*one.doubts, *_of_month(order.due, one)))
    if same and {d.reason for d in one.doubts} <= {d.reason for d in order.doubts if d.field == "date"}:
        return order  # said once more
    return replace(
        order,
        due=one.due,
        due_kind=one.kind if one.due else None,
        due_words=one.words,
        doubts=(*(d for d in order.doubts if d.field != "date"), *one.doubts),
        evidence=_evidence(order, "due", one.span, source),
    )


def _of_month(standing: date | None, one: SetDue) -> tuple[Doubt, ...]:
    """A mere day (改成18号) is the next one from now on; an order for a later month may mean that month's."""
    if standing is None or one.due is None or not _MERE_DAY.search(one.words) or _MONTH.search(one.words):
        return ()
    if one.due.day > monthrange(standing.year, standing.month)[1]:
        return ()
    there = standing.replace(day=one.due.day)
    return (Doubt("date", "month", one.words, (f"{there.month}月{there.day}日",)),) if there > one.due else ()


def _shift_due(order: Order, one: ShiftDue, source: Source) -> tuple[Order, str] | None:
    """Moves the day; None where there is none, or nobody can say by how much."""
    if order.due is None or not one.days or one.workdays:
        return None
    day = order.due + timedelta(days=one.days)
    return _set_due(order, SetDue(day, order.due_kind, one.words, one.span), source), "date"


def _set_item(order: Order, one: SetItem, source: Source, known: Known) -> tuple[Order, str] | None:
    line = which(order, one.line, one.item)
    if line is None:
        return None
    nameless = not says_product(one.item) and not one.item.mention
    if nameless and one.item.qty is not None and sane(one.item.qty) is None:
        return None  # an amount that nobody can mean is not passed over
    after = set_line(line, one.item, source, known.products)
    return _put(order, after), f"line:{line.no}"


def add_item(order: Order, item: LineItem, source: Source, known: Known) -> tuple[Order, str] | None:
    """One more line; more of what is there already is added to its line."""
    same = [line for line in order.lines if line.sku and line.sku == item.sku and not line.gift]
    nameless = not says_product(item) and not item.mention
    if nameless and len(order.lines) == 1:
        same = list(order.lines)
    if len(same) == 1:
        after = more(same[0], item, source, known.products)
        if after is not None:
            return _put(order, after), f"line:{after.no}"
    if nameless:
        return None
    line = new_line(max((x.no for x in order.lines), default=0) + 1, item, source, known.products)
    return replace(order, lines=(*order.lines, line)), f"added:{line.no}"


def _remove(order: Order, one: RemoveItem) -> tuple[Order, str] | None:
    line = which(order, one.line, one.item)
    if line is None:
        return None
    kept = tuple(other for other in order.lines if other.no != line.no)
    return replace(order, lines=kept), "removed"


def which(order: Order, number: int | None, item: LineItem | None) -> Line | None:
    """The line that is meant, or None where that cannot be told."""
    if number is not None:
        return next((line for line in order.lines if line.no == number), None)
    if item is not None and says_product(item):
        fitting = _fitting(order, item)
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return None
        open_lines = [line for line in order.lines if line.sku is None]
        if len(open_lines) == 1:
            return open_lines[0]
    return _obvious(order, item)


def _fitting(order: Order, item: LineItem) -> list[Line]:
    said = set(skus(item))
    exact = [line for line in order.lines if line.sku in said]
    return exact or [line for line in order.lines if said & set(line.candidates)]


def _obvious(order: Order, item: LineItem | None) -> Line | None:
    if len(order.lines) == 1:
        return order.lines[0]
    if order.asked and order.asked.line and item is not None:
        line = next((line for line in order.lines if line.no == order.asked.line), None)
        amount = not says_product(item)
        if order.asked.about is Asked.QUANTITY and amount:
            return line
        if order.asked.about is Asked.PRODUCT and not (amount and line is not None and line.qty is not None):
            return line
    without = [line for line in order.lines if line.base_qty is None and line.qty is None]
    if len(without) == 1 and item is not None and not says_product(item):
        return without[0]
    return None


def _put(order: Order, line: Line) -> Order:
    return replace(order, lines=tuple(line if other.no == line.no else other for other in order.lines))


def _evidence(order: Order, field: str, span: Span | None, source: Source) -> dict[str, Evidence]:
    kept = {name: value for name, value in order.evidence.items() if name != field}
    return {**kept, field: source.at(span)} if span else kept


def speaks_of(edits: Iterable[Edit]) -> tuple[set[str], set[str]]:
    """The SKUs and the customer ids that edits name."""
    products: set[str] = set()
    customers: set[str] = set()
    for one in edits:
        match one:
            case SetCustomer(customer=customer, candidates=candidates):
                customers |= {customer} if customer else {c.key for c in candidates}
            case SetItem(item=item) | AddItem(item=item):
                products |= set(skus(item))
            case RemoveItem(item=LineItem() as item):
                products |= set(skus(item))
            case _:
                pass
    return products, customers
