"""What the words beside a line speak against is never said: a side, a size, a colour that the catalogue has not."""

from decimal import Decimal

import pytest

from nlp import CustomerRecord, Hints, Lexicon, ProductRecord, parse
from nlp.types import LineItem, Parse, SetItem
from tests.trades import NOW

LEXICON = Lexicon(
    [
        ProductRecord("DOOR-R", "柜门", "右开 600mm", ("门板",), "扇"),
        ProductRecord("BRG-05", "轴承", "30205", ("圆锥轴承",), "个"),
        ProductRecord("BALL-R", "波波球", "红", (), "袋"),
        ProductRecord("SHAFT-152", "十字轴", "57*152", (), "只"),
        ProductRecord("CX0710", "滤芯", "CX0710", (), "个"),
        ProductRecord("CAT-10", "猫粮", "10kg", (), "包"),
        ProductRecord("ROD-8", "圆钢", "8号 6米/根", (), "根"),
        ProductRecord("NAIL-25", "水泥钉", "2寸半", (), "斤"),
        ProductRecord("SOIL-C", "营养土", "粗粒", (), "袋"),
        ProductRecord("BOWL-S", "汤碗", "青花 小号", (), "只"),
        ProductRecord("SET-10", "餐具十件套", "青花", ("十件套",), "套"),
        ProductRecord("BLADE", "裁纸刀片", "18mm", (), "盒"),
        ProductRecord("TAP-20", "铜旋塞", "DN20", ("旋塞",), "只"),
        ProductRecord("TAPS-25", "不锈钢旋塞", "DN25", ("旋塞",), "只"),
        ProductRecord("WIRE-R", "RVV软线", "RVV1.5 红 100米", ("软线",), "卷"),
        ProductRecord("YARN-R", "棉纱线", "32支 大红", (), "个"),
        ProductRecord("YARN-W", "棉纱线", "32支 白", (), "个"),
        ProductRecord("YARN40-B", "棉纱线", "40支 宝蓝", (), "个"),
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
        ("乐居 水泥钉2寸的 30斤", "水泥钉2寸"),
        ("乐居要3寸水泥钉30斤", "水泥钉"),
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
        "乐居 圆钢12号的30根 明天送",  # 12号 is a day or a size; the books have 8号 alone
        "乐居 营养土细粒来5袋",
        "乐居 儿童汤碗青花20只",
        "乐居 餐具六件套2套",
        "乐居 裁纸刀3盒",
        "乐居 铜旋塞DN20 10只 DN25的5只",
        "乐居 BVV1.5软线红3卷",
        "乐居 棉纱线32支大红10个 宝蓝5个",
        "乐居 十字轴57*152 200只 打错了 是57*172的",
    ],
)
def test_what_the_words_may_speak_against_is_doubted(text: str) -> None:
    last = _lines(text)[-1]
    assert last.sku is None or [d.field for d in last.doubts] == ["product"]


@pytest.mark.parametrize(
    "text",
    [
        "乐居 柜门右开600 20扇 15号到",
        "乐居 12号要圆钢30根",
        "乐居 圆钢8号30根 12号到",
        "乐居 水泥钉2寸半30斤",
        "乐居 水泥钉2.5寸30斤",
        "乐居 加急单 汤碗20只",
        "乐居要一批营养土,30袋",
        "乐居 餐具十件套2套",
        "乐居 裁纸刀片3盒",
        "乐居 圆钢半吨就8根吧",
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
