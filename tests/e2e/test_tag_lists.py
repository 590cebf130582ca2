"""Orders with a tag are listed for our people, each as far as he may see; other words are read like all else."""

import pytest

from tests.e2e.test_money import BOSS
from tests.e2e.test_orders import BUYER, NUMBER, SELLER, ordered
from tests.shop import Shop


@pytest.mark.parametrize(
    "said", ["有哪些单库存缺货", "库存缺货的单有哪些", "库存缺货的单", "带库存缺货标签的单", "哪些订单是库存缺货的"]
)
async def test_orders_with_a_tag_are_listed(shop: Shop, said: str) -> None:
    await ordered(shop)
    await shop.says(SELLER, "0001 加标签 库存缺货")
    for who in (SELLER, BOSS):
        await shop.says(who, said)
        await shop.expects(who, NUMBER)
        assert "没看懂" not in (await shop.last(who)).text
    await shop.says(BUYER, said)
    assert "库存缺货" not in (await shop.last(BUYER)).title


async def test_a_usual_tag_that_no_order_bears_is_answered(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(SELLER, "有哪些单物流异常")
    assert "没看懂" not in (await shop.last(SELLER)).text
    await shop.expects(SELLER, "物流异常")


@pytest.mark.parametrize("said", ["恒力的订单", "我的订单"])
async def test_a_word_that_is_no_tag_is_read_as_ever(shop: Shop, said: str) -> None:
    await ordered(shop)
    for who in (SELLER, BUYER):
        await shop.says(who, said)
        await shop.expects(who, NUMBER)
