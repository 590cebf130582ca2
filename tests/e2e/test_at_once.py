"""Many people touch the same products in the same moment, in opposite orders, on real connections of PostgreSQL.

Whatever waits for whatever: nobody waits in a circle, nothing is lost, nothing is done twice.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from bot import dispatch, timers
from storage import tables as t
from tests.conftest import Postgres
from tests.shop import Shop, demo_settings, with_policy

LEFT, RIGHT, MAN = "ZXJ-J6PL", "ZXJ-J6PR", "ZXJ-JSR"  # what is there of them is below the safety stock
SKUS = (LEFT, RIGHT, MAN)
NAMED = {LEFT: "J6P左转向节", RIGHT: "J6P右转向节", MAN: "杰狮右转向节"}
KEEPERS = ("蔡国平", "杨春花", "郭大勇", "赵丽", "潘伟")
SELLERS = {"陈海波": "台州恒力", "林晓燕": "温州恒力", "王建军": "宁波恒立"}
ROUNDS = 4


@pytest.fixture
async def shop(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    """A running shop that warns of nothing but what lacks, and gives nothing up because the machine is slow."""
    monkeypatch.setattr(dispatch, "SECONDS", 120)
    monkeypatch.setattr(timers, "SECONDS", 120)
    url = await postgres.emptied_url()
    settings = demo_settings(url)
    checks = settings.policy.checks | dict.fromkeys(settings.policy.checks.keys() - {"stock"}, "off")
    async with Shop(url, with_policy(settings, checks=checks)) as running:
        yield running


async def drafts(shop: Shop, *, since: int, qty: int = 3) -> None:
    """Each salesperson has a draft of all products, each in an order of his own; amounts are never alike."""
    for place, (who, customer) in enumerate(SELLERS.items()):
        turned = SKUS[place % 3 :] + SKUS[: place % 3]
        lines = ",".join(f"{NAMED[sku]} {qty + since + place}件" for sku in turned)
        await shop.says(who, f"{customer} {lines},20号前到")


async def waiting(shop: Shop, rounds: int) -> None:
    """Orders that lack all three products."""
    for n in range(rounds):
        await drafts(shop, since=3 * n)
        for who in SELLERS:
            await shop.says(who, "确认")


async def at_once(shop: Shop, *said: tuple[str, str]) -> None:
    await asyncio.gather(*(shop.says(who, text, settle=False) for who, text in said))
    await shop.settles()


async def is_sound(shop: Shop) -> None:
    """Books, holds and chains agree; no message failed or had to be taken up a second time."""
    async with shop.store.read() as uow:
        execute = uow.connection.execute
        held = select(t.stock_holds.c.sku, func.sum(t.stock_holds.c.qty).label("qty")).group_by(t.stock_holds.c.sku)
        by_sku = {row.sku: row.qty for row in await execute(held)}
        for row in await execute(select(t.stock)):
            assert 0 <= row.held <= row.on_hand
            assert row.held == by_sku.get(row.sku, 0)
        phases = {row.id: row.phase for row in await execute(select(t.orders.c.id, t.orders.c.phase))}
        for row in await execute(select(t.stock_holds)):
            assert phases[row.order_id] == ("open" if row.kind == "firm" else "draft")
        for row in await execute(select(t.promises)):
            assert phases[row.order_id] == "open"
        assert (await uow.audit.check()).damages == ()
        assert list(await execute(select(t.inbox.c.id).where(t.inbox.c.state == "dead"))) == []
        assert list(await execute(select(t.deadlines.c.kind).where(t.deadlines.c.attempts > 0))) == []
        assert (await execute(select(func.max(t.inbox.c.attempts)))).scalar_one() == 1, "none failed and came again"


async def moves(shop: Shop, kind: str) -> Counter[tuple[str, int]]:
    async with shop.store.read() as uow:
        query = select(t.stock_moves.c.sku, t.stock_moves.c.qty).where(t.stock_moves.c.kind == kind)
        return Counter((row.sku, int(row.qty)) for row in await uow.connection.execute(query))


async def test_goods_arrive_at_once_for_orders_that_wait_for_all_of_them(shop: Shop) -> None:
    await waiting(shop, 2)
    for again in range(ROUNDS):
        await at_once(shop, *((who, f"到货 {SKUS[n % 3]} {n + 1} 第{again + 1}批") for n, who in enumerate(KEEPERS)))
    assert await moves(shop, "receipt") == {(SKUS[n % 3], n + 1): ROUNDS for n in range(len(KEEPERS))}
    await is_sound(shop)
    assert shop.store.errors == 0, "nobody had to give way"


async def test_goods_arrive_while_orders_are_confirmed_and_taken_back(shop: Shop) -> None:
    await waiting(shop, 1)
    for n in range(ROUNDS):
        await drafts(shop, since=10 * (n + 1))
        said = [(who, "确认") for who in SELLERS]
        said += [(who, f"到货 {sku} {4 + n} 第二批") for who, sku in zip(KEEPERS, SKUS, strict=False)]
        await at_once(shop, *said)
        await at_once(
            shop,
            *((who, "撤销") for who in SELLERS),
            *((who, f"到货 {sku} {9 + n} 第二批") for who, sku in zip(KEEPERS, reversed(SKUS), strict=False)),
        )
        await at_once(
            shop, *((who, "确认") for who in SELLERS), *((KEEPERS[k], f"盘点 {SKUS[k]} {20 + k}") for k in (0, 1, 2))
        )
        await is_sound(shop)
    assert sum((await moves(shop, "receipt")).values()) == 6 * ROUNDS
    numbers = await numbered(shop)
    assert len(numbers) == len(set(numbers))
    assert shop.store.errors == 0, "nobody had to give way"


async def test_goods_arrive_while_orders_are_cancelled_and_the_timer_serves_who_waits(shop: Shop) -> None:
    await waiting(shop, ROUNDS)
    everybody = sorted(await numbered(shop))
    assert len(everybody) == 3 * ROUNDS
    owner = dict(zip(everybody, list(SELLERS) * ROUNDS, strict=True))
    for n in range(ROUNDS):
        mine = everybody[3 * n : 3 * n + 3]
        said = [(owner[number], f"{number[-4:]} 取消,客户不要了") for number in mine]
        said += [(who, f"到货 {sku} {4 + n} 第二批") for who, sku in zip(KEEPERS, SKUS, strict=False)]
        shop.clock.move(seconds=2)
        await asyncio.gather(at_once(shop, *said), shop.waits(seconds=1))
        await is_sound(shop)
    async with shop.store.read() as uow:
        phases = [row.phase for row in await uow.connection.execute(select(t.orders.c.phase))]
    assert phases == ["void"] * len(phases)
    async with shop.store.read() as uow:
        assert all(level.held == 0 for level in (await uow.stock.levels(SKUS)).values())
    assert sum((await moves(shop, "receipt")).values()) == 3 * ROUNDS
    assert shop.store.errors == 0, "nobody had to give way"


async def test_goods_come_back_and_leave_while_others_arrive(shop: Shop) -> None:
    await waiting(shop, ROUNDS)
    everybody = sorted(await numbered(shop))
    owner = dict(zip(everybody, list(SELLERS) * ROUNDS, strict=True))
    gone, leaving = everybody[: 3 * (ROUNDS - 1)], everybody[3 * (ROUNDS - 1) :]
    for number in everybody:
        await shop.says("孙福根", f"{number[-4:]} 已排产")
        await shop.says(KEEPERS[0], f"{number[-4:]} 已备料")
    for number in gone:
        await shop.says(KEEPERS[0], f"{number[-4:]} 出库")
        await shop.says(owner[number], f"{number[-4:]} 已签收")
        await shop.says(owner[number], f"{number[-4:]} 全退")
        await shop.says("张厂长", f"通过 {number[-4:]}")
    for n in range(ROUNDS - 1):
        back = gone[3 * n : 3 * n + 3]
        said = [(KEEPERS[k], f"收到退货 {number[-4:]}") for k, number in enumerate(back)]
        said += [(KEEPERS[3], f"到货 {SKUS[n % 3]} 7 第二批"), (KEEPERS[4], f"到货 {SKUS[(n + 1) % 3]} 8 第二批")]
        said += [("蔡国平", f"{leaving[n][-4:]} 出库"), ("杨春花", f"收到退货 {back[0][-4:]}")]  # and once more
        await at_once(shop, *said)
        await is_sound(shop)
    async with shop.store.read() as uow:
        execute = uow.connection.execute
        came = (await execute(select(func.count()).where(t.returns.c.state == "received"))).scalar_one()
        back_in = select(func.count()).where(t.stock_moves.c.kind == "receipt", t.stock_moves.c.order_id.is_not(None))
        assert (came, (await execute(back_in)).scalar_one()) == (len(gone), 3 * len(gone))
    assert shop.store.errors == 0, "nobody had to give way"


async def numbered(shop: Shop) -> list[str]:
    async with shop.store.read() as uow:
        query = select(t.orders.c.number).where(t.orders.c.number.is_not(None)).order_by(t.orders.c.id)
        return [str(row.number) for row in await uow.connection.execute(query)]
