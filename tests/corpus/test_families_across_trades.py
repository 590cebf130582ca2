"""Goods of one family told by their model, their colour or their two measures, as people of many trades speak of them.

Each way stands with what looks like it and means something else. `?` is a line without a product, `!` a doubted one.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, Parse, parse
from nlp.types import AddItem, DraftHint, DraftLine, Intent, OrderReading, RemoveItem, SetItem
from tests.trades import SALES, items, product

SHOP = Lexicon(
    [
        product("DF-4102", "东风YC4102喷油泵", "直列", "东风4102", "台", 箱="2"),
        product("DF-4105", "东风YC4105喷油泵", "直列", "东风4105", "台", 箱="2"),
        product("YC-4105", "玉驰4105喷油泵", "直列", "玉驰4105", "台", 箱="2"),
        product("BK-4102", "4102泵壳", "铝", "", "个", 箱="20"),
        product("FX-3310", "永嘉ZJ-3310阀芯", "铜", "3310阀芯", "个", 箱="50"),
        product("QZ-3310", "永嘉QZ-3310气嘴", "铜", "3310气嘴", "个", 箱="50"),
        product("PQ-3310", "吹尘喷枪", "3310 红", "", "把", 箱="20"),
        product("PC-3310", "铜喷腔", "3310", "3310喷腔", "把", 箱="20"),
        product("PT-30", "30喷头", "铜", "", "个", 箱="50"),
        product("YL-K", "丽彩通用颜料 黑", "100ml", "丽彩颜料黑", "瓶", 箱="60"),
        product("YL-C", "丽彩通用颜料 蓝", "100ml", "丽彩颜料蓝", "瓶", 箱="60"),
        product("YL-M", "丽彩通用颜料 红", "100ml", "丽彩颜料红", "瓶", 箱="60"),
        product("YL-LC", "丽彩通用颜料 浅蓝", "100ml", "丽彩颜料浅蓝", "瓶", 箱="60"),
        product("YL-LM", "丽彩通用颜料 浅红", "100ml", "丽彩颜料浅红", "瓶", 箱="60"),
        product("YS-K", "晨画X20颜料 黑", "65ml", "X20黑", "瓶", 箱="40"),
        product("YS-C", "晨画X20颜料 蓝", "65ml", "X20蓝", "瓶", 箱="40"),
        product("YS-M", "晨画X20颜料 红", "65ml", "X20红", "瓶", 箱="40"),
        product("YS-Y", "晨画X20颜料 黄", "65ml", "X20黄", "瓶", 箱="40"),
        product("HM-5010", "海绵垫 50*10", "灰", "坐垫50*10", "张", 箱="20"),
        product("HM-6010", "海绵垫 60*10", "灰", "坐垫60*10", "张", 箱="20"),
        product("HM-6020", "海绵垫 60*20", "灰", "坐垫60*20", "张", 箱="10"),
        product("XJ-7535", "橡胶圈 75*3.5", "黑", "", "个", 包="100"),
        product("XJ-8035", "橡胶圈 80*3.5", "黑", "", "个", 包="100"),
        product("TC-1", "吸尘器", "1200W", "", "台", 箱="2"),
        product("XL-3", "网线跳线 3米", "六类", "跳线3米", "根", 包="10"),
        product("XL-5", "网线跳线 5米", "六类", "跳线5米", "根", 包="10"),
        product("UP-32", "天星U盘 32G", "USB3.0", "", "个", 盒="10"),
        product("UP-64", "天星U盘 64G", "USB3.0", "", "个", 盒="10"),
        product("BQ-T", "铜版纸标签 70*40", "单排", "", "卷", 箱="48"),
        product("BQ-R", "热敏标签纸 70*40", "单排", "", "卷", 箱="50"),
        product("DY-1", "连续打印纸 241-1 整张", "1000页", "一层打印纸", "箱", 托="60"),
        product("DY-2", "连续打印纸 241-2 二层", "1000页", "二层打印纸", "箱", 托="60"),
        product("XV-3", "音频线 3米", "", "", "根", 包="10"),
    ],
    [
        CustomerRecord("C1", "安顺五金商行", ("安顺五金",), "贵阳"),
        CustomerRecord("C2", "安顺家电维修部", ("安顺家电",), "贵阳"),
        CustomerRecord("C3", "岸舜汽配", ("岸舜",), "贵阳"),
        CustomerRecord("C4", "台州恒力机械有限公司", ("恒力",), "台州"),
    ],
)


def _orders(text: str) -> tuple[OrderReading, ...]:
    return parse(text, SALES, SHOP).orders


def _said(text: str) -> str:
    lines = items(text, SHOP)
    doubted = [any(d.field == "product" for d in line.doubts) for line in lines]
    return " ".join(
        f"{'!' if line.sku and doubt else ''}{line.sku or '?'}={line.qty}"
        for line, doubt in zip(lines, doubted, strict=True)
    )


def _may_be(text: str) -> list[set[str]]:
    return [{line.sku} if line.sku else {one.key for one in line.candidates} for line in items(text, SHOP)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 60*10四箱 50*10两箱", "HM-6010=4 HM-5010=2"),
        ("恒力 60*20一箱半 坐垫60*10二十张", "HM-6020=1.5 HM-6010=20"),
        ("恒力 吸尘器1台 60*20 2箱", "TC-1=1 HM-6020=2"),
        ("恒力 橡胶圈75*3.5 2包 60*20 2包", "XJ-7535=2 ?=2"),  # of rubber rings there is none so large
    ],
)
def test_two_measures_name_a_thing_by_themselves(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 东风4102泵4台", "DF-4102=4"),
        ("恒力 4102泵壳4个", "BK-4102=4"),
        ("恒力: 东风4102 30 玉驰4105 10 东风4105 5", "DF-4102=30 YC-4105=10 DF-4105=5"),
        ("恒力 跳线3米的20根 5米的10根", "XL-3=20 XL-5=10"),
        ("恒力 网线跳线 3米的20根 5米的10根;音频线 3米6根", "XL-3=20 XL-5=10 XV-3=6"),
    ],
)
def test_a_number_of_the_model_is_no_amount(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 3310阀心10个 3310汽嘴5个", "!FX-3310=10 !QZ-3310=5"),
        ("恒力 座垫60*10两箱", "!HM-6010=2"),
        ("恒力 3310阀盖10个", "?=10"),
        ("恒力 3310阀芯10个 3310气嘴5个", "FX-3310=10 QZ-3310=5"),
        ("恒力 3310喷枪10把", "PQ-3310=10"),  # not the 喷腔, though that has the number in its by-name too
    ],
)
def test_a_name_is_heard_with_its_number(text: str, lines: str) -> None:
    assert _said(text) == lines


def test_all_things_of_one_end_are_asked_about() -> None:
    assert _may_be("恒力 颜料黑色的 6瓶") == [{"YL-K", "YS-K"}]
    assert _may_be("恒力 丽彩颜料 浅蓝浅红各6瓶 黑12瓶") == [{"YL-LC"}, {"YL-LM"}, {"YL-K"}]


def test_a_price_behind_the_amount_is_no_second_line() -> None:
    (order,) = _orders("恒力 3310阀芯5个 33一个")
    assert [(line.sku, line.qty, line.price) for line in order.items] == [("FX-3310", Decimal(5), Decimal(33))]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("年前最后一单 恒力 吸尘器2台 明儿上午来取", "2026-03-05"),
        ("月底前的量 恒力 吸尘器2台 后儿发", "2026-03-06"),
    ],
)
def test_the_day_says_more_than_the_season(text: str, day: str) -> None:
    assert {str(order.due) for order in _orders(text)} == {day}


def test_one_written_so_is_meant_and_none_that_only_sounds_so() -> None:
    (order,) = _orders("安顺 吸尘器1台")
    assert order.customer is None
    assert {one.key for one in order.customer_candidates} == {"C1", "C2"}
    assert [one.customer for one in _orders("岸顺 吸尘器1台")] == ["C3"]


def test_together_is_no_amount() -> None:
    assert _said("恒力 吸尘器2台 账单一块儿捎过去") == "TC-1=2"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 X20颜料四色各10瓶", "YS-K=10 YS-C=10 YS-M=10 YS-Y=10"),
        ("恒力 X20颜料三色各10瓶", "?=10"),  # it comes in four
        ("恒力 X20黑的来一箱 X20彩色的三样各来半箱", "YS-K=1 YS-C=0.5 YS-M=0.5 YS-Y=0.5"),
        ("恒力 X20彩色的两样各来半箱", "?=0.5"),
        ("恒力 丽彩颜料黑来它一箱 其余四色各10瓶", "YL-K=1 YL-C=10 YL-M=10 YL-LC=10 YL-LM=10"),
        ("恒力 丽彩颜料黑来它一箱 其余三色各10瓶", "YL-K=1 ?=10"),
        ("恒力 X20那套 黑2瓶 蓝黄红各1瓶", "YS-K=2 YS-C=1 YS-Y=1 YS-M=1"),
    ],
)
def test_colours_of_one_family(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "gifts"),
    [
        ("恒力 吸尘器十台送一台", [False, True]),
        ("恒力 吸尘器四箱 咱说好的再送一箱", [False, True]),
        ("恒力 吸尘器四箱 送一箱 30喷头 2个", [False, True, False]),
        ("恒力 吸尘器四箱 明天再送一箱来", [False, False]),
    ],
)
def test_more_of_the_same_as_a_gift(text: str, gifts: list[bool]) -> None:
    assert [line.gift for line in items(text, SHOP)] == gifts


def test_what_was_ordered_is_no_part_of_what_is_added() -> None:
    found = parse("恒力吸尘器那25箱 再加5箱", SALES, SHOP)
    assert found.intent is Intent.CHANGE_ORDER
    assert [(type(e).__name__, e.item.sku, str(e.item.qty)) for e in found.changes if isinstance(e, AddItem)] == [
        ("AddItem", "TC-1", "5")
    ]
    assert len(found.changes) == 1


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("SO20260303-0002 送到沙岭路5号 别送老地方了", Intent.CHANGE_ORDER),
        ("SO20260303-0002 别送了", Intent.CANCEL_ORDER),
        ("恒力那台吸尘器周六再送", Intent.CHANGE_ORDER),
        ("恒力那台吸尘器周六再送一台", Intent.PLACE_ORDER),
    ],
)
def test_another_place_and_another_day(text: str, intent: Intent) -> None:
    assert parse(text, SALES, SHOP).intent is intent


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 SO20260303-0002里的4102拿掉", "DF-4102"),
        ("SO20260303-0002里的吸尘器拿掉", "TC-1"),
    ],
)
def test_a_model_is_taken_out(text: str, lines: str) -> None:
    (gone,) = parse(text, SALES, SHOP).changes
    assert isinstance(gone, RemoveItem)
    assert gone.item is not None
    assert lines in {gone.item.sku, *(one.key for one in gone.item.candidates)}


def _in_draft(text: str, *lines: tuple[str, str, str]) -> Parse:
    held = tuple(
        DraftLine(no, sku, (), SHOP.product(sku).name, Decimal(qty), unit, 5)
        for no, (sku, qty, unit) in enumerate(lines, 1)
    )
    draft = DraftHint(1, "C4", (), held, None, said=6)
    return parse(text, replace(SALES, chat_kind="direct", drafts=(draft,)), SHOP)


PARTS = (("DF-4102", "2", "台"), ("QZ-3310", "10", "个"))


def test_whether_a_part_is_worn_is_no_exchange_of_what_is_ordered() -> None:
    assert _in_draft("3310阀芯用不用换啊 先不整那个", *PARTS).edits == ()
    (edit,) = _in_draft("气嘴换成3310阀芯", *PARTS).edits
    assert isinstance(edit, SetItem)
    assert (edit.line, edit.item.sku) == (2, "FX-3310")


@pytest.mark.parametrize("text", ["有点贵啊…那4台吧", "太贵了,那就4台吧"])
def test_a_word_on_the_price_does_not_hide_the_wish(text: str) -> None:
    (edit,) = _in_draft(text, PARTS[0]).edits
    assert isinstance(edit, SetItem)
    assert (edit.line, edit.item.qty) == (1, Decimal(4))


def test_what_is_not_wanted_is_said_in_the_words_of_the_place() -> None:
    (edit,) = _in_draft("气嘴先不整了", *PARTS).edits
    assert isinstance(edit, RemoveItem)
    assert edit.line == 2


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力报单\n东风4102*10\n玉驰4105*5", "DF-4102=10 YC-4105=5"),
        ("恒力 海绵垫60x10的三张 50×10两张", "HM-6010=3 HM-5010=2"),
        ("恒力 坐垫60x30两张", "?=2"),
        ("恒力 优盘来30个 32G的", "UP-32=30"),
        ("恒力 70*40标签30卷", "?=30"),  # the 铜版标签 or the 热敏标签纸
        ("恒力 热敏标签70*40 30卷", "BQ-R=30"),
        ("恒力 241-2二层30箱 241-1十箱", "DY-2=30 DY-1=10"),
    ],
)
def test_signs_and_letters_as_people_write_them(text: str, lines: str) -> None:
    assert _said(text) == lines
