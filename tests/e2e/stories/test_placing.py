"""Stories U1 and U3: what stands on the card before anybody confirms."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from tests.e2e.conftest import (
    DingShop,
    FeishuShop,
    RobotShop,
    WecomShop,
    open_ding_shop,
    open_feishu_shop,
    open_robot_shop,
)
from tests.e2e.stories.conftest import LIN, story
from tests.shop import Shop

Pressed = DingShop | FeishuShop | RobotShop
Open = Callable[[Settings], AbstractAsyncContextManager[Pressed]]


def _others(company: Settings) -> dict[str, Any]:
    return {name: value for name, value in company if name not in ("channels", "database")}


@asynccontextmanager
async def feishu(company: Settings) -> AsyncIterator[Pressed]:
    """The stories' company in Feishu."""
    async for running in open_feishu_shop(company.database.url, "http", **_others(company)):
        yield running


WITH_BUTTONS: dict[str, Open] = {
    "dingtalk": lambda company: open_ding_shop("", "http", company=company),
    "feishu": feishu,
    "wecom_robot": lambda company: open_robot_shop(company.database.url, "stream", **_others(company)),
    "wecom_robot by callback": lambda company: open_robot_shop(company.database.url, "http", **_others(company)),
}


def _screen(shop: Pressed) -> list[str]:
    """What 陈锋 reads, oldest first."""
    match shop:
        case DingShop():
            return [shown.reads() for shown in shop.dingtalk.seen["chen"]]
        case FeishuShop():
            return [shown.reads() for shown in shop.feishu.seen["chen"]]
        case RobotShop():
            return [shown.reads() for shown in shop.robot.seen["chen"]]


@pytest.mark.parametrize("channel", WITH_BUTTONS)
async def test_u1_is_shown_and_confirmed_by_buttons_in_every_channel_that_has_them(
    tmp_path: Path, channel: str
) -> None:
    async with WITH_BUTTONS[channel](story(tmp_path).model_copy(update={"notify": {}})) as shop:
        await shop.says("chen", "博泰发300件转向节,3月15日前到")
        await shop.taps("chen", "左")
        card = "\n".join(_screen(shop)[-2:])  # a long card goes on in a second message
        for words in ("25,800", "可用360→占用后60件", "低于安全库存", "120,000→145,800,额度300,000", "3月14日"):
            assert words in card
        if channel.endswith("callback"):  # one more message may be said there: words, for the card alone holds not all
            assert "回复 1 确认下单" in card
            await shop.says("chen", "1")
        else:
            await shop.taps("chen", "确认下单")
        assert "库存已锁300件" in "\n".join(_screen(shop)[-3:])
        async with shop.shop.store.read() as uow:
            order = await uow.orders.by_number("SO20260310-0001")
            assert order is not None
            assert [(hold.sku, hold.qty) for hold in await uow.stock.of(order.id)] == [("ZJ-2041", Decimal(300))]


async def test_u1_one_sentence_shows_stock_and_credit_and_the_safety_stock_is_told_of_once(wecom: WecomShop) -> None:
    await wecom.says("chen", "博泰发300件转向节,3月15日前到")
    await wecom.taps("chen", "左")
    card = wecom.last("chen")
    for words in (
        "25,800",
        "可用360→占用后60件",
        "低于安全库存",
        "120,000→145,800,额度300,000 元",
        "周日不收货,3月14日",
    ):
        assert words in card
    await wecom.taps("chen", "确认下单")
    assert "库存已锁300件" in wecom.last("chen")
    async with wecom.shop.store.read() as uow:
        order = await uow.orders.by_number("SO20260310-0001")
        assert order is not None
        assert [(hold.sku, hold.qty) for hold in await uow.stock.of(order.id)] == [("ZJ-2041", Decimal(300))]
    seen = wecom.shown()
    await wecom.shop.waits(seconds=2)
    assert "低于安全库存" in wecom.last("zhou")
    assert "低于安全库存" not in wecom.last("chen")
    await wecom.shop.waits(seconds=60)
    told = wecom.shown()
    assert told > seen
    await wecom.says("wang", "转向节左 20件 下周五到")
    assert not any(word in wecom.last("wang") for word in ("可用", "占用", "信用", "额度", "安全"))


async def test_the_shortage_card_names_the_supplier_and_when_he_could_bring_it(shop: Shop) -> None:
    await shop.says(LIN, "台州鑫源 LT-07 200套 3月18日到")
    await shop.says(LIN, "确认")
    await shop.waits(seconds=2)
    await shop.expects("何采", "缺80套", "建议采购:250套", "瑞安华盛,4天,今天申请约3月14日(周六)到")
