"""Confirmed orders stand in 金蝶 as they stand with us, once, whatever its network does; what it refuses is told."""

import json
from typing import Any

import pytest

from bot.clock import SetClock
from config.settings import Erp
from tests.e2e.test_checks import FINANCE, limit
from tests.e2e.test_orders import BUYER, NUMBER, SELLER
from tests.fakes.kingdee import FakeKingdee
from tests.shop import Shop, demo_settings

SAID = "台州恒力 J6P左转向节 300件,J6P右转向节 20件,15号前到"


def shop_of(database: str, erp: FakeKingdee, clock: SetClock, **changed: Any) -> Shop:
    own = Erp(kingdee=erp.settings(**changed))
    return Shop(database, demo_settings(database, erp=own, notify={}, ops=("u23",)), clock)


def lines(erp: FakeKingdee) -> list[tuple[str, str, str]]:
    entries = erp.bills[NUMBER]["FSaleOrderEntry"]
    return [(e["FMaterialId"]["FNumber"], e["FUnitID"]["FNumber"], e["FQty"]) for e in entries]


@pytest.mark.parametrize("trouble", ["", "status:502", "cut", "lost", "garbage"])
async def test_a_confirmed_order_is_saved_once_whatever_the_network_does(
    database: str, clock: SetClock, trouble: str
) -> None:
    async with FakeKingdee(clock) as erp, shop_of(database, erp, clock) as shop:
        await shop.says(SELLER, SAID)
        await shop.settles()
        assert not erp.calls, "drafts are nobody else's business"
        if trouble:
            erp.fail_next(trouble, path="Save")
        await shop.says(SELLER, "确认")
        await shop.waits(seconds=5)
        bill = erp.bills[NUMBER]
        assert bill["FCustId"] == {"FNumber": "C001"}
        assert bill["FDate"] == "2026-03-10"
        assert lines(erp) == [("ZXJ-J6PL", "Pcs", "300"), ("ZXJ-J6PR", "Pcs", "20")]
        assert {e["FDeliveryDate"] for e in bill["FSaleOrderEntry"]} == {"2026-03-15"}
        assert all(e["FTaxPrice"] for e in bill["FSaleOrderEntry"])
        assert len(erp.bills) == 1
        assert (await shop.store.outbox.counts())["dead"] == 0


async def test_a_change_a_cancellation_and_an_undone_confirmation_follow(database: str, clock: SetClock) -> None:
    async with FakeKingdee(clock) as erp, shop_of(database, erp, clock) as shop:
        await shop.says(SELLER, SAID)
        await shop.says(SELLER, "确认")
        await shop.says(SELLER, "撤销")
        await shop.settles()
        assert not erp.bills
        await shop.says(SELLER, "确认")
        await shop.settles()
        (number,) = erp.bills
        saves = erp.calls.count("Save")
        await shop.says(SELLER, f"{number[-4:]} 左转向节改成250件 客户减单")
        await shop.settles()
        assert [e["FQty"] for e in erp.bills[number]["FSaleOrderEntry"]] == ["250", "20"]
        assert erp.calls.count("Save") == saves + 1
        await shop.says(SELLER, f"取消 {number} 客户不要了")
        await shop.settles()
        assert not erp.bills
        assert (await shop.store.outbox.counts())["dead"] == 0


async def test_a_bill_that_was_audited_is_not_touched_and_the_operators_hear_of_it(
    database: str, clock: SetClock
) -> None:
    async with FakeKingdee(clock) as erp, shop_of(database, erp, clock) as shop:
        await shop.says(SELLER, SAID)
        await shop.says(SELLER, "确认")
        await shop.settles()
        erp.audit(NUMBER)
        before = json.dumps(erp.bills)
        await shop.says(SELLER, "取消 0001 客户不要了")
        await shop.settles()
        assert json.dumps(erp.bills) == before
        (dead,) = await shop.store.outbox.dead()
        assert "金蝶里作废" in dead.error
        await shop.expects("张厂长", "有消息发不出去", "kingdee")
        assert "Delete" not in erp.calls


async def test_what_was_audited_before_its_answer_came_is_not_told_as_trouble(database: str, clock: SetClock) -> None:
    async with FakeKingdee(clock) as erp, shop_of(database, erp, clock) as shop:
        await shop.says(SELLER, SAID)
        erp.fail_next("lost", path="Save")
        await shop.says(SELLER, "确认")
        await shop.settles()
        erp.audit(NUMBER)
        await shop.waits(seconds=5)
        assert erp.calls.count("Save") == 1
        assert (await shop.store.outbox.counts())["dead"] == 0


async def test_what_it_refuses_can_be_mended_and_told_again(database: str, clock: SetClock) -> None:
    async with FakeKingdee(clock) as erp, shop_of(database, erp, clock) as shop:
        erp.unknown.add("ZXJ-J6PL")
        await shop.says(SELLER, SAID)
        await shop.says(SELLER, "确认")
        await shop.settles()
        (dead,) = await shop.store.outbox.dead()
        assert "物料编码 ZXJ-J6PL 不存在" in dead.error
        erp.unknown.clear()
        assert await shop.store.outbox.replay([dead.id]) == 1
        shop.store.outbox.wake()
        await shop.settles()
        assert list(erp.bills) == [NUMBER]


async def test_a_customers_own_confirmation_is_told_too(database: str, clock: SetClock) -> None:
    async with FakeKingdee(clock) as erp, shop_of(database, erp, clock) as shop:
        await shop.says(BUYER, "J6P左转向节 300件,15号前到")
        await shop.says(BUYER, "确认")
        await shop.settles()
        assert lines(erp) == [("ZXJ-J6PL", "Pcs", "300")]
        assert erp.bills[NUMBER]["FCustId"] == {"FNumber": "C001"}


async def test_a_held_order_is_told_once_it_is_approved(database: str, clock: SetClock) -> None:
    async with FakeKingdee(clock) as erp, shop_of(database, erp, clock) as shop:
        await limit(shop, 20_000)
        await shop.says(SELLER, "台州恒力 J6P左转向节 40件,15号前到")
        await shop.says(SELLER, "确认")
        await shop.settles()
        assert not erp.calls
        await shop.says(FINANCE, "批准 0001 可以")
        await shop.settles()
        assert lines(erp) == [("ZXJ-J6PL", "Pcs", "40")]


async def test_without_prices_the_erp_knows_them_and_without_an_erp_nobody_is_told(
    database: str, clock: SetClock
) -> None:
    async with FakeKingdee(clock) as erp:
        async with shop_of(database, erp, clock, price_field="", head={"FSaleDeptId": "BM01"}) as shop:
            await shop.says(SELLER, SAID)
            await shop.says(SELLER, "确认")
            await shop.settles()
            assert not any("FTaxPrice" in e for e in erp.bills[NUMBER]["FSaleOrderEntry"])
            assert erp.bills[NUMBER]["FSaleDeptId"] == {"FNumber": "BM01"}
        calls = len(erp.calls)
        async with Shop(database, demo_settings(database, notify={}), clock) as shop:
            await shop.says(SELLER, "取消 0001 客户不要了")
            await shop.settles()
            assert len(erp.calls) == calls
