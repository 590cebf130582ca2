"""Colours each with an amount, colours before one amount, sizes in parts and aloud: said of goods of several trades.

`?` stands for a line without a product; behind the amount stands the counter that was said.
"""

from datetime import date

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import Intent
from tests.trades import SALES, items, product

COLOURS = {"R": "红", "L": "蓝", "G": "绿", "H": "黑", "S": "双色"}

SHOP = Lexicon(
    [
        *(product(f"MX-{k}", "棉纱绳", f"6mm {c}", f"6棉绳{c}", "卷", 箱="10") for k, c in COLOURS.items()),
        *(product(f"MY-{k}", "棉纱绳", f"10mm {c}", f"10棉绳{c}", "卷", 箱="10") for k, c in COLOURS.items()),
        *(product(f"YD-{k}", "雨靴", f"中筒 {c}", f"{c}雨靴", "双", 箱="12") for k, c in COLOURS.items() if k != "S"),
        product("SG-H", "红缎管", "8mm", "红缎管8", "根", 捆="50"),
        product("DS-2", "红蓝丝带", "6mm", "红蓝带6", "卷", 箱="10"),
        product("GB-34", "隔板", "3*4", "隔板3*4", "块", 托="40"),
        product("GB-35", "隔板", "3*5", "隔板3*5", "块", 托="40"),
        product("GB-3425", "隔板", "3*4+2*2.5", "隔板3*4+2*2.5", "块", 托="40"),
        product("ZPX-1", "砂带", "ZPX 60*9", "ZPX60*9", "条", 箱="50"),
        product("ZPX-2", "砂带", "ZPX 75*5", "ZPX75*5", "条", 箱="50"),
        product("ZPQ-1", "砂带", "ZPQ 60*9", "ZPQ60*9", "条", 箱="50"),
        product("ZPQ-3", "砂带", "ZPQ 90*2", "ZPQ90*2", "条", 箱="50"),
    ],
    [CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州")],
)


def _said(text: str) -> str:
    return " ".join(f"{line.sku or '?'}={line.qty}{line.unit or ''}" for line in items(text, SHOP))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 10棉绳 红20蓝20绿10 双色20", "MY-R=20 MY-L=20 MY-G=10 MY-S=20"),
        ("恒力 6棉绳 红2 蓝2 双1", "MX-R=2 MX-L=2 MX-S=1"),
        ("恒力 雨靴红20 蓝30 黑10双", "YD-R=20 YD-L=30 YD-H=10双"),
        ("恒力 10mm棉绳 红2、蓝2、黑1", "MY-R=2 MY-L=2 MY-H=1"),
    ],
)
def test_colours_each_with_its_bare_amount(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 10棉绳红蓝双色各3卷", "MY-R=3卷 MY-L=3卷 MY-S=3卷"),
        ("恒力 10棉绳 红、蓝、黑 一样来一卷", "MY-R=1卷 MY-L=1卷 MY-H=1卷"),
        ("恒力 红蓝雨靴各一箱", "YD-R=1箱 YD-L=1箱"),
        ("恒力 三双红雨靴 两双黑的", "YD-R=3双 YD-H=2双"),
        ("恒力 三卷6棉绳红的 两卷蓝的", "MX-R=3卷 MX-L=2卷"),
    ],
)
def test_colours_before_one_amount_or_one_after_the_other(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 隔板三层4公分的2块", "GB-34=2块"),
        ("恒力 隔板三乘五的2块", "GB-35=2块"),
        ("恒力 隔板三乘四加二乘二点五的2块", "GB-3425=2块"),
        ("恒力 隔板3*4的2块", "GB-34=2块"),
    ],
)
def test_sizes_in_parts_and_aloud(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 ZPX 60*9 5条", "ZPX-1=5条"),
        ("恒力 ZPX 90*2 5条", "?=5条"),
        ("恒力 ZPQ 90*2 5条", "ZPQ-3=5条"),
        ("恒力 6mm红绳3卷", "MX-R=3卷"),
    ],
)
def test_a_size_or_a_colour_belongs_to_the_thing_that_is_said_with_it(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("恒力 10棉绳红 5卷 多少一卷他问", Intent.ASK_PRICE),
        ("10棉绳红 上次是8块5吧?这次多少", Intent.ASK_PRICE),
        ("10棉绳红的能马上拿多少 有500卷吧", Intent.ASK_STOCK),
        ("红雨靴有现货吗 没有的话要等几天", Intent.ASK_STOCK),
        ("恒力的红雨靴送了两双蓝的 我只是说一下 不是再要", Intent.NONE),
        ("恒力 红雨靴20双 有货就发", Intent.PLACE_ORDER),
    ],
)
def test_what_is_asked_or_only_told_is_no_order(text: str, intent: Intent) -> None:
    assert parse(text, SALES, SHOP).intent is intent


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("恒力 红雨靴20双 大暑以后随便哪天", None),
        ("恒力 红雨靴20双 15号以后都行", None),
        ("恒力 红雨靴20双 15号前都行", date(2026, 3, 15)),
        ("恒力 红雨靴20双 15号以后送", date(2026, 3, 15)),
    ],
)
def test_any_day_after_a_day_is_none(text: str, due: date | None) -> None:
    assert parse(text, SALES, SHOP).orders[0].due == due
