"""What would bring an order to the next gift: amounts, packs, prices that fall, what is there."""

from datetime import date
from decimal import Decimal

import pytest

from handlers.domain.finding import Finding, Level
from handlers.domain.order import Line, Order
from handlers.domain.party import Product
from handlers.domain.pricing import Rate
from handlers.domain.topping import LEFT, NEAR, Pick, edits, extras, just_short, left
from nlp.types import AddItem, SetItem
from tests.contract.storage_rows import PLAIN

D = Decimal
DAY = date(2026, 3, 10)
MILK = Product("MILK", "鲜牛奶", unit="瓶", price=D("2.5"), min_qty=D(1))
BY_BOX = Line(1, "MILK", "鲜牛奶", qty=D(8), unit="箱", base_qty=D(96), base_unit="瓶", price=D("2.5"))
ORDER = Order(**{**{f: getattr(PLAIN, f) for f in PLAIN.__slots__}, "lines": (BY_BOX,)})


def pick(step: int = 12, free: int = 1000, line: Line | None = BY_BOX, product: Product = MILK) -> Pick:
    return Pick(product, "箱" if step > 1 else product.unit, D(step), D(free), line)


def near(gap: str, least: str, key: str = "a") -> Finding:
    return Finding(NEAR, Level.INFO, {"key": key, "gap": gap, "from": least})


@pytest.mark.parametrize(
    ("gap", "step", "free", "rates", "expected"),
    [
        ("59", 12, 1000, (), (D(24), D(60))),  # one box of 30 yuan is too little
        ("60", 12, 1000, (), (D(24), D(60))),
        ("60.01", 12, 1000, (), (D(36), D(90))),
        ("59", 1, 1000, (), (D(24), D(60))),
        ("1", 12, 1000, (), None),  # a whole box costs thirty times what is missing
        ("59", 12, 23, (), None),  # not there
        ("59", 12, 24, (), (D(24), D(60))),
        # from 108 on a bottle is 2.00: the whole line gets cheaper, and more is needed
        ("59", 12, 1000, (Rate("MILK", D(2), from_qty=D(108)),), (D(60), D(72))),
        ("59", 12, 1000, (Rate("MILK", D("0.01"), from_qty=D(108)),), None),
    ],
)
def test_a_way_reaches_the_tier_with_whole_packs(
    gap: str, step: int, free: int, rates: tuple[Rate, ...], expected: tuple[D, D] | None
) -> None:
    found = extras(D(gap), ORDER, [pick(step, free)], rates, DAY)
    assert [(one.base_qty, one.cost) for one in found] == ([expected] if expected else [])
    assert all(one.cost >= D(gap) and one.qty * step == one.base_qty for one in found)


def test_the_cheapest_ways_come_first_and_no_more_than_three() -> None:
    many = [pick(1, 1000, None, Product(f"P{n}", f"货{n}", price=D(n), min_qty=D(0))) for n in (7, 5, 6, 4)]
    found = extras(D(19), ORDER, many, (), DAY)
    assert [(one.sku, one.base_qty, one.cost) for one in found] == [
        ("P4", D(5), D(20)),
        ("P5", D(4), D(20)),
        ("P7", D(3), D(21)),
    ]


def test_the_least_that_is_sold_is_taken_and_a_product_without_price_is_no_way() -> None:
    least = Product("EGG", "蛋", price=D(2), min_qty=D(30))
    assert [one.base_qty for one in extras(D(50), ORDER, [pick(1, 99, None, least)], (), DAY)] == [D(30)]
    assert extras(D(50), ORDER, [pick(1, 99, None, Product("X", "无价", price=None))], (), DAY) == ()


def test_a_way_makes_the_line_bigger_in_its_own_unit_or_is_a_line_of_its_own() -> None:
    (own,) = extras(D(59), ORDER, [pick()], (), DAY)
    (edit,) = edits(ORDER, own)
    assert isinstance(edit, SetItem)
    assert (edit.item.qty, edit.item.unit, edit.item.base_qty) == (D(10), "箱", D(120))
    (other,) = extras(D(59), ORDER, [pick(1, 99, None, Product("EGG", "蛋", unit="个", price=D(2)))], (), DAY)
    (edit,) = edits(ORDER, other)
    assert isinstance(edit, AddItem)
    assert (edit.item.sku, edit.item.qty, edit.item.unit) == ("EGG", D(30), "个")


def test_the_tier_that_is_missed_least_is_asked_about_once() -> None:
    findings = (near("79", "599", "a"), near("10", "299", "b"))
    order = Order(**{**{f: getattr(ORDER, f) for f in ORDER.__slots__}, "findings": findings, "customer_id": "C1"})
    found = just_short(order, 20)
    assert found is not None
    assert found.facts["key"] == "b"
    assert just_short(order, 3) is None
    assert just_short(left(order, found), 100) is None
    assert [f.code for f in left(order, found).findings] == [LEFT]
