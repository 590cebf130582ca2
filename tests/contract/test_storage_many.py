"""Several processes over one database: PostgreSQL with any number, SQLite with a tool beside the server."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from handlers.domain.messaging import ChatRef
from handlers.ports import Outgoing
from storage import Store, open_store, tables
from tests.conftest import Postgres
from tests.contract.storage_rows import NOW, PLAIN, deadline, message, outgoing

DAY = date(2026, 3, 4)


@pytest.fixture
async def two(postgres: Postgres) -> AsyncIterator[list[Store]]:
    """Two processes' stores over one PostgreSQL database."""
    url = await postgres.emptied_url()
    stores = [await open_store(url) for _ in range(2)]
    yield stores
    for store in stores:
        await store.close()


async def test_a_due_deadline_is_claimed_by_one_process_only(two: list[Store]) -> None:
    async with two[0].write() as uow:
        order = await uow.orders.add(PLAIN)
        for number in range(40):
            await uow.deadlines.open(deadline(order.id, f"k{number}"))
        await uow.commit()

    async def claim(store: Store) -> list[str]:
        async with store.write() as uow:
            got = await uow.deadlines.claim_due(NOW, limit=7)
            await uow.commit()
        return [each.kind for each in got]

    rounds = await asyncio.gather(*(claim(two[n % 2]) for n in range(8)))
    assert sorted(kind for got in rounds for kind in got) == sorted(f"k{n}" for n in range(40))


async def test_deadlines_that_somebody_is_claiming_are_passed_over(two: list[Store]) -> None:
    async with two[0].write() as uow:
        order = await uow.orders.add(PLAIN)
        await uow.deadlines.open(deadline(order.id))
        await uow.commit()
    async with two[0].write() as first, two[1].write() as second:
        assert len(await first.deadlines.claim_due(NOW)) == 1
        assert await second.deadlines.claim_due(NOW) == []


async def test_every_message_is_handled_once_and_in_order_by_many_workers(two: list[Store]) -> None:
    chats = [f"c{n}" for n in range(6)]
    puts = [message(f"{chat}-{n}", type(PLAIN.chat)("console", chat)) for n in range(5) for chat in chats]
    assert None not in [await two[n % 2].inbox.put(each, "") for n, each in enumerate(puts)]
    handled: list[str] = []

    async def work(store: Store, name: str) -> None:
        while (await store.inbox.counts())["done"] < len(puts):
            for each in await store.inbox.claim(NOW, name, limit=2):
                async with store.write() as uow:
                    await uow.outbox.put([outgoing(each.external_id)])
                    await uow.inbox.done(each.id)
                    handled.append(each.external_id)
                    await uow.commit()

    async with asyncio.timeout(60):
        await asyncio.gather(*(work(two[n % 2], f"w{n}") for n in range(4)))
    assert sorted(handled) == sorted(each.external_id for each in puts)
    for chat in chats:
        assert [name for name in handled if name.startswith(f"{chat}-")] == [f"{chat}-{n}" for n in range(5)]


async def test_the_same_callback_at_two_processes_is_one_row(two: list[Store]) -> None:
    ids = await asyncio.gather(*(two[n % 2].inbox.put(message("m"), "") for n in range(20)))
    assert len([number for number in ids if number is not None]) == 1


async def test_recovery_leaves_the_other_processes_alone(two: list[Store]) -> None:
    await two[0].inbox.put(message("m"), "")
    await two[0].inbox.claim(NOW, "first")
    assert await two[1].inbox.recover("second") == 0
    assert await two[1].inbox.claim(NOW + timedelta(seconds=59), "second") == []
    assert len(await two[1].inbox.claim(NOW + timedelta(seconds=61), "second")) == 1


async def test_numbers_and_dedupe_hold_across_processes(two: list[Store]) -> None:
    async def confirm(store: Store) -> int:
        async with store.write() as uow:
            number = await uow.orders.next_number(DAY)
            await uow.outbox.put([outgoing("same")])
            await uow.commit()
        return number

    numbers = await asyncio.gather(*(confirm(two[n % 2]) for n in range(30)))
    assert sorted(numbers) == list(range(1, 31))
    assert (await two[0].outbox.counts())["waiting"] == 1


async def test_a_second_program_on_the_same_sqlite_file_waits_its_turn(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite3"
    stores = [await open_store(url) for _ in range(2)]
    await stores[0].upgrade()

    async def count(store: Store) -> int:
        async with store.write() as uow:
            number = await uow.orders.next_number(DAY)
            await uow.commit()
        return number

    numbers = await asyncio.gather(*(count(stores[n % 2]) for n in range(20)))
    assert sorted(numbers) == list(range(1, 21))
    for store in stores:
        await store.close()


async def test_readers_see_the_state_before_an_unfinished_write_without_waiting(tmp_path: object) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/x.sqlite3")
    await store.upgrade()
    async with store.write() as writer:
        await writer.meta.set("x", "new")
        async with asyncio.timeout(5), store.read() as reader:
            assert await reader.meta.get("x") is None
            await writer.commit()
            assert await reader.meta.get("x") is None
    async with store.read() as reader:
        assert await reader.meta.get("x") == "new"
    await store.close()


async def test_a_cancelled_statement_of_many_rows_ends(store: Store) -> None:
    """What is cancelled between its rows (a handler that took too long) may not wait for ever, nor keep the lock."""
    wide = "字" * 1_000

    async def put(trial: int) -> None:
        rows = [Outgoing(ChatRef("console", f"d-{number}"), wide, f"{trial}:{number}", NOW) for number in range(500)]
        async with store.write() as uow:
            await uow.outbox.put(rows)

    began = time.perf_counter()
    await put(0)
    whole = time.perf_counter() - began
    for trial in range(1, 21):
        task = asyncio.create_task(put(trial))
        await asyncio.sleep(whole * trial / 20)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=20)
        assert done
    async with store.read() as uow:
        assert (await uow.connection.execute(select(func.count()).select_from(tables.outbox))).scalar_one() == 0
