"""What things cost: tables of days, amounts and customers."""

from datetime import date
from decimal import Decimal

import pytest

from handlers.domain.party import Product
from handlers.domain.pricing import Kind, Quote, Rate, quote

D = Decimal
BOLT = Product("BOLT", "螺栓", price=D(10))
RATES = (
    Rate("BOLT", D(9), from_qty=D(100)),
    Rate("BOLT", D(8), from_qty=D(500)),
    Rate("BOLT", D("8.5"), date(2026, 3, 12), date(2026, 3, 14)),
    Rate("BOLT", D("7.5"), date(2026, 3, 12), date(2026, 3, 14), D(1000)),
    Rate("NUT", D(1)),
)
AGREED = (Rate("BOLT", D("9.5"), date(2026, 1, 1), date(2026, 3, 31), own=True),)
LATER = (*AGREED, Rate("BOLT", D("9.2"), date(2026, 3, 10), own=True))
BY_AMOUNT = (*AGREED, Rate("BOLT", D("9.1"), date(2026, 1, 1), from_qty=D(50), own=True))


@pytest.mark.parametrize(
    ("own", "qty", "day", "price", "kind"),
    [
        ((), 99, 11, "10", Kind.LIST),
        ((), 100, 11, "9", Kind.TIER),
        ((), 499, 11, "9", Kind.TIER),
        ((), 500, 11, "8", Kind.TIER),
        ((), 99, 12, "8.5", Kind.PROMOTION),
        ((), 99, 14, "8.5", Kind.PROMOTION),
        ((), 99, 15, "10", Kind.LIST),
        ((), 500, 13, "8", Kind.TIER),  # the promotion is dearer
        ((), 1000, 13, "7.5", Kind.PROMOTION),
        ((), 1000, 15, "8", Kind.TIER),
        (AGREED, 99, 11, "9.5", Kind.CONTRACT),
        (AGREED, 500, 11, "9.5", Kind.CONTRACT),  # what was agreed goes before the price list
        (AGREED, 99, 13, "8.5", Kind.PROMOTION),  # but never above a promotion of the day
        (LATER, 99, 9, "9.5", Kind.CONTRACT),
        (LATER, 99, 10, "9.2", Kind.CONTRACT),
        (BY_AMOUNT, 49, 11, "9.5", Kind.CONTRACT),
        (BY_AMOUNT, 50, 11, "9.1", Kind.CONTRACT),
    ],
)
def test_the_price_of_an_amount_on_a_day(own: tuple[Rate, ...], qty: int, day: int, price: str, kind: Kind) -> None:
    assert quote(BOLT, (*RATES, *own), D(qty), date(2026, 3, day)) == Quote(D(price), kind)


def test_a_product_without_any_price_has_none_but_that_of_a_promotion() -> None:
    unpriced = Product("BOLT", "螺栓")
    assert quote(unpriced, RATES[2:], D(1), date(2026, 3, 11)) == Quote(None)
    assert quote(unpriced, RATES[2:], D(1), date(2026, 3, 12)) == Quote(D("8.5"), Kind.PROMOTION)
