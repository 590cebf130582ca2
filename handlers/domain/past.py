"""An order as it stood: what happened since is taken back, event by event."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from handlers.domain.compare import words
from handlers.domain.order import Change, Order, OrderEvent

OUTWARD = frozenset({"date", "address", "urgent", "tracking"})  # fields whose history a customer reads; lines too
_DAYS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "大前天": 3}
_DATE = re.compile(
    r"(?:(?P<year>\d{4})\s*[-/.年]\s*)?(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?(?:那天|当天)?"
)
_HOUR = re.compile(r"(?:早上|上午|中午|下午|傍晚|晚上|\d{1,2}\s*(?:点半?|[:时]\d{0,2}))\Z")


@dataclass(frozen=True, slots=True)
class Past:
    """What an order was; texts as in `Change`."""

    state: str
    customer: str
    date: str  # ISO
    address: str
    urgent: str
    tracking: str
    lines: tuple[str, ...]
    exact: bool  # False where a later change did not fit what it is said to have made


def looks_like_a_day(text: str) -> bool:
    """Whether a day was written, be there one or not: 2月30日."""
    return _DATE.fullmatch(text.strip()) is not None


def part_of_day(text: str) -> bool:
    """Whether an hour or a part of a day was written: 昨天下午, 3月10日上午10点."""
    return _HOUR.search(text.strip()) is not None


def day_said(text: str, today: date) -> date | None:
    """The day that is meant, of those that have come: 3月5日, 2026-03-05, 3/5, 昨天."""
    said = text.strip()
    if said in _DAYS:
        return today - timedelta(days=_DAYS[said])
    found = _DATE.fullmatch(said)
    if not found:
        return None
    years = [int(found["year"])] if found["year"] else [today.year, today.year - 1]
    for year in years:
        try:
            day = date(year, int(found["month"]), int(found["day"]))
        except ValueError:
            continue
        if day <= today:
            return day
    return None


def as_of(order: Order, events: Iterable[OrderEvent], end: datetime) -> Past | None:
    """The order as it stood just before `end`; None where there was none yet. `events` are all of it, oldest first."""
    events = list(events)
    if not any(event.at < end for event in events):
        return None
    now = {
        "customer": order.customer_name,
        "date": order.due.isoformat() if order.due else "",
        "address": order.address or "",
        "urgent": "1" if order.urgent else "",
        "tracking": order.tracking or "",
    }
    state, exact = order.state, True
    lines = [words(line) for line in order.lines]
    for event in reversed([event for event in events if event.at >= end]):
        if event.from_state != event.to_state:
            exact, state = exact and state == event.to_state, event.from_state
        for change in reversed(event.changes):
            if change.field.startswith("line:"):
                exact = _take_back(lines, change) and exact
            elif change.field in now:
                exact = exact and now[change.field] == change.new
                now[change.field] = change.old
    return Past(state=state, lines=tuple(lines), exact=exact, **now)


def _take_back(lines: list[str], change: Change) -> bool:
    """Undoes a change of a line; says whether the line was there as the change had left it."""
    place = int(change.field.partition(":")[2]) - 1
    fits = True
    if change.new:
        fits = change.new in lines
        place = lines.index(change.new) if fits else place
        del lines[place : place + 1]
    if change.old:
        lines.insert(place, change.old)
    return fits


def outward(events: Iterable[OrderEvent]) -> tuple[OrderEvent, ...]:
    """What a customer may read of an order's history: its moves, and what was changed of what he ordered."""
    kept = []
    for event in events:
        changes = tuple(c for c in event.changes if c.field in OUTWARD or c.field.startswith("line:"))
        if changes or event.from_state != event.to_state:
            kept.append(replace(event, actor="", reason="", changes=changes, message_id=None, channel=""))
    return tuple(kept)
