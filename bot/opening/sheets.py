"""Workbooks (.xlsx) and CSV files: the values that stand in the cells, never what a formula would compute."""

import csv
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from bot.opening import Unreadable
from bot.opening.headers import header
from bot.opening.rows import MAX_CELLS, MAX_ROWS, written

MAX_UNPACKED = 60_000_000  # bytes; a workbook of orders has some hundred thousand
MAX_RATIO, MAX_PARTS, MAX_SHEETS = 200, 500, 20
_LOCKED = b"\xd0\xcf\x11\xe0"  # an old .xls, or a workbook with a password
_LOOKED = MAX_ROWS * 10  # rows of one sheet that are looked at, empty ones included


def workbook(path: Path) -> str:
    """The text of an .xlsx file."""
    with path.open("rb") as opened:
        if opened.read(4) == _LOCKED:
            raise Unreadable("locked")
    _weigh(path)
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    parts: list[str] = []
    for sheet in book.worksheets[:MAX_SHEETS]:
        if sheet.sheet_state == "visible":
            rows = list(_rows(sheet))
            if len(rows) <= MAX_ROWS or not parts or any(map(header, rows)):  # else a price list beside the order
                parts.append(written(rows))
    return "\n".join(part for part in parts if part)


def separated(path: Path) -> str:
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
        return written(
            row for _, row in zip(range(_LOOKED), csv.reader(text.splitlines(), delimiter=mark), strict=False)
        )
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
