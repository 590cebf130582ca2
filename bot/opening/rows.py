"""Rows of a table as a person would write them: one line a row, the goods first, then how many."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from bot.opening import Unreadable
from bot.opening.headers import Header, header, joined

MAX_ROWS, MAX_CELLS, MAX_CELL = 500, 40, 200
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,\uff0c][0-9]{3})+(?:\.[0-9]+)?")  # 1,300
_SERIAL, _EPOCH = re.compile(r"[45][0-9]{4}"), date(1899, 12, 30)
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,3})?")
_SUMS = ("合计", "总计", "小计")


def written(rows: Iterable[Sequence[str]]) -> str:
    """The rows as lines of text; raises Unreadable where there are more than `MAX_ROWS`: nothing is left out unsaid.

    Below a header only goods, amount, unit, customer and day are kept: 序号 is no amount.
    """
    lines: list[str] = []
    table: _Table | None = None
    for row in rows:
        cells = [_plain(" ".join(cell.split())[:MAX_CELL]) for cell in row[:MAX_CELLS]]
        if not any(cells):
            lines += table.lines() if table else []
            table = None
        elif found := header(cells):
            lines += table.lines() if table else []
            table = _Table(cells, found)
        elif table:
            table.add(cells)
        else:
            lines.append(" ".join(cell for cell in cells if cell))
        if len(lines) + (table.size if table else 0) > MAX_ROWS:
            raise Unreadable("long")
    lines += table.lines() if table else []
    return "\n".join(lines)


class _Table:
    """The rows below one header."""

    def __init__(self, words: Sequence[str], found: Header) -> None:
        """`words` are the header's own cells."""
        self._words = words
        self._at = found
        self._rows: list[tuple[str, bool]] = []  # what a row says; whether it is goods without an amount
        self._customer = ""

    @property
    def size(self) -> int:
        """How many rows say something."""
        return sum(1 for _, blank in self._rows if not blank)

    def add(self, cells: Sequence[str]) -> None:
        """One more row, which may be the second one of the header."""
        if not self._rows and (both := joined(self._words, cells)) and (found := header(both)):
            self._words, self._at = both, found
            return
        self._rows += self._lines(cells)

    def lines(self) -> list[str]:
        """All rows; of a form where most amounts are empty only those with one."""
        form = len(self._rows) > 2 * self.size > 0
        return [said for said, blank in self._rows if not (blank and form)]

    def _lines(self, cells: Sequence[str]) -> list[tuple[str, bool]]:
        """What a row says: one line, or one for each size that is wanted."""

        def at(*places: int | None) -> list[str]:
            return [cells[place] for place in places if place is not None and place < len(cells) and cells[place]]

        goods, whole = at(*self._at.goods), at(self._at.amount)
        wanted = [(size, cell) for place, size in self._at.sizes if (cell := "".join(at(place))) not in ("", "0")]
        if not goods or goods[0] in _SUMS:
            outside = [cell for cell in cells if cell]  # below the table: 客户:…, 交期:…
            below = outside and len(outside) < 3 and not whole and not wanted
            return [(" ".join(outside), False)] if below else []
        customer = at(self._at.customer)
        ahead: list[str] = []
        if customer and customer[0] != self._customer:  # an empty cell means the same as above
            self._customer = customer[0]
            ahead = [f"客户:{self._customer}"]
        due = [f"交期{_day(day)}" for day in at(self._at.due)]
        amounts = wanted if self._at.sizes and _sums_up(wanted, whole) else [("", "".join(whole))]
        found = []
        for size, cell in amounts:
            counted = "".join([cell, *at(self._at.unit)])
            said = [*goods, size, f"数量{counted}" if "." in counted and counted[-1:].isdigit() else counted]
            found.append((" ".join(w for w in (*ahead, *said, *due) if w), cell in ("", "0")))
            ahead = []
        return found


def _sums_up(wanted: Sequence[tuple[str, str]], whole: Sequence[str]) -> bool:
    """Whether there are amounts of sizes, and they make what the row says that they are altogether, if it does."""
    if not wanted or not whole:
        return bool(wanted)
    numbers = [*(cell for _, cell in wanted), whole[0]]
    if not all(_NUMBER.fullmatch(number) for number in numbers):
        return True
    *parts, altogether = map(Decimal, numbers)
    return sum(parts) == altogether


def _day(cell: str) -> str:
    """A day that a workbook holds as the number of days since 1900, as it does where the cell was never formatted."""
    return f"{_EPOCH + timedelta(days=int(cell)):%Y-%m-%d}" if _SERIAL.fullmatch(cell) else cell


def _plain(cell: str) -> str:
    return re.sub("[,\uff0c]", "", cell) if _GROUPED.fullmatch(cell) else cell
