"""What was before, what is not wanted after all, what is still open, and days no calendar has, of household goods.

Nothing of this shop is known to any rule; `?` stands for a line without a product.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Hints, Lexicon, Parse, parse
from nlp.types import AddItem, DraftHint, DraftLine, Intent, RemoveItem, SetItem, Unread
from tests.trades import NOW, SALES, product

BUYER = Hints(NOW, "customer", sender_customer="C1")
SHOP = Lexicon(
    [
        product("MJ-S", "毛巾", "纯棉 34*75 白", "洗脸巾", "条", 箱="120"),
        product("YJ-S", "浴巾", "纯棉 70*140 白", "", "条", 箱="40"),
        product("DT-30", "地毯", "门口 30*50", "地垫", "块", 箱="20"),
        product("YZ-D", "洗衣皂", "柠檬 200g", "肥皂", "块", 箱="60"),
        product("JZ-350", "纸杯", "350ml", "水杯", "只", 箱="1000"),
        product("JZ-500", "纸杯", "500ml", "水杯", "只", 箱="1000"),
        product("CL-3", "三格饭盒", "黑", "三格盒", "只", 箱="300"),
        product("CL-4", "四格饭盒", "黑", "四格盒", "只", 箱="300"),
        product("SC-2", "双斗水池", "1.2米", "双斗池", "台"),
        product("SC-3", "三斗水池", "1.8米", "三斗池", "台"),
        product("MC-2", "2门衣柜", "胡桃", "", "套"),
        product("MC-3", "3门衣柜", "胡桃", "", "套"),
        product("FX-H", "缝纫线", "40/2 黑", "线", "个", 箱="120"),
        product("FX-B", "缝纫线", "40/2 白", "线", "个", 箱="120"),
        product("YQ-HL", "油漆", "亮光 白 5kg", "白漆", "桶"),
        product("YQ-HY", "油漆", "哑光 白 5kg", "白漆", "桶"),
        product("BJ-80", "制冰机", "80公斤", "", "台"),
        product("BJ-120", "制冰机", "120公斤", "", "台"),
        product("ZL-20", "竹笼", "20cm", "蒸笼", "只", 箱="10"),
        product("ZL-25", "竹笼", "25cm", "蒸笼", "只", 箱="10"),
        product("ZG-20", "竹笼盖", "20cm", "笼盖;盖子", "只", 箱="10"),
        product("ZG-25", "竹笼盖", "25cm", "笼盖;盖子", "只", 箱="10"),
        product("TJ-50", "调节脚", "50管", "脚杯", "套"),
        product("TJ-51", "调节脚", "51管", "脚杯", "套"),
    ],
    [
        CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州"),
        CustomerRecord("C2", "宁波市第五中学食堂", ("五中食堂", "五中饭堂"), "宁波"),
        CustomerRecord("C3", "宁波市第五人民医院食堂", ("五院食堂", "五院饭堂"), "宁波"),
        CustomerRecord("C4", "温州锦绣布草", ("锦绣",), "温州"),
    ],
)


def _said(text: str, hints: Hints = SALES) -> str:
    found = parse(text.replace("\\n", "\n"), hints, SHOP)
    lines = [f"{line.sku or '?'}={line.qty}" for order in found.orders for line in order.items]
    return " ".join(lines) or found.intent.value


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("上礼拜拿的40条卖完了,再来50条毛巾 下午四点前送", date(2026, 3, 4)),
        ("昨天的40条卖完了,毛巾再来50条 晚上来拉", date(2026, 3, 4)),
        ("毛巾50条 上次那种 下午来拿", date(2026, 3, 4)),
        ("上周五 下午送的毛巾再要50条", None),
        ("昨天下午送来的毛巾再要50条", None),
    ],
)
def test_a_part_of_today_is_heard_beside_a_day_that_is_gone(text: str, due: date | None) -> None:
    (order,) = parse(text, BUYER, SHOP).orders
    assert order.due == due
    assert [(line.sku, line.qty) for line in order.items] == [("MJ-S", Decimal(50))]


def test_what_is_told_of_a_thing_is_no_part_of_its_name() -> None:
    (order,) = parse("上周拿的毛巾卖完了,再来50条 下午四点前送", BUYER, SHOP).orders
    assert not order.items[0].doubts


@pytest.mark.parametrize("said", ["2月30日", "4月31号", "2026年2月29日"])
def test_a_day_that_no_calendar_has_is_asked_for(said: str) -> None:
    found = parse(f"恒力要20条毛巾,{said}到", SALES, SHOP)
    (order,) = found.orders
    assert [(line.sku, line.qty) for line in order.items] == [("MJ-S", Decimal(20))]
    assert order.due is None
    assert "date" in found.ask
    assert [(d.reason, d.words[: len(said)]) for d in order.doubts] == [("impossible", said)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("今天给恒力装了20条毛巾 再要5条", "MJ-S=5"),
        ("今天给恒力装了20条毛巾 再要5条浴巾", "YJ-S=5"),
        ("今天给恒力装20条毛巾 再要5条浴巾", "MJ-S=20 YJ-S=5"),
        ("上午恒力拉走了3箱浴巾,还要2箱", "YJ-S=2"),
        ("昨天领的2条浴巾不够,再拿3条", "YJ-S=3"),
        ("恒力上次订了3箱浴巾,这次再来3箱", "YJ-S=3"),
        ("毛巾20条不够,再加浴巾5条", "MJ-S=20 YJ-S=5"),
        ("你昨天领的2条浴巾记得补领料单", "none"),
        ("老谭 你昨天拿走的毛巾5条还没签字", "none"),
        ("恒力上回要毛巾三箱,付了定金又退", "none"),
        ("恒力上次订了3箱浴巾,后来又不要了", "none"),
        ("恒力 毛巾不要300条了", "none"),
        ("恒力话:今次唔要毛巾住,等落个月先", "none"),
        ("恒力这次不要毛巾,要浴巾3箱", "YJ-S=3"),
        ("恒力 落错单 0079嗰张唔要", "cancel_order"),
    ],
)
def test_what_was_handed_over_or_taken_back_is_not_ordered(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 毛巾 1万条 分不了那么多 先1200条", "MJ-S=1200"),
        ("恒力 毛巾 300条 发不完,先发100条", "MJ-S=100"),
        ("恒力 制冰机80公斤2台 110…不 120公斤的1台", "BJ-80=2 BJ-120=1"),
        ("恒力 调节脚 50…51的3套", "TJ-51=3"),
        ("恒力 毛巾 50… 浴巾20条", "MJ-S=50 YJ-S=20"),
        ("恒力 毛…呸 浴巾20条", "YJ-S=20"),
        ("恒力 油漆来三桶 哑光的就行,再拿两个黑缝纫线", "YQ-HY=3 FX-H=2"),
    ],
)
def test_what_breaks_off_is_not_meant(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力毛巾20条,要是没货就浴巾5条", "MJ-S=20"),
        ("恒力毛巾20条,没货的话换浴巾20条", "MJ-S=20"),
        ("恒力毛巾20条,要是没货就浴巾5条吧……算了就按前面的", "MJ-S=20"),
        ("恒力毛巾20条,没货就换浴巾,纸杯350的5箱", "MJ-S=20 JZ-350=5"),
        ("恒力毛巾20条 没货就等 浴巾5条", "MJ-S=20 YJ-S=5"),
        ("恒力毛巾20条,没有的话就不要了,浴巾5条", "MJ-S=20 YJ-S=5"),
        ("恒力没有毛巾就拿浴巾20条", "YJ-S=20"),
    ],
)
def test_what_is_wanted_only_instead_is_no_part_of_the_order(text: str, lines: str) -> None:
    assert _said(text) == lines


def test_what_is_wanted_only_instead_is_shown() -> None:
    (order,) = parse("恒力毛巾20条,要是没货就浴巾5条", SALES, SHOP).orders
    assert {(d.field, d.reason, d.words) for d in order.items[0].doubts} == {
        ("product", "unused", "浴巾"),
        ("quantity", "unused", "5条"),
    }


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("恒力 纸杯20箱 大小还没定", {"JZ-350", "JZ-500"}),
        ("恒力 白漆5桶 光度再定", {"YQ-HL", "YQ-HY"}),
        ("恒力 缝纫线4箱 颜色客户还没定", {"FX-H", "FX-B"}),
        ("恒力 缝纫线4箱,颜色等老板回话再定", {"FX-H", "FX-B"}),
        ("恒力要纸杯1箱 没说多大的", {"JZ-350", "JZ-500"}),
        ("恒力要纸杯1箱 350还是500没说清 先开着", {"JZ-350", "JZ-500"}),
    ],
)
def test_a_kind_that_is_open_is_asked_for(text: str, candidates: set[str]) -> None:
    found = parse(text, SALES, SHOP)
    (line,) = found.orders[0].items
    assert line.sku is None
    assert {one.key for one in line.candidates} == candidates
    assert "product" in found.ask


@pytest.mark.parametrize("text", ["恒力 纸杯20箱还没定", "恒力 纸杯20箱 要不要还没定", "恒力 纸杯20箱 数量还没定"])
def test_what_is_open_altogether_is_no_order(text: str) -> None:
    assert _said(text) == "none"


@pytest.mark.parametrize(
    "text",
    [
        "| 品名 | 单位 | 单价 |\\n| 毛巾 | 条 | 5.5 |\\n| 浴巾 | 条 | 18 |",
        "| 品名 | 单位 | 单价 |\\n|---|---|---|\\n| 毛巾 | 条 | 5.5 |\\n| 浴巾 | 条 | 18 |",
        "品名 规格 单价\\n毛巾 34*75 5.5\\n浴巾 70*140 18",
        "最新价格表\\n品名 规格 单价\\n毛巾 34*75 5.5\\n浴巾 70*140 18",
    ],
)
def test_a_price_list_orders_nothing(text: str) -> None:
    assert _said(text) == "none"


def test_a_list_with_amounts_and_prices_is_an_order() -> None:
    assert _said("恒力\\n品名 单价\\n毛巾20条 6\\n浴巾10条 18").startswith("MJ-S=20 YJ-S=10")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 3斗池2台 2斗池1台", "SC-3=2 SC-2=1"),
        ("恒力 3格盒 100只 4格盒两箱", "CL-3=100 CL-4=2"),
        ("恒力 三门衣柜1套 两门衣柜2套", "MC-3=1 MC-2=2"),
        ("恒力 三格盒3箱", "CL-3=3"),
        ("恒力 毛巾三箱 浴巾3箱", "MJ-S=3 YJ-S=3"),
    ],
)
def test_a_numeral_in_a_name_may_be_written_either_way(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "customer", "due"),
    [
        ("五中的国庆前 五院的国庆后再说。五中:毛巾20条", "C2", date(2026, 9, 30)),
        ("五中的端午前要 毛巾20条", "C2", date(2026, 6, 18)),
        ("五中和五院的先放一放。五院:毛巾20条", "C3", None),
    ],
)
def test_the_customer_named_again_right_before_the_goods_is_meant(text: str, customer: str, due: date | None) -> None:
    (order,) = parse(text, SALES, SHOP).orders
    assert (order.customer, order.due) == (customer, due)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 竹笼20的50只 盖子10只同尺寸", "ZL-20=50 ZG-20=10"),
        ("恒力 竹笼25的50只 盖子同尺寸10只", "ZL-25=50 ZG-25=10"),
        ("恒力 竹笼20的50只 笼盖一样大的10只", "ZL-20=50 ZG-20=10"),
        ("恒力 竹笼20的50只 盖子同色10只", "ZL-20=50 ?=10"),
        ("恒力 竹笼20的50只 盖子10只", "ZL-20=50 ?=10"),
    ],
)
def test_the_size_of_what_was_named_before(text: str, lines: str) -> None:
    assert _said(text) == lines


def _changes(text: str) -> list[tuple[str, str | None, str]]:
    found = parse(text, SALES, SHOP)
    assert found.intent is Intent.CHANGE_ORDER
    return [(type(e).__name__, e.item.sku, str(e.item.qty)) for e in found.changes if isinstance(e, AddItem | SetItem)]


def test_all_of_a_list_is_added_unless_it_says_otherwise() -> None:
    assert _changes("SO20260301-0012 再加毛巾2条,浴巾3条") == [("AddItem", "MJ-S", "2"), ("AddItem", "YJ-S", "3")]
    assert _changes("SO20260301-0012 再加毛巾2条,浴巾改3条") == [("AddItem", "MJ-S", "2"), ("SetItem", "YJ-S", "3")]


def test_what_was_ordered_becomes_another_thing() -> None:
    removed, added = parse("恒力 订咗嘅毛巾 改做浴巾 都系16条", SALES, SHOP).changes
    assert isinstance(removed, RemoveItem)
    assert isinstance(added, AddItem)
    assert (removed.item and removed.item.sku, added.item.sku, added.item.qty) == ("MJ-S", "YJ-S", Decimal(16))
    _, exchanged = parse("恒力的单 缝纫线黑的十箱换成白的", SALES, SHOP).changes
    assert isinstance(exchanged, AddItem)
    assert (exchanged.item.sku, exchanged.item.qty, exchanged.item.unit) == ("FX-B", Decimal(10), "箱")
    (changed,) = parse("不是100条 我说的是10条!毛巾", BUYER, SHOP).changes
    assert isinstance(changed, SetItem)
    assert changed.item.qty == Decimal(10)


def test_what_may_come_next_is_not_reached() -> None:
    warehouse = replace(SALES, role="manager")
    assert parse("SO20260123-0004 审核过了,可以备货", warehouse, SHOP).status == "审核"
    assert parse("SO20260123-0004 可以备货了,都备好了", warehouse, SHOP).status == "备料"


DRAFT = DraftHint(1, "C1", (), (DraftLine(1, "MJ-S", (), "毛巾", Decimal(300), "条", 5),), None, said=6)


def _of_draft(text: str, hints: Hints = SALES) -> Parse:
    return parse(text, replace(hints, drafts=(DRAFT,)), SHOP)


@pytest.mark.parametrize("text", ["不要300条了 还有20条够", "毛巾不要300条了 还有20条够", "不要300条了"])
def test_what_is_left_is_not_added_to_a_draft(text: str) -> None:
    (edit,) = _of_draft(text).edits
    assert isinstance(edit, RemoveItem)
    assert edit.line == 1


def test_another_amount_that_is_not_wanted_is_asked_about() -> None:
    (edit,) = _of_draft("毛巾不要200条了").edits
    assert isinstance(edit, Unread)


def test_a_day_that_no_calendar_has_is_not_passed_over_in_a_draft() -> None:
    assert _of_draft("2月30日到").intent is Intent.EDIT_DRAFT


def test_who_only_carries_out_asks_and_changes_nothing() -> None:
    for text in ("能不能改成48条", "改成48条可以吗"):
        assert _of_draft(text, replace(SALES, role="warehouse", chat_kind="group")).intent is Intent.NONE
        for role in ("sales", "customer"):
            (edit,) = _of_draft(text, replace(SALES, role=role, chat_kind="group")).edits
            assert isinstance(edit, SetItem)
            assert edit.item.qty == Decimal(48)
