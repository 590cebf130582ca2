"""What a message changes in an order, mechanically."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from handlers.domain.editing import edit
from handlers.domain.lines import new_line
from handlers.domain.order import Asked, Evidence, Line, Question
from handlers.domain.quantity import plain
from nlp.types import (
    AddItem,
    Doubt,
    DueKind,
    Edit,
    LineItem,
    RemoveItem,
    SetAddress,
    SetCustomer,
    SetDue,
    SetItem,
    SetUrgent,
    Span,
)
from tests.unit.domain.goods import KNOWN, PRODUCTS, SAID, a_draft, a_line, d, either, said

Brief = list[tuple[str | None, str | None]]  # SKU and base quantity


def brief(lines: Sequence[Line]) -> Brief:
    return [(line.sku, None if line.base_qty is None else plain(line.base_qty)) for line in lines]


OPEN = a_line(1, None, 300, candidates=("L", "R"), mention="转向节")
TWO = (a_line(1, "L", 20), a_line(2, "OIL", 5, "箱"))
NEW = [
    (said("L", 300), "300", "转向节(左) J6P"),
    (said("L", 3, "箱"), "6", "转向节(左) J6P"),
    (said("L", 3, "个"), "3", "转向节(左) J6P"),
    (said("L", 1, "打"), "12", "转向节(左) J6P"),
    (said("FISH", 40, "斤"), "20", "带鱼"),
    (said("L", 3, "箱", base_qty=Decimal(7)), "7", "转向节(左) J6P"),
    (said("L"), None, "转向节(左) J6P"),
    (said("L", 0), None, "转向节(左) J6P"),
    (said("L", -5), None, "转向节(左) J6P"),
    (said("FISH", "2.0005"), "2.001", "带鱼"),
    (said("FISH", "0.0001"), None, "带鱼"),
    (said("L", "9" * 400), None, "转向节(左) J6P"),
    (said(None, 3, "箱", candidates=either("L", "R"), mention="转向节"), None, "转向节"),
]


@pytest.mark.parametrize(("item", "counted", "label"), NEW)
def test_an_item_becomes_a_line(item: LineItem, counted: str | None, label: str) -> None:
    line = new_line(1, item, SAID, PRODUCTS)
    assert brief([line]) == [(item.sku, counted)]
    assert line.label == label


EDITS: list[tuple[str, tuple[Line, ...], Edit, Brief]] = [
    ("narrowed to one", (OPEN,), SetItem(None, said("L")), [("L", "300")]),
    ("narrowed by candidates", (OPEN,), SetItem(1, said(candidates=either("L", "OIL"))), [("L", "300")]),
    ("corrected to another", (a_line(),), SetItem(1, said("R")), [("R", "300")]),
    ("counted anew for another pack", (a_line(1, "L", 5, "箱"),), SetItem(1, said("R")), [("R", "20")]),
    ("a family name changes nothing", (a_line(),), SetItem(1, said(candidates=either("L", "R"))), [("L", "300")]),
    ("outside the candidates", (OPEN,), SetItem(1, said("OIL")), [("OIL", "300")]),
    ("quantity of the only line", (a_line(),), SetItem(None, said(qty=500)), [("L", "500")]),
    ("quantity keeps the pack", (a_line(1, "L", 5, "箱"),), SetItem(None, said(qty=8)), [("L", "16")]),
    ("quantity in another unit", (a_line(1, "L", 5, "箱"),), SetItem(None, said(qty=8, unit="件")), [("L", "8")]),
    ("by product", TWO, SetItem(None, said("OIL", 3, "箱")), [("L", "20"), ("OIL", "18")]),
    ("by number", TWO, SetItem(2, said(qty=3)), [("L", "20"), ("OIL", "18")]),
    ("add", TWO, AddItem(said("R", 4)), [("L", "20"), ("OIL", "30"), ("R", "4")]),
    ("add more of the same", TWO, AddItem(said("OIL", 1, "箱")), [("L", "20"), ("OIL", "36")]),
    ("add in another unit", TWO, AddItem(said("OIL", 5, "桶")), [("L", "20"), ("OIL", "35")]),
    ("add without a name", (a_line(),), AddItem(said(qty=5)), [("L", "305")]),
    ("a gift stays apart", (a_line(),), AddItem(said("L", 5, gift=True)), [("L", "300"), ("L", "5")]),
    ("another price stays apart", (a_line(),), AddItem(said("L", 5, price=d(9))), [("L", "300"), ("L", "5")]),
    ("remove by number", TWO, RemoveItem(1), [("OIL", "30")]),
    ("remove by product", TWO, RemoveItem(None, said("OIL")), [("L", "20")]),
    ("remove the only", (a_line(),), RemoveItem(None), []),
]


@pytest.mark.parametrize(("lines", "one", "after"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_an_edit_changes_exactly_what_it_names(lines: tuple[Line, ...], one: Edit, after: Brief) -> None:
    done = edit(a_draft(*lines), [one], SAID, KNOWN)
    assert brief(done.order.lines) == after
    assert [line.no for line in done.order.lines] == list(range(1, len(after) + 1))
    assert done.missed == ()


UNCLEAR: list[tuple[str, Edit]] = [
    ("which line", SetItem(None, said(qty=5))),
    ("no such line", SetItem(9, said(qty=5))),
    ("fits several", SetItem(None, said(candidates=either("L", "OIL")))),
    ("more of what", AddItem(said(qty=5))),
    ("remove which", RemoveItem(None)),
]


@pytest.mark.parametrize("one", [u[1] for u in UNCLEAR], ids=[u[0] for u in UNCLEAR])
def test_what_cannot_be_placed_changes_nothing(one: Edit) -> None:
    draft = a_draft(*TWO)
    done = edit(draft, [one], SAID, KNOWN)
    assert (done.order, done.changed, done.missed) == (draft, (), (one,))


def test_a_quantity_goes_to_the_line_that_lacks_one() -> None:
    draft = a_draft(a_line(1, "L", 20), a_line(2, "OIL", None))
    assert brief(edit(draft, [SetItem(None, said(qty=5))], SAID, KNOWN).order.lines) == [("L", "20"), ("OIL", "5")]


@pytest.mark.parametrize(
    ("about", "item", "after"), [(Asked.QUANTITY, said(qty=9), "9"), (Asked.PRODUCT, said("R"), None)]
)
def test_an_answer_goes_to_the_line_that_was_asked_for(about: Asked, item: LineItem, after: str | None) -> None:
    lines = (a_line(1, "L", None), a_line(2, None, None, candidates=("R", "OIL")), a_line(3, "OIL", None))
    draft = a_draft(*lines, asked=Question(about, 2))
    line = edit(draft, [SetItem(None, item)], SAID, KNOWN).order.lines[1]
    assert (line.sku, line.qty) == ((None, d(9)) if after else ("R", None))


def test_the_head_of_an_order_changes() -> None:
    edits: list[Edit] = [
        SetDue(date(2026, 3, 15), DueKind.BY, "15号前", Span(0, 3)),
        SetAddress("潘火路88号", Span(3, 5)),
        SetUrgent(),
        SetCustomer("C2", words="温州恒力", span=Span(5, 7)),
    ]
    done = edit(a_draft(a_line()), edits, SAID, KNOWN)
    order = done.order
    assert (order.due, order.due_kind, order.address, order.urgent) == (
        date(2026, 3, 15),
        DueKind.BY,
        "潘火路88号",
        True,
    )
    assert (order.customer_id, order.customer_name) == ("C2", "温州恒力")
    assert done.changed == ("date", "address", "urgent", "customer=台州恒力")
    assert order.evidence["due"] == Evidence(7, 0, 3, "一二三")


def test_a_date_is_taken_back() -> None:
    order = edit(a_draft(a_line(), due=date(2026, 3, 15), due_kind=DueKind.BY), [SetDue(None)], SAID, KNOWN).order
    assert (order.due, order.due_kind) == (None, None)


@pytest.mark.parametrize(
    ("candidates", "one", "customer", "left"),
    [
        (("C1", "C2"), SetCustomer("C2"), "C2", ()),
        (("C1", "C2"), SetCustomer(None, either("C2", "C9")), "C2", ()),
        ((), SetCustomer(None, either("C1", "C2"), "恒力"), None, ("C1", "C2")),
        ((), SetCustomer(None, (), "新客户"), None, ()),
    ],
)
def test_the_customer_is_narrowed(
    candidates: tuple[str, ...], one: SetCustomer, customer: str | None, left: tuple[str, ...]
) -> None:
    draft = a_draft(a_line(), customer_id=None, customer_name="恒力", customer_candidates=candidates)
    order = edit(draft, [one], SAID, KNOWN).order
    assert (order.customer_id, order.customer_candidates) == (customer, left)
    assert bool(order.doubts) is (customer is None and not left)


def test_evidence_follows_the_message_that_said_it() -> None:
    first = new_line(1, said("L", 300, spans={"product": Span(0, 2), "quantity": Span(2, 4)}), SAID, PRODUCTS)
    later = replace(SAID, message_id=9)
    done = edit(a_draft(first), [SetItem(None, said(qty=5, spans={"quantity": Span(1, 2)}))], later, KNOWN)
    assert done.order.lines[0].evidence == {"product": Evidence(7, 0, 2, "一二"), "quantity": Evidence(9, 1, 2, "二")}


def test_an_answer_takes_the_doubt_away() -> None:
    line = replace(OPEN, doubts=(Doubt("product", "ambiguous"), Doubt("quantity", "approx")))
    done = edit(a_draft(line), [SetItem(1, said("L"))], SAID, KNOWN)
    assert [x.field for x in done.order.lines[0].doubts] == ["quantity"]


def test_several_edits_are_applied_in_turn_and_remember_the_first_old_value() -> None:
    edits: list[Edit] = [SetItem(None, said(qty=8)), SetItem(None, said(qty=6)), SetDue(date(2026, 3, 18))]
    done = edit(a_draft(a_line(1, "L", 5, "箱")), edits, SAID, KNOWN)
    assert brief(done.order.lines) == [("L", "12")]
    assert done.changed == ("line:1=5箱", "date")


def test_price_and_gift_are_kept_as_said() -> None:
    item = said(price=d("45.5"), gift=True, spans={"price": Span(1, 3)})
    line = edit(a_draft(a_line()), [SetItem(1, item)], SAID, KNOWN).order.lines[0]
    assert (line.said_price, line.gift, line.evidence["price"].words) == (d("45.5"), True, "二三")


def test_the_readers_own_count_is_kept_where_it_knew_the_product() -> None:
    draft = a_draft(a_line(1, "L", 5, "箱"))
    same = SetItem(1, said("L", 2, "箱", base_qty=d(7)))
    factor = SetItem(1, said(qty=2, unit="板", base_qty=d(50)))
    plain_ = SetItem(1, said(qty=2, unit="箱", base_qty=d(2)))
    counts = [edit(draft, [one], SAID, KNOWN).order.lines[0].base_qty for one in (same, factor, plain_)]
    assert counts == [d(7), d(50), d(4)]


def test_a_product_that_left_the_catalogue_keeps_its_words() -> None:
    line = new_line(1, said("GONE", 5, base_qty=d(5), mention="老货"), SAID, PRODUCTS)
    assert (line.label, line.base_unit, line.base_qty) == ("老货", "", d(5))


def test_saying_what_is_there_already_changes_nothing() -> None:
    done = edit(a_draft(a_line(), urgent=True), [SetUrgent(), SetItem(1, said(qty=300))], SAID, KNOWN)
    assert done.changed == ()
