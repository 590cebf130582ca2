"""What the goods have not, sizes in 万, sums, measures that nothing is counted in, and customers by place and brand."""

from dataclasses import replace
from datetime import date

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import Intent
from tests.trades import SALES, items, product

SHOP = Lexicon(
    [
        product("GS-1", "塑料收纳箱", "60L滑轮", "", "个", 件="6"),
        product("GS-2", "塑料收纳箱", "60L", "", "个", 件="6"),
        product("GS-3", "塑料收纳箱", "30L", "", "个", 件="12"),
        product("KT-W5", "格兰挂机空调", "1.5匹WIFI", "", "台"),
        product("KT-5", "格兰挂机空调", "1.5匹", "", "台"),
        product("KT-W2", "格兰挂机空调", "1匹WIFI", "", "台"),
        product("XW-8", "巴山酸菜鱼片", "麻辣真空", "", "袋", 箱="30"),
        product("XW-9", "巴山酸菜鱼片", "麻辣非真空", "", "袋", 箱="30"),
        product("XT-8", "土家腊肠", "麻辣真空", "", "袋", 箱="20"),
        product("XT-9", "巴山麻辣兔", "真空250g", "", "袋", 箱="20"),
        product("XT-7", "巴山麻辣兔", "非真空250g", "", "袋", 箱="20"),
        product("LF-1", "罗非鱼片", "500g", "", "包", 箱="20"),
        product("CD-2", "蓝芯200万车载镜头", "广角", "", "台", 箱="10"),
        product("CD-4", "蓝芯400万车载镜头", "广角", "", "台", 箱="10"),
        product("CB-4", "蓝芯400万半圆镜头", "广角", "", "台", 箱="10"),
        product("CB-2", "蓝芯200万半圆镜头", "广角", "", "台", 箱="10"),
        product("SP-4", "室内电话线", "4芯纯铜", "铠装电话线", "米", 卷="200"),
        product("SP-8", "室内电话线", "8芯纯铜", "铠装电话线", "米", 卷="200"),
        product("JM-1", "卷帘门", "3米左装", "卷闸", "樘"),
        product("JM-2", "卷帘门", "3米右装", "卷闸", "樘"),
        product("DY-1", "适配器", "12V1A", "", "个", 箱="50"),
        product("DY-2", "适配器", "12V2A", "", "个", 箱="50"),
        product("MP-1", "门铃", "无线款", "", "个", 盒="10"),
        product("UP-64", "优存储存棒", "64G", "", "个", 盒="10"),
        product("UP-128", "优存储存棒", "128G", "", "个", 盒="10"),
    ],
    [
        CustomerRecord("C1", "自贡灯城弱电", ("灯城弱电",), "四川"),
        CustomerRecord("C2", "宜宾竹海智能", ("竹海智能",), "四川"),
        CustomerRecord("C3", "台州恒力机械有限公司", ("恒力",), "台州"),
        CustomerRecord("C4", "阆中古城商贸有限公司", ("古城商贸",), "四川"),
    ],
)


def _lines(text: str) -> str:
    return " ".join(f"{line.sku or '?'}={line.qty}{line.unit or ''}" for line in items(text, SHOP))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 60L收纳箱不带滑轮的3个", "GS-2=3个"),
        ("恒力 60L收纳箱要滑轮的3个", "GS-1=3个"),
        ("恒力 1.5匹挂机空调不要WIFI的2台", "KT-5=2台"),
        ("恒力 1.5匹挂机空调(不带wifi)2台", "KT-5=2台"),
        ("恒力 1.5匹挂机空调WIFI的2台", "KT-W5=2台"),
        ("恒力 酸菜鱼片真空的5袋", "XW-8=5袋"),
        ("恒力 酸菜鱼片非真空的5袋", "XW-9=5袋"),
        ("恒力 酸菜鱼片不要真空的5袋", "XW-9=5袋"),
        ("恒力 罗非鱼片3包", "LF-1=3包"),
        ("恒力 鱼片罗非的3包", "LF-1=3包"),
    ],
)
def test_what_the_goods_have_not(text: str, lines: str) -> None:
    assert _lines(text) == lines


def test_a_word_of_another_thing_is_read_as_the_two_it_is_made_of() -> None:
    assert _lines("恒力 巴山麻辣真空250g 5袋") == "XT-9=5袋"
    assert _lines("恒力 土家腊肠麻辣真空5袋") == "XT-8=5袋"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 车载镜头400万2台", "CD-4=2台"),
        ("恒力 半圆镜头200万 一箱", "CB-2=1箱"),
        ("恒力 400万蓝芯半圆镜头三台", "CB-4=3台"),
        ("恒力 适配器2A 5个", "DY-2=5个"),
        ("恒力 电话线4芯 300米 8芯 500米", "SP-4=300米 SP-8=500米"),
        ("恒力 3米卷闸左的2樘 右的1樘", "JM-1=2樘 JM-2=1樘"),
        ("恒力 门铃5个 128g的棒3个", "MP-1=5个 UP-128=3个"),
        ("恒力 门铃1盒5个散的 共15个 适配器1A 10个", "MP-1=15个 DY-1=10个"),
        ("恒力 门铃2盒 共20个 适配器1A 10个", "MP-1=2盒 DY-1=10个"),
    ],
)
def test_sizes_and_sums(text: str, lines: str) -> None:
    assert _lines(text) == lines


def test_one_who_is_named_by_place_and_brand_heads_his_line() -> None:
    said = parse("1、宜宾竹海 门铃3个\n2、恒力 适配器1A 2个\n3、灯城弱电 门铃2盒", SALES, SHOP).orders
    assert [(o.customer, [line.sku for line in o.items]) for o in said] == [
        ("C2", ["MP-1"]),
        ("C3", ["DY-1"]),
        ("C1", ["MP-1"]),
    ]


def test_in_the_group_of_another_place_and_brand_are_no_mere_hint() -> None:
    theirs = replace(SALES, role="customer", sender_customer="C3", chat_customer="C3", chat_kind="group")
    assert parse("阆中古城 门铃3个", theirs, SHOP).orders[0].customer == "C4"
    assert parse("门铃3个", theirs, SHOP).orders[0].customer == "C3"


def test_a_count_of_orders_on_a_day_is_no_day_for_goods() -> None:
    said = parse("今天两单:①恒力 门铃3个;②灯城弱电 门铃2盒,都是明天送", SALES, SHOP).orders
    assert [o.due for o in said] == [date(2026, 3, 5)] * 2


def test_what_somebody_is_quoted_with_is_no_order() -> None:
    assert parse("甲方原话:“门铃32个,3月进场” 先跟你们说一声", SALES, SHOP).intent is Intent.NONE
    assert parse("恒力微信原话:“门铃32个,后天要”", SALES, SHOP).intent is Intent.PLACE_ORDER


def test_the_first_month_is_a_day_and_no_street() -> None:
    said = parse("恒力的订单交期改到元月10号", SALES, SHOP)
    assert said.intent is Intent.CHANGE_ORDER
    assert [getattr(c, "due", None) for c in said.changes] == [date(2027, 1, 10)]


def test_an_amount_that_says_which_order_is_meant_changes_nothing() -> None:
    said = parse("恒力那10台车载镜头 收货改成大足区龙岗街道北环路5号", SALES, SHOP)
    assert said.intent is Intent.CHANGE_ORDER
    assert [type(c).__name__ for c in said.changes] == ["SetAddress"]
    assert said.ref is not None
    assert {c.key for c in said.ref.candidates} == {"CD-2", "CD-4"}


def test_one_kind_instead_of_the_other() -> None:
    said = parse("恒力那单 卷帘门左的改右的 4樘", SALES, SHOP)
    assert [type(c).__name__ for c in said.changes] == ["RemoveItem", "AddItem"]
