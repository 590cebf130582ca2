"""加急 of a confirmed order: a customer's goes to his salesperson, who makes the order urgent, or takes that back."""

import pytest

from tests.e2e.test_orders import BUYER, NUMBER, OTHER, SELLER, WAREHOUSE, ordered
from tests.shop import Shop

COLLEAGUE = "王建军"


async def urgent(shop: Shop) -> bool:
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
    return order.urgent


async def own(shop: Shop) -> None:
    """The customer's order that he placed himself."""
    await ordered(shop, "我们要J6P左转向节10件,25号前到", BUYER)


@pytest.mark.parametrize("words", ["0001 加急", "0001 帮忙加急一下", "0001 能加急吗", f"{NUMBER} 请加急处理,谢谢"])
async def test_a_customers_hurry_is_a_request_to_his_salesperson(shop: Shop, words: str) -> None:
    await own(shop)
    await shop.says(BUYER, words)
    await shop.expects(BUYER, "已收到加急申请", NUMBER, SELLER, "答复您")
    await shop.expects(SELLER, "加急申请", NUMBER, "已解决 RQ-0001")
    assert not await urgent(shop)
    await shop.says(SELLER, "0001 加急")
    await shop.expects(SELLER, NUMBER, "已改", "加急")
    assert await urgent(shop)
    await shop.says(SELLER, "已解决 RQ-0001 已加急")
    await shop.expects(BUYER, "加急申请", "有结果了", "已加急")


@pytest.mark.parametrize("words", ["0001 不用加急了", "撤回加急申请", "0001 取消加急"])
async def test_a_hurry_that_was_taken_back_is_not_said_to_be_solved(shop: Shop, words: str) -> None:
    await own(shop)
    await shop.says(BUYER, "0001 加急")
    await shop.says(BUYER, words)
    await shop.expects(BUYER, "已撤回您", "加急申请", "订单保持原样")
    card = await shop.expects(SELLER, "加急申请已撤回", "提出人撤回了")
    assert "已解决" not in card.text


async def test_who_may_not_change_the_order_makes_it_no_more_urgent(shop: Shop) -> None:
    await ordered(shop)
    for who in (COLLEAGUE, WAREHOUSE, OTHER):
        await shop.says(who, "0001 加急")
        assert not await urgent(shop)


async def test_urgency_that_is_taken_back_cancels_no_order(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(SELLER, "0001 加急")
    assert await urgent(shop)
    await shop.says(SELLER, "0001 取消加急")
    await shop.expects(SELLER, NUMBER, "已改")
    assert not await urgent(shop)
    await shop.says(SELLER, "0001 不用加急了")
    await shop.expects(SELLER, "本来就是这样")
    await shop.says(SELLER, "0001 到哪了")
    await shop.expects(SELLER, NUMBER, "待审核")
