"""Column types that keep instants, money, quantities and free text exactly, on SQLite and PostgreSQL alike."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, DateTime, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None

_MAX = 2**63 - 1
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
