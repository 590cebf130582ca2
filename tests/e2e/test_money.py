"""The money of an order through the front door, on both databases: what is said to be paid counts once it was seen."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from config.policy import TermsPolicy
from handlers.domain.order import Order, OrderId
from storage import tables as t
from tests.e2e.conftest import WecomShop
from tests.shop import Shop, demo_settings, with_policy

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


def money_shop(url: str, flow: str = "five_state", **terms: Any) -> Shop:
    """A shop whose VIP customers have these terms."""
    return Shop(url, with_policy(demo_settings(url, flow=flow), levels={"VIP": TermsPolicy(**terms)}, digest_at=""))


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


@pytest.mark.parametrize("flow", ["retail", "five_state"])
@pytest.mark.parametrize("words", ["已支付", "付过了", "钱转了", "0001 已支付", "0001 付清了", "尾款已经打过去了"])
async def test_a_customer_who_says_that_he_paid_makes_a_claim_that_finance_confirms(
    url: str, flow: str, words: str
) -> None:
    async with money_shop(url, flow) as shop:
        await ordered(shop)
        state = (await the_order(shop)).state
        await shop.says(BUYER, words)
        filed = await shop.expects(BUYER, "已登记您付的这笔款", "财务核对到账后告诉您")
        assert "8,125" not in filed.text  # he named no amount, and reads no price
        await shop.expects(FINANCE, "报的付款:8,125 元")
        await shop.says(BUYER, words)
        await shop.expects(BUYER, "已登记")
        assert (await the_order(shop)).state == state
        assert await paid(shop) == 0
        await shop.taps(FINANCE, "通过")
        await shop.expects(BUYER, "已核对到账")
        assert await paid(shop) == Decimal(8125)
        assert (await the_order(shop)).state == ("已支付" if flow == "retail" else state)
        await shop.says(BUYER, words)
        await shop.expects(BUYER, "已收款")
        assert await paid(shop) == Decimal(8125)


async def test_a_part_said_to_be_paid_is_asked_for_its_amount_and_a_question_is_no_claim(url: str) -> None:
    async with money_shop(url, "retail") as shop:
        await ordered(shop)
        await shop.says(BUYER, "定金付了")
        await shop.expects(BUYER, "请写明金额")
        for words in ("付款了吗", "还没付款", "怎么付款"):
            await shop.says(BUYER, words)
        async with shop.store.read() as uow:
            assert await uow.payments.of((await the_order(shop)).id) == []
        await shop.says(SELLER, "台州恒力 J6P左转向节 5件,18号前到")
        await shop.says(SELLER, "确认")
        await shop.says(BUYER, "已支付")
        assert "0001" in (await shop.last(BUYER)).text
        assert "0002" in (await shop.last(BUYER)).text
        async with shop.store.read() as uow:
            assert await uow.payments.of((await the_order(shop)).id) == []


async def test_a_slip_of_the_finger_books_no_fortune(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(FINANCE, "0001 收款 81250")
    await shop.expects(FINANCE, "应收8125元,写的是81250元", "没有记账")
    await shop.says(BUYER, "0001 已付 8125")
    await shop.says(FINANCE, "通过 0001 812500")
    await shop.expects(FINANCE, "没有记账")
    assert await paid(shop) == 0
    await shop.says(FINANCE, "通过 0001")
    assert await paid(shop) == 8125


async def test_an_order_keeps_the_terms_that_counted_when_it_was_confirmed(url: str) -> None:
    async with money_shop(url, payment="deposit", deposit=30) as shop:
        await ordered(shop)
        assert (await the_order(shop)).terms == "deposit:30:ship"
        shop.settings = with_policy(shop.settings, levels={"VIP": TermsPolicy(payment="account")})
        await shop.restarts()
        await shop.says(PLANNER, "0001 已排产")
        await shop.expects(PLANNER, "排产前货款要先到位")  # another file changes no order that was agreed on
        await shop.says(SELLER, "0001 收款")
        await shop.expects(SELLER, "定金30%")
        await shop.says(SELLER, "0001 数量改成12")
        assert (await the_order(shop)).terms == "deposit:30:ship"
        await shop.says(SELLER, "台州恒力 J6P左转向节 20件,16号前到")
        await shop.says(SELLER, "确认")
        await shop.says(PLANNER, "0002 已排产")
        async with shop.store.read() as uow:
            (other,) = await uow.orders.by_tail("0002")
            assert (other.terms, other.state) == ("account", "已排产")
