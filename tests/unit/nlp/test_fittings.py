"""Sizes, lists and shares as fitters say them: 1寸2, 半寸, 3/8, 两片球阀, 先订3种:…, 一家一盒."""

from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import Intent
from tests.trades import SALES, items, product, said

CUSTOMERS = (
    CustomerRecord("K1", "无锡双喜水暖店", ("双喜水暖",)),
    CustomerRecord("K2", "常州德隆水暖店", ("德隆水暖",)),
)
SHOP = Lexicon(
    (
        product("ZF25", "黄铜闸阀", "DN25 1寸", "铜闸阀", "只", 箱="40"),
        product("ZF32", "黄铜闸阀", "DN32 1.2寸", "铜闸阀", "只", 箱="20"),
        product("LJ4", "软管接头", "G1/2寸 外丝", "", "套"),
        product("LJ3", "软管接头", "G3/8寸 外丝", "", "套"),
        product("HF2", "两片式阀门(304)", "DN20", "", "只"),
        product("HF3", "三片式阀门(304)", "DN20", "", "只"),
        product("GM", "O型圈修补盒", "公制", "", "盒"),
        product("GY", "O型圈修补盒", "英制", "", "盒"),
        product("OQ", "O型圈", "10*2", "O圈", "只", 盒="100"),
        product("BG5", "波纹管", "DN20 L=500", "", "根"),
        product("BG10", "波纹管", "DN20 L=1000", "", "根"),
        product("J1", "螺纹胶", "424 50ml", "424", "支", 盒="10"),
        product("J2", "螺纹胶", "717 50ml", "717", "支", 盒="10"),
    ),
    CUSTOMERS,
    (),
    {},
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("双喜水暖 铜闸阀1寸2的24只", "K1:ZF32=24"),
        ("双喜水暖 铜闸阀1寸2只", "K1:ZF25=2"),
        ("双喜水暖 软管接头半寸的5套", "K1:LJ4=5"),
        ("双喜水暖 波纹管500的30根,1米的10根", "K1:BG5=30 BG10=10"),
        ("双喜水暖 软管接头3/8的5套", "K1:LJ3=5"),
        ("双喜水暖 304两片阀门6只", "K1:HF2=6"),
        ("双喜水暖 424和717各要两盒", "K1:J1=2 J2=2"),
        ("双喜水暖 红的424和蓝的717各要两盒", "K1:J1=2 J2=2"),
        ("双喜水暖 先订2种:424 3支;717 5支", "K1:J1=3 J2=5"),
        ("双喜水暖 再添一个:三片式阀门2只", "K1:HF3=2"),
        ("双喜水暖,单子:1、424 3支 2、717 5支", "K1:J1=3 J2=5"),
        ("双喜水暖 德隆水暖 各要一盒公制的O圈修补盒", "K1:GM=1 K2:GM=1"),
        ("双喜水暖、德隆水暖一家2支424", "K1:J1=2 K2:J1=2"),
        ("双喜水暖、德隆水暖一家2支424,前者再加1支717", "K1:J1=2 J2=1 K2:J1=2"),
        ("双喜水暖、德隆水暖各2支424,后面那家再加1支717", "K1:J1=2 K2:J1=2 J2=1"),
        ("双喜水暖、德隆水暖一人要2支424", "K1:J1=2 K2:J1=2"),
    ],
)
def test_it_is_read_as_a_fitter_means_it(text: str, wanted: str) -> None:
    assert said(parse(text, SALES, SHOP)) == wanted


def test_rows_that_end_in_decimals_are_prices_and_order_nothing() -> None:
    for text in ("三片式阀门 12.8\n两片阀门 6\n铜闸阀1寸 9.8", "铜闸阀1寸2 12.5\n铜闸阀1寸 9.8"):
        assert parse(text, SALES, SHOP).intent is Intent.NONE, text
    assert said(parse("双喜水暖\n三片式阀门 12\n两片阀门 6", SALES, SHOP)) == "K1:HF3=12 HF2=6"


def test_a_number_of_a_list_that_nobody_knows_is_asked_about() -> None:
    (item,) = items("双喜水暖 424和999各5支", SHOP)
    assert [(doubt.field, doubt.words) for doubt in item.doubts] == [("product", "999")]


def test_what_is_counted_up_at_the_end_is_wanted_once() -> None:
    text = "双喜水暖 1. 老赵 424 1支\n2. 老吴 424 1支\n3. 老李 717 3支\n汇总 424 2支 717 3支"
    assert said(parse(text, SALES, SHOP)) == "K1:J1=2 J2=3"
    (item,) = items("双喜水暖 1. 老赵 424 1支\n2. 老吴 424 1支\n合计:424 3支", SHOP)
    assert (item.qty, bool(item.doubts)) == (Decimal(3), True)  # the sum does not hold: marked
    text = "双喜水暖 424 1支\n德隆水暖 424 2支\n合计:424 3支"
    assert said(parse(text, SALES, SHOP)) == "K1:J1=1 K2:J1=2"
    assert said(parse("双喜水暖 424 1支\n717 2支\n一共3支", SALES, SHOP)) == "K1:J1=1 J2=2"


def test_prices_behind_one_another_go_each_to_its_own() -> None:
    (order,) = parse("双喜水暖 424 5支 717 5支,单价32/38", SALES, SHOP).orders
    assert [str(item.price) for item in order.items] == ["32", "38"]
