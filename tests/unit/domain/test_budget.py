"""The budget planner: tables, and walks in which a strict platform of its own kind counts along."""

from collections import deque
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.domain.budget import (
    Allowance,
    Budget,
    Defer,
    Fold,
    Grant,
    HandOver,
    Rate,
    Send,
    WindowKind,
    budget,
    counted_since,
    plan,
)

NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = Rate(20, 60)
SAID = {WindowKind.SAID: Allowance(5, 48 * 3600)}


def told(count: int, ago: float = 10.0) -> tuple[tuple[datetime, int], ...]:
    return tuple((NOW - ago * SECOND, 1) for _ in range(count))


@pytest.mark.parametrize(
    ("needs", "has", "expected"),
    [
        ([1], Budget(), Send()),
        ([9, 9], Budget(), Send()),
        ([1], Budget((MINUTE,)), Send()),
        ([1], Budget((MINUTE,), told(19)), Send()),
        ([1, 1], Budget((MINUTE,), told(19)), Fold(2)),
        ([1], Budget((MINUTE,), told(20)), Defer(NOW + 50 * SECOND)),
        ([1], Budget((MINUTE,), told(20, ago=60)), Send()),
        ([1] * 30, Budget((MINUTE,)), Fold(11)),
        ([2], Budget((MINUTE,), told(19)), Fold(1)),
        ([4, 1, 1], Budget((MINUTE,), told(17)), Fold(1)),
        ([1], Budget((Rate(2, 60), Rate(3, 3600)), told(3, 120)), Defer(NOW + 3480 * SECOND)),
        ([1], Budget(grants=()), HandOver("window")),
        ([1], Budget(grants=(Grant(NOW + SECOND, 0),)), HandOver("budget")),
        ([1], Budget(grants=(Grant(NOW + SECOND, 1),)), Send(0)),
        ([1], Budget(grants=(Grant(NOW + SECOND, 5),)), Send(4)),
        ([1], Budget(grants=(Grant(NOW + SECOND, 0), Grant(NOW + SECOND, 3))), Send(2)),
        ([1, 1, 1], Budget(grants=(Grant(NOW + SECOND, 2),)), Fold(2, 1)),
        ([1, 1, 1], Budget(grants=(Grant(NOW + SECOND, 1),)), Fold(3, 0)),
        ([3], Budget(grants=(Grant(NOW + SECOND, 2),)), Fold(1, 1)),
        ([1], Budget(grants=(Grant(NOW + SECOND, 5),), human=True), HandOver("human")),
        ([1], Budget((MINUTE,), told(20), (Grant(NOW + 20 * SECOND, 5),)), HandOver("window")),
        ([1], Budget((MINUTE,), told(20), (Grant(NOW + 70 * SECOND, 5),)), Defer(NOW + 50 * SECOND)),
    ],
)
def test_what_is_decided(needs: list[int], has: Budget, expected: object) -> None:
    assert plan(needs, has, NOW) == expected


def test_a_window_ends_a_little_early_and_counts_what_went_out_since_it_opened() -> None:
    opened = {"said": NOW - timedelta(hours=1)}
    has = budget((), SAID, ((NOW - timedelta(hours=2), 3), (NOW - timedelta(minutes=5), 2)), opened, NOW)
    assert has.grants == (Grant(NOW + timedelta(hours=46, minutes=59), 3),)
    late = NOW + timedelta(hours=46, minutes=59)
    assert budget((), SAID, (), opened, late).grants == ()
    assert budget((), SAID, (), {}, NOW).grants == ()
    assert budget((), None, (), opened, NOW).grants is None
    assert budget((), SAID, (), {**opened, "human": NOW}, NOW).human


def test_only_what_counts_for_a_rate_is_asked_for() -> None:
    assert counted_since((MINUTE, Rate(1000, 3600)), NOW) == NOW - timedelta(hours=1)
    assert counted_since((), NOW) == NOW


class Platform:
    """Counts the platform's way, with queues and counters that run down, and knows nothing of the planner."""

    def __init__(self, per_minute: int, per_window: int, hours: int) -> None:
        self.per_minute, self.per_window, self.length = per_minute, per_window, timedelta(hours=hours)
        self.sent: deque[datetime] = deque()
        self.left, self.until = 0, NOW - SECOND

    def hears(self, now: datetime) -> None:
        self.left, self.until = self.per_window, now + self.length

    def takes(self, now: datetime, messages: int) -> None:
        for _ in range(messages):
            while self.sent and self.sent[0] <= now - timedelta(minutes=1):
                self.sent.popleft()
            assert now < self.until, "outside the window"
            assert self.left > 0, "more than the window allows"
            assert len(self.sent) < self.per_minute, "too many in a minute"
            self.sent.append(now)
            self.left -= 1


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 200_000)),
        st.tuples(st.just("push"), st.integers(1, 4)),
        st.tuples(st.just("said"), st.just(0)),
        st.tuples(st.just("work"), st.integers(1, 6)),
    ),
    max_size=80,
)


class Walk:
    """A chat, its clock, and what became of each thing that was to be told in it."""

    def __init__(self, per_minute: int, per_window: int, hours: int) -> None:
        self.platform = Platform(per_minute, per_window, hours)
        self.rates = (Rate(per_minute, 60),)
        self.allowances = {WindowKind.SAID: Allowance(per_window, hours * 3600)}
        self.now = self.until = NOW
        self.log: list[tuple[datetime, int]] = []
        self.opened: dict[str, datetime] = {}
        self.waiting: deque[tuple[int, int]] = deque()
        self.pushed = 0
        self.fate: list[int] = []

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def push(self, messages: int) -> None:
        self.waiting.append((self.pushed, messages))
        self.pushed += 1

    def said(self, _: int) -> None:
        self.opened["said"] = self.now
        self.platform.hears(self.now)

    def work(self, times: int) -> None:
        for _ in range(times):
            if self.waiting:
                self.step()

    def step(self) -> None:
        self.now = max(self.now, self.until)
        has = budget(self.rates, self.allowances, self.log, self.opened, self.now)
        match plan([need for _, need in self.waiting], has, self.now):
            case Send():
                self.tells(1, self.waiting[0][1])
            case Fold(count):
                self.tells(count, 1)
            case Defer(later):
                assert later > self.now
                self.until = later
            case HandOver():
                self.fate.extend(number for number, _ in self.waiting)
                self.waiting.clear()

    def tells(self, count: int, messages: int) -> None:
        self.platform.takes(self.now, messages)
        self.log.append((self.now, messages))
        self.fate.extend(self.waiting.popleft()[0] for _ in range(count))


@settings(max_examples=300, deadline=None)
@given(STEPS, st.integers(1, 7), st.integers(1, 6), st.integers(1, 48))
def test_nothing_is_ever_refused_lost_or_told_out_of_order(
    steps: list[tuple[str, int]], per_minute: int, per_window: int, hours: int
) -> None:
    walk = Walk(per_minute, per_window, hours)
    for what, size in steps:
        getattr(walk, what)(size)
    while walk.waiting:  # time heals, or the window closes and a person tells
        walk.wait(1)
        walk.step()
    assert walk.fate == list(range(walk.pushed))
