"""Customers ask where their goods are, over a company with 50,000 open orders: from the message to the answer's row."""

import asyncio
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select, update

from bench.confirm import NOW, Company, Spent
from bench.table import Row, spread
from handlers.domain.messaging import ChatKind, ChatRef, Message, MessageKind, UserRef
from handlers.domain.party import Person
from storage import tables

ORDERS, ASKED, SHIPPED, ARRIVED = 50_000, 240, 4, 2_000  # one order in SHIPPED is under way
SAID = {
    "no number": "我的货到哪了",
    "by number": "{number} 到哪了",
    "by product": "{product}那单到哪了",
    "last week's": "上周那单到哪了",
}


def status() -> list[Row]:
    """p50, p95 and p99 of every way to ask, and of all of them."""
    found = asyncio.run(_measured())
    what = f"status answer, {ORDERS:,} open orders, SQLite"
    rows = [(f"{what}, {name}", spread([wall for wall, _ in times]), "") for name, times in found.items()]
    every = [spent for times in found.values() for spent in times]
    rows.append((what, spread([wall for wall, _ in every]), "p95 ≤ 2 s"))
    return [*rows, (f"{what}, CPU alone", spread([cpu for _, cpu in every]), "")]


async def _measured() -> dict[str, list[Spent]]:
    with tempfile.TemporaryDirectory() as folder:
        shop = await Company.found(Path(folder, "status.sqlite3"), ORDERS)
        people, numbers = await _leave(shop)
        products = [product.name for product in shop.products]
        times: dict[str, list[Spent]] = {name: [] for name in SAID}
        for place in range(ASKED):
            person = shop.rng.choice(people)
            number = shop.rng.choice(numbers[person.customer_id or ""])
            for name, said in SAID.items():
                text = said.format(number=number, product=shop.rng.choice(products))
                times[name].append(await _asked(shop, person, text, f"{name}{place}"))
        await shop.desk.store.close()
    return {name: spent[ASKED // 10 :] for name, spent in times.items()}


async def _asked(shop: Company, person: Person, text: str, external: str) -> Spent:
    chat, store = ChatRef("console", f"d-{person.user}", ChatKind.DIRECT), shop.desk.store
    msg = Message(0, "console", external, chat, UserRef("console", person.user), MessageKind.TEXT, NOW, NOW, text)
    began, worked = time.perf_counter(), time.process_time()
    msg = replace(msg, id=await store.inbox.put(msg, "") or 0)
    await shop.desk.handle(msg, NOW)
    took = time.perf_counter() - began, time.process_time() - worked
    async with store.read() as uow:
        query = select(tables.outbox.c.id).where(tables.outbox.c.trace == msg.id)
        if (await uow.connection.execute(query)).first() is None:
            raise RuntimeError(f"no answer: {text}")
    return took


async def _leave(shop: Company) -> tuple[list[Person], dict[str, list[str]]]:
    """Some orders are under way with a parcel and its scans, others arrived; returns who asks, and order numbers."""
    left = NOW - timedelta(hours=20)
    async with shop.desk.store.write() as uow:
        run, orders = uow.connection.execute, tables.orders
        gone = orders.c.id % SHIPPED == 0
        await run(update(orders).where(gone).values(state="已出库", owner="logistics", entered_at=left))
        parcel = {"carrier": "shunfeng", "words": "到达中转场", "subscribed": False, "province": "浙江"}
        parcels, scans = [], []
        for number in range(SHIPPED, ORDERS + 1, SHIPPED):
            waybill = f"SF{number:08d}"
            row = {**parcel, "order_id": number, "number": waybill, "status": "transit", "said": "0", "at": left}
            parcels.append({**row, "left_at": left, "signed_at": NOW if number <= ARRIVED * SHIPPED else None})
            scans.append({"number": waybill, "at": left, "words": "到达", "source": "bench", "heard_at": left})
        await run(insert(tables.parcels), parcels)
        await run(insert(tables.scans), scans)
        for number in range(SHIPPED, ORDERS + 1, SHIPPED):
            await run(update(orders).where(orders.c.id == number).values(tracking=f"SF{number:08d}"))
        customers = [one.id for one in await uow.parties.all_customers()]
        people = [person for one in customers for person in await uow.parties.of_customer(one)]
        numbers: dict[str, list[str]] = {}
        for customer, number in await run(select(orders.c.customer_id, orders.c.number)):
            numbers.setdefault(customer, []).append(number)
        await uow.commit()
    return people, numbers
