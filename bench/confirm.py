"""Confirming an order of ten lines with every check, over a company with many open orders."""

import asyncio
import random
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Self

from sqlalchemy import insert, update

from bench.table import Row, quantile, spread
from bot.dispatch import Desk
from bot.lexicon import LexiconCache
from config import DEMO_FILE, load
from config.policy import CapacitySpec
from handlers.checking import check, promised_now
from handlers.context import Context
from handlers.domain.flow import Flow
from handlers.domain.messaging import ChatRef, Message, MessageKind, Tap, UserRef
from handlers.domain.order import Line, Order, OrderId, Phase
from handlers.domain.party import Product
from handlers.stocking import hold_softly
from storage import Store, import_path, open_store, tables
from storage.order_rows import line_values, order_values

NOW = datetime(2026, 3, 10, 1, 12, tzinfo=UTC)
ME = "u01"
CHAT = ChatRef("console", "d-u01")
LINES, CONFIRMED, DAYS = 10, 200, 60
LONG, PROMISED = 60, 60  # lines of a long order, and how many of them are promised
SIZES = (1_000, 50_000, 100_000)
Spent = tuple[float, float]  # seconds on the clock, and of them on the processor: others use the machine too


def confirm() -> list[Row]:
    """p95 at each size, what of it this process computed, and how that grows from the smallest to the largest."""
    found = asyncio.run(_measured())
    rows = []
    for size, times in found.items():
        what = f"confirm, 10 lines, {size:,} open orders, SQLite"
        rows.append((what, spread([wall for wall, _ in times]), "p95 ≤ 40 ms" if size == 50_000 else ""))
        rows.append((f"{what}, CPU alone", spread([cpu for _, cpu in times]), ""))
    growth = _half(found[SIZES[-1]]) / _half(found[SIZES[0]])
    return [*rows, (f"growth of p50 of CPU, {SIZES[0]:,} to {SIZES[-1]:,}", f"{growth:.2f}", "< 1.5")]


def _half(times: list[Spent]) -> float:
    return quantile([cpu for _, cpu in times], 0.5)


def atp() -> list[Row]:
    """What an order of sixty lines can count on, asked as a draft's card does."""
    found = asyncio.run(_promised(50_000))
    what = f"promise, {LONG} lines, 50,000 open orders, SQLite"
    walls, cpus = ([one[place] for one in found] for place in (0, 1))
    return [(what, spread(walls), "p95 ≤ 500 ms"), (f"{what}, CPU alone", spread(cpus), "")]


async def _promised(size: int) -> list[Spent]:
    with tempfile.TemporaryDirectory() as folder:
        shop = await Company.found(Path(folder, "atp.sqlite3"), size)
        desk, times = shop.desk, []
        works = CapacitySpec(name="line", skus=("*",), per_day=Decimal(400))
        policy = desk.settings.policy.model_copy(update={"capacity": (works,)})
        for _ in range(PROMISED):
            order = _order(shop.rng.choice(shop.customers), shop.products, shop.rng, LONG)
            order = replace(order, confirmed_at=None, number=None, state="草稿", phase=Phase.DRAFT)
            async with desk.store.write() as uow:
                order = await uow.orders.add(order)
                ctx = Context(NOW, desk.zone, await uow.parties.person(ME), policy, desk.flow)
                began, worked = time.perf_counter(), time.process_time()
                _, promised = await promised_now(order, ctx, uow)
                times.append((time.perf_counter() - began, time.process_time() - worked))
            if len(promised) != LONG:
                raise RuntimeError("a line was not promised")
        await desk.store.close()
    return times


async def _measured() -> dict[int, list[Spent]]:
    """All sizes in turn, so that whatever else the machine does meets them alike."""
    with tempfile.TemporaryDirectory() as folder:
        shops = {size: await Company.found(Path(folder, f"{size}.sqlite3"), size) for size in SIZES}
        times: dict[int, list[Spent]] = {size: [] for size in SIZES}
        for number in range(CONFIRMED):
            for size, shop in shops.items():
                times[size].append(await shop.confirms(number))
        for shop in shops.values():
            await shop.desk.store.close()
    return {size: spent[CONFIRMED // 10 :] for size, spent in times.items()}


@dataclass
class Company:
    """The sample company with so many open orders."""

    desk: Desk
    products: list[Product]
    customers: list[str]
    rng: random.Random

    @classmethod
    async def found(cls, file: Path, size: int) -> Self:
        url = f"sqlite+aiosqlite:///{file}"
        settings = load(DEMO_FILE, {"JIEDAN_DATABASE_URL": url})
        store = await open_store(url)
        await store.upgrade()
        await import_path(store, Path(settings.world), "console")
        async with store.write() as uow:  # nobody is held: the goods are taken, everybody is told
            await uow.connection.execute(update(tables.customers).values(credit_limit=Decimal(10) ** 11))
            products = await uow.catalogue.all()
            customers = [customer.id for customer in await uow.parties.all_customers()]
            await uow.commit()
        rng = random.Random(size)
        await _fill(store, size, products, customers, rng)
        desk = Desk(store, settings, Flow(settings.flows[settings.flow]), LexiconCache(store), frozenset({"console"}))
        return cls(desk, products, customers, rng)

    async def confirms(self, number: int, lines: int = LINES) -> Spent:
        """One more order of so many lines, and what its confirmation took."""
        order = _order(self.rng.choice(self.customers), self.products, self.rng, lines)
        return await _confirmed(self.desk, number, order)


async def _confirmed(desk: Desk, number: int, order: Order) -> Spent:
    order = replace(order, confirmed_at=None, number=None, state="草稿", phase=Phase.DRAFT)
    async with desk.store.write() as uow:
        actor = await uow.parties.person(ME)
        ctx = Context(NOW, desk.zone, actor, desk.settings.policy, desk.flow)
        checked = await check(await uow.orders.add(order), ctx, uow)
        order = await uow.orders.save(checked.order)
        await hold_softly(order, checked, ctx, uow)
        await uow.commit()
    tap = Tap("confirm", order.id, order.version)
    msg = Message(0, "console", f"tap{number}", CHAT, UserRef("console", ME), MessageKind.TAP, NOW, NOW, tap=tap)
    msg = replace(msg, id=await desk.store.inbox.put(msg, "") or 0)
    began, worked = time.perf_counter(), time.process_time()
    await desk.handle(msg, NOW)
    took = time.perf_counter() - began, time.process_time() - worked
    async with desk.store.read() as uow:
        if (await uow.orders.get(order.id)).phase is not Phase.OPEN:
            raise RuntimeError("the order was not confirmed")
    return took


def _order(customer: str, products: list[Product], rng: random.Random, count: int = LINES) -> Order:
    lines = tuple(
        Line(no, p.sku, p.label, p.name, (), qty := Decimal(rng.randint(1, 40)), p.unit, qty, p.unit, p.price)
        for no, p in enumerate(rng.sample(products, count), 1)
    )
    at = NOW - timedelta(minutes=rng.randrange(DAYS * 24 * 60))
    order = Order(OrderId(0), 0, "five_state", "待审核", Phase.OPEN, CHAT, at, NOW, placed_by=ME, customer_id=customer)
    return replace(order, lines=lines, confirmed_at=at, confirmed_by=ME, entered_at=at, owner="production")


async def _fill(store: Store, size: int, products: list[Product], customers: list[str], rng: random.Random) -> None:
    """Open orders as rows; one line in twenty waits for goods."""
    for start in range(0, size, 5_000):
        heads, lines, waits = [], [], []
        for number in range(start + 1, min(start + 5_000, size) + 1):
            order = replace(_order(rng.choice(customers), products, rng), number=f"SO-{number}")
            heads.append({"id": number, "version": 1, **order_values(order)})
            lines += [line_values(number, line) for line in order.lines]
            if number % 2 == 0:
                line = order.lines[0]
                wait = {"order_id": number, "no": 1, "sku": line.sku, "label": line.label, "need": line.base_qty}
                more = {"short": Decimal(1), "unit": line.base_unit, "source": "lead", "since": order.entered_at}
                waits.append(wait | more)
        async with store.write() as uow:
            await uow.connection.execute(insert(tables.orders), heads)
            await uow.connection.execute(insert(tables.order_lines), lines)
            await uow.connection.execute(insert(tables.promises), waits)
            await uow.commit()
