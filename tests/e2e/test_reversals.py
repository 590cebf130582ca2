"""A receipt that was booked by mistake is taken back, through the front door, on both databases."""

import asyncio

import pytest

from handlers.domain.order import Phase
from tests.e2e.test_money import BUYER, FINANCE, KEEPER, NUMBER, PLANNER, SELLER, money_shop, ordered, the_order
from tests.e2e.test_orders import PLAN_GROUP
from tests.e2e.test_refunds import kept
from tests.shop import Shop


async def came(shop: Shop) -> str:
    """What the order itself says that came in; its history and rows say the same."""
    async with shop.store.read() as uow:
        order = await the_order(shop)
        assert (await uow.audit.check()).damages == ()
        payments = await uow.payments.of(order.id)
    return " ".join(str(one.received) for one in payments if one.state.value == "granted")


async def test_a_receipt_taken_back_in_words_stops_the_order_again(url: str) -> None:
    async with money_shop(url, payment="deposit", deposit=30) as shop:
        await ordered(shop)
        await shop.says(BUYER, "0001 已付 2437.5")
        await shop.says(FINANCE, "通过 0001")
        await shop.expects(BUYER, "已核对到账")
        for who in (SELLER, KEEPER):
            await shop.says(who, "0001 撤销收款")
            await shop.expects(who, "收款由财务撤销")
        await shop.says(BUYER, "0001 撤销收款")  # a customer takes nothing back
        assert await came(shop) == "2437.5"
        await shop.says(FINANCE, "0001 撤销收款,银行退回")
        await shop.expects(FINANCE, NUMBER, "已撤销收款", "未收款", "未收:8,125 元")
        await shop.expects(BUYER, "登记到账有误", "联系您的业务员")
        await shop.expects(SELLER, "已撤销收款")
        told = await shop.expects(PLANNER, "收款已撤销,货款没到位", "银行退回", group=PLAN_GROUP)
        assert "2,437" not in told.text
        assert await came(shop) == ""
        await shop.says(PLANNER, "0001 已排产")
        await shop.expects(PLANNER, "排产前货款要先到位")
        await shop.says(FINANCE, "0001 撤销收款")
        await shop.expects(FINANCE, "没有这样一笔已到账的收款")
        await shop.says(FINANCE, "0001 收款")
        await shop.expects(FINANCE, "已撤销(沈会计)")
        await shop.says(SELLER, "0001 修改记录")
        await shop.expects(SELLER, "撤销收款", "银行退回", "沈会计")
        await shop.says(FINANCE, "0001 收款 2437.5")  # the same amount, and now it is there
        await shop.says(PLANNER, "0001 已排产")
        assert (await the_order(shop)).state == "已排产"
        assert await came(shop) == "2437.5"


async def test_the_button_takes_back_one_receipt_once(url: str) -> None:
    async with money_shop(url, payment="prepaid") as shop:
        await ordered(shop)
        await shop.says(FINANCE, "0001 收款 125")
        card = await shop.last(FINANCE)
        await shop.says(FINANCE, "0001 收款 8000")
        await shop.says(FINANCE, "0001 收款登错了")
        await shop.expects(FINANCE, "125、8000元", "撤销哪一笔")
        await asyncio.gather(*(shop.taps(FINANCE, "撤销收款", card=card, settle=False) for _ in range(3)))
        await shop.settles()
        assert await came(shop) == "8000"
        await shop.says(FINANCE, "0001 退款 7000 多付")
        await shop.says(FINANCE, "0001 收款登错了")
        await shop.expects(FINANCE, "已经退过款")
        await shop.says(FINANCE, "撤销退款 0001")
        await shop.says(FINANCE, "0001 收款")
        await shop.taps(FINANCE, "撤销收款")
        assert await came(shop) == ""
        assert (await kept(shop)).endswith("[]")


@pytest.mark.parametrize(
    ("flow", "first", "state"),
    [("production", "", "待确认"), ("eleven_node", "0001 已审核", "已审核"), ("retail", "", "待支付")],
)
async def test_an_order_that_only_the_money_moved_waits_for_it_again(
    url: str, flow: str, first: str, state: str
) -> None:
    async with money_shop(url, flow, payment="prepaid") as shop:
        await ordered(shop)
        if first:
            await shop.says(SELLER, first)
        before = await the_order(shop)
        assert before.state == state
        await shop.sends_picture(FINANCE, "水单.jpg")
        await shop.says(FINANCE, "0001 已付款")
        after = await the_order(shop)
        assert after.state != state, (await shop.last(FINANCE)).text
        await shop.says(FINANCE, "0001 收款点错了")
        order = await the_order(shop)
        assert (order.state, order.phase, order.owner) == (state, Phase.OPEN, before.owner)
        assert await came(shop) == ""
        await shop.sends_picture(FINANCE, "水单2.jpg")
        await shop.says(FINANCE, "0001 已付款")
        assert (await the_order(shop)).state == after.state


async def test_a_deadline_that_began_with_the_money_ends_with_it(url: str) -> None:
    async with money_shop(url) as shop:
        await ordered(shop)
        await shop.says(FINANCE, "0001 已付款")
        assert "paid" in await clocks(shop)
        await shop.says(FINANCE, "0001 撤销收款")
        assert "paid" not in await clocks(shop)
        await shop.waits(hours=2)
        assert "付款后未处理" not in "".join(one.text for one in await shop.sees(PLANNER))


async def clocks(shop: Shop) -> set[str]:
    """Kinds of the order's open deadlines."""
    order = await the_order(shop)
    async with shop.store.read() as uow:
        return {one.kind for one in await uow.deadlines.of(order.id) if one.state == "open"}


@pytest.mark.parametrize(
    "words",
    [
        "撤销收款0001",
        "0001的收款标错了",
        "0001 已付标错了,客户说还没打",
        "0001 取消收款 8125",
        "0001 冲销收款 8,125元 银行退回",
        "收款登错了 0001",
        "0001 定金登记错了",
    ],
)
async def test_it_is_read_however_it_is_said(database: str, words: str) -> None:
    async with money_shop(database) as shop:
        await ordered(shop)
        await shop.says(FINANCE, "0001 收款 8125")
        await shop.says(FINANCE, words)
        await shop.expects(FINANCE, "已撤销收款")
        assert await came(shop) == ""
