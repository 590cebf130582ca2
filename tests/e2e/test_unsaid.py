"""上一条撤回, said where the platform reports no recall: a draft forgets exactly the speaker's last message."""

from collections.abc import AsyncIterator

import pytest

from handlers.domain.messaging import ChatKind, ChatRef
from handlers.domain.order import Order
from tests.e2e.conftest import DingShop, RobotShop, WecomShop, open_ding_shop, open_robot_shop

SELLER, OTHER = "u01", "u02"
FIRST, MORE = "台州恒力 J6P左转向节 300件", "再加50件J6P右转向节,15号前到"
GROUP = "cid-sales"


@pytest.fixture(params=["http", "stream"])
async def ding(request: pytest.FixtureRequest, database: str) -> AsyncIterator[DingShop]:
    async with open_ding_shop(database, request.param) as running:
        yield running


@pytest.fixture(params=["http", "stream"])
async def robot(request: pytest.FixtureRequest, database: str) -> AsyncIterator[RobotShop]:
    async with open_robot_shop(database, request.param) as running:
        yield running


async def draft(shop: DingShop | RobotShop | WecomShop, chat: ChatRef, user: str = SELLER) -> Order | None:
    async with shop.shop.store.read() as uow:
        found = await uow.orders.drafts(chat, user)
    return found[0] if found else None


def lines(order: Order | None) -> list[tuple[str | None, object]]:
    assert order is not None
    return [(line.sku, line.qty) for line in order.lines]


async def test_in_dingtalk_the_last_message_is_taken_back_and_then_the_one_before(ding: DingShop) -> None:
    here = ChatRef("dingtalk", SELLER)
    await ding.says(SELLER, FIRST)
    await ding.says(SELLER, MORE)
    await ding.says(SELLER, "谢谢")
    await ding.says(SELLER, "上一条撤回")
    left = await draft(ding, here)
    assert lines(left) == [("ZXJ-J6PL", 300)]
    assert left is not None
    assert left.due is None
    assert "已从草稿里去掉" in ding.last(SELLER)
    await ding.says(SELLER, "刚才那条也不算了")
    assert await draft(ding, here) is None
    assert "已撤回" in ding.last(SELLER)


async def test_a_smart_robot_takes_a_correction_back(robot: RobotShop) -> None:
    await robot.says(SELLER, FIRST)
    await robot.says(SELLER, "数量500")
    assert lines(await draft(robot, ChatRef("wecom_robot", SELLER))) == [("ZXJ-J6PL", 500)]
    await robot.says(SELLER, "撤回上一条")
    assert lines(await draft(robot, ChatRef("wecom_robot", SELLER))) == [("ZXJ-J6PL", 300)]
    await robot.says(SELLER, "确认")
    async with robot.shop.store.read() as uow:
        (order,) = await uow.orders.find(limit=10)
    assert lines(order) == [("ZXJ-J6PL", 300)]


async def test_a_confirmation_that_was_said_last_is_undone(wecom_shop: WecomShop) -> None:
    await wecom_shop.says(SELLER, f"{FIRST},15号前到")
    await wecom_shop.says(SELLER, "确认")
    await wecom_shop.says(SELLER, "刚才那条不算")
    assert any("已撤销" in shown.reads() for shown in wecom_shop.wecom.seen[SELLER])
    assert lines(await draft(wecom_shop, ChatRef("wecom", SELLER))) == [("ZXJ-J6PL", 300)]
    await wecom_shop.says(SELLER, "确认")
    await wecom_shop.shop.waits(hours=2)
    await wecom_shop.says(SELLER, "上一条撤回")
    async with wecom_shop.shop.store.read() as uow:
        (order,) = await uow.orders.find(limit=10)
    assert order.confirmed_at is not None, "too late: a confirmed order stands"
    assert "取消" in wecom_shop.last(SELLER)


async def test_in_a_group_nobody_takes_back_what_another_said(ding: DingShop) -> None:
    group = ChatRef("dingtalk", GROUP, ChatKind.GROUP)
    await ding.says(SELLER, FIRST, GROUP)
    await ding.says(OTHER, "台州恒力 J6P右转向节 20件", GROUP)
    await ding.says(SELLER, "上一条撤回", GROUP)
    assert await draft(ding, group) is None
    assert lines(await draft(ding, group, OTHER)) == [("ZXJ-J6PR", 20)]


async def test_with_nothing_to_take_back_nothing_changes(ding: DingShop) -> None:
    await ding.says(SELLER, "上一条撤回")
    (told,) = ding.dingtalk.seen[SELLER]
    assert "没有" in told.reads()
    async with ding.shop.store.read() as uow:
        assert not await uow.orders.find(limit=10)
