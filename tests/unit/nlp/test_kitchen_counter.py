"""What a thing holds, is made of or costs as it is said over a counter, and for whom it is, in other trades."""

from dataclasses import replace
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from tests.trades import NOW, SALES, items, product, said

SHOP = Lexicon(
    [
        product("YQ-500", "酸洗液", "500ml", "", "瓶", 箱="24"),
        product("YQ-4", "酸洗液", "3.8L", "", "桶", 箱="4"),
        product("YQ-19", "酸洗液", "18.9L", "", "桶"),
        product("HP-T", "花盆", "陶瓷 白", "", "只", 箱="12"),
        product("HP-B", "花盆", "玻璃 透明", "", "只", 箱="12"),
        product("GD-5", "过滤垫", "圆片 5*7cm", "", "片", 箱="200"),
        product("GD-9", "过滤垫", "圆片 9*12cm", "", "片", 箱="100"),
        product("DG-1", "电砂锅", "4L", "砂锅煲", "台", 箱="4"),
        product("YD-K", "收纳卷袋", "阳台挂式", "阳台卷袋", "卷"),
        product("MD-L", "棉签", "绿盒", "", "盒", 箱="50"),
        product("MD-H", "棉签", "红盒", "", "盒", 箱="50"),
        product("ST-1", "纱布", "医用", "", "包", 箱="40"),
    ],
    [
        CustomerRecord("K1", "四明酒楼", ("四明",), "宁波"),
        CustomerRecord("K2", "海曙茶馆(七夕广场店)", ("海曙七夕店",), "宁波"),
        CustomerRecord("K3", "海曙茶馆(江北店)", ("海曙江北店",), "宁波"),
        CustomerRecord("K4", "宁波巷里茶馆", ("巷里茶馆",), "宁波"),
    ],
)
BUYER = replace(SALES, role="customer", sender_customer="K1")


def lines(text: str) -> str:
    return said(parse(text, BUYER, SHOP), units=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("酸洗液加仑装1箱 纱布2包", "K1:YQ-4=1箱 ST-1=2包"),
        ("酸洗液5加仑的2桶", "K1:YQ-19=2桶"),
        ("白瓷花盆两箱 纱布三箱", "K1:HP-T=2箱 ST-1=3箱"),
        ("过滤垫大的1箱", "K1:GD-9=1箱"),
        ("过滤垫小的1箱", "K1:GD-5=1箱"),
        ("电砂锅煲2台", "K1:DG-1=2台"),
    ],
)
def test_what_it_holds_and_is_made_of(text: str, expected: str) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize("text", ["花盆两箱", "黑瓷花盆两箱"])
def test_a_make_that_does_not_tell_is_left_open(text: str) -> None:
    (line,) = items(text, SHOP)
    assert line.sku is None


def test_what_a_case_costs_is_said_apart_and_is_no_second_case() -> None:
    first, second = items("纱布10箱 过滤垫大的1箱 单价纱布一箱105", SHOP)
    assert (first.sku, first.qty, first.price) == ("ST-1", Decimal(10), Decimal(105))
    assert (second.sku, second.price) == ("GD-9", None)


def test_a_place_before_a_name_is_no_thing_of_its_own() -> None:
    first, second = items("阳台棉签绿盒红盒各2箱", SHOP)
    assert (first.sku, first.qty, second.sku, second.qty) == ("MD-L", Decimal(2), "MD-H", Decimal(2))


def test_a_branch_called_like_a_day() -> None:
    read = parse("七夕店和江北店的海曙茶馆各要纱布2箱,江北店另外加过滤垫大的1箱", replace(SALES, now=NOW), SHOP)
    assert said(read, units=True) == "K2:ST-1=2箱 K3:ST-1=2箱 GD-9=1箱"


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("散客,鄞州区新开的“拾光巷里茶馆”,第一次买:纱布2箱", None),
        ("鄞州区新开的“四明”要纱布2箱", "K1"),
    ],
)
def test_a_newly_opened_house_that_no_list_has(text: str, customer: str | None) -> None:
    (order,) = parse(text, SALES, SHOP).orders
    assert order.customer == customer


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SO20260302-0023 段总已签,可以往下走", "审核"),
        ("SO20260302-0023 经理签字了 安排备货", "审核"),
        ("SO20260302-0023 客户已签收", "签收"),
    ],
)
def test_signed_in_the_house_is_no_delivery(text: str, status: str) -> None:
    assert parse(text, replace(SALES, role="finance"), SHOP).status == status
