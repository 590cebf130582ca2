"""One of every notice about stock, shortages and prices."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from handlers import notices as n
from handlers.domain.buying import Requisition, Shortage
from handlers.domain.offers import Allotted, Holder, Instead, Swap
from handlers.domain.order import OrderId, Phase
from handlers.domain.party import Product
from handlers.domain.pricing import Rate
from handlers.domain.promise import Inbound
from handlers.domain.reserve import Hold, HoldKind, Receipt
from handlers.domain.reserve import Level as LevelOf
from handlers.domain.stop import Stop
from tests.unit.cards.gallery.company import (
    FOREIGN,
    LACKED,
    MOVING,
    NOW,
    OTHER,
    PLACED,
    PROMISED,
    SHORT,
    SHORTAGE_SHOWN,
    TAPE_C,
)

TAPE_Y = replace(TAPE_C, sku="JD-48Y", name="封箱胶带(米黄)", stock=Decimal(0))
PAPER = Product("FY-A470", "复印纸", "A4 70g", unit="包", price=Decimal("19.9"), stock=Decimal(4321))
SHARED_OUT = (
    Allotted(PLACED, Decimal(120), Decimal(0), "卷", PROMISED),
    Allotted(
        replace(PLACED, id=OrderId(19), number="SO20260310-0002", customer_id="C2", customer_name=OTHER),
        *(Decimal(180), Decimal(120), "卷", SHORT),
    ),
)
WANTED = Requisition("JD-48C", Decimal(150), "卷", date(2026, 3, 15), "w1", NOW - timedelta(minutes=3), 6, "PR-0007", 7)
STOP = Stop("JD-48C", NOW - timedelta(minutes=7), "w1", free=Decimal(41), safety=Decimal(60), id=3)
BY_HAND = replace(STOP, by="m1", why="模具在修", hand=True)
LIFTED = replace(STOP, lifted_at=NOW, lifted_by="w1", recovered=True)

ENOUGH = replace(LACKED, requisition=WANTED, running=Decimal(6_000))
STOCK: dict[str, n.Notice] = {
    "progress_bought": n.Progress(PLACED, promised=SHORT, bought=(WANTED,)),
    "alert_stopped": replace(SHORTAGE_SHOWN, shortage=Shortage(TAPE_C, LevelOf(Decimal(221), Decimal(180)), stop=STOP)),
    "alert_short_and_stopped": replace(SHORTAGE_SHOWN, shortage=replace(LACKED, stop=BY_HAND)),
    "sale_stopped": n.SaleChanged(TAPE_C, BY_HAND, "马丽"),
    "sale_stopped_again": n.SaleChanged(TAPE_C, BY_HAND, "马丽", again=True),
    "sale_resumed": n.SaleChanged(TAPE_C, LIFTED, "老段"),
    "sale_resumed_by_hand": n.SaleChanged(TAPE_C, replace(LIFTED, lifted_why="修好了"), "马丽"),
    "sale_stops": n.SaleStops((BY_HAND, replace(STOP, sku="X")), {"JD-48C": TAPE_C}),
    "arrival_undone": n.StockChanged(
        TAPE_C,
        "unreceipt",
        Decimal(120),
        LevelOf(Decimal(20), Decimal(20)),
        allotted=(Allotted(PLACED, Decimal(-100), Decimal(100), "卷", PROMISED),),
        booked=Receipt("JD-48C", Decimal(120), NOW, "u14"),
        by="周库",
    ),
    "short_now": n.ShortNow((LACKED,), 7),
    "short_now_none": n.ShortNow((), 0),
    "sale_stops_none": n.SaleStops(()),
    "stock_holders": n.StockInfo(
        (TAPE_C,),
        "胶带",
        {"JD-48C": LevelOf(Decimal(4321), Decimal(330))},
        (
            Holder(Hold(OrderId(17), "JD-48C", Decimal(300), HoldKind.FIRM, NOW), PLACED, "周宁"),
            Holder(
                Hold(OrderId(19), "JD-48C", Decimal(30), HoldKind.SOFT, NOW, NOW + timedelta(minutes=9)),
                replace(FOREIGN, number=None, phase=Phase.DRAFT),
                "小马",
            ),
        ),
        (Inbound("PO-77", "JD-48C", Decimal(500), date(2026, 3, 20)),),
    ),
    "stock_received": n.StockChanged(TAPE_C, "receipt", Decimal(300), LevelOf(Decimal(4321), Decimal(30)), waiting=2),
    "stock_shared": n.StockChanged(
        TAPE_C, "receipt", Decimal(300), LevelOf(Decimal(480), Decimal(480)), allotted=SHARED_OUT
    ),
    "goods_allotted": n.GoodsAllotted(TAPE_C, Decimal(300), SHARED_OUT, waiting=4),
    "stock_counted": n.StockChanged(TAPE_C, "count", Decimal(20), LevelOf(Decimal(20), Decimal(20)), shrunk=1),
    "goods_lack": n.PromiseMoved(PLACED, tuple(replace(p, short=Decimal(0)) for p in SHORT), SHORT),
    "stock": n.StockInfo((TAPE_C, TAPE_Y, PAPER), "胶带"),
    "price": n.PriceInfo((TAPE_C, TAPE_Y), "胶带"),
    "price_tiers": n.PriceInfo(
        (TAPE_C,),
        "胶带",
        (
            Rate("JD-48C", Decimal("16.5"), from_qty=Decimal(720)),
            Rate("JD-48C", Decimal("15.9"), date(2026, 3, 1), date(2026, 3, 12)),
        ),
    ),
    "price_unknown": n.PriceInfo((), "订书机"),
    "shortage": n.ShortageReported((TAPE_C,), "200卷", "老段", "透明胶带缺200卷"),
    "alert_asks_count": n.AlertAsked(SHORTAGE_SHOWN, "recount", "好多"),
    "swap_offered": n.SwapOffered(
        MOVING, Instead(1, 0, "封箱胶带(加厚) 48mm", Decimal(120), "卷", Decimal("24")), "老段"
    ),
    "swap_choices": n.SwapChoices(
        MOVING,
        (
            Instead(1, 0, "封箱胶带(加厚) 48mm", Decimal(120), "卷", Decimal("24"), "TAPE-T"),
            Instead(1, 1, "封箱胶带(米黄) 48mm", Decimal(120), "卷", Decimal("-12"), "TAPE-Y"),
        ),
    ),
    "swaps_asked": n.SwapsAsked(
        TAPE_C, (Swap(MOVING, Instead(1, 0, "封箱胶带(加厚) 48mm", Decimal(120), "卷", Decimal("24")), "陈海波"),), 3
    ),
    "swaps_none": n.SwapsAsked(TAPE_C, (), 2),
    "alert_short": SHORTAGE_SHOWN,
    "alert_short_bought_from": replace(
        SHORTAGE_SHOWN, shortage=replace(LACKED, product=replace(TAPE_C, supplier="瑞安华盛", lead_days=4))
    ),
    "alert_short_requested": replace(SHORTAGE_SHOWN, shortage=ENOUGH),
    "alert_short_outgrown": replace(SHORTAGE_SHOWN, shortage=replace(ENOUGH, running=Decimal(5_700))),
    "requested": n.Requested(WANTED, TAPE_C, "老段", LACKED),
    "requested_already": n.Requested(WANTED, TAPE_C, "老段", ENOUGH, again=True),
    "requested_outgrown": n.Requested(WANTED, TAPE_C, "老段", replace(ENOUGH, running=Decimal(5_700)), again=True),
    "requisition_shown": n.RequisitionShown(WANTED, TAPE_C, "老段", SHORTAGE_SHOWN.alert, LACKED),
    "requisition_over": n.RequisitionShown(
        WANTED, TAPE_C, "老段", replace(SHORTAGE_SHOWN.alert, closed_at=NOW, conclusion="缺料解除,PR-0007 关闭"), None
    ),
    "sale_flagged": n.SaleFlagged(TAPE_C, Stop("JD-48C", NOW, "system", free=Decimal(9), safety=Decimal(48), id=4)),
    "requisition_passed": n.RequisitionPassed(WANTED, TAPE_C, "老段", ("SO20260310-0001", "SO20260310-0002")),
}
