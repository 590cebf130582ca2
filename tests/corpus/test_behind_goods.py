"""Goods and an amount are an order or not by what is said behind them, in a shop of its own trade."""

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
    [CustomerRecord("K1", "嘉禾家居馆", ("嘉禾",)), CustomerRecord("K2", "雅居软装", ("雅居",))],
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
