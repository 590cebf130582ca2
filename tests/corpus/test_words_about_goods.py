"""Goods and an amount are an order or not by what is said around them, in a shop of its own trade."""

import pytest

from nlp import CustomerRecord, Hints, Lexicon, parse
from nlp.types import Intent
from tests.trades import NOW, product

SHOP = Lexicon(
    [
        product("YL-BK", "遮光窗帘", "2.7米 灰", "遮光帘", "幅", 箱="10"),
        product("YL-SL", "纱帘", "2.7米 白", "", "幅", 箱="20"),
        product("DT-160", "客厅地毯", "160*230", "地毯", "块"),
        product("ZT-45", "抱枕", "45*45", "靠枕", "个", 箱="30"),
    ],
    [
        CustomerRecord("K1", "嘉禾家居馆", ("嘉禾",)),
        CustomerRecord("K2", "雅居软装", ("雅居",)),
        CustomerRecord("K3", "宜家坊", ("宜家坊",)),
    ],
)
SELLER = Hints(NOW, "sales")
BEGINNINGS = ("嘉禾遮光窗帘30幅", "遮光窗帘30幅,", "雅居 抱枕 2箱 ")

NOT_ORDERED = [
    "怎么到现在都没送",
    "送到没有",
    "前天就发掉了",
    "我上午录过了",
    "小陈已经下了",
    "颜色差太多",
    "人家不肯要",
    "全退回来了",
    "归哪个业务员",
    "是谁报的",
    "哪个仓出的",
    "没谈拢",
    "被隔壁抢走了",
    "做下来没赚什么",
    "比上季度多不少",
    "昨天刚入库",
    "在三楼堆着",
    "卖了两个月才卖完",
    "会不会是写错了",
    "你确定他们要吗",
    "厂里做得出来吗",
    "排到哪天了",
    "含税价是多少",
    "师傅正在裁",
]
ORDERED = [
    "包紧一点",
    "裁之前跟我说一声",
    "客人月底搬家",
    "安装师傅约好了",
    "税票跟货一起",
    "走安能",
    "门店自己来提",
    "挑没色差的",
    "不要拆包装",
    "挂钩多给几个",
    "老板点头了",
    "货齐了喊我",
    "没有灰的就换米色",
    "这次别再弄脏了",
    "越早越好",
    "样板房要的",
    "送货前联系物业",
    "就按这个数",
]


def heard(words: str, begin: str) -> tuple[Intent, bool]:
    """The intent, and whether an order is marked as perhaps none."""
    read = parse(begin + words, SELLER, SHOP)
    return read.intent, any(doubt.field == "intent" for order in read.orders for doubt in order.doubts)


@pytest.mark.parametrize("begin", BEGINNINGS)
@pytest.mark.parametrize("words", NOT_ORDERED)
def test_what_is_told_asked_or_judged_of_goods_is_no_order(words: str, begin: str) -> None:
    intent, marked = heard(words, begin)
    assert intent is not Intent.PLACE_ORDER or marked


@pytest.mark.parametrize("begin", BEGINNINGS)
@pytest.mark.parametrize("words", ORDERED)
def test_how_goods_are_wanted_leaves_the_order_one(words: str, begin: str) -> None:
    assert heard(words, begin)[0] is Intent.PLACE_ORDER


@pytest.mark.parametrize(
    "text",
    [
        "跟嘉禾说遮光窗帘30幅月底才做得出",
        "告诉雅居纱帘20幅明天装",
        "嘉禾遮光窗帘每月都要30幅",
        "雅居一般一次拿抱枕2箱",
        "提醒我下周给嘉禾下遮光窗帘30幅",
        "下个月再给雅居下抱枕2箱",
    ],
)
def test_what_is_told_to_others_usual_or_for_later_is_no_order(text: str) -> None:
    assert heard("", text)[0] is not Intent.PLACE_ORDER


@pytest.mark.parametrize("text", ["跟嘉禾说好了,遮光窗帘30幅月底送", "嘉禾这个月要遮光窗帘30幅", "明天给雅居送抱枕2箱"])
def test_what_sounds_like_it_is_one(text: str) -> None:
    assert heard("", text)[0] is Intent.PLACE_ORDER


def test_a_customer_who_is_named_and_gets_nothing_is_marked() -> None:
    (order,) = parse("嘉禾介绍的雅居要遮光窗帘30幅", SELLER, SHOP).orders
    assert [(d.reason, d.words) for d in order.doubts if d.field == "customer"] == [("unused", "雅居")]
    (order,) = parse("雅居 遮光窗帘30幅 货送到嘉禾", SELLER, SHOP).orders
    assert order.customer == "K2" and not [d for d in order.doubts if d.field == "customer"]


def test_amounts_of_several_customers_are_no_total_and_its_parts() -> None:
    orders = parse("遮光窗帘 嘉禾30 雅居20 宜家坊10", SELLER, SHOP).orders
    assert [(o.customer, o.items[0].qty) for o in orders] == [("K1", 30), ("K2", 20), ("K3", 10)]
