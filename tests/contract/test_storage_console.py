"""The console log, and what is left when orders are cleared: the same promises on every database."""

import asyncio

from handlers.domain.payment import Payment
from storage import Store
from tests.contract.storage_rows import (
    NASTY,
    NOW,
    PLAIN,
    claimed,
    message,
    put_all,
    say,
    taken,
)


async def test_the_console_log_tells_what_is_new_and_what_changed(store: Store) -> None:
    log = store.console
    first = await log.append("d-u01", "u01", "发300件", None, "", NOW)
    card = await log.append("d-u01", "bot", None, '{"title":"草稿"}', "order:1", NOW, dedupe="7")
    assert await log.append("d-u01", "bot", None, "{}", "order:1", NOW, dedupe="7") == card
    await log.append("g01", "bot", NASTY, None, "order:1", NOW)
    seen = [entry.seq for entry in await log.since(0)]
    assert await log.replace("d-u01", "order:1", None, '{"title":"已下单"}') == card
    assert await log.replace("d-u01", "order:2", None, "{}") is None
    assert await log.replace("d-u01", "", None, "{}") is None
    (changed,) = await log.since(max(seen))
    assert (changed.id, changed.card) == (card, '{"title":"已下单"}')
    assert [entry.id for entry in await log.history(["d-u01"])] == [first, card]
    assert [entry.id for entry in await log.history(["d-u01"], limit=1)] == [card]
    assert await log.history([]) == []
    assert await log.update(404, "x", None) is False
    entry = await log.get(first)
    assert entry is not None
    assert (entry.author, entry.text, entry.at) == ("u01", "发300件", NOW)
    assert await log.get(404) is None
    newest = await log.newest("d-u01", "order:1")
    assert newest is not None
    assert (newest.id, await log.last_seq()) == (card, max(entry.seq for entry in await log.since(0)))
    assert await log.newest("d-u01", "order:2") is None


async def test_news_wake_everybody_who_looks_at_the_console(store: Store) -> None:
    async with asyncio.timeout(5):
        pages = [asyncio.create_task(store.console.wait_for_news(60)) for _ in range(3)]
        await asyncio.sleep(0)
        await store.console.append("d-u01", "bot", "好", None, "", NOW)
        await asyncio.gather(*pages)
    await store.console.wait_for_news(0)


async def test_clearing_orders_keeps_the_company(store: Store) -> None:
    await put_all(store, message("m"))
    await say(store, "o")
    async with store.write() as uow:
        await uow.meta.set("x", "1")
        await uow.catalogue.raise_version()
        order = await uow.orders.add(PLAIN)
        await uow.payments.add(Payment(order.id, None, "u01", NOW))
        await uow.commit()
    await store.clear_orders()
    assert await claimed(store) == []
    assert await taken(store) == []
    async with store.read() as uow:
        assert (await uow.meta.get("x"), await uow.catalogue.version()) == ("1", 1)
        assert await uow.payments.of(order.id) == []
    assert await store.inbox.put(message("m"), "") is not None
