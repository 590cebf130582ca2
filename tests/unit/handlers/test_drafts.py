"""Drafts: placing, merging, correcting, and that people never mix."""

from datetime import date
from decimal import Decimal

import pytest

from handlers.domain.order import Asked
from handlers.domain.unread import unread
from handlers.notices import DraftDiscarded, DraftShown, NothingOpen, OrderPlaced, RefusedNotice
from nlp.types import (
    AddItem,
    Edit,
    Intent,
    LineItem,
    OrderReading,
    Parse,
    RemoveItem,
    SetCustomer,
    SetDue,
    SetItem,
    Span,
)
from tests.unit.handlers.desk import Desk, either, item, left, of, one, place


def edits(*some: Edit, **more: object) -> Parse:
    return Parse(Intent.EDIT_DRAFT, 1.0, edits=some, **more)  # type: ignore[arg-type]


async def test_several_orders_in_one_message_are_several_drafts(desk: Desk) -> None:
    parse = place(OrderReading("C1", items=(left(2),)), OrderReading("C2", items=(left(2),)))
    shown = of(await desk.says("chen", parse), DraftShown)
    assert [s.order.customer_id for s in shown] == ["C1", "C2"]
    assert [s.others for s in shown] == [1, 1]


async def test_a_continuation_goes_into_the_open_draft(desk: Desk) -> None:
    first = await desk.draft()
    shown = one(await desk.says("chen", place(OrderReading(items=(item("OIL", 5),)))), DraftShown)
    assert shown.order.id == first.id
    assert shown.order.customer_id == "C1"
    assert [line.sku for line in shown.order.lines] == ["LEFT", "OIL"]


async def test_another_customer_is_a_second_draft_and_the_first_stays(desk: Desk) -> None:
    first = await desk.draft("chen", "C1")
    shown = one(await desk.says("chen", place(OrderReading("C2", items=(left(1),)))), DraftShown)
    assert shown.order.id != first.id
    assert shown.others == 1
    assert len(await desk.drafts("chen")) == 2


async def test_the_same_sentence_again_changes_nothing(desk: Desk) -> None:
    first = await desk.draft()
    shown = one(await desk.says("chen", place(OrderReading("C1", items=(left(300),)))), DraftShown)
    assert shown.order.lines == (await desk.order(first)).lines
    assert [line.base_qty for line in shown.order.lines] == [Decimal(300)]
    assert len(await desk.drafts("chen")) == 1


async def test_two_people_in_one_group_never_mix(desk: Desk) -> None:
    await desk.says("chen", place(OrderReading("C1", items=(left(5),))), chat="staff")
    await desk.says("lin", place(OrderReading("C2", items=(item("OIL", 2),))), chat="staff")
    await desk.says("lin", edits(SetItem(None, LineItem(qty=Decimal(1)))), "改1箱", chat="staff")
    placed = await desk.says("lin", Parse(Intent.CONFIRM, 1.0), "确认", chat="staff")
    assert one(placed, OrderPlaced).order.customer_id == "C2"
    await desk.says("chen", edits(SetItem(None, LineItem(qty=Decimal(6)))), "我的改成6组", chat="staff")
    placed = await desk.says("chen", Parse(Intent.CONFIRM, 1.0), "好了 确认", chat="staff")
    order = one(placed, OrderPlaced).order
    assert [(order.customer_id, line.base_qty) for line in order.lines] == [("C1", Decimal(6))]


async def test_a_draft_in_the_group_is_not_the_one_in_the_direct_chat(desk: Desk) -> None:
    await desk.draft("chen", "C1", chat="staff")
    assert (await desk.hints("chen")).drafts == ()
    assert len((await desk.hints("chen", "staff")).drafts) == 1


async def test_choices_are_answered_by_number_or_button_and_never_chosen_silently(desk: Desk) -> None:
    open_line = item(None, 300, candidates=either("LEFT", "RIGHT"))
    shown = one(await desk.says("chen", place(OrderReading("C1", items=(open_line,)))), DraftShown)
    assert shown.order.lines[0].sku is None
    shown = one(await desk.says("chen", edits(choice=2), "2"), DraftShown)
    assert shown.order.lines[0].sku == "RIGHT"

    shown = one(await desk.says("lin", place(OrderReading("C2", items=(open_line,)))), DraftShown)
    shown = one(await desk.taps("lin", "choose", shown.order, "0"), DraftShown)
    assert shown.order.lines[0].sku == "LEFT"


async def test_a_number_that_answers_choices_is_no_confirmation(desk: Desk) -> None:
    reading = OrderReading(customer_candidates=either("C1", "C2"), customer_words="恒力", items=(left(3),))
    shown = one(await desk.says("chen", place(reading)), DraftShown)
    assert shown.order.asked is not None
    assert [c.label for c in shown.order.asked.choices] == ["台州恒力", "温州恒力"]
    shown = one(await desk.says("chen", Parse(Intent.CONFIRM, 1.0, choice=2), "2"), DraftShown)
    assert (shown.order.customer_id, shown.order.customer_name) == ("C2", "温州恒力")


@pytest.mark.parametrize("value", ["2", "99", "", "x", "-1", "10000000"])
async def test_a_choice_that_is_not_there_is_an_unknown_button(desk: Desk, value: str) -> None:
    open_line = item(None, 300, candidates=either("LEFT", "RIGHT"))
    shown = one(await desk.says("chen", place(OrderReading("C1", items=(open_line,)))), DraftShown)
    refused = one(await desk.taps("chen", "choose", shown.order, value), RefusedNotice)
    assert refused.code == "button.unknown"


async def test_a_missing_date_is_asked_softly(desk: Desk) -> None:
    draft = await desk.draft()
    assert draft.asked is not None
    assert draft.asked.about is Asked.DATE
    assert draft.missing == ()


async def test_several_edits_in_one_message(desk: Desk) -> None:
    await desk.draft("chen", "C1", left(300), item("OIL", 5))
    parse = edits(SetItem(1, LineItem(qty=Decimal(500))), SetDue(date(2026, 3, 18)), RemoveItem(2))
    shown = one(await desk.says("chen", parse, "数量500,18号,第2行删掉"), DraftShown)
    assert [(line.sku, line.base_qty) for line in shown.order.lines] == [("LEFT", Decimal(500))]
    assert shown.changed == ("line:1=300件", "date", "removed")
    assert shown.not_understood == ""


async def test_words_that_change_nothing_are_said_to_be_unclear(desk: Desk) -> None:
    draft = await desk.draft("chen", "C1", left(300), item("OIL", 5))
    shown = one(await desk.says("chen", edits(SetItem(None, LineItem(qty=Decimal(7)))), "改成7"), DraftShown)
    assert shown.not_understood == "改成7"
    kept = await desk.order(draft)
    assert kept.lines == draft.lines
    assert unread(kept.doubts) == "改成7"  # which a nod right behind it does not confirm


async def test_evidence_names_the_message_and_the_stretch(desk: Desk) -> None:
    line = item("LEFT", 300, spans={"product": Span(2, 5), "quantity": Span(5, 9)})
    reading = OrderReading("C1", items=(line,), spans={"customer": Span(0, 2)})
    order = one(await desk.says("chen", place(reading), "恒力转向节300件"), DraftShown).order
    assert order.evidence["customer"].words == "恒力"
    assert order.lines[0].evidence["quantity"].words == "300件"
    assert order.lines[0].evidence["product"].message_id == order.source_ids[0]


@pytest.mark.parametrize("user", ["cai", "sun", "ding", "zhao", "shen"])
async def test_who_does_not_sell_does_not_place(desk: Desk, user: str) -> None:
    refused = one(await desk.says(user, place(OrderReading("C1", items=(left(1),)))), RefusedNotice)
    assert refused.code == "place.role"
    assert await desk.drafts(user) == []


@pytest.mark.parametrize("user", ["chen", "lin", "mei", "zhang"])
async def test_who_sells_places_for_any_customer(desk: Desk, user: str) -> None:
    assert (await desk.draft(user, "C1")).customer_id == "C1"


async def test_a_customer_places_for_its_own_company_without_naming_it(desk: Desk) -> None:
    order = one(await desk.says("li", place(OrderReading(items=(left(4),)))), DraftShown).order
    assert (order.customer_id, order.placed_by) == ("C1", "li")


@pytest.mark.parametrize(
    "reading",
    [
        OrderReading("C2", customer_words="温州恒力", items=(left(4),)),
        OrderReading(customer_candidates=either("C2", "C3"), customer_words="恒力", items=(left(4),)),
    ],
)
async def test_a_customer_naming_another_company_is_refused(desk: Desk, reading: OrderReading) -> None:
    assert one(await desk.says("li", place(reading)), RefusedNotice).code == "customer.foreign"
    assert await desk.drafts("li") == []


async def test_a_customer_cannot_hand_its_draft_to_another_company(desk: Desk) -> None:
    draft = await desk.draft("li", "C1")
    refused = one(await desk.says("li", edits(SetCustomer("C2", words="温州恒力")), "是温州恒力"), RefusedNotice)
    assert refused.code == "customer.foreign"
    assert (await desk.order(draft)).customer_id == "C1"
    await desk.says("li", edits(SetCustomer(None, words="新公司"), AddItem(item("OIL", 1))), "新公司 加一桶机油")
    assert (await desk.order(draft)).customer_id == "C1"
    assert len((await desk.order(draft)).lines) == 2


async def test_a_customer_named_ambiguously_is_itself(desk: Desk) -> None:
    reading = OrderReading(customer_candidates=either("C2", "C1"), customer_words="恒力", items=(left(4),))
    assert one(await desk.says("li", place(reading)), DraftShown).order.customer_id == "C1"


async def test_an_old_draft_is_not_picked_up_by_talking(desk: Desk) -> None:
    old = await desk.draft()
    desk.waits(hours=25)
    assert (await desk.hints("chen")).drafts == ()
    shown = one(await desk.says("chen", place(OrderReading(items=(item("OIL", 2),)))), DraftShown)
    assert shown.order.id != old.id
    assert shown.others == 0
    assert one(await desk.taps("chen", "confirm", old), OrderPlaced).order.id == old.id


async def test_hints_tell_the_reader_what_is_open(desk: Desk) -> None:
    open_line = item(None, 300, candidates=either("LEFT", "RIGHT"))
    await desk.says("chen", place(OrderReading("C1", items=(open_line,))))
    hints = await desk.hints("chen")
    draft = hints.drafts[0]
    assert (hints.role, hints.chat_kind, hints.recent_order) == ("sales", "direct", False)
    assert (draft.asked, draft.asked_line, draft.choices) == ("product", 1, ("LEFT", "RIGHT"))
    assert (draft.customer, draft.lines[0].candidates) == ("C1", ("LEFT", "RIGHT"))


async def test_hints_know_groups_customers_and_strangers(desk: Desk) -> None:
    await desk.placed("chen", "C1", item("RIGHT", 2))
    assert (await desk.hints("li")).sender_customer == "C1"
    assert (await desk.hints("cai", "c1")).chat_customer == "C1"
    assert (await desk.hints("nobody")).role is None
    assert (await desk.hints("chen")).recent_order
    desk.waits(minutes=5, seconds=1)
    assert not (await desk.hints("chen")).recent_order


async def test_the_usual_product_is_offered_first(desk: Desk) -> None:
    await desk.placed("chen", "C1", item("RIGHT", 2))
    open_line = item(None, 300, candidates=either("LEFT", "RIGHT"))
    shown = one(await desk.says("lin", place(OrderReading("C1", items=(open_line,)))), DraftShown)
    assert shown.order.asked is not None
    assert [c.key for c in shown.order.asked.choices] == ["RIGHT", "LEFT"]


async def test_dropping_drafts(desk: Desk) -> None:
    draft = await desk.draft()
    assert one(await desk.says("chen", Parse(Intent.DISCARD, 1.0), "不要了"), DraftDiscarded).order.id == draft.id
    assert await desk.drafts("chen") == []
    assert one(await desk.says("chen", Parse(Intent.DISCARD, 1.0), "不要了"), NothingOpen).what == "discard"
    assert await desk.says("chen", Parse(Intent.DISCARD, 1.0), "不要了", chat="staff") == []


async def test_only_the_draft_that_is_meant_is_dropped(desk: Desk) -> None:
    first, second = await desk.draft("chen", "C1"), await desk.draft("chen", "C2")
    await desk.says("chen", Parse(Intent.DISCARD, 1.0, draft=int(first.id)), "恒力那单不要")
    assert [d.id for d in await desk.drafts("chen")] == [second.id]


async def test_two_batches_of_one_product_are_two_orders(desk: Desk) -> None:
    await desk.draft("li", "C1", left(60))
    first, second = date(2026, 3, 8), date(2026, 3, 15)
    parse = place(OrderReading("C1", due=first, items=(left(30),)), OrderReading("C1", due=second, items=(left(30),)))
    shown = of(await desk.says("li", parse, "分两批 前30件8号,后30件15号"), DraftShown)
    assert [(s.order.due, s.order.lines[0].base_qty) for s in shown] == [(first, Decimal(30)), (second, Decimal(30))]


async def test_editing_without_a_draft_is_said_in_private_and_ignored_in_groups(desk: Desk) -> None:
    assert one(await desk.says("chen", edits(), "改成7"), NothingOpen).what == "confirm"
    assert await desk.says("chen", edits(), "改成7", chat="staff") == []


async def test_a_refusal_leaves_nothing_of_the_message_behind(desk: Desk) -> None:
    both = Parse(
        Intent.PLACE_ORDER, 1.0, orders=(OrderReading("C1", items=(left(2),)), OrderReading("C2", items=(left(3),)))
    )
    pushes = await desk.says("li", both)
    assert one(pushes, RefusedNotice).code == "customer.foreign"
    assert await desk.drafts("li") == []
