"""An order walked through each shipped flow by chat, with what each step must hand on."""

from collections.abc import AsyncIterator

import pytest

from handlers.domain.order import Order
from tests.shop import Shop, demo_settings

SELLER, BUYER, KEEPER, PLANNER = "陈海波", "恒力-李采购", "蔡国平", "孙福根"
FINANCE, DRIVER, SERVICE, BOSS = "沈会计", "老丁", "客服小美", "张厂长"
NUMBER = "SO20260310-0001"


@pytest.fixture
async def shop(request: pytest.FixtureRequest, database: str) -> AsyncIterator[Shop]:
    """A shop whose orders go the way that the test names, with one order confirmed."""
    async with Shop(database, demo_settings(database, flow=request.param)) as running:
        await running.says(SELLER, "台州恒力 J6P左转向节 2件,15号前到")
        await running.says(SELLER, "确认")
        await running.expects(SELLER, NUMBER)
        yield running


async def the_order(shop: Shop) -> Order:
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
        return order


async def step(shop: Shop, who: str, text: str, state: str) -> None:
    await shop.says(who, text)
    await shop.expects(who, NUMBER, state)
    assert (await the_order(shop)).state == state


async def refused(shop: Shop, who: str, text: str, *words: str) -> None:
    before = await the_order(shop)
    await shop.says(who, text)
    await shop.expects(who, *words)
    assert await the_order(shop) == before


async def proofs(shop: Shop) -> list[tuple[str, str, str]]:
    """What was handed on with the steps: action, kind and value."""
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
        events = await uow.events.of(order.id)
    changes = [(event.action, change.field, change.new) for event in events for change in event.changes]
    return [change for change in changes if change[1] in ("photo", "tracking", "sign")]


@pytest.mark.parametrize("shop", ["production"], indirect=True)
async def test_production_from_the_money_to_the_signature(shop: Shop) -> None:
    assert (await the_order(shop)).state == "待确认"
    await refused(shop, PLANNER, "0001 排产", "待确认", "不能排产")
    await refused(shop, FINANCE, "0001 款到了", "付款凭证的照片", "0001 付款")
    await shop.sends_picture(FINANCE, "水单.jpg")
    await shop.expects(FINANCE, "图片收到了", "15分钟内")
    await step(shop, FINANCE, "0001 付款", "已收款")
    await step(shop, KEEPER, "0001 备料", "备料中")
    await step(shop, PLANNER, "0001 已排产", "生产排程")
    await step(shop, PLANNER, "0001 开工", "工序进度")
    await shop.says(PLANNER, "0001 生产中")
    await shop.expects(PLANNER, "已记在")
    await shop.says(PLANNER, "0001 到哪了")
    await shop.expects(PLANNER, "生产计划处理,应在", "下一步:质检", "要交:质检报告")
    await refused(shop, PLANNER, "0001 质检", "质检报告的照片", "0001 质检")
    await shop.sends_picture(PLANNER, "质检.jpg", "0001 质检合格")
    await shop.expects(PLANNER, NUMBER, "质检完成")
    await refused(shop, KEEPER, "0001 出库", "运单号", "0001 出库 顺丰SF…")
    await step(shop, KEEPER, "0001 出库 顺丰SF1234567890", "物流发运")
    await shop.expects(BUYER, NUMBER, "已发出", "SF1234567890")
    await refused(shop, DRIVER, "0001 签收", "签收人", "姓名")
    await step(shop, DRIVER, "0001 签收 签收人王强", "客户签收")
    kept = await proofs(shop)
    assert [(action, field) for action, field, _ in kept] == [
        ("pay", "photo"),
        ("inspect", "photo"),
        ("ship", "tracking"),
        ("sign", "sign"),
    ]
    assert kept[-2:] == [("ship", "tracking", "SF1234567890"), ("sign", "sign", "王强")]
    await shop.says(SELLER, "0001 到哪了")
    await shop.expects(SELLER, "客户签收", "签收人:王强")
    await shop.says(SELLER, "0001 修改记录")
    past = await shop.expects(SELLER, "修改记录", "照片:无 → 有", "签收人:无 → 王强")
    assert "photo" not in past.text


@pytest.mark.parametrize("shop", ["b2b"], indirect=True)
async def test_b2b_from_the_credit_to_the_money(shop: Shop) -> None:
    assert (await the_order(shop)).state == "待审核"
    await refused(shop, SELLER, "0001 审核通过", "不归你这边做", "财务")
    await step(shop, FINANCE, "0001 审核通过", "信用通过")
    await refused(shop, KEEPER, "0001 出库", "信用通过", "现在可以:锁库存")
    await step(shop, KEEPER, "0001 备料", "库存锁定")
    await step(shop, PLANNER, "0001 已排产", "已排产")
    await step(shop, KEEPER, "0001 出库", "已出库")
    await refused(shop, DRIVER, "0001 已发车", "运单号", "0001 运输 顺丰SF…")
    await step(shop, DRIVER, "0001 运输 顺丰SF1234567890", "运输中")
    await step(shop, BUYER, "0001 收到了", "已签收")  # the customer signs with his own name
    assert ("sign", "sign", BUYER) in await proofs(shop)
    await step(shop, FINANCE, "0001 款到了", "已关闭")


@pytest.mark.parametrize("shop", ["b2b"], indirect=True)
async def test_b2b_a_number_said_with_leaving_the_house_is_there_for_the_next_step(shop: Shop) -> None:
    for who, text, state in (
        (FINANCE, "0001 审核通过", "信用通过"),
        (KEEPER, "0001 备料", "库存锁定"),
        (KEEPER, "0001 出库 顺丰SF1234567890", "已出库"),
        (DRIVER, "0001 已发车", "运输中"),
    ):
        await step(shop, who, text, state)
    assert (await the_order(shop)).tracking == "SF1234567890"


@pytest.mark.parametrize("shop", ["retail"], indirect=True)
async def test_retail_to_the_end_and_back(shop: Shop) -> None:
    assert (await the_order(shop)).state == "待支付"
    await step(shop, FINANCE, "0001 款到了", "已支付")
    await step(shop, KEEPER, "0001 备货", "备货中")
    await refused(shop, KEEPER, "0001 发货", "运单号")
    await step(shop, KEEPER, "0001 发货 顺丰SF1234567890", "已发货")
    await step(shop, BUYER, "0001 收到了", "已完成")
    await refused(shop, KEEPER, "0001 出库", NUMBER[-4:])
    await step(shop, KEEPER, "0001 退货", "已退货")


@pytest.mark.parametrize("shop", ["eleven_node"], indirect=True)
async def test_eleven_nodes_one_after_the_other(shop: Shop) -> None:
    assert (await the_order(shop)).state == "待审核"
    for who, text, state in (
        (SELLER, "0001 审核通过", "已审核"),
        (FINANCE, "0001 款到了", "款项落实"),
        (PLANNER, "0001 已排产", "已排产"),
        (KEEPER, "0001 备料", "备料中"),
        (PLANNER, "0001 开工", "生产中"),
    ):
        await step(shop, who, text, state)
    await refused(shop, PLANNER, "0001 质检合格", "质检报告的照片")
    await shop.sends_picture(PLANNER, "质检.jpg")
    await step(shop, PLANNER, "0001 质检合格", "已质检")
    await step(shop, KEEPER, "0001 出库", "已出库")
    await step(shop, DRIVER, "0001 运输 顺丰SF1234567890", "运输中")
    await shop.sends_picture(DRIVER, "签收单.jpg")
    await step(shop, DRIVER, "0001 已签收", "已签收")
    await shop.says(SERVICE, "0001 到哪了")
    await shop.expects(SERVICE, "已签收", "归档")
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
    assert order.owner == "service"


@pytest.mark.parametrize("shop", ["production"], indirect=True)
async def test_a_picture_proves_one_step_and_only_for_a_while(shop: Shop) -> None:
    await shop.sends_picture(FINANCE, "水单.jpg")
    await shop.waits(minutes=16)
    await refused(shop, FINANCE, "0001 付款", "付款凭证的照片")
    await shop.sends_picture(BOSS, "水单.jpg")
    await refused(shop, FINANCE, "0001 付款", "付款凭证的照片")  # somebody else's
    await step(shop, BOSS, "0001 付款", "已收款")
    await step(shop, BOSS, "0001 备料", "备料中")
    await step(shop, BOSS, "0001 已排产", "生产排程")
    await step(shop, BOSS, "0001 开工", "工序进度")
    await refused(shop, BOSS, "0001 质检合格", "质检报告的照片")  # it proved the payment


@pytest.mark.parametrize("shop", ["production"], indirect=True)
async def test_a_step_that_lacks_its_deliverable_is_refused_as_a_button_but_cancelling_is_free(shop: Shop) -> None:
    before = await the_order(shop)
    await shop.taps(FINANCE, "收款")
    await shop.expects(FINANCE, "付款凭证的照片", "0001 付款")
    assert await the_order(shop) == before
    await shop.says(SELLER, "取消订单0001,客户不要了")
    await shop.expects(SELLER, "已取消")
    assert (await the_order(shop)).state == "已取消"
