"""No customer ever gets anything that holds another customer's order, whatever it says or presses, wherever."""

import itertools
from decimal import Decimal

import pytest

from handlers.access import orders_in
from handlers.domain.messaging import Audience, ChatKind, MessageKind, ToChat, ToCustomer, ToPerson
from handlers.domain.order import Order, Phase
from handlers.notices import DraftShown, OrderPlaced, Progress, Push
from handlers.table import TAPS
from nlp.types import Intent, LineItem, OrderReading, Parse, Ref, SetDue, SetItem
from tests.unit.handlers.desk import Desk, either, item, left, of, one, place

OWN = {"li": "C1", "wu": "C1", "wang": "C2"}
REFS = [
    Ref(),
    Ref(no="SO20260304-0001"),
    Ref(no_tail="0001"),
    Ref(no_tail="4"),
    Ref(customer="C1"),
    Ref(customer_candidates=either("C1", "C2")),
    Ref(sku="LEFT"),
    Ref(candidates=either("LEFT", "RIGHT"), mention="转向节"),
    Ref(customer="C1", sku="LEFT"),
]
FLOW_VERBS = ("schedule", "prepare", "ship", "sign")


def readers(to: Audience) -> set[str]:
    """The customers whose people read what is told to an audience."""
    match to:
        case ToCustomer(customer):
            return {customer}
        case ToPerson(user):
            return {OWN[user]} if user in OWN else set()
        case ToChat(chat) if chat.kind is ChatKind.GROUP:
            return {"C1"} if chat.chat_id == "c1" else {"C2"} if chat.chat_id == "c2" else set()
        case ToChat(chat):
            user = chat.chat_id.removeprefix("d-")
            return {OWN[user]} if user in OWN else set()
        case _:
            return set()


def assert_nothing_leaks(pushes: list[Push]) -> None:
    for push in pushes:
        reading = readers(push.to)
        for order in orders_in(push.notice):
            assert not reading or order.customer_id in reading, (push.to, type(push.notice).__name__)


async def strangers_orders(desk: Desk) -> tuple[Order, Order]:
    """An order of C1 that is under way and a draft of C1, both by chen."""
    order = await desk.placed("chen", "C1", left(300), item("RIGHT", 5))
    await desk.taps("sun", "schedule", order)
    return await desk.order(order), await desk.draft("chen", "C1", item("OIL", 2))


@pytest.mark.parametrize("intent", list(Intent))
async def test_nothing_said_shows_a_customer_anothers_order(desk: Desk, intent: Intent) -> None:
    order, draft = await strangers_orders(desk)
    for chat, ref in itertools.product(("", "c1", "c2", "staff"), REFS):
        parse = Parse(
            intent,
            1.0,
            ref=ref,
            items=(left(1),),
            changes=(SetItem(None, LineItem(qty=Decimal(1))),),
            edits=(SetDue(None),),
            draft=int(draft.id),
            status="签收",
            choice=1,
        )
        pushes = await desk.says("wang", parse, "0001到哪了", chat=chat)
        assert_nothing_leaks(pushes)
        told = [
            (p.to, o.customer_id) for p in pushes for o in orders_in(p.notice)
        ]  # its own quote, for its salesperson
        assert [one for one in told if one != (ToPerson("lin"), "C2")] == []
    assert await desk.order(order) == order
    assert await desk.order(draft) == draft


@pytest.mark.parametrize("chat", ["", "c2", "staff"])
async def test_no_forged_button_shows_a_customer_anothers_order(desk: Desk, chat: str) -> None:
    order, draft = await strangers_orders(desk)
    for verb, target in itertools.product((*TAPS, *FLOW_VERBS), (order, draft)):
        pushes = await desk.taps("wang", verb, target, "0", chat=chat)
        assert [o for p in pushes for o in orders_in(p.notice)] == []
        assert await desk.order(target) == target


async def test_a_customer_cannot_touch_its_salespersons_draft(desk: Desk) -> None:
    _, draft = await strangers_orders(desk)
    for user, verb in itertools.product(("li", "wu"), (*TAPS, *FLOW_VERBS)):
        pushes = await desk.taps(user, verb, draft, "0", chat="c1")
        assert [o for p in pushes for o in orders_in(p.notice)] == []
        assert await desk.order(draft) == draft


@pytest.mark.parametrize("user", ["chen", "zhang"])
async def test_in_a_customers_group_anothers_order_is_answered_alone(desk: Desk, user: str) -> None:
    pushes = await desk.says(user, place(OrderReading("C1", items=(left(3),))), "恒力3件", chat="c2")
    draft = one(pushes, DraftShown).order
    assert [p.to for p in pushes] == [ToPerson(user)]
    pushes = await desk.taps(user, "confirm", draft, chat="c2")
    one(pushes, OrderPlaced)
    assert_nothing_leaks(pushes)
    pushes = await desk.says(user, Parse(Intent.ASK_STATUS, 1.0, ref=Ref(no_tail="0001")), "0001", chat="c2")
    assert of(pushes, Progress) == []


async def test_nothing_leaks_on_the_way_of_an_order(desk: Desk) -> None:
    pushes = await desk.says("lin", place(OrderReading("C1", items=(left(3),))), "…", chat="c1")
    order = one(pushes, DraftShown).order
    steps = [("lin", "confirm"), ("sun", "schedule"), ("cai", "prepare"), ("cai", "ship"), ("wu", "sign")]
    for user, verb in steps:
        pushes = await desk.taps(user, verb, order, chat="c1")
        assert_nothing_leaks(pushes)
        assert pushes
        order = await desk.order(order)
    assert order.phase is Phase.DONE


async def test_somebody_who_left_hears_and_does_nothing(desk: Desk) -> None:
    from sqlalchemy import update

    from storage import tables

    draft = await desk.draft()
    async with desk.store.write() as uow:
        await uow.connection.execute(update(tables.people).where(tables.people.c.user == "chen").values(active=False))
        await uow.commit()
    pushes = await desk.taps("chen", "confirm", draft)
    assert [type(p.notice).__name__ for p in pushes] == ["Unbound"]
    pushes = await desk.taps("zhang", "confirm", draft)
    assert ToPerson("chen") not in {p.to for p in pushes}


async def test_what_a_customer_sends_is_never_answered_with_orders(desk: Desk) -> None:
    await strangers_orders(desk)
    for kind in MessageKind:
        pushes = await desk.sends("wang", kind)
        assert [o for p in pushes for o in orders_in(p.notice)] == []
