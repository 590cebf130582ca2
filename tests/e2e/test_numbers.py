"""Every card that asks is answered by a number where nothing can be pressed: DingTalk without card templates."""

import re
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from config.policy import CHECKS
from handlers.domain.alert import AlertState
from handlers.domain.approval import Verdict
from handlers.domain.order import Order, OrderId, Phase
from tests.e2e.conftest import DingShop, open_ding_shop
from tests.e2e.stories.test_in_words import ding
from tests.e2e.test_deadlines import settings

SELLER, KEEPER, BUYER, PLANNER, LOGISTICS, SERVICE = "u01", "u09", "u12", "u14", "u19", "u21"
LEFT = "ZXJ-J6PL"
CHECKED = {**CHECKS, "duplicate": "off", "credit": "off"}


@pytest.fixture
async def shop(database: str) -> AsyncIterator[DingShop]:
    """The sample company in DingTalk, where nothing can be pressed."""
    company = settings(database, digest_at="", checks=CHECKED, use_safety=False)
    async with open_ding_shop(database, "http", template=False, company=company) as opened:
        yield opened


async def reads(shop: DingShop, who: str, text: str, *words: str) -> str:
    """Somebody writes; the newest thing on his screen holds all these words."""
    await shop.says(who, text)
    shown = shop.last(who)
    assert not [word for word in words if word not in shown], shown
    return shown


def number_of(shop: DingShop, who: str, label: str) -> str:
    """The number that the newest card which offers this says it has."""
    texts = (one.reads().split("回复 ")[-1] for one in reversed(shop.dingtalk.seen[who]))
    return next(found[1] for text in texts if (found := re.search(rf"(\d) {label}", text)))


async def the_order(shop: DingShop, number: str) -> Order:
    """As it is stored."""
    async with shop.shop.store.read() as uow:
        order = await uow.orders.by_number(number)
    assert order is not None
    return order


async def test_a_shortage_is_answered_by_number_and_a_number_that_is_asked_for_is_an_amount(shop: DingShop) -> None:
    await reads(shop, SELLER, "台州恒力 J6P左转向节 47件,18号前到", "回复 1 确认下单")
    await shop.says(SELLER, "1")
    await shop.shop.waits(seconds=1)
    shown = shop.last(BUYER)
    assert "回复 1 一键发起采购申请" in shown, shown
    await reads(shop, BUYER, "1", "已发起采购申请 PR-0001")
    await shop.shop.waits(seconds=1)
    await shop.shop.waits(seconds=1)
    await reads(shop, BUYER, number_of(shop, BUYER, "盘点不符"), "实数是多少")
    await shop.says(BUYER, "3")
    async with shop.shop.store.read() as uow:
        level = (await uow.stock.levels([LEFT]))[LEFT]
    assert level.on_hand == Decimal(3)


async def test_what_is_late_is_taken_and_closed_by_number(shop: DingShop) -> None:
    await shop.says(SELLER, "台州恒力 ZXJ-J6LL 2件,18号前到")
    await shop.says(SELLER, "1")
    await shop.shop.waits(hours=5)
    shown = shop.last(PLANNER)
    assert "回复 1 我来处理  2 转给…" in shown, shown
    await reads(shop, PLANNER, "1", "孙福根处理中")
    await reads(shop, PLANNER, number_of(shop, PLANNER, "已解决"), "结论是什么")
    await reads(shop, PLANNER, "2 车都到了", "🟢", "2 车都到了")
    async with shop.shop.store.read() as uow:
        alert = await uow.alerts.get(1)
    assert alert is not None
    assert alert.state is AlertState.CLOSED


async def test_a_change_that_somebody_else_decides_is_agreed_to_by_number(shop: DingShop) -> None:
    await shop.says(SELLER, "台州恒力 ZXJ-J6LL 20件 20号前到")
    await shop.says(SELLER, "1")
    await shop.says(LOGISTICS, "0001 已打单")
    await shop.says(SERVICE, "0001 地址改成温州龙湾区滨海路1号,原因:客户又搬了")
    assert "回复 1 同意  2 拒绝  3 查进度" in shop.last(SELLER), shop.last(SELLER)
    await shop.says(SELLER, "1")
    assert (await the_order(shop, "SO20260310-0001")).address == "温州龙湾区滨海路1号"
    await shop.says(SELLER, "1")
    assert (await the_order(shop, "SO20260310-0001")).phase is Phase.OPEN


async def test_another_day_is_offered_and_agreed_to_by_number(shop: DingShop) -> None:
    await shop.says(SELLER, "台州恒力 ZXJ-J6LL 100件 4月10号前到")
    await shop.says(SELLER, "1")
    await shop.says(SELLER, "0001 改到3月18号")
    shown = shop.last(PLANNER)
    assert "回复 1 同意加班  2 给出日期  3 拒绝" in shown, shown
    await reads(shop, PLANNER, "1", "SO20260310-0001")
    assert str((await the_order(shop, "SO20260310-0001")).due) == "2026-03-18"


async def test_while_a_day_is_asked_for_a_number_confirms_and_drops_nothing(shop: DingShop) -> None:
    shown = await reads(shop, SELLER, "台州恒力 ZXJ-J6LL 20件", "什么时候要货?", "回复 1 确认下单  2 依据", "“取消”")
    assert "3 取消" not in shown
    await shop.says(SELLER, "3")
    async with shop.shop.store.read() as uow:
        (draft,) = await uow.orders.find(phases=(Phase.DRAFT,), limit=9)
    assert draft.phase is Phase.DRAFT
    await reads(shop, SELLER, "1", "SO20260310-0001")
    await shop.says(SELLER, "1")
    assert (await the_order(shop, "SO20260310-0001")).phase is Phase.OPEN, "a number said twice takes nothing back"


async def test_a_number_that_two_approvals_offer_is_asked_back(tmp_path: Path) -> None:
    async with ding(tmp_path, "http") as shop:
        for amount in (1000, 900):
            await shop.says("lin", f"温州顺达 控制臂{amount}件 下周三到")
            await shop.says("lin", "1")
            await shop.shop.waits(minutes=6)
        shown = await reads(shop, "wu", "1", "“1”说的是哪一张?", "1. SO20260310-0002 等你批准", "2. SO20260310-0001")
        assert "回复 1–2 选择" in shown
        await reads(shop, "wu", "2", "批准SO20260310-0001的原因是什么?")
        await reads(shop, "wu", "1", "批准SO20260310-0001的原因是什么?")
        await shop.says("wu", "老客户,李总答应3月12日前付清逾期")
        async with shop.shop.store.read() as uow:
            decided = {n: {one.state for one in await uow.approvals.of(OrderId(n))} for n in (1, 2)}
        assert Verdict.GRANTED in decided[1]
        assert decided[2] == {Verdict.OPEN}


async def test_that_an_order_will_be_late_is_no_chatter(shop: DingShop) -> None:
    await shop.says(SELLER, "台州恒力 ZXJ-J6LL 20件 20号前到")
    await shop.says(SELLER, "1")
    await shop.says(PLANNER, "0001 要延误1天,设备故障")
    assert "SO20260310-0001" in shop.last(PLANNER), shop.last(PLANNER)
    assert str((await the_order(shop, "SO20260310-0001")).due) in ("2026-03-20", "2026-03-21")
    await shop.says(SELLER, "0001 要晚两天,模具坏了")
    assert str((await the_order(shop, "SO20260310-0001")).due) == "2026-03-22", shop.last(SELLER)
    assert "模具坏了" in shop.last(PLANNER), shop.last(PLANNER)
