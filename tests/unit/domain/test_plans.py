"""Plans for an order that jumps the queue are possible: an independent count agrees, whatever the shop looks like."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from time import perf_counter
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.domain.capacity import Capacity, Load, Works
from handlers.domain.messaging import ChatRef
from handlers.domain.order import Line, Order, OrderId, Phase
from handlers.domain.plan_check import wrong
from handlers.domain.plans import OUTSIDE, OVERTIME, QUEUE, Means, Other, Outside, Plan, Situation, plans
from handlers.domain.promise import Inbound, Shipping, Supply, promises, whole

NOW = datetime(2026, 3, 10, 9, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
SKU = "KQ-118"
MEANS = Means(Decimal("0.25"), Decimal(2), Decimal(900), (Outside("永固", ("KQ-*",), 2, Decimal("3.2")),))


def order(number: int, qty: int, due: date | None) -> Order:
    line = Line(no=1, sku=SKU, label=SKU, qty=Decimal(qty), base_qty=Decimal(qty), base_unit="件", price=Decimal(45))
    at = NOW - timedelta(hours=number)
    chat = ChatRef("console", "d")
    return Order(
        OrderId(number), 1, "five_state", "待审核", Phase.OPEN, chat, at, at, f"SO{number}", lines=(line,), due=due
    )


def shop(
    shelf: int,
    per_day: int,
    orders: list[tuple[int, int]],
    mine: tuple[int, int],
    lead: int,
    bought: Sequence[tuple[int, int]] = (),
    confirmed: bool = False,
) -> Situation:
    """Others in the order in which they came, each with what the shelf, purchases and the line had left for it."""
    coming = tuple(
        Inbound(f"P{n}", SKU, Decimal(qty), TODAY + timedelta(days=days)) for n, (qty, days) in enumerate(bought)
    )
    waited: list[tuple[int, Decimal]] = []
    works = Works("线2", (SKU,), Decimal(per_day))
    capacity, left, others = Capacity((works,)), Decimal(shelf), []
    shipping = Shipping(NOW)
    for number, (qty, days) in enumerate(orders, start=2):
        other = order(number, qty, TODAY + timedelta(days=days))
        supply = Supply(min(left, Decimal(qty)), coming, sum((w for _, w in waited), Decimal(0)), lead)
        told = promises(other.lines, {SKU: supply}, shipping, capacity)
        loads: defaultdict[date, Decimal] = defaultdict(Decimal)
        for one in (load for p in told for load in p.loads):
            loads[one.day] += one.load
        taken = tuple(Load("线2", day, load) for day, load in loads.items())
        capacity, left = capacity.plus(taken), left - supply.now
        waited.append((number, sum((p.short for p in told), Decimal(0))))
        others.append(Other(other, {SKU: supply.now}, taken, told, shipping, {SKU: replace(supply, now=Decimal(0))}))
    others.sort(key=lambda one: (one.order.due or date.max, one.order.id), reverse=True)
    wanted = order(1, mine[0], TODAY + timedelta(days=mine[1]))
    supply = Supply(min(left, Decimal(mine[0])), coming, sum((w for _, w in waited), Decimal(0)), lead)
    told = promises(wanted.lines, {SKU: supply}, shipping, capacity) if confirmed else ()
    waited.append((1, sum((p.short for p in told), Decimal(0))))
    others = [
        replace(one, supplies={SKU: replace(one.supplies[SKU], claimed=claims(waited, int(one.order.id)))})
        for one in others
    ]
    return Situation(wanted, {SKU: supply}, shipping, capacity, tuple(others), MEANS, told)


def claims(waited: list[tuple[int, Decimal]], but: int) -> Decimal:
    """What everybody else waits for."""
    return sum((much for number, much in waited if number != but), Decimal(0))


amounts = st.tuples(st.integers(1, 900), st.integers(1, 20))


@settings(max_examples=200, deadline=None)
@given(
    *(st.integers(0, 800), st.integers(1, 400), st.lists(amounts, max_size=8), amounts, st.integers(0, 4)),
    *(st.lists(amounts, max_size=4), st.booleans()),
)
def test_every_plan_can_be_done_and_names_everybody_who_would_wait(
    shelf: int,
    per_day: int,
    orders: list[tuple[int, int]],
    mine: tuple[int, int],
    lead: int,
    bought: list[tuple[int, int]],
    confirmed: bool,
) -> None:
    found = shop(shelf, per_day, orders, mine, lead, bought, confirmed)
    usual = whole(promises(found.order.lines, found.supplies, found.shipping, found.capacity))
    for plan in plans(found):
        assert wrong(plan, found) == []
        if plan.kind != QUEUE:
            assert not plan.slips
            assert plan.day is not None
            assert usual is None or plan.day < usual


def test_a_plan_that_cheats_is_found_out() -> None:
    found = shop(400, 300, [(300, 6), (700, 15)], (1200, 3), 0)
    by = {plan.kind: plan for plan in plans(found)}
    assert set(by) == {OVERTIME, OUTSIDE, QUEUE}
    queue, longer = by[QUEUE], by[OVERTIME]
    assert len(queue.slips) == 2
    assert any("not named" in one for one in wrong(replace(queue, slips=queue.slips[:1]), found))
    (mine,) = queue.made[OrderId(1)]
    more = {**queue.made, OrderId(1): (replace(mine, short=mine.short - 1),)}
    assert any("goods" in one for one in wrong(replace(queue, made=more), found))
    assert any("hours" in one for one in wrong(replace(longer, kind=QUEUE), found))
    assert wrong(replace(longer, day=TODAY), found)
    early = {OrderId(1): (replace(mine, day=TODAY),)}
    assert any("before it is made" in one for one in wrong(replace(longer, made=early, day=TODAY), found))


def test_what_comes_is_counted_once() -> None:
    found = shop(100, 300, [(100, 6)], (150, 3), 0, [(120, 1)])
    queue = next(plan for plan in plans(found) if plan.kind == QUEUE) if len(plans(found)) else None
    mine, theirs = (
        promises(found.order.lines, {SKU: Supply(Decimal(0), found.supplies[SKU].inbound)}, found.shipping),
    ) * 2
    both = Plan(QUEUE, whole(mine), made={OrderId(1): mine, OrderId(2): theirs}, waiting=(OrderId(2),))
    assert any("coming KQ-118" in one for one in wrong(both, found))
    assert queue is None or wrong(queue, found) == []


def test_the_cost_is_that_of_the_story() -> None:
    found = shop(400, 300, [(300, 6), (700, 15)], (1200, 3), 0)
    cost = {plan.kind: plan.cost for plan in plans(found)}
    assert cost == {OVERTIME: Decimal(3600), OUTSIDE: Decimal("1728"), QUEUE: 0}


def test_five_hundred_scheduled_orders_are_planned_within_two_seconds() -> None:
    found = shop(3000, 400, [(100 + n % 50, 1 + n % 60) for n in range(500)], (5000, 3), 0)
    assert len(found.others) == 500
    began = perf_counter()
    made = plans(found)
    assert all(wrong(plan, found) == [] for plan in made)
    took = perf_counter() - began
    assert took < 2
