"""The one open question."""

import pytest

from handlers.domain.order import Asked, Order
from handlers.domain.question import ask
from tests.unit.domain.goods import KNOWN, a_draft, a_line

QUESTIONS: list[tuple[Order, Asked | None, int | None, tuple[str, ...]]] = [
    (
        a_draft(a_line(1, None, None), customer_id=None, customer_candidates=("C2", "C1")),
        Asked.CUSTOMER,
        None,
        ("C2", "C1"),
    ),
    (a_draft(a_line(1, "L", None), a_line(2, None, 5, candidates=("R", "OIL"))), Asked.PRODUCT, 2, ("R", "OIL")),
    (a_draft(a_line(1, None, 5)), Asked.PRODUCT, 1, ()),
    (a_draft(a_line(1, "L", 5), a_line(2, "R", None)), Asked.QUANTITY, 2, ()),
    (a_draft(), Asked.PRODUCT, None, ()),
    (a_draft(a_line()), Asked.DATE, None, ()),
    (a_draft(a_line(), urgent=True), None, None, ()),
]


@pytest.mark.parametrize(("draft", "about", "line", "keys"), QUESTIONS)
def test_one_thing_is_asked_at_a_time(
    draft: Order, about: Asked | None, line: int | None, keys: tuple[str, ...]
) -> None:
    asked = ask(draft, {}, KNOWN).asked
    if about is None:
        assert asked is None
        return
    assert asked is not None
    assert (asked.about, asked.line, tuple(c.key for c in asked.choices)) == (about, line, keys)


def test_what_the_customer_usually_takes_comes_first_and_is_not_chosen() -> None:
    draft = ask(a_draft(a_line(1, None, 5, candidates=("L", "R", "OIL"))), {"OIL": 3, "R": 1}, KNOWN)
    assert draft.asked is not None
    assert [c.key for c in draft.asked.choices] == ["OIL", "R", "L"]
    assert draft.lines[0].sku is None


def test_at_most_eight_choices_are_shown() -> None:
    many = tuple(f"S{n}" for n in range(20))
    products = dict.fromkeys(many, KNOWN.products["L"])
    draft = ask(a_draft(a_line(1, None, 5, candidates=many)), {}, type(KNOWN)(products, {}))
    assert draft.asked is not None
    assert len(draft.asked.choices) == 8
