"""The one of a family that is called just so, and names that are only carried where they are names."""

import pytest

from nlp import CustomerRecord, Lexicon
from tests.trades import items, product

SHOP = Lexicon(
    [
        product("KG-5", "五孔插座", "A6 雅白", "A6五孔", "只"),
        product("KG-5X", "斜五孔插座", "A6 雅白", "A6斜五孔", "只"),
        product("KG-5U", "五孔带USB插座", "A6 雅白", "A6五孔USB", "只"),
        product("KG-15", "一开五孔插座", "A6 雅白", "A6一开五孔;A6带开关五孔", "只"),
        product("KG-2D", "二开单控开关", "A6 雅白", "A6二开单", "只"),
        product("BV-R", "BV铜芯硬线", "2.5平方 红", "BV2.5红", "卷"),
        product("BV-L", "BV铜芯硬线", "2.5平方 蓝", "BV2.5蓝", "卷"),
        product("ZR-R", "ZR-BV阻燃硬线", "2.5平方 红", "阻燃BV2.5红", "卷"),
        product("ZR-L", "ZR-BV阻燃硬线", "2.5平方 蓝", "阻燃BV2.5蓝", "卷"),
        product("SW-D", "短袖工装", "藏青 L码", "", "件"),
        product("SW-F", "短袖反光工装", "藏青 L码", "", "件"),
        product("PY-A", "黄油曲奇饼干", "500克", "", "袋"),
        product("PY-B", "抹茶黄油曲奇饼干", "500克", "", "袋"),
    ],
    [CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州")],
)


def _said(text: str) -> str:
    """Each line's product and amount; ! where the card says that there are others, ? where it asks."""
    return " ".join(
        f"{'!' if any(d.reason == 'plain' for d in line.doubts) else ''}{line.sku or '?'}={line.qty}"
        for line in items(text, SHOP)
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 雅白五孔350只", "!KG-5=350"),
        ("恒力 五孔USB30只", "KG-5U=30"),
        ("恒力 一开五孔30只", "KG-15=30"),
        ("恒力 BV2.5 红15卷", "!BV-R=15"),
        ("恒力 阻燃BV2.5 红15卷", "ZR-R=15"),
        ("恒力 藏青短袖20件", "!SW-D=20"),
        ("恒力 藏青反光短袖20件", "SW-F=20"),
        ("恒力 黄油曲奇30袋", "!PY-A=30"),
        ("恒力 抹茶曲奇30袋", "PY-B=30"),
    ],
)
def test_who_adds_nothing_means_the_plain_one_and_the_card_says_so(text: str, lines: str) -> None:
    assert _said(text) == lines


def test_the_end_of_a_name_is_no_name_of_what_only_mentions_it() -> None:
    assert _said("恒力 雅白二开单控120只 五孔350只") in ("KG-2D=120 !KG-5=350", "KG-2D=120 ?=350")
