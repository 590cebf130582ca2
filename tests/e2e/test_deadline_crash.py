"""Processes killed without warning while deadlines become due: each one is told once, none is lost.

One process on SQLite, two at the same time on PostgreSQL. JIEDAN_TEST_KILLS says how often (3 by default; `make
crash`: 200).
"""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from bot.clock import SystemClock
from handlers.domain.flow import OVERDUE
from handlers.domain.order import Deadline, Phase
from storage import Store, import_path, open_store, tables
from tests.conftest import Postgres
from tests.contract.storage_rows import FULL
from tests.e2e.test_crash import READY, ROOT, Server, drained

KILLS = int(os.environ.get("JIEDAN_TEST_KILLS", "3"))
EACH = 15  # deadlines that become due while a process waits for its end
SOON, LIFE = 1.2, (0.3, 2.2)  # seconds within which they are due, and after which it ends
PATIENT = """
[policy.ladders.usual]
rungs = [{ to = ["owner"], wait = "30d" }]
"""  # two hundred kills take longer than anybody may leave an alert unanswered
PLANNERS = {"u14", "u15", "u16"}


async def late_orders(store: Store, first: int) -> None:
    """Orders that nobody schedules; their time ends at some moment of the next second."""
    now, rng = SystemClock().now(), random.Random(first)
    async with store.write() as uow:
        for number in range(first, first + EACH):
            order = replace(
                FULL,
                number=f"SO1-{number:05d}",
                state="待审核",
                phase=Phase.OPEN,
                asked=None,
                customer_id="C001",
                entered_at=now - timedelta(days=20),
            )
            stored = await uow.orders.add(order)
            due = now + timedelta(seconds=rng.uniform(0, SOON))
            await uow.deadlines.open(Deadline(stored.id, OVERDUE, due, "production"))
        await uow.commit()


async def proved(store: Store, count: int) -> None:
    """Every order has one alert and one event, every planner one card of each, no platform message came twice."""
    async with store.read() as uow:
        query = select(tables.deadlines.c.kind, tables.deadlines.c.state, tables.deadlines.c.attempts)
        states = Counter(tuple(row) for row in await uow.connection.execute(query))
        events = await uow.connection.execute(
            select(tables.order_events.c.order_id).where(tables.order_events.c.action == "overdue")
        )
        told = Counter(events.scalars())
        alerts = Counter((await uow.connection.execute(select(tables.alerts.c.order_id))).scalars())
        rows = await uow.connection.execute(select(tables.outbox.c.chat_id, tables.outbox.c.key, tables.outbox.c.state))
        sent = Counter(tuple(row) for row in rows)
    assert states.pop(("digest", "open", 0)) == 1
    assert states == {(OVERDUE, "missed", 0): count, ("alert", "open", 0): count, ("alert_late", "open", 0): count}
    assert set(told.values()) == set(alerts.values()) == {1}
    assert len(told) == len(alerts) == count
    assert set(sent.values()) == {1}
    assert {state for _, _, state in sent} == {"sent"}
    assert len(sent) == count * len(PLANNERS)
    cards = [entry for entry in await store.console.since(0, 1_000_000) if entry.key.startswith("alert:")]
    seen = Counter((entry.chat_id, entry.key) for entry in cards)
    assert set(seen.values()) == {1}
    assert len(seen) == count * len(PLANNERS)


async def killed_and_killed(url: str, folder: Path, processes: int) -> None:
    rng, count = random.Random(processes), KILLS * EACH
    store = await open_store(url)
    try:
        await store.upgrade()
        await import_path(store, ROOT / "config" / "demo", "console")
        busy = 0
        for kill in range(KILLS):
            servers = [Server(url, folder, more=PATIENT) for _ in range(processes)]
            await asyncio.gather(*(server.__aenter__() for server in servers))
            await late_orders(store, kill * EACH)
            await asyncio.gather(*(ends(server, rng.uniform(*LIFE)) for server in servers))
            busy += not (await all_missed(store) and await drained(store))
        sys.stdout.write(f"{KILLS} kills of {processes} at a time, {busy} of them in the middle of work\n")
        await leases_end(store)
        async with Server(url, folder, more=PATIENT), asyncio.timeout(READY * 4 + KILLS):
            while not (await all_missed(store) and await drained(store)):  # noqa: ASYNC110 another process works
                await asyncio.sleep(0.2)
        await proved(store, count)
    finally:
        await store.close()


async def leases_end(store: Store) -> None:
    """A minute goes by that need not be waited for: what dead processes held is free again."""
    async with store.write() as uow:
        held = update(tables.outbox).where(tables.outbox.c.state == "working")
        await uow.connection.execute(held.values(claimed_until=SystemClock().now()))
        await uow.commit()


async def ends(server: Server, after: float) -> None:
    """Killed after so many seconds."""
    await asyncio.sleep(after)
    await server.end(signal.SIGKILL)


async def all_missed(store: Store) -> bool:
    """Whether nothing is due any more."""
    async with store.read() as uow:
        return not [d for d in await uow.deadlines.standing(limit=1) if d.kind == OVERDUE]


async def test_a_killed_process_tells_every_deadline_once(tmp_path: Path) -> None:
    await killed_and_killed(f"sqlite+aiosqlite:///{tmp_path}/late.sqlite3", tmp_path, 1)


async def test_two_killed_processes_tell_every_deadline_once(tmp_path: Path, postgres: Postgres) -> None:
    url = await postgres.empty()
    try:
        await killed_and_killed(
            url.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False), tmp_path, 2
        )
    finally:
        await postgres.drop(url)
