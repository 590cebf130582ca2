"""Who leaves the house leaves nothing undone: what waited for him alone, and what he promised, is the managers' now."""

import pytest

from tests.e2e.test_money import BOSS, BUYER, COLLEAGUE, FINANCE, SELLER
from tests.shop import Shop


@pytest.fixture(name="shop")
def _shop(quiet_on_each: Shop) -> Shop:
    return quiet_on_each


async def test_a_question_to_him_alone_is_put_to_the_managers_at_once(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 10件,30号前到")
    await shop.says(SELLER, "确认")
    await shop.says(BUYER, "0001 改到12号")
    await shop.expects(SELLER, "申请改期", "按现有货和计划来不及")
    assert "申请改期" not in "".join(one.text for one in await shop.sees(BOSS))
    await shop.says(BOSS, f"停用 {SELLER}")
    told = [one.text for one in await shop.sees(BOSS)][-2:]
    assert any("等他定的1件(已转给主管)" in one and "负责的客户" in one for one in told)
    assert any("申请改期" in one for one in told)
    assert await shop.says(SELLER, "婉拒 0001") == 403
    await shop.says(FINANCE, "婉拒 0001")
    await shop.says(BOSS, "婉拒 0001")
    await shop.expects(BUYER, "0001")
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
        (question,) = [one for one in await uow.approvals.of(order.id) if one.topic == "change:date"]
    assert question.state.value == "refused"
    assert order.due is not None
    assert order.due.day == 30


async def test_managers_are_reminded_of_what_he_promised_and_settle_it(shop: Shop) -> None:
    await shop.says(SELLER, "记一条:答应台州恒力周五前回话")
    await shop.says(COLLEAGUE, f"停用 {SELLER}")
    await shop.expects(COLLEAGUE, "不归你这边做")
    await shop.says(BOSS, f"停用 {SELLER}")
    await shop.expects(BOSS, "承诺1条(到日子提醒主管)")
    await shop.waits(days=3)
    await shop.expects(BOSS, f"{SELLER}(已停用)答应的事:今天(周五)到日子", "台州恒力")
    await shop.says(BOSS, "兑现 1")
    await shop.waits(days=1)
    async with shop.store.read() as uow:
        assert [one.state.value for one in await uow.pledges.of("u01")] == []
