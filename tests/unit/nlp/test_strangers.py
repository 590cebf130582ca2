"""A customer that is in no list is asked about by name, and never gets another customer's draft."""

import pytest

from nlp.types import Intent
from tests.building_world import DRAFT, read


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("给光明饭店下一单 乳胶漆内墙20桶 15号", "光明饭店"),
        ("再帮大华装潢开一单,石膏板普通的30张", "大华装潢"),
        ("替老城五金那边再订一单 乳胶漆内墙5桶", "老城五金"),
        ("新客户叫永达装饰 乳胶漆内墙20桶", "永达装饰"),
    ],
)
def test_a_name_in_no_list_is_asked_about(text: str, name: str) -> None:
    (order,) = read(text).orders
    assert (order.customer, order.customer_words) == (None, name)
    assert [d.reason for d in order.doubts if d.field == "customer"] == ["unknown"]
    parse = read(text, drafts=[DRAFT])
    assert parse.intent is Intent.PLACE_ORDER, "it is no addition to the open draft of somebody else"


@pytest.mark.parametrize(
    "text", ["给我下一单 乳胶漆内墙20桶", "帮我们再下一单 石膏板普通的30张", "给客户下一单 乳胶漆内墙5桶"]
)
def test_nobody_is_named(text: str) -> None:
    assert [o.customer_words for o in read(text).orders] == [""]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("联拓家具 乳胶漆内墙20桶 15号", "fuzzy"),  # only 联拓贸易 is known
        ("宏图装饰 乳胶漆内墙20桶 15号", None),
        ("宏图装饰要乳胶漆内墙20桶", None),
        ("给宏图装饰王总送乳胶漆内墙20桶", None),
        ("苏州联拓 乳胶漆内墙20桶", "fuzzy"),  # a place, and not the place of the one that is known
        ("联拓渔港 乳胶漆内墙20桶", "fuzzy"),
        ("联拓城南店要乳胶漆内墙20桶", "fuzzy"),
        ("联传、宏图装饰各要乳胶漆内墙20桶", "unsure"),
        ("宏图装饰和联传都要乳胶漆内墙20桶", "unsure"),
        ("联拓…是永达五金那边 乳胶漆内墙20桶", "unsure"),
        ("联拓 不是永达哈 乳胶漆内墙20桶", None),
        ("联拓张工 乳胶漆内墙20桶", None),
        ("今天联拓要乳胶漆内墙20桶", None),
    ],
)
def test_a_name_with_another_kind_of_house_is_doubted(text: str, reason: str | None) -> None:
    (order,) = read(text).orders
    found = [d.reason for d in order.doubts if d.field == "customer"]
    assert found == ([reason] if reason else [])


@pytest.mark.parametrize(
    "text",
    [
        "泓瑞商号:乳胶漆内墙20桶 15号",
        "泓瑞家要乳胶漆内墙20桶",
        "谭姐要乳胶漆内墙20桶",
        "今天开门红!泓瑞商号 乳胶漆内墙20桶",
        "给泓瑞商号送乳胶漆内墙20桶",
        "客户:泓瑞商号 乳胶漆内墙20桶",
        "乳胶漆内墙20桶 泓瑞装潢 15号",
    ],
)
def test_a_stranger_named_in_a_customers_group_is_doubted(text: str) -> None:
    (order,) = read(text, chat="group", chat_customer=True).orders
    assert [d.reason for d in order.doubts if d.field == "customer"] == ["unsure"]


@pytest.mark.parametrize(
    "text",
    [
        "乳胶漆内墙20桶 15号",
        "急用 乳胶漆内墙20桶",
        "工地要乳胶漆内墙20桶",
        "给我送乳胶漆内墙20桶",
        "乳胶漆内墙20桶 送到工地",
        "明天装车 乳胶漆内墙20桶 包装要好",
    ],
)
def test_who_orders_in_its_own_group_names_no_stranger(text: str) -> None:
    (order,) = read(text, chat="group", chat_customer=True).orders
    assert [d.reason for d in order.doubts if d.field == "customer"] == []


def test_a_stranger_before_a_known_customer_gets_its_own_order() -> None:
    known, unknown = read("永达五金 乳胶漆内墙20桶 石膏板普通的5张;联拓 石膏板普通的30张").orders
    assert (known.customer, unknown.customer, unknown.customer_words) == ("B05", None, "永达五金")
    assert ([i.sku for i in known.items], [i.sku for i in unknown.items]) == (["SGB-P"], ["RJQ-N18", "SGB-P"])


@pytest.mark.parametrize(
    "text",
    [
        "联拓:乳胶漆内墙20桶;新汤家:石膏板普通的30张",
        "明天装车\n1. 联拓 乳胶漆内墙20桶\n2. 百却 石膏板普通的30张",
        "联拓,乳胶漆内墙20桶\n万宝隆,石膏板普通的30张",
    ],
)
def test_a_name_in_no_list_in_a_list_of_customers_gets_its_own_order(text: str) -> None:
    known, unknown = read(text).orders
    assert [line.sku for line in known.items]
    assert [d.field for d in known.doubts] == []
    assert (unknown.customer, [d.reason for d in unknown.doubts]) == (None, ["unknown"])
    assert unknown.customer_words in ("新汤家", "百却", "万宝隆")
    assert len(unknown.items) == 1


@pytest.mark.parametrize(
    "text",
    [
        "联拓 乳胶漆内墙20桶\n还有 石膏板普通的30张",
        "联拓:乳胶漆内墙20桶\n备注:石膏板普通的30张也要",
        "联拓 乳胶漆内墙20桶;石膏板普通的30张",
    ],
)
def test_what_follows_in_a_list_stays_with_its_customer(text: str) -> None:
    assert len(read(text).orders) == 1


def test_whom_a_forwarded_record_speaks_to_is_no_customer() -> None:
    first, second = "小蒋 给我备乳胶漆内墙20桶", "还有石膏板普通的30张 26号嘛"
    text = f"[聊天记录]\n联拓老周 19:40\n{first}\n联拓老周 19:41\n{second}\n——以上帮我录一下"
    (order,) = read(text).orders
    assert order.customer_words != "小蒋"
    assert len(order.items) == 2
