"""A long random day of stock: whatever happens, nothing is held that is not there, or promised that will not be."""

import os
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select

from config.policy import CapacitySpec, Policy
from handlers.checking import Checked, promised_now
from handlers.context import Context
from handlers.domain.order import Deadline, Line, Order, OrderId, Phase
from handlers.domain.promise import RECHECK
from handlers.domain.reserve import SOFT_HOLD, HoldKind, needs
from handlers.stocking import (
    freed,
    hold_firmly,
    hold_softly,
    let_go,
    look_again,
    promise_again,
    soft_hold_over,
    take_now,
)
from storage import Store, open_store
from storage import tables as t
from storage.uow import UnitOfWork
from tests.conftest import Postgres
from tests.contract.storage_rows import NOW, PLAIN, product
from tests.unit.handlers.desk import flow

D = Decimal
ZONE = ZoneInfo("Asia/Shanghai")
SKUS = [f"S{n}" for n in range(6)]
PER_DAY = 25
FLOW = flow()
LINES = (CapacitySpec(name="甲线", skus=("S0", "S1"), per_day=D(PER_DAY)),)
POLICY = Policy(capacity=LINES, cutoff="", delivery_days=0)
WEIGHTS = {
    "draft": 5,
    "confirm": 4,
    "cancel": 2,
    "ship": 5,
    "receive": 3,
    "count": 3,
    "buy": 2,
    "recheck": 2,
    "wait": 1,
}
EVENTS = int(os.environ.get("JIEDAN_TEST_EVENTS", "1000"))  # on PostgreSQL
CROWD = 25  # open orders, from which on no more are placed


class Walk:
    """The books, the orders in them, and what happens next."""

    def __init__(self, uow: UnitOfWork, rng: random.Random) -> None:
        self.uow, self.rng, self.now = uow, rng, NOW
        self.orders: dict[OrderId, Order] = {}

    @property
    def ctx(self) -> Context:
        return Context(self.now, ZONE, None, POLICY, FLOW)

    def some(self, phase: Phase) -> Order | None:
        found = [order for order in self.orders.values() if order.phase is phase]
        return self.rng.choice(found) if found else None

    async def step(self) -> None:
        (what,) = self.rng.choices(list(WEIGHTS), list(WEIGHTS.values()))
        self.now += timedelta(minutes=self.rng.randint(0, 4), seconds=1)
        await getattr(self, f"_{what}")()

    async def _draft(self) -> None:
        if sum(order.phase is Phase.OPEN for order in self.orders.values()) >= CROWD:
            await self._cancel()
            return
        amounts = [(sku, D(self.rng.randint(1, 30))) for sku in self.rng.sample(SKUS, self.rng.randint(1, 3))]
        lines = tuple(
            Line(no, sku, sku, qty=qty, unit="件", base_qty=qty, base_unit="件")
            for no, (sku, qty) in enumerate(amounts, 1)
        )
        order = await self.uow.orders.add(replace(PLAIN, lines=lines, placed_by=None))
        await hold_softly(order, await self._checked(order), self.ctx, self.uow)
        self.orders[order.id] = order

    async def _confirm(self) -> None:
        order = self.some(Phase.DRAFT)
        if order is not None:
            checked = await self._checked(order)
            order = await self._now(order, Phase.OPEN)
            await hold_firmly(order, checked, self.ctx, self.uow)

    async def _cancel(self) -> None:
        order = self.some(self.rng.choice((Phase.DRAFT, Phase.OPEN)))
        if order is not None:
            await let_go(await self._now(order, Phase.VOID), self.ctx, self.uow)

    async def _ship(self) -> None:
        await self._recheck()  # who lost goods by a count knows it by now
        order = self.some(Phase.OPEN)
        if order is not None and not any(p.short > 0 for p in await self.uow.stock.promised(order.id)):
            missing = await self.uow.stock.issue(order.id, needs(order.lines), self.now, "u01")
            assert missing == {}, "it was promised as there"
            await let_go(await self._now(order, Phase.DONE), self.ctx, self.uow)

    async def _receive(self) -> None:
        sku = self.rng.choice(SKUS)
        await self.uow.stock.receive(sku, D(self.rng.randint(1, 60)), self.now, "u09")
        for one in await self.uow.stock.waiting([sku]):  # as an arrival that somebody books does, before anybody else
            await take_now(one, self.ctx, self.uow)
        await self._is_available()

    async def _count(self) -> None:
        sku = self.rng.choice(SKUS)
        level = (await self.uow.stock.levels([sku]))[sku]
        counted = max(D(0), level.on_hand + self.rng.randint(-5, 5))
        shrunk = await self.uow.stock.count(sku, counted, self.now, "u09")
        await look_again(sku, shrunk, self.ctx, self.uow)

    async def _buy(self) -> None:
        qty, sku = D(self.rng.randint(5, 40)), self.rng.choice(SKUS)
        due = self.now.date() + timedelta(days=self.rng.randint(1, 20))
        row = {"number": f"P{self.rng.random()}", "sku": sku, "qty": qty, "ordered": qty, "due": due}
        await self.uow.connection.execute(insert(t.inbound), row)
        await freed([sku], self.ctx, self.uow)

    async def _wait(self) -> None:
        self.now += timedelta(minutes=self.rng.randint(5, 40))
        await self._recheck()

    async def _recheck(self) -> None:
        while due := await self.uow.deadlines.claim_due(self.now):
            await self._served(due)
        await self._is_available()

    async def _served(self, due: Sequence[Deadline]) -> None:
        for deadline in due:
            if deadline.kind == SOFT_HOLD:
                await soft_hold_over(deadline, self.ctx, self.uow)
            elif deadline.kind == RECHECK:
                await promise_again(deadline, self.ctx, self.uow)

    async def _checked(self, order: Order) -> Checked:
        shares, promised = await promised_now(order, self.ctx, self.uow)
        return Checked(order, shares, promised, {})

    async def _now(self, order: Order, phase: Phase) -> Order:
        if phase is Phase.OPEN:
            order = replace(order, confirmed_at=self.now, entered_at=self.now)
        order = await self.uow.orders.save(replace(order, phase=phase))
        self.orders[order.id] = order
        return order

    async def _is_available(self) -> None:
        """Read from the tables alone: what is promised of deliveries up to a day is on its way by then."""
        execute = self.uow.connection.execute
        counted = await execute(
            select(t.promises.c.sku, t.promises.c.short, t.promises.c.day, t.orders.c.phase)
            .join(t.orders, t.orders.c.id == t.promises.c.order_id)
            .where(t.promises.c.source == "inbound", t.promises.c.short > 0)
        )
        sold = [row for row in counted if row.phase == "open"]
        coming = list(await execute(select(t.inbound.c.sku, t.inbound.c.qty, t.inbound.c.due)))
        for sku, day in {(row.sku, row.day) for row in sold}:
            promised = sum((row.short for row in sold if row.sku == sku and row.day <= day), D(0))
            there = sum((row.qty for row in coming if row.sku == sku and row.due <= day), D(0))
            assert promised <= there, f"{sku} until {day}: {promised} are promised of {there}"

    async def holds(self) -> None:
        """The four things that are always true."""
        execute = self.uow.connection.execute
        held = {
            row.sku: row.qty
            for row in await execute(
                select(t.stock_holds.c.sku, func.sum(t.stock_holds.c.qty).label("qty")).group_by(t.stock_holds.c.sku)
            )
        }
        for sku, level in (await self.uow.stock.levels(SKUS)).items():
            assert D(0) <= level.held <= level.on_hand
            assert level.held == held.get(sku, D(0))
        for row in await execute(select(t.stock_holds)):
            phase = self.orders[OrderId(row.order_id)].phase
            assert phase is (Phase.OPEN if row.kind == HoldKind.FIRM.value else Phase.DRAFT), "nobody holds for nothing"
        full = select(t.loads.c.day, func.sum(t.loads.c.load).label("load")).group_by(t.loads.c.day)
        assert all(row.load <= PER_DAY for row in await execute(full)), "no day of a line is sold twice"


async def walks(store: Store, steps: int, seed: int) -> Walk:
    rng = random.Random(seed)
    async with store.write() as uow:
        await uow.connection.execute(insert(t.products), [{**product(sku, 40), "lead_days": 3} for sku in SKUS])
        await uow.commit()
    walk = None
    done = 0
    while done < steps:
        async with store.write() as uow:
            before, walk = walk, Walk(uow, rng)
            if before is not None:
                walk.orders, walk.now = before.orders, before.now
            for _ in range(min(250, steps - done)):
                await walk.step()
                done += 1
                if done % 25 == 0:
                    await walk.holds()
            await walk.holds()
            await uow.commit()
    assert walk is not None
    return walk


async def test_ten_thousand_events_never_sell_what_is_not_there() -> None:
    store = await open_store("sqlite+aiosqlite://")
    await store.upgrade()
    walk = await walks(store, 10_000, 37)
    phases = [order.phase for order in walk.orders.values()]
    assert min(phases.count(phase) for phase in (Phase.DONE, Phase.VOID)) > 500  # all of it happened
    await store.close()


@pytest.mark.parametrize("seed", [1, 2])
async def test_postgresql_agrees(postgres: Postgres, seed: int) -> None:
    """A thousand events each; `make walk` has them be 10,000, which takes minutes."""
    store = await open_store(await postgres.emptied_url())
    await store.upgrade()
    await walks(store, EVENTS, seed)
    await store.close()
