"""The whole way of an order: place, answer the question, confirm, ask, move on."""

from datetime import date

from handlers.domain.messaging import ToCustomer, ToPerson, ToRole
from handlers.domain.order import Asked, Phase
from handlers.notices import DraftShown, OrderMoved, OrderNews, OrderPlaced, Progress
from nlp.types import Intent, LineItem, OrderReading, Parse, Ref, SetDue, SetItem
from tests.unit.handlers.desk import Desk, either, item, one, place, told


async def test_an_order_is_placed_completed_confirmed_asked_for_and_shipped(desk: Desk) -> None:
    open_line = item(None, 300, candidates=either("LEFT", "RIGHT"))
    shown = one(await desk.says("chen", place(OrderReading("C1", items=(open_line,))), "恒力300件转向节"), DraftShown)
    assert shown.order.asked is not None
    assert shown.order.asked.about is Asked.PRODUCT
    assert [c.key for c in shown.order.asked.choices] == ["LEFT", "RIGHT"]

    edits = (SetItem(None, LineItem(sku="LEFT")), SetDue(date(2026, 3, 15)))
    pushes = await desk.says("chen", Parse(Intent.EDIT_DRAFT, 1.0, edits=edits), "左的,15号到")
    shown = one(pushes, DraftShown)
    assert shown.order.missing == ()
    assert shown.changed == ("line:1", "date")

    pushes = await desk.says("chen", Parse(Intent.CONFIRM, 1.0), "确认")
    order = one(pushes, OrderPlaced).order
    assert order.number == "SO20260304-0001"
    assert (order.state, order.phase, order.owner) == ("待审核", Phase.OPEN, "production")
    assert told(pushes, OrderNews) == {ToRole("production"), ToRole("warehouse"), ToCustomer("C1")}

    seen = one(await desk.says("li", Parse(Intent.ASK_STATUS, 1.0, ref=Ref()), "我的货到哪了"), Progress)
    assert seen.order.number == order.number

    await desk.taps("sun", "schedule", order)
    shipped = Parse(Intent.ADVANCE_ORDER, 1.0, ref=Ref(no_tail="0001"), status="出库", tracking="SF123")
    pushes = await desk.says("cai", shipped, "0001 出库 顺丰SF123")
    assert one(pushes, OrderMoved).order.tracking == "SF123"
    assert told(pushes, OrderNews) == {ToPerson("chen"), ToRole("logistics"), ToCustomer("C1")}
