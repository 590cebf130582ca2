"""Reads CSV files as people really send them: any of three encodings, columns in any order, quotes gone wrong."""

import codecs
import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAX_RECORD_LINES = 20
"""A quoted cell over more lines than this is taken for a forgotten quote."""

Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out, or a column that was not read. `line` counts from 1, 0 is the whole file."""

    file: str
    line: int
    column: str
    problem: str
    cure: str

    def __str__(self) -> str:
        """One line for a person."""
        where = f" 第 {self.line} 行" if self.line else ""
        column = f"「{self.column}」" if self.column else ""
        return f"{self.file}{where}{column}:{self.problem};{self.cure}"


@dataclass(slots=True)
class CsvFile:
    """The rows of a file by column name, and what could not be read."""

    file: str
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, Record]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    def complain(self, line: int, column: str, problem: str, cure: str) -> None:
        """Notes something that was left out."""
        self.bad.append(BadRow(self.file, line, column, problem, cure))


def read_csv(path: Path, known: Collection[str], required: Collection[str]) -> CsvFile:
    """Reads a file; only `known` columns are kept, a file without a `required` one has no rows."""
    found = CsvFile(path.name)
    text = _text(path, found)
    if text is None:
        return found
    lines = text.splitlines()
    delimiter = _delimiter(lines)
    records = _records(lines, delimiter, found)
    header = next(((line, cells) for line, cells in records if any(cells)), None)
    if header is None:
        found.complain(0, "", "文件是空的", "第一行应是列名:" + ",".join(known))
        return found
    found.columns = _columns(header[0], header[1], known, required, found)
    if found.columns:
        _fill(found, records)
    return found


def header_of(path: Path) -> frozenset[str]:
    """The column names of a file: to tell what kind of file it is."""
    text = _text(path, CsvFile(path.name)) or ""
    lines = text.splitlines()
    for _, cells in _records(lines, _delimiter(lines), CsvFile(path.name)):
        if any(cells):
            return frozenset(_name(cell) for cell in cells)
    return frozenset()


def _text(path: Path, found: CsvFile) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError:
        found.complain(0, "", "文件读不了", "请检查路径和读权限")
        return None
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    found.complain(0, "", "文件编码认不出来", "请另存为 UTF-8 编码的 CSV")
    return None


def _delimiter(lines: list[str]) -> str:
    header = next((line for line in lines if line.strip()), "")
    return max(",", "\t", ";", key=header.count)


def _records(lines: list[str], delimiter: str, found: CsvFile) -> Iterator[tuple[int, list[str]]]:
    """Records with the line they begin in; a quote that is never closed costs its own line only."""
    at = 0
    while at < len(lines):
        for height in range(1, MAX_RECORD_LINES + 1):
            if _complete(lines[at : at + height], delimiter):
                break
            if at + height >= len(lines) or height == MAX_RECORD_LINES:
                found.complain(at + 1, "", "引号没有成对", '请补上引号;内容里的引号要写成两个 ""')
                height = 0
                break
        if height:
            cells = next(csv.reader(_with_ends(lines[at : at + height]), delimiter=delimiter), [])
            yield at + 1, [_tidy(cell) for cell in cells]
        at += height or 1


def _with_ends(lines: list[str]) -> Iterator[str]:
    return (line + "\n" for line in lines)


def _complete(lines: list[str], delimiter: str) -> bool:
    try:
        list(csv.reader(_with_ends(lines), delimiter=delimiter, strict=True))
    except csv.Error as wrong:
        return "unexpected end of data" not in str(wrong)
    return True


def _columns(
    line: int, cells: list[str], known: Collection[str], required: Collection[str], found: CsvFile
) -> tuple[str, ...]:
    names = tuple(_name(cell) for cell in cells)
    for cell, name in zip(cells, names, strict=True):
        if name and name not in known:
            found.complain(line, cell, "不认识这一列,已忽略", "可用的列:" + ",".join(known))
        elif name and names.count(name) > 1:
            found.complain(line, cell, "这一列出现了不止一次", "请只保留一列")
            return ()
    missing = [name for name in required if name not in names]
    if missing:
        found.complain(line, ",".join(missing), "缺少必需的列", "第一行应是列名:" + ",".join(known))
        return ()
    return tuple(name if name in known else "" for name in names)


def _fill(found: CsvFile, records: Iterator[tuple[int, list[str]]]) -> None:
    width = len(found.columns)
    for line, cells in records:
        if not any(cells):
            continue
        if any(cells[width:]):
            found.complain(line, "", f"这一行有 {len(cells)} 格,列名只有 {width} 个", "内容里有逗号时请加引号")
            continue
        padded = [*cells, *[""] * (width - len(cells))]
        found.rows.append((line, {name: cell for name, cell in zip(found.columns, padded, strict=False) if name}))


def _name(cell: str) -> str:
    return _tidy(cell).lower()


def _tidy(cell: str) -> str:
    return re.sub(r"[\s\ufeff\u200b\x00]+", " ", cell).strip()
