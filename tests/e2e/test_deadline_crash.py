"""Processes killed without warning while deadlines become due: each one is told once, none is lost.

One process on SQLite, two at the same time on PostgreSQL, each killed on its own so that the other goes on. Two of
the three people who are told read Feishu, whose fake lives through all of it and honours idempotency keys; one reads
the console. JIEDAN_TEST_KILLS says how often (6 by default; `make crash`: 200).
"""

import asyncio
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import select, update

from bot.clock import SystemClock
from handlers.domain.flow import OVERDUE
from handlers.domain.messaging import UserRef
from handlers.domain.order import Deadline, Phase
from storage import Store, import_path, open_store, tables
from storage.queue import FREE
from tests.conftest import Postgres
from tests.contract.storage_rows import FULL
from tests.e2e.test_crash import COMPANY, ROOT, drained
from tests.fakes import FakeFeishu
from tests.fakes.feishu.rules import Rate
from tests.forks import READY, Forked, Forks

KILLS = int(os.environ.get("JIEDAN_TEST_KILLS", "6"))
EACH = 5  # deadlines that become due while a process waits for its end
SOON, LIFE = 1.2, 1.7  # seconds within which they are due, and within which it ends once it listens
EARLY = 0.15  # of the kills hit a process that is still starting
PATIENT = """
[policy.ladders.usual]
rungs = [{ to = ["owner"], wait = "30d" }]
"""  # two hundred kills take longer than anybody may leave an alert unanswered
FEISHU, CONSOLE = ("u14", "u15"), ("u16",)  # the planners, who are told, and where they read it


@dataclass
class Run:
    """One company under fire."""

    url: str
    folder: Path
    store: Store
    feishu: FakeFeishu
    orders: Iterator[int] = field(default_factory=lambda: count(0, EACH))
    started: int = 0
    starting: int = 0  # killed before they listened
    held: int = 0  # killed with a message in hand

    @property
    def environment(self) -> dict[str, str]:
        """What a process sees besides our own environment."""
        own = self.feishu.settings()
        secrets = {name: getattr(own, name).get_secret_value() for name in ("secret", "encrypt_key", "token")}
        return {f"JIEDAN_FEISHU_{name.upper()}": value for name, value in secrets.items()} | {
            "JIEDAN_DATABASE_URL": self.url,
            "PYTHONPATH": str(ROOT),
        }

    @property
    def company(self) -> Path:
        """Its file."""
        return self.folder / "company.toml"

    def founds(self) -> None:
        """Writes the company's file."""
        own = self.feishu.settings()
        app = f'app_id = "{own.app_id}"\napi_base = "{own.api_base}"\n'
        feishu = f'\n[channels.feishu]\nenabled = true\nmode = "http"\n{app}'
        self.company.write_text(COMPANY + feishu + PATIENT, encoding="utf-8")

    async def late_orders(self) -> None:
        """Orders that nobody schedules; their time ends at some moment of the next second."""
        now, first = SystemClock().now(), next(self.orders)
        rng = random.Random(first)
        async with self.store.write() as uow:
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

    async def kills(self, rng: random.Random, times: int) -> None:
        """One process after the other, each killed at some point of its life."""
        async with Forks() as forks:
            for _ in range(times):
                server = await forks.start(self.company, self.environment, self.folder)
                self.started += 1
                await self.late_orders()
                if rng.random() < EARLY:
                    await asyncio.sleep(rng.uniform(0, 0.5))
                    self.starting += "启动:" not in server.says.read_text("utf-8")
                else:
                    await server.ready()
                    await asyncio.sleep(rng.uniform(0, LIFE))
                await server.killed()
                self.held += bool(await self.leases_end(server))

    async def leases_end(self, server: Forked) -> int:
        """The minute goes by after which what a dead process held is free again; returns how much that was."""
        dead = tables.outbox.c.claimed_by.endswith(f":{server.pid}")
        async with self.store.write() as uow:
            held = update(tables.outbox).where(tables.outbox.c.state == "working", dead)
            found = int((await uow.connection.execute(held.values(FREE))).rowcount)
            await uow.commit()
        return found

    async def ends(self) -> None:
        """One more process, which is left alone until nothing is due and everything is told."""
        async with Forks() as forks:
            server = await forks.start(self.company, self.environment, self.folder)
            async with asyncio.timeout(READY * 4 + KILLS * EACH):  # a busy machine left much to do
                while not (await self.all_missed() and await drained(self.store)):
                    assert server.alive()
                    await asyncio.sleep(0.2)
            await server.killed()

    async def all_missed(self) -> bool:
        """Whether nothing is due any more."""
        async with self.store.read() as uow:
            return not [d for d in await uow.deadlines.standing(limit=1) if d.kind == OVERDUE]

    async def proved(self) -> None:
        """Every order has one alert and one event, every planner sees one card of each, whoever had to send it."""
        orders = next(self.orders)
        async with self.store.read() as uow:
            query = select(tables.deadlines.c.kind, tables.deadlines.c.state, tables.deadlines.c.attempts)
            states = Counter(tuple(row) for row in await uow.connection.execute(query))
            events = await uow.connection.execute(
                select(tables.order_events.c.order_id).where(tables.order_events.c.action == "overdue")
            )
            told = Counter(events.scalars())
            alerts = Counter((await uow.connection.execute(select(tables.alerts.c.order_id))).scalars())
            box = tables.outbox.c
            rows = await uow.connection.execute(select(box.chat_id, box.key, box.state))
            sent = Counter(tuple(row) for row in rows)
        assert states.pop(("digest", "open", 0)) == 1
        standing = {("alert", "open", 0): orders, ("alert_late", "open", 0): orders}
        assert states == {(OVERDUE, "missed", 0): orders} | standing
        assert set(told.values()) == set(alerts.values()) == {1}
        assert len(told) == len(alerts) == orders
        assert set(sent.values()) == {1}
        assert {state for _, _, state in sent} == {"sent"}
        assert len(sent) == orders * len(FEISHU + CONSOLE)
        cards = [entry for entry in await self.store.console.since(0, 1_000_000) if entry.key.startswith("alert:")]
        seen = Counter((entry.chat_id, entry.key) for entry in cards)
        assert set(seen.values()) == {1}
        assert len(seen) == orders * len(CONSOLE)
        folded = 0
        for user in FEISHU:  # a chat that may get no more is told several things in one message, each of them once
            about = [_orders(shown.reads()) for shown in self.feishu.seen[user]]
            assert Counter(number for numbers in about for number in numbers) == Counter(range(orders))
            folded += sum(len(numbers) for numbers in about if len(numbers) > 1)
        keys = Counter(body["uuid"] for _, body in self.feishu.calls if "uuid" in body)
        again = sum(times - 1 for times in keys.values())
        assert len(keys) == sum(len(self.feishu.seen[user]) for user in FEISHU)
        sys.stdout.write(
            f"{self.started} kills, {self.starting} while starting, {self.held} with a message in hand; "
            f"{orders} deadlines fired once each; {orders * len(FEISHU)} pushes seen once each in {len(keys)} Feishu "
            f"messages ({folded} told together), {again} messages sent again with the same key\n"
        )


def _orders(text: str) -> set[int]:
    """The orders that a message is about."""
    return {int(number) for number in re.findall(r"SO1-(\d{5})", text)}


async def killed_and_killed(url: str, folder: Path, processes: int) -> None:
    store = await open_store(url)
    try:
        async with FakeFeishu() as feishu:
            feishu.per_chat, feishu.per_second, feishu.per_minute = (Rate(10_000, 1.0) for _ in range(3))
            await store.upgrade()
            await import_path(store, ROOT / "config" / "demo", "console")
            async with store.write() as uow:
                for user in FEISHU:
                    await uow.parties.unbind(await uow.parties.accounts(user))
                    await uow.parties.bind(UserRef("feishu", user), user)
                await uow.commit()
            run = Run(url, folder, store, feishu)
            run.founds()
            await asyncio.gather(*(run.kills(random.Random(slot), KILLS // processes) for slot in range(processes)))
            await run.ends()
            await run.proved()
    finally:
        await store.close()


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


async def test_two_killed_processes_on_one_file_tell_every_deadline_once(tmp_path: Path) -> None:
    await killed_and_killed(f"sqlite+aiosqlite:///{tmp_path}/shared.sqlite3", tmp_path, 2)
