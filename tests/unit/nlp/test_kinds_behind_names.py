"""Catalogues that write sizes and colours behind the name, parted by blanks: 保温杯 500ml 银色."""

from dataclasses import replace
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import AddItem, DraftHint, DraftLine
from tests.trades import SALES, product

COLOURS = {"BK": "黑色", "PK": "粉色", "SV": "银色", "RG": "玫瑰金"}
SHOP = Lexicon(
    [
        *(
            product(f"BW-{size}-{key}", f"保温杯 {size}ml {colour}", "304不锈钢", f"套杯{colour[0]}", "个", 箱="24")
            for size in ("500", "750")
            for key, colour in COLOURS.items()
        ),
        product("FH-SV", "饭盒 银色", "双层", "", "个", 箱="40"),
        product("FH-PK", "饭盒 粉色", "双层", "", "个", 箱="40"),
    ],
    [CustomerRecord("C1", "台州恒力百货", ("恒力",), "台州"), CustomerRecord("C2", "温岭秀英超市", ("秀英",), "温岭")],
)


def _lines(text: str) -> list[list[str]]:
    read = parse(text, SALES, SHOP)
    return [[f"{i.sku}={i.base_qty}" for i in order.items] for order in read.orders]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 饭盒粉的2箱 银的1箱", ["FH-PK=80", "FH-SV=40"]),
        ("恒力 500ml保温杯黑1箱银1箱玫瑰金1箱", ["BW-500-BK=24", "BW-500-SV=24", "BW-500-RG=24"]),
        ("恒力 保温杯750ml粉色3箱 黑的也要2箱", ["BW-750-PK=72", "BW-750-BK=48"]),
        ("恒力 保温杯 500ml 银色 5个", ["BW-500-SV=5"]),
        ("恒力 套杯银 750ml 5个", ["BW-750-SV=5"]),
        ("恒力 保温杯粉的5个", ["None=5"]),  # of which size
    ],
)
def test_what_stands_behind_the_name_tells_one_of_a_family(text: str, lines: list[str]) -> None:
    assert _lines(text) == [lines]


def test_each_customer_gets_the_colour_that_was_said_for_him() -> None:
    assert _lines("给恒力报2箱饭盒银的,给秀英报1箱粉的") == [["FH-SV=80"], ["FH-PK=40"]]


@pytest.mark.parametrize("text", ["粉的也5箱", "粉的5箱"])
def test_another_colour_in_a_draft_is_a_line_of_its_own(text: str) -> None:
    line = DraftLine(1, "FH-SV", (), "饭盒 银色", Decimal(5), "箱")
    draft = DraftHint(1, "C1", (), (line,), None)
    read = parse(text, replace(SALES, role="customer", sender_customer="C1", chat_kind="direct", drafts=(draft,)), SHOP)
    added = [edit.item for edit in read.edits if isinstance(edit, AddItem)]
    assert [(item.sku, item.base_qty) for item in added] == [("FH-PK", Decimal(200))]


def test_a_product_that_is_changed_is_told_apart_as_well() -> None:
    more = SHOP.with_changes([product("FH-BL", "饭盒 蓝色", "双层", "", "个", 箱="40")])
    read = parse("恒力 饭盒银的1箱 蓝的2箱", SALES, more)
    assert [item.sku for item in read.orders[0].items] == ["FH-SV", "FH-BL"]
    assert SHOP.renewed(SHOP.products, SHOP.customers, ()).changes == 0
