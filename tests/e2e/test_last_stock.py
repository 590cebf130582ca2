"""Two processes on one PostgreSQL sell the same goods at once, and are killed while they do: the stock is sold once."""

import asyncio
import random
import signal
from collections import Counter
from decimal import Decimal
from pathlib import Path

import httpx
from sqlalchemy import func, select

from handlers.domain.reserve import HoldKind
from storage import open_store
from storage import tables as t
from tests.conftest import Postgres
from tests.e2e.test_crash import PEOPLE, READY, Customers, Server, drained
from tests.shop import TUESDAY

SKU, THERE = "ZXJ-J6LL", 33  # none of them is kept back
ROUNDS = 3


async def test_the_last_goods_are_sold_once_by_two_processes_that_are_killed(
    tmp_path: Path, postgres: Postgres
) -> None:
    url, rng = await postgres.emptied_url(), random.Random(TUESDAY.toordinal())
    everybody = {"first": Customers(), "second": Customers()}
    folders = {name: tmp_path / name for name in everybody}
    for folder in folders.values():
        folder.mkdir()
    wanted = [iter(range(1, 50, 2)), iter(range(2, 50, 2))]
    for number in range(ROUNDS + 1):
        servers = {name: Server(url, folders[name], hold_minutes=0) for name in everybody}
        async with servers["first"], servers["second"]:
            if number < ROUNDS:
                for half, customers in zip(wanted, everybody.values(), strict=True):
                    for user in PEOPLE[:2] if customers is everybody["first"] else PEOPLE[2:]:
                        customers.wants(user, f"台州恒力 J6L左转向节 {next(half)}件,15号前到")
                        customers.wants(user, "确认")
            await asyncio.gather(
                *(
                    _a_life(servers[name], customers, rng.uniform(0.3, 3.0) if number < ROUNDS else None)
                    for name, customers in everybody.items()
                )
            )
            if number == ROUNDS:
                store = await open_store(url)
                async with asyncio.timeout(READY * 4):
                    while not await drained(store):  # noqa: ASYNC110 other processes do the work
                        await asyncio.sleep(0.2)
    assert not any(customers.open for customers in everybody.values())
    async with store.read() as uow:
        orders = await uow.orders.find(limit=1000)
        amounts = Counter(int(line.base_qty or 0) for order in orders for line in order.lines)
        assert amounts == Counter(range(1, 4 * ROUNDS + 1)), "every order is there once"
        held = select(func.sum(t.stock_holds.c.qty)).where(
            t.stock_holds.c.sku == SKU, t.stock_holds.c.kind == HoldKind.FIRM.value
        )
        assert (await uow.connection.execute(held)).scalar_one() == THERE
        lacking = (await uow.connection.execute(select(func.sum(t.promises.c.short)))).scalar_one()
        assert lacking == sum(amounts.elements()) - THERE
        assert (await uow.stock.levels([SKU]))[SKU].held == Decimal(THERE)
        assert (await uow.audit.check()).damages == ()
    tails = sorted(int((order.number or "0").rsplit("-", 1)[1]) for order in orders)
    assert tails == list(range(1, 4 * ROUNDS + 1))
    inbox, outbox = await store.inbox.counts(), await store.outbox.counts()
    assert inbox["dead"] == outbox["dead"] == 0
    entries = [one for one in await store.console.since(0, 100_000) if one.chat_id[2:] in PEOPLE]
    told = Counter(one.key for one in entries if one.card and "已建" in one.card)
    assert set(told) >= {order.key for order in orders}
    await store.close()


async def _a_life(server: Server, customers: Customers, killed_after: float | None) -> None:
    """Everybody says to a process what is open, until that is said or the process is killed."""
    async with httpx.AsyncClient(base_url=server.base, timeout=READY, trust_env=False) as http:
        talking = asyncio.create_task(customers.say_all(http))
        if killed_after is not None:
            await asyncio.sleep(killed_after)
            await server.end(signal.SIGKILL)
        await talking
