"""Questions: status, stock, price, shortage; and what is nobody's business."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.domain.messaging import MessageKind, ToChat, ToPerson, ToRole
from handlers.notices import (
    AlertShown,
    CannotRead,
    EvidenceShown,
    HelpShown,
    Inquiry,
    NoOrders,
    NotUnderstood,
    PassedOn,
    PriceInfo,
    Progress,
    RequestTaken,
    ShortageReported,
    StatusList,
    StockInfo,
    Unbound,
    Welcome,
)
from nlp.types import Intent, LineItem, OrderReading, Parse, Ref, Span
from tests.unit.handlers.desk import Desk, either, item, left, of, one, place

NONE = Parse(Intent.NONE, 1.0)


def status(**ref: Any) -> Parse:
    return Parse(Intent.ASK_STATUS, 1.0, ref=Ref(**ref))


def about(intent: Intent, *items: LineItem) -> Parse:
    return Parse(intent, 1.0, items=items or (left(),))


@pytest.mark.parametrize(
    "ref", [{}, {"no_tail": "0001"}, {"no": "SO20260304-0001"}, {"sku": "LEFT"}, {"customer": "C1"}]
)
async def test_a_customer_gets_the_true_state_of_its_order(desk: Desk, ref: dict[str, str]) -> None:
    order = await desk.placed()
    await desk.taps("sun", "schedule", order)
    shown = one(await desk.says("li", status(**ref), "我的货到哪了"), Progress)
    assert (shown.order.number, shown.order.state) == (order.number, "已排产")
    assert shown.names == {}
    assert {(e.actor, e.reason) for e in shown.events} == {("", "")}


@pytest.mark.parametrize(
    "ref", [{}, {"no_tail": "0001"}, {"no": "SO20260304-0001"}, {"sku": "LEFT"}, {"customer": "C1"}]
)
@pytest.mark.parametrize("chat", ["", "c2", "staff"])
async def test_another_customer_sees_nothing_of_it(desk: Desk, ref: dict[str, str], chat: str) -> None:
    await desk.placed("chen", "C1")
    pushes = await desk.says("wang", status(**ref), "顺达那单发了吗", chat=chat)
    assert [type(p.notice) for p in pushes] == [NoOrders]


async def test_a_foreign_number_looks_like_one_that_does_not_exist(desk: Desk) -> None:
    await desk.placed("chen", "C1")
    foreign = one(await desk.says("wang", status(no="SO20260304-0001"), "SO20260304-0001到哪了"), NoOrders)
    missing = one(await desk.says("wang", status(no="SO20260304-0009"), "SO20260304-0009到哪了"), NoOrders)
    assert (foreign.words, missing.words) == ("SO20260304-0001", "SO20260304-0009")


async def test_several_orders_are_a_short_list(desk: Desk) -> None:
    for _ in range(7):
        await desk.placed()
    shown = one(await desk.says("li", status(), "我的货到哪了"), StatusList)
    assert (len(shown.orders), shown.more) == (5, 2)
    assert shown.orders[0].number == "SO20260304-0007"
    one(await desk.taps("li", "details", shown.orders[1]), Progress)


async def test_what_was_finished_lately_is_an_answer_too(desk: Desk) -> None:
    order = await desk.placed()
    for user, action in (("sun", "schedule"), ("cai", "ship"), ("li", "sign")):
        await desk.taps(user, action, order)
        order = await desk.order(order)
    assert one(await desk.says("li", status(), "我的货到哪了"), Progress).order.state == "已签收"


async def test_a_cancelled_order_is_found_by_its_number(desk: Desk) -> None:
    order = await desk.placed()
    await desk.taps("chen", "cancel", order)
    assert one(await desk.says("chen", status(no_tail="0001"), "0001"), Progress).order.state == "已取消"
    assert one(await desk.says("chen", status(), "我的单"), NoOrders).words == ""


async def test_staff_sees_who_did_what(desk: Desk) -> None:
    order = await desk.placed()
    await desk.taps("sun", "schedule", order)
    shown = one(await desk.says("lin", status(no_tail="0001"), "0001到哪了"), Progress)
    assert shown.names == {"chen": "陈海波", "sun": "孙福根"}
    assert [e.action for e in shown.events] == ["draft", "confirm", "schedule"]
    assert shown.order.entered_at == desk.now


async def test_sales_without_a_name_gets_its_own_and_the_warehouse_all(desk: Desk) -> None:
    mine, other = await desk.placed("chen", "C1"), await desk.placed("lin", "C2")
    assert one(await desk.says("chen", status(), "我那单呢"), Progress).order.id == mine.id
    assert {o.id for o in one(await desk.says("cai", status(), "还有哪些单"), StatusList).orders} == {mine.id, other.id}


@pytest.mark.parametrize("user", ["cai", "lin", "zhang", "li"])
async def test_a_customers_group_shows_only_that_customers_orders(desk: Desk, user: str) -> None:
    own = await desk.placed("chen", "C1")
    await desk.placed("lin", "C2")
    assert one(await desk.says(user, status(), "到哪了", chat="c1"), Progress).order.id == own.id
    assert one(await desk.says(user, status(no_tail="0002"), "0002到哪了", chat="c1"), NoOrders).words == "0002"


async def test_in_a_foreign_group_a_customer_is_answered_alone(desk: Desk) -> None:
    await desk.placed("lin", "C2")
    (push,) = await desk.says("wang", status(), "我的货到哪了", chat="c1")
    assert push.to == ToPerson("wang")


async def test_stock_is_told_and_prices_are_not_told_to_outsiders(desk: Desk) -> None:
    parse = about(Intent.ASK_STOCK, item(None, candidates=either("LEFT", "RIGHT")))
    assert [p.sku for p in one(await desk.says("chen", parse, "转向节还有吗"), StockInfo).products] == ["LEFT", "RIGHT"]
    for user, chat in (("li", ""), ("cai", "c1")):
        assert {p.price for p in one(await desk.says(user, parse, "有吗", chat=chat), StockInfo).products} == {None}


async def test_prices_are_for_staff_and_only_in_private(desk: Desk) -> None:
    assert one(await desk.says("chen", about(Intent.ASK_PRICE), "多少钱"), PriceInfo).products[0].price == Decimal(
        "812.5"
    )
    for chat in ("staff", "c1"):
        (push,) = await desk.says("chen", about(Intent.ASK_PRICE), "多少钱", chat=chat)
        assert push.to == ToPerson("chen")


@pytest.mark.parametrize(
    ("user", "to", "name"), [("li", ToPerson("chen"), "陈海波"), ("wang", ToPerson("lin"), "林晓燕")]
)
async def test_a_customers_price_question_goes_to_its_salesperson(
    desk: Desk, user: str, to: ToPerson, name: str
) -> None:
    pushes = await desk.says(user, about(Intent.ASK_PRICE), "多少钱一件")
    assert one(pushes, PassedOn).to == name
    assert of(pushes, PriceInfo) == []
    assert [p.to for p in pushes if isinstance(p.notice, Inquiry)] == [to]
    assert one(pushes, Inquiry).words == "多少钱一件"


async def test_a_shortage_reaches_purchasing(desk: Desk) -> None:
    pushes = await desk.says("cai", about(Intent.REPORT_SHORTAGE, item("OIL", 80)), "机油缺80桶")
    notices = of(pushes, ShortageReported)
    assert {(n.qty, n.by) for n in notices} == {("80桶", "蔡国平")}
    assert isinstance(pushes[0].to, ToChat)
    assert pushes[1].to == ToRole("purchasing")
    assert len(await desk.says("zhao", about(Intent.REPORT_SHORTAGE), "缺左转向节")) == 1
    assert await desk.says("li", about(Intent.REPORT_SHORTAGE), "缺左转向节") == []


@pytest.mark.parametrize("intent", [Intent.ASK_STOCK, Intent.ASK_PRICE, Intent.REPORT_SHORTAGE])
async def test_goods_nobody_knows_are_not_understood(desk: Desk, intent: Intent) -> None:
    parse = about(intent, LineItem(mention="怪东西"))
    assert one(await desk.says("chen", parse, "怪东西有吗"), NotUnderstood).words == "怪东西有吗"
    assert await desk.says("chen", parse, "怪东西有吗", chat="staff") == []


async def test_evidence_shows_the_stored_sentence(desk: Desk) -> None:
    line = item("LEFT", 300, spans={"quantity": Span(5, 9)})
    await desk.says("chen", place(OrderReading("C1", items=(line,))), "恒力转向节300件")
    (draft,) = await desk.drafts("chen")
    shown = one(await desk.taps("chen", "evidence", draft), EvidenceShown)
    assert set(shown.texts.values()) == {"恒力转向节300件"}


async def test_asking_for_a_person(desk: Desk) -> None:
    order = await desk.placed()
    pushes = await desk.taps("li", "human", order)
    assert one(pushes, RequestTaken).owner == "陈海波"
    assert one(pushes, AlertShown).order == order
    assert [p.to for p in pushes if isinstance(p.notice, AlertShown)] == [ToPerson("chen")]
    assert one(await desk.taps("wang", "human"), RequestTaken).owner == "林晓燕"


async def test_a_wish_for_somebody_elses_order_is_sent_with_its_words(desk: Desk) -> None:
    order = await desk.placed()
    await desk.says("lin", NONE, "上一条改成400件", chat="staff")
    async with desk.store.read() as uow:
        ids = [n for n in range(1, 20) if (await uow.inbox.texts([n])).get(n) == "上一条改成400件"]
    pushes = await desk.taps("lin", "ask_owner", order, str(ids[0]), chat="staff")
    assert one(pushes, PassedOn).to == "陈海波"
    assert (one(pushes, Inquiry).words, one(pushes, Inquiry).asker) == ("上一条改成400件", "林晓燕")


@pytest.mark.parametrize("chat", ["", "staff", "c1"])
async def test_chatter_gets_no_answer(desk: Desk, chat: str) -> None:
    for text in ("收到", "谢谢", "哈哈", "好的", "车停3号门了", "👌", "", "辛苦了", "明天见"):
        assert await desk.says("chen", NONE, text, chat=chat) == []


@pytest.mark.parametrize("text", ["在吗", "你好!", "hello"])
async def test_a_greeting_is_returned_but_never_in_groups(desk: Desk, text: str) -> None:
    assert one(await desk.says("li", NONE, text), Welcome).role == "customer"
    assert await desk.says("li", NONE, text, chat="c1") == []


@pytest.mark.parametrize(
    "text", ["那个大的来三箱", "20箱", "合同什么时候签", "能不能改送货时间?", "把上次的单子发我看看"]
)
async def test_unread_business_is_answered_politely_but_never_in_groups(desk: Desk, text: str) -> None:
    assert one(await desk.says("li", NONE, text), NotUnderstood).words == text
    assert await desk.says("li", NONE, text, chat="c1") == []


async def test_help(desk: Desk) -> None:
    assert one(await desk.says("li", Parse(Intent.HELP, 1.0), "帮助"), HelpShown).role == "customer"
    assert one(await desk.taps("cai", "help"), HelpShown).role == "warehouse"


ALL = list(Intent)


@pytest.mark.parametrize("intent", ALL)
async def test_a_stranger_is_told_how_to_get_bound_and_nothing_else(desk: Desk, intent: Intent) -> None:
    await desk.placed()
    parse = Parse(intent, 1.0, ref=Ref(no_tail="0001"), items=(left(),), orders=(OrderReading("C1", items=(left(),)),))
    assert one(await desk.says("nobody", parse, "0001到哪了"), Unbound).user_id == "nobody"
    assert await desk.says("nobody", parse, "0001到哪了", chat="c1") == []


async def test_a_strangers_tap_changes_nothing(desk: Desk) -> None:
    draft = await desk.draft()
    assert one(await desk.taps("nobody", "confirm", draft), Unbound).user_id == "nobody"
    assert await desk.order(draft) == draft


@pytest.mark.parametrize("kind", [k for k in MessageKind if k not in (MessageKind.TEXT, MessageKind.TAP)])
async def test_other_kinds_are_answered_in_private_and_ignored_in_groups(desk: Desk, kind: MessageKind) -> None:
    pushes = await desk.sends("li", kind)
    if kind is MessageKind.ENTER:
        assert one(pushes, Welcome).name == "恒力-李采购"
    elif kind in (MessageKind.RECALL, MessageKind.EDIT, MessageKind.SILENT):
        assert pushes == []
    else:
        assert one(pushes, CannotRead).kind is kind
    assert await desk.sends("li", kind, "c1") == []
    assert await desk.sends("nobody", kind, "c1") == []


async def test_a_message_to_somebody_else_is_left_alone(desk: Desk) -> None:
    assert await desk.says("chen", Parse(Intent.HELP, 1.0), "帮助", chat="staff", to_me=False) == []
