"""Gifts of campaigns, against a table of more than 200 cases that a small calculation of its own fills."""

import itertools
from datetime import date
from decimal import Decimal

import pytest

from config.policy import GiftSpec, GiftTier
from handlers.domain.gifts import Given, clawed_back, gifts, standing
from handlers.domain.party import Customer

D = Decimal
BAG, SET, TEA = "BAG", "SET", "TEA"
SPRING = GiftSpec(
    name="满赠",
    since=date(2026, 3, 1),
    until=date(2026, 3, 31),
    per_customer=2,
    tiers=(GiftTier(from_=D(299), sku=BAG), GiftTier(from_=D(599), sku=SET)),
)
STACKED = SPRING.model_copy(update={"name": "叠加", "stack": True, "per_customer": 0})
MILK_ONLY = SPRING.model_copy(update={"name": "指定", "skus": ("MILK",), "per_customer": 0})
VIP_ONLY = GiftSpec(name="贵宾", levels=("VIP",), tiers=(GiftTier(from_=D("0.01"), sku=TEA, qty=D(2)),))
C = Customer("C9", "鲜到家", level="C")

AMOUNTS = ["0", "0.01", "1", "250", "270", "298.99", "299", "299.01", "520", "598.99", "599", "599.01", "898", "100000"]
DAYS = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
HAD = [0, 1, 2]
STOCK = [(9, 9), (0, 9), (9, 0)]
TABLE = list(itertools.product(AMOUNTS, DAYS, HAD, STOCK))


def by_hand(fen: int, day: date, had: int, bags: int, sets: int) -> tuple[list[str], int | None]:
    """The gifts, and how many fen are missing for the next one: written down from the rules, in whole fen."""
    if not (day.month == 3 and day.year == 2026):
        return [], None
    if had > 1:
        return [], None
    if fen >= 59900:
        return ([SET] if sets else []), None
    missing = (29900 if fen < 29900 else 59900) - fen if fen else None
    if fen >= 29900 and bags:
        return [BAG], missing
    return [], missing


@pytest.mark.parametrize(("amount", "day", "had", "stock"), TABLE)
def test_the_table(amount: str, day: date, had: int, stock: tuple[int, int]) -> None:
    campaigns = standing((SPRING, VIP_ONLY), day, C)
    free = {BAG: D(stock[0]), SET: D(stock[1]), TEA: D(9)}
    found = gifts({"MILK": D(amount)}, campaigns, {SPRING.name: had}, free)
    given, missing = by_hand(int(D(amount) * 100), day, had, *stock)
    assert [one.sku for one in found.given] == given
    assert [int(one.gap * 100) for one in found.near] == ([] if missing is None else [missing])


def test_the_table_is_long_enough_and_holds_the_case_of_the_report() -> None:
    assert len(TABLE) >= 200
    found = gifts({"MILK": D(520)}, standing((SPRING,), date(2026, 3, 10), C), {}, {BAG: D(5), SET: D(5)})
    assert found.given == (Given("满赠", BAG, D(1), D(299)),)
    assert found.near == (Given("满赠", SET, D(1), D(599), D(79)),)


@pytest.mark.parametrize(
    ("campaign", "paid", "free", "given", "gone"),
    [
        (STACKED, {"MILK": 599}, {BAG: 1, SET: 1}, [BAG, SET], []),
        (STACKED, {"MILK": 520}, {BAG: 1, SET: 1}, [BAG], []),
        (STACKED, {"MILK": 700}, {BAG: 1, SET: 0}, [BAG], [SET]),
        (STACKED, {"MILK": 700}, {}, [], [BAG, SET]),
        (MILK_ONLY, {"MILK": 200, "OIL": 5000}, {BAG: 1, SET: 1}, [], []),
        (MILK_ONLY, {"MILK": 300, "OIL": 5000}, {BAG: 1, SET: 1}, [BAG], []),
        (VIP_ONLY, {"OIL": 1}, {TEA: 2}, [TEA], []),
        (VIP_ONLY, {"OIL": 1}, {TEA: 1}, [], [TEA]),
        (VIP_ONLY, {"OIL": 0}, {TEA: 9}, [], []),
    ],
)
def test_stacked_tiers_named_products_and_scarce_gifts(
    campaign: GiftSpec, paid: dict[str, int], free: dict[str, int], given: list[str], gone: list[str]
) -> None:
    found = gifts(
        {sku: D(yuan) for sku, yuan in paid.items()}, (campaign,), {}, {sku: D(qty) for sku, qty in free.items()}
    )
    assert [one.sku for one in found.given] == given
    assert [one.sku for one in found.gone] == gone


@pytest.mark.parametrize(
    ("level", "day", "names"),
    [
        ("VIP", date(2026, 3, 10), ["满赠", "贵宾"]),
        ("C", date(2026, 3, 10), ["满赠"]),
        ("VIP", date(2026, 4, 1), ["贵宾"]),
        ("C", date(2026, 4, 1), []),
    ],
)
def test_campaigns_stand_for_levels_and_days(level: str, day: date, names: list[str]) -> None:
    standing_ = standing((SPRING, VIP_ONLY), day, Customer("C1", "某店", level=level))
    assert [one.name for one in standing_] == names
    assert standing((SPRING, VIP_ONLY), day, None) == ()


@pytest.mark.parametrize(
    ("before", "after", "back"),
    [
        ([("满赠", BAG, 1)], [], [(BAG, 1)]),
        ([("满赠", SET, 1)], [("满赠", BAG, 1)], [(SET, 1)]),
        ([("满赠", BAG, 1)], [("满赠", BAG, 1)], []),
        ([("满赠", BAG, 3)], [("满赠", BAG, 1)], [(BAG, 2)]),
        ([("满赠", BAG, 1), ("叠加", BAG, 1)], [("叠加", BAG, 1)], [(BAG, 1)]),
    ],
)
def test_what_is_given_no_longer_comes_back(
    before: list[tuple[str, str, int]], after: list[tuple[str, str, int]], back: list[tuple[str, int]]
) -> None:
    one, other = ([Given(name, sku, D(qty), D(299)) for name, sku, qty in rows] for rows in (before, after))
    assert [(given.sku, int(given.qty)) for given in clawed_back(one, other)] == back
