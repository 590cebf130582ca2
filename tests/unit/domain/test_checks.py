"""Each check alone, as tables: what is found, how grave, and what is let pass."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.policy import CHECKS as DEFAULTS
from config.policy import CustomerPolicy, Policy, TermsPolicy
from handlers.domain.checks import CHECKS, Debts, Facts, Grant, run
from handlers.domain.customer_no import customer_no
from handlers.domain.finding import Level
from handlers.domain.messaging import ChatRef
from handlers.domain.order import DueKind, Line, Order, OrderId, Phase
from handlers.domain.party import Customer, Product
from handlers.domain.pricing import Kind, Quote
from handlers.domain.promise import Promise, Shipping, Source
from handlers.domain.terms import Terms
from handlers.limits import terms_for

D = Decimal
NOW = datetime(2026, 3, 10, 9, 12, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Tuesday
ALL: dict[str, Level] = {name: Level(outcome) for name, outcome in DEFAULTS.items()}
BOLT = Product("BOLT", "螺栓", packs={"盒": D(12), "箱": D(144)}, price=D(10), min_price=D(8))
NUT = Product("NUT", "螺母", price=D(2), min_price=D(1), min_qty=D(50))
BUYER = Customer("C1", "甲", credit_limit=D(1000))
PLAIN = Order(OrderId(1), 1, "f", "草稿", Phase.DRAFT, ChatRef("c", "d"), NOW, NOW, customer_id="C1", source_ids=(1,))


def line(sku: str = "BOLT", qty: int | str = 24, **more: Any) -> Line:
    price = {"BOLT": D(10), "NUT": D(2)}.get(sku)
    return Line(**{"no": 1, "sku": sku, "label": sku, "qty": D(qty), "base_qty": D(qty), "price": price, **more})


def order(*lines: Line, **more: Any) -> Order:
    return replace(PLAIN, lines=tuple(replace(x, no=n) for n, x in enumerate(lines or (line(),), 1)), **more)


def facts(**more: Any) -> Facts:
    now = more.pop("now", NOW)
    known = {"customer": BUYER, "products": {"BOLT": BOLT, "NUT": NUT}, "terms": Terms(levels=ALL)}
    return Facts(now=now, shipping=Shipping(now, cutoff=time(17)), **{**known, **more})


def codes(one: Order, known: Facts | None = None) -> list[str]:
    return [finding.code for finding in run(one, known or facts())]


def test_an_order_in_good_order_finds_nothing() -> None:
    assert codes(order()) == []


def test_a_check_that_is_off_finds_nothing() -> None:
    bad = order(line("NUT", 7, said_price=D("0.1")), due=date(2026, 3, 10))
    known = facts(debts=Debts(overdue=D(1), receivable=D(9999)), terms=Terms(levels={}, min_order=D(99)))
    assert codes(bad, known) == []
    assert len(CHECKS) == 11


@pytest.mark.parametrize(("before", "over"), [(0, None), (760, None), (761, "1"), (5000, "4240")])
def test_the_limit_counts_open_orders_receivables_and_this_one(before: int, over: str | None) -> None:
    debts = Debts(open_orders=D(before) - min(before, 300), receivable=D(min(before, 300)))
    found = run(order(), facts(debts=debts))
    assert [f.facts["over"] for f in found] == ([f"{over}.00"] if over else [])
    assert all((f.code, f.level, f.topic) == ("credit.over", Level.HOLD, "credit") for f in found)


def test_no_limit_agreed_is_none_to_pass() -> None:
    assert codes(order(), facts(customer=replace(BUYER, credit_limit=D(0)), debts=Debts(receivable=D(9999)))) == []


def test_what_was_approved_covers_as_much_and_no_more() -> None:
    given = Grant(("credit.over", ""), D(100), "沈会计")
    for receivable, level in ((860, Level.INFO), (861, Level.HOLD)):
        known = facts(debts=Debts(receivable=D(receivable)), grants=(given,))
        assert [f.level for f in run(order(), known)] == [level]


@pytest.mark.parametrize(
    ("said", "unit", "contract", "expected"),
    [
        (None, "", None, []),
        ("10", "", None, []),
        ("9", "", None, ["price.differs"]),
        ("8", "", None, ["price.differs"]),
        ("7.99", "", None, ["floor.below"]),
        ("120", "盒", None, []),  # ten each
        ("95", "盒", None, ["floor.below"]),
        ("7.5", "", "7.5", []),  # agreed by contract
        ("7.4", "", "7.5", ["floor.below"]),
        ("8.5", "", "7.5", ["price.differs"]),
    ],
)
def test_a_said_price_is_measured_never_taken(
    said: str | None, unit: str, contract: str | None, expected: list[str]
) -> None:
    one = order(line(said_price=D(said) if said else None, unit=unit or None))
    known = facts(quoted={"BOLT": Quote(D(contract), Kind.CONTRACT)} if contract else {})
    found = run(one, known)
    assert [f.code for f in found] == expected
    assert one.lines[0].price == D(10)
    assert all(f.topic == "price" for f in found if f.code == "floor.below")


def test_ten_thousand_said_prices_set_none() -> None:
    rng = random.Random(48)
    for _ in range(10_000):
        said = D(rng.randint(1, 4000)) / 100
        one = order(line(said_price=said, qty=12 * rng.randint(1, 9)))
        found = run(one, facts(customer=None))
        assert bool([f for f in found if f.level is Level.HOLD]) == (said < D(8))
        assert one.lines[0].price == D(10)


@pytest.mark.parametrize(("qty", "up", "down"), [(45, "4=48", "3=36"), (5, "1=12", "0=0"), (48, "", ""), (144, "", "")])
def test_parts_of_a_pack_name_the_packs_around(qty: int, up: str, down: str) -> None:
    found = [f.facts for f in run(order(line(qty=qty)), facts(customer=None))]
    assert [(f"{f['up']}={f['up_qty']}", f"{f['down']}={f['down_qty']}") for f in found] == ([(up, down)] if up else [])


def test_less_than_the_least_is_told_and_gifts_are_not() -> None:
    assert codes(order(line("NUT", 49))) == ["least.qty"]
    assert codes(order(line("NUT", 50))) == []
    assert codes(order(line("NUT", 1, gift=True), line())) == ["gift.said"]
    assert codes(order(line("NUT", 1, gift=True, given="三月满赠"), line())) == []


def test_the_least_an_order_comes_to_waits_for_all_prices() -> None:
    terms = Terms(levels=ALL, min_order=D(500))
    (found,) = run(order(), facts(terms=terms))
    assert (found.code, found.facts["gap"]) == ("minimum.value", "260.00")
    assert codes(order(line(qty=60)), facts(terms=terms)) == []
    assert codes(order(line(), line("NUT", 60, price=None)), facts(terms=terms)) == []


@pytest.mark.parametrize(
    ("at", "due", "first"),
    [
        ("2026-03-10T09:12", "2026-03-11", None),
        ("2026-03-10T17:00", "2026-03-11", "2026-03-12"),
        ("2026-03-10T16:59", "2026-03-10", "2026-03-11"),
        ("2026-03-13T18:00", "2026-03-16", "2026-03-17"),  # Friday evening leaves on Monday
        ("2026-02-14T09:00", "2026-02-15", None),  # a Saturday that makes up for the Spring Festival
        ("2026-02-15T09:00", "2026-02-17", "2026-02-25"),  # the festival
        ("2026-03-10T17:30", "2026-03-09", None),  # past: another doubt says so
    ],
)
def test_cut_off_and_working_days(at: str, due: str, first: str | None) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    found = run(order(due=date.fromisoformat(due)), facts(now=now))
    assert [f.facts["first"] for f in found] == ([first] if first else [])


def test_a_day_not_before_is_never_too_soon() -> None:
    assert codes(order(due=date(2026, 3, 10), due_kind=DueKind.AFTER)) == []


def test_short_lines_are_found() -> None:
    short = Promise(1, "BOLT", "螺栓", D(24), D(4), "件", Source.LEAD, date(2026, 3, 20))
    (found,) = run(order(), facts(promised=(short,)))
    assert (found.code, found.facts["now"], found.facts["short"], found.size) == ("stock.short", "20", "4", D(4))


def earlier(*lines: Line, **more: Any) -> Order:
    at = more.pop("confirmed_at", NOW - timedelta(hours=20))
    known = {"id": OrderId(9), "number": "SO-9", "phase": Phase.OPEN, "source_ids": (9,), "confirmed_at": at}
    return order(*lines, **{**known, **more})


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (earlier(), ["duplicate.alike"]),
        (earlier(line(qty=20)), ["duplicate.alike"]),
        (earlier(line(qty=12)), []),
        (earlier(line("NUT", 60)), []),
        (earlier(line(), line("NUT", 60)), ["duplicate.alike"]),
        (earlier(customer_id="C2"), []),
        (earlier(source_ids=(1,)), []),  # both stood in one message
        (earlier(confirmed_at=NOW - timedelta(days=4)), []),
        (earlier(due=date(2026, 3, 30)), []),
        (earlier(due=date(2026, 3, 17)), ["duplicate.alike"]),
        (earlier(line("NUT", 60), customer_no="po-77"), ["duplicate.no"]),
    ],
)
def test_the_same_order_twice(other: Order, expected: list[str]) -> None:
    one = order(due=date(2026, 3, 16), customer_no="PO-77")
    assert codes(one, facts(alike=(other,))) == expected


def test_once_more_on_purpose_is_no_double() -> None:
    assert codes(order(line(origin="SO-9")), facts(alike=(earlier(),))) == []


def test_doubles_are_found_and_others_left_alone() -> None:
    """A seeded set: the same order retold with small slips, and orders of the same customers that are their own."""
    rng = random.Random(15)
    skus = [f"S{n}" for n in range(400)]

    def some() -> list[Line]:
        return [line(sku, rng.randint(5, 400)) for sku in rng.sample(skus, rng.randint(1, 8))]

    hit = false = 0
    for _ in range(1000):
        first = some()
        retold = [replace(x, base_qty=x.base_qty * D(rng.randint(90, 110)) / 100) for x in first if x.base_qty]
        kept = rng.sample(retold, max(1, len(retold) - rng.randint(0, 1)))
        known = facts(products={}, alike=(earlier(*first),))
        hit += bool([c for c in codes(order(*kept), known) if c.startswith("duplicate")])
        false += bool([c for c in codes(order(*some()), known) if c.startswith("duplicate")])
    assert hit >= 980
    assert false <= 20


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("采购单号 PO-2603117 要300件", "PO-2603117"),
        ("PO号:4500012345", "4500012345"),
        ("合同号HT2026-03-01,照旧", "HT2026-03-01"),
        ("订单0001改成300", ""),
        ("订单号SO20260310-0001到哪了", ""),
        ("按合同走 300件", ""),
    ],
)
def test_the_customer_s_own_number(text: str, number: str) -> None:
    assert customer_no(text) == number


def test_terms_of_a_customer_go_before_its_level_s_before_everybody_s() -> None:
    policy = Policy(
        min_order=D(100),
        checks={"pack": "off"},
        levels={"VIP": TermsPolicy(min_order=D(50), use_safety=False, checks={"credit": "warn"})},
        customers={"C1": CustomerPolicy(min_order=D(10), cutoff="", delivery_days=3, overdue_days=7)},
    )
    mine = terms_for(policy, replace(BUYER, level="VIP"))
    assert (mine.min_order, mine.use_safety, mine.cutoff, mine.delivery_days) == (D(10), False, None, 3)
    assert mine.levels["credit"] is Level.WARN
    others = terms_for(policy, replace(BUYER, id="C2", level="A"))
    assert (others.min_order, others.use_safety, others.cutoff) == (D(100), True, time(17))
    assert others.levels["credit"] is Level.HOLD
    assert "pack" not in others.levels
    assert terms_for(policy, None) == replace(others)
    assert NOW.astimezone(UTC).hour == 1
