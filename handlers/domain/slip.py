"""A promise that slipped: the salesperson has some minutes, then the customer is told, once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from handlers.domain.order import Order, OrderId
from handlers.domain.quantity import plain

SLIP = "slip:"  # the key of a slip's cards begins with it
TELL = "slip"  # the kind of deadline that tells the customer


class SlipState(StrEnum):
    """What became of it."""

    OPEN = "open"
    SENT = "sent"
    HELD = "held"  # the salesperson tells it himself, or not at all
    QUIET = "quiet"  # the customer wants to be told nothing
    OVER = "over"  # the promise came back before anybody was told


@dataclass(frozen=True, slots=True)
class Slip:
    """An order's goods come later than was said. `words`: what the salesperson wrote instead of the template."""

    order_id: OrderId
    before: date | None
    after: date | None  # None: nobody knows
    owner: str  # people.user; empty: nobody looks after the customer
    at: datetime
    due_at: datetime
    words: str = ""
    state: SlipState = SlipState.OPEN
    pending_at: datetime | None = None  # the owner was asked for words
    closed_at: datetime | None = None
    closed_by: str = ""
    id: int = 0

    @property
    def key(self) -> str:
        """What its card is called."""
        return f"{SLIP}{self.id}"


def slipped(before: date | None, after: date | None) -> bool:
    """Whether what was promised for a day comes later now, or nobody knows when."""
    return before is not None and (after is None or after > before)


_FIGURES = re.compile(r"\d+(?:\.\d+)?")
_SPOKEN = re.compile(r"(?<![\u7b2c])[一二两三四五六七八九十百千万]+(?=个?(?:元|块|折|天|号|日|周|星期|小时|钟头))")
_DIGITS = {word: value for value, word in enumerate("一二三四五六七八九", 1)} | {"两": 2}


def invented(words: str, order: Order, days: Sequence[date | None]) -> tuple[str, ...]:
    """Figures in somebody's words that are not the order's own: no date, no amount goes out that nobody promised."""
    own = set(_FIGURES.findall(order.number or "")) | set(_FIGURES.findall(order.customer_no))
    for day in (*days, order.due):
        if day is not None:
            own |= {str(day.year), str(day.month), str(day.day), f"{day.month:02d}", f"{day.day:02d}"}
    for line in order.lines:
        own |= set(_FIGURES.findall(line.label))
        own |= {plain(qty) for qty in (line.qty, line.base_qty) if qty is not None}
    known = [day for day in days if day is not None]
    own_spoken = own | {str((b - a).days) for a in known for b in known if a < b}  # 晚五天
    spoken = (figure for figure in _SPOKEN.findall(words) if str(_small(figure)) not in own_spoken)
    return tuple(dict.fromkeys((*(one for one in _FIGURES.findall(words) if one not in own), *spoken)))


def _small(spoken: str) -> int:
    """A number below a hundred as it is spoken, 二十三; 0 for any other."""
    if len(spoken) == 1 and spoken in _DIGITS:
        return _DIGITS[spoken]
    tens, ten, ones = spoken.partition("十")
    if not ten or (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return 0
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
