"""Sizes in letters, sizes said aloud, prices of one and days of parts, as a dealer of gloves and hoses is told them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import AddItem, Intent, SetDue, SetItem
from tests.trades import NOW, SALES, items, product, said

DEPOT = Lexicon(
    [
        *(product(f"NT-{s}", "丁腈工作手套", f"{s}码", f"丁腈手套{s}", "双", 打="12") for s in "SML"),
        product("NC-M", "长筒丁腈手套", "40cm M码", "长丁腈M", "双", 打="12"),
        product("NC-L", "长筒丁腈手套", "40cm L码", "长丁腈L", "双", 打="12"),
        product("XY-5", "浩然洗衣粉", "5kg", "浩然5公斤", "袋", 箱="4"),
        product("XY-B5", "白浪洗衣粉", "5kg", "白浪大袋", "袋", 箱="4"),
        product("SG-25-1", "喷砂软管", "DN25*1米 两扣", "双扣", "根", 捆="10"),
        product("SG-25-2", "喷砂软管", "DN25*2米 两扣", "双扣", "根", 捆="10"),
        product("SG-32-2", "喷砂软管", "DN32*2米 两扣", "双扣", "根", 捆="10"),
        product("CQ-4", "储气罐", "CQG-4L", "4升储气罐", "只"),
        product("CQ-6", "储气罐", "CQG-6L", "6升储气罐", "只"),
        product("WJ-8", "挖机滤芯", "KX200-8", "", "只", 箱="6"),
        product("WJ-7", "挖机滤芯", "KX200-7", "", "只", 箱="6"),
        product("WJ-K", "挖机滤芯", "久保KX300-3", "", "只", 箱="6"),
        product("XB-K", "先导泵", "久保KX300", "", "台"),
        *(product(f"DT-{n}", "防潮灯条(暗装)", f"T8 {n}瓦", f"暗装灯{n}瓦", "条", 箱="50") for n in (10, 15, 20)),
        product("ZX-46", "导轨润滑油", "46号", "46号导轨油", "公斤", 大桶="170"),
        product("ZX-68", "导轨润滑油", "68号", "68号导轨油", "公斤", 大桶="170"),
        product("HB-1", "清洁包", "棉片", "", "包"),
        product("MD-1", "吸油垫", "大号", "", "片", 箱="50"),
        product("FB-2", "防爆阀", "FB20", "", "只"),
    ],
    [CustomerRecord("K1", "宏盛机修厂", ("宏盛",), "常州"), CustomerRecord("K2", "顺意劳保", ("顺意",), "常州")],
)


def lines(text: str) -> str:
    return said(parse(text, replace(SALES, now=NOW), DEPOT), units=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("顺意 丁腈手套M码10打", "K2:NT-M=10打"),
        ("顺意 丁腈手套S M L各10打", "K2:NT-S=10打 NT-M=10打 NT-L=10打"),
        ("顺意 丁腈手套S、M、L码各10打", "K2:NT-S=10打 NT-M=10打 NT-L=10打"),
        ("顺意 丁腈手套S 10打 L 20打", "K2:NT-S=10打 NT-L=20打"),
        ("顺意 丁腈手套S10打L20打", "K2:NT-S=10打 NT-L=20打"),
        ("顺意 丁腈手套小码中码各一打", "K2:NT-S=1打 NT-M=1打"),
        ("顺意 暗装灯10瓦5条 15瓦2箱 20瓦一条", "K2:DT-10=5条 DT-15=2箱 DT-20=1条"),
        ("顺意 暗装灯10瓦、15瓦、20瓦各5条", "K2:DT-10=5条 DT-15=5条 DT-20=5条"),
        ("宏盛 储气罐四升的一只", "K1:CQ-4=1只"),
        ("宏盛 四升储气罐一只", "K1:CQ-4=1只"),
        ("宏盛 KX200杠8的滤芯两箱", "K1:WJ-8=2箱"),
        ("宏盛 DN25的软管 2米长 双扣 5捆", "K1:SG-25-2=5捆"),
        ("宏盛 46号油 340公斤", "K1:ZX-46=340公斤"),
        ("宏盛 吸油垫2箱 防爆阀FB20先别下", "K1:MD-1=2箱"),
        ("宏盛 吸油垫2箱 后面那条防爆阀FB20别下,价没谈拢", "K1:MD-1=2箱"),
    ],
)
def test_what_is_wanted(text: str, expected: str) -> None:
    assert lines(text) == expected


def test_a_by_name_of_one_with_its_weight_leaves_the_others_open() -> None:
    (line,) = items("宏盛 洗衣粉5公斤的8箱", DEPOT)
    assert line.sku is None
    assert {one.key for one in line.candidates} == {"XY-5", "XY-B5"}


def test_what_ends_in_another_kind_is_another_thing() -> None:
    (line,) = items("宏盛 清洁垫20包", DEPOT)
    assert line.sku is None


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("宏盛 吸油垫50箱,一箱46", "46"),
        ("宏盛 吸油垫50箱,15号到,一箱46.5", "46.5"),
        ("宏盛 吸油垫给我搞五十箱,拿现款,105一箱要得不?", "105"),
        ("宏盛 吸油垫50箱,75一箱对吧?对就安排", "75"),
        ("宏盛 吸油垫15箱 价格按130一箱走", "130"),
        ("宏盛 吸油垫两箱半", None),
    ],
)
def test_what_one_costs_is_no_second_line(text: str, price: str | None) -> None:
    (line,) = items(text, DEPOT)
    assert line.sku == "MD-1"
    assert line.price == (Decimal(price) if price else None)


@pytest.mark.parametrize(
    "text",
    [
        "宏盛 DN25*2米软管30根 DN32*2米软管12根 分两次:25的10号 32的20号",
        "宏盛 DN25*2米软管30根,DN32*2米软管12根,25的10号要 32的20号要",
        "宏盛三月采购:DN25*2米软管30根,DN32*2米软管12根,分两批,第一批25的10号前,第二批32的20号前",
    ],
)
def test_each_size_has_its_day(text: str) -> None:
    orders = parse(text, replace(SALES, now=NOW), DEPOT).orders
    assert [(o.due and o.due.day, [i.sku for i in o.items]) for o in orders] == [(10, ["SG-25-2"]), (20, ["SG-32-2"])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("宏盛 大年初八开工,初十前吸油垫2箱送过去", (2, 26)),
        ("宏盛 吸油垫2箱 20号前到三号宿舍楼值班室", (2, 20)),
        ("宏盛 吸油垫2箱,周日送到工地(明天补班)", (2, 8)),
    ],
)
def test_the_day_that_is_meant(text: str, expected: tuple[int, int]) -> None:
    (order,) = parse(text, replace(SALES, now=NOW.replace(month=2, day=3)), DEPOT).orders
    assert order.due == date(NOW.year, *expected)


@pytest.mark.parametrize(
    ("text", "kind", "qty"),
    [
        ("宏盛 吸油垫数量搞错了 只要一箱 原来两箱", SetItem, 1),
        ("宏盛 昨天订的10箱吸油垫减成8箱,仓库没地方放", SetItem, 8),
        ("宏盛 吸油垫的6箱帮忙加进昨天的PO里", AddItem, 6),
    ],
)
def test_a_change_told_by_what_was(text: str, kind: type, qty: int) -> None:
    reading = parse(text, replace(SALES, now=NOW), DEPOT)
    (change,) = reading.changes
    assert reading.intent is Intent.CHANGE_ORDER
    assert isinstance(change, AddItem | SetItem)
    assert isinstance(change, kind)
    assert change.item is not None
    assert (change.item.sku, change.item.qty) == ("MD-1", Decimal(qty))


def test_the_day_that_was_is_not_the_new_one() -> None:
    reading = parse("提前点,17号就要到,上次说的20号来不及", replace(SALES, now=NOW), DEPOT)
    assert [change.due for change in reading.changes if isinstance(change, SetDue)] == [date(NOW.year, 3, 17)]


def test_what_was_said_the_wrong_way_round_is_counted_once() -> None:
    assert lines("宏盛 丁腈手套S码1打 丁腈手套M码2打 说反了,丁腈手套S码2打 丁腈手套M码1打") == "K1:NT-S=2打 NT-M=1打"


def test_what_was_sent_wrongly_orders_nothing() -> None:
    assert not parse("洗衣粉好像发错了,我要浩然的你们给的白浪", replace(SALES, now=NOW), DEPOT).orders


@pytest.mark.parametrize(
    ("text", "customer"), [("宏盛还是顺意我忘了,要吸油垫2箱", None), ("宏盛 还是顺意吧,要吸油垫2箱", "K2")]
)
def test_one_customer_or_the_other(text: str, customer: str | None) -> None:
    (order,) = parse(text, replace(SALES, now=NOW), DEPOT).orders
    assert order.customer == customer
    assert customer is not None or {one.key for one in order.customer_candidates} == {"K1", "K2"}


def test_a_make_that_stands_for_all_of_its_kind() -> None:
    assert lines("宏盛 久保KX300的滤芯两箱") == "K1:WJ-K=2箱"
