"""The inbox: each message once, in order, never lost; the same promises on every database."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import cast

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import IntegrityError

from handlers.domain.messaging import ChatKind, ChatRef, MessageKind, UserRef
from storage import AlreadyHandled, Store, open_store
from storage.inbox_writer import InboxWriter, Inserted, Row
from tests.contract.storage_rows import (
    FULL_MESSAGE,
    GROUP,
    NASTY,
    NOW,
    claimed,
    message,
    outgoing,
    put_all,
    say,
    taken,
)


class Odd(StrEnum):
    """Not a kind of chat."""

    KIND = "odd"


LATER = NOW + timedelta(seconds=30)


MUCH_LATER = NOW + timedelta(seconds=61)


async def finish(store: Store, message_id: int) -> None:
    """Handles a message without effects."""
    async with store.write() as uow:
        await uow.inbox.done(message_id)
        await uow.commit()


async def test_a_message_comes_back_as_it_went_in(store: Store) -> None:
    (number,) = await put_all(store, FULL_MESSAGE)
    (back,) = await store.inbox.claim(NOW, "w1")
    assert back == replace(FULL_MESSAGE, id=number)
    async with store.read() as uow:
        assert await uow.inbox.texts([number, 404]) == {number: NASTY}


async def test_somebody_s_pictures_in_a_chat_are_found_newest_first(store: Store) -> None:
    mine = replace(message("m1"), kind=MessageKind.IMAGE)
    read = replace(mine, external_id="m2", kind=MessageKind.TEXT, text="x", media={"read": "picture"})
    others = [
        message("m3", text="words"),
        replace(mine, external_id="m4", sender=UserRef(mine.channel, "somebody-else")),
        replace(mine, external_id="m5", chat=GROUP),
        replace(mine, external_id="m6", received_at=mine.received_at - timedelta(hours=1)),
        replace(mine, external_id="m7"),
    ]
    ids = await put_all(store, mine, read, *others)
    assert len(await store.inbox.claim(LATER, "w1", 1)) == 1
    for number in ids[:-1]:  # the last one is not handled yet
        await finish(store, number)
    async with store.read() as uow:
        assert await uow.inbox.pictures(mine.chat, mine.sender, mine.received_at - timedelta(minutes=15)) == ids[1::-1]


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d", "", "\u202e" * 20_000])
async def test_whatever_a_platform_sends_can_be_stored_and_keeps_its_length(store: Store, text: str) -> None:
    await put_all(store, message("m", text=text))
    (back,) = await store.inbox.claim(NOW, "w1")
    assert len(back.text) == len(text)


async def test_the_same_callback_many_times_at_once_is_one_row(store: Store) -> None:
    ids = await asyncio.gather(*(store.inbox.put(message(f"m{n % 5}"), "") for n in range(50)))
    assert len({number for number in ids if number is not None}) == 5
    assert [number is None for number in ids].count(True) == 45
    assert (await store.inbox.counts())["waiting"] == 5


async def test_two_channels_may_use_the_same_id(store: Store) -> None:
    assert len(await put_all(store, message("m"), message("m", ChatRef("wecom", "u01")))) == 2


async def test_each_of_many_parallel_messages_is_on_disk_before_its_answer(store: Store, store_url: str) -> None:
    onlooker = await open_store(store_url) if store_url != "sqlite+aiosqlite://" else store

    async def put_and_look(name: str) -> int:
        number = await store.inbox.put(message(name, ChatRef("console", name)), "")
        assert number is not None
        async with onlooker.read() as uow:
            assert await uow.inbox.texts([number])
        return number

    numbers = await asyncio.gather(*(put_and_look(f"m{n}") for n in range(150)))
    assert numbers == sorted(numbers)
    if onlooker is not store:
        await onlooker.close()


async def test_parallel_messages_share_commits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[object] = []
    insert = InboxWriter.insert  # a statement of its own is a commit

    def committed(connection: Connection) -> None:
        commits.append(connection)

    async def inserted(writer: InboxWriter, rows: Sequence[Row]) -> list[Inserted]:
        commits.append(writer)
        return await insert(writer, rows)

    monkeypatch.setattr(InboxWriter, "insert", inserted)
    event.listen(Engine, "commit", committed)
    try:
        await asyncio.gather(*(store.inbox.put(message(f"m{n}"), "") for n in range(200)))
    finally:
        event.remove(Engine, "commit", committed)
    assert 0 < len(commits) < 20


async def test_one_bad_message_does_not_cost_its_neighbours(store: Store) -> None:
    puts = (message("a"), replace(message("bad"), sent_at=NOW.replace(tzinfo=None)), message("b"))
    good, bad, also_good = await asyncio.gather(*(store.inbox.put(each, "") for each in puts), return_exceptions=True)
    assert isinstance(good, int)
    assert isinstance(also_good, int)
    assert "naive" in str(bad)


async def test_a_message_the_database_refuses_does_not_cost_its_neighbours(store: Store) -> None:
    odd = message("odd", ChatRef("console", "x", cast("ChatKind", Odd.KIND)))
    good, bad, also_good = await asyncio.gather(
        *(store.inbox.put(each, "") for each in (message("a"), odd, message("b"))), return_exceptions=True
    )
    assert isinstance(good, int)
    assert isinstance(also_good, int)
    assert isinstance(bad, IntegrityError)
    assert (await store.inbox.counts())["waiting"] == 2


async def test_a_message_goes_before_units_that_wait_for_their_turn(store: Store) -> None:
    done: list[str] = []

    async def unit(name: str) -> None:
        async with store.write() as uow:
            await uow.meta.set(name, name)
            await uow.commit()
        done.append(name)

    async def put() -> None:
        await store.inbox.put(message("m"), "")
        done.append("message")

    async with store.write() as uow, asyncio.TaskGroup() as group:
        await uow.meta.set("x", "x")
        for name in ("u1", "u2", "u3"):
            group.create_task(unit(name))
        await asyncio.sleep(0)
        group.create_task(put())
        await asyncio.sleep(0)
        await uow.commit()
    assert sorted(done) == ["message", "u1", "u2", "u3"]
    if (await store.health()).database == "sqlite":
        assert done[0] == "message"


async def test_units_get_their_turn_while_messages_keep_coming(store: Store) -> None:
    async with asyncio.timeout(20):
        ended = asyncio.Event()

        async def keeps_writing(person: int) -> int:
            count = 0
            while not ended.is_set():
                await store.inbox.put(message(f"{person}-{count}"), "")
                count += 1
            return count

        people = [asyncio.create_task(keeps_writing(person)) for person in range(10)]
        for number in range(3):
            async with store.write() as uow:
                await uow.meta.set(f"unit{number}", "done")
                await uow.commit()
        ended.set()
        counts = await asyncio.gather(*people)
    assert (await store.inbox.counts())["waiting"] == sum(counts)


async def test_a_unit_that_is_given_up_while_it_waits_holds_nobody_up(store: Store) -> None:
    async def unit() -> None:
        async with store.write() as uow:
            await uow.meta.set("y", "y")
            await uow.commit()

    async with asyncio.timeout(20), store.write() as uow:
        await uow.meta.set("x", "x")
        waiting = [asyncio.create_task(unit()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await uow.commit()
        waiting[1].cancel()
        await asyncio.wait(waiting)
    assert waiting[0].cancelled()
    assert await store.inbox.put(message("m"), "") is not None


async def test_a_caller_that_goes_away_does_not_take_the_others_along(store: Store) -> None:
    gone = asyncio.create_task(store.inbox.put(message("gone"), ""))
    stays = asyncio.create_task(store.inbox.put(message("stays"), ""))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays is not None
    assert (await store.inbox.counts())["waiting"] == 2


async def test_messages_of_one_chat_come_in_order_and_chats_side_by_side(store: Store) -> None:
    ids = await put_all(store, message("a1"), message("a2"), message("b1", GROUP), message("a3"))
    assert await claimed(store) == ["a1", "b1"]
    assert await claimed(store) == []
    await finish(store, ids[0])
    assert await claimed(store) == ["a2"]
    assert await store.inbox.counts() == {"waiting": 1, "working": 2, "done": 1, "dead": 0}


async def test_the_oldest_chats_are_claimed_first(store: Store) -> None:
    await put_all(store, *(message(f"m{n}", ChatRef("console", f"c{n}")) for n in range(5)))
    assert await claimed(store, limit=2) == ["m0", "m1"]
    assert await claimed(store, limit=2) == ["m2", "m3"]


async def test_a_lease_that_ran_out_is_taken_over_and_only_one_of_the_two_counts(store: Store) -> None:
    (number,) = await put_all(store, message("m"))
    assert await claimed(store, "dead") == ["m"]
    assert await claimed(store, "heir", LATER) == []
    assert await claimed(store, "heir", MUCH_LATER) == ["m"]
    assert await store.inbox.attempts(number) == 2
    await finish(store, number)
    with pytest.raises(AlreadyHandled):
        await finish(store, number)


async def test_effects_of_a_message_that_was_handled_already_are_rolled_back(store: Store) -> None:
    (number,) = await put_all(store, message("m"))
    await finish(store, number)
    async with store.write() as uow:
        await uow.outbox.put([outgoing("twice")])
        with pytest.raises(AlreadyHandled):
            await uow.inbox.done(number)
    assert await taken(store) == []


async def test_a_failed_message_waits_and_holds_its_chat_back(store: Store) -> None:
    ids = await put_all(store, message("m1"), message("m2"))
    await claimed(store)
    assert await store.inbox.fail(ids[0], "boom", NOW, LATER)
    assert await claimed(store) == []
    assert await claimed(store, at=LATER) == ["m1"]


async def test_a_piece_that_waits_holds_nobody_back_and_comes_first_when_its_time_has_come(store: Store) -> None:
    ids = await put_all(store, message("a1"), message("a2"))
    (first,) = await store.inbox.claim(NOW, "w1")
    async with store.write() as uow:
        await uow.inbox.put_off([first.id], LATER)
        await uow.commit()
    assert await store.inbox.attempts(first.id) == 0, "nothing was tried"
    assert await store.inbox.next_piece() == LATER
    (second,) = await store.inbox.claim(NOW, "w1")
    assert second.id == ids[1]
    async with store.write() as uow:
        assert [piece.id for piece in await uow.inbox.pieces(second)] == [first.id]
        await uow.inbox.put_off([second.id], LATER)
        await uow.commit()
    assert not await claimed(store, at=LATER - timedelta(seconds=1))
    assert await claimed(store, at=LATER) == ["a1"]
    assert not await claimed(store, "w2", at=LATER), "one at a time in a chat"
    async with store.write() as uow:
        assert [piece.id for piece in await uow.inbox.pieces(second)] == ids
        for row in ids:
            await uow.inbox.done(row)
        await uow.commit()
    assert await store.inbox.next_piece() is None
    assert (await store.inbox.counts())["done"] == 2


async def test_a_failed_message_is_no_piece(store: Store) -> None:
    (number,) = await put_all(store, message("a1"))
    await store.inbox.claim(NOW, "w1")
    await store.inbox.fail(number, "KeyError", NOW, LATER)
    assert await store.inbox.next_piece() is None
    async with store.read() as uow:
        assert not await uow.inbox.pieces(message("a2"))


async def test_a_message_that_was_given_up_lets_the_next_one_through_and_can_be_replayed(store: Store) -> None:
    ids = await put_all(store, message("m1"), message("m2"))
    await claimed(store)
    assert await store.inbox.fail(ids[0], NASTY + "x" * 5000, NOW, None)
    assert not await store.inbox.fail(ids[0], "again", NOW, None)
    assert await claimed(store) == ["m2"]
    (dead,) = await store.inbox.dead()
    assert (dead.message.external_id, dead.attempts, dead.error[: len(NASTY)]) == ("m1", 1, NASTY)
    assert len(dead.error) <= 500
    await finish(store, ids[1])
    assert await store.inbox.replay(ids[0])
    assert not await store.inbox.replay(ids[0])
    assert await claimed(store) == ["m1"]
    assert await store.inbox.attempts(ids[0]) == 1


async def test_what_a_dead_process_left_in_work_is_freed_at_the_start(store: Store) -> None:
    await put_all(store, message("m"))
    await say(store, "o")
    await claimed(store, "w1")
    await store.outbox.claim(NOW, "w1")
    assert (await store.inbox.recover("w1"), await store.outbox.recover("w1")) == (1, 1)
    assert await claimed(store, "w1") == ["m"]
    assert await taken(store) == ["o"]


async def test_purging_forgets_only_what_is_handled_and_old(store: Store) -> None:
    ids = await put_all(store, message("old"), message("open"))
    await finish(store, ids[0])
    assert await store.inbox.purge(NOW) == 0
    assert await store.inbox.purge(NOW + timedelta(days=8)) == 1
    assert await store.inbox.put(message("open"), "") is None
    fresh = await put_all(store, message("new"))
    assert fresh[0] > ids[1]


async def test_put_and_done_wake_the_worker(store: Store) -> None:
    async with asyncio.timeout(5):
        (number,) = await put_all(store, message("m"))
        await store.inbox.wait_for_work(60)
        await finish(store, number)
        await store.inbox.wait_for_work(60)
        await say(store, "o")
        await store.outbox.wait_for_work(60)
    await store.inbox.wait_for_work(0)


async def test_putting_inside_a_unit_of_work_is_refused_instead_of_waiting_for_ever(
    store: Store, store_url: str
) -> None:
    if "postgresql" in store_url:
        async with store.write():
            assert await store.inbox.put(message("m"), "") is not None
        return
    async with store.write():
        with pytest.raises(RuntimeError, match="nest"):
            await store.inbox.put(message("m"), "")
        with pytest.raises(RuntimeError, match="nest"):
            await store.outbox.recover("w")


async def test_after_closing_every_put_is_on_disk_or_refused(store: Store) -> None:
    puts = [asyncio.create_task(store.inbox.put(message(f"m{n}"), "")) for n in range(300)]
    await asyncio.sleep(0)
    await store.inbox.close()
    assert None not in await asyncio.gather(*puts)
    assert (await store.inbox.counts())["waiting"] == 300
