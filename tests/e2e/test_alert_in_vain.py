"""Two who answer one alert: the first one counts, the other reads how it ended; whom it is given to, by name."""

import asyncio

import pytest

from handlers.domain.alert import AlertState
from tests.e2e.conftest import quiet_on_each
from tests.e2e.test_orders import BUYER, PLANNER, SELLER, ordered
from tests.shop import Shop

shop = quiet_on_each
COLLEAGUE, BOSS = "林晓燕", "张厂长"


async def asked(shop: Shop) -> None:
    """A customer's wish, and his salesperson is asked for the answer."""
    await ordered(shop)
    await shop.says(BUYER, "0001 加急")
    await shop.taps(SELLER, "已解决")
    await shop.expects(SELLER, "怎么答复客户")


async def test_who_writes_a_conclusion_that_somebody_else_wrote_reads_his(shop: Shop) -> None:
    await asked(shop)
    await shop.says(BOSS, "已解决 RQ-0001 明天先发一半")
    await shop.expects(BUYER, "明天先发一半")
    told = len(await shop.sees(BUYER))
    await shop.says(SELLER, "客户那边我打过电话了,没问题")
    await shop.expects(SELLER, "已解决", "明天先发一半", BOSS)
    assert len(await shop.sees(BUYER)) == told
    seen = len(await shop.sees(SELLER))
    await shop.says(SELLER, "客户那边我打过电话了,没问题")  # once: what he says next is said like anything else
    assert all("明天先发一半" not in one.text for one in (await shop.sees(SELLER))[seen:])
    await shop.says(SELLER, "已解决 RQ-0001 好了")
    await shop.expects(SELLER, "已解决", "明天先发一半")
    assert len(await shop.sees(BUYER)) == told


async def test_a_wish_that_was_recalled_meanwhile_is_shown_so_and_an_order_is_still_an_order(shop: Shop) -> None:
    await asked(shop)
    await shop.says(BUYER, "0001 不用加急了")
    await shop.says(SELLER, "台州恒力 WVA29087碟刹片 20套,25号前到")
    await shop.expects(SELLER, "待确认订单", "20套")
    await shop.says(SELLER, "取消")
    await shop.says(SELLER, "已经安排生产部优先做了")
    await shop.expects(SELLER, "加急申请已撤回")


@pytest.mark.parametrize(
    "words", ["转给 RQ-0001 林晓燕", "转给 RQ-0001 @林晓燕", "RQ-0001 转给林晓燕", "转给林晓燕 RQ-0001"]
)
async def test_it_is_given_to_a_colleague_by_number_and_name(shop: Shop, words: str) -> None:
    await ordered(shop)
    await shop.says(BUYER, "0001 加急")
    await shop.says(SELLER, words)
    await shop.expects(COLLEAGUE, "RQ-0001", "林晓燕处理中")


async def test_nobody_is_given_it_who_is_a_customer_or_whom_nobody_knows(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(BUYER, "0001 加急")
    before = len(await shop.sees(BUYER))
    for name in (BUYER, "林", "没有这个人"):
        await shop.says(SELLER, f"转给 RQ-0001 {name}")
        await shop.expects(SELLER, f"没有找到同事“{name}”", "直接回复姓名")
    assert len(await shop.sees(BUYER)) == before
    await shop.says(SELLER, f"转给 RQ-0001 {SELLER}")
    await shop.expects(SELLER, "陈海波处理中")


async def test_of_two_who_take_a_wish_at_once_one_has_it(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(BUYER, "0001 加急")
    await asyncio.gather(*(shop.says(who, "我来处理 RQ-0001", settle=False) for who in (SELLER, COLLEAGUE, BOSS)))
    await shop.settles()
    async with shop.store.write() as uow:
        request = await uow.requests.get(1)
        assert request is not None
        alert = await uow.alerts.get(request.alert_id or 0)
        assert alert is not None
        taker = await uow.parties.person(alert.taken_by)
    assert taker is not None
    for who in (SELLER, COLLEAGUE, BOSS):
        await shop.expects(who, f"{taker.name}处理中")


async def test_of_two_who_take_an_alert_at_once_one_has_it_and_both_see_who(shop: Shop) -> None:
    await ordered(shop)
    await shop.waits(hours=5)
    other = "罗建国"
    async with shop.store.write() as uow:
        (order,) = await uow.orders.by_tail("0001")
        found = await uow.alerts.of(order.id)
    assert found
    await asyncio.gather(*(shop.says(who, "我来处理 0001", settle=False) for who in (PLANNER, other)))
    await shop.settles()
    async with shop.store.write() as uow:
        now = [await uow.alerts.get(one.id) for one in found]
    takers = {one.taken_by for one in now if one is not None and one.state is AlertState.TAKEN}
    assert len(takers) == 1, now
    async with shop.store.write() as uow:
        taker = await uow.parties.person(takers.pop())
    assert taker is not None
    for who in (PLANNER, other):
        await shop.expects(who, f"{taker.name}处理中")
