"""What one change sets off: from the message until every order that it concerns is promised anew and told."""

import asyncio
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, func, insert, literal, select, update

from bench.confirm import NOW, Company, Spent
from bench.table import Row, spread
from bot.clock import SetClock
from bot.timers import Timers
from handlers.domain.messaging import ChatRef, Message, MessageKind, UserRef
from storage import tables
from storage.columns import UtcDateTime

ORDERS, CHANGED, CAME = 50_000, 30, 20
SELLER, KEEPER = "u01", "u09"
AMOUNT, DAY, GOODS = "amount", "day", "goods come in"


def anew() -> list[Row]:
    """A confirmed order's amount, its day, and goods that came in for everybody who waits for them."""
    found, waited = asyncio.run(_measured())
    rows = []
    for name, times in found.items():
        what = f"promised anew after a change, {ORDERS:,} open orders, SQLite, {name}"
        what += f" ({waited:.0f} orders wait)" if name == GOODS else ""
        rows.append((what, spread([wall for wall, _ in times]), "p95 ≤ 2 s"))
        rows.append((f"{what}, CPU alone", spread([cpu for _, cpu in times]), ""))
    return rows


async def _measured() -> tuple[dict[str, list[Spent]], float]:
    """The times of each kind of change, and how many orders waited for the goods on average."""
    with tempfile.TemporaryDirectory() as folder:
        shop = await Company.found(Path(folder, "anew.sqlite3"), ORDERS)
        try:
            return await _of(shop)
        finally:
            await shop.desk.store.close()  # else its threads keep the process alive after a step that failed


async def _of(shop: Company) -> tuple[dict[str, list[Spent]], float]:
    await _hold(shop)
    timers = Timers(shop.desk, SetClock(NOW))
    await timers.tick()
    times: dict[str, list[Spent]] = {AMOUNT: [], DAY: [], GOODS: []}
    for place in range(CHANGED):
        await shop.confirms(place, lines=1)
        number = await _newest(shop)
        times[AMOUNT].append(await _says(shop, timers, SELLER, f"{number} 数量改成{50 + place}"))
        day = (NOW + timedelta(days=10 + place % 10)).date()
        times[DAY].append(await _says(shop, timers, SELLER, f"{number} 改到{day.month}月{day.day}日到"))
    waiting = []
    for product in shop.rng.sample(shop.products, CAME):
        async with shop.desk.store.read() as uow:
            waiting.append(len(await uow.stock.waiting([product.sku])))
        times[GOODS].append(await _says(shop, timers, KEEPER, f"到货 {product.sku} 30"))
    return {name: spent[len(spent) // 10 :] for name, spent in times.items()}, sum(waiting) / len(waiting)


async def _hold(shop: Company) -> None:
    """Who waits for one of his goods holds the others, and nothing else is there: what comes in is shared out."""
    async with shop.desk.store.write() as uow:
        lines, waits = tables.order_lines.c, tables.promises.c
        waiting = select(waits.order_id)
        held = select(lines.order_id, lines.sku, lines.base_qty, literal("firm"), literal(NOW, type_=UtcDateTime()))
        held = held.where(lines.order_id.in_(waiting), lines.no > 1)
        names = ["order_id", "sku", "qty", "kind", "at"]
        there = select(lines.sku, func.sum(lines.base_qty), func.sum(lines.base_qty))
        there = there.where(lines.order_id.in_(waiting), lines.no > 1).group_by(lines.sku)
        await uow.connection.execute(delete(tables.stock))
        await uow.connection.execute(insert(tables.stock).from_select(["sku", "on_hand", "held"], there))
        await uow.connection.execute(insert(tables.stock_holds).from_select(names, held))
        await uow.connection.execute(update(tables.promises).values(short=waits.need))
        await uow.commit()


async def _says(shop: Company, timers: Timers, user: str, text: str) -> Spent:
    """One message, and all that is due because of it."""
    chat, store = ChatRef("console", f"d-{user}"), shop.desk.store
    msg = Message(0, "console", f"{user}{text}", chat, UserRef("console", user), MessageKind.TEXT, NOW, NOW, text)
    began, worked = time.perf_counter(), time.process_time()
    msg = replace(msg, id=await store.inbox.put(msg, "") or 0)
    await shop.desk.handle(msg, NOW)
    await timers.tick()
    took = time.perf_counter() - began, time.process_time() - worked
    async with store.read() as uow:
        query = select(tables.outbox.c.id).where(tables.outbox.c.trace == msg.id)
        if (await uow.connection.execute(query)).first() is None:
            raise RuntimeError(f"no answer: {text}")
    return took


async def _newest(shop: Company) -> str:
    async with shop.desk.store.read() as uow:
        query = select(tables.orders.c.number).where(tables.orders.c.number.is_not(None))
        number: str = (await uow.connection.execute(query.order_by(tables.orders.c.id.desc()).limit(1))).scalar_one()
    return number
