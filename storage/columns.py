"""Column types that keep instants, money, quantities and free text exactly, on SQLite and PostgreSQL alike."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Column, ColumnElement, DateTime, Integer, Label, Text, type_coerce
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None

_MAX = 2**63 - 1
_AFTER = "\U0010ffff"  # comes after every character that a text holds
_INSTANT = len("2026-03-04 01:15:30.123456")  # as SQLite's dialect writes it, without the zone
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")

BigId = BigInteger().with_variant(Integer, "sqlite")
"""An integer key: SQLite numbers rows by itself only in a column declared INTEGER."""


def columns_of(record: "DataclassInstance", *without: str) -> dict[str, object]:
    """The fields of a record as the columns of the same names hold them: words by value, several in a list."""
    return {field.name: _held(getattr(record, field.name)) for field in fields(record) if field.name not in without}


def _held(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, Enum) else value


def clean(text: str) -> str:
    """Replaces NUL and lone surrogates, which databases refuse, by U+FFFD, one for one: positions stay true."""
    return _UNSTORABLE.sub("\ufffd", text)


class CleanText(TypeDecorator[str]):
    """Text of strangers: anything a platform may send can be stored."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Cleans what databases refuse."""
        return None if value is None else clean(value)


class OrderedText(CleanText):
    """Text in the order of its code points on every database: an index finds what begins with something."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """PostgreSQL would order it as a language does."""
        return Text(collation="C") if dialect.name == "postgresql" else Text()


def begins(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Whether an `OrderedText` begins so; nothing in `text` is a wildcard."""
    return (column >= text) & (column < f"{text}{_AFTER}")


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError("a naive datetime must not be stored")
    return instant.astimezone(UTC)


def _sqlite_instant(instant: datetime | None) -> str | None:
    return None if instant is None else _utc(instant).isoformat(" ", "microseconds")[:_INSTANT]


class UtcDateTime(TypeDecorator[datetime]):
    """Aware instants: refuses naive ones, stores UTC and restores the zone that SQLite drops."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turns an aware instant into UTC."""
        if value is None:
            return None
        instant = _utc(value)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """On SQLite an instant is written at once, as SQLAlchemy's own type for it would: every message has two."""
        return _sqlite_instant if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Gives back an aware UTC instant."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Scaled(TypeDecorator[Decimal]):
    """A Decimal as a whole number of 10**-`places`, rounded half up; floats and endless values are refused."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        """`places` decimals are kept."""
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, _dialect: Dialect) -> int | None:
        """Scales a Decimal or int to a whole number."""
        if value is None:
            return None
        if isinstance(value, float) or not isinstance(value, (Decimal, int)):
            raise TypeError("only Decimal and int can be stored exactly")
        number = Decimal(value)
        if not number.is_finite() or number.adjusted() > 18:
            raise ValueError("the number is too large to be stored")
        whole = int(number.scaleb(self.places).to_integral_value(ROUND_HALF_UP))
        if abs(whole) > _MAX:
            raise ValueError("the number is too large to be stored")
        return whole

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Decimal | None:
        """Restores the Decimal without trailing zeros."""
        return None if value is None else plain(Decimal(value).scaleb(-self.places))


def plain(number: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent: 300, 0.5, 812.5."""
    short = number.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


PRICE_PLACES = 4
QTY_PLACES = 3
MONEY_PLACES = 2


class JsonText(TypeDecorator[Any]):
    """A JSON value as text: read by us only, never searched by the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Json, _dialect: Dialect) -> str | None:
        """Writes JSON; None stays NULL."""
        return None if value is None else clean(_JSON.encode(value))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Reads JSON."""
        return None if value is None else json.loads(value)


class Nonsense(str):
    """What stands in a column and is nothing that we ever write there, as text."""

    __slots__ = ()


class Untrusted(TypeDecorator[Any]):
    """Reads a column whose values somebody may have written behind our back: nonsense is `Nonsense`, never an error."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: TypeEngine[Any]) -> None:
        """`kind` is the column's own type."""
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """On the database it is what the column is."""
        return dialect.type_descriptor(self.kind)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Reads as the column's own type does."""
        own = self.kind.dialect_impl(dialect).result_processor(dialect, coltype)
        text = isinstance(self.kind, CleanText)

        def read(value: Any) -> Any:
            try:
                found = own(value) if own is not None else value
            except (ValueError, TypeError, ArithmeticError, AttributeError, RecursionError):
                return Nonsense(_shown(value))
            odd = (isinstance(found, Decimal) and not found.is_finite()) or (text and not isinstance(found, str | None))
            return Nonsense(_shown(value)) if odd else found

        return read


def untrusted(columns: Iterable[Column[Any]]) -> list[Label[Any]]:
    """These columns under their names, to be read where somebody may have written nonsense into them."""
    return [type_coerce(column, Untrusted(column.type)).label(column.name) for column in columns]


def _shown(value: Any) -> str:
    return clean(value.decode(errors="replace") if isinstance(value, bytes) else str(value))
