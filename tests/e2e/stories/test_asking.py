"""Story U7: which order is meant."""

from tests.e2e.stories.conftest import CHEN, WANG, at
from tests.shop import Shop


async def test_u7_the_order_of_last_week_is_meant_and_orders_that_end_alike_are_told_apart(shop: Shop) -> None:
    for goods in ("ZJ-2041 30件 3月20日前到", "KQ-118 24件 3月25日前到"):
        await shop.says(CHEN, f"博泰 {goods}")
        await shop.says(CHEN, "确认")
        await at(shop, "2026-03-17T09:12:00")
    for words in (
        "上周那单",
        "上周那单呢?",
        "上周那单发了吗",
        "上周的货到哪了",
        "上周二订的转向节发了没",
        "3月10号那单到哪了",
    ):
        await shop.says(WANG, words)
        await shop.expects(WANG, "SO20260310-0001 待审核")
    await shop.says(WANG, "今天下的单排了吗")
    await shop.expects(WANG, "SO20260317-0001 待审核")
    await shop.says(WANG, "我的货到哪了")
    card = await shop.expects(WANG, "您好王丽,您有2张未完成的订单", "1. SO20260317-0001", "2. SO20260310-0001")
    assert "“SO20260317-0001 到哪了”“SO20260310-0001 到哪了”" in card.text
    await shop.says(WANG, "SO20260310-0001 到哪了")
    await shop.expects(WANG, "SO20260310-0001 待审核")
    await shop.says(WANG, "上个月那单发了吗")  # none was placed then: not guessed
    await shop.expects(WANG, "您有2张未完成的订单")
