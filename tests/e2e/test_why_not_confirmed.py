"""为什么不能确认: a draft is shown with all that is against it, an order with the approval that it waits for."""

import pytest

from tests.e2e.test_orders import BUYER, NUMBER, OTHER, SELLER
from tests.shop import Shop

BELOW = "台州恒力 J6P左转向节 40件 600元,15号前到"
WHY = "说的价600低于底价,要先批准"


@pytest.mark.parametrize("said", ["为什么不能确认", "怎么确认不了", "为啥还要审批?", "这单为什么不让下单"])
async def test_a_draft_says_what_it_needs(shop: Shop, said: str) -> None:
    await shop.says(SELLER, BELOW)
    await shop.says(SELLER, said)
    seen = await shop.expects(SELLER, WHY)
    assert "提交审批" in seen.buttons


@pytest.mark.parametrize(
    "said", ["为什么不能确认", "0001 为什么不能确认", "0001 怎么还要审批", "0001 到哪了", "为什么 0001"]
)
async def test_an_order_says_which_approval_it_waits_for(shop: Shop, said: str) -> None:
    await shop.says(SELLER, BELOW)
    await shop.taps(SELLER, "提交审批")
    await shop.says(SELLER, said)
    await shop.expects(SELLER, NUMBER, WHY)


async def test_an_order_held_by_a_rule_says_so(shop: Shop) -> None:
    await shop.says("方总", "试跑 大单审批")
    await shop.says("方总", "启用 规则 大单审批")
    await shop.says("王建军", "宁波恒立 J6P直拉杆 200根 20号到")
    await shop.taps("王建军", "确认下单")
    await shop.says("王建军", "0001 为什么不能确认")
    await shop.expects("王建军", NUMBER, "等批准", "非VIP客户的五万以上订单")


async def test_a_customer_reads_nothing_of_why_nor_of_others(shop: Shop) -> None:
    await shop.says(SELLER, BELOW)
    await shop.taps(SELLER, "提交审批")
    await shop.says(BUYER, "0001 为什么不能确认")
    seen = await shop.expects(BUYER, NUMBER, "我们还在核对")
    assert "底价" not in seen.text
    await shop.says(OTHER, "0001 为什么不能确认")
    assert NUMBER not in (await shop.last(OTHER)).text


async def test_nothing_to_confirm_is_no_question_of_an_order(shop: Shop) -> None:
    await shop.says(SELLER, "为什么不能确认")
    assert not await shop.sees(SELLER)
