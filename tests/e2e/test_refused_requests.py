"""A request is refused in the words that people use, and asked for again where nobody decided: on both databases."""

from datetime import date

import pytest

from config.policy import AwaySpec
from tests.e2e.test_money import BOSS, BUYER, COLLEAGUE, FINANCE, SELLER, ordered, the_order
from tests.shop import Shop, demo_settings, with_policy


@pytest.mark.parametrize("said", ["不同意 0001 车已经约好了", "0001 不同意,车已经约好了", "不批准 0001 车已经约好了"])
async def test_whoever_does_not_agree_refuses_and_the_customer_hears_it(shop_on_each: Shop, said: str) -> None:
    shop = shop_on_each
    await ordered(shop)
    due = (await the_order(shop)).due
    await shop.says(BUYER, "0001 改成25号到")
    await shop.says(SELLER, said)
    await shop.expects(SELLER, "改期没同意", "车已经约好了", "订单没有改动")
    await shop.expects(BUYER, "这次没法改期")
    assert (await the_order(shop)).due == due
    await shop.says(SELLER, "同意 0001")
    await shop.expects(SELLER, "的申请已经由陈海波拒绝", "再说一遍")


async def test_a_request_that_ran_out_is_made_again_and_a_stand_in_hears_so(url: str) -> None:
    away = (AwaySpec(user="u01", since=date(2026, 3, 10), until=date(2026, 3, 12), instead="u02"),)
    async with Shop(url, with_policy(demo_settings(url), away=away, digest_at="")) as shop:
        await ordered(shop)
        await shop.says(BUYER, "0001 改成25号到")
        await shop.waits(hours=25)
        for who in (BOSS, COLLEAGUE):
            await shop.says(who, "同意 0001")
            await shop.expects(who, "申请没人定,已经过期", "再说一遍")
        await shop.says(SELLER, "0001 单价改成600,原因:老客户")
        await shop.waits(hours=25)
        await shop.says(SELLER, "重新申请 0001")
        await shop.expects(SELLER, "申请没人定,已经过期", "再说一遍")
        await shop.says(SELLER, "0001 单价改成600,原因:老客户")
        await shop.says(BOSS, "不同意 0001 太低")
        await shop.expects(SELLER, "改价没同意")


@pytest.mark.parametrize("said", ["0001 付了多少", "0001 还要付多少钱", "0001 钱收到了吗", "0001 尾款到账了没"])
async def test_what_is_paid_is_told_however_it_is_asked(shop_on_each: Shop, said: str) -> None:
    shop = shop_on_each
    await ordered(shop)
    await shop.says(FINANCE, "0001 收款 400")
    for who in (FINANCE, SELLER):
        await shop.says(who, said)
        await shop.expects(who, "部分收款", "已收:400", "未收:")
    async with shop.store.read() as uow:
        assert [one.received for one in await uow.payments.of((await the_order(shop)).id)] == [400]
