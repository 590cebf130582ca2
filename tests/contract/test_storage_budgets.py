"""What chats were told, windows, folding, and pages that are stored with their cursor: on every database."""

import asyncio
from datetime import datetime, timedelta

import pytest

from handlers.domain.messaging import ChatRef
from storage import WAITS_FOR_READER, OutboxRow, Store
from tests.contract.storage_rows import CHAT, NOW, message, outgoing

LATER = NOW + timedelta(hours=1)
PLACE = "cursor:wechat_kf:wk1"


async def put(store: Store, *names: str) -> None:
    async with store.write() as uow:
        await uow.outbox.put([outgoing(name) for name in names])
        await uow.commit()


async def head(store: Store, at: datetime = NOW) -> OutboxRow:
    (row,) = await store.outbox.claim(at, "w")
    return row


async def test_a_ledger_knows_what_was_told_since_and_the_windows(store: Store) -> None:
    await put(store, "a", "b", "c", "d")
    for minutes, parts in ((0, 2), (10, 1), (20, 0)):
        row = await head(store)
        await store.outbox.sent(row.id, NOW + timedelta(minutes=minutes), "", parts)
    last = await head(store)
    await store.outbox.progress(last.id, 1, NOW + timedelta(minutes=30))
    since = NOW + timedelta(minutes=5)
    ledger = await store.outbox.ledger(CHAT, since)
    assert ledger.told == ((NOW + timedelta(minutes=10), 1), (NOW + timedelta(minutes=30), 1))
    assert ledger.opened == {}
    async with store.write() as uow:
        await uow.windows.open(CHAT, "said", NOW)
        await uow.windows.open(CHAT, "said", NOW - timedelta(days=1))
        await uow.windows.open(CHAT, "human", LATER)
        await uow.commit()
    ledger = await store.outbox.ledger(CHAT, since)
    assert ledger.opened == {"said": NOW, "human": LATER}
    assert ledger.told[0] == (NOW, 2), "what counts for an older window counts too"
    async with store.write() as uow:
        await uow.windows.close(CHAT, "human")
        await uow.commit()
    assert (await store.outbox.ledger(CHAT, since)).opened == {"said": NOW}
    async with store.write() as uow:
        await uow.windows.close(CHAT)
        await uow.commit()
    assert (await store.outbox.ledger(CHAT, since)).opened == {}


async def test_what_is_folded_goes_where_its_head_goes(store: Store) -> None:
    await put(store, "a", "b", "c", "d")
    row = await head(store)
    behind = await store.outbox.behind(row, NOW)
    assert [b.outgoing.dedupe for b in behind] == ["b", "c", "d"]
    assert await store.outbox.fold(row.id, [b.id for b in behind[:2]]) == 2
    assert await store.outbox.fold(row.id, [behind[0].id]) == 0
    assert [f.outgoing.dedupe for f in await store.outbox.folded(row.id)] == ["b", "c"]
    await store.outbox.retry(row.id, LATER, "network: timeout")
    assert await store.outbox.claim(NOW, "w") == [], "nobody passes it, and the folded are not taken alone"
    again = await head(store, LATER)
    assert (again.id, again.attempts) == (row.id, 2)
    await store.outbox.give_up(again.id, "no")
    assert len(await store.outbox.dead()) == 3
    assert await store.outbox.replay() == 3
    once_more = await head(store, LATER)
    await store.outbox.sent(once_more.id, LATER, "r", 1)
    assert (await store.outbox.counts()) == {"waiting": 1, "working": 0, "sent": 3, "dead": 0}
    assert (await store.outbox.ledger(CHAT, NOW)).told == ((LATER, 1),)
    async with store.read() as uow:
        assert await uow.outbox.folded(LATER, LATER + timedelta(seconds=1)) == 2
        assert await uow.outbox.folded(NOW, LATER) == 0
    assert (await head(store, LATER)).outgoing.dedupe == "d"


async def test_a_row_that_is_deferred_has_not_been_tried(store: Store) -> None:
    await put(store, "a")
    for _ in range(3):
        row = await head(store)
        assert row.attempts == 1
        await store.outbox.defer(row.id, NOW, "budget")


async def test_what_waits_for_its_reader_holds_nobody_back_and_goes_first_when_he_writes(store: Store) -> None:
    await put(store, "a", "b")
    row = await head(store)
    await store.outbox.park(row.id, NOW + timedelta(days=30), WAITS_FOR_READER)
    other = await head(store)
    assert other.outgoing.dedupe == "b"
    await store.outbox.retry(other.id, NOW, "again")
    async with store.write() as uow:
        await uow.outbox.reopen(ChatRef("console", "somebody else"))
        await uow.outbox.reopen(CHAT)
        await uow.commit()
    assert (await head(store)).outgoing.dedupe == "a"


async def test_rows_whose_news_went_another_way_are_ended_together(store: Store) -> None:
    await put(store, "a", "b", "c")
    row = await head(store)
    behind = await store.outbox.behind(row, NOW)
    await store.outbox.fold(row.id, [behind[0].id])
    async with store.write() as uow:
        assert await uow.outbox.close([row.id, behind[1].id], NOW, "handed over: window")
        await uow.commit()
    assert (await store.outbox.counts())["sent"] == 3
    assert (await store.outbox.ledger(CHAT, NOW - timedelta(days=1))).told == ()


async def test_a_message_is_found_by_what_the_platform_calls_it(store: Store) -> None:
    await put(store, "a", "b")
    row = await head(store)
    await store.outbox.fold(row.id, [b.id for b in await store.outbox.behind(row, NOW)])
    await store.outbox.sent(row.id, NOW, "m-1", 1)
    async with store.read() as uow:
        found = await uow.outbox.by_ref(CHAT, "m-1")
        assert found is not None
        assert (found[0], len(found[1])) == (row.id, 2)
        assert await uow.outbox.by_ref(CHAT, "m-2") is None
        assert await uow.outbox.by_ref(ChatRef("console", "other"), "m-1") is None
        assert len(await uow.outbox.last_told(CHAT, NOW - timedelta(days=1), 9)) == 2
        assert await uow.outbox.last_told(CHAT, LATER, 9) == []


async def test_a_page_and_its_cursor_are_stored_together_and_once(store: Store) -> None:
    page = [(message("m1"), "raw"), (message("m2"), "raw")]
    assert await store.inbox.put_page(page, PLACE, "", "c2") == (2, True)
    assert await store.inbox.put_page(page, PLACE, "", "c2") == (0, False), "somebody else was faster"
    assert await store.inbox.put_page([*page, (message("m3"), "")], PLACE, "c2", "c3") == (1, True)
    assert await store.inbox.put_page(page, PLACE, "c2", "c9") == (0, False)
    assert await store.inbox.put_page([], PLACE, "c3", "c3") == (0, True)
    assert await store.inbox.cursors("cursor:wechat_kf:") == {PLACE: "c3"}
    assert await store.inbox.cursors("cursor:wechat%") == {}
    assert (await store.inbox.counts())["waiting"] == 3


async def test_when_a_place_was_first_looked_at_is_kept(store: Store) -> None:
    assert await store.inbox.reading(PLACE, NOW) == ("", NOW)
    assert await store.inbox.reading(PLACE, LATER) == ("", NOW)
    await store.inbox.put_page([], PLACE, "", "c1")
    assert await store.inbox.reading(PLACE, LATER) == ("c1", NOW)
    await store.inbox.put_page([], "cursor:wechat_kf:old", "", "c7")
    assert await store.inbox.reading("cursor:wechat_kf:old", NOW) == ("c7", None), "read before this was kept"


async def test_a_page_that_cannot_be_stored_moves_no_cursor(store: Store) -> None:
    bad = message("m2")
    object.__setattr__(bad, "received_at", bad.received_at.replace(tzinfo=None))
    with pytest.raises(Exception, match="naive"):
        await store.inbox.put_page([(message("m1"), ""), (bad, "")], PLACE, "", "c2")
    assert await store.inbox.cursors(PLACE) == {}
    assert (await store.inbox.counts())["waiting"] == 0


async def test_many_fetchers_of_one_place_store_every_message_once_and_in_order(store: Store) -> None:
    async def fetch() -> None:
        while True:
            cursor = (await store.inbox.cursors(PLACE)).get(PLACE, "")
            start = int(cursor or 0)
            if start >= 30:
                return
            page = [(message(f"m{n}"), "") for n in range(start, start + 3)]
            await store.inbox.put_page(page, PLACE, cursor, str(start + 3))

    await asyncio.gather(*(fetch() for _ in range(5)))
    assert await store.inbox.cursors(PLACE) == {PLACE: "30"}
    seen = []
    while rows := await store.inbox.claim(NOW + timedelta(days=1), "w"):
        seen += [row.external_id for row in rows]
        async with store.write() as uow:
            for row in rows:
                await uow.inbox.done(row.id)
            await uow.commit()
    assert seen == [f"m{n}" for n in range(30)]
