"""Kinds, halves, exchanges, days and small words as they are spoken in workshops, in trades of all sorts."""

from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.dimensions.date.rules import find_dates
from nlp.dimensions.order_ref.rules import find_order_refs
from nlp.normalize import normalize
from nlp.types import AddItem, Intent, RemoveItem
from tests.trades import NOW, SALES, items, product

SHOP = Lexicon(
    [
        product("YX-C", "工作雨靴", "高筒 橡胶", "高筒雨靴", "双", 箱="10"),
        product("YX-D", "工作雨靴", "短筒 橡胶", "短筒雨靴", "双", 箱="10"),
        product("YX-P", "皮雨靴", "牛皮", "牛皮雨靴", "双", 箱="10"),
        product("WJ-1", "毛巾架", "单杆 40", "", "套", 箱="12"),
        product("WJ-2", "毛巾架", "双杆 60", "", "套", 箱="12"),
        product("SZ-15", "水嘴", "DN15 铜", "龙头;水龙头", "只", 盒="10"),
        product("SZ-20", "水嘴", "DN20 铜", "龙头;水龙头", "只", 盒="10"),
        product("MB-30", "牙膏", "30g", "小牙膏", "支", 盒="24"),
        product("LB-18", "铝板", "1.8 光面", "", "张", 公斤="0.25"),
        product("LB-25", "铝板", "2.5 光面", "", "张", 公斤="0.25"),
        product("LJ-12", "铝卷带", "1.2*50", "", "卷", 公斤="0.2"),
        product("XJ-5", "小卷带", "5公斤/卷", "5公斤小卷带", "卷"),
        product("PB-6", "纱布", "圆6*30", "", "包", 箱="50"),
        product("PB-8", "纱布", "圆8*30", "", "包", 箱="50"),
        product("ZJ-42", "轴套M6*45", "1.2", "铜轴套", "只", 包="10"),
        product("ZJ-46", "轴套M6*45", "1.6", "铜轴套", "只", 包="10"),
        product("CD-S", "折叠床G80", "标准", "80床", "张"),
        product("CD-K", "折叠床G80", "加宽", "80加宽床", "张"),
        product("CE-S", "折叠床G90", "标准", "90床", "张"),
        product("BL-12", "玻璃片", "120*1.2", "玻璃", "片", 箱="100"),
        product("BL-15", "玻璃片", "150*1.6", "玻璃", "片", 箱="50"),
        product("KC-24", "开槽机24KD", "220V", "24KD机;机", "台"),
        product("KC-24P", "24KD刀片", "标准", "", "片", 盒="10"),
        product("CL-1", "洗涤剂C101", "25kg/桶", "101洗涤剂", "公斤", 桶="25", 吨="1000"),
        product("CL-2", "洗涤剂C301", "25kg/桶", "301洗涤剂", "公斤", 桶="25", 吨="1000"),
        product("CM-5", "纯碱HA", "5.0 25kg/袋", "", "公斤", 袋="25", 吨="1000"),
        product("BS-2", "扳手", "开口 19", "", "把", 盒="6"),
        product("DH-1", "打包钳", "手动", "", "把", 盒="6"),
    ],
    [
        CustomerRecord("K1", "兴业五金", ("兴业",), "温州"),
        CustomerRecord("K3", "大桥项目三车间", ("三车间",), "徐州"),
        CustomerRecord("K5", "大桥项目五车间", ("五车间",), "徐州"),
    ],
)


def _lines(text: str) -> list[tuple[str, str]]:
    """Product and base amount of each line."""
    return [(line.sku or "?", f"{(line.base_qty or Decimal()).normalize():f}") for line in items(text, SHOP)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("兴业 雨靴各来2箱:高筒的、短筒的、牛皮雨靴", [("YX-C", "20"), ("YX-D", "20"), ("YX-P", "20")]),
        ("兴业 雨靴各来2箱:高筒的、短筒的 扳手1盒", [("YX-C", "20"), ("YX-D", "20"), ("BS-2", "6")]),
        ("兴业 再来10盒水嘴 DN15跟DN20对半", [("SZ-15", "50"), ("SZ-20", "50")]),
        ("兴业 毛巾架4箱,单杆的双杆的各一半 扳手2盒", [("WJ-1", "24"), ("WJ-2", "24"), ("BS-2", "12")]),
        ("兴业 铝板1.8跟2.5对半 6张", [("LB-18", "3"), ("LB-25", "3")]),
        ("兴业 要一百来只M6*45轴套1.6的 纱布圆6十箱", [("ZJ-46", "100"), ("PB-6", "500")]),
        ("兴业 铝板1.8的5公斤 铝卷带1.2一卷", [("LB-18", "1.25"), ("LJ-12", "1")]),
        ("[转文字] 兴业那个给我送两箱玻璃一百二十乘一点二的", [("BL-12", "200")]),
        ("(语音转文字)兴业 玻璃一百五乘一点六的两箱", [("BL-15", "100")]),
        ("兴业 明天给我捎个G80加宽床 再要扳手两把", [("CD-K", "1"), ("BS-2", "2")]),
        ("兴业 扳手两盒 给把打包钳", [("BS-2", "12"), ("DH-1", "1")]),
        ("兴业 24KD的机两台", [("KC-24", "2")]),
    ],
)
def test_kinds_and_amounts_are_read_as_they_are_spoken(text: str, wanted: list[tuple[str, str]]) -> None:
    assert parse(text, SALES, SHOP).intent is Intent.PLACE_ORDER
    assert _lines(text) == wanted


@pytest.mark.parametrize("text", ["兴业 再来5盒水嘴 DN15跟DN20对半", "兴业 水嘴10盒 DN15对半"])
def test_what_has_no_whole_half_is_not_parted(text: str) -> None:
    assert all(line.qty != Decimal("2.5") for line in items(text, SHOP))
    assert len(items(text, SHOP)) < 3


def test_customers_are_told_again_by_the_ends_of_their_names() -> None:
    got = parse("三车间五车间都要高筒雨靴,三间8双五间6双,8号一起送", SALES, SHOP)
    assert [(o.customer, [(i.sku, i.qty) for i in o.items]) for o in got.orders] == [
        ("K3", [("YX-C", Decimal(8))]),
        ("K5", [("YX-C", Decimal(6))]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "兴业 C101 5吨 纯碱HA的8吨 分两车 五吨洗涤剂10号到 纯碱18号到",
        "兴业 C101 5吨 纯碱HA的8吨 分两车 五吨洗涤剂10号到 碱18号到",
        "兴业 C101 5吨 纯碱HA的8吨 洗涤剂10号到 其余的18号到",
    ],
)
def test_days_told_behind_all_goods_part_the_order(text: str) -> None:
    got = {str(o.due): [i.sku for i in o.items] for o in parse(text, SALES, SHOP).orders}
    assert got == {"2026-03-10": ["CL-1"], "2026-03-18": ["CM-5"]}


@pytest.mark.parametrize(
    ("text", "gone", "come"),
    [
        ("铝板1.8换成2.5的 量不变", "LB-18", "LB-25"),
        ("折叠床标准的换成加宽的 G80", "CD-S", "CD-K"),
        ("轴套M6*45 1.2的换成1.6的", "ZJ-42", "ZJ-46"),
    ],
)
def test_what_goes_and_what_comes_are_of_one_thing(text: str, gone: str, come: str) -> None:
    edits = parse(text, SALES, SHOP).changes
    assert [e.item.sku for e in edits if isinstance(e, RemoveItem) and e.item] == [gone]
    assert [e.item.sku for e in edits if isinstance(e, AddItem)] == [come]


def test_two_given_on_top_are_a_gift() -> None:
    lines = items("兴业 扳手两盒、水嘴DN15五盒送我俩打包钳", SHOP)
    assert [(i.sku, i.qty, i.gift) for i in lines] == [
        ("BS-2", Decimal(2), False),
        ("SZ-15", Decimal(5), False),
        ("DH-1", Decimal(2), True),
    ]


def test_what_is_sent_to_us_behind_a_comma_is_no_gift() -> None:
    assert [i.gift for i in items("兴业 扳手两盒,送我们2只水嘴DN15", SHOP)] == [False, False]


def test_halves_of_what_is_still_open_are_halves() -> None:
    lines = items("兴业 折叠床标准的加宽的各一半 10张", SHOP)
    assert [(i.sku, {c.key for c in i.candidates}, i.qty) for i in lines] == [
        (None, {"CD-S", "CE-S"}, Decimal(5)),
        ("CD-K", set(), Decimal(5)),
    ]


@pytest.mark.parametrize("text", ["兴业 给我俩发货 扳手3盒", "兴业 我俩都要 扳手3盒"])
def test_the_two_of_us_are_no_amount(text: str) -> None:
    assert [i.qty for i in items(text, SHOP)] == [Decimal(3)]


@pytest.mark.parametrize(
    ("text", "plain"),
    [("水龙头先发", "水龙头先发"), ("头先那单", "刚才那单"), ("我头先讲", "我刚才讲"), ("老细,头先", "老板,刚才")],
)
def test_a_word_of_dialect_does_not_begin_within_another(text: str, plain: str) -> None:
    assert normalize(text) == plain


@pytest.mark.parametrize(
    ("text", "day"),
    [("eta 3/7. thx", "2026-03-07"), ("30号付款提货", "2026-03-30"), ("周五付款后自提", "2026-03-06")],
)
def test_days_of_fetching_and_arriving(text: str, day: str) -> None:
    assert [str(d.value.day) for d in find_dates(text, NOW) if d.confidence > 0.5] == [day]
    assert [o.due and o.due.isoformat() for o in parse(f"兴业 扳手2盒 {text}", SALES, SHOP).orders] == [day]


def test_paying_is_no_day_of_arrival() -> None:
    assert [d.confidence for d in find_dates("30号付款", NOW)] == [0.25]
    assert [o.due for o in parse("兴业 扳手2盒 30号付款", SALES, SHOP).orders] == [None]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("装车走了,百世 单号 bs88120451", ["BS88120451"]),
        ("单号 po88120451", []),
        ("bs88120451", []),
    ],
)
def test_eight_figures_are_a_consignment_where_it_is_said(text: str, numbers: list[str]) -> None:
    assert [r.value.number for r in find_order_refs(text) if r.value.kind == "tracking"] == numbers


def test_the_end_of_a_name_is_heard_before_what_has_been_done_with_it() -> None:
    got = parse("24KD的机发了吗", SALES, SHOP)
    assert (got.intent, got.ref and got.ref.sku) == (Intent.ASK_STATUS, "KC-24")


def test_a_price_asked_is_no_order_of_one() -> None:
    got = parse("兴业 给个G80加宽床的价", SALES, SHOP)
    assert got.intent is not Intent.PLACE_ORDER
