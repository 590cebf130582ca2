"""Operators' rules through the front door: written, tried, put in force, at work on orders, rolled back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handlers.domain.order import Order, OrderEvent
from tests.shop import Shop, demo_settings

SELLER, BUYER, KEEPER, PLANNER = "陈海波", "恒力-李采购", "蔡国平", "孙福根"
FINANCE, DRIVER, SERVICE, BOSS = "沈会计", "老丁", "客服小美", "张厂长"
NUMBER = "SO20260310-0001"
PAID = """
[[rule]]
name = "款到备料"
when = ["付款凭证已上传", "财务通过"]
if = "付款凭证已上传 且 财务通过"
then = ["状态改为 备料中", "通知 生产经理:{单号} 款已到,请准备"]
"""
SHIPPED = """
[[rule]]
name = "运单填写就发货"
when = "运单号填写"
if = "状态 = 质检完成"
then = ["状态改为 物流发运", "通知 物流跟踪:{单号} 已发货,{客户},运单 {运单号}"]
"""


@pytest.fixture
async def shop(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop with an empty folder of rules, whose orders go the way that the test names."""
    (tmp_path / "rules").mkdir()
    flow = getattr(request, "param", "five_state")
    async with Shop(database, demo_settings(database, flow=flow, rules=str(tmp_path / "rules"))) as running:
        yield running


def write(shop: Shop, text: str, name: str = "rules") -> None:
    Path(shop.settings.rules, f"{name}.toml").write_text(text, encoding="utf-8")


async def in_force(shop: Shop, text: str, *names: str) -> None:
    """Writes a file, tries its rules and enables them."""
    write(shop, text)
    await shop.waits(seconds=2)
    for name in names:
        await shop.says(BOSS, f"试跑 {name}")
        await shop.expects(BOSS, f"试跑“{name}”第1版", "没有改动任何订单")
        await shop.says(BOSS, f"启用 规则 {name}")
        await shop.expects(BOSS, f"规则“{name}”第1版已启用")


async def ordered(shop: Shop, text: str = "台州恒力 J6P左转向节 2件,15号前到") -> None:
    await shop.says(SELLER, text)
    await shop.says(SELLER, "确认")


async def the_order(shop: Shop, tail: str = "0001") -> Order:
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail(tail)
        return order


async def events(shop: Shop, tail: str = "0001") -> list[OrderEvent]:
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail(tail)
        return await uow.events.of(order.id)


@pytest.mark.parametrize("shop", ["production"], indirect=True)
async def test_the_voucher_and_the_money_bring_an_order_to_production(shop: Shop) -> None:
    await in_force(shop, PAID, "款到备料")
    await ordered(shop)
    await shop.sends_picture(FINANCE, "水单.jpg", "0001 付款")
    order = await the_order(shop)
    assert order.state == "备料中"
    moved = [event for event in await events(shop) if event.from_state != event.to_state][-2:]
    assert [(e.from_state, e.to_state) for e in moved] == [("待确认", "已收款"), ("已收款", "备料中")]
    assert moved[1].actor == "rule:款到备料:1"
    assert moved[0].message_id == moved[1].message_id
    told = [seen.text for seen in await shop.sees(PLANNER, "生产调度群")]
    assert sum("款已到,请准备" in text for text in told) == 1
    await shop.expects(FINANCE, "已收款 → 备料中", "规则“款到备料”第1版")
    card = next(seen for seen in reversed(await shop.sees(FINANCE)) if NUMBER in seen.title)
    assert "备料中" in card.title
    await shop.says(FINANCE, "为什么 0001")
    await shop.expects(FINANCE, "已收款 → 备料中", "规则“款到备料”第1版", "付款凭证已上传")
    await shop.says(KEEPER, "0001 已排产")
    await shop.says(PLANNER, "0001 已排产")
    assert (await the_order(shop)).state == "生产排程"
