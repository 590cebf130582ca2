"""Kinds of one name in a row, numbers that count and numbers that tell which, and answers by the greatest and least.

Nothing of this shop is known to any rule.
"""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import DraftHint, DraftLine, Intent, Parse, SetItem
from tests.trades import SALES, product

SHOP = Lexicon(
    [
        product("MP-1", "门层指示牌", "1F 单面", "1楼牌;一楼牌;1F门层牌", "块"),
        product("MP-2", "门层指示牌", "2F 单面", "2楼牌;二楼牌;2F门层牌", "块"),
        product("MP-3", "门层指示牌", "3F 单面", "3楼牌;三楼牌;3F门层牌", "块"),
        product("MP-4", "门层指示牌", "4F 单面", "4楼牌;四楼牌;4F门层牌", "块"),
        product("JT-50", "软带接头", "JT50", "50扣头;扣头50", "个", 副="2"),
        product("JT-65", "软带接头", "JT65", "65扣头;扣头65", "个", 副="2"),
        product("YA-65", "牙口接头", "YA65", "65牙口;牙口65", "个"),
        product("HL-4", "鲁昌干粉罐", "HL/4 4kg", "鲁昌4公斤", "具"),
        product("HL-8", "鲁昌干粉罐", "HL/8 8kg", "鲁昌8公斤", "具"),
        product("ZH-4", "中豪干粉罐", "ZH/4 4kg", "中豪4公斤", "具"),
        product("ZH-8", "中豪干粉罐", "ZH/8 8kg", "中豪8公斤", "具"),
        product("TC-20", "推车干粉", "TC/20 20kg", "推车20", "台"),
        product("TC-35", "推车干粉", "TC/35 35kg", "推车35", "台"),
        product("TC-50", "推车干粉", "TC/50 50kg", "推车50", "台"),
        product("GZ-S", "小站柜", "1200*1600*400", "", "个"),
        product("GZ-L", "大站柜", "1800*1600*400", "", "个"),
        product("TL-N", "耐火涂料 室内", "25kg 室内", "", "桶", 吨="40"),
    ],
    [CustomerRecord("C1", "松岭物业", (), "苏州"), CustomerRecord("C2", "龙都商贸", ("龙都",), "苏州")],
)
NOW = replace(SALES, now=datetime(2026, 1, 14, 9, tzinfo=ZoneInfo("Asia/Shanghai")))


def _read(text: str) -> Parse:
    return parse(text, NOW, SHOP)


def _lines(text: str) -> list[str]:
    return [
        f"{i.sku or '|'.join(c.key for c in i.candidates)} {i.qty}{i.unit or ''}"
        for o in _read(text).orders
        for i in o.items
    ]


@pytest.mark.parametrize(
    "text", ["门层牌二楼三楼四楼各3块", "门层牌二楼、三楼、四楼各3块", "门层牌2楼到4楼各3块", "门层牌二楼到四楼各3块"]
)
def test_kinds_in_a_row_are_each_a_line(text: str) -> None:
    assert _lines(text) == ["MP-2 3块", "MP-3 3块", "MP-4 3块"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("65扣头50副", ["JT-65 50副"]),
        ("扣头50 20副", ["JT-50 20副"]),
        ("65扣头50副\n65牙口50个", ["JT-65 50副", "YA-65 50个"]),
        ("50扣头65个 65牙口100个", ["JT-50 65个", "YA-65 100个"]),
    ],
)
def test_a_number_behind_a_name_that_has_its_size_counts(text: str, lines: list[str]) -> None:
    assert _lines(text) == lines


def test_the_end_of_the_month_behind_an_amount() -> None:
    found = _read("65扣头100副15号前;65牙口60个月底前")
    assert [(o.due, o.items[0].sku, o.items[0].qty) for o in found.orders] == [
        (date(2026, 1, 15), "JT-65", Decimal(100)),
        (date(2026, 1, 31), "YA-65", Decimal(60)),
    ]


def test_one_order_more_and_one_thing_more_count_nothing() -> None:
    assert _lines("再给龙都下一个 65牙口10个") == ["YA-65 10个"]
    assert _lines("还有一个,小站柜2个 大站柜1个") == ["GZ-S 2个", "GZ-L 1个"]
    assert _lines("65牙口10个,跟上次一块走物流就行") == ["YA-65 10个"]


def test_when_the_amount_is_told_is_no_day_for_the_goods() -> None:
    (order,) = _read("65扣头24副,65牙口也要,数量明儿报").orders
    assert order.due is None


def _draft(text: str, *lines: DraftLine, asked: str | None = None) -> Parse:
    draft = DraftHint(1, "C1", (), lines, None, said=5, asked=asked, asked_line=1 if asked else None)
    return parse(text, replace(NOW, chat_kind="direct", drafts=(draft,)), SHOP)


CARTS = DraftLine(1, None, ("TC-20", "TC-35", "TC-50"), "推车", Decimal(6), "台", 5)


@pytest.mark.parametrize(
    ("text", "sku"), [("最大的", "TC-50"), ("最小的那种就行", "TC-20"), ("要最重的", "TC-50"), ("最轻的那款", "TC-20")]
)
def test_the_greatest_and_the_least_of_what_is_asked(text: str, sku: str) -> None:
    (edit,) = _draft(text, CARTS, asked="product").edits
    assert isinstance(edit, SetItem)
    assert edit.item.sku == sku


def test_the_great_one_of_three_is_asked_again() -> None:
    assert not [e for e in _draft("大的", CARTS, asked="product").edits if isinstance(e, SetItem) and e.item.sku]


def test_sizes_before_their_names_say_which_of_each_line() -> None:
    small = DraftLine(1, None, ("HL-4", "ZH-4"), "4公斤干粉", Decimal(20), "具", 5)
    large = DraftLine(2, None, ("HL-8", "ZH-8"), "8公斤干粉", Decimal(10), "具", 5)
    found = _draft("4公斤的鲁昌 8公斤的中豪", small, large)
    assert [(e.line, e.item.sku) for e in found.edits if isinstance(e, SetItem)] == [(1, "HL-4"), (2, "ZH-8")]


PAINT = DraftLine(1, "TL-N", (), "耐火涂料", Decimal(40), "桶", 5)


def test_what_the_amount_comes_to_is_no_other_amount() -> None:
    assert not [e for e in _draft("哎等等 40桶是一吨吧", PAINT).edits if isinstance(e, SetItem)]


@pytest.mark.parametrize("text", ["嗯呢", "恩呐", "中中中", "是这样", "都对,下单噻"])
def test_a_yes_of_the_regions(text: str) -> None:
    assert _draft(text, PAINT).intent is Intent.CONFIRM


@pytest.mark.parametrize(
    "text",
    [
        "鲁昌4公斤150具 分两次送 先20号前送80具 剩下的31号",
        "鲁昌4公斤150具 先20号送80具 剩下的月底送",
        "鲁昌4公斤150具,20号先发80具,其余31号发",
    ],
)
def test_a_part_first_and_the_rest_later_are_two_orders(text: str) -> None:
    parts = [(o.due, o.items[0].qty, o.items[0].gift) for o in _read(text).orders]
    assert parts == [(date(2026, 1, 20), Decimal(80), False), (date(2026, 1, 31), Decimal(70), False)]


def test_people_are_no_goods() -> None:
    assert _read("老张今天你们三个先把牌子挂到6号楼,柜子明天再装").intent is Intent.NONE


@pytest.mark.parametrize("text", ["工地那单,再加2具鲁昌4公斤", "大站柜提前,星期五就要"])
def test_what_is_said_of_an_order_that_is_there(text: str) -> None:
    assert _read(text).intent is Intent.CHANGE_ORDER
