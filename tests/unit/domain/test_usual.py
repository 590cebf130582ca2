"""Amounts that are far from the usual one, slips of units, and words worth learning."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from handlers.domain.alias import certain, key_of, learnable, tidy
from handlers.domain.guesses import opened, without_customer
from handlers.domain.messaging import ChatRef
from handlers.domain.order import Doubt, Line, Order, OrderId, Phase
from handlers.domain.party import Product
from handlers.domain.usual import Usual, compared, ranks, usual_of
from nlp.types import Candidate, LineItem, OrderReading

TAPE = Product("T", "胶带", "", unit="卷", packs={"箱": Decimal(12), "托": Decimal(480)})
PAIR = Product("P", "手套", "", unit="双", packs={"箱": Decimal(2)})
NOW = datetime(2026, 3, 4, tzinfo=UTC)


def order(line: Line) -> Order:
    return Order(OrderId(1), 1, "f", "草稿", Phase.DRAFT, ChatRef("c", "d"), NOW, NOW, customer_id="C1", lines=(line,))


def doubt(qty: str, unit: str | None, *amounts: int, product: Product = TAPE, least: int = 1) -> tuple[str, ...]:
    count = Decimal(qty)
    line = Line(1, product.sku, qty=count, unit=unit, base_qty=count * product.packs.get(unit or "", Decimal(1)))
    habits = {product.sku: usual_of(map(Decimal, amounts))}
    found = compared(order(line), habits, {product.sku: product}, 10, least).lines[0].doubts
    return tuple(part for d in found for part in (d.reason, *d.facts))


@pytest.mark.parametrize(
    ("qty", "unit", "usual", "found"),
    [
        ("300", "卷", (280, 300, 320), ()),
        ("900", "卷", (280, 300, 320), ()),
        ("3000", "卷", (280, 300, 320), ("much", "10", "300卷")),
        ("10", "卷", (280, 300, 320), ("little", "30", "300卷")),
        ("300", "箱", (280, 300, 320), ("unit", "卷", "300卷")),
        ("25", "卷", (240, 300, 320), ("unit", "箱", "300卷")),
        ("300", None, (3600, 3800), ("unit", "箱", "3700卷")),
        ("26", "箱", (280, 300, 320), ()),
        ("5000", "卷", (300, 6000), ()),
        ("100", "卷", (1,), ("much", "100", "1卷")),
    ],
)
def test_far_amounts_are_told_with_the_usual_one(
    qty: str, unit: str | None, usual: tuple[int, ...], found: tuple[str, ...]
) -> None:
    assert doubt(qty, unit, *usual) == found


def test_a_small_pack_slips_too() -> None:
    assert doubt("300", "箱", 300, 310, product=PAIR) == ("unit", "双", "305双")
    assert doubt("300", "双", 600, 620, product=PAIR) == ("unit", "箱", "610双")


def test_one_order_is_usual_only_where_the_policy_says_so() -> None:
    assert doubt("3000", "卷", 300, least=2) == ()
    assert doubt("3000", "卷", 300, 300, least=2) != ()


def test_what_was_computed_before_is_computed_anew() -> None:
    old = (Doubt("quantity", "much", "", ("9", "1卷")), Doubt("quantity", "approx", "来件"))
    line = Line(1, "T", qty=Decimal(300), unit="卷", base_qty=Decimal(300), doubts=old)
    assert compared(order(line), {}, {"T": TAPE}, 10, 1).lines[0].doubts == (old[1],)
    nothing = Usual(1, Decimal(0), Decimal(0), Decimal(0))
    assert compared(order(line), {"T": nothing}, {"T": TAPE}, 10, 1).lines[0].doubts == (old[1],)
    assert compared(order(replace(line, qty=None)), {"T": nothing}, {"T": TAPE}, 10, 1).lines[0].doubts == (old[1],)


def test_habits_rank() -> None:
    assert ranks({"A": usual_of([Decimal(1), Decimal(3)])}) == {"A": 2}


@pytest.mark.parametrize(
    ("words", "worth"),
    [
        ("大肘子", True),
        ("J6P羊角", True),
        ("那个", False),
        ("上次那种", False),
        ("什么", False),
        ("大", False),
        ("20件", False),
        ("300", False),
        ("一种说起来特别特别特别长的东西叫法", False),
        ("大肘子?", False),
        ("两\n行", False),
    ],
)
def test_only_a_word_for_a_thing_is_learnt(words: str, worth: bool) -> None:
    assert learnable(words) is worth


@pytest.mark.parametrize(
    ("answer", "sure"),
    [("控制臂左", True), ("", True), ("是控制臂吗", False), ("应该是控制臂", False), ("可能是左的吧", False)],
)
def test_an_unsure_answer_explains_nothing(answer: str, sure: bool) -> None:
    assert certain(answer) is sure


def test_words_are_the_same_whatever_their_width_and_case() -> None:
    assert key_of(" Ｊ６p 羊角") == key_of("j6P羊角")
    assert tidy(" “大肘子”, ") == "大肘子"


def test_a_mere_guess_is_opened_again() -> None:
    guess = (Doubt("product", "guess"), Doubt("quantity", "guess"))
    item = LineItem("T", mention="胶", qty=Decimal(3), base_qty=Decimal(3), doubts=guess)
    doubts = (Doubt("date", "guess", "后天"), Doubt("customer", "guess"))
    reading = OrderReading("C1", due=NOW.date(), items=(item,), doubts=doubts)
    after = opened(reading)
    assert (after.due, after.items[0].sku, after.items[0].qty) == (None, None, None)
    assert after.items[0].candidates == (Candidate("T", "胶", 1),)
    asked = without_customer(order(Line(1)), after)
    assert (asked.customer_id, asked.customer_candidates) == (None, ("C1",))
    assert without_customer(order(Line(1)), OrderReading("C1")).customer_id == "C1"
    assert opened(OrderReading("C1", items=(LineItem("T"),))).items[0].sku == "T"
