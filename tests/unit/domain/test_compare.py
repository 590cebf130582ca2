"""What is different between two versions of an order."""

from datetime import date

import pytest

from handlers.domain.compare import compare
from handlers.domain.order import Change, Order
from tests.unit.domain.goods import a_draft, a_line

TWO = (a_line(1, "L", 300), a_line(2, "OIL", 5, "箱"))
CASES: list[tuple[Order, tuple[Change, ...]]] = [
    (a_draft(*TWO), ()),
    (a_draft(*TWO, due=date(2026, 3, 18)), (Change("date", "", "2026-03-18"),)),
    (a_draft(*TWO, address="潘火路"), (Change("address", "", "潘火路"),)),
    (a_draft(*TWO, urgent=True), (Change("urgent", "", "1"),)),
    (
        a_draft(a_line(1, "L", 400), TWO[1]),
        (Change("line:1", "转向节(左) J6P 300件", "转向节(左) J6P 400件"),),
    ),
    (a_draft(a_line(1, "OIL", 5, "箱")), (Change("line:1", "转向节(左) J6P 300件", ""),)),
    (a_draft(*TWO, a_line(3, "R", 2)), (Change("line:3", "", "转向节(右) J6P 2件"),)),
    (
        a_draft(a_line(1, "R", 300), TWO[1]),
        (Change("line:1", "转向节(左) J6P 300件", "转向节(右) J6P 300件"),),
    ),
]


@pytest.mark.parametrize(("after", "changes"), CASES)
def test_changes_are_told_field_by_field(after: Order, changes: tuple[Change, ...]) -> None:
    assert compare(a_draft(*TWO), after) == changes
