"""What clerks, drivers and buyers say to each other about goods, in trades that share nothing but the language."""

import pytest

from nlp import CustomerRecord, Hints, Lexicon, parse
from nlp.types import Intent
from tests.trades import NOW, SALES, items, product

SHOP = Lexicon(
    [
        product("SHA", "刹车片", "前", "刹车片", "套", 箱="20"),
        product("DTB", "电锤钻头", "14mm", "钻头", "支", 盒="10"),
        product("DTC", "水泥钉", "3寸", "水泥钉", "盒", 箱="40"),
        product("WT5", "防冻液", "5kg*4", "防冻液小桶", "桶", 箱="4"),
        product("WT25", "防冻液", "25kg/桶", "防冻液大桶", "桶"),
        product("NZ", "腻子粉", "20kg/袋", "腻子", "袋", 吨="50"),
        product("ML1", "捷美薰衣草香皂", "100g*60", "捷美薰衣草", "块", 箱="60"),
        product("ML2", "捷美绿茶香皂", "100g*60", "捷美绿茶;绿茶", "块", 箱="60"),
        product("XF", "洗发膏", "500g*20", "洗发膏", "袋", 箱="20"),
    ],
    [CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州")],
)


def _intent(text: str, role: str) -> Intent:
    return parse(text, Hints(NOW, role), SHOP).intent


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("老王你先跑温州 再去恒力那卸20袋腻子粉 回来带空托", "logistics"),
        ("小李先到城东 顺便去恒力放下5箱水泥钉", "logistics"),
        ("恒力不是每周都要3箱水泥钉吗 这周怎么没动静", "sales"),
        ("恒力不是一直都拿刹车片5箱吗 这次怎么没报", "sales"),
        ("昨天夜里卸了3车 腻子粉400袋 胳膊都抬不起来", "warehouse"),
        ("今天上午搬了200袋腻子粉 累死", "warehouse"),
    ],
)
def test_talk_about_goods_orders_nothing(text: str, role: str) -> None:
    assert _intent(text, role) is Intent.NONE


@pytest.mark.parametrize(
    ("text", "role", "intent"),
    [
        ("采购通知:刹车片船期晚了,现在断货,下月初才到港", "purchasing", Intent.REPORT_SHORTAGE),
        ("防冻液大桶全国都缺 我们少12桶 先别接大单", "purchasing", Intent.REPORT_SHORTAGE),
        ("客户问单子审核过没 SO20260913-0055", "service", Intent.ASK_STATUS),
        ("恒力那张单还没签收吧", "logistics", Intent.ASK_STATUS),
        ("电锤钻头多少一支 水泥钉又是多少", "customer", Intent.ASK_PRICE),
        ("刹车片阿有现货啊 要是有我再定", "customer", Intent.ASK_STOCK),
        ("上次那个水泥钉还有伐 要是有先不拿 问问", "customer", Intent.ASK_STOCK),
        ("恒力的今天别装了 改明天", "logistics", Intent.CHANGE_ORDER),
        ("恒力那边 说水泥钉 不是50盒是80盒", "sales", Intent.CHANGE_ORDER),
        ("恒力 水泥钉20袋 再去仓库拿 明天到", "sales", Intent.PLACE_ORDER),
        ("恒力那边说要水泥钉 不是50盒是80盒 明天", "sales", Intent.PLACE_ORDER),
        ("恒力 刹车片现在要20套", "sales", Intent.PLACE_ORDER),
    ],
)
def test_what_is_asked_or_told_of_goods(text: str, role: str, intent: Intent) -> None:
    assert _intent(text, role) is intent


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力\n防冻液25kg*4桶\n水泥钉*2箱", "WT25=4 DTC=2"),
        ("恒力 腻子粉20kg*30袋", "NZ=30"),
        ("恒力 防冻液5kg*3桶", "WT5=3"),
        ("恒力 洗发膏500g*20 2箱", "XF=2"),
        ("恒力 2箱洗发膏500g*20袋", "XF=2"),
    ],
)
def test_a_size_times_a_count_is_a_count_of_that_size(text: str, lines: str) -> None:
    assert " ".join(f"{line.sku or '?'}={line.qty}" for line in items(text, SHOP, SALES)) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 捷美香皂来3块 明天", "?=3"),
        ("恒力 捷美绿茶香皂来3块 明天", "ML2=3"),
        ("恒力 水泥钉一盒不剩 赶紧给我送两箱来 明天", "DTC=2"),
        ("恒力 刹车片一套都没有了 赶紧送5套来 明天", "SHA=5"),
    ],
)
def test_a_make_is_no_single_product_and_none_left_is_no_amount(text: str, lines: str) -> None:
    assert " ".join(f"{line.sku or '?'}={line.qty}" for line in items(text, SHOP, SALES)) == lines
