"""The money of an order through the front door, on both databases: what is said to be paid counts once it was seen."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from config import ConfigError, load
from config.settings import GiftSpec, GiftTier, TermsPolicy
from handlers.domain.order import Order, OrderId
from storage import import_path
from storage import tables as t
from tests.conftest import Postgres
from tests.e2e.conftest import WecomShop
from tests.shop import Shop, demo_settings

SERVICE = "客服小美"
SELLER, COLLEAGUE, BUYER, KEEPER, FINANCE, BOSS, PLANNER = (
    "陈海波",
    "林晓燕",
    "恒力-李采购",
    "蔡国平",
    "沈会计",
    "张厂长",
    "孙福根",
)
STOCK_GROUP, BUYER_GROUP = "仓库发货群", "恒力-台州恒力对接群"
NUMBER = "SO20260310-0001"


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, database: str) -> str:
    """A database with the sample company, or an empty one that fills itself."""
    if request.param == "sqlite":
        return database
    maker: Postgres = request.getfixturevalue("postgres")
    emptied = await maker.emptied()
    return emptied.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def money_shop(url: str, flow: str = "five_state", **terms: Any) -> Shop:
    """A shop whose VIP customers have these terms."""
    settings = demo_settings(url, flow=flow)
    policy = settings.policy.model_copy(update={"levels": {"VIP": TermsPolicy(**terms)}, "digest_at": ""})
    return Shop(url, settings.model_copy(update={"policy": policy}))


@pytest.fixture
async def deposit(url: str) -> AsyncIterator[Shop]:
    """A shop where 30 % come before work begins and the rest before goods leave."""
    async with money_shop(url, payment="deposit", deposit=30) as running:
        yield running


async def ordered(shop: Shop) -> None:
    """Ten pieces for 8,125 yuan."""
    await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
    await shop.says(SELLER, "台州恒力 J6P左转向节 10件,15号前到")
    await shop.says(SELLER, "确认")
    await shop.expects(SELLER, NUMBER)


async def the_order(shop: Shop) -> Order:
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
    return order


async def paid(shop: Shop) -> Decimal:
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
        return sum((one.received or Decimal(0) for one in await uow.payments.of(order.id)), Decimal(0))


async def test_a_deposit_is_a_claim_until_finance_sees_it_and_releases_what_it_pays_for(deposit: Shop) -> None:
    shop = deposit
    await ordered(shop)
    await shop.says(PLANNER, "0001 已排产")
    await shop.expects(PLANNER, "排产前货款要先到位")
    assert "2,437.5" not in (await shop.last(PLANNER)).text  # a planner reads no amounts
    await shop.says(SELLER, "0001 已付 1元")
    await shop.expects(SELLER, NUMBER, "1 元", "等财务核对")
    await shop.expects(FINANCE, NUMBER, "收款", "1 元", "通过")
    await shop.taps(FINANCE, "通过")
    await shop.expects(FINANCE, "部分收款", "已收:1 元", "未收:8,124 元")
    await shop.says(PLANNER, "0001 已排产")
    await shop.expects(PLANNER, "排产前货款要先到位")
    assert (await the_order(shop)).state == "待审核"
    await shop.says(SELLER, f"{NUMBER} 已付 3000")
    await shop.says(PLANNER, "0001 已排产")
    assert (await the_order(shop)).state == "待审核"  # claimed, not approved
    await shop.says(FINANCE, "通过 0001 2436.5 银行到账")  # finance corrects the amount
    await shop.expects(FINANCE, "部分收款", "已收:2,437.50 元")
    await shop.says(PLANNER, "0001 已排产")
    assert (await the_order(shop)).state == "已排产"
    await shop.says(KEEPER, "0001 已备料")
    await shop.says(KEEPER, "0001 出库")
    await shop.expects(KEEPER, "出库前货款要先到位")
    await shop.says(SELLER, "0001 付尾款 5,687.50元")
    await shop.says(FINANCE, "通过 0001")
    await shop.expects(FINANCE, "已收款", "未收:0 元")
    await shop.says(KEEPER, "0001 出库")
    assert (await the_order(shop)).state == "已出库"
    assert await paid(shop) == Decimal("8125")
    await shop.says(SELLER, "0001 收款")
    await shop.expects(SELLER, "已收款", "应收:8,125 元", "2,436.50 元(报的3,000)", "定金30%")


async def test_a_voucher_alone_releases_nothing_and_finance_says_how_much_it_is(deposit: Shop) -> None:
    shop = deposit
    await ordered(shop)
    await shop.says(BUYER, "0001 付款凭证")
    await shop.expects(BUYER, "没有看到凭证的图片")
    await shop.sends_picture(BUYER, "水单.jpg")
    await shop.says(BUYER, "0001 付款凭证")
    await shop.expects(BUYER, "已登记您付的", "有凭证", "财务核对到账后告诉您")
    await shop.says(PLANNER, "0001 已排产")
    await shop.expects(PLANNER, "货款要先到位")
    await shop.expects(FINANCE, NUMBER, "金额要看凭证", "有凭证")
    await shop.taps(FINANCE, "通过")
    await shop.expects(FINANCE, "实收多少")
    assert await paid(shop) == 0
    await shop.says(FINANCE, "8125")
    await shop.expects(FINANCE, "已收款", "未收:0 元")
    await shop.expects(BUYER, "8,125 元", "已核对到账")
    await shop.says(PLANNER, "0001 已排产")
    assert (await the_order(shop)).state == "已排产"
    await shop.says(BUYER, "0001 付款凭证")  # the same picture proves no second payment
    await shop.expects(BUYER, "没有看到凭证的图片")


async def test_a_refused_claim_counts_nothing_and_says_why(deposit: Shop) -> None:
    shop = deposit
    await ordered(shop)
    await shop.says(SELLER, "0001 已付 3000")
    await shop.says(SELLER, "0001 已付 3000")
    await shop.expects(SELLER, "已经报过了")
    await shop.says(FINANCE, "驳回 0001 银行没有这笔")
    await shop.expects(SELLER, "被驳回", "银行没有这笔")
    assert await paid(shop) == 0
    await shop.says(PLANNER, "0001 已排产")
    assert (await the_order(shop)).state == "待审核"
    await shop.says(SELLER, "通过 0001 3000")
    await shop.says(BUYER, "通过 0001 3000")
    assert await paid(shop) == 0
    await shop.says(SELLER, "0001 已付 3000")
    await shop.waits(hours=25)
    await shop.expects(SELLER, "没人批,已过期")
    await shop.says(FINANCE, "通过 0001")
    assert await paid(shop) == 0


async def test_no_amount_is_read_in_a_group_or_by_a_customer(deposit: Shop) -> None:
    shop = deposit
    await ordered(shop)
    await shop.says(SELLER, "0001 已付 3000", group=BUYER_GROUP)
    await shop.says(FINANCE, "通过 0001")
    await shop.says(SELLER, "0001 收款", group=BUYER_GROUP)
    await shop.expects(SELLER, "部分收款", "3,000 元", "未收")
    await shop.says(BUYER, "0001 收款")
    await shop.expects(BUYER, "部分收款")
    for who, group in ((BUYER, BUYER_GROUP), (KEEPER, STOCK_GROUP), (BUYER, ""), (KEEPER, "")):
        everything = "".join(one.text for one in await shop.sees(who, group))
        assert not [word for word in ("3,000", "8,125", "5,125", "2,437") if word in everything], (who, group)


@pytest.mark.parametrize("flow", ["retail"])
async def test_paid_means_all_of_it_whoever_says_so(url: str, flow: str) -> None:
    async with money_shop(url, flow) as shop:
        await ordered(shop)
        assert (await the_order(shop)).state == "待支付"
        await shop.says(SELLER, "0001 款到了")
        await shop.expects(SELLER, "8,125 元", "等财务核对")
        assert (await the_order(shop)).state == "待支付"
        await shop.says(FINANCE, "通过 0001 1")
        await shop.expects(FINANCE, "部分收款")
        assert (await the_order(shop)).state == "待支付"
        await shop.says(SELLER, "0001 已付 8124")
        await shop.says(FINANCE, "通过 0001")
        assert (await the_order(shop)).state == "已支付"  # moved on by itself once the last yuan was there
        await shop.expects(SELLER, NUMBER, "已支付")


async def test_a_paid_order_is_not_undone_and_what_came_is_given_back_when_it_is_cancelled(url: str) -> None:
    async with money_shop(url) as shop:
        await ordered(shop)
        await shop.sends_picture(SELLER, "水单.jpg", "0001 付款凭证 8125元")
        await shop.expects(SELLER, "8,125 元", "有凭证")
        await shop.says(SELLER, "撤销")
        await shop.expects(SELLER, "已经登记了付款,不能撤销")
        await shop.says(FINANCE, "通过 0001")
        await shop.says(SELLER, "取消订单0001,客户不要了")
        await shop.expects(FINANCE, "已收的要退", "应退:8,125 元")
        async with shop.store.read() as uow:
            today = shop.clock.now().date()
            assert (await uow.accounts.debts("C001", OrderId(0), today, today)).open_orders == 0


async def test_a_claim_is_decided_once_and_a_changed_order_asks_for_more(deposit: Shop) -> None:
    shop = deposit
    await ordered(shop)
    await shop.says(SELLER, "0001 已付 2437.5")
    card = next(one for one in await shop.sees(FINANCE) if "通过" in one.buttons)
    await asyncio.gather(*(shop.taps(who, "通过", card=card, settle=False) for who in (FINANCE, FINANCE)))
    await shop.settles()
    await shop.says(BOSS, "通过 0001")
    assert await paid(shop) == Decimal("2437.5")
    await shop.expects(PLANNER, NUMBER, "货款已到位", group="生产调度群")
    await shop.says(SELLER, "0001 数量改成20")
    await shop.says(PLANNER, "0001 已排产")
    await shop.expects(PLANNER, "货款要先到位")  # 30 % of more
    assert (await the_order(shop)).state == "待审核"


async def test_what_is_paid_is_not_owed(url: str) -> None:
    async with money_shop(url) as shop:
        await ordered(shop)
        async with shop.store.write() as uow:
            await uow.connection.execute(update(t.customers).values(credit_limit=Decimal(10_000)))
            await uow.commit()
        await shop.says(SELLER, "台州恒力 J6P左转向节 5件,18号前到")
        await shop.expects(SELLER, "信用:未结8,125 元", "要先批准")
        await shop.says(SELLER, "取消")
        await shop.says(FINANCE, "0001 收款 5000")
        await shop.expects(FINANCE, "已收 5,000 元", "未收:3,125 元")
        await shop.says(SELLER, "台州恒力 J6P左转向节 5件,18号前到")
        assert "要先批准" not in (await shop.last(SELLER)).text
        async with shop.store.read() as uow:
            today = shop.clock.now().date()
            assert (await uow.accounts.debts("C001", OrderId(0), today, today)).open_orders == Decimal(3125)


async def test_a_payment_over_wecom(wecom_shop: WecomShop) -> None:
    shop = wecom_shop
    await shop.says("u09", "到货 ZXJ-J6PL 400")
    await shop.says("u01", "台州恒力 J6P左转向节 10件,15号前到")
    await shop.says("u01", "确认")
    await shop.says("u01", "0001 已付 5000")
    assert "等财务核对" in shop.last("u01")
    async with shop.shop.store.read() as uow:
        (finance,) = [one for one in await uow.parties.all_people() if one.name == FINANCE]
    assert "报的付款:5,000 元" in shop.last(finance.user)
    await shop.taps(finance.user, "通过")
    assert "部分收款" in shop.last(finance.user)
    assert await paid(shop.shop) == Decimal(5000)


async def test_tiers_and_promotions_come_from_the_file_and_follow_the_amount(url: str, tmp_path: Path) -> None:
    listed = tmp_path / "prices.csv"
    listed.write_text(
        "customer,sku,price,since,until,qty\n"
        "*,ZXJ-J6PL,800,,,50\n"
        "*,ZXJ-J6PL,780,,,100\n"
        "*,ZXJ-J6PL,790,2026-03-11,2026-03-12,\n"
        ",ZXJ-J6PL,1,,,\n"
        "*,ZXJ-J6PL,700,2026-03-12,2026-03-11,\n"
    )
    async with money_shop(url) as shop:
        (report,) = await import_path(shop.store, listed)
        assert (report.added, [bad.line for bad in report.bad]) == (3, [5, 6])
        await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
        await shop.says(SELLER, "J6P左转向节多少钱")
        await shop.expects(SELLER, "812.50 元/件", "满50件 800", "满100件 780")
        await shop.says(SELLER, "台州恒力 J6P左转向节 60件,单价750,15号前到")
        await shop.expects(SELLER, "48,000 元", "按阶梯价算")
        await shop.says(SELLER, "数量120")
        await shop.expects(SELLER, "93,600 元")
        await shop.says(SELLER, "确认")
        await shop.says(SELLER, "0001 数量改成40")  # the tier is not reached any more
        assert [line.price for line in (await the_order(shop)).lines] == [Decimal("812.5")]
        await shop.says(SELLER, "0001 数量改成60")
        assert [line.price for line in (await the_order(shop)).lines] == [Decimal(800)]
        await shop.waits(days=1)
        await shop.says(SELLER, "0001 数量改成45")  # what was agreed on Tuesday knows nothing of Wednesday's promotion
        assert [line.price for line in (await the_order(shop)).lines] == [Decimal("812.5")]
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 10件,15号前到")
        await shop.expects(COLLEAGUE, "7,900 元")


MARCH = GiftSpec(
    name="三月满赠",
    since=date(2026, 3, 1),
    until=date(2026, 3, 31),
    per_customer=1,
    tiers=(GiftTier(from_=Decimal(5000), sku="LHL-J6"), GiftTier(from_=Decimal(9000), sku="ZC-TRY")),
)


async def gift_products(shop: Shop, tmp_path: Path) -> None:
    """Two things that are given away, of which there are three and one."""
    listed = tmp_path / "products.csv"
    listed.write_text("sku,name,unit,price,stock\nLHL-J6,保温袋,个,20,3\nZC-TRY,试吃装,份,10,1\n")
    await import_path(shop.store, listed)


def gift_shop(url: str, *campaigns: GiftSpec, **changed: Any) -> Shop:
    settings = demo_settings(url)
    policy = settings.policy.model_copy(update={"gifts": campaigns, "digest_at": "", **changed})
    return Shop(url, settings.model_copy(update={"policy": policy}))


async def held(shop: Shop, sku: str) -> int:
    async with shop.store.read() as uow:
        return int((await uow.stock.levels([sku]))[sku].held)


async def test_a_reached_tier_gives_its_gift_and_the_next_one_says_what_it_takes(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MARCH) as shop:
        await gift_products(shop, tmp_path)
        await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
        await shop.says(SELLER, "台州恒力 J6P左转向节 10件,13号前到")
        await shop.expects(SELLER, "8,125 元", "保温袋 1个(赠)", "距满9000还差875元,可得试吃装 1份")
        assert "试吃装 1份(赠)" not in (await shop.last(SELLER)).text
        assert await held(shop, "LHL-J6") == 1
        await shop.says(SELLER, "数量4")
        assert "(赠)" not in (await shop.last(SELLER)).text
        assert await held(shop, "LHL-J6") == 0
        await shop.says(SELLER, "数量12")
        await shop.expects(SELLER, "试吃装 1份(赠)")
        assert "保温袋 1个(赠)" not in (await shop.last(SELLER)).text  # the highest tier only
        await shop.says(SELLER, "确认")
        await shop.expects(KEEPER, "试吃装 1份(赠)", group=STOCK_GROUP)
        await shop.expects(BUYER, "试吃装 1份(赠)")
        assert await held(shop, "ZC-TRY") == 1
        assert "还差" not in "".join(one.text for one in await shop.sees(BUYER))
        await shop.says(SELLER, "0001 数量改成8")  # below the tier: given back before it leaves
        await shop.expects(SELLER, NUMBER, "去掉", "试吃装", "增加", "保温袋")
        assert (await held(shop, "ZC-TRY"), await held(shop, "LHL-J6")) == (0, 1)
        await shop.says(SELLER, "0001 数量改成2")
        assert [line.sku for line in (await the_order(shop)).lines] == ["ZXJ-J6PL"]
        await shop.says(SELLER, "0001 数量改成10")
        await shop.says(SELLER, "台州恒力 J6P左转向节 20件,18号前到")  # once a customer
        await shop.expects(SELLER, "三月满赠:这位客户的次数已用完")
        assert "(赠)" not in (await shop.last(SELLER)).text
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 20件,18号前到")
        await shop.expects(COLLEAGUE, "试吃装 1份(赠)")
        await shop.says(COLLEAGUE, "取消")
        await shop.waits(days=25)
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 20件,18号前到")
        assert "(赠)" not in (await shop.last(COLLEAGUE)).text  # the campaign is over


async def test_a_gift_in_the_box_is_put_back_before_the_order_gets_too_small_for_it(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MARCH) as shop:
        await gift_products(shop, tmp_path)
        await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
        await shop.says(SELLER, "台州恒力 J6P左转向节 12件,13号前到")
        await shop.says(SELLER, "确认")
        await shop.says(KEEPER, "0001 已拣 ZC-TRY 1")
        await shop.says(SELLER, "0001 数量改成13")
        assert [int(line.picked) for line in (await the_order(shop)).lines] == [0, 1]
        await shop.says(SELLER, "0001 数量改成2")
        await shop.expects(SELLER, "试吃装已拣1份")
        assert [int(line.base_qty or 0) for line in (await the_order(shop)).lines] == [13, 1]
        await shop.says(KEEPER, "0001 已拣 ZC-TRY 0")
        await shop.says(SELLER, "0001 数量改成2")
        assert [(line.sku, int(line.base_qty or 0)) for line in (await the_order(shop)).lines] == [("ZXJ-J6PL", 2)]


async def test_a_claim_waits_on_while_its_order_waits_for_something_else(deposit: Shop) -> None:
    await ordered(deposit)
    await deposit.says(SELLER, "0001 付了2437.5")
    await deposit.expects(FINANCE, "等你批准(收款)")
    async with deposit.store.write() as uow:
        customer = t.customers.c.id == "C001"
        await uow.connection.execute(update(t.customers).where(customer).values(credit_limit=Decimal(9000)))
        await uow.commit()
    await deposit.says(SELLER, "0001 数量改成30")
    assert (await the_order(deposit)).held
    await deposit.says(FINANCE, "驳回 0001 先付款")  # what holds the order
    await deposit.expects(SELLER, "被驳回", "先付款")
    await deposit.says(FINANCE, "通过 0001 2437.5")
    assert await paid(deposit) == Decimal("2437.5")


async def test_a_gift_that_ran_out_is_told_before_anything_is_confirmed(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MARCH) as shop:
        await gift_products(shop, tmp_path)
        await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
        await shop.says(SELLER, "台州恒力 J6P左转向节 20件,13号前到")
        await shop.expects(SELLER, "试吃装 1份(赠)")
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 20件,18号前到")
        await shop.expects(COLLEAGUE, "三月满赠:试吃装已送完")
        await shop.waits(minutes=16)  # what the first draft held is free again
        await shop.says(COLLEAGUE, "19号前到")
        await shop.says(COLLEAGUE, "确认")
        await shop.says(SELLER, "确认")
        await shop.expects(SELLER, "刚有变化", "试吃装已送完")
        await shop.says(SELLER, "确认")
        await shop.expects(SELLER, "已建")
        assert [one.gift for one in (await the_order(shop)).lines] == [False, True]


async def test_a_gift_that_is_only_said_waits_for_who_sets_prices(shop_of: Shop) -> None:
    shop = shop_of
    await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
    await shop.says(BUYER, "J6P左转向节 10件,再送2件J6P右转向节,15号前到")
    await shop.says(BUYER, "确认")
    async with shop.store.read() as uow:
        (order,) = await uow.orders.find(customers=["C001"])
    assert [line.gift for line in order.lines] == [False, True]
    assert order.held
    await shop.expects(BOSS, "消息里说的赠品", "批准")


@pytest.fixture
async def shop_of(url: str) -> AsyncIterator[Shop]:
    async with Shop(url) as running:
        yield running


async def delivered(shop: Shop) -> None:
    """Ten pieces, signed for by the customer on Tuesday at 09:12."""
    await ordered(shop)
    for who, text in ((PLANNER, "0001 已排产"), (KEEPER, "0001 已备料"), (KEEPER, "0001 出库"), (BUYER, "0001 收到了")):
        await shop.says(who, text)
    assert (await the_order(shop)).state == "已签收"


async def on_hand(shop: Shop, sku: str) -> int:
    async with shop.store.read() as uow:
        return int((await uow.stock.levels([sku]))[sku].on_hand)


async def test_a_return_is_asked_decided_received_and_owed_no_longer(url: str) -> None:
    async with money_shop(url) as shop:
        await ordered(shop)
        await shop.says(BUYER, "0001 有3件想退")
        await shop.expects(BUYER, "还没签收", "从签收那一刻起算")
        for who, text in (
            (PLANNER, "0001 已排产"),
            (KEEPER, "0001 已备料"),
            (KEEPER, "0001 出库"),
            (BUYER, "0001 收到了"),
        ):
            await shop.says(who, text)
        before = await on_hand(shop, "ZXJ-J6PL")
        await shop.waits(days=7)
        await shop.says(BUYER, "0001 有3件想退")  # the last second of the window
        await shop.expects(BUYER, NUMBER, "退货申请已登记", "3月10日 09:12签收,退货期到今天 09:12")
        await shop.says(BUYER, "0001 退8件")
        await shop.expects(BUYER, "最多还能退7件")
        await shop.expects(BOSS, NUMBER, "等你批准(退货)", "3件", "09:12签收")
        await shop.says(KEEPER, "收到退货 0001")
        await shop.expects(KEEPER, "没有批准过的退货")
        await shop.taps(BOSS, "通过")
        await shop.expects(BUYER, "可以退货")
        await shop.expects(KEEPER, "有退货要收", "3件", group=STOCK_GROUP)
        assert await on_hand(shop, "ZXJ-J6PL") == before
        await shop.says(KEEPER, "收到退货 0001")
        await shop.expects(KEEPER, "退货已入库", "3件")
        assert await on_hand(shop, "ZXJ-J6PL") == before + 3
        await shop.says(KEEPER, "收到退货 0001")
        assert await on_hand(shop, "ZXJ-J6PL") == before + 3  # once
        await shop.says(FINANCE, "0001 收款")
        await shop.expects(FINANCE, "应收:5,687.50 元(已扣退货2,437.50)")


async def test_after_the_window_only_a_fault_is_taken_back_and_the_sign_off_is_cited(url: str) -> None:
    async with money_shop(url) as shop:
        await delivered(shop)
        await shop.waits(days=7, seconds=1)
        await shop.says(BUYER, "0001 有3件想退")
        await shop.expects(BUYER, "3月10日 09:12签收", "7天内可退", "到今天 09:12", "质量问题")
        assert "找人工" in (await shop.last(BUYER)).buttons
        async with shop.store.read() as uow:
            assert await uow.returns.of((await the_order(shop)).id) == []
        await shop.taps(BUYER, "质量问题")
        await shop.expects(BUYER, "退货申请已登记", "3件", "质量问题")
        await shop.says(BOSS, "驳回 0001 照片看不出问题")
        await shop.expects(BUYER, "退货没有同意", "照片看不出问题")
        await shop.says(SELLER, "0001 质量问题 2件 开裂")
        await shop.expects(SELLER, "退货申请已登记", "2件")


async def test_goods_that_go_back_take_their_gift_along(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MARCH) as shop:
        await gift_products(shop, tmp_path)
        await delivered(shop)
        assert await on_hand(shop, "LHL-J6") == 2
        await shop.says(SELLER, "0001 退5件 客户多订了")
        await shop.expects(SELLER, "退货申请已登记", "5件", "保温袋 1个")
        await shop.expects(BOSS, "不到满赠,要收回保温袋 1个")
        await shop.says(BOSS, "通过 0001")
        await shop.says(KEEPER, "收到退货 0001 缺赠品")
        await shop.expects(KEEPER, "没退回:保温袋 1个")
        assert await on_hand(shop, "LHL-J6") == 2
        await shop.expects(SELLER, "退货已入库", "4,042.50 元(已扣没退回的赠品)")
        await shop.says(SELLER, "0001 全退")
        await shop.expects(SELLER, "退货申请已登记", "5件")
        await shop.says(BOSS, "通过 0001")
        await shop.says(KEEPER, "0001 退货已入库")
        assert await on_hand(shop, "ZXJ-J6PL") == 404
        await shop.says(SELLER, "0001 退1件")
        await shop.expects(SELLER, "没有可以退的货了")


async def test_all_of_a_retail_order_back_ends_it(url: str) -> None:
    async with money_shop(url, "retail") as shop:
        await ordered(shop)
        await shop.says(FINANCE, "0001 款到了")
        for who, text in ((KEEPER, "0001 备货"), (KEEPER, "0001 发货 顺丰SF1234567890"), (BUYER, "0001 收到了")):
            await shop.says(who, text)
        await shop.says(BUYER, "0001 退货")
        await shop.expects(BUYER, "退货申请已登记", "10件")
        await shop.says(BOSS, "通过 0001")
        await shop.says(KEEPER, "收到退货 0001")
        assert (await the_order(shop)).state == "已退货"
        await shop.says(FINANCE, "0001 收款")
        await shop.expects(FINANCE, "应退:8,125 元")


async def test_a_vip_s_order_goes_first_is_told_at_once_and_has_less_time(url: str) -> None:
    async with money_shop(url, pace=50, service="u21") as shop:
        await ordered(shop)
        await shop.expects(SELLER, "VIP 客户优先处理,专属客服 客服小美")
        news = await shop.expects(KEEPER, f"优先 新订单 {NUMBER}", "优先处理,请提前备货", "客服小美", group=STOCK_GROUP)
        assert "VIP" not in news.text  # a group reads no levels
        await shop.expects(SERVICE, f"优先 新订单 {NUMBER}", "VIP 客户优先处理")
        async with shop.store.read() as uow:
            order = (await uow.orders.by_tail("0001"))[0]
            rows = (await uow.connection.execute(select(t.outbox).where(t.outbox.c.order_id == order.id))).mappings()
            told = [row for row in rows if row["chat_id"] == "g05" and "提前备货" in row["card"]]
        assert order.confirmed_at is not None
        assert [(row["sent_at"] - order.confirmed_at).total_seconds() <= 5 for row in told] == [True]
        everything = "".join(one.text for one in await shop.sees(BUYER))
        assert "优先" not in everything
        assert "VIP" not in everything
        await shop.says(BUYER, "0001 到哪了")
        assert "优先" not in (await shop.last(BUYER)).text
        await shop.says(PLANNER, "0001 到哪了")
        await shop.expects(PLANNER, "VIP 客户优先处理", "应在今天 11:12前")  # two working hours instead of four
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 10件,15号前到")
        await shop.says(COLLEAGUE, "确认")
        assert "优先" not in (await shop.last(KEEPER, STOCK_GROUP)).text
        await shop.waits(hours=2, minutes=1)
        await shop.expects(PLANNER, NUMBER)
        async with shop.store.read() as uow:
            assert [(one.order_id, one.rule) for one in await uow.alerts.open()] == [(order.id, "state_overdue")]


async def test_what_arrives_goes_to_the_vip_that_waits_before_older_orders(url: str) -> None:
    async with money_shop(url) as shop:
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 10件,15号前到")
        await shop.says(COLLEAGUE, "确认")
        await shop.says(SELLER, "台州恒力 J6P左转向节 10件,15号前到")
        await shop.says(SELLER, "确认")
        await shop.says(KEEPER, "到货 ZXJ-J6PL 30")
        await shop.waits(seconds=1)
        async with shop.store.read() as uow:
            older, vip = [(await uow.orders.by_tail(tail))[0] for tail in ("0001", "0002")]
            free = {one.order_id: int(one.qty) for one in await uow.stock.holders("ZXJ-J6PL")}
        assert (free.get(vip.id), free.get(older.id, 0)) == (10, 4)


@pytest.mark.parametrize("own", [{"ladder": "nix"}, {"pace": 0}])
def test_a_lane_that_cannot_be_is_told_when_it_is_read(own: dict[str, Any], tmp_path: Path) -> None:
    place, value = next(iter(own.items()))
    said = f'"{value}"' if isinstance(value, str) else value
    (tmp_path / "company.toml").write_text(f"[policy.levels]\nVIP = {{ {place} = {said} }}\n")
    with pytest.raises(ConfigError) as told:
        load(tmp_path, {})
    assert any(one.line == 2 for one in told.value.problems)
