"""Two units that wait for each other: one gives way and is done anew, as a whole; nothing is lost or done twice."""

import asyncio

import pytest
from sqlalchemy import insert

from storage import Store, anew, open_store
from storage import tables as t
from storage.errors import Contended
from tests.conftest import Postgres
from tests.contract.storage_rows import NOW, product


async def test_who_gave_way_begins_anew(postgres: Postgres) -> None:
    url = await postgres.emptied_url()
    stores = [await open_store(url) for _ in range(2)]
    async with stores[0].write() as uow:
        await uow.connection.execute(insert(t.products), [product(sku, 10) for sku in "AB"])
        await uow.commit()
    began = [0, 0]
    meet = asyncio.Barrier(2)

    @anew
    async def receive(place: int, store: Store, first: str, second: str) -> None:
        began[place] += 1
        async with store.write() as uow:
            await uow.stock.receive(first, product("", 5)["stock"], NOW, "u09")
            if began[place] == 1:
                await meet.wait()  # each has what the other wants
            await uow.stock.receive(second, product("", 3)["stock"], NOW, "u09")
            await uow.commit()

    async with asyncio.timeout(30):
        await asyncio.gather(receive(0, stores[0], "A", "B"), receive(1, stores[1], "B", "A"))
    assert sorted(began) == [1, 2]
    async with stores[0].read() as uow:
        assert {sku: int(level.on_hand) for sku, level in (await uow.stock.levels("AB")).items()} == {"A": 18, "B": 18}
    for store in stores:
        await store.close()


async def test_who_always_gives_way_fails_in_the_end() -> None:
    tries = []

    @anew
    async def never() -> None:
        tries.append(1)
        raise Contended("数据库里两件事互相等待")

    with pytest.raises(Contended):
        await never()
    assert len(tries) == 6
