"""Goods that a customer gives back: from when to when that may be, what of an order it is, what it is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.domain.flow import Flow
from handlers.domain.money import FEN, line_total
from handlers.domain.order import Line, Order, OrderEvent, OrderId
from handlers.domain.terms import Terms
from handlers.domain.worktime import end_of

SIGNED = "签收"  # the status whose move means that the goods are there


class ReturnState(StrEnum):
    """Where a wish to give goods back stands."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """What is given back of one line, in base units."""

    no: int
    sku: str
    label: str
    qty: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A wish to give goods back. `id` is 0 until it is stored; `worth` in yuan, at the order's prices."""

    order_id: OrderId
    goods: tuple[ReturnLine, ...]
    worth: Decimal
    by: str  # people.user
    at: datetime
    signed_at: datetime
    until: datetime
    reason: str = ""
    flawed: bool = False
    state: ReturnState = ReturnState.OPEN
    decided_by: str = ""
    decided_at: datetime | None = None
    received_by: str = ""
    received_at: datetime | None = None
    id: int = 0


def signed_at(events: Iterable[OrderEvent], flow: Flow) -> datetime | None:
    """When the goods were signed for the last time; None where they were not."""
    found = None
    for event in events:
        move = flow.move(event.from_state, event.action)
        if move is not None and SIGNED in move.words and event.from_state != event.to_state:
            found = event.at
    return found


def open_until(signed: datetime, terms: Terms, zone: ZoneInfo) -> datetime:
    """The last instant at which goods may be given back without a reason."""
    if terms.return_until == "exact":
        return signed + timedelta(days=terms.return_days)
    last = signed.astimezone(zone).date() + timedelta(days=terms.return_days)
    return end_of(last, zone)


def left(order: Order, wishes: Iterable[Returned]) -> dict[int, Decimal]:
    """Line -> what may still be given back of it: what was delivered, without what was or may be given back."""
    taken = _taken(wishes)
    rest = {line.no: (line.base_qty or Decimal(0)) - taken.get(line.no, Decimal(0)) for line in order.lines}
    return {no: qty for no, qty in rest.items() if qty > 0}


def worth_of(goods: Iterable[ReturnLine], lines: Mapping[int, Line], earlier: Iterable[Returned] = ()) -> Decimal:
    """What goods cost in their order, rounded half up to fen; `earlier`: what was or may be given back before.

    All parts of a line together come to what the line cost, in however many parts they are given back.
    """
    found, taken = Decimal(0), _taken(earlier)
    for one in goods:
        before = taken.get(one.no, Decimal(0))
        taken[one.no] = before + one.qty
        found += _part(lines[one.no], taken[one.no]) - _part(lines[one.no], before)
    return found


def _taken(wishes: Iterable[Returned]) -> dict[int, Decimal]:
    """Line -> what was or may be given back of it."""
    taken: dict[int, Decimal] = {}
    for wish in wishes:
        if wish.state in (ReturnState.OPEN, ReturnState.GRANTED, ReturnState.RECEIVED):
            for one in wish.goods:
                taken[one.no] = taken.get(one.no, Decimal(0)) + one.qty
    return taken


def _part(line: Line, qty: Decimal) -> Decimal:
    total = line_total(line) or Decimal(0)
    part = total if qty == line.base_qty or not line.base_qty else total * qty / line.base_qty
    return part.quantize(FEN, ROUND_HALF_UP)
