"""Confirming, undoing, cancelling: numbers, prices, news, and taps that come late or twice."""

from decimal import Decimal

import pytest

from handlers.domain.messaging import ToChat, ToCustomer, ToPerson, ToRole
from handlers.domain.order import Change, Order, Phase
from handlers.notices import (
    DraftDiscarded,
    DraftShown,
    Inquiry,
    NothingOpen,
    OrderCancelled,
    OrderNews,
    OrderPlaced,
    PassedOn,
    ReasonWanted,
    RefusedNotice,
    StaleNotice,
    StatusList,
    Undone,
)
from nlp.types import Intent, OrderReading, Parse, Ref
from tests.unit.handlers.desk import Desk, either, item, left, of, one, place, told

CONFIRM = Parse(Intent.CONFIRM, 1.0)
UNDO = Parse(Intent.UNDO, 1.0)


def cancel(ref: Ref | None = None) -> Parse:
    return Parse(Intent.CANCEL_ORDER, 1.0, ref=ref or Ref())


async def test_confirming_gives_number_price_event_deadline_and_receipt(desk: Desk) -> None:
    draft = await desk.draft("chen", "C1", left(300, price=Decimal(700)), item("GLOVE", 1))
    pushes = await desk.taps("chen", "confirm", draft)
    receipt = one(pushes, OrderPlaced)
    order = receipt.order
    assert order.number == "SO20260304-0001"
    assert (order.confirmed_by, order.confirmed_at, order.version_confirmed) == ("chen", desk.now, order.version)
    assert [(line.price, line.said_price) for line in order.lines] == [(Decimal("812.5"), Decimal(700)), (None, None)]
    assert (receipt.undo_until - desk.now).total_seconds() == 300
    assert [e.action for e in await desk.events(order)] == ["draft", "confirm"]
    (deadline,) = await desk.deadlines(order)
    assert (deadline.kind, deadline.owner, (deadline.due_at - desk.now).total_seconds()) == (
        "state_overdue",
        "production",
        5 * 3600,  # four hours of work, and lunch
    )
    assert pushes[0].key == order.key


async def test_numbers_count_by_the_shops_day(desk: Desk) -> None:
    numbers = [(await desk.placed("chen", c)).number for c in ("C1", "C2")]
    desk.waits(hours=15)  # past midnight in the shop, still the same day in UTC
    numbers.append((await desk.placed("chen", "C1")).number)
    assert numbers == ["SO20260304-0001", "SO20260304-0002", "SO20260305-0001"]


@pytest.mark.parametrize(
    ("user", "customer", "audiences"),
    [
        ("chen", "C1", {ToRole("production"), ToRole("warehouse"), ToCustomer("C1")}),
        ("lin", "C1", {ToRole("production"), ToRole("warehouse"), ToCustomer("C1"), ToPerson("chen")}),
        ("li", "C1", {ToRole("production"), ToRole("warehouse"), ToPerson("wu"), ToPerson("chen")}),
        ("mei", "C3", {ToRole("production"), ToRole("warehouse"), ToCustomer("C3")}),
    ],
)
async def test_everybody_concerned_hears_once(desk: Desk, user: str, customer: str, audiences: set[object]) -> None:
    pushes = await desk.taps(user, "confirm", await desk.draft(user, customer))
    assert told(pushes, OrderNews) == audiences
    news = of(pushes, OrderNews)
    assert {n.action for n in news} == {"confirm"}
    planner = next(p.notice for p in pushes if p.to == ToRole("production"))
    assert isinstance(planner, OrderNews)
    assert planner.can == ("schedule",)


async def test_an_incomplete_draft_is_asked_for_not_confirmed(desk: Desk) -> None:
    open_line = item(None, 300, candidates=either("LEFT", "RIGHT"))
    draft = one(await desk.says("chen", place(OrderReading("C1", items=(open_line,)))), DraftShown).order
    shown = one(await desk.says("chen", CONFIRM, "确认"), DraftShown)
    assert (shown.order.phase, shown.order.asked) == (Phase.DRAFT, draft.asked)
    assert one(await desk.taps("chen", "confirm", draft), DraftShown).order.number is None


async def test_both_drafts_are_confirmed_in_the_order_they_were_made(desk: Desk) -> None:
    await desk.draft("chen", "C1")
    await desk.draft("chen", "C2")
    placed = of(await desk.says("chen", CONFIRM, "两单都确认"), OrderPlaced)
    assert [(p.order.customer_id, p.order.number) for p in placed] == [
        ("C1", "SO20260304-0001"),
        ("C2", "SO20260304-0002"),
    ]


async def test_only_the_draft_that_is_meant_is_confirmed(desk: Desk) -> None:
    first, second = await desk.draft("chen", "C1"), await desk.draft("chen", "C2")
    await desk.says("chen", Parse(Intent.CONFIRM, 1.0, draft=int(first.id)), "恒力那单确认")
    assert [d.id for d in await desk.drafts("chen")] == [second.id]


@pytest.mark.parametrize(
    ("chat", "text", "answered"), [("", "确认", True), ("", "好的", False), ("staff", "确认", False)]
)
async def test_nothing_to_confirm(desk: Desk, chat: str, text: str, answered: bool) -> None:
    pushes = await desk.says("chen", CONFIRM, text, chat=chat)
    assert [n.what for n in of(pushes, NothingOpen)] == (["confirm"] if answered else [])


async def test_a_double_tap_has_one_effect_and_says_who_did_it(desk: Desk) -> None:
    draft = await desk.draft()
    await desk.taps("chen", "confirm", draft)
    events = len(await desk.events(draft))
    stale = one(await desk.taps("chen", "confirm", draft), StaleNotice)
    assert stale.order is not None
    assert (stale.order.number, stale.by) == ("SO20260304-0001", "陈海波")
    assert len(await desk.events(draft)) == events


async def test_a_second_person_sees_who_was_faster(desk: Desk) -> None:
    order = await desk.placed()
    await desk.taps("sun", "schedule", order)
    stale = one(await desk.taps("zhang", "schedule", order), StaleNotice)
    assert stale.by == "孙福根"
    assert stale.order is not None
    assert stale.order.state == "已排产"


async def test_a_tap_on_an_old_card_shows_the_new_one(desk: Desk) -> None:
    old = await desk.draft()
    new = one(await desk.says("chen", place(OrderReading(items=(item("OIL", 1),)))), DraftShown).order
    stale = one(await desk.taps("chen", "confirm", old), StaleNotice)
    assert stale.order == new
    assert stale.by == ""
    assert (await desk.order(old)).phase is Phase.DRAFT


@pytest.mark.parametrize("user", ["lin", "cai", "wu"])
@pytest.mark.parametrize("action", ["confirm", "discard", "choose"])
async def test_somebody_elses_draft_is_left_alone(desk: Desk, user: str, action: str) -> None:
    draft = await desk.draft("chen", "C1", chat="staff")
    pushes = await desk.taps(user, action, draft, "0", chat="staff")
    assert [type(p.notice) for p in pushes] in ([RefusedNotice], [StaleNotice])
    if user == "wu":
        assert one(pushes, StaleNotice).order is None
    assert await desk.order(draft) == draft


async def test_a_colleague_of_the_house_confirms_in_its_group_what_another_drafted(desk: Desk) -> None:
    draft = await desk.draft("li", "C1", chat="c1")
    order = one(await desk.taps("wu", "confirm", draft, chat="c1"), OrderPlaced).order
    assert (order.placed_by, order.confirmed_by) == ("li", "wu")


async def test_what_the_seller_drafts_in_a_customers_group_or_one_says_alone_is_no_colleagues(desk: Desk) -> None:
    for user, chat in (("chen", "c1"), ("li", "")):
        draft = await desk.draft(user, "C1", chat=chat)
        assert one(await desk.taps("wu", "confirm", draft, chat="c1"), StaleNotice).order is None
        assert await desk.order(draft) == draft


@pytest.mark.parametrize("user", ["chen", "zhang"])
async def test_salesperson_and_manager_confirm_what_a_customer_drafted(desk: Desk, user: str) -> None:
    draft = await desk.draft("li", "C1", chat="c1")
    pushes = await desk.taps(user, "confirm", draft, chat="c1")
    order = one(pushes, OrderPlaced).order
    assert (order.placed_by, order.confirmed_by) == ("li", user)
    assert ToCustomer("C1") in told(pushes, OrderNews)


@pytest.mark.parametrize("how", ["text", "tap"])
async def test_undo_makes_it_a_draft_again_and_corrects_everybody(desk: Desk, how: str) -> None:
    order = await desk.placed()
    desk.waits(minutes=5)
    pushes = await (desk.says("chen", UNDO, "撤销") if how == "text" else desk.taps("chen", "undo", order))
    undone = one(pushes, Undone)
    assert undone.number == "SO20260304-0001"
    assert (undone.order.number, undone.order.phase, undone.order.state) == (None, Phase.DRAFT, "草稿")
    assert told(pushes, OrderNews) == {ToRole("production"), ToRole("warehouse"), ToCustomer("C1")}
    assert {n.order.number for n in of(pushes, OrderNews)} == {"SO20260304-0001"}
    last = (await desk.events(order))[-1]
    assert (last.action, last.changes) == ("undo", (Change("number", "SO20260304-0001", ""),))
    assert {d.state for d in await desk.deadlines(order)} == {"cancelled"}
    again = one(await desk.says("chen", CONFIRM, "确认"), OrderPlaced).order
    assert again.number == "SO20260304-0002"
    assert [d.state for d in await desk.deadlines(order)] == ["open"]


@pytest.mark.parametrize("how", ["text", "tap"])
async def test_undo_is_over_after_its_minutes(desk: Desk, how: str) -> None:
    order = await desk.placed()
    desk.waits(minutes=5, seconds=1)
    pushes = await (desk.says("chen", UNDO, "撤销") if how == "text" else desk.taps("chen", "undo", order))
    refused = one(pushes, RefusedNotice)
    assert (refused.code, refused.cure, refused.facts) == (
        "undo.late",
        "cancel",
        {"单号": "SO20260304-0001", "分钟": "5"},
    )
    assert await desk.order(order) == order


async def test_undo_may_be_switched_off(desk: Desk) -> None:
    desk.policy = desk.policy.model_copy(update={"undo_minutes": 0})
    assert one(await desk.taps("chen", "undo", await desk.placed()), RefusedNotice).code == "undo.late"


async def test_undo_takes_only_ones_own_order_back(desk: Desk) -> None:
    order = await desk.placed("chen", chat="staff")
    assert await desk.says("lin", UNDO, "撤销", chat="staff") == []
    assert one(await desk.says("lin", UNDO, "撤销"), NothingOpen).what == "undo"
    assert one(await desk.taps("lin", "undo", order), RefusedNotice).code == "flow.role"


async def test_a_manager_takes_back_and_the_placer_hears_of_it(desk: Desk) -> None:
    pushes = await desk.taps("zhang", "undo", await desk.placed("mei", "C1"))
    assert {ToPerson("mei"), ToPerson("chen")} <= told(pushes, OrderNews)


async def test_undo_is_refused_once_the_order_moved_on(desk: Desk) -> None:
    await desk.taps("sun", "schedule", await desk.placed())
    refused = one(await desk.says("chen", UNDO, "撤销"), RefusedNotice)
    assert refused.code == "flow.action"
    assert refused.facts["可以"] == "取消订单"


async def test_cancelling_by_text_keeps_the_words_as_reason(desk: Desk) -> None:
    order = await desk.placed()
    await desk.taps("sun", "schedule", order)
    pushes = await desk.says("chen", cancel(Ref(sku="LEFT")), "司机说是拉式,推式那个先取消")
    done = one(pushes, OrderCancelled)
    assert (done.order.state, done.order.phase) == ("已取消", Phase.VOID)
    assert done.reason == "司机说是拉式,推式那个先取消"
    assert told(pushes, OrderNews) == {ToRole("warehouse"), ToCustomer("C1")}
    assert {d.state for d in await desk.deadlines(order)} <= {"cancelled", "met"}
    assert (await desk.events(order))[-1].reason == done.reason


async def test_a_bare_cancel_asks_before_it_takes_a_confirmed_order(desk: Desk) -> None:
    order = await desk.placed()
    asked = one(await desk.says("chen", cancel(), "取消"), StatusList)
    assert (asked.action, [o.id for o in asked.orders]) == ("cancel", [order.id])
    assert one(await desk.taps("chen", "cancel", order), ReasonWanted).fields == ()
    assert one(await desk.says("chen", Parse(Intent.NONE, 1.0), "客户不要了"), OrderCancelled).reason == "客户不要了"


async def test_cancel_drops_the_open_draft_it_fits(desk: Desk) -> None:
    await desk.placed("chen", "C1", left(3))
    draft = await desk.draft("chen", "C1", item("OIL", 3))
    assert one(await desk.says("chen", cancel(Ref(sku="OIL")), "机油那单取消"), DraftDiscarded).order.id == draft.id


@pytest.mark.parametrize(("user", "code"), [("lin", "order.not_yours"), ("cai", "order.not_yours")])
async def test_a_colleague_cannot_cancel_and_learns_whose_it_is(desk: Desk, user: str, code: str) -> None:
    order = await desk.placed()
    refused = one(await desk.says(user, cancel(Ref(no=order.number)), "取消"), RefusedNotice)
    assert (refused.code, refused.facts["归"]) == (code, "陈海波")
    assert await desk.order(order) == order


async def test_a_customer_that_did_not_place_the_order_asks_its_salesperson(desk: Desk) -> None:
    order = await desk.placed()
    pushes = await desk.says("li", cancel(Ref(no=order.number)), "这单不要了")
    assert one(pushes, PassedOn).to == "陈海波"
    assert [p.to for p in pushes if isinstance(p.notice, Inquiry)] == [ToPerson("chen")]
    assert await desk.order(order) == order


async def test_an_order_that_left_the_house_cannot_be_cancelled(desk: Desk) -> None:
    order = await shipped(desk)
    refused = one(await desk.says("chen", cancel(Ref(no=order.number)), "取消"), RefusedNotice)
    assert refused.code == "flow.action"
    assert refused.facts["现在"] == "已出库"


async def shipped(desk: Desk) -> Order:
    order = await desk.placed()
    for user, action in (("sun", "schedule"), ("cai", "prepare"), ("cai", "ship")):
        await desk.taps(user, action, order)
        order = await desk.order(order)
    return order


async def test_the_answer_goes_to_the_chat_it_came_from(desk: Desk) -> None:
    pushes = await desk.taps("chen", "confirm", await desk.draft("chen", chat="staff"), chat="staff")
    assert isinstance(pushes[0].to, ToChat)
    assert pushes[0].to.chat.chat_id == "staff"
    assert pushes[0].reply
