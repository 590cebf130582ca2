"""Turns that several processes share, on every database."""

import asyncio

import pytest

from handlers.domain.pace import SLOTS, Pace, next_turn, slot, with_turn
from storage import Store

FEW, MANY = Pace(3, 30_000), Pace(5, 60_000)


async def test_turns_beyond_the_count_come_after_the_window(store: Store) -> None:
    waits = [await store.paces.take({"a": FEW}, 100_000) for _ in range(7)]
    assert waits[:3] == [0] * 3
    assert all(28_000 < wait < 32_000 for wait in waits[3:6])
    assert 58_000 < waits[6] < 63_000


async def test_the_strictest_of_several_limits_counts_and_all_of_them_are_used(store: Store) -> None:
    for _ in range(3):
        assert await store.paces.take({"each": FEW, "all": MANY}, 0) == 0
    assert await store.paces.take({"each": FEW, "all": MANY}, 0) > 28_000
    for _ in range(2):
        assert await store.paces.take({"other": FEW, "all": MANY}, 0) == 0
    assert await store.paces.take({"other": FEW, "all": MANY}, 0) > 57_000


async def test_what_is_too_far_away_takes_no_turn(store: Store) -> None:
    for _ in range(3):
        await store.paces.take({"a": FEW}, 0)
    waits = [await store.paces.take({"a": FEW}, 10_000) for _ in range(5)]
    assert all(28_000 < wait < 32_000 for wait in waits)


async def test_turns_that_are_asked_for_at_once_are_each_given_once(store: Store) -> None:
    clock = asyncio.get_running_loop()
    began = clock.time()
    waits = await asyncio.gather(*(store.paces.take({"a": FEW, "b": MANY}, 1_000_000) for _ in range(12)))
    took = int((clock.time() - began) * 1000) + 1  # each wait begins at an instant of its own within this
    for window, count in ((30_000, 3), (60_000, 5)):
        assert all(sum(at <= one < at + window - took for one in waits) <= count for at in waits)


@pytest.mark.parametrize("pace", [Pace(1, 1_000), Pace(5, 1_100), Pace(50, 1_100), Pace(1000, 61_000)])
def test_no_window_ever_holds_more_than_it_may(pace: Pace) -> None:
    passed: dict[int, int] = {}
    now, turns = 1_000_000, []
    for n in range(pace.count * 4):
        now += (n * 7 % 11) * pace.window // pace.count // 9
        at = next_turn(pace, passed, now)
        passed = with_turn(pace, passed, at, now)
        turns.append(at)
    turns.sort()
    assert all(late - early > pace.window for early, late in zip(turns, turns[pace.count :], strict=False))
    assert len(passed) < 400, "what counts no more is forgotten"


def test_the_many_chats_of_a_kind_have_few_names() -> None:
    names = {slot("feishu:chat", f"oc_{n}") for n in range(20_000)}
    assert len(names) <= SLOTS
    assert slot("feishu:chat", "a") != slot("feishu:card", "a")
