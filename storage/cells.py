"""The cells of a CSV file as values: what is wrong is raised as BadCell with a cure, in Chinese."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

W = TypeVar("W", bound=str)
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?\Z")
_NUMBER = re.compile(r"-?\d{1,12}(\.\d+)?\Z")
_YES = frozenset({"1", "true", "yes", "y", "是", "在职", "启用"})
_NO = frozenset({"0", "false", "no", "n", "否", "离职", "停用"})


class BadCell(Exception):
    """A cell that cannot be used."""

    def __init__(self, column: str, problem: str, cure: str) -> None:
        """`cure` says what to write instead."""
        super().__init__(problem)
        self.column = column
        self.problem = problem
        self.cure = cure


class Cells:
    """One row; columns that the file does not have are empty."""

    def __init__(self, row: Mapping[str, str]) -> None:
        """Cells by column name."""
        self._row = row

    def text(self, column: str, default: str = "") -> str:
        """The text, or the default where it is empty."""
        return self._row.get(column, "") or default

    def key(self, column: str) -> str:
        """A text that must be there; at most 64 characters."""
        return self._given(column, 64)

    def name(self, column: str) -> str:
        """A name that must be there; at most 200 characters."""
        return self._given(column, 200)

    def _given(self, column: str, most: int) -> str:
        value = self.text(column)
        if not value:
            raise BadCell(column, "没有填", "这一列必须填写")
        if len(value) > most:
            raise BadCell(column, "太长了", f"最多 {most} 个字")
        return value

    def names(self, column: str) -> tuple[str, ...]:
        """Texts between semicolons, each once."""
        parts = (part.strip() for part in re.split("[;；]", self.text(column)))
        return tuple(dict.fromkeys(part for part in parts if part))

    def number(self, column: str, places: int, *, negative: bool = False) -> Decimal | None:
        """A plain number with at most so many decimals; None where the cell is empty."""
        written = self.text(column)
        return None if not written else number(column, written, places, negative=negative)

    def whole(self, column: str) -> int:
        """A whole number, 0 where the cell is empty."""
        return int(self.number(column, 0) or 0)

    def day(self, column: str) -> date | None:
        """A calendar day; None where the cell is empty."""
        written = self.text(column)
        if not written:
            return None
        parts = re.fullmatch(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(日|[ T]0?0:00(:00)?)?", written)
        parts = parts or re.fullmatch(r"(\d{4})(\d{2})(\d{2})()()", written)
        try:
            return date(int(parts[1]), int(parts[2]), int(parts[3])) if parts else _bad_day(column, written)
        except ValueError:
            return _bad_day(column, written)

    def word(self, column: str, words: Iterable[W]) -> W:
        """One of a closed set of words, letter case ignored."""
        written = self.key(column).lower()
        for word in words:
            if word.lower() == written:
                return word
        raise BadCell(column, f"不认识「{self.text(column)}」", "可填:" + " ".join(words))

    def yes(self, column: str, *, default: bool) -> bool:
        """Yes or no."""
        written = self.text(column).lower()
        if not written:
            return default
        if written not in _YES | _NO:
            raise BadCell(column, f"不认识「{self.text(column)}」", "请填 是 或 否")
        return written in _YES

    def packs(self, column: str, unit: str) -> dict[str, Decimal]:
        """Pack units with their factors in base units: 箱=12;托=480."""
        packs: dict[str, Decimal] = {}
        for part in self.names(column):
            name, equals, factor = (piece.strip() for piece in re.sub("[=＝:：]", "=", part).partition("="))
            if not (name and equals and factor):
                raise BadCell(column, f"看不懂「{part}」", "请写成 箱=12;托=480")
            if name in packs:
                raise BadCell(column, f"「{name}」写了两次", "每个包装单位只写一次")
            packs[name] = number(column, factor, 6)
            if packs[name] == 0:
                raise BadCell(column, f"「{part}」的换算是 0", "换算必须大于 0")
            if name == unit and packs[name] != 1:
                raise BadCell(column, f"「{name}」就是基本单位,换算只能是 1", "请改正换算或基本单位")
        return packs


def _bad_day(column: str, written: str) -> date:
    raise BadCell(column, f"「{written[:20]}」不是日期", "请写成 2026-03-20")


def number(column: str, written: str, places: int, *, negative: bool = False) -> Decimal:
    """Reads 1,234.50 or ¥12 exactly; raises BadCell."""
    plain = unicodedata.normalize("NFKC", written).strip().removeprefix("¥").removesuffix("元").strip()
    if _GROUPED.match(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.match(plain):
        raise BadCell(column, f"「{written[:20]}」不是数字", "请只写数字,例如 12.5")
    value = Decimal(plain)
    if value < 0 and not negative:
        raise BadCell(column, f"「{written[:20]}」是负数", "请填 0 或正数")
    if value != round(value, places):
        raise BadCell(column, f"「{written[:20]}」小数太多", f"最多 {places} 位小数" if places else "请填整数")
    return value
