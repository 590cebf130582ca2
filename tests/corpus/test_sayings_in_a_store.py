"""Ways of speaking that a company of working clothes brought up, said of the goods of a general store.

Each way stands with siblings and with what looks like it and means something else. `?` is a line without a product.
"""

from decimal import Decimal

import pytest

from nlp import CustomerRecord, Hints, Lexicon, parse
from nlp.types import DraftHint, DraftLine, Intent
from tests.trades import NOW, product, said

DIRECT = Hints(NOW, "sales", chat_kind="direct")
STORE = Lexicon(
    [
        product("TG-2", "搪瓷汤锅", "2L", "炖锅", "口", 箱="8"),
        product("TG-4", "搪瓷汤锅", "4L", "炖锅", "口", 箱="6"),
        product("TG-6", "搪瓷汤锅", "6L", "炖锅", "口", 箱="4"),
        product("BX-40", "老北京布鞋", "千层底 40码", "布鞋", "双", 箱="20"),
        product("CD-S", "双人床单", "纯棉", "", "条", 箱="10"),
        product("CD-D", "单人床单", "纯棉", "", "条", 箱="10"),
        product("XL-20", "拉杆箱", "万向轮 20寸", "旅行箱;8213", "只", 箱="4"),
        product("XL-24", "拉杆箱", "万向轮 24寸", "旅行箱;8213", "只", 箱="4"),
        product("XP-20", "帆布箱", "万向轮 20寸", "旅行箱;8317", "只", 箱="4"),
        product("XP-24", "帆布箱", "万向轮 24寸", "旅行箱;8317", "只", 箱="4"),
        product("SH-D", "宋记手工豆花糕", "300g", "", "盒", 箱="20"),
        product("XY-1", "指夹式血氧仪", "OLED", "", "台", 箱="40"),
        product("TS-12", "搬运绳", "12mm", "", "公斤", 卷="15"),
    ],
    [
        CustomerRecord("C1", "大连海港冷库有限公司", ("海港冷库",), "大连"),
        CustomerRecord("C2", "宁波顺意百货", ("顺意",), "宁波"),
    ],
)


def _ordered(text: str) -> str:
    return said(parse(text, DIRECT, STORE), units=True)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("顺意 搪瓷2升3口 4升5口 6升2口", "C2:TG-2=3口 TG-4=5口 TG-6=2口"),
        ("顺意 2升搪瓷10口 6升4口 下周三", "C2:TG-2=10口 TG-6=4口"),
        ("顺意 搪瓷2升3口 8升5口", "C2:TG-2=3口 ?=5口"),
        ("顺意 搪瓷2升3口 搬运绳3公斤", "C2:TG-2=3口 TS-12=3公斤"),
    ],
)
def test_sizes_behind_a_piece_of_a_name(text: str, lines: str) -> None:
    assert _ordered(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("顺意 布鞋三百来双", "C2:BX-40=300双"),
        ("顺意 布鞋50来双", "C2:BX-40=50双"),
        ("顺意 床单双人的来20条", "C2:CD-S=20条"),
    ],
)
def test_a_counter_behind_some_is_no_kind_of_the_goods(text: str, lines: str) -> None:
    assert _ordered(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("顺意 8213的24寸2箱", "C2:XL-24=2箱"),
        ("顺意 8317 20寸5只", "C2:XP-20=5只"),
        ("顺意 8213的20寸24寸各一箱", "C2:XL-20=1箱 XL-24=1箱"),
        ("顺意 8213的20寸两箱,24寸一箱", "C2:XL-20=2箱 XL-24=1箱"),
        ("顺意 20寸5只", "C2:?=5只"),
    ],
)
def test_a_code_that_is_a_name_before_a_size(text: str, lines: str) -> None:
    assert _ordered(text) == lines


@pytest.mark.parametrize(
    ("text", "customer", "address"),
    [
        ("海港冷库:布鞋10双 双人床单2条", "C1", None),
        ("海港冷库 布鞋10双", "C1", None),
        ("顺意 布鞋10双 送到海港冷库", "C2", "海港冷库"),
        ("顺意 布鞋10双 大连冷库", "C2", "大连冷库"),
    ],
)
def test_a_customer_called_like_a_place(text: str, customer: str, address: str | None) -> None:
    orders = parse(text, DIRECT, STORE).orders
    assert [(o.customer, o.address) for o in orders] == [(customer, address)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("顺意 布鞋10双 6号送到2号泊位", "2026-03-06"),
        ("顺意 布鞋10双 周五前运到8号料棚", "2026-03-06"),
        ("顺意 布鞋10双 送到6号吧", "2026-03-06"),
        ("顺意 布鞋10双 送到2号泊位", "None"),
        ("顺意 布鞋10双 可以推迟送到16号下午", "2026-03-16"),
    ],
)
def test_a_numbered_place_that_goods_are_sent_to(text: str, day: str) -> None:
    assert [str(o.due) for o in parse(text, DIRECT, STORE).orders] == [day]


@pytest.mark.parametrize(
    ("text", "role", "intent"),
    [
        ("布鞋现货只有15双", "sales", Intent.REPORT_SHORTAGE),
        ("双人床单库存就剩8条", "sales", Intent.REPORT_SHORTAGE),
        ("布鞋现货只有15双吗", "sales", Intent.ASK_STOCK),
        ("布鞋现货只有15双 先发15双", "customer", Intent.PLACE_ORDER),
        ("帆布箱拉链机停机检修,下午四点恢复", "production", Intent.NONE),
        ("帆布箱停线了 缺30只", "production", Intent.REPORT_SHORTAGE),
    ],
)
def test_what_we_tell_of_our_stock_and_machines(text: str, role: str, intent: Intent) -> None:
    assert parse(text, Hints(NOW, role, chat_customer="C2", chat_kind="group"), STORE).intent is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("可以 发嘛", Intent.CONFIRM),
        ("好 安排嘛", Intent.CONFIRM),
        ("yes", Intent.CONFIRM),
        ("yes confirm", Intent.CONFIRM),
        ("yes 专票", Intent.NONE),
        ("啥时候发嘛", None),
        ("先不发嘛", None),
    ],
)
def test_a_yes_to_the_draft_and_one_to_another_question(text: str, intent: Intent | None) -> None:
    line = DraftLine(1, "BX-40", (), "布鞋", Decimal(10), "双")
    draft = DraftHint(1, "C2", (), (line,), None)
    hints = Hints(NOW, "customer", chat_customer="C2", chat_kind="group", drafts=(draft,))
    got = parse(text, hints, STORE).intent
    assert got is intent if intent else got is not Intent.CONFIRM


def test_a_colour_that_the_named_goods_never_have() -> None:
    """白线手套: the white is no other thing beside it."""
    shop = Lexicon(
        [
            product("MJ-1", "棉纱毛巾", "80g", "线毛巾", "条"),
            product("ZJ-B", "桌巾", "白色", "", "条"),
            product("ZJ-L", "桌巾", "蓝色", "", "条"),
        ],
        [],
    )
    assert [x.sku for x in parse("白线毛巾还有吗", DIRECT, shop).items] == ["MJ-1"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("顺意 豆花酱5盒", "C2:?=5盒"),
        ("顺意 豆花糕2盒 豆花酱3盒", "C2:SH-D=2盒 ?=3盒"),
        ("顺意 豆花的5盒", "C2:SH-D=5盒"),
        ("顺意 豆花要5盒", "C2:SH-D=5盒"),
        ("顺意 血氧泵2台", "C2:?=2台"),
        ("顺意 血氧移2台", "C2:XY-1=2台"),
    ],
)
def test_another_thing_with_the_same_first_syllables(text: str, lines: str) -> None:
    assert _ordered(text) == lines
