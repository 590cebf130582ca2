"""Amounts that nobody can count: a pack the books do not list, a number nobody can mean."""

import pytest

from tests.shop import Shop

SELLER = "陈海波"


@pytest.fixture
def shop(shop_on_each: Shop) -> Shop:
    return shop_on_each


async def test_a_pack_that_the_books_do_not_list_is_marked(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力汽车 J6P直拉杆 5箱,15号前到")
    await shop.expects(SELLER, "5根", "没登记“箱”是多少,先按根算的,请核对")
    await shop.says(SELLER, "数量20根")
    card = await shop.expects(SELLER, "20根")
    assert "没登记" not in card.text
    await shop.says(SELLER, "数量改成2托")
    await shop.expects(SELLER, "没登记“托”是多少")
    await shop.says(SELLER, "数量改成2捆")
    card = await shop.expects(SELLER, "2捆=10根")
    assert "没登记" not in card.text


async def test_a_pack_is_looked_at_again_when_the_product_is_chosen(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力汽车 直拉杆 5箱,15号前到")
    card = await shop.expects(SELLER, "有几种")
    assert "没登记" not in card.text
    await shop.says(SELLER, "1")
    await shop.expects(SELLER, "没登记“箱”是多少")


async def test_an_amount_in_two_counters_that_do_not_add_up_is_asked(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力汽车 J6P直拉杆 5箱零3根,15号前到")
    card = await shop.expects(SELLER, "5箱零3根", "说不准,请核对")
    assert "确认下单" not in card.text


async def test_a_number_nobody_can_mean_is_asked_again(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力汽车 J6P直拉杆 99999999999999根,15号前到")
    await shop.expects(SELLER, "这个数量不像真的,请再说一遍")
    await shop.says(SELLER, "数量30")
    await shop.expects(SELLER, "30根")
