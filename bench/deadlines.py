"""A million open deadlines: what waiting costs, and how long ten thousand take that are due in the same second."""

import asyncio
import os
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import asyncpg
from sqlalchemy import func, insert, select
from sqlalchemy.engine import URL, make_url

from bench.confirm import CHAT, ME, NOW
from bench.table import Row
from bot.clock import SetClock
from bot.dispatch import Desk
from bot.lexicon import LexiconCache
from bot.timers import Timers
from config import DEMO_FILE, load
from handlers.domain.flow import OVERDUE, Flow
from handlers.domain.order import Line, Order, OrderId, Phase
from storage import Store, import_path, open_store, tables
from storage.order_rows import line_values, order_values
from tests.postgres import server

OPEN, DUE, ORDERS, LOOKS = 1_000_000, 10_000, 50_000, 200
DATABASE = "jiedan_bench"


def deadlines() -> list[Row]:
    """Idle ticks, the burst, and what memory grew by."""
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(_measured(f"sqlite+aiosqlite:///{Path(folder, 'late.sqlite3')}", "SQLite"))
    with server(durable=True) as url:
        rows += asyncio.run(_on_postgres(url))
    return rows


async def _on_postgres(url: URL) -> list[Row]:
    """The same in a database of its own on this server."""
    await _run(url, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE}")
    try:
        own = url.set(drivername="postgresql+asyncpg", database=DATABASE)
        return await _measured(own.render_as_string(hide_password=False), "PostgreSQL")
    finally:
        await _run(url, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


async def _settled(url: str) -> None:
    """As a database is that took a million rows in months, not in this minute: counted, and written to the disk."""
    own = make_url(url)
    if own.get_backend_name() == "postgresql":
        await _run(own.set(drivername="postgresql"), "VACUUM ANALYZE", "CHECKPOINT")


async def _run(url: URL, *statements: str) -> None:
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _measured(url: str, name: str) -> list[Row]:
    settings = load(DEMO_FILE, {"JIEDAN_DATABASE_URL": url})
    store = await open_store(url)
    try:
        await store.upgrade()
        await import_path(store, Path(settings.world), "console")
        await _fill(store)
        await _settled(url)
        desk = Desk(store, settings, Flow(settings.flows[settings.flow]), LexiconCache(store), frozenset({"console"}))
        clock = SetClock(NOW)
        timers = Timers(desk, clock)
        await timers.tick()
        cpu = time.process_time()
        for _ in range(LOOKS):
            await timers.tick()
        idle = (time.process_time() - cpu) / LOOKS  # one look a second
        before = _memory()
        clock.move(hours=1)
        began, cpu = time.perf_counter(), time.process_time()
        fired = await timers.tick()
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        after = _memory()
        async with store.read() as uow:
            told = (await uow.connection.execute(select(func.count()).select_from(tables.outbox))).scalar_one()
        if (fired, told) != (DUE, DUE):
            raise RuntimeError(f"{fired} fired, {told} told")
    finally:
        await store.close()
    return [
        (f"{OPEN:,} open deadlines, idle, {name}", f"{idle * 100:.2f} % of a core", "< 1 %"),
        (f"{DUE:,} due in one second, into the outbox, {name}", f"{took:.1f} s ({cpu:.1f} s of a core)", "≤ 20 s"),
        (f"memory before and after, {name}", f"{before:.0f} → {after:.0f} MB", "flat"),
    ]


def _memory() -> float:
    """What the process holds in memory now, in megabytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _order() -> Order:
    qty = Decimal(30)
    line = Line(1, "ZXJ-001L", "转向节(左)", "转向节", (), qty, "件", qty, "件", Decimal(800))
    at = NOW - timedelta(days=20)
    order = Order(OrderId(0), 0, "five_state", "待审核", Phase.OPEN, CHAT, at, at, placed_by=ME, customer_id="C001")
    return replace(order, lines=(line,), confirmed_at=at, confirmed_by=ME, entered_at=at, owner="production")


async def _fill(store: Store) -> None:
    order, later = _order(), NOW + timedelta(days=30)
    for start in range(1, ORDERS + 1, 5_000):
        heads: list[dict[str, object]] = []
        lines: list[dict[str, object]] = []
        clocks: list[dict[str, object]] = []
        for number in range(start, start + 5_000):
            numbered = replace(order, number=f"SO{number}", version=1)
            heads.append({**order_values(numbered), "id": number, "version": 1})
            lines += [line_values(number, line) for line in order.lines]
            for rung in range(OPEN // ORDERS):
                due = NOW + timedelta(minutes=30) if rung == 0 and number <= DUE else later + timedelta(seconds=number)
                row = {"subject": f"o{number}", "order_id": number, "kind": OVERDUE, "rung": rung, "state": "open"}
                clocks.append({**row, "due_at": due, "owner": "production"})
        async with store.write() as uow:
            await uow.connection.execute(insert(tables.orders), heads)
            await uow.connection.execute(insert(tables.order_lines), lines)
            await uow.connection.execute(insert(tables.deadlines), clocks)
            await uow.commit()
