"""The index of an order: its direction, its parts, and what is left out where it is not known."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.domain.finding import Finding, Level
from handlers.domain.health import Health, changes, days_late, missing_margin, spent_on, steps
from handlers.domain.order import Line, OrderEvent, OrderId
from handlers.domain.party import Product
from tests.contract.storage_rows import NOW

D = Decimal
COUNTS = st.integers(0, 30)
MARGINS = st.none() | st.decimals(-200, 400, places=2)
HEALTHS = st.builds(
    lambda steps, slow, days, changed, margin: Health(steps, min(slow, steps), days, changed, margin),
    *(COUNTS, COUNTS, COUNTS, COUNTS, MARGINS),
)


@given(HEALTHS, st.booleans())
def test_every_part_and_the_index_are_between_0_and_100(one: Health, margin: bool) -> None:
    assert all(0 <= score <= 100 for score in one.scores(margin=margin).values())
    assert 0 <= one.index(margin=margin) <= 100


@given(HEALTHS, st.booleans(), st.integers(1, 5))
def test_nothing_that_gets_worse_makes_the_index_better(one: Health, margin: bool, by: int) -> None:
    before = one.index(margin=margin)
    worse = [
        replace(one, days=one.days + by),
        replace(one, changes=one.changes + by),
        replace(one, steps=one.steps + by, slow=one.slow + by),
        *([replace(one, margin=one.margin + by)] if one.margin is not None else []),
    ]
    assert all(each.index(margin=margin) <= before for each in worse)
    assert replace(one, steps=one.steps + by).index(margin=margin) >= before  # more was left in time


@pytest.mark.parametrize(
    ("one", "scores", "index"),
    [
        (Health(), {"punctual": 100, "steady": 100}, 100),
        (Health(margin=D(0)), {"punctual": 100, "steady": 100, "margin": 100}, 100),
        (
            Health(margin=D(-40)),
            {"punctual": 100, "steady": 100, "margin": 100},
            100,
        ),  # earning more is no better
        (Health(5, 2, 0, 2, D("33.6")), {"punctual": 60, "steady": 60, "margin": 66}, 62),
        (Health(4, 0, 1, 0, D(250)), {"punctual": 80, "steady": 100, "margin": 0}, 62),
        (Health(1, 1, 0, 5, None), {"punctual": 0, "steady": 0}, 0),
        (Health(0, 0, 0, 1, None), {"punctual": 100, "steady": 80}, 91),  # 40 and 30 of 70
    ],
)
def test_the_index_is_the_weighted_mean_of_what_is_shown(one: Health, scores: dict[str, int], index: int) -> None:
    assert one.scores(margin=True) == scores
    assert one.index(margin=True) == index


def test_who_may_not_know_the_margin_reads_an_index_without_it() -> None:
    one = Health(0, 0, 0, 0, D(100))
    assert (one.index(margin=True), one.index(margin=False)) == (70, 100)
    assert "margin" not in one.scores(margin=False)


def event(action: str, from_state: str = "", to_state: str = "", reason: str = "") -> OrderEvent:
    return OrderEvent(OrderId(1), NOW, "u1", action, from_state, to_state, reason)


def test_states_and_changes_count_from_the_last_confirmation() -> None:
    story = [
        event("confirm", "草稿", "待审核"),
        event("change"),
        event("undo", "待审核", "草稿"),
        event("confirm", "草稿", "待审核"),
        event("overdue", reason="state_overdue"),
        event("overdue", reason="silent"),  # a watch: no state's limit
        event("schedule", "待审核", "已排产"),
        event("change"),
        event("prepare", "已排产", "备料中"),
        event("overdue", reason="state_overdue"),
    ]
    limited = {"待审核", "已排产", "备料中"}
    assert steps(story, limited) == (3, 2)
    assert steps(story, {"已排产", "备料中"}) == (2, 1)
    assert steps(story[:-1], limited) == (2, 1)
    assert changes(story) == 1
    assert (steps([], limited), changes([])) == ((0, 0), 0)


def test_only_a_day_after_the_wanted_one_is_late() -> None:
    day = NOW.date()
    assert days_late(day, day.replace(day=day.day + 2)) == 2
    assert days_late(day, day) == days_late(None, day) == days_late(day, None) == 0


def test_the_margin_that_is_missing_is_what_discounts_gifts_and_plans_took() -> None:
    a, bag = Product("A", "甲", price=D(10), cost=D(6)), Product("BAG", "袋", price=D(3), cost=D(2))
    products = {"A": a, "BAG": bag}
    line = Line(1, "A", "甲", qty=D(100), unit="件", base_qty=D(100), base_unit="件", price=D(10))
    gift = Line(2, "BAG", "袋", qty=D(10), unit="个", base_qty=D(10), base_unit="个", price=D(3), gift=True)
    book = {"A": D(10), "BAG": D(3)}
    assert missing_margin([line], products, book) == 0
    assert missing_margin([replace(line, price=D(9))], products, book) == 25
    assert missing_margin([replace(line, price=D(12))], products, book) == -50
    assert missing_margin([line, gift], products, book) == 5
    assert missing_margin([line], products, book, D(40)) == 10
    assert missing_margin([line], products, {"A": D(6)}) is None  # nothing was to be earned
    assert missing_margin([line], {"A": replace(a, cost=None)}, book) is None
    assert missing_margin([replace(line, price=None)], products, book) is None
    assert missing_margin([line], products, {}) is None


def test_only_a_plan_that_was_carried_out_cost_anything() -> None:
    plan = Finding("rush.overtime", Level.INFO, {"key": "overtime", "cost": "900"})
    assert spent_on([plan]) == 0
    assert spent_on([replace(plan, facts={**plan.facts, "done": "1"})]) == 900
