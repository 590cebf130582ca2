"""Sentences of a shop of tyres, tableware, toys, books and zips: what a size is, what an amount is, what no list has.

Nothing of this shop is known to any rule; `?` stands for a line without a product, `!` for one that is doubted.
"""

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import OrderReading
from tests.trades import SALES, items, product

SHOP = Lexicon(
    [
        product("LT-205", "轿车轮胎", "205/55R16 静音", "轮胎", "条"),
        product("LT-215", "轿车轮胎", "215/60R16 静音", "轮胎", "条"),
        product("XR-20", "虾仁", "20/30 2kg", "", "盒", 箱="6"),
        product("XR-40", "虾仁", "40/50 2kg", "", "盒", 箱="6"),
        product("BJB-L", "北极贝", "L 1kg", "", "袋", 箱="10"),
        product("QKB-D", "青口贝", "大 1kg", "", "袋", 箱="10"),
        product("HS-5", "海参", "即食 500g", "刺参", "袋", 箱="20"),
        product("ZDB-1", "猪肚鸡", "1kg", "", "袋", 箱="10"),
        product("CG-32", "炒锅", "32cm 铁", "铁锅", "口", 箱="6"),
        product("CG-34", "炒锅", "34cm 铁", "铁锅", "口", 箱="6"),
        product("MW-6", "面碗", "6寸 白", "", "个", 箱="60"),
        product("PG-2", "培根", "精选 2kg", "培根片", "包", 箱="6"),
        product("YK-H", "遥控车", "1:16 红", "", "辆", 箱="24"),
        product("YK-L", "遥控车", "1:16 蓝", "", "辆", 箱="24"),
        product("PT-100", "拼图", "100片", "", "盒", 箱="48"),
        product("SJ-2H", "圆松紧", "2mm 黑", "", "米", 卷="100"),
        product("SJ-3H", "圆松紧", "3mm 黑", "", "米", 卷="100"),
        product("SJ-3B", "圆松紧", "3mm 白", "", "米", 卷="100"),
        product("LL-55B", "树脂拉链", "5号 开尾 55cm 白", "5号树脂", "条"),
        product("LL-55Z", "树脂拉链", "5号 开尾 55cm 藏青", "5号树脂", "条"),
        product("LL-60B", "树脂拉链", "5号 开尾 60cm 白", "5号树脂", "条"),
        product("X402-H", "缝纫线", "40/2 黑 1500码", "402;402线", "个", 箱="120"),
        product("X402-B", "缝纫线", "40/2 白 1500码", "402;402线", "个", 箱="120"),
        product("JJ-500", "酒精", "500ml 75度", "", "瓶", 箱="30"),
        product("GB-18", "灯板", "18W", "改造灯板", "套", 箱="50"),
    ],
    [
        CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州"),
        CustomerRecord("C2", "珠海泳衣店", (), "珠海"),
        CustomerRecord("C3", "晋江三六一二鞋服有限公司", ("三六一二",), "晋江"),
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


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 圆松紧2黑 300卷", "SJ-2H=300"),
        ("恒力 圆松紧2 300卷 圆松紧3白40卷", "SJ-2H=300 SJ-3B=40"),
        ("恒力 树脂5号开尾 55白 1500 55藏青 1500 60白 800", "LL-55B=1500 LL-55Z=1500 LL-60B=800"),
        ("恒力 402 黑20箱 白2箱", "X402-H=20 X402-B=2"),
        ("恒力 给整点402黑的十箱", "X402-H=10"),
        ("恒力 酒精500 5箱", "JJ-500=5"),
        ("恒力 炒锅32 2箱 34 1箱 单价32的58,34的65", "CG-32=2 CG-34=1"),
        ("恒力 遥控车两个颜色各一箱", "YK-H=1 YK-L=1"),
        ("恒力 改造灯板18的半箱 炒锅32的三箱", "GB-18=0.5 CG-32=3"),
        ("一件代发先不算 恒力 炒锅34两箱", "CG-34=2"),
        ("恒力 上次那批炒锅坏了3口 这次要炒锅34 2箱", "CG-34=2"),
    ],
)
def test_sizes_and_talk_are_no_amounts(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 轮胎195/65R15 4条", "?=4"),
        ("恒力 虾仁30/40的两箱", "?=2"),
        ("恒力 虾仁20/30 6盒 50/60 3盒", "XR-20=6 ?=3"),
        ("恒力 北极贝M 3袋", "?=3"),
        ("恒力 青口贝中的3箱", "?=3"),
        ("恒力 酒精100ml 5箱", "?=5"),
        ("恒力 酒精250 5箱", "?=5"),
        ("恒力 炒锅32的2箱 36的1箱", "CG-32=2 ?=1"),
        ("恒力 面碗6寸2箱 7寸1箱", "MW-6=2 ?=1"),
        ("恒力 拼图1000片3箱", "?=3"),
        ("恒力 KG-5KB 600个 面碗2箱", "?=600 MW-6=2"),
        ("恒力 海参?没有那种吃法 删。要鸡心2箱", "?=2"),
        ("恒力 改造灯板36W 3箱", "?=3"),
    ],
)
def test_another_size_or_another_thing_is_not_the_one_of_the_list(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 木制拼图100片3箱", "!PT-100=3"),
        ("恒力 培根烟熏3箱", "!PG-2=3"),
        ("恒力 猪肚10斤", "!ZDB-1=10"),
        ("恒力 面碗架2箱", "!MW-6=2"),
    ],
)
def test_a_word_more_is_doubted(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 那个培根给我来3箱", "PG-2=3"),
        ("恒力 面碗大概要2箱", "MW-6=2"),
        ("麻烦给恒力补面碗两箱", "MW-6=2"),
        ("恒力 小朋友的拼图要3箱", "PT-100=3"),
        ("恒力 培根片精选的3箱", "PG-2=3"),
    ],
)
def test_small_words_are_no_reason_to_doubt(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "customer"),
    [("恒力 圆松紧2黑 3卷 泳衣用的面碗1箱", "C1"), ("晋江那个三六一二 面碗2箱 18号", "C3")],
)
def test_a_use_is_no_customer_and_a_name_in_figures_is_one(text: str, customer: str) -> None:
    assert {order.customer for order in _orders(text)} == {customer}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("恒力 面碗2箱 清明前…哦那就五一前", "2026-04-30"),
        ("恒力 面碗2箱 五一前买的多 先备着 3月10号到", "2026-03-10"),
        ("明天再给我拉 恒力 面碗2箱", "2026-03-05"),
    ],
)
def test_talk_about_days_is_no_due_date(text: str, day: str) -> None:
    assert {str(order.due) for order in _orders(text)} == {day}
