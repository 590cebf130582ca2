"""A product below its safety stock is not for sale: told once, marked on drafts, lifted by itself or by a word."""

from typing import Any

import pytest

from bot.clock import SetClock
from config.policy import TermsPolicy
from tests.e2e.conftest import quiet_on_each
from tests.fakes.purchasing import FakeSelling
from tests.shop import TUESDAY, Shop, demo_settings, with_policy

SELLER, CUSTOMER, KEEPER, BUYER, BOSS, FINANCE = "陈海波", "恒力-李采购", "蔡国平", "赵丽", "张厂长", "沈会计"
STOCK_GROUP, SHORT_GROUP = "仓库发货群", "缺料预警群"
SKU = "ZXJ-HWL"  # 158 there, 20 of them the safety stock
STOPPED = "低于安全库存,已暂停销售"


shop = quiet_on_each


def quiet(url: str, **changed: Any) -> Shop:
    return Shop(url, with_policy(demo_settings(url), digest_at="", **changed))


async def stops(shop: Shop) -> list[tuple[str, str, bool, bool]]:
    """Every stop there ever was of the product: who, why, by hand, standing."""
    async with shop.store.read() as uow:
        found = [await uow.stops.get(number) for number in range(1, 10)]
    return [(one.by, one.why, one.hand, one.standing) for one in found if one is not None]


async def about(shop: Shop, who: str, group: str = "") -> list[str]:
    return [seen.text for seen in await shop.sees(who, group) if SKU in seen.text and not seen.gone]


async def counted(shop: Shop, qty: int) -> None:
    await shop.says(KEEPER, f"盘点 {SKU} {qty}")
    await shop.waits(seconds=1)


async def test_below_the_safety_stock_it_stops_is_told_once_and_comes_back_with_the_goods(shop: Shop) -> None:
    await counted(shop, 15)
    for who, group in ((KEEPER, STOCK_GROUP), (BUYER, SHORT_GROUP), (BOSS, "")):
        (card,) = await about(shop, who, group)
        assert STOPPED in card
    assert await stops(shop) == [("u09", "", False, True)]
    before = await shop.counts()
    await counted(shop, 12)
    assert await stops(shop) == [("u09", "", False, True)]
    told = {chat: n - before.get(chat, 0) for chat, n in (await shop.counts()).items() if n != before.get(chat, 0)}
    assert set(told) == {"d-u09"}  # the answer to whoever counted
    await shop.says(SELLER, "台州恒力 豪沃左转向节 2件,20号前到")
    await shop.expects(SELLER, f"{STOPPED}:", "停售时可用15件,安全20件")
    await shop.says(CUSTOMER, "豪沃左转向节 2件,20号前到")
    seen = (await shop.last(CUSTOMER)).text
    assert "暂停销售,业务员会和您确认" in seen
    assert "安全" not in seen
    await shop.says(KEEPER, f"到货 {SKU} 50")
    await shop.waits(seconds=1)
    assert await stops(shop) == [("u09", "", False, False)]
    for who, group in ((KEEPER, STOCK_GROUP), (BUYER, SHORT_GROUP), (BOSS, "")):
        cards = await about(shop, who, group)
        assert sum("已恢复销售" in text for text in cards) == 1, who
        assert not any(STOPPED in text for text in cards)
    await shop.says(SELLER, "温州恒力 豪沃左转向节 3件,20号前到")
    assert "暂停销售" not in (await shop.last(SELLER)).text


async def test_a_confirmation_that_may_take_the_safety_stock_stops_the_sale_and_a_cancellation_lifts_it(
    url: str,
) -> None:
    async with quiet(url, levels={"VIP": TermsPolicy(use_safety=True)}) as shop:
        await shop.says(SELLER, "台州恒力 豪沃左转向节 150件,20号前到")
        await shop.says(SELLER, "确认")
        await shop.waits(seconds=1)
        assert await stops(shop) == [("u01", "", False, True)]
        assert sum(STOPPED in text for text in await about(shop, KEEPER, STOCK_GROUP)) == 1
        await shop.says(SELLER, "取消订单0001")
        await shop.says(SELLER, "客户不要了")
        await shop.waits(seconds=1)
        assert await stops(shop) == [("u01", "", False, False)]


async def test_where_all_may_have_the_safety_stock_it_stops_all_the_same(url: str) -> None:
    async with quiet(url, use_safety=True) as shop:
        await shop.says(SELLER, "台州恒力 豪沃左转向节 150件,20号前到")
        await shop.says(SELLER, "确认")
        await shop.waits(seconds=1)
        assert await stops(shop) == [("u01", "", False, True)]
        await shop.says(SELLER, "温州恒力 豪沃左转向节 3件,20号前到")
        await shop.expects(SELLER, f"{STOPPED}:", "停售时可用8件,安全20件")
        await shop.says(KEEPER, f"到货 {SKU} 50")
        await shop.waits(seconds=1)
        assert await stops(shop) == [("u01", "", False, False)]


@pytest.mark.parametrize("trouble", ["", "status:502", "lost"])
async def test_the_systems_that_sell_are_told_once_at_any_hour_within_seconds(url: str, trouble: str) -> None:
    clock = SetClock(TUESDAY.replace(hour=3))  # people sleep
    async with FakeSelling(clock) as till:
        settings = with_policy(demo_settings(url, selling=till.settings()), digest_at="")
        async with Shop(url, settings, clock) as shop:
            if trouble:
                till.fail_next(trouble)
            await counted(shop, 15)
            await shop.waits(seconds=4)
            await counted(shop, 12)
            await shop.says(KEEPER, f"到货 {SKU} 50")
            await shop.waits(seconds=4)
            await shop.says(BUYER, f"停售 {SKU} 模具在修")
            await shop.waits(seconds=4)
            assert list(till.booked) == ["SS-1-stop", "SS-1-resume", "SS-2-stop"]
            first, over, by_hand = till.booked.values()
            assert (first["event"], first["sku"], first["free"], first["safety"]) == ("stop", SKU, "15", "20")
            assert first["at"].startswith("2026-03-10T03:12:")
            assert (over["event"], over["by"]) == ("resume", "蔡国平")
            assert (by_hand["why"], by_hand["by"]) == ("模具在修", "赵丽")
            assert (await shop.store.outbox.counts())["dead"] == 0


async def test_who_stops_by_a_word_gives_a_reason_and_only_a_word_lifts_it(shop: Shop) -> None:
    await shop.says(SELLER, f"停售 {SKU} 模具在修")
    await shop.expects(SELLER, "停售和恢复销售由采购或主管来定")
    await shop.says(BUYER, f"停售 {SKU}")
    await shop.expects(BUYER, f"停售 {SKU} 原因")
    assert await stops(shop) == []
    await shop.says(BUYER, f"停售 {SKU} 模具在修")
    await shop.expects(BUYER, f"已暂停销售 {SKU}", "模具在修", "赵丽")
    await shop.waits(seconds=1)
    assert "已暂停销售" in (await about(shop, BOSS))[-1]
    await shop.says(BOSS, f"停售 {SKU} 再停一次")
    await shop.expects(BOSS, "之前就停了", "模具在修")
    await shop.says(KEEPER, f"到货 {SKU} 50")
    await shop.waits(seconds=1)
    assert await stops(shop) == [("u12", "模具在修", True, True)]
    await shop.says(SELLER, "台州恒力 豪沃左转向节 2件,20号前到")
    await shop.expects(SELLER, "已暂停销售:", "模具在修")
    await shop.says(FINANCE, "停售清单")
    await shop.expects(FINANCE, "暂停销售 1种", SKU, "模具在修")
    await shop.says(BOSS, f"恢复销售 {SKU} 修好了")
    await shop.expects(BOSS, f"已恢复销售 {SKU}", "修好了")
    await shop.waits(seconds=1)
    assert "已恢复销售" in (await about(shop, KEEPER, STOCK_GROUP))[-1]
    await shop.says(BOSS, f"恢复销售 {SKU} 再来一次")
    await shop.expects(BOSS, "没有停售,不用恢复")
    await shop.says(CUSTOMER, f"停售 {SKU} 太贵")
    assert await stops(shop) == [("u12", "模具在修", True, False)]


async def test_a_stop_lifted_by_a_word_does_not_come_back_before_there_was_enough(shop: Shop) -> None:
    await counted(shop, 15)
    await shop.says(BUYER, f"恢复销售 {SKU} 明天到货")
    await shop.waits(seconds=1)
    assert await stops(shop) == [("u09", "", False, False)]
    await counted(shop, 14)
    assert len(await stops(shop)) == 1
    await counted(shop, 30)
    await counted(shop, 13)
    assert [one[3] for one in await stops(shop)] == [False, True]


async def test_where_the_check_holds_a_stopped_product_waits_for_approval_and_off_stops_nothing(url: str) -> None:
    checks = demo_settings(url).policy.checks
    async with quiet(url, checks={**checks, "stop": "hold"}) as shop:
        await counted(shop, 15)
        await shop.says(SELLER, "台州恒力 豪沃左转向节 2件,20号前到")
        await shop.taps(SELLER, "提交审批")
        await shop.says(BOSS, "批准 0001 老客户")
        async with shop.store.read() as uow:
            order = await uow.orders.by_number("SO20260310-0001")
        assert order is not None
        assert not order.held


async def test_switched_off_nothing_stops_by_itself(database: str) -> None:
    checks = demo_settings(database).policy.checks
    async with quiet(database, checks={**checks, "stop": "off"}) as shop:
        await counted(shop, 15)
        assert await stops(shop) == []
