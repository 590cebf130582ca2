"""Which draft a new order continues."""

from datetime import date
from decimal import Decimal

import pytest

from handlers.domain.editing import edit
from handlers.domain.merging import as_edits, target
from handlers.domain.order import Order
from nlp.types import LineItem, OrderReading
from tests.unit.domain.goods import KNOWN, SAID, a_draft, a_line, either, said

FIFTEENTH, EIGHTEENTH = date(2026, 3, 15), date(2026, 3, 18)


def reading(*items: LineItem, **more: object) -> OrderReading:
    return OrderReading(items=items, **more)  # type: ignore[arg-type]


CONTINUES: list[tuple[str, Order, OrderReading, bool]] = [
    ("no customer named", a_draft(a_line()), reading(said("R", 5)), True),
    ("the same customer", a_draft(a_line()), reading(said("R", 5), customer="C1"), True),
    ("another customer", a_draft(a_line()), reading(said("R", 5), customer="C2"), False),
    ("an unknown customer", a_draft(a_line()), reading(said("R", 5), customer_words="新客户"), False),
    ("candidates with it", a_draft(a_line()), reading(said("R", 5), customer_candidates=either("C1", "C2")), True),
    ("candidates without", a_draft(a_line()), reading(said("R", 5), customer_candidates=either("C2", "C3")), False),
    ("customer still open", a_draft(a_line(), customer_id=None), reading(said("R", 5), customer="C2"), True),
    (
        "one of the open candidates",
        a_draft(a_line(), customer_id=None, customer_candidates=("C1", "C2")),
        reading(said("R", 5), customer="C2"),
        True,
    ),
    (
        "none of the open candidates",
        a_draft(a_line(), customer_id=None, customer_candidates=("C1", "C2")),
        reading(said("R", 5), customer="C3"),
        False,
    ),
    ("the same date", a_draft(a_line(), due=FIFTEENTH), reading(said("R", 5), due=FIFTEENTH), True),
    ("another date", a_draft(a_line(), due=FIFTEENTH), reading(said("R", 5), due=EIGHTEENTH), False),
    ("a first date", a_draft(a_line()), reading(said("R", 5), due=EIGHTEENTH), True),
    ("the same goods on another date", a_draft(a_line(), due=FIFTEENTH), reading(said("L", 5), due=EIGHTEENTH), True),
    ("only a date", a_draft(a_line(), due=FIFTEENTH), reading(due=EIGHTEENTH), True),
]


@pytest.mark.parametrize(("draft", "said_", "continues"), [c[1:] for c in CONTINUES], ids=[c[0] for c in CONTINUES])
def test_a_message_continues_the_draft_it_fits(draft: Order, said_: OrderReading, continues: bool) -> None:
    assert (target([draft], said_, None) is draft) is continues


def test_the_draft_that_is_meant_wins_over_the_latest() -> None:
    older, newer = a_draft(a_line(), number="a"), a_draft(a_line(), number="b", customer_id="C2")
    assert target([newer, older], reading(said("R", 5), customer="C1"), None) is older
    assert target([newer, older], reading(said("R", 5)), None) is newer


def test_repeating_the_draft_doubles_nothing() -> None:
    draft = a_draft(a_line(1, "L", 300), a_line(2, "OIL", 5, "箱"))
    again = reading(said("L", 300), said("OIL", 5, "箱"), customer="C1")
    assert edit(draft, as_edits(draft, again), SAID, KNOWN).order == draft


def test_an_open_mention_that_is_repeated_is_not_a_second_line() -> None:
    draft = a_draft(a_line(1, None, 300, candidates=("L", "R")))
    again = reading(said(None, 300, candidates=either("L", "R")))
    assert len(edit(draft, as_edits(draft, again), SAID, KNOWN).order.lines) == 1


def test_another_quantity_of_the_same_product_replaces_it() -> None:
    draft = a_draft(a_line(1, "L", 300))
    after = edit(draft, as_edits(draft, reading(said("L", 400))), SAID, KNOWN).order
    assert [line.base_qty for line in after.lines] == [Decimal(400)]


def test_everything_a_reading_says_reaches_the_draft() -> None:
    more = reading(said("R", 5), due=FIFTEENTH, address="潘火路88号", urgent=True, customer="C2", customer_words="温州")
    after = edit(a_draft(customer_id=None), as_edits(a_draft(customer_id=None), more), SAID, KNOWN).order
    assert (after.due, after.address, after.urgent, after.customer_id) == (FIFTEENTH, "潘火路88号", True, "C2")


def test_naming_a_product_again_without_a_number_changes_nothing() -> None:
    draft = a_draft(a_line(1, "L", 300))
    assert as_edits(draft, reading(said("L"))) == ()


def test_two_orders_with_goods_that_are_not_in_the_draft_add_to_it() -> None:
    draft = a_draft(a_line(1, "L", 60))
    after = edit(draft, as_edits(draft, reading(said("R", 30)), split=True), SAID, KNOWN).order
    assert [line.sku for line in after.lines] == ["L", "R"]


def test_two_batches_divide_the_draft() -> None:
    draft = a_draft(a_line(1, "L", 60), a_line(2, "OIL", 5), due=FIFTEENTH)
    after = edit(draft, as_edits(draft, reading(said("L", 30), due=FIFTEENTH), split=True), SAID, KNOWN).order
    assert [(line.sku, line.base_qty) for line in after.lines] == [("L", Decimal(30))]


def test_a_gift_of_the_same_product_is_a_line_of_its_own() -> None:
    draft = a_draft(a_line(1, "L", 300))
    after = edit(draft, as_edits(draft, reading(said("L", 3, gift=True))), SAID, KNOWN).order
    assert [(line.base_qty, line.gift) for line in after.lines] == [(Decimal(300), False), (Decimal(3), True)]
