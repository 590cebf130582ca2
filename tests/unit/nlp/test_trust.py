"""Confidences: monotone in their signs, at every stated field, and turned into doubts by the thresholds."""

from dataclasses import replace
from datetime import date

import pytest

from nlp import Hints, parse
from nlp.calibrate import Row, fit
from nlp.doubt import of_date
from nlp.reliability import Case, bins, cases, error, silent, table
from nlp.trust import probability, weights
from nlp.types import Intent, Limits
from tests.building_world import LEXICON, hints, read
from tests.trades import NOW

FIELDS = ("intent", "customer", "product", "quantity", "date", "price", "message")


def test_no_sign_ever_raises_a_probability() -> None:
    assert set(weights()) == set(FIELDS)
    for field, row in weights().items():
        assert all(weight <= 0 for name, weight in row.items() if name != "bias"), field
        for name in row:
            if name != "bias":
                assert probability(field, {name: 1.0}) <= probability(field, {name: 0.3}) <= probability(field, {})


def test_every_stated_field_is_given_one() -> None:
    order = read("老周五金 水泥42.5 20袋 30元一袋 15号到").orders[0]
    assert set(order.trust) == {"customer", "date"}
    assert set(order.items[0].trust) == {"product", "quantity", "price"}
    assert set(read("水泥 20袋").orders[0].items[0].trust) == {"quantity"}


def test_words_that_nobody_understands_lower_everything() -> None:
    clear = read("老周五金 水泥42.5 20袋")
    odd = read("老周五金 水泥42.5 20袋 咕噜咕噜嘎吱嘎吱嘎嘣脆")
    assert odd.confidence < clear.confidence
    assert odd.orders[0].items[0].trust["product"] < clear.orders[0].items[0].trust["product"]


def reasons(limits: Limits, **of: Limits) -> set[tuple[str, str]]:
    told = replace(hints({"role": "sales"}), limits=limits, limits_of=of)
    order = parse("老周五金 水泥42.5 20袋 16号到", told, LEXICON).orders[0]
    return {(d.field, d.reason) for d in (*order.doubts, *order.items[0].doubts)}


def test_below_its_threshold_a_field_is_marked_and_below_the_lower_one_asked() -> None:
    assert reasons(Limits()) == set()
    assert reasons(Limits({"quantity": 1.0})) == {("quantity", "unsure")}
    assert reasons(Limits({"": 1.0}, {"product": 1.0})) == {
        ("customer", "unsure"),
        ("product", "guess"),
        ("quantity", "unsure"),
        ("date", "unsure"),
        ("intent", "unsure"),
    }


def test_a_customer_may_have_its_own_thresholds() -> None:
    assert reasons(Limits(), B03=Limits({"quantity": 1.0})) == {("quantity", "unsure")}
    assert reasons(Limits({"quantity": 1.0}), B03=Limits()) == set()


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-03-03", "past"),
        ("2026-03-04", ""),
        ("2026-03-07", "rest"),
        ("2026-04-05", "rest"),  # 清明
        ("2026-02-28", "past"),
        ("2026-05-09", ""),  # a Saturday on which people work
    ],
)
def test_the_calendar_speaks(day: str, reason: str) -> None:
    found = of_date(date.fromisoformat(day), "words", Hints(NOW))
    assert [d.reason for d in found] == ([reason] if reason else [])


def test_the_company_s_own_week_speaks_before_the_calendar() -> None:
    six_days = Hints(NOW, works=lambda day: day.weekday() < 6)
    assert [d.reason for n in (7, 8) for d in of_date(date(2026, 3, n), "words", six_days)] == ["rest"]


def test_a_rest_day_is_marked_but_not_asked_about() -> None:
    got = read("老周五金 水泥42.5 20袋 周日到")
    assert [d.reason for d in got.orders[0].doubts] == ["rest"]
    assert got.ask == ()


def test_misspelling_says_how_it_was_read() -> None:
    line = read("老周五金 碰胀罗栓M8*80 5盒").orders[0].items[0]
    assert [d.reason for d in line.doubts] in (["sound"], ["shape"])


WANT = {
    "intent": "place_order",
    "orders": [{"customer": "A", "due": "2026-01-01", "items": [{"sku": "X", "qty": 2, "unit": "箱", "base_qty": 24}]}],
}


def got(**changed: object) -> dict[str, object]:
    item = {"sku": "X", "qty": 2, "unit": "箱", "base_qty": 24} | changed
    return {
        "intent": "place_order",
        "orders": [{"customer": "A", "due": "2026-01-01", "items": [item]}],
        "ask": [],
        "confidence": 0.7,
        "confidences": {"intent": 0.9, "orders[0].items[0].quantity": 0.6},
    }


def test_each_stated_value_is_one_case() -> None:
    found = cases(WANT, got(), True)
    assert {(c.field, c.sure, c.right) for c in found} == {
        ("intent", 0.9, True),
        ("message", 0.7, True),
        ("customer", 0.7, True),
        ("date", 0.7, True),
        ("product", 0.7, True),
        ("quantity", 0.6, True),
    }


def test_a_wrong_value_that_is_not_asked_about_is_silent() -> None:
    wrong = got(base_qty=2)
    assert [c.field for c in silent(cases(WANT, wrong, False))] == ["quantity"]
    assert silent(cases(WANT, wrong | {"ask": ["quantity"]}, False)) == []
    extra = got()
    extra["orders"] = [*WANT["orders"], {"customer": "B", "due": None, "items": []}]
    assert [c.key for c in silent(cases(WANT, extra, False))] == ["orders[1].customer"]


def test_an_order_that_nobody_placed_is_silent_unless_doubted() -> None:
    none = {"intent": "none"}
    assert len(silent(cases(none, got(), False))) == 1
    unsure = got() | {"confidences": {"intent": 0.5}}
    assert silent(cases(none, unsure, False)) == []


def test_reliability_is_counted_in_bins() -> None:
    found = [Case("product", "", 0.93, n < 9, marked=False) for n in range(10)]
    (row,) = bins(found, "product")
    assert (row.low, row.high, row.n, round(row.share, 2)) == (0.9, 0.95, 10, 0.9)
    assert round(error(found, "product"), 2) == 0.03
    assert error(found, "date") == 0
    assert "wrong 1, of these marked 0" in table(found)


def test_the_map_learns_what_misleads_and_stays_modest() -> None:
    data = [Row("product", {"fuzzy": 1.0}, n % 2 == 0) for n in range(40)] + [Row("product", {}, True)] * 200
    row = fit(data, "product")
    assert 0.4 < probability("product", {"fuzzy": 1.0}, {"product": row}) < 0.7
    assert probability("product", {}, {"product": row}) > 0.97
    good = fit([Row("product", {"rare": 1.0}, True)] * 3, "product")
    assert good["rare"] <= 0


def test_talk_about_a_draft_keeps_the_readers_own_estimate() -> None:
    got_ = parse("确认", Hints(NOW, "sales"), LEXICON)
    assert got_.intent is Intent.CONFIRM
    assert got_.confidence == got_.sure == 0.4
