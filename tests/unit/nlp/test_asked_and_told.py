"""Amounts that are asked about, told or quoted and order nothing, and words said in a sign: a shop of doors."""

from decimal import Decimal

import pytest

from nlp import CustomerRecord, Hints, Lexicon, parse
from nlp.types import Intent
from tests.trades import NOW, SALES, items, product

SHOP = Lexicon(
    [
        product("M-80L", "烤漆木门", "800x2000 亮光", "木门", "扇", 箱="2"),
        product("M-80Y", "烤漆木门", "800x2000 哑光", "木门", "扇", 箱="2"),
        product("M-90L", "烤漆木门", "900x2100 亮光", "木门", "扇", 箱="2"),
        product("M-90Y", "烤漆木门", "900x2100 哑光", "木门", "扇", 箱="2"),
        product("GB-61", "吊顶板", "600x1200", "扣板", "片", 箱="6"),
        product("GB-66", "吊顶板", "600x600", "扣板", "片", 箱="10"),
        product("SG-2", "玻璃吸提器", "双爪", "吸提器", "个"),
        product("SG-3", "玻璃吸提器", "三爪", "吸提器", "个"),
        product("LT-L", "快开龙头", "冷", "龙头", "只", 箱="40"),
        product("LT-R", "快开龙头", "热", "龙头", "只", 箱="40"),
        product("SJ-1", "门锁", "304 静音", "静音锁", "把", 盒="10"),
        product("HY-1", "合页安装规", "一套", "安装规", "套"),
        product("FL-W", "密封胶", "瓷白", "玻璃胶", "支", 箱="24"),
        product("FL-B", "密封胶", "黑", "玻璃胶", "支", 箱="24"),
        product("DJ-305", "连体坐便器", "506 坑距305", "506", "台"),
        product("DJ-400", "连体坐便器", "506 坑距400", "506", "台"),
    ],
    [CustomerRecord("K1", "顺昌门业", ("顺昌",), "赣州")],
)
OWN = Hints(NOW, "customer", sender_customer="K1")


@pytest.mark.parametrize(
    "text",
    [
        "瓷白密封胶还有冇 客户一次要8箱",
        "静音锁还有货吗,客户想要30把",
        "506坑距400的还能出几台",
        "静音锁 10盒以内能不能马上有",
        "密封胶什么颜色有现货",
        "静音锁没货的话几时能到",
    ],
)
def test_stock_is_asked_for_also_with_an_amount(text: str) -> None:
    assert parse(text, SALES, SHOP).intent is Intent.ASK_STOCK


@pytest.mark.parametrize(
    "text",
    [
        "静音锁还有吗?有就给我来8箱",
        "顺昌要静音锁30把 有没有货都先记上",
        "顺昌 静音锁10盒 马上要",
        "瓷白密封胶8箱 有货就发 顺昌",
        "顺昌 找人来装静音锁 要10把",
    ],
)
def test_an_order_stays_one_beside_a_word_of_stock(text: str) -> None:
    assert parse(text, SALES, SHOP).intent is Intent.PLACE_ORDER


@pytest.mark.parametrize(
    "text",
    [
        "今天装了23平 累死了 你们那个密封胶干得太慢",
        "转发一条:\n老李:帮我找人装门,120平,35一平\n你看我接不接",
        "静音锁你们不是说没货了吗,怎么隔壁还拿了20盒",
    ],
)
def test_what_is_told_or_thrown_back_orders_nothing(text: str) -> None:
    assert parse(text, OWN, SHOP).intent is Intent.NONE


def test_goods_that_did_not_come_are_asked_after() -> None:
    assert parse("静音锁怎么没跟车来?是漏装还是没货", OWN, SHOP).intent is Intent.ASK_STATUS


def test_what_the_supplier_lacks_is_a_shortage() -> None:
    got = parse("供应商通知 静音锁 坏了一批,差18把,要等到6月底", Hints(NOW, "purchasing"), SHOP)
    assert got.intent is Intent.REPORT_SHORTAGE
    assert [line.sku for line in got.items] == ["SJ-1"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("顺昌 静音锁10盒 分两个卸货点 8号前都到", {"SJ-1": 10}),
        ("顺昌 静音锁10盒 分到三个店", {"SJ-1": 10}),
        ("顺昌 静音锁10盒 单价按上次135一盒", {"SJ-1": 10}),
        ("顺昌报单 序号1 静音锁 10盒;序号2 瓷白密封胶 3箱", {"SJ-1": 10, "FL-W": 3}),
        ("顺昌 静音锁一套 瓷白密封胶3箱", {"SJ-1": 1, "FL-W": 3}),
        ("顺昌 密封胶 每个颜色2支 两个色", {"FL-W": 2, "FL-B": 2}),
        ("顺昌\n静音锁10盒\n瓷白密封胶3箱(这个不要了 店里还有)", {"SJ-1": 10}),
        ("顺昌\n静音锁10盒(不要拆封的)\n瓷白密封胶3箱", {"SJ-1": 10, "FL-W": 3}),
    ],
)
def test_only_goods_are_counted(text: str, wanted: dict[str, int]) -> None:
    assert {line.sku: line.qty for line in items(text, SHOP)} == wanted


def test_a_price_as_last_time_is_a_price() -> None:
    assert [line.price for line in items("顺昌 静音锁10盒 单价按上次135一盒", SHOP)] == [Decimal(135)]
    assert [line.price for line in items("顺昌 静音锁10盒 价格跟上次一样", SHOP)] == [None]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("顺昌 木门八百乘两千亮光 3扇", {"M-80L": 3}),
        ("顺昌 木门900哑 3扇", {"M-90Y": 3}),
        ("顺昌 六百一千二的扣板 5箱", {"GB-61": 5}),
        ("顺昌 吸提器两爪的一个", {"SG-2": 1}),
        ("顺昌 506四零零坑距的三台", {"DJ-400": 3}),
        ("顺昌 送一台506的305样机", {"DJ-305": 1}),
        ("顺昌 龙头(冷)4只", {"LT-L": 4}),
        ("顺昌 龙头一冷一热 各4只", {"LT-L": 4, "LT-R": 4}),
    ],
)
def test_kinds_are_told_in_a_sign_or_out_loud(text: str, wanted: dict[str, int]) -> None:
    assert {line.sku: line.qty for line in items(text, SHOP)} == wanted


def test_a_sign_that_all_kinds_have_tells_nothing() -> None:
    assert [line.sku for line in items("顺昌 木门900光 3扇", SHOP)] == [None]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("今天女神节给我打个折 静音锁10盒 二月二前到", "2026-03-20"),
        ("顺昌 静音锁10盒 今天下午要", "2026-03-04"),
        ("顺昌 静音锁10盒 统一周日送", "2026-03-08"),
        ("顺昌 静音锁10盒 月底 结账走对公", "2026-03-31"),
        ("顺昌 静音锁10盒 月底结账", None),
    ],
)
def test_days_are_told_from_talk_of_today_and_of_money(text: str, due: str | None) -> None:
    order = parse(text, SALES, SHOP).orders[0]
    assert (order.due.isoformat() if order.due else None) == due


def test_earlier_is_no_counter() -> None:
    got = parse("那个静音锁800*2000 提前到27号晚上", OWN, SHOP)
    assert got.intent is Intent.CHANGE_ORDER
