"""Moving orders on by word and button, and what happens when nobody does."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.context import Context
from handlers.domain.messaging import ToCustomer, ToPerson, ToRole
from handlers.domain.order import Change, Order, OrderId, Phase
from handlers.notices import (
    AlertShown,
    NoOrders,
    Noted,
    OrderMoved,
    OrderNews,
    PaymentFiled,
    Push,
    RefusedNotice,
    StaleNotice,
    StatusList,
)
from handlers.respond import on_deadline
from nlp.types import Intent, Parse, Ref
from tests.unit.handlers.desk import Desk, item, left, one, told


def says(status: str, tracking: str | None = None, **ref: Any) -> Parse:
    return Parse(Intent.ADVANCE_ORDER, 1.0, ref=Ref(**ref), status=status, tracking=tracking)


async def at(desk: Desk, state: str, customer: str = "C1", user: str = "chen") -> Order:
    """An order that was brought to a state."""
    order = await desk.placed(user, customer)
    for name, who, action in (
        ("已排产", "sun", "schedule"),
        ("备料中", "cai", "prepare"),
        ("已出库", "cai", "ship"),
        ("已签收", "ding", "sign"),
    ):
        if order.state == state:
            break
        await desk.taps(who, action, order)
        order = await desk.order(order)
        assert order.state == name
    return order


@pytest.mark.parametrize(
    ("state", "user", "action", "after", "audiences"),
    [
        ("待审核", "sun", "schedule", "已排产", {ToPerson("chen"), ToRole("warehouse")}),
        ("已排产", "cai", "prepare", "备料中", {ToPerson("chen"), ToRole("warehouse")}),
        ("备料中", "ding", "ship", "已出库", {ToPerson("chen"), ToRole("logistics"), ToCustomer("C1")}),
        ("已出库", "li", "sign", "已签收", {ToPerson("chen"), ToPerson("wu")}),
    ],
)
async def test_every_move_of_the_flow_is_a_button(
    desk: Desk, state: str, user: str, action: str, after: str, audiences: set[object]
) -> None:
    order = await at(desk, state)
    pushes = await desk.taps(user, action, order)
    moved = one(pushes, OrderMoved)
    assert (moved.order.state, moved.from_state, moved.action) == (after, state, action)
    assert told(pushes, OrderNews) == audiences
    assert (await desk.events(order))[-1].actor == user


async def test_deadlines_follow_the_state(desk: Desk) -> None:
    order = await at(desk, "备料中")
    found = {d.kind: (d.state, d.owner) for d in await desk.deadlines(order)}
    assert found == {"state_overdue": ("open", "warehouse"), "pick": ("met", "warehouse")}
    await desk.taps("cai", "ship", order)
    found = {d.kind: (d.state, d.owner) for d in await desk.deadlines(order)}
    assert {kind: state for kind, (state, _) in found.items()} == {
        "state_overdue": "met",
        "pick": "met",
        "silent": "open",
        "transit": "open",
    }


@pytest.mark.parametrize("ref", [{"no": "so20260304-0001"}, {"no_tail": "0001"}, {"customer": "C1"}, {"sku": "LEFT"}])
async def test_an_order_is_named_by_number_tail_customer_or_product(desk: Desk, ref: dict[str, str]) -> None:
    await at(desk, "已排产")
    moved = one(await desk.says("cai", says("出库", "SF123", **ref), "出库 顺丰SF123"), OrderMoved)
    assert (moved.order.state, moved.order.tracking) == ("已出库", "SF123")
    assert (await desk.events(moved.order))[-1].changes == (Change("tracking", "", "SF123"),)


async def test_only_the_order_that_can_take_the_step_is_moved(desk: Desk) -> None:
    ready = await at(desk, "已排产")
    await at(desk, "待审核")
    assert one(await desk.says("cai", says("备料", customer="C1"), "恒力备料好了"), OrderMoved).order.id == ready.id


async def test_several_orders_are_listed_with_the_step_as_button(desk: Desk) -> None:
    first, second = await at(desk, "已排产"), await at(desk, "已排产")
    asked = one(await desk.says("cai", says("出库", "SF9", customer="C1"), "恒力出库 SF9"), StatusList)
    assert (asked.action, asked.verb, asked.value) == ("advance", "ship", "SF9")
    assert {o.id for o in asked.orders} == {first.id, second.id}
    moved = one(await desk.taps("cai", asked.verb, second, asked.value), OrderMoved)
    assert (moved.order.id, moved.order.tracking) == (second.id, "SF9")


async def test_nothing_is_moved_where_nothing_is_named(desk: Desk) -> None:
    order = await at(desk, "已排产")
    assert one(await desk.says("cai", says("出库"), "出库了"), StatusList).orders == (order,)
    assert await desk.order(order) == order


async def test_a_milestone_is_noted_without_a_change_of_state(desk: Desk) -> None:
    order = await at(desk, "已排产")
    noted = one(await desk.says("sun", says("质检", no_tail="0001"), "0001 质检合格"), Noted)
    assert (noted.words, noted.order.state) == ("质检", "已排产")
    event = (await desk.events(order))[-1]
    assert (event.action, event.reason, event.actor) == ("note", "质检", "sun")


async def test_a_milestone_of_several_orders_is_a_button(desk: Desk) -> None:
    await at(desk, "已排产")
    order = await at(desk, "已签收")
    asked = one(await desk.says("shen", says("付款", customer="C1"), "恒力付款了"), StatusList)
    assert (asked.verb, desk.flow.milestones[int(asked.value)]) == ("note", "付款")
    assert one(await desk.taps("shen", "note", order, asked.value), PaymentFiled).order.key == order.key


@pytest.mark.parametrize("value", ["", "x", "99"])
async def test_a_milestone_that_is_not_there_is_an_unknown_button(desk: Desk, value: str) -> None:
    refused = one(await desk.taps("shen", "note", await desk.placed(), value), RefusedNotice)
    assert refused.code == "button.unknown"


async def test_a_tracking_number_may_come_later(desk: Desk) -> None:
    order = await at(desk, "已出库")
    noted = one(await desk.says("ding", says("运输", "SF77", no_tail="0001"), "0001 已发 SF77"), Noted)
    assert (noted.words, noted.order.tracking, noted.order.state) == ("SF77", "SF77", "已出库")
    assert (await desk.order(order)).tracking == "SF77"


@pytest.mark.parametrize(
    ("state", "user", "status", "code"),
    [
        ("待审核", "cai", "出库", "flow.action"),
        ("已出库", "cai", "出库", "flow.done"),
        ("待审核", "cai", "排产", "flow.role"),
        ("已排产", "chen", "备料", "flow.role"),
        ("已出库", "sun", "签收", "flow.role"),
        ("待审核", "sun", "", "flow.status"),
    ],
)
async def test_a_step_that_is_not_possible_is_refused_with_what_is(
    desk: Desk, state: str, user: str, status: str, code: str
) -> None:
    order = await at(desk, state)
    assert one(await desk.says(user, says(status, no_tail="0001"), "0001"), RefusedNotice).code == code
    assert await desk.order(order) == order


async def test_customers_do_not_report_progress_but_may_sign_their_own(desk: Desk) -> None:
    order = await at(desk, "已出库")
    assert one(await desk.says("li", says("出库", no_tail="0001"), "0001 出库"), RefusedNotice).code == "note.role"
    assert one(await desk.says("wang", says("签收", no_tail="0001"), "0001 签收"), NoOrders).words == "0001"
    assert one(await desk.says("li", says("签收", no_tail="0001"), "0001 收到了"), OrderMoved).order.id == order.id


async def test_chatter_about_shipping_in_a_group_gets_no_answer(desk: Desk) -> None:
    assert await desk.says("cai", says("出库"), "都出库了", chat="staff") == []
    assert await desk.says("li", says("出库"), "都出库了吧", chat="c1") == []
    assert one(await desk.says("cai", says("出库", no="SO1"), "SO1 出库", chat="staff"), NoOrders).words == "SO1"


async def test_a_number_that_does_not_exist_is_said_so(desk: Desk) -> None:
    assert one(await desk.says("cai", says("出库", no_tail="0099"), "0099 出库"), NoOrders).words == "0099"


async def test_an_old_button_moves_nothing(desk: Desk) -> None:
    order = await at(desk, "待审核")
    await desk.taps("sun", "schedule", order)
    assert one(await desk.taps("sun", "schedule", order), StaleNotice).by == "孙福根"


async def test_an_unknown_button_is_said_so(desk: Desk) -> None:
    assert one(await desk.taps("sun", "fly", await desk.placed()), RefusedNotice).code == "button.unknown"
    assert one(await desk.taps("sun", "schedule"), RefusedNotice).code == "button.unknown"


def late(pushes: list[Push]) -> list[Push]:
    """What is told of orders that are late; what is short is another matter."""
    return [p for p in pushes if isinstance(p.notice, AlertShown) and p.notice.order is not None]


async def test_an_order_that_stays_too_long_is_told_to_its_owner_once(desk: Desk) -> None:
    order = await at(desk, "待审核")
    desk.waits(hours=4, minutes=59)
    assert late(await desk.ticks()) == []
    desk.waits(minutes=1)
    (push,) = late(await desk.ticks())
    assert (push.to, push.urgent) == (ToPerson("sun"), True)
    assert push.dedupe
    assert await desk.ticks() == []
    assert (await desk.events(order))[-1].action == "overdue"


async def test_an_order_that_moved_on_is_not_late(desk: Desk) -> None:
    order = await at(desk, "待审核")
    await desk.taps("sun", "schedule", order)
    await desk.taps("cai", "prepare", await desk.order(order))
    desk.waits(hours=5)
    assert late(await desk.ticks()) == []


async def test_a_deadline_of_a_state_that_was_left_says_nothing(desk: Desk) -> None:
    order = await at(desk, "待审核")
    (old,) = await desk.deadlines(order)
    await desk.taps("sun", "schedule", order)
    desk.waits(hours=9)
    async with desk.store.write() as uow:
        ctx = Context(desk.now, desk.zone, None, desk.policy, desk.flow)
        assert await on_deadline(old, ctx, uow) == []
        assert await on_deadline(replace(old, order_id=OrderId(99)), ctx, uow) == []
        assert await on_deadline(replace(old, kind="unheard"), ctx, uow) == []


async def test_a_finished_order_takes_no_milestone_by_mistake(desk: Desk) -> None:
    order = await at(desk, "已排产", customer="C2", user="lin")
    await desk.taps("lin", "cancel", order)
    await desk.says("lin", Parse(Intent.NONE, 1.0), "客户不要了")
    gone = await desk.order(order)
    assert gone.phase is Phase.VOID
    assert one(await desk.taps("shen", "note", gone, "0"), RefusedNotice).code == "order.locked"


async def test_lines_of_one_order_do_not_make_it_two(desk: Desk) -> None:
    await desk.placed("chen", "C1", left(1), item("OIL", 2))
    assert one(await desk.says("sun", says("排产", sku="OIL"), "机油排产"), OrderMoved).order.state == "已排产"


@pytest.mark.parametrize("value", ["", "²", "-1", "9" * 5_000])
@pytest.mark.parametrize("action", ["grant", "take", "slip_send", "buy", "instead", "alias_undo", "offer", "note"])
async def test_a_button_with_a_value_that_we_never_made_does_nothing(desk: Desk, action: str, value: str) -> None:
    refused = one(await desk.taps("sun", action, await desk.placed(), value), RefusedNotice)
    assert refused.code == "button.unknown"
