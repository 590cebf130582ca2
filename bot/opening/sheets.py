"""Workbooks (.xlsx) and CSV files: the values that stand in the cells, never what a formula would compute.

Rows and columns that are hidden, as a filter does it, are not seen by who sends the file: left out, and counted.
"""

import csv
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.xml.functions import iterparse

from bot.opening import Found, Unreadable
from bot.opening.headers import header
from bot.opening.rows import MAX_CELLS, MAX_ROWS, written

MAX_UNPACKED = 60_000_000  # bytes; a workbook of orders has some hundred thousand
MAX_RATIO, MAX_PARTS, MAX_SHEETS = 200, 500, 20
_LOCKED = b"\xd0\xcf\x11\xe0"  # an old .xls, or a workbook with a password
_LOOKED = MAX_ROWS * 10  # rows of one sheet that are looked at, empty ones included


def workbook(path: Path) -> Found:
    """The text of an .xlsx file."""
    with path.open("rb") as opened:
        if opened.read(4) == _LOCKED:
            raise Unreadable("locked")
    _weigh(path)
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    parts: list[str] = []
    left_out = 0
    for sheet in book.worksheets[:MAX_SHEETS]:
        if sheet.sheet_state == "visible":
            rows, hidden = _seen(list(_rows(sheet)), *_hidden(sheet))
            if len(rows) <= MAX_ROWS or not parts or any(map(header, rows)):  # else a price list beside the order
                parts.append(written(rows))
                left_out += hidden
    return Found("\n".join(part for part in parts if part), left_out)


def separated(path: Path) -> Found:
    """The text of a CSV file, in UTF-8 or the encoding of Chinese Windows."""
    raw = path.read_bytes()
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("broken")
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    head = text[:4000]
    mark = max(",;\t", key=head.count)
    csv.field_size_limit(100_000)
    try:
        rows = csv.reader(text.splitlines(), delimiter=mark)
        return Found(written(row for _, row in zip(range(_LOOKED), rows, strict=False)))
    except csv.Error:
        raise Unreadable("broken") from None


def _weigh(path: Path) -> None:
    """Refuses what would unpack to much more than it is, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        raise Unreadable("broken") from None
    whole = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or whole > MAX_UNPACKED:
        raise Unreadable("large")
    if any(part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1) for part in parts):
        raise Unreadable("large")


def _rows(sheet: object) -> Iterator[list[str]]:
    rows = sheet.iter_rows(max_row=_LOOKED, max_col=MAX_CELLS, values_only=True)  # type: ignore[attr-defined]
    for row in rows:
        yield [_text(cell) for cell in row]


def _hidden(sheet: object) -> tuple[set[int], set[int]]:
    """The rows and columns that are hidden, counted from 0. Rows of no height and columns of no width are, too."""
    rows, columns = set(), set()
    with sheet._get_source() as source:  # type: ignore[attr-defined]
        last = 0
        for _, element in iterparse(source):
            name = element.tag.rpartition("}")[2]
            if name == "row":
                last = int(element.get("r") or last + 1)
                if last > _LOOKED:
                    break
                if _is_hidden(element.get("hidden"), element.get("ht")):
                    rows.add(last - 1)
                element.clear()
            elif name == "col" and _is_hidden(element.get("hidden"), element.get("width")):
                first, end = int(element.get("min") or 1), int(element.get("max") or 1)
                columns |= set(range(first - 1, min(end, MAX_CELLS)))
    return rows, columns


def _is_hidden(said: str | None, size: str | None) -> bool:
    return said in ("1", "true") or (size is not None and not float(size))


def _seen(rows: list[list[str]], hidden: set[int], columns: set[int]) -> tuple[list[list[str]], int]:
    """What whoever has the file open sees of it, and how many rows and columns with something in them he does not."""
    seen = [[cell for n, cell in enumerate(row) if n not in columns] for m, row in enumerate(rows) if m not in hidden]
    lost = [number for number in hidden if number < len(rows) and any(rows[number])]
    lost += [n for n in columns if any(n < len(row) and row[n] for row in rows)]
    return seen, len(lost)


def _text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return f"{number:f}" if number != number.to_integral_value() else f"{number.to_integral_value():f}"
    return str(value)
