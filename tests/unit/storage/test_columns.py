"""Column types on their own."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import JsonText, Scaled, UtcDateTime, clean, plain
from storage.errors import StoreError, explain

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "places", "kept"),
    [
        ("0.0005", 3, 1),
        ("0.00049", 3, 0),
        ("-0.0005", 3, -1),
        ("2.675", 2, 268),
        ("300", 3, 300_000),
        ("1E+3", 0, 1000),
    ],
)
def test_decimals_are_scaled_and_rounded_half_up(written: str, places: int, kept: int) -> None:
    assert Scaled(places).process_bind_param(Decimal(written), sqlite.dialect()) == kept


@pytest.mark.parametrize(
    ("number", "shown"), [("300.000", "300"), ("0.500", "0.5"), ("1E+3", "1000"), ("0.000", "0"), ("-2.50", "-2.5")]
)
def test_numbers_lose_zeros_but_gain_no_exponent(number: str, shown: str) -> None:
    assert str(plain(Decimal(number))) == shown


def test_nothing_stays_nothing() -> None:
    for column in (Scaled(3), UtcDateTime(), JsonText()):
        assert column.process_bind_param(None, sqlite.dialect()) is None
        assert column.process_result_value(None, sqlite.dialect()) is None


def test_a_driver_that_drops_the_zone_and_one_that_keeps_it_give_the_same_instant() -> None:
    column = UtcDateTime()
    bare = column.process_bind_param(NOON, sqlite.dialect())
    assert bare == NOON.replace(tzinfo=None)
    assert column.process_result_value(bare, sqlite.dialect()) == NOON
    assert column.process_result_value(NOON, postgresql.dialect()) == NOON


def test_only_what_databases_refuse_is_replaced() -> None:
    assert clean("a\x00b\ud800\U0001f69a\n") == "a\ufffdb\ufffd\U0001f69a\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("database or disk is full", "磁盘已满"),
        ("attempt to write a readonly database", "只读"),
        ("database is locked", "占用"),
        ("FATAL: sorry, too many clients already", "连接数已满"),
        ('password authentication failed for user "x"', "拒绝登录"),
        ("database disk image is malformed", "损坏"),
    ],
)
def test_known_trouble_is_put_in_words_with_a_cure(text: str, problem: str) -> None:
    found = explain(RuntimeError(text))
    assert isinstance(found, StoreError)
    assert problem in found.problem
    assert found.cure in str(found)


def test_a_bug_of_ours_stays_what_it_is() -> None:
    assert explain(RuntimeError("UNIQUE constraint failed: inbox.channel")) is None
