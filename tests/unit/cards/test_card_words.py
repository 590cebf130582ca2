"""Dates, quantities, money, doubts: said as people say them."""

import ast
import inspect
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages

import pytest

import handlers
from cards import words
from tests.unit.cards.gallery.company import NOW, ZONE


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 3, 8), "前天(周日)"),
        (date(2026, 3, 9), "昨天(周一)"),
        (date(2026, 3, 10), "今天(周二)"),
        (date(2026, 3, 11), "明天(周三)"),
        (date(2026, 3, 12), "后天(周四)"),
        (date(2026, 3, 15), "3月15日(周日)"),
        (date(2027, 1, 3), "2027年1月3日(周日)"),
    ],
)
def test_day(value: date, said: str) -> None:
    assert words.day(value, NOW, ZONE) == said


def test_today_is_the_shops_today() -> None:
    late = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)  # 00:30 on the 10th in the shop
    assert words.day(date(2026, 3, 10), late, ZONE) == "今天(周二)"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("by", "3月15日(周日)前到"),
        ("on", "3月15日(周日)到"),
        ("after", "3月15日(周日)以后到"),
        (None, "3月15日(周日)到"),
    ],
)
def test_due(kind: str | None, said: str) -> None:
    assert words.due(date(2026, 3, 15), kind, NOW, ZONE) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("300.000", "300"),
        ("150000", "150,000"),
        ("2.50", "2.5"),
        ("0.001", "0.001"),
        ("1E+3", "1,000"),
        ("0", "0"),
        ("100", "100"),
    ],
)
def test_number(text: str, said: str) -> None:
    assert words.number(Decimal(text)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [("25800", "25,800 元"), ("86.005", "86.01 元"), ("86.5", "86.50 元"), ("0", "0 元"), ("1E+30", f"{10**30:,} 元")],
)
def test_money(text: str, said: str) -> None:
    assert words.money(Decimal(text)) == said


@pytest.mark.parametrize(
    ("qty", "unit", "base", "base_unit", "said"),
    [
        ("8", "箱", "96", "件", "8箱=96件"),
        ("300", "个", "300", "件", "300件"),
        ("300", None, "300", "件", "300件"),
        ("2", "箱", None, "", "2箱"),
        (None, None, None, "件", "数量待定"),
        (None, None, "40", "包", "40包"),
        ("0.5", "箱", "6", "瓶", "0.5箱=6瓶"),
        ("300", "件", "300", "", "300件"),
    ],
)
def test_quantity(qty: str | None, unit: str | None, base: str | None, base_unit: str, said: str) -> None:
    spoken = Decimal(qty) if qty else None
    assert words.quantity(spoken, unit, Decimal(base) if base else None, base_unit) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(minutes=5), "5分钟"),
        (timedelta(hours=3, minutes=59), "3小时"),
        (timedelta(days=1, hours=2), "1天2小时"),
        (timedelta(days=2), "2天"),
        (timedelta(days=30, hours=5), "30天"),
    ],
)
def test_how_long(span: timedelta, said: str) -> None:
    assert words.lasting(span) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOW, "今天 09:12"),
        (NOW - timedelta(days=1), "昨天 09:12"),
        (NOW - timedelta(days=9), "3月1日 09:12"),
        (NOW.replace(year=2025), "2025年3月10日 09:12"),
    ],
)
def test_moment(at: datetime, said: str) -> None:
    assert words.moment(at, NOW, ZONE) == said


@pytest.mark.parametrize(
    ("field", "reason", "said", "told"),
    [
        ("product", "ambiguous", "胶带", "“胶带”有几种,请选一种"),
        ("quantity", "approx", "300来卷", "数量是约数(“300来卷”),请核对"),
        ("due", "past", "3月1日", "“3月1日”已经过了,请核对"),
        ("due", "calendar", "3个工作日内", "“3个工作日内”:那年的放假安排还不知道,只按周末算的,请核对"),
        ("customer", "missing", "", "还没说客户"),
        ("price", "self_corrected", "", "中途改过口,请核对"),
        ("anything", "brand_new", "", "请核对"),
    ],
)
def test_doubt(field: str, reason: str, said: str, told: str) -> None:
    assert words.doubt(field, reason, said) == told


@pytest.mark.parametrize(
    ("names", "said"), [((), ""), (("左",), "左"), (("左", "右"), "左或右"), (("左", "中", "右"), "左、中或右")]
)
def test_alternatives(names: tuple[str, ...], said: str) -> None:
    assert words.join(names) == said


@pytest.mark.parametrize(
    ("name", "said"), [("line:2", "第2行"), ("date", "要求"), ("customer", "客户"), ("other", "other")]
)
def test_field(name: str, said: str) -> None:
    assert words.field(name) == said


def test_what_could_bend_a_card_is_taken_out() -> None:
    assert words.one_line("胶\u202e带\x00 \n 300\u200b卷", 20) == "胶带 300卷"


@pytest.mark.parametrize(("no", "said"), [(1, "①"), (20, "⑳"), (21, "21."), (0, "0.")])
def test_line_numbers(no: int, said: str) -> None:
    assert words.circled(no) == said


def test_every_field_of_a_change_has_a_chinese_name() -> None:
    fields: set[str] = set()
    for info in walk_packages(handlers.__path__, "handlers."):
        module = import_module(info.name)
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Change":
                named = node.args[0]
                if isinstance(named, ast.Constant):
                    fields.add(str(named.value))
                elif isinstance(named, ast.Name):
                    fields.add(getattr(module, named.id))
    assert {"date", "photo", "rush"} <= fields
    assert fields == set(words.FIELDS)
