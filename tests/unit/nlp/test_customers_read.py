"""Whom an order is for."""

import pytest

from tests.building_world import LEXICON, hints, read


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("杭州宏图装饰工程有限公司 内墙乳胶漆5桶", "B01"),
        ("宏图装饰 内墙乳胶漆5桶", "B01"),
        ("苏州宏图 内墙乳胶漆5桶", "B02"),
        ("联拓 内墙乳胶漆5桶", "B05"),
        ("内墙乳胶漆5桶 锦绣家园", "B04"),
        ("宏图装饰?不对是锦绣家园 内墙乳胶漆5桶", "B04"),
        ("内墙乳胶漆5桶", None),
    ],
)
def test_customer_is_named(text: str, customer: str | None) -> None:
    assert read(text).orders[0].customer == customer


def test_name_of_two_customers_gives_both() -> None:
    order = read("宏图要5桶内墙乳胶漆").orders[0]
    assert order.customer is None
    assert {c.key for c in order.customer_candidates} == {"B01", "B02"}


def test_place_tells_two_customers_apart() -> None:
    assert read("宏图(苏州那个)要5桶内墙乳胶漆").orders[0].customer == "B02"


def test_customer_by_sound_is_doubtful() -> None:
    order = read("连拓 内墙乳胶漆5桶").orders[0]
    assert order.customer == "B05"
    assert [d.reason for d in order.doubts if d.field == "customer"] == ["sound"]
    assert "customer" in read("连拓 内墙乳胶漆5桶").ask


def test_customer_orders_for_himself() -> None:
    assert read("来5桶内墙乳胶漆", role="customer").orders[0].customer == "B03"


def test_group_of_a_customer_orders_for_it() -> None:
    assert read("来5桶内墙乳胶漆", chat="group", chat_customer=True).orders[0].customer == "B03"


def test_name_in_the_text_wins_over_the_chat() -> None:
    assert read("锦绣家园 5桶内墙乳胶漆", chat="group", chat_customer=True).orders[0].customer == "B04"


def test_unknown_new_customer_has_no_candidates() -> None:
    order = read("新客户叫鑫隆泰的要5桶内墙乳胶漆").orders[0]
    assert (order.customer, order.customer_candidates, order.customer_words) == (None, (), "鑫隆泰")


def test_a_customers_own_words_mean_nothing_for_others() -> None:
    mine = read("锦绣家园 小蓝桶5桶").orders[0].items[0]
    others = read("老周五金 小蓝桶5桶").orders[0].items[0]
    assert mine.sku == "RJQ-N18"
    assert others.sku is None
    assert LEXICON.customer_aliases.keys() == {"B04"}
    assert hints().sender_customer is None
