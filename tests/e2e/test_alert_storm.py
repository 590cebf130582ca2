"""A storm of five thousand events through alerts, told on a platform that counts: grouped, folded, nothing lost."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.app import Office
from bot.clock import SetClock
from bot.dispatch import Desk
from bot.intake import Intake
from bot.lexicon import LexiconCache
from config.base import GroupTarget
from config.watching import LADDERS, LadderSpec, RungSpec
from handlers.domain.alert import NEXT, SHORT, Alert
from handlers.domain.flow import OVERDUE, Flow
from handlers.domain.order import Deadline, OrderId, Phase
from handlers.domain.promise import Promise, Source
from storage import Store, import_path, open_store, tables
from tests.contract.storage_rows import FULL
from tests.e2e.test_storm import Strict
from tests.shop import TUESDAY, demo_settings, with_policy

ORDERS, ROUNDS = 1_500, 3  # each is late three times over: the same order and rule
PRODUCTS, WAITING, NEWS = 10, 12, 500  # short products, orders that wait for each, changes of them
EVENTS = ORDERS * ROUNDS + NEWS
STEP, STEPS = 10, 60  # ten minutes, looked at every ten seconds
GROUPS = {"production": "plan", "purchasing": "buy"}
ONE = LadderSpec(rungs=(RungSpec(to=("owner",), wait="24h"),), close="30d")
_NUMBER = re.compile(r"SO1-(\d{5})")


class Floor:
    """An office whose timers and outbox work; nobody writes."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock = store, SetClock(TUESDAY)
        self.platform = Strict(self.clock)
        notify = {role: GroupTarget(channel="strict", chat=chat) for role, chat in GROUPS.items()}
        made = demo_settings("sqlite+aiosqlite://", notify=notify)
        settings = with_policy(made, ladders={**LADDERS, "usual": ONE})
        desk = Desk(store, settings, Flow(settings.flows[settings.flow]), LexiconCache(store), frozenset({"strict"}))
        self.office = Office(desk, {"strict": self.platform}, Intake(store), self.clock, seed=1)
        self.skus: list[str] = []

    async def fill(self) -> None:
        """Orders that nobody schedules, and products that they wait for."""
        await import_path(self.store, Path(demo_settings("").world), "strict")
        async with self.store.write() as uow:
            self.skus = sorted(product.sku for product in await uow.catalogue.all())[:PRODUCTS]
            entered = self.clock.now() - timedelta(days=20)
            late = replace(FULL, state="待审核", phase=Phase.OPEN, asked=None, entered_at=entered, customer_id="C001")
            for number in range(ORDERS):
                order = await uow.orders.add(replace(late, number=f"SO1-{number:05d}"))
                if number < PRODUCTS * WAITING:
                    sku = self.skus[number % PRODUCTS]
                    short = Promise(1, sku, sku, Decimal(9), Decimal(9), "件", Source.UNKNOWN, None)
                    await uow.stock.promise(order.id, [short])
            for sku in self.skus:
                at = self.clock.now()
                alert = Alert(f"sku:{sku}", SHORT, f"{sku} 缺料", "purchasing", "usual", at, at, sku=sku)
                stored = await uow.alerts.add(alert)
                assert stored is not None
                await uow.deadlines.open(Deadline(OrderId(0), NEXT, at, "purchasing", alert_id=stored.id))
            await uow.commit()

    async def happen(self, rng: random.Random, step: int) -> None:
        """What becomes due within the next ten seconds."""
        share = ORDERS * ROUNDS // STEPS
        every = [event % ORDERS for event in range(step * share, (step + 1) * share)]
        now = self.clock.now()
        async with self.store.write() as uow:
            short = [alert.id for alert in await uow.alerts.of_rule(SHORT)]
            late = [Deadline(OrderId(n + 1), OVERDUE, now + _within(rng), "production") for n in every]
            news = [
                Deadline(OrderId(0), SHORT, now + _within(rng), "purchasing", alert_id=alert)
                for alert in rng.sample(short, NEWS // STEPS + (step < NEWS % STEPS))
            ]
            await uow.deadlines.open(*late, *news)
            await uow.commit()

    async def drain(self) -> None:
        """Until nothing may go out now."""
        worker = self.office.outbox
        quiet = 0
        while quiet < 20:
            self.store.outbox.wake()
            await asyncio.sleep(0.002)
            quiet = 0 if worker.pool.busy else quiet + 1


def _within(rng: random.Random) -> timedelta:
    return timedelta(seconds=rng.uniform(0, STEP))


@pytest.fixture
async def floor() -> AsyncIterator[Floor]:
    store = await open_store("sqlite+aiosqlite://")
    await store.upgrade()
    made = Floor(store)
    await made.fill()
    running = asyncio.create_task(made.office.outbox.pool.run())
    yield made
    made.office.outbox.pool.stop()
    await running
    await store.close()


async def test_five_thousand_events_are_grouped_and_folded_and_nothing_is_lost(floor: Floor) -> None:
    rng, fired = random.Random(6), 0
    for step in range(STEPS):
        await floor.happen(rng, step)
        floor.clock.move(seconds=STEP)
        fired += await floor.office.timers.tick()
        await floor.drain()
    for _ in range(30):
        floor.clock.move(seconds=30)
        await floor.drain()
    assert fired == EVENTS + PRODUCTS  # the products' first cards besides
    async with floor.store.read() as uow:
        alerts = Counter((await uow.connection.execute(select(tables.alerts.c.subject))).scalars())
        counting = select(func.count()).select_from(tables.alert_told)
        told = (await uow.connection.execute(counting)).scalar_one()
    assert len(alerts) == ORDERS + PRODUCTS  # the same order and rule, the same product: one
    assert set(alerts.values()) == {1}
    assert told == ORDERS + PRODUCTS
    counts = await floor.store.outbox.counts()
    assert (counts["waiting"], counts["working"], counts["dead"]) == (0, 0, 0)
    plan, buy = floor.platform.seen["plan"], floor.platform.seen["buy"]
    numbers = [number for text in plan for number in dict.fromkeys(_NUMBER.findall(text))]
    assert Counter(numbers) == Counter(f"{n:05d}" for n in range(ORDERS))  # everything was told, nothing twice
    for text in plan:
        found = len(dict.fromkeys(_NUMBER.findall(text)))
        assert found == 1 or f"{found} 条消息合并" in text
    assert len(plan) < ORDERS / 5  # what the group was spared
    for sku in floor.skus:
        assert sum(sku in text for text in buy) == 1
