"""Whoever asked for something takes it back, and whoever was asked sees it: on both databases."""

import pytest

from handlers.domain.approval import Verdict
from handlers.domain.typed import read
from tests.e2e.test_money import BOSS, BUYER, COLLEAGUE, FINANCE, KEEPER, PLANNER, SELLER, ordered, the_order
from tests.shop import Shop

NUMBER = "SO20260310-0001"


@pytest.fixture
async def shop(quiet_on_each: Shop) -> Shop:
    """One confirmed order of a customer, ten minutes ago."""
    await ordered(quiet_on_each)
    await quiet_on_each.waits(minutes=10)
    return quiet_on_each


async def states(shop: Shop) -> list[Verdict]:
    async with shop.store.read() as uow:
        return [one.state for one in await uow.approvals.of((await the_order(shop)).id) if one.own]


async def test_a_customer_takes_another_day_back_and_those_who_were_asked_see_it(shop: Shop) -> None:
    due = (await the_order(shop)).due
    await shop.says(BUYER, "0001 改成25号到")
    asked = (await shop.last(SELLER)).id
    await shop.says(BUYER, "算了不改了")
    await shop.expects(BUYER, f"已撤回您 {NUMBER} 的改期申请", "订单保持原样")
    for who in (SELLER, BOSS):
        card = await shop.expects(who, "改期申请已撤回", BUYER, "订单没有改动")
        assert "同意" not in card.buttons
    assert next(one for one in await shop.sees(SELLER) if one.id == asked).gone
    await shop.says(SELLER, "同意 0001")
    assert (await the_order(shop)).due == due
    assert await states(shop) == [Verdict.VOID]
    await shop.says(BUYER, "不改期了")
    await shop.expects(BUYER, "没有等着处理的申请")
    async with shop.store.read() as uow:
        assert await uow.requests.get(1) is None


async def test_what_was_decided_meanwhile_is_told_and_stays(shop: Shop) -> None:
    await shop.says(BUYER, "0001 改成25号到")
    await shop.says(SELLER, "同意 0001")
    due = (await the_order(shop)).due
    await shop.says(BUYER, "不改期了")
    await shop.expects(BUYER, f"{NUMBER} 的改期申请已经由我们同意", "撤不回了")
    assert SELLER not in (await shop.last(BUYER)).text
    await shop.says(BUYER, "0001 改成28号到")
    await shop.says(SELLER, "拒绝 0001 车满了")
    await shop.says(BUYER, "0001 不改了")
    await shop.expects(BUYER, "已经由我们拒绝", "订单没有改动")
    assert (await the_order(shop)).due == due


@pytest.mark.parametrize("words", ["撤回申请", "0001 改价撤回", "算了,不改价了", "取消改价申请 0001"])
async def test_a_salesperson_takes_a_price_back_and_the_order_is_not_undone(shop: Shop, words: str) -> None:
    await shop.says(SELLER, "0001 单价改成600,原因:老客户")
    await shop.says(SELLER, words)
    await shop.expects(SELLER, "已撤回你", "改价申请")
    await shop.expects(BOSS, "改价申请已撤回")
    assert await states(shop) == [Verdict.VOID]
    assert (await the_order(shop)).number == NUMBER


async def test_of_several_it_is_asked_which_and_each_can_be_said(shop: Shop) -> None:
    await shop.says(BUYER, "0001 改成25号到")
    await shop.says(BUYER, "0001 开一下专票")
    await shop.says(BUYER, "撤回申请")
    await shop.expects(BUYER, "有2件申请在等", "撤回改期申请 0001", "RQ-0001 撤回")
    await shop.says(BUYER, "RQ-0001 撤回")
    await shop.expects(BUYER, "已撤回", "开票申请(RQ-0001)")
    await shop.expects(FINANCE, "RQ-0001", "提出人撤回了")
    async with shop.store.read() as uow:
        request = await uow.requests.get(1)
        assert request is not None
        assert request.closed_at is not None
    told = len(await shop.sees(BUYER))
    await shop.says(FINANCE, "已解决 RQ-0001 开好了")
    assert len(await shop.sees(BUYER)) == told
    await shop.says(BUYER, "撤回改期申请 0001")
    await shop.expects(BUYER, "已撤回", "改期申请")


async def test_nobody_takes_back_what_others_asked_for_nor_learns_of_it(shop: Shop) -> None:
    await shop.says(BUYER, "0001 改成25号到")
    await shop.says("鲁通老王", "0001 不改期了")
    assert NUMBER not in (await shop.last("鲁通老王")).text
    await shop.says(COLLEAGUE, "0001 不改期了")
    await shop.expects(COLLEAGUE, NUMBER, "没有等着处理的申请", "保持原样")
    assert await states(shop) == [Verdict.OPEN]


async def test_goods_that_were_to_come_back_are_kept(shop: Shop) -> None:
    said = ((PLANNER, "0001 已排产"), (KEEPER, "0001 已备料"), (KEEPER, "0001 出库"), (BUYER, "0001 收到了"))
    for who, words in said:
        await shop.says(who, words)
    await shop.says(BUYER, "0001 退3件")
    await shop.expects(BUYER, "退货")
    await shop.says(BUYER, "算了不退了")
    await shop.expects(BUYER, "已撤回", "退货申请")
    assert await states(shop) == [Verdict.VOID]
    await shop.says(BUYER, "0001 退10件")  # all of it may still be asked back
    assert await states(shop) == [Verdict.VOID, Verdict.OPEN]


@pytest.mark.parametrize(
    "said",
    [
        "不改了,改成25号吧",
        "0001 不延误了",
        "不退",
        "改期",
        "取消 0001",
        "撤销到货 LT-07 300",
        "不要发票,要收据",
        "撤回报价",
    ],
)
def test_what_takes_nothing_back(said: str) -> None:
    command = read(said)
    assert command is None or command.verb != "withdraw"
