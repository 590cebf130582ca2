"""The outbox: each row once, in order, tried again and given up; the same promises on every database."""

import asyncio
from datetime import timedelta

from handlers.domain.messaging import ChatRef
from storage import Store
from tests.contract.storage_rows import (
    CHAT,
    GROUP,
    NOW,
    outgoing,
    say,
    taken,
)

LATER = NOW + timedelta(seconds=30)
MUCH_LATER = NOW + timedelta(seconds=61)


async def test_a_row_comes_back_as_it_went_in_and_once_per_dedupe(store: Store) -> None:
    full = outgoing(
        "d1",
        GROUP,
        key="order:1",
        reply_to="m1",
        card_ref="code",
        mention=("u01", "u02"),
        expires_at=LATER,
        trace=7,
        order_id=9,
    )
    async with store.write() as uow:
        await uow.outbox.put([full, outgoing("d1"), outgoing("d2")])
        await uow.outbox.put([full])
        await uow.outbox.put([])
        await uow.commit()
    rows = await store.outbox.claim(NOW, "s1")
    assert [(row.outgoing, row.attempts, row.parts) for row in rows] == [(full, 1, 0), (outgoing("d2"), 1, 0)]


async def test_rows_of_one_chat_go_out_in_order_and_chats_side_by_side(store: Store) -> None:
    await say(store, "a1", "a2")
    await say(store, "b1", chat=GROUP)
    first, other = await store.outbox.claim(NOW, "s1")
    assert (first.outgoing.dedupe, other.outgoing.dedupe) == ("a1", "b1")
    assert await taken(store) == []
    await store.outbox.sent(first.id, NOW, "ref")
    assert await taken(store) == ["a2"]


async def test_what_other_processes_are_about_to_send_is_seen(store: Store) -> None:
    await say(store, "a1")
    (row,) = await store.outbox.claim(NOW, "s1")
    here = CHAT.channel
    assert await store.outbox.flying(here, "s2", NOW) == 1
    assert await store.outbox.flying(here, "s1", NOW) == 0, "its own are known to it"
    assert await store.outbox.flying(here, "s2", MUCH_LATER) == 0, "its lease is over"
    await store.outbox.sent(row.id, NOW, parts=1)
    assert await store.outbox.flying(here, "s2", NOW) == 0
    assert await store.outbox.used(here, NOW, calls=False, direct=False) == 1


async def test_a_row_for_later_holds_nobody_back(store: Store) -> None:
    await say(store, "later", not_before=LATER)
    await say(store, "now")
    assert await store.outbox.next_due() is None
    (row,) = await store.outbox.claim(NOW, "s1")
    assert row.outgoing.dedupe == "now"
    assert await taken(store, LATER) == []
    await store.outbox.sent(row.id, NOW)
    assert await store.outbox.next_due() == LATER
    assert await taken(store) == []
    assert await taken(store, LATER) == ["later"]


async def test_a_row_that_failed_is_tried_again_later_before_its_followers(store: Store) -> None:
    await say(store, "a1", "a2")
    (row,) = await store.outbox.claim(NOW, "s1")
    await store.outbox.progress(row.id, 2)
    await store.outbox.retry(row.id, LATER, "rate")
    assert await taken(store) == []
    (again,) = await store.outbox.claim(LATER, "s1")
    assert (again.outgoing.dedupe, again.attempts, again.parts, again.error) == ("a1", 2, 2, "rate")


async def test_dead_letters_are_listed_and_replayed(store: Store) -> None:
    await say(store, "a1", "a2", "a3")
    for _ in range(3):
        (row,) = await store.outbox.claim(NOW, "s1")
        await store.outbox.give_up(row.id, f"no {row.outgoing.dedupe}")
    dead = await store.outbox.dead()
    assert [(row.outgoing.dedupe, row.error) for row in dead] == [("a3", "no a3"), ("a2", "no a2"), ("a1", "no a1")]
    assert await store.outbox.replay([dead[0].id]) == 1
    assert await taken(store) == ["a3"]
    assert await store.outbox.replay() == 2
    assert await store.outbox.counts() == {"waiting": 2, "working": 1, "sent": 0, "dead": 0}


async def test_the_references_of_a_key_are_those_that_were_sent_each_once_newest_first(store: Store) -> None:
    await say(store, "a1", "a2", "a3", "a4", key="order:1")
    await say(store, "b1", key="order:2")
    await say(store, "c1")
    for ref in ("r1", "r2", "r1", ""):
        (row,) = await store.outbox.claim(NOW, "s1")
        await store.outbox.sent(row.id, NOW, ref)
    assert await store.outbox.refs(CHAT, "order:1") == ["r1", "r2"]
    assert await store.outbox.refs(CHAT, "order:1", 1) == ["r1"]
    assert await store.outbox.refs(CHAT, "order:2") == []
    assert await store.outbox.refs(ChatRef("console", "g01"), "order:1") == []
    assert await store.outbox.refs(CHAT, "") == []


async def test_many_answers_are_marked_as_sent_at_once(store: Store) -> None:
    await asyncio.gather(*(say(store, f"d{n}", chat=ChatRef("console", f"c{n}")) for n in range(30)))
    rows = await store.outbox.claim(NOW, "s1", limit=30)
    await asyncio.gather(*(store.outbox.sent(row.id, NOW, f"ref{row.id}") for row in rows))
    assert (await store.outbox.counts())["sent"] == 30
    assert await store.outbox.refs(ChatRef("console", "c7"), "") == []


async def test_what_was_sent_stays_sent(store: Store) -> None:
    await say(store, "a1")
    (row,) = await store.outbox.claim(NOW, "slow")
    await store.outbox.claim(MUCH_LATER, "fast")
    await store.outbox.sent(row.id, MUCH_LATER, "ref")
    await store.outbox.retry(row.id, MUCH_LATER, "late failure")
    await store.outbox.give_up(row.id, "late failure")
    assert (await store.outbox.counts())["sent"] == 1
    assert await store.outbox.purge(MUCH_LATER) == 0
    assert await store.outbox.purge(MUCH_LATER + timedelta(days=31)) == 1
