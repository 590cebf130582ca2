"""Who leaves the house leaves nothing undone: what waited for him alone, and what he promised, is the managers' now."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from tests.e2e.conftest import open_ding_shop, open_feishu_shop, open_robot_shop
from tests.e2e.test_money import BOSS, BUYER, COLLEAGUE, FINANCE, SELLER
from tests.e2e.test_orders import SENTENCE
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


@pytest.mark.parametrize("how", ["chat", "command"])
async def test_who_left_learns_and_moves_nothing_in_dingtalk(database: str, how: str) -> None:
    async with open_ding_shop(database, "http") as ding:
        await ding.says("u01", SENTENCE)
        card = ding.card("u01", "确认下单")
        await lets_go(ding.shop, how, partial(ding.says, "u23"))
        seen = len(ding.dingtalk.seen["u01"])
        await ding.dingtalk.taps("u01", card, "确认下单")
        await ding.shop.settles()
        for text in ("确认", "台州恒力还欠多少钱", "0001 到哪了"):
            await ding.says("u01", text)
        await nothing_was_told(ding.shop, [one.reads() for one in ding.dingtalk.seen["u01"]][seen:])


@pytest.mark.parametrize("how", ["chat", "command"])
async def test_who_left_learns_and_moves_nothing_in_feishu(database: str, how: str) -> None:
    async for feishu in open_feishu_shop(database, "http"):
        await feishu.says("u01", SENTENCE)
        card = next(c for c in reversed(feishu.feishu.seen["u01"]) if "确认下单" in c.buttons)
        await lets_go(feishu.shop, how, partial(feishu.says, "u23"))
        seen = len(feishu.feishu.seen["u01"])
        await feishu.feishu.taps("u01", card, "确认下单")
        await feishu.shop.settles()
        for text in ("确认", "台州恒力还欠多少钱", "0001 到哪了"):
            await feishu.says("u01", text)
        await nothing_was_told(feishu.shop, [one.reads() for one in feishu.feishu.seen["u01"]][seen:])


@pytest.mark.parametrize("how", ["chat", "command"])
async def test_who_left_learns_and_moves_nothing_through_the_smart_robot(database: str, how: str) -> None:
    async with open_robot_shop(database, "http") as robot:
        await robot.says("u01", SENTENCE)
        card = robot.card("u01", "确认下单")
        await lets_go(robot.shop, how, partial(robot.says, "u23"))
        seen = len(robot.robot.seen["u01"])
        await robot.robot.taps("u01", card, "确认下单")
        await robot.settles()
        for text in ("确认", "台州恒力还欠多少钱", "0001 到哪了"):
            await robot.says("u01", text)
        await nothing_was_told(robot.shop, [one.reads() for one in robot.robot.seen["u01"]][seen:])


async def lets_go(shop: Shop, how: str, manager: Callable[[str], Awaitable[object]]) -> None:
    """u01 leaves: a manager says so, or another process writes it."""
    if how == "chat":
        await manager("停用 陈海波")
        return
    async with shop.store.write() as uow:
        await uow.parties.set_active("u01", active=False)
        await uow.commit()


async def nothing_was_told(shop: Shop, told: list[str]) -> None:
    """Only how to be let in, and the draft is as it was."""
    assert not [text for text in told if "台州恒力" in text or "SO2026" in text or "确认下单" in text], told
    async with shop.store.read() as uow:
        assert not [one.number for one in await uow.orders.find(customers=["C001"]) if one.number is not None]
