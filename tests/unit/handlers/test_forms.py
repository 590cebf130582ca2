"""A form of a draft: filled in and submitted, it changes what differs, and nothing of anybody else's."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.domain import forms
from handlers.domain.messaging import Tap
from handlers.domain.order import Order, OrderId
from handlers.notices import DraftShown, OrderPlaced, RefusedNotice, StaleNotice
from nlp.types import Doubt, DueKind, Intent, OrderReading, Parse, Span
from tests.unit.handlers.desk import Desk, either, item, left, one, place


async def two_lines(desk: Desk) -> Order:
    """A draft of 300 knuckles and 5 boxes of oil."""
    reading = OrderReading(
        customer="C1", items=(left(300), item("OIL", 5, unit="箱", base_qty=None)), due=date(2026, 3, 15)
    )
    return one(await desk.says("chen", place(reading), "…"), DraftShown).order


async def test_a_submitted_form_changes_what_differs(desk: Desk) -> None:
    draft = await two_lines(desk)
    shown = one(
        await desk.fills("chen", draft, {"qty_1": "280", "qty_2": "5", "due": "2026-03-18", "order": "99"}), DraftShown
    )
    assert [(n.qty, n.unit, n.base_qty) for n in shown.order.lines] == [
        (Decimal(280), None, Decimal(280)),
        (Decimal(5), "箱", Decimal(30)),
    ]
    assert (shown.order.due, shown.order.due_kind) == (date(2026, 3, 18), DueKind.BY)
    assert {c.partition("=")[0] for c in shown.changed} == {"line:1", "date"}


async def test_packs_are_counted_anew(desk: Desk) -> None:
    draft = await two_lines(desk)
    shown = one(await desk.fills("chen", draft, {"qty_2": "8"}), DraftShown)
    assert (shown.order.lines[1].unit, shown.order.lines[1].base_qty) == ("箱", Decimal(48))


async def test_what_was_filled_in_is_its_own_evidence(desk: Desk) -> None:
    draft = await two_lines(desk)
    form = {"qty_1": "280", "due": "2026-03-18"}
    shown = one(await desk.fills("chen", draft, form), DraftShown)
    words = forms.said(form)
    for found, value in (
        (shown.order.lines[0].evidence["quantity"], "280"),
        (shown.order.evidence["due"], "2026-03-18"),
    ):
        assert (found.words, words[found.start : found.end]) == (value, value)


async def test_a_form_that_changes_nothing_shows_the_draft_and_says_nothing_else(desk: Desk) -> None:
    draft = await two_lines(desk)
    shown = one(await desk.fills("chen", draft, {"qty_1": "300", "qty_2": "5.0", "due": "2026-03-15"}), DraftShown)
    assert (shown.order, shown.changed, shown.not_understood) == (await desk.order(draft), (), "")


async def test_an_emptied_date_is_taken_back(desk: Desk) -> None:
    draft = await two_lines(desk)
    assert one(await desk.fills("chen", draft, {"due": ""}), DraftShown).order.due is None


@pytest.mark.parametrize("value", ["", "0", "-3", "1e9", "many", "٩", "1000000000000", "1.2.3", "0.00001", "NaN"])
async def test_a_quantity_that_nobody_means_changes_nothing(desk: Desk, value: str) -> None:
    draft = await two_lines(desk)
    assert one(await desk.fills("chen", draft, {"qty_2": "7", "qty_1": value}), RefusedNotice).code == "form.value"
    assert await desk.order(draft) == draft


@pytest.mark.parametrize("value", ["明天", "2026-13-01", "20260318T00", "2026-02-30"])
async def test_a_date_that_does_not_exist_changes_nothing(desk: Desk, value: str) -> None:
    draft = await two_lines(desk)
    assert one(await desk.fills("chen", draft, {"due": value}), RefusedNotice).code == "form.value"


async def test_an_old_form_changes_nothing(desk: Desk) -> None:
    draft = await two_lines(desk)
    await desk.fills("chen", draft, {"qty_1": "280"})
    assert one(await desk.fills("chen", draft, {"qty_1": "1"}), StaleNotice).order is not None
    assert (await desk.order(draft)).lines[0].qty == Decimal(280)


async def test_a_form_of_a_confirmed_order_changes_nothing(desk: Desk) -> None:
    order = await desk.placed()
    one(await desk.fills("chen", order, {"qty_1": "1"}), StaleNotice)


async def test_somebody_elses_form_cannot_be_submitted(desk: Desk) -> None:
    draft = await two_lines(desk)
    assert one(await desk.fills("lin", draft, {"qty_1": "1"}), RefusedNotice).code == "draft.not_yours"
    assert await desk.order(draft) == draft


async def test_a_tap_with_a_form_survives_the_inbox(desk: Desk) -> None:
    tap = Tap("fill", 17, 3, form={"qty_1": "280"})
    await desk.fills("chen", replace(await desk.draft("lin"), id=OrderId(17), version=3), {"qty_1": "280"})
    kept = {m.sender.user_id: m for m in await desk.store.inbox.claim(desk.now, "w", 99)}
    assert (kept["chen"].tap, kept["chen"].text) == (tap, "第1行 280")


async def test_an_address_and_an_answer_come_with_the_rest(desk: Desk) -> None:
    reading = OrderReading(customer="C1", items=(item(None, 4, candidates=either("LEFT", "RIGHT")),))
    draft = one(await desk.says("chen", place(reading), "…"), DraftShown).order
    assert draft.asked is not None
    form = {"address": " 台州市路桥区 8号 ", "choice": "1", "qty_1": "6"}
    shown = one(await desk.fills("chen", draft, form), DraftShown).order
    assert (shown.address, shown.lines[0].sku) == ("台州市路桥区 8号", draft.asked.choices[1].key)
    assert shown.lines[0].qty == Decimal(6)
    found, words = shown.evidence["address"], forms.said(form)
    assert words[found.start : found.end] == "台州市路桥区 8号"


async def test_what_is_left_empty_or_no_answer_changes_nothing(desk: Desk) -> None:
    draft = await two_lines(desk)
    for form in ({"address": "  "}, {"choice": "0"}, {"choice": "99"}, {"choice": "²"}, {"choice": ""}, {"x": "1"}):
        shown = one(await desk.fills("chen", draft, form), DraftShown)
        assert (shown.order, shown.changed) == (draft, ())


async def test_a_quantity_that_is_missing_may_stay_open(desk: Desk) -> None:
    reading = OrderReading(customer="C1", items=(left(None), left(3)))
    draft = one(await desk.says("chen", place(reading), "…"), DraftShown).order
    shown = one(await desk.fills("chen", draft, {"qty_1": "", "qty_2": "3"}), DraftShown)
    assert shown.order == draft
    filled = one(await desk.fills("chen", draft, {"qty_1": "20"}), DraftShown)
    assert filled.order.lines[0].base_qty == Decimal(20)


NAMED = len("台州恒力 ")  # what stands before the words of one more line when they are read


def one_more(**more: Any) -> Parse:
    """右转向节 20件, as it is read behind the customer's name."""
    spans = {"product": Span(NAMED, NAMED + 4), "quantity": Span(NAMED + 5, NAMED + 8)}
    return place(OrderReading(customer="C1", items=(item("RIGHT", 20, spans=spans, **more),)))


async def test_a_line_in_words_is_added_with_its_own_evidence(desk: Desk) -> None:
    draft = await two_lines(desk)
    form = {"qty_1": "280", "add": " 右转向节  20件 "}
    shown = one(await desk.fills("chen", draft, form, one_more()), DraftShown)
    assert [(n.no, n.sku, n.qty) for n in shown.order.lines][2:] == [(3, "RIGHT", Decimal(20))]
    words = forms.said(form)
    assert words == "加一行 右转向节 20件,第1行 280"
    for found, value in (
        (shown.order.lines[2].evidence["product"], "右转向节"),
        (shown.order.lines[2].evidence["quantity"], "20件"),
        (shown.order.lines[0].evidence["quantity"], "280"),
    ):
        assert (found.words, words[found.start : found.end]) == (value, value)


async def test_a_line_that_is_dropped_by_the_same_press_is_not_what_is_added_to(desk: Desk) -> None:
    reading = OrderReading(customer="C1", items=(item("RIGHT", 300), left(5)))
    draft = one(await desk.says("chen", place(reading), "…"), DraftShown).order
    shown = one(await desk.fills("chen", draft, {"drop_1": "1", "add": "右转向节 20件"}, one_more()), DraftShown)
    assert [(n.no, n.sku, n.qty) for n in shown.order.lines] == [(1, "LEFT", Decimal(5)), (2, "RIGHT", Decimal(20))]


async def test_more_of_what_is_there_is_added_to_its_line(desk: Desk) -> None:
    draft = await desk.draft("chen", "C1", item("RIGHT", 3))
    shown = one(await desk.fills("chen", draft, {"add": "右转向节 20件"}, one_more()), DraftShown)
    assert [n.qty for n in shown.order.lines] == [Decimal(23)]


@pytest.mark.parametrize("parse", [None, Parse(Intent.NONE, 1.0), Parse(Intent.CONFIRM, 1.0)])
async def test_words_without_goods_change_nothing(desk: Desk, parse: Parse | None) -> None:
    draft = await two_lines(desk)
    refused = one(await desk.fills("chen", draft, {"qty_1": "7", "add": "昨天那个"}, parse), RefusedNotice)
    assert (refused.code, refused.facts) == ("form.line", {"写的": "昨天那个"})
    assert await desk.order(draft) == draft


async def test_saved_and_confirmed_by_one_press_the_receipt_says_what_changed(desk: Desk) -> None:
    draft = await desk.draft("chen", "C1", left(3))
    placed = one(await desk.fills("chen", draft, {"qty_1": "4", "then": "confirm"}), OrderPlaced)
    assert placed.was == draft
    assert (placed.order.number, placed.order.lines[0].qty) == ("SO20260304-0001", Decimal(4))


async def test_confirming_without_a_change_is_a_mere_yes(desk: Desk) -> None:
    draft = await desk.draft("chen", "C1", left(3))
    assert one(await desk.fills("chen", draft, {"qty_1": "3", "then": "confirm"}), OrderPlaced).was is None


@pytest.mark.parametrize(
    "parse",
    [
        one_more(doubts=(Doubt("product", "fuzzy", "右转向节"),)),
        place(OrderReading(customer="C1", items=(item(None, 20, candidates=either("LEFT", "RIGHT")),))),
        place(OrderReading(customer="C1", items=(item(None, 20),))),
        place(OrderReading(customer="C1", items=(item("GLOVE", None),))),
    ],
    ids=["doubtful", "several", "unknown", "no quantity"],
)
async def test_what_a_line_leaves_open_is_saved_and_shown_and_not_confirmed(desk: Desk, parse: Parse) -> None:
    draft = await desk.draft("chen", "C1", left(3))
    shown = one(await desk.fills("chen", draft, {"add": "…", "then": "confirm"}, parse), DraftShown)
    assert len(shown.order.lines) == 2
    assert (await desk.order(draft)).number is None


async def test_a_shortage_that_the_press_brings_is_seen_before_it_is_confirmed(desk: Desk) -> None:
    draft = await desk.draft("chen", "C1", left(3))
    shown = one(await desk.fills("chen", draft, {"qty_1": "4000", "then": "confirm"}), DraftShown).order
    assert shown.findings
    placed = one(await desk.fills("chen", shown, {"qty_1": "4000", "then": "confirm"}), OrderPlaced)
    assert placed.order.lines[0].qty == Decimal(4000)


async def test_a_wrong_value_confirms_nothing(desk: Desk) -> None:
    draft = await desk.draft("chen", "C1", left(3))
    assert (
        one(await desk.fills("chen", draft, {"qty_1": "很多", "then": "confirm"}), RefusedNotice).code == "form.value"
    )
    assert await desk.order(draft) == draft
