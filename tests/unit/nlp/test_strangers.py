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
    ],
)
def test_a_name_with_another_kind_of_house_is_doubted(text: str, reason: str | None) -> None:
    (order,) = read(text).orders
    found = [d.reason for d in order.doubts if d.field == "customer"]
    assert found == ([reason] if reason else [])


def test_a_stranger_named_in_a_customers_group_is_doubted() -> None:
    (order,) = read("泓瑞商号:乳胶漆内墙20桶 15号", chat="group", chat_customer=True).orders
    assert [d.reason for d in order.doubts if d.field == "customer"] == ["unsure"]
    (order,) = read("乳胶漆内墙20桶 15号", chat="group", chat_customer=True).orders
    assert [d.reason for d in order.doubts if d.field == "customer"] == []
