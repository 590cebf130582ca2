"""One of every notice about an order: placed, moved, changed, asked for, refused."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from handlers import notices as n
from handlers.domain.arrival import Arrival, Unsure
from handlers.domain.budget import Reach
from handlers.domain.health import Health
from handlers.domain.order import Change, Deadline, OrderEvent, OrderId, Phase
from handlers.domain.party import Lane
from handlers.domain.past import Past
from handlers.domain.proof import Need
from handlers.domain.tracking import Parcel, Status
from handlers.domain.transit import Transit
from tests.unit.cards.gallery.company import (
    BOXES,
    CHANGED,
    DRAFT,
    FOREIGN,
    HELD,
    IN_HAND,
    LEAST,
    LINE,
    MANY,
    MOVING,
    NAMES,
    NOW,
    PLACED,
    PROMISED,
    SECOND,
    SHIPPED,
    SHORT,
    TWIN,
)

GONE = replace(PLACED, state="已取消", phase=Phase.VOID, owner=None)
EVENTS = (
    OrderEvent(OrderId(17), NOW - timedelta(hours=30), "u1", "confirm", "草稿", "待审核"),
    OrderEvent(OrderId(17), NOW - timedelta(hours=28), "p1", "schedule", "待审核", "已排产"),
    OrderEvent(OrderId(17), NOW - timedelta(hours=26), "w1", "prepare", "已排产", "备料中"),
)
THEN = Past(
    "备料中", "青禾文具店", "2026-03-13", "义乌路8号", "1", "", ("封箱胶带(透明) 48mm 200卷", "复印纸 5箱"), exact=False
)
LATE = Deadline(OrderId(17), "overdue", NOW - timedelta(hours=2), "warehouse", "missed")
WAY = Parcel(
    SHIPPED.id, "SF1234567890", "shunfeng", Status.TRANSIT, "0", NOW - timedelta(hours=3), "快件到达【宁波中转场】"
)
MEASURED = Arrival(
    *(date(2026, 3, 11), WAY, None, timedelta(days=2), date(2026, 3, 13)),
    transit=Transit(1, 3, 23, "shunfeng", "浙江宁波"),
)

ORDERS: dict[str, n.Notice] = {
    "progress_under_way": n.Progress(
        SHIPPED, EVENTS, (), NAMES, arrival=Arrival(date(2026, 3, 11), WAY, told=timedelta(days=2))
    ),
    "progress_unsure": n.Progress(
        SHIPPED, EVENTS, (), NAMES, arrival=Arrival(None, WAY, Unsure.SILENT), asked=replace(IN_HAND, owner="logistics")
    ),
    "progress_rated": n.Progress(PLACED, EVENTS, (), NAMES, health=Health(5, 2, 0, 2, Decimal(34))),
    "progress_measured": n.Progress(SHIPPED, EVENTS, (), NAMES, arrival=MEASURED),
    "progress_answered": n.Progress(SHIPPED, EVENTS, (), NAMES, arrival=Arrival(date(2026, 3, 12), WAY, word=True)),
    "order_held": n.OrderPlaced(HELD, NOW + timedelta(minutes=5), promised=PROMISED),
    "order_divided": n.OrderPlaced(PLACED, NOW + timedelta(minutes=5), promised=PROMISED, rest=TWIN),
    "order_news_short": n.OrderNews(PLACED, "confirm", "周宁", "草稿", can=("schedule",), promised=SHORT),
    "order_changed_dearer": n.OrderChanged(
        PLACED, replace(PLACED, due=date(2026, 3, 12)), PROMISED, dearer=Decimal(300)
    ),
    "order_changed_held": n.OrderChanged(HELD, replace(PLACED, lines=(replace(LINE, qty=Decimal(20)),)), SHORT),
    "progress_reach": n.Progress(PLACED, EVENTS, names=NAMES, reach=Reach(3, NOW + timedelta(hours=7))),
    "progress_out_of_reach": n.Progress(PLACED, EVENTS, names=NAMES, reach=Reach()),
    "progress_held": n.Progress(HELD, EVENTS, names=NAMES),
    "progress_short": n.Progress(PLACED, EVENTS, names=NAMES, promised=SHORT),
    "order_news_first": n.OrderNews(PLACED, "confirm", "周宁", "草稿", can=("schedule",), lane=Lane("客服小美")),
    "order_placed_first": n.OrderPlaced(PLACED, NOW + timedelta(minutes=5), lane=Lane("客服小美")),
    "progress_needs": n.Progress(
        MOVING,
        EVENTS,
        names=NAMES,
        needs=(
            Need("photo", "质检报告"),
            Need("photo", "发货照片", rule="必填JD-48C"),
            Need("number", "运单号", "SF1400100200301"),
            Need("sign", "签收人", rule="大单签字"),
        ),
    ),
    "progress_needs_nothing_more": n.Progress(MOVING, names=NAMES, needs=(Need("photo", "质检报告", "照片"),)),
    "progress_first": n.Progress(PLACED, EVENTS, names=NAMES, lane=Lane()),
    "order_moved_lacking": n.OrderMoved(SHIPPED, "ship", "备料中", (), ("封箱胶带(透明) 48mm 120卷",)),
    "check_blocked": n.RefusedNotice("check.blocked", {**LEAST.facts, "单号": "SO20260310-0001"}, "least.qty"),
    "order_placed": n.OrderPlaced(PLACED, NOW + timedelta(minutes=5)),
    "order_placed_many": n.OrderPlaced(
        replace(PLACED, lines=MANY.lines, address="文化路8号东门仓库"), NOW + timedelta(minutes=5)
    ),
    "order_placed_changed": n.OrderPlaced(
        replace(PLACED, lines=MANY.lines[:3]), NOW + timedelta(minutes=5), was=replace(PLACED, lines=MANY.lines[1:2])
    ),
    "order_news_confirm": n.OrderNews(PLACED, "confirm", "周宁", "草稿", can=("schedule",)),
    "order_news_approved": n.OrderNews(PLACED, "confirm", "周宁", "草稿", can=("schedule",), approved="马丽"),
    "order_news_ship": n.OrderNews(SHIPPED, "ship", "老段", "备料中", can=("sign",)),
    "order_news_cancel": n.OrderNews(GONE, "cancel", "周宁", "待审核", "客户不要了"),
    "order_news_undo": n.OrderNews(PLACED, "undo", "周宁", "待审核"),
    "order_news_change": n.OrderNews(
        PLACED,
        "change",
        "周宁",
        changes=(
            Change("line:1", "封箱胶带(透明) 48mm 200卷", "封箱胶带(透明) 48mm 300卷"),
            Change("date", "", "2026-03-15"),
        ),
    ),
    "order_news_foreign": n.OrderNews(FOREIGN, "confirm", "小马", can=("schedule",)),
    "order_moved": n.OrderMoved(MOVING, "prepare", "已排产", ("ship",)),
    "order_signed": n.OrderMoved(replace(SHIPPED, state="已签收", phase=Phase.DONE, owner=None), "sign", "已出库"),
    "noted": n.Noted(MOVING, "质检"),
    "undone": n.Undone(DRAFT, "SO20260310-0001"),
    "order_cancelled": n.OrderCancelled(GONE, "客户不要了"),
    "order_changed": n.OrderChanged(
        replace(PLACED, lines=MANY.lines, due=date(2026, 3, 18)),
        replace(PLACED, lines=(LINE, replace(BOXES, qty=None))),
    ),
    "progress": n.Progress(MOVING, EVENTS, (LATE,), NAMES),
    "progress_shipped": n.Progress(SHIPPED, EVENTS, (), NAMES),
    "progress_foreign": n.Progress(FOREIGN, (), (), NAMES),
    "order_for_erp": n.OrderForErp(PLACED, PLACED.number or "", date(2026, 3, 10)),
    "order_for_erp_void": n.OrderForErp(PLACED, PLACED.number or "", date(2026, 3, 10), void=True),
    "history": n.History(MOVING, (*EVENTS, CHANGED), NAMES),
    "history_none": n.History(PLACED),
    "order_then": n.OrderThen(MOVING, date(2026, 3, 9), THEN),
    "order_then_none": n.OrderThen(MOVING, date(2026, 3, 1)),
    "status_list_history": n.StatusList((PLACED, SECOND), action="history"),
    "status_list": n.StatusList((PLACED, SECOND, FOREIGN), more=4),
    "status_list_ways": n.StatusList(
        (SHIPPED, replace(SECOND, state="待审核")),
        ways={
            int(SHIPPED.id): n.Way(Arrival(date(2026, 3, 11), WAY)),
            int(SECOND.id): n.Way(None, PROMISED),
        },
        asker="许老师",
    ),
    "status_list_cancel": n.StatusList((PLACED, SECOND), action="cancel"),
    "status_list_change": n.StatusList((PLACED, SECOND), action="change"),
    "status_list_advance": n.StatusList((PLACED, SECOND), action="advance", verb="ship", value="SF1035720946"),
    "no_orders": n.NoOrders("0099"),
    "no_orders_of_others": n.NoOrders(foreign=True),
    "no_orders_of_others_seller": n.NoOrders(foreign=True, place=3, seller="周宁"),
    "passed_on": n.PassedOn("周宁", "SO20260310-0001"),
    "inquiry": n.Inquiry("许老师", "青禾文具店", "胶带能不能便宜点?", "SO20260310-0001"),
    "refused_role": n.RefusedNotice(
        "flow.role",
        {"单号": "SO20260310-0001", "现在": "已排产", "动作": "备料", "可以": "取消订单"},
        "roles:production,warehouse,manager",
    ),
    "refused_action": n.RefusedNotice(
        "flow.action", {"单号": "SO20260310-0001", "现在": "已出库", "动作": "排产", "可以": "签收"}
    ),
    **{
        f"refused_{kind}": n.RefusedNotice(
            f"flow.{kind}", {"单号": "SO20260310-0001", "动作": doing, "缺": lacks, "说法": words, "可以": doing}
        )
        for kind, doing, lacks, words in (
            ("number", "发运", "运单号", "运输"),
            ("photo", "质检", "质检报告", "质检"),
            ("sign", "签收", "签收人", "签收"),
        )
    },
    "refused_late": n.RefusedNotice("undo.late", {"单号": "SO20260310-0001", "分钟": "5"}, "cancel"),
    "refused_not_yours": n.RefusedNotice(
        "order.not_yours", {"单号": "SO20260310-0002", "归": "小马"}, about=19, message_id=4711
    ),
    "refused_new_code": n.RefusedNotice("something.new", {"x": "y"}, "do_that"),
}
