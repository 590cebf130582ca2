"""Quotes through the front door, on both databases: prices of the list, kept while they hold, ordered once."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
from sqlalchemy import update

from handlers.domain.order import Order, Phase
from handlers.domain.quotation import Quotation
from storage import tables as t
from tests.shop import Shop, demo_settings

SELLER, COLLEAGUE, BUYER, OTHER_BUYER, BOSS, KEEPER = (
    "陈海波",
    "林晓燕",
    "恒力-李采购",
    "鲁通老王",
    "张厂长",
    "蔡国平",
)
BUYER_GROUP = "恒力-台州恒力对接群"
NUMBER = "QT20260310-0001"
ORDER = "SO20260310-0001"


@pytest.fixture
async def shop(url: str) -> AsyncIterator[Shop]:
    """A running shop, on both databases, in which nothing is told but what a test lets happen."""
    settings = demo_settings(url)
    policy = settings.policy.model_copy(update={"digest_at": ""})
    async with Shop(url, settings.model_copy(update={"policy": policy})) as running:
        yield running


async def the_quote(shop: Shop, number: str = NUMBER) -> tuple[Quotation, Order]:
    async with shop.store.read() as uow:
        quotation = await uow.quotations.by_number(number)
        assert quotation is not None
        return quotation, await uow.orders.get(quotation.order_id)


async def orders_of(shop: Shop, *phases: Phase) -> list[Order]:
    async with shop.store.read() as uow:
        return await uow.orders.find(phases=phases)


async def dearer(shop: Shop, sku: str, price: str) -> None:
    """The price list changes."""
    async with shop.store.write() as uow:
        await uow.connection.execute(update(t.products).where(t.products.c.sku == sku).values(price=Decimal(price)))
        await uow.commit()


async def test_a_quote_by_the_list_is_sent_ordered_once_and_keeps_its_price(shop: Shop) -> None:
    await shop.says(SELLER, "报价 台州恒力 J6P左转向节300件 J6P右转向节50件")
    await shop.expects(SELLER, NUMBER, "未发客户", "243,750 元", "41,175 元", "合计", "284,925 元", "可以转发给客户")
    assert await orders_of(shop, Phase.DRAFT, Phase.OPEN) == []
    async with shop.store.read() as uow:
        assert await uow.stock.holders("ZXJ-J6PL") == []
    assert not [seen for seen in await shop.sees(BUYER) if NUMBER in seen.text]
    await shop.taps(SELLER, "发给客户")
    await shop.expects(SELLER, NUMBER, "已发客户")
    await shop.expects(BUYER, NUMBER, "243,750 元", "3月17日")
    await dearer(shop, "ZXJ-J6PL", "900")
    await shop.taps(BUYER, "按报价单下")
    await shop.expects(BUYER, "待确认订单", "300件")
    (draft,) = await orders_of(shop, Phase.DRAFT)
    assert (draft.quote, [line.price for line in draft.lines]) == (NUMBER, [Decimal("812.5"), Decimal("823.5")])
    await shop.taps(SELLER, "转为订单")  # the same draft, no second one
    await shop.expects(SELLER, "待确认订单", "×812.5")
    assert [order.id for order in await orders_of(shop, Phase.DRAFT)] == [draft.id]
    await shop.taps(SELLER, "确认下单")
    await shop.expects(SELLER, ORDER)
    (order,) = await orders_of(shop, Phase.OPEN)
    assert [line.price for line in order.lines] == [Decimal("812.5"), Decimal("823.5")]
    await shop.says(SELLER, f"转订单 {NUMBER}")
    await shop.expects(SELLER, "已转成订单", ORDER)
    await shop.says(BUYER, "按报价单下")
    await shop.expects(BUYER, "已经下单", ORDER)
    assert len(await orders_of(shop, Phase.DRAFT, Phase.OPEN)) == 1
    await shop.says(SELLER, "我的报价")
    await shop.expects(SELLER, "报价单:1张", NUMBER, f"已转订单{ORDER}")
