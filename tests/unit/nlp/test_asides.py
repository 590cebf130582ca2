"""Talk around an order changes nothing of it: praise, complaints of the last one, the weather, greetings, thanks."""

from datetime import date

import pytest

from nlp.types import Intent
from tests.building_world import read

ORDER = "宏图装饰 乳胶漆内墙20桶 3月15号到"


@pytest.mark.parametrize(
    "text",
    [
        f"{ORDER},质量要好点",
        f"{ORDER},包装打结实点",
        f"{ORDER},上次那批有几个坏的",
        f"{ORDER},别像上次一样拖到20号",
        f"{ORDER},开13个点的发票",
        f"昨天那批货收到了,质量不错。{ORDER}",
        f"上周要的20箱收到了,{ORDER}",
        f"上次3号那批还没到,{ORDER}",
        f"今天真热啊,{ORDER}",
        f"{ORDER},今天外面38度热死了",
        f"在吗老板?{ORDER}",
        f"不好意思这么晚打扰,{ORDER} 谢谢",
    ],
)
def test_an_order_stays_what_it_is(text: str) -> None:
    parse = read(text)
    assert parse.intent is Intent.PLACE_ORDER
    (order,) = parse.orders
    assert order.due == date(order.due.year if order.due else 0, 3, 15)
    assert [line.qty for line in order.items] == [20]


@pytest.mark.parametrize("text", ["今天真热啊,宏图装饰乳胶漆内墙20桶", "乳胶漆内墙20桶 宏图装饰,今天外面38度热死了"])
def test_a_day_that_is_only_talked_of_is_none(text: str) -> None:
    assert [order.due for order in read(text).orders] == [None]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("乳胶漆内墙20桶,质量太差了,有5桶漏的", Intent.NONE),
        ("上次那20桶乳胶漆有问题,质量不行", Intent.NONE),
        ("在吗老板?SO20260301-0012 已出库", Intent.ADVANCE_ORDER),
        ("乳胶漆内墙多少钱一桶? 谢谢", Intent.ASK_PRICE),
    ],
)
def test_what_is_no_order_becomes_none(text: str, intent: Intent) -> None:
    assert read(text).intent is intent
