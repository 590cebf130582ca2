"""Changing a confirmed order."""

from datetime import date
from decimal import Decimal

import pytest

from handlers.domain.messaging import ToCustomer, ToPerson, ToRole
from handlers.domain.order import Change
from handlers.notices import (
    AlertShown,
    DraftShown,
    Inquiry,
    NoOrders,
    OrderChanged,
    OrderNews,
    RefusedNotice,
    RequestTaken,
    StatusList,
)
from nlp.types import AddItem, Edit, Intent, LineItem, Parse, Ref, RemoveItem, SetAddress, SetCustomer, SetDue, SetItem
from tests.unit.handlers.desk import Desk, item, left, of, one, told

QTY = SetItem(None, LineItem(qty=Decimal(400)))


def change(*edits: Edit, ref: Ref | None = None) -> Parse:
    return Parse(Intent.CHANGE_ORDER, 1.0, ref=ref or Ref(), changes=edits)


BY_TAIL = Ref(no_tail="0001")
EDITS: list[tuple[Edit, tuple[Change, ...]]] = [
    (QTY, (Change("line:1", "转向节(左) 300件", "转向节(左) 400件"),)),
    (SetItem(None, item("LEFT", 400)), (Change("line:1", "转向节(左) 300件", "转向节(左) 400件"),)),
    (SetDue(date(2026, 3, 18)), (Change("date", "", "2026-03-18"),)),
    (SetAddress("潘火路88号"), (Change("address", "", "潘火路88号"),)),
    (AddItem(item("OIL", 5)), (Change("line:2", "", "机油 5桶"),)),
    (SetItem(None, LineItem(sku="RIGHT")), (Change("line:1", "转向节(左) 300件", "转向节(右) 300件"),)),
]


@pytest.mark.parametrize(("edit", "changes"), EDITS)
async def test_a_change_makes_a_version_with_old_and_new(desk: Desk, edit: Edit, changes: tuple[Change, ...]) -> None:
    before = await desk.placed()
    pushes = await desk.says("chen", change(edit, ref=BY_TAIL), "0001 改一下")
    done = one(pushes, OrderChanged)
    assert done.before == before
    assert done.order.version == before.version + 1
    assert done.order.number == before.number
    event = (await desk.events(before))[-1]
    assert (event.action, event.actor, event.changes) == ("change", "chen", changes)
    assert told(pushes, OrderNews) == {ToRole("production"), ToRole("warehouse"), ToCustomer("C1")}
    assert {n.changes for n in of(pushes, OrderNews)} == {changes}


async def test_new_goods_are_priced_from_the_list_and_old_prices_stay(desk: Desk) -> None:
    await desk.placed()
    edits = (AddItem(item("OIL", 5, price=Decimal(1))), QTY_LEFT)
    order = one(await desk.says("chen", change(*edits, ref=BY_TAIL), "…"), OrderChanged).order
    assert [(line.sku, line.price) for line in order.lines] == [("LEFT", Decimal("812.5")), ("OIL", Decimal(99))]


QTY_LEFT = SetItem(None, item("LEFT", 400))


async def test_removing_a_line_but_never_the_last(desk: Desk) -> None:
    await desk.placed("chen", "C1", left(1), item("OIL", 2))
    order = one(await desk.says("chen", change(RemoveItem(None, item("OIL")), ref=BY_TAIL), "机油不要了"), OrderChanged)
    assert [line.sku for line in order.order.lines] == ["LEFT"]
    refused = one(await desk.says("chen", change(RemoveItem(None), ref=BY_TAIL), "不要了"), RefusedNotice)
    assert (refused.code, refused.cure) == ("change.empty", "cancel")


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (SetItem(None, LineItem(qty=Decimal(300))), "change.nothing"),
        (AddItem(LineItem(sku="OIL")), "change.gaps"),
        (AddItem(LineItem(mention="怪东西", qty=Decimal(5))), "change.gaps"),
        (SetItem(7, LineItem(qty=Decimal(5))), "change.unclear"),
        (SetCustomer("C2"), "order.customer"),
    ],
)
async def test_a_change_that_would_break_the_order_is_refused(desk: Desk, edit: Edit, code: str) -> None:
    before = await desk.placed()
    assert one(await desk.says("chen", change(edit, ref=BY_TAIL), "…"), RefusedNotice).code == code
    assert await desk.order(before) == before


async def test_words_without_a_change_are_unclear(desk: Desk) -> None:
    await desk.placed()
    assert one(await desk.says("chen", change(ref=BY_TAIL), "0001改一下"), RefusedNotice).code == "change.unclear"


@pytest.mark.parametrize("user", ["chen", "zhang"])
async def test_seller_and_manager_may_change_what_others_placed(desk: Desk, user: str) -> None:
    await desk.placed("mei", "C1")
    pushes = await desk.says(user, change(QTY, ref=BY_TAIL), "0001改成400")
    assert one(pushes, OrderChanged).order.lines[0].base_qty == Decimal(400)
    assert ToPerson("mei") in told(pushes, OrderNews)


@pytest.mark.parametrize("chat", ["", "staff"])
async def test_a_colleague_is_told_whose_order_it_is(desk: Desk, chat: str) -> None:
    before = await desk.placed()
    refused = one(await desk.says("lin", change(QTY, ref=BY_TAIL), "0001改成400件", chat=chat), RefusedNotice)
    assert (refused.code, refused.facts) == ("order.not_yours", {"单号": "SO20260304-0001", "归": "陈海波"})
    assert await desk.order(before) == before


async def test_whose_order_it_is_can_be_asked_with_one_tap(desk: Desk) -> None:
    before = await desk.placed()
    refused = one(await desk.says("lin", change(QTY), "上一条改成400件", chat="staff"), RefusedNotice)
    assert refused.about == before.id
    pushes = await desk.taps("lin", "ask_owner", before, str(refused.message_id), chat="staff")
    inquiry = one(pushes, Inquiry)
    assert (inquiry.words, inquiry.asker, inquiry.number) == ("上一条改成400件", "林晓燕", before.number)
    assert [p.to for p in pushes if isinstance(p.notice, Inquiry)] == [ToPerson("chen")]


async def test_the_last_order_spoken_of_is_somebody_elses(desk: Desk) -> None:
    before = await desk.placed()
    refused = one(await desk.says("lin", change(QTY), "上一条改成400件", chat="staff"), RefusedNotice)
    assert refused.facts["归"] == "陈海波"
    assert await desk.order(before) == before


async def test_the_last_own_order_is_meant_where_nothing_is_named(desk: Desk) -> None:
    await desk.placed("chen", "C1")
    last = await desk.placed("chen", "C2")
    assert one(await desk.says("chen", change(QTY), "刚才那单改成400"), OrderChanged).order.id == last.id


async def test_several_matches_are_a_question(desk: Desk) -> None:
    first, second = await desk.placed(), await desk.placed()
    asked = one(await desk.says("chen", change(QTY, ref=Ref(customer="C1")), "恒力改成400"), StatusList)
    assert (asked.action, {o.id for o in asked.orders}) == ("change", {first.id, second.id})


async def test_of_several_matches_only_ones_own_count(desk: Desk) -> None:
    await desk.placed("chen", "C1")
    mine = await desk.placed("lin", "C2")
    assert one(await desk.says("lin", change(QTY, ref=Ref(sku="LEFT")), "改成400"), OrderChanged).order.id == mine.id


async def test_an_order_that_left_the_house_is_locked(desk: Desk) -> None:
    order = await desk.placed()
    for user, action in (("sun", "schedule"), ("cai", "ship")):
        await desk.taps(user, action, order)
        order = await desk.order(order)
    refused = one(await desk.says("chen", change(QTY, ref=BY_TAIL), "改成400"), RefusedNotice)
    assert (refused.code, refused.facts["现在"]) == ("order.locked", "已出库")


async def test_a_customers_wish_for_an_order_it_did_not_place_goes_to_the_seller(desk: Desk) -> None:
    before = await desk.placed()
    pushes = await desk.says("li", change(QTY), "改成400件")
    assert one(pushes, RequestTaken).owner == "陈海波"
    asking = one(pushes, AlertShown).asking
    assert asking is not None
    assert (asking.asker, asking.request.words, asking.request.order_id) == ("恒力-李采购", "改成400件", before.id)
    assert await desk.order(before) == before


async def test_a_customer_changes_what_it_placed(desk: Desk) -> None:
    await desk.placed("li", "C1")
    assert one(await desk.says("li", change(QTY), "改成400件"), OrderChanged).order.lines[0].base_qty == Decimal(400)


async def test_another_customers_number_is_as_good_as_none(desk: Desk) -> None:
    await desk.placed("chen", "C1")
    assert one(await desk.says("wang", change(QTY, ref=BY_TAIL), "0001改成400"), NoOrders).words == "0001"
    assert one(await desk.says("wang", change(QTY, ref=Ref(no_tail="0002")), "0002改成400"), NoOrders).words == "0002"


async def test_with_only_a_draft_the_draft_is_changed(desk: Desk) -> None:
    draft = await desk.draft()
    shown = one(await desk.says("chen", change(QTY), "改成400"), DraftShown)
    assert (shown.order.id, shown.order.lines[0].base_qty) == (draft.id, Decimal(400))


async def test_nothing_to_change_is_silent_in_groups(desk: Desk) -> None:
    assert await desk.says("chen", change(QTY), "改成400", chat="staff") == []
    assert one(await desk.says("chen", change(QTY), "改成400"), NoOrders).words == ""
