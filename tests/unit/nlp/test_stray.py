"""What the words beside a line speak against is never said: a side, a size, a colour that the catalogue has not."""

from datetime import datetime
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Hints, Lexicon, ProductRecord, parse
from nlp.types import LineItem, Parse, SetItem

NOW = datetime.fromisoformat("2026-03-04T09:15:00+08:00")
LEXICON = Lexicon(
    [
        ProductRecord("DOOR-R", "柜门", "右开 600mm", ("门板",), "扇"),
        ProductRecord("BRG-05", "轴承", "30205", ("圆锥轴承",), "个"),
        ProductRecord("BALL-R", "波波球", "红", (), "袋"),
        ProductRecord("SHAFT-152", "十字轴", "57*152", (), "只"),
        ProductRecord("CX0710", "滤芯", "CX0710", (), "个"),
        ProductRecord("CAT-10", "猫粮", "10kg", (), "包"),
    ],
    [CustomerRecord("C1", "江宁乐居家具有限公司", ("乐居",))],
)


def _read(text: str) -> Parse:
    return parse(text, Hints(NOW, "sales"), LEXICON)


def _lines(text: str) -> list[LineItem]:
    return [line for order in _read(text).orders for line in order.items]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("乐居 柜门左开600 20扇 15号到", "柜门左"),
        ("乐居要左柜门20扇 15号到", "左柜门"),
        ("乐居 波波球蓝的30袋", "波波球蓝"),
        ("乐居 十字轴57*152 200只,57*144 100只", "57*144"),
        ("乐居 滤芯CX0710C 5个", "CX0710C"),
    ],
)
def test_what_is_not_had_is_a_mention(text: str, mention: str) -> None:
    (line,) = [line for line in _lines(text) if line.sku is None]
    assert mention in line.mention
    assert line.base_qty is None
    assert [d.reason for d in line.doubts if d.field == "product"] == ["unknown"]


def test_words_nobody_knows_are_doubted_where_the_product_was_left_out() -> None:
    first, second = _lines("乐居 十字轴57*152 200只,象叶片57*152 100只")
    assert [d.field for d in first.doubts] == []
    assert second.sku is None or any(d.field == "product" for d in second.doubts)


@pytest.mark.parametrize(
    "text",
    [
        "乐居 柜门右开600 20扇 15号到",
        "乐居要20扇柜门 急用",
        "520活动 乐居 猫粮10kg 5包",
        "乐居 波波球红的30袋 左右开门的车别来,15号到",
        "乐居要猫粮10公斤的5包,电话13857612345",
    ],
)
def test_what_is_had_stays_sure(text: str) -> None:
    (line,) = _lines(text)
    assert line.sku is not None
    assert [d for d in line.doubts if d.field == "product"] == []


def test_an_amount_taken_back_is_no_size() -> None:
    parse = _read("乐居 那单柜门200扇减到150扇")
    said = [edit.item for edit in parse.changes if isinstance(edit, SetItem)]
    assert [(item.sku, item.base_qty) for item in said] == [("DOOR-R", Decimal(150))]
