"""Sizes, makes and by-names as buyers of an inn say them, with other goods: what belongs to a noun is no amount."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import Intent
from tests.trades import SALES, items, product, said

SHOP = Lexicon(
    [
        product("WZ-15", "蚊帐", "方顶 1.5米床 蓝", "", "顶", 件="10"),
        product("WZ-18", "蚊帐", "方顶 1.8米床 蓝", "", "顶", 件="10"),
        product("LX-12", "凉席", "1.2米", "", "床", 件="10"),
        product("LX-15", "凉席", "1.5米", "", "床", 件="10"),
        product("CP-20", "窗帘", "遮光 2.5米高", "", "幅"),
        product("TG-500", "汤锅", "500g 加厚", "大汤锅", "口", 箱="8"),
        product("TG-700", "汤锅", "700g 加厚", "大汤锅", "口", 箱="8"),
        product("TG-900X", "汤锅(雪花)", "900g", "雪花汤锅", "口", 箱="8"),
        product("MJ-200", "围裙", "涤纶 200g", "小围裙", "条", 箱="100"),
        product("MJ-250", "围裙", "涤纶 250g", "小围裙", "条", 箱="100"),
        product("SL-S", "三合一速溶", "袋装 13g", "三合一袋装", "袋", 箱="1000"),
        product("QS-T", "托盘", "木 长方", "木托盘", "只", 箱="20"),
        product("JX-1", "夹子", "不锈钢 9寸", "食品夹", "把", 箱="60"),
        product("BX-20", "保温箱", "20L 蓝", "", "只"),
        product("SZ-M", "雨伞", "男款 长柄", "", "把", 箱="50"),
        product("SZ-F", "雨伞", "女款 长柄", "", "把", 箱="50"),
        product("101-500", "101胶水", "500ml", "101", "瓶", 箱="24"),
        product("101-20", "101胶水", "20kg", "101", "桶"),
        product("LH-M", "礼盒", "木盒 茶叶", "茶礼", "套", 箱="10"),
        product("LH-Z", "礼盒", "牛皮纸盒 茶叶", "茶礼", "套", 箱="10"),
    ],
    [
        CustomerRecord("K1", "兴业客栈", ("兴业",), "温州"),
        CustomerRecord("K2", "望海旅社", ("望海",), "温州"),
    ],
)
BUYER = replace(SALES, role="customer", sender_customer="K1")


def lines(text: str) -> str:
    return said(parse(text, BUYER, SHOP), units=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1米2凉席6床", "K1:LX-12=6床"),
        ("凉席1米5的4床 1米2凉席6床", "K1:LX-15=4床 LX-12=6床"),
        ("蚊帐1米8床用的 3顶", "K1:WZ-18=3顶"),
        ("蚊帐3顶 1米5床用的", "K1:WZ-15=3顶"),
    ],
)
def test_metres_and_a_tenth_before_a_thing_called_like_a_counter(text: str, expected: str) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("托盘2箱,30公分杯刷20把", "K1:QS-T=2箱 ?=20把"),
        ("窗帘3幅,50毫升小喷瓶10个", "K1:CP-20=3幅 ?=10个"),
        ("托盘2箱,还要个不锈钢大漏勺5把", "K1:QS-T=2箱 ?=5把"),
        ("再弄个保温箱20L的两只 雨伞男的女的各10把", "K1:BX-20=2只 SZ-M=10把 SZ-F=10把"),
        ("多一个9寸夹子3把", "K1:JX-1=3把"),
        ("要个保温箱", "K1:BX-20=1个"),
    ],
)
def test_measures_and_articles_before_a_noun_count_nothing(text: str, expected: str) -> None:
    assert lines(text) == expected


def test_the_whole_of_a_measured_name_that_no_list_has() -> None:
    assert items("托盘2箱,30公分杯刷20把", SHOP)[1].mention == "30公分杯刷"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("托盘只剩两只了…先要1箱", "K1:QS-T=1箱"),
        ("夹子就剩一把了,赶紧送2箱", "K1:JX-1=2箱"),
        ("托盘只要两只,夹子1箱", "K1:QS-T=2只 JX-1=1箱"),
    ],
)
def test_what_is_left_is_not_what_is_wanted(text: str, expected: str) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("大汤锅雪花900的两箱", "K1:TG-900X=2箱"),
        ("900克大汤锅 5口", "K1:TG-900X=5口"),
        ("500克大汤锅 5口", "K1:TG-500=5口"),
        ("三合一袋装5箱", "K1:SL-S=5箱"),
        ("101大桶6桶 托盘2箱", "K1:101-20=6桶 QS-T=2箱"),
        ("101小瓶2箱 托盘2箱", "K1:101-500=2箱 QS-T=2箱"),
        ("茶礼 牛皮盒子的 拿20套", "K1:LH-Z=20套"),
        ("200克小围裙一箱…不是200,是250克,也是一箱", "K1:MJ-250=1箱"),
        ("要托盘…不对不是托盘,要夹子,9寸的20把", "K1:JX-1=20把"),
    ],
)
def test_which_one_is_meant(text: str, expected: str) -> None:
    assert lines(text) == expected


def test_a_shared_list_with_more_for_one_of_two() -> None:
    read = parse("兴业 望海 各要托盘5箱 兴业多一个9寸夹子2箱", SALES, SHOP)
    assert said(read, units=True) == "K1:QS-T=5箱 JX-1=2箱 K2:QS-T=5箱"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("托盘2箱 急,店里今天就要断货了", None),
        ("托盘2箱 厨房明天就没得用了,8号前到", date(2026, 3, 8)),
        ("托盘2箱 明天就要", date(2026, 3, 5)),
    ],
)
def test_a_day_on_which_something_runs_out_is_no_day_of_delivery(text: str, due: date | None) -> None:
    (order,) = parse(text, BUYER, SHOP).orders
    assert order.due == due
    assert order.items[0].base_qty == Decimal(40)


def test_an_order_put_off_by_its_last_digits() -> None:
    read = parse("0366交期往后拖,5月6号再送", SALES, SHOP)
    assert read.intent is Intent.CHANGE_ORDER
    assert read.ref is not None
    assert read.ref.no_tail == "0366"


MARKET = Lexicon(
    [
        product("WH-1", "五花肉", "", "", "斤"),
        product("NN-1", "牛腩", "", "", "斤"),
        product("ST-1", "手套", "棉 白", "棉手套", "双"),
        product("ST-2", "手套", "胶 蓝", "防水手套", "双"),
        product("BT-1", "白糖", "", "", "包"),
        product("HT-1", "红糖", "", "", "包"),
    ]
)


@pytest.mark.parametrize("text", ["五花肉500克牛腩2斤", "五花肉 500克牛腩2斤"])
def test_a_weight_behind_a_name_is_its_amount(text: str) -> None:
    first, second = items(text, MARKET)
    assert (first.sku, first.base_qty, second.sku, second.base_qty) == ("WH-1", Decimal(1), "NN-1", Decimal(2))


def test_a_by_name_that_may_say_something_is_asked_about() -> None:
    (line,) = items("防水手套棉白的5双", MARKET)
    assert line.sku is None or "product" in {doubt.field for doubt in line.doubts}


def test_a_slip_of_the_tongue_takes_back_what_stands_before_it() -> None:
    assert said(parse("来10包白糖 不是 红糖10包", SALES, MARKET)) == ":HT-1=10"
