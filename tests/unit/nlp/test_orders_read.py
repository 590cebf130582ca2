"""Orders as they are written in chats of a company that sells building materials."""

from datetime import date
from decimal import Decimal

import pytest

from nlp.types import Intent
from tests.building_world import read


def lines(text: str, **case: object) -> list[tuple[str | None, str | None, str | None]]:
    """(sku, amount in base units, unit as spoken) of each line of all orders."""
    parse = read(text, **case)
    assert parse.intent is Intent.PLACE_ORDER
    return [
        (i.sku, None if i.base_qty is None else f"{i.base_qty.normalize():f}", i.unit)
        for o in parse.orders
        for i in o.items
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("老周五金 内墙乳胶漆20桶", [("RJQ-N18", "20", "桶")]),
        ("老周五金 20桶乳胶漆 内墙的", [("RJQ-N18", "20", "桶")]),
        ("老周五金 要三盒M8*80膨胀螺栓", [("PZ-M8-80", "150", "盒")]),
        ("老周五金 膨胀螺栓M10*100 一盒半", [("PZ-M10-100", "37.5", "盒")]),
        ("老周五金 合页左右各20只", [("HY-L", "20", "只"), ("HY-R", "20", "只")]),
        ("老周五金 左合页5盒 右3盒", [("HY-L", "50", "盒"), ("HY-R", "30", "盒")]),
        ("老周五金 石膏板防潮60张 普通100张", [("SGB-F", "60", "张"), ("SGB-P", "100", "张")]),
        ("老周五金 42.5水泥2吨", [("SN-425", "40", "吨")]),
        ("老周五金 通体砖600*600灰10箱 白5箱", [("TTZ-600-H", "40", "箱"), ("TTZ-600-B", "20", "箱")]),
        ("老周五金 膨胀螺栓M8*80 300套 哦不对 350套", [("PZ-M8-80", "350", "套")]),
        ("老周五金 PPR管20冷水10根 25热水20根", [("PPR-20L", "40", "根"), ("PPR-25R", "80", "根")]),
        ("老周五金 TTZ-800-B 3箱", [("TTZ-800-B", "9", "箱")]),
        ("老周五金 ttz800b 3箱", [("TTZ-800-B", "9", "箱")]),
        ("老周五金 石羔板防潮20张", [("SGB-F", "20", "张")]),
        ("老周五金 石膏板防潮一打", [("SGB-F", "12", "打")]),
        ("老周五金 乳胶漆内墙半百桶", [("RJQ-N18", "50", "桶")]),
        ("老周五金 乳胶漆内墙10桶 不是 12桶", [("RJQ-N18", "12", "桶")]),
        ("老周五金 乳胶漆内墙10桶,不是12桶", [("RJQ-N18", "10", "桶")]),
        ("老周五金 膨胀螺栓M8*80 50套一盒 来2盒", [("PZ-M8-80", "100", "盒")]),
        (
            "老周五金 膨胀螺栓M8*80 2盒(一盒50套) 石膏板普通的5张",
            [("PZ-M8-80", "100", "盒"), ("SGB-P", "5", "张")],
        ),
        ("老周五金这边三台机器 膨胀螺栓M8*80要6套", [("PZ-M8-80", "6", "套")]),
        ("老周五金 通体砖900灰6片", [(None, None, "片")]),  # no list has 900: asked about, and no amount
        ("老周五金 乳胶漆内墙5桶 便宜点嘛", [("RJQ-N18", "5", "桶")]),
        ("老周五金 乳胶漆内墙5桶 有多少发多少", [("RJQ-N18", "5", "桶")]),
        ("老周五金 乳胶漆内墙5桶 石膏板没有先不要", [("RJQ-N18", "5", "桶")]),
    ],
)
def test_lines_are_read(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert lines(text) == expected


def test_family_without_a_deciding_word_stays_open() -> None:
    item = read("老周五金 石膏板20张").orders[0].items[0]
    assert item.sku is None
    assert {c.key for c in item.candidates} == {"SGB-P", "SGB-F"}
    assert item.base_qty == Decimal(20)
    assert [d.reason for d in item.doubts if d.field == "product"] == ["ambiguous"]


def test_thing_in_no_catalogue_is_a_mention_without_candidates() -> None:
    items = read("老周五金 玻璃胶20支,防潮石膏板10张").orders[0].items
    assert (items[0].sku, items[0].candidates, items[0].mention) == (None, (), "玻璃胶")
    assert items[1].sku == "SGB-F"


def test_misspelt_product_is_marked() -> None:
    item = read("老周五金 膨胀罗栓M8*80 5盒").orders[0].items[0]
    assert item.sku == "PZ-M8-80"


def test_amount_by_rough_number_is_marked() -> None:
    item = read("老周五金 大概200张防潮石膏板").orders[0].items[0]
    assert item.qty == 200
    assert "approx" in [d.reason for d in item.doubts]


def test_range_leaves_the_amount_open() -> None:
    parse = read("老周五金 防潮石膏板200到300张")
    assert parse.orders[0].items[0].qty is None
    assert "quantity" in parse.ask


def test_two_customers_make_two_orders() -> None:
    orders = read("老周五金 内墙乳胶漆5桶 周五;锦绣家园 防潮石膏板20张 下周一").orders
    assert [(o.customer, o.due, o.items[0].sku) for o in orders] == [
        ("B03", date(2026, 3, 6), "RJQ-N18"),
        ("B04", date(2026, 3, 9), "SGB-F"),
    ]


def test_two_dates_make_two_orders() -> None:
    orders = read("老周五金 内墙乳胶漆5桶 周五前;外墙乳胶漆8桶 下周五前").orders
    assert [(o.customer, o.due) for o in orders] == [("B03", date(2026, 3, 6)), ("B03", date(2026, 3, 13))]


def test_each_of_two_customers_gets_the_same() -> None:
    orders = read("老周五金 锦绣家园 各要5桶内墙乳胶漆").orders
    assert [(o.customer, o.items[0].base_qty) for o in orders] == [("B03", Decimal(5)), ("B04", Decimal(5))]


def test_numbered_list_does_not_count_its_numbers() -> None:
    text = "锦绣家园订单:\n1. 防潮石膏板 20张\n2. 42.5水泥 30袋\n3. 内墙乳胶漆 4桶\n3月20日到"
    order = read(text).orders[0]
    assert [(i.sku, i.base_qty) for i in order.items] == [
        ("SGB-F", Decimal(20)),
        ("SN-425", Decimal(30)),
        ("RJQ-N18", Decimal(4)),
    ]
    assert order.due == date(2026, 3, 20)


def test_form_style_is_read() -> None:
    order = read("客户:老周五金\n产品:膨胀螺栓 M10*100\n数量:3盒\n交期:3月15日").orders[0]
    assert (order.customer, order.items[0].sku, order.items[0].base_qty) == ("B03", "PZ-M10-100", Decimal(75))
    assert order.due == date(2026, 3, 15)


def test_gift_and_price_are_told_apart() -> None:
    items = read("老周五金 内墙乳胶漆5桶 单价320 另外送他2袋瓷砖胶").orders[0].items
    assert (items[0].price, items[0].gift) == (Decimal(320), False)
    assert items[1].gift


def test_hurry_is_read() -> None:
    assert read("老周五金 内墙乳胶漆5桶 急用").orders[0].urgent
    assert not read("老周五金 内墙乳胶漆5桶 不急").orders[0].urgent


def test_evidence_points_at_the_words() -> None:
    text = "老周五金 内墙乳胶漆20桶,15号到"
    parse = read(text)
    said = {field: text[span.start : span.end] for field, span in parse.evidence.items()}
    assert said["orders[0].customer"] == "老周五金"
    assert said["orders[0].items[0].quantity"] == "20桶"
    assert "15号" in said["orders[0].due"]


def test_what_is_missing_is_asked() -> None:
    assert read("来20桶乳胶漆").ask == ("customer", "product", "date")


@pytest.mark.parametrize(
    ("text", "gifts"),
    [
        ("老周五金 周四送 乳胶漆内墙20桶", [False]),
        ("给我送乳胶漆内墙20桶", [False]),
        ("老周五金 乳胶漆内墙20桶 送瓷砖胶2袋", [False, True]),
    ],
)
def test_what_is_brought_is_no_gift(text: str, gifts: list[bool]) -> None:
    assert [line.gift for order in read(text).orders for line in order.items] == gifts


def test_the_day_of_payment_is_no_due_date() -> None:
    assert [order.due for order in read("老周五金 乳胶漆内墙20桶(月底结)").orders] == [None]


def test_what_was_ordered_once_and_is_not_there_is_asked_about() -> None:
    assert read("老周五金上个月要的乳胶漆怎么还没来").intent is Intent.ASK_STATUS


@pytest.mark.parametrize(
    "text",
    [
        "| 品名 | 数量 | 单位 |\n| 石膏板防潮 | 20 | 张 |\n| 合页左 | 6 | 只 |",
        "| 品名 | 单位 | 数量 |\n| 石膏板防潮 | 张 | 20 |\n| 合页左 | 只 | 6 |",
        "| 品名 | 数量 | 单位 | 单价 |\n| 石膏板防潮 | 20 | 张 | 35 |\n| 合页左 | 6 | 只 | 8 |",
    ],
)
def test_counters_of_a_table_stand_in_a_column_of_their_own(text: str) -> None:
    assert lines(text) == [("SGB-F", "20", "张"), ("HY-L", "6", "只")]
