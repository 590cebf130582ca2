"""Orders with a tag are listed for our people, each as far as he may see; other words are read like all else."""

import pytest

from tests.e2e.test_money import BOSS
from tests.e2e.test_orders import BUYER, NUMBER, OTHER, PLANNER, SELLER, WAREHOUSE, ordered
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


@pytest.mark.parametrize("said", ["哪些单物流滞留", "物流滞留", "物流滞留有哪些", "物流滞留的订单", "标签 物流滞留"])
async def test_orders_that_a_watch_reminds_of_are_listed_by_its_name(shop: Shop, said: str) -> None:
    await ordered(shop, "台州恒力 J6P左转向节 4件,15号前到")
    await shop.says(SELLER, said)
    await shop.expects(SELLER, "没有查到与“物流滞留”有关的订单")
    for words in ("已审核", "已排产"):
        await shop.says("张厂长", f"0001 {words}")
    await shop.says(WAREHOUSE, "0001 已出库 顺丰SF1234567890123")
    await shop.waits(days=4)
    for who in (SELLER, PLANNER):
        await shop.says(who, said)
        await shop.expects(who, NUMBER, "已出库")
    for who in (BUYER, OTHER):
        before = len(await shop.sees(who))
        await shop.says(who, said)
        assert not any("滞留" in seen.title for seen in (await shop.sees(who))[before:])


async def test_orders_that_are_overdue_in_their_state_are_listed(shop: Shop) -> None:
    await ordered(shop, "台州恒力 J6P左转向节 4件,25号前到")
    await shop.waits(days=3)
    await shop.says(PLANNER, "哪些单超时了")
    await shop.expects(PLANNER, NUMBER, "待审核")
