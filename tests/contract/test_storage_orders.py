"""Orders, events and deadlines: the same promises on every database."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import ResourceClosedError, StatementError

from handlers.domain.alias import Alias, AliasSource
from handlers.domain.errors import NotFound, Stale
from handlers.domain.messaging import ChatRef
from handlers.domain.order import STANDS, Change, Line, Order, OrderId, Phase
from storage import Store
from tests.contract.storage_rows import FULL, FULL_LINE, GROUP, NASTY, NOW, PLAIN, deadline, event

DAY = date(2026, 3, 4)


async def keep(store: Store, *orders: Order) -> list[Order]:
    """Stores orders."""
    async with store.write() as uow:
        stored = [await uow.orders.add(order) for order in orders]
        await uow.commit()
    return stored


def confirmed(minute: int, /, **more: Any) -> Order:
    """An open order of C001 that was confirmed `minute` minutes after the first."""
    at = NOW + timedelta(minutes=minute)
    usual: dict[str, Any] = {"phase": Phase.OPEN, "number": f"SO20260304-{minute:04d}", "confirmed_at": at}
    return replace(FULL, **{**usual, **more})


@pytest.mark.parametrize("order", [PLAIN, FULL], ids=["plain", "full"])
async def test_an_order_comes_back_as_it_went_in(store: Store, order: Order) -> None:
    (stored,) = await keep(store, order)
    assert stored == replace(order, id=stored.id, version=1)
    async with store.read() as uow:
        assert await uow.orders.get(stored.id) == stored


async def test_what_is_not_committed_never_happened(store: Store) -> None:
    async with store.write() as uow:
        stored = await uow.orders.add(FULL)
        await uow.events.add(event(stored.id))
        assert await uow.orders.next_number(DAY) == 1
    async with store.write() as uow:
        with pytest.raises(NotFound):
            await uow.orders.get(stored.id)
        assert await uow.events.of(stored.id) == []
        assert await uow.orders.next_number(DAY) == 1


async def test_an_error_in_the_block_rolls_back(store: Store) -> None:
    async def break_down() -> None:
        async with store.write() as uow:
            await uow.orders.add(FULL)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_down()
    async with store.read() as uow:
        assert await uow.orders.by_number("SO20260304-0001") is None


async def test_a_cancelled_task_leaves_nothing_behind_and_blocks_nobody(store: Store) -> None:
    begun = asyncio.Event()

    async def hang() -> None:
        async with store.write() as uow:
            await uow.orders.add(FULL)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (stored,) = await keep(store, FULL)
    assert stored.version == 1


async def test_a_save_raises_the_version_and_replaces_the_lines(store: Store) -> None:
    (stored,) = await keep(store, FULL)
    fewer = replace(stored, lines=(Line(no=1, mention="别的", qty=Decimal(3)),), asked=None, due=None, due_kind=None)
    async with store.write() as uow:
        saved = await uow.orders.save(fewer)
        await uow.commit()
    assert saved == replace(fewer, version=2)
    async with store.read() as uow:
        assert await uow.orders.get(stored.id) == saved


async def test_a_save_of_an_old_version_is_stale_and_carries_the_fresh_order(store: Store) -> None:
    (old,) = await keep(store, PLAIN)
    async with store.write() as uow:
        fresh = await uow.orders.save(replace(old, address="东门"))
        await uow.commit()
    async with store.write() as uow:
        with pytest.raises(Stale) as stale:
            await uow.orders.save(replace(old, address="西门"))
    assert stale.value.order == fresh


async def test_a_save_of_an_unknown_order_finds_nothing(store: Store) -> None:
    async with store.write() as uow:
        with pytest.raises(NotFound):
            await uow.orders.save(replace(PLAIN, id=OrderId(404), version=1))


async def test_no_change_is_lost_when_many_change_one_order_at_once(store: Store) -> None:
    (order,) = await keep(store, replace(PLAIN, address="0"))

    async def add_one() -> None:
        while True:
            async with store.write() as uow:
                now = await uow.orders.get(order.id)
                try:
                    await uow.orders.save(replace(now, address=str(int(now.address or 0) + 1)))
                except Stale:
                    continue
                await uow.commit()
                return

    await asyncio.gather(*(add_one() for _ in range(25)))
    async with store.read() as uow:
        last = await uow.orders.get(order.id)
    assert (last.address, last.version) == ("25", 26)


async def test_a_hundred_takers_get_a_hundred_numbers(store: Store) -> None:
    async def take() -> int:
        async with store.write() as uow:
            number = await uow.orders.next_number(DAY)
            await uow.commit()
        return number

    assert sorted(await asyncio.gather(*(take() for _ in range(100)))) == list(range(1, 101))
    async with store.write() as uow:
        assert await uow.orders.next_number(DAY + timedelta(days=1)) == 1


async def test_one_number_belongs_to_one_order(store: Store) -> None:
    await keep(store, FULL)
    async with store.write() as uow:
        with pytest.raises(StatementError):
            await uow.orders.add(replace(FULL, number="so20260304-0001"))


async def test_drafts_are_the_persons_own_in_this_chat_latest_first(store: Store) -> None:
    other_chat = ChatRef("console", "d-u02")
    early, late, *_ = await keep(
        store,
        PLAIN,
        replace(PLAIN, touched_at=NOW + timedelta(seconds=1)),
        replace(PLAIN, placed_by="u02"),
        replace(PLAIN, chat=other_chat),
        replace(PLAIN, chat=replace(PLAIN.chat, channel="wecom")),
        replace(PLAIN, phase=Phase.VOID),
    )
    async with store.read() as uow:
        assert await uow.orders.drafts(PLAIN.chat, "u01") == [late, early]


async def test_a_number_is_found_in_any_letter_case(store: Store) -> None:
    (stored,) = await keep(store, FULL)
    async with store.read() as uow:
        assert await uow.orders.by_number("so20260304-0001") == stored
        assert await uow.orders.by_number("SO20260304-000") is None


@pytest.mark.parametrize(
    ("tail", "numbers"), [("0012", [2, 1]), ("12", [2, 1]), ("304-0012", [1]), ("%", []), ("_012", []), ("", [])]
)
async def test_a_tail_finds_the_newest_first_and_nothing_by_wildcards(
    store: Store, tail: str, numbers: list[int]
) -> None:
    await keep(
        store,
        confirmed(1, number="SO20260304-0012"),
        confirmed(2, number="SO20260305-0012"),
        confirmed(3, number="SO20260305-0013"),
    )
    async with store.read() as uow:
        found = await uow.orders.by_tail(tail)
        assert [order.confirmed_at for order in found] == [NOW + timedelta(minutes=number) for number in numbers]


@pytest.mark.parametrize("tail", [NASTY, "\\", "'", "\x00", "9" * 400])
async def test_a_hostile_tail_is_harmless(store: Store, tail: str) -> None:
    await keep(store, FULL)
    async with store.read() as uow:
        assert await uow.orders.by_tail(tail) == []
        assert await uow.orders.by_number(tail) is None


@pytest.mark.parametrize(
    ("wanted", "minutes"),
    [
        ({}, [3, 2, 1]),
        ({"limit": 1}, [3]),
        ({"customers": ["C001"]}, [2, 1]),
        ({"customers": []}, []),
        ({"skus": ["B", "Z"]}, [3, 2]),
        ({"skus": []}, []),
        ({"customers": ["C001"], "skus": ["B"]}, [2]),
        ({"phases": [Phase.DONE]}, [4]),
        ({"phases": [Phase.OPEN, Phase.DONE]}, [4, 3, 2, 1]),
        ({"placed_by": "u02"}, [3]),
        ({"since": NOW + timedelta(minutes=2)}, [3, 2]),
    ],
)
async def test_find_matches_everything_that_is_given(store: Store, wanted: dict[str, Any], minutes: list[int]) -> None:
    await keep(
        store,
        confirmed(1, lines=(replace(FULL_LINE, sku="A"),)),
        confirmed(2, lines=(replace(FULL_LINE, sku="A"), replace(FULL_LINE, no=2, sku="B"))),
        confirmed(3, lines=(replace(FULL_LINE, sku="B"),), customer_id="C002", placed_by="u02"),
        confirmed(4, phase=Phase.DONE),
    )
    async with store.read() as uow:
        found = await uow.orders.find(**wanted)
    assert [order.confirmed_at for order in found] == [NOW + timedelta(minutes=minute) for minute in minutes]


async def test_the_last_confirmed_order_is_the_persons_newest_open_one_here(store: Store) -> None:
    stored = await keep(
        store,
        confirmed(1),
        confirmed(2),
        confirmed(3, phase=Phase.VOID),
        confirmed(4, confirmed_by="u02"),
        confirmed(5, chat=PLAIN.chat),
    )
    async with store.read() as uow:
        assert await uow.orders.last_confirmed("u01", GROUP, NOW) == stored[1]
        assert await uow.orders.last_confirmed("u01", GROUP, NOW + timedelta(minutes=3)) is None


async def test_what_a_person_lately_confirmed_or_took_back_here_comes_last_first(store: Store) -> None:
    def touched(minute: int, **more: object) -> Order:
        return replace(confirmed(minute), touched_at=NOW + timedelta(minutes=minute), **more)  # type: ignore[arg-type]

    stored = await keep(
        store,
        touched(1),
        touched(2, phase=Phase.VOID),
        touched(3, phase=Phase.DRAFT),
        touched(4, placed_by="u02"),
        touched(5, chat=PLAIN.chat),
    )
    async with store.read() as uow:
        assert await uow.orders.lately("u01", GROUP, NOW) == [stored[1], stored[0]]
        assert await uow.orders.lately("u01", GROUP, NOW + timedelta(minutes=2)) == [stored[1]]


async def test_the_usual_counts_orders_not_lines(store: Store) -> None:
    twice = (replace(FULL_LINE, sku="A"), replace(FULL_LINE, no=2, sku="A"), Line(no=3))
    await keep(
        store,
        confirmed(1, lines=twice),
        confirmed(2, lines=(replace(FULL_LINE, sku="A"), replace(FULL_LINE, no=2, sku="B")), phase=Phase.DONE),
        confirmed(3, lines=(replace(FULL_LINE, sku="B"),), phase=Phase.VOID),
        confirmed(4, customer_id="C002"),
        confirmed(-60, lines=(replace(FULL_LINE, sku="B"),), number="SO20260304-0099"),
    )
    async with store.read() as uow:
        found = await uow.orders.usual({"C001", "C009"}, {"A", "B", "Z"}, NOW)
    assert {sku: usual.times for sku, usual in found["C001"].items()} == {"A": 2, "B": 1}
    once = FULL_LINE.base_qty or Decimal(0)
    usual = found["C001"]["A"]
    assert (usual.low, usual.high, usual.typical) == (once, once * 2, once * 3 / 2)
    assert set(found) == {"C001"}


async def test_open_orders_to_which_something_happened_come_with_the_most_marked_first(store: Store) -> None:
    once, twice, never, done = await keep(
        store, confirmed(1), confirmed(2), confirmed(3), confirmed(4, phase=Phase.DONE)
    )
    async with store.write() as uow:
        for order, action in (
            (once, "change"),
            (twice, "overdue"),
            (twice, "change"),
            (never, "note"),
            (done, "change"),
        ):
            await uow.events.add(event(order.id, action))
        await uow.commit()
    async with store.read() as uow:
        assert await uow.events.marked(["change", "overdue"], 9) == [twice.id, once.id]
        assert await uow.events.marked(["change", "overdue"], 1) == [twice.id]
        assert await uow.events.marked(["undo"], 9) == []


async def test_events_are_numbered_in_the_order_they_came(store: Store) -> None:
    first, second = await keep(store, PLAIN, PLAIN)
    said = event(first.id, "change", reason=NASTY, changes=(Change("qty", "1", "2"),), message_id=7, version=3)
    async with store.write() as uow:
        await uow.events.add(event(first.id))
        await uow.events.add(event(second.id))
        await uow.events.add(said)
        await uow.commit()
    async with store.read() as uow:
        kept = [one for one in await uow.events.of(first.id) if one.action != STANDS]  # how it stood when it was made
        assert kept == [replace(event(first.id), seq=2), replace(said, seq=3)]


async def test_events_added_at_the_same_time_all_get_a_place(store: Store) -> None:
    (order,) = await keep(store, PLAIN)

    async def add() -> None:
        async with store.write() as uow:
            await uow.events.add(event(order.id, "note"))
            await uow.commit()

    await asyncio.gather(*(add() for _ in range(20)))
    async with store.read() as uow:
        assert [said.seq for said in await uow.events.of(order.id)] == list(range(1, 22))  # the first: how it stands
        assert (await uow.audit.check()).damages == ()


async def test_an_open_deadline_is_moved_and_an_ended_one_starts_again(store: Store) -> None:
    (order,) = await keep(store, PLAIN)
    later = NOW + timedelta(hours=1)
    async with store.write() as uow:
        await uow.deadlines.open(deadline(order.id))
        await uow.deadlines.open(deadline(order.id, at=later))
        await uow.deadlines.open(deadline(order.id, "prepare", NOW))
        assert [(d.kind, d.due_at, d.state) for d in await uow.deadlines.of(order.id)] == [
            ("prepare", NOW, "open"),
            ("review", later, "open"),
        ]
        await uow.deadlines.close(order.id, "met", ["review"])
        assert await uow.deadlines.next_due() == NOW
        await uow.deadlines.close(order.id, "cancelled")
        assert [d.state for d in await uow.deadlines.of(order.id)] == ["cancelled", "met"]
        assert await uow.deadlines.next_due() is None
        await uow.deadlines.open(deadline(order.id, at=later))
        assert await uow.deadlines.next_due() == later


async def test_due_deadlines_are_claimed_once_soonest_first(store: Store) -> None:
    (order,) = await keep(store, PLAIN)
    async with store.write() as uow:
        for minutes in (3, 1, 2, 9):
            await uow.deadlines.open(deadline(order.id, f"k{minutes}", NOW + timedelta(minutes=minutes)))
        await uow.commit()
    async with store.write() as uow:
        first = await uow.deadlines.claim_due(NOW + timedelta(minutes=3), limit=2)
        await uow.commit()
    async with store.write() as uow:
        second = await uow.deadlines.claim_due(NOW + timedelta(minutes=3))
        await uow.commit()
    assert [[(d.kind, d.state) for d in taken] for taken in (first, second)] == [
        [("k1", "missed"), ("k2", "missed")],
        [("k3", "missed")],
    ]


async def test_only_what_was_looked_at_before_is_claimed(store: Store) -> None:
    (order,) = await keep(store, PLAIN)
    async with store.write() as uow:
        await uow.deadlines.open(deadline(order.id, "seen", NOW))
        seen = [one.id for one in await uow.deadlines.standing()]
        await uow.deadlines.open(deadline(order.id, "new", NOW))
        assert await uow.deadlines.claim_due(NOW, among=[]) == []
        assert [one.kind for one in await uow.deadlines.claim_due(NOW, among=seen)] == ["seen"]
        assert [one.kind for one in await uow.deadlines.claim_due(NOW)] == ["new"]


async def test_a_claim_that_is_rolled_back_can_be_claimed_again(store: Store) -> None:
    (order,) = await keep(store, PLAIN)
    async with store.write() as uow:
        await uow.deadlines.open(deadline(order.id))
        await uow.commit()
    for _ in range(2):
        async with store.write() as uow:
            assert len(await uow.deadlines.claim_due(NOW)) == 1


async def test_naive_instants_are_refused(store: Store) -> None:
    async with store.write() as uow:
        with pytest.raises(StatementError, match="naive"):
            await uow.orders.add(replace(PLAIN, touched_at=datetime(2026, 3, 4, 9, 0)))  # noqa: DTZ001


async def test_instants_of_any_zone_come_back_as_the_same_instant_in_utc(store: Store) -> None:
    shop_time = NOW.astimezone(timezone(timedelta(hours=8)))
    (stored,) = await keep(store, replace(PLAIN, touched_at=shop_time))
    async with store.read() as uow:
        touched = (await uow.orders.get(stored.id)).touched_at
    assert touched == NOW
    assert touched.utcoffset() == timedelta(0)


@pytest.mark.parametrize("quantity", ["0.1", "0.001", "300", "2.5", "99999999999.999", "0"])
async def test_decimals_come_back_exactly_and_look_the_same(store: Store, quantity: str) -> None:
    (stored,) = await keep(store, replace(PLAIN, lines=(Line(no=1, qty=Decimal(quantity), price=Decimal(quantity)),)))
    async with store.read() as uow:
        line = (await uow.orders.get(stored.id)).lines[0]
    assert (str(line.qty), str(line.price)) == (quantity, quantity)


@pytest.mark.parametrize("quantity", [Decimal("9" * 400), Decimal("NaN"), Decimal("Infinity"), 0.1])
async def test_numbers_that_cannot_be_kept_exactly_are_refused(store: Store, quantity: Decimal) -> None:
    async with store.write() as uow:
        with pytest.raises(StatementError, match=r"too large|exactly"):
            await uow.orders.add(replace(PLAIN, lines=(Line(no=1, qty=quantity),)))


async def test_a_read_unit_cannot_commit(store: Store) -> None:
    async with store.read() as uow:
        with pytest.raises(RuntimeError, match="read unit"):
            await uow.commit()


async def test_after_a_commit_the_unit_is_over(store: Store) -> None:
    async with store.write() as uow:
        await uow.commit()
        with pytest.raises(ResourceClosedError):
            await uow.orders.add(PLAIN)


async def test_a_savepoint_that_raises_undoes_its_part_only(store: Store) -> None:
    async with store.write() as uow:
        first = await uow.orders.add(PLAIN)
        with suppress(ZeroDivisionError):
            async with uow.savepoint():
                await uow.orders.add(FULL)
                raise ZeroDivisionError
        await uow.events.add(event(first.id))
        await uow.commit()
    async with store.read() as uow:
        assert await uow.orders.get(first.id) == first
        assert [e.action for e in await uow.events.of(first.id)] == [event(first.id).action]
        assert await uow.orders.by_number(FULL.number or "") is None


def alias(words: str, sku: str, customer: str = "C001", **more: Any) -> Alias:
    return Alias(customer, words, sku, more.pop("source", AliasSource.TAUGHT), "u01", NOW, **more)


async def test_words_belong_to_one_customer_and_can_be_taken_back(store: Store) -> None:
    async with store.write() as uow:
        first = await uow.aliases.put(alias("大肘子", "A", order_id=7, source=AliasSource.LEARNT))
        other = await uow.aliases.put(alias("大肘子", "B", "C002"))
        second = await uow.aliases.put(alias(" 大 肘子 ", "C"))
        assert second.replaces == first.id
        assert [one.sku for one in await uow.aliases.of("C001")] == ["C"]
        assert await uow.aliases.by_customer() == {"C001": {" 大 肘子 ": "C"}, "C002": {"大肘子": "B"}}
        assert await uow.aliases.of_order(7) == []
        assert await uow.aliases.last_change("C001") == second
        await uow.aliases.take_back(second.id, NOW)
        assert [one.sku for one in await uow.aliases.of("C001")] == ["A"]
        assert [one.id for one in await uow.aliases.of_order(7)] == [first.id]
        gone = await uow.aliases.last_change("C001")
        assert gone is not None
        assert (gone.id, gone.gone_at) == (second.id, NOW)
        await uow.aliases.restore(second.id, NOW)
        assert [one.sku for one in await uow.aliases.of("C001")] == ["C"]
        await uow.aliases.restore(second.id, NOW)
        await uow.aliases.forget(second.id, NOW)
        assert await uow.aliases.find("C001", "大肘子") is None
        assert await uow.aliases.find("C002", "大肘子") == other
        assert (await uow.aliases.taught_by("u01", NOW)) == other
        assert await uow.aliases.taught_by("u02", NOW) is None
        assert await uow.aliases.get(4711) is None
        assert uow.aliases.changed
        await uow.commit()


async def test_a_customer_has_one_meaning_for_a_word_however_many_teach_at_once(store: Store) -> None:
    async def teach(sku: str) -> None:
        async with store.write() as uow:
            await uow.aliases.put(alias("大肘子", sku))
            await uow.commit()

    await asyncio.gather(*(teach(f"S{n}") for n in range(6)), return_exceptions=True)
    async with store.read() as uow:
        assert len(await uow.aliases.of("C001")) == 1
        assert await uow.aliases.version() >= 1
