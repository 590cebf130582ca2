"""Rows of a table as a person would write them: one line a row, the goods first, then how many."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.opening import Unreadable
from bot.opening.headers import Header, header, joined

MAX_ROWS, MAX_CELLS, MAX_CELL = 500, 40, 200
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,\uff0c][0-9]{3})+(?:\.[0-9]+)?")  # 1,300
_SERIAL, _EPOCH = re.compile(r"[45][0-9]{4}"), date(1899, 12, 30)
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
        if said := self._line(cells):
            self._rows.append(said)

    def lines(self) -> list[str]:
        """All rows; of a form where most amounts are empty only those with one."""
        form = len(self._rows) > 2 * self.size > 0
        return [said for said, blank in self._rows if not (blank and form)]

    def _line(self, cells: Sequence[str]) -> tuple[str, bool] | None:
        def at(*places: int | None) -> list[str]:
            return [cells[place] for place in places if place is not None and place < len(cells) and cells[place]]

        goods, amount = at(*self._at.goods), at(self._at.amount)
        if not goods or goods[0] in _SUMS:
            outside = [cell for cell in cells if cell]  # below the table: 客户:…, 交期:…
            return (" ".join(outside), False) if outside and len(outside) < 3 and not amount else None
        blank = not amount or amount[0] == "0"
        whole = "".join([*amount, *at(self._at.unit)])
        said = [*goods, f"数量{whole}" if "." in whole and whole[-1:].isdigit() else whole]  # 12.5 is no day
        customer = at(self._at.customer)
        if customer and customer[0] != self._customer:  # an empty cell means the same as above
            self._customer = customer[0]
            said.insert(0, f"客户:{self._customer}")
        said += [f"交期{_day(day)}" for day in at(self._at.due)]
        return " ".join(word for word in said if word), blank


def _day(cell: str) -> str:
    """A day that a workbook holds as the number of days since 1900, as it does where the cell was never formatted."""
    return f"{_EPOCH + timedelta(days=int(cell)):%Y-%m-%d}" if _SERIAL.fullmatch(cell) else cell


def _plain(cell: str) -> str:
    return re.sub("[,\uff0c]", "", cell) if _GROUPED.fullmatch(cell) else cell
