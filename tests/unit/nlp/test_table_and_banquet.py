"""Days of something else, slips, free goods, lengths said aloud, and talk, as a dealer of hotel supplies is told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import Intent, Parse
from tests.trades import NOW, SALES, product, said

SHOP = Lexicon(
    [
        product("ZT-15", "折叠会议桌1.5米", "枫木", "一米五会议桌", "张"),
        product("ZT-18", "折叠会议桌1.8米", "枫木", "一米八会议桌", "张"),
        product("KZ-20", "一次性木勺16cm", "独立包装", "16一次性勺", "支", 箱="2000"),
        product("KZ-24", "一次性塑勺16cm", "四件套", "四件套勺", "支", 箱="1000"),
        product("QG-D", "提花窗帘", "遮光 灰", "灰窗帘", "副"),
        product("MJ-B", "毛巾架A款黑", "304", "黑毛巾架", "个", 箱="20"),
        product("MJ-Z", "毛巾架A款棕", "304", "棕毛巾架", "个", 箱="20"),
        product("TJ-10", "抛光轮", "100 碗型", "碗型抛光轮;抛光碗", "只", 箱="100"),
        product("TJ-12", "抛光轮", "125 平型", "平型抛光轮", "只", 箱="60"),
        product("ZB-30", "条型砂带", "30mm", "砂带30", "条", 箱="50"),
        product("XS-5", "洗手液", "5L", "", "桶", 箱="4"),
    ],
    [CustomerRecord("K1", "云栖宾馆", ("云栖",), "常州"), CustomerRecord("K2", "顺意酒家", ("顺意",), "常州")],
)
GUEST = replace(SALES, role="customer", sender_customer="K1", chat_kind="direct")


def read(text: str) -> Parse:
    """What is read of a sentence of the seller's."""
    return parse(text, SALES, SHOP)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("下周一开工!云栖 洗手液2箱", None),
        ("明天跨年 云栖 洗手液2箱 赶紧", None),
        ("今天爆单了 云栖 洗手液2箱", None),
        ("云栖 洗手液2箱 年前都不用再送了", None),
        ("云栖 洗手液2箱 周六不用送 周日送", date(2026, 3, 8)),
        ("下周一开工前 云栖 洗手液2箱", date(2026, 3, 9)),
        ("周六开业!云栖 洗手液2箱 别晚了", date(2026, 3, 7)),
        ("8号窗口那边 云栖 洗手液2箱", None),
        ("8号窗 云栖 洗手液2箱", None),
        ("8号送 云栖 洗手液2箱", date(2026, 3, 8)),
    ],
)
def test_a_day_told_for_something_else_is_not_when_goods_are_due(text: str, due: date | None) -> None:
    (order,) = read(text).orders
    assert order.due == due


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("云栖 1米8会议桌5张 1米5会议桌3张", "K1:ZT-18=5 ZT-15=3"),
        ("云栖 抛光碗100只 平的60只", "K1:TJ-10=100 TJ-12=60"),
        ("云栖 毛巾架黑的20个棕的10个", "K1:MJ-B=20 MJ-Z=10"),
        ("云栖 一次性勺3箱", "K1:?=3"),
        ("云栖 一次性木勺3箱", "K1:KZ-20=3"),
        ("云栖 洗手液要2箱,不要了,拿3箱", "K1:XS-5=3"),
        ("云栖 洗手液不是32桶 要28桶", "K1:XS-5=28"),
    ],
)
def test_lines_are_the_things_and_amounts_that_are_meant(text: str, lines: str) -> None:
    assert said(read(text)) == lines


def test_what_is_told_to_cost_nothing_is_given() -> None:
    (order,) = read("云栖 毛巾架黑的5个 棕的2个不要钱").orders
    assert [(line.sku, line.gift) for line in order.items] == [("MJ-B", False), ("MJ-Z", True)]


def test_prices_in_a_row_behind_all_goods_are_one_for_each() -> None:
    (order,) = read("云栖 抛光碗10只 洗手液20桶 给个实价 28、18").orders
    assert [line.sku for line in order.items] == ["TJ-10", "XS-5"]
    assert [line.qty for line in order.items] == [Decimal(10), Decimal(20)]
    assert [line.price for line in order.items] == [Decimal(28), Decimal(18)]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("会议桌1.8米有现货吗 要一百张的话", Intent.ASK_STOCK),
        ("洗手液要几箱 明天回你", Intent.NONE),
        ("二楼还剩洗手液3箱 你先领", Intent.NONE),
        ("他屋里洗手液才卖150一箱 你这180", Intent.NONE),
        ("要是洗手液能降到70 我就拿20桶 降不下来就算了", Intent.NONE),
        ("要货我会喊你", Intent.NONE),
        ("今晚还来不来打牌", Intent.NONE),
        ("洗手液你们卖多少", Intent.ASK_PRICE),
        ("上次要的那个洗手液 不要了", Intent.CANCEL_ORDER),
        ("昨天那个洗手液多打了个0 是10箱不是100箱", Intent.CHANGE_ORDER),
        ("洗手液少3桶 先加3桶到上一单", Intent.CHANGE_ORDER),
        ("洗手液 12桶哈,不是10桶", Intent.PLACE_ORDER),
        ("洗手液2桶 明天要 到了回我", Intent.PLACE_ORDER),
    ],
)
def test_talk_about_goods_is_no_order_and_slips_are_changes(text: str, intent: Intent) -> None:
    assert parse(text, GUEST, SHOP).intent is intent


def test_what_is_missing_of_an_order_is_a_shortage() -> None:
    told = parse("云栖那单少洗手液15桶", replace(SALES, role="warehouse", chat_kind="group"), SHOP)
    assert told.intent is Intent.REPORT_SHORTAGE


def test_the_price_one_has_told_somebody_is_no_order() -> None:
    told = parse("我今天报给云栖的价:洗手液78 抛光碗42", replace(SALES, chat_kind="group"), SHOP)
    assert told.intent is Intent.NONE


def test_the_day_is_counted_from_a_wednesday() -> None:
    assert NOW.weekday() == 2
