"""Customers of one name in several towns, told apart by the town wherever it stands in the message."""

import pytest

from nlp import CustomerRecord, Lexicon, parse
from tests.trades import SALES, product, said

SHOP = Lexicon(
    [
        product("LM", "螺帽", "M8", "", "个", 盒="100"),
        product("BT", "白色涂料", "18L", "", "桶"),
        product("GY", "工作衣", "藏青", "", "件", 包="20"),
    ],
    [
        CustomerRecord("W", "温州顺达五金店", ("温州顺达", "顺达五金店"), "温州"),
        CustomerRecord("H", "湖州顺达五金店", ("湖州顺达", "顺达五金店"), "湖州"),
        CustomerRecord("J", "金华顺达五金店", ("金华顺达", "顺达五金店"), "金华"),
        CustomerRecord("Y", "金华永丰装饰材料有限公司", ("永丰装饰",), "金华"),
        CustomerRecord("B", "宏远建材(城北店)", ("宏远建材城北店",), "湖州"),
        CustomerRecord("N", "宏远建材(城南店)", ("宏远建材城南店",), "湖州"),
        CustomerRecord("Z", "佳美服饰(湖州店)", ("佳美湖州店",), "湖州"),
    ],
)


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("顺达五金 螺帽5盒 湖州那家 下周三", "H:LM=5"),
        ("顺达五金 螺帽5盒 白色涂料2桶 金华这家 明天", "J:LM=5 BT=2"),
        ("顺达五金店 螺帽5盒 明天 温州", "W:LM=5"),
        ("顺达 工作衣3包 明天 湖州店", "H:GY=3"),
        ("顺达五金店要白色涂料2桶 温州的 月底前到", "W:BT=2"),
        ("顺达五金 螺帽5盒 是金华的顺达 15号前", "J:LM=5"),
        ("顺达 要螺帽5盒 湖州的顺达 不是温州 也不是金华", "H:LM=5"),
        ("城北宏远建材:螺帽5盒", "B:LM=5"),
        ("城北宏远建材 + 城南宏远建材 各要 螺帽5盒", "B:LM=5 N:LM=5"),
    ],
)
def test_a_town_said_apart_tells_which(text: str, orders: str) -> None:
    assert said(parse(text, SALES, SHOP)) == orders


@pytest.mark.parametrize(
    "text",
    [
        "顺达五金 螺帽5盒 下周三",
        "顺达五金店 螺帽15盒 白色涂料2桶 湖州那家 工作衣3包 金华那家",
        "顺达五金 螺帽5盒 从湖州发货",
        "顺达五金店要螺帽15盒 15号到 不是湖州那家",
    ],
)
def test_what_does_not_tell_which_leaves_the_question(text: str) -> None:
    (order, *_) = parse(text, SALES, SHOP).orders
    assert order.customer is None
    assert order.customer_candidates
