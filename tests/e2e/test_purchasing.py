"""Requisitions reach the buying system once, signed, whatever its network does; what it refuses is a dead letter."""

from pathlib import Path

import pytest

from bot.clock import SetClock
from config.settings import Hook
from storage import import_path
from tests.e2e.test_alert_words import BUYER, RIGHT, short_of, with_stock
from tests.e2e.test_deadlines import MONDAY
from tests.fakes.purchasing import FakePurchasing
from tests.shop import Shop

OTHER_BUYER, KEEPER = "潘伟", "蔡国平"


def shop_of(database: str, hook: Hook, clock: SetClock) -> Shop:
    return Shop(database, with_stock(database).model_copy(update={"purchasing": hook, "ops": ("u23",)}), clock)


@pytest.mark.parametrize("trouble", ["", "status:502", "cut", "lost"])
async def test_a_requisition_is_handed_over_once_whatever_the_network_does(database: str, trouble: str) -> None:
    clock = SetClock(MONDAY)
    async with FakePurchasing(clock) as erp, shop_of(database, erp.settings(), clock) as shop:
        await short_of(shop, 5)
        if trouble:
            erp.fail_next(trouble)
        await shop.taps(BUYER, "一键发起采购申请")
        await shop.says(BUYER, f"发起采购申请 {RIGHT}")
        await shop.restarts()
        await shop.waits(seconds=5)
        assert (await shop.store.outbox.dead()) == []
        (said,) = erp.booked.values()
        assert (said["number"], said["sku"], said["orders"]) == ("PR-0001", RIGHT, "SO20260309-0001")
        assert said["qty"].isdigit()
        assert said["unit"]
        assert said["by"] == "赵丽"
        assert said["at"].startswith("2026-03-09T16:30:")
        assert erp.heard == (2 if trouble else 1)
        assert (await shop.store.outbox.counts())["dead"] == 0


async def test_what_the_buying_system_refuses_is_told_to_the_operators_and_can_be_sent_again(database: str) -> None:
    clock = SetClock(MONDAY)
    async with FakePurchasing(clock) as erp:
        async with shop_of(database, erp.settings("wrong"), clock) as shop:
            await short_of(shop, 5)
            await shop.taps(BUYER, "一键发起采购申请")
            await shop.expects(BUYER, "已发起采购申请 PR-0001")
            (dead,) = await shop.store.outbox.dead()
            assert (dead.outgoing.chat.channel, dead.error) == ("purchasing", "server: 401")
            await shop.expects("张厂长", "有消息发不出去", "purchasing")
            assert not erp.booked
        async with shop_of(database, erp.settings(), clock) as shop:
            assert await shop.store.outbox.replay([dead.id]) == 1
            shop.store.outbox.wake()
            await shop.settles()
            assert list(erp.booked) == ["PR-0001"]


async def test_without_a_hook_nothing_is_handed_over(database: str) -> None:
    async with Shop(database, with_stock(database), SetClock(MONDAY)) as shop:
        await short_of(shop, 5)
        await shop.taps(BUYER, "一键发起采购申请")
        await shop.expects(BUYER, "已发起采购申请 PR-0001")
        assert (await shop.store.outbox.counts())["dead"] == 0


async def test_what_is_on_its_way_already_counts_beside_what_is_asked_for(database: str, tmp_path: Path) -> None:
    async with Shop(database, with_stock(database), SetClock(MONDAY)) as shop:
        coming = tmp_path / "inbound.csv"
        coming.write_text("number,sku,qty,due\nPO-1,ZXJ-J6PL,100,2026-03-16\n", encoding="utf-8")
        await import_path(shop.store, coming)
        await shop.says("陈海波", "台州恒力 J6P左转向节 300件,30号前到")
        await shop.says("陈海波", "确认")
        await shop.waits(minutes=3)
        await shop.says(BUYER, "发起采购申请 ZXJ-J6PL")
        first = await shop.expects(BUYER, "已发起采购申请 PR-0001")
        assert "再缺" not in first.text
        await shop.says(OTHER_BUYER, "发起采购申请 ZXJ-J6PL")
        await shop.expects(OTHER_BUYER, "PR-0001", "不用再发起")
        await shop.says(KEEPER, "到货 ZXJ-J6PL 100")
        await shop.says(OTHER_BUYER, "发起采购申请 ZXJ-J6PL")
        await shop.expects(OTHER_BUYER, "PR-0001", "不用再发起")
        await shop.says("陈海波", "台州恒力 J6P左转向节 40件,30号前到")
        await shop.says("陈海波", "确认")
        await shop.says(OTHER_BUYER, "发起采购申请 ZXJ-J6PL")
        await shop.expects(OTHER_BUYER, "PR-0001", "又多缺40件")
