"""One of everything the bot can tell, about an invented stationery wholesaler: for golden files and the leak matrix."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from cards.viewer import Viewer
from config.settings import AmendsSpec, FlowSpec
from handlers import notices as n
from handlers.domain.alert import Alert, AlertState, AlertTold, Why
from handlers.domain.alias import Word
from handlers.domain.amends import Voice
from handlers.domain.approval import ADDRESS, COST, DATE, PAID_FIRST, Approval, Verdict
from handlers.domain.arrival import Arrival, Unsure
from handlers.domain.backing import Background, Backing, Paid, Shelf, Standing
from handlers.domain.buying import Requisition, Shortage, Waits
from handlers.domain.finding import Finding, Level
from handlers.domain.messaging import ChatKind, ChatRef, MessageKind
from handlers.domain.offers import Allotted, Holder, Instead, Presale, Swap
from handlers.domain.order import (
    Asked,
    Change,
    Choice,
    Deadline,
    Evidence,
    Line,
    Order,
    OrderEvent,
    OrderId,
    Phase,
    Question,
)
from handlers.domain.parts import Part
from handlers.domain.party import Customer, Lane, Person, Product, Role
from handlers.domain.past import Past
from handlers.domain.payment import Account, Payment, PaymentState
from handlers.domain.plans import Plan, Slips
from handlers.domain.pledge import Kept, Pledge, Tally
from handlers.domain.pricing import Rate
from handlers.domain.promise import Inbound, Promise, Source
from handlers.domain.quotation import Quotation, QuoteState
from handlers.domain.request import Kind, Request
from handlers.domain.reserve import Hold, HoldKind
from handlers.domain.reserve import Level as LevelOf
from handlers.domain.returning import Returned, ReturnLine, ReturnState
from handlers.domain.rules.model import RuleText, RuleVersion
from handlers.domain.slip import Slip, SlipState
from handlers.domain.stop import Stop
from handlers.domain.terms import Terms
from handlers.domain.tracking import Parcel, Status
from handlers.domain.transit import Record, Transit
from nlp.types import Doubt, DueKind

ROOT = Path(__file__).resolve().parents[3]
FLOW = FlowSpec.model_validate(tomllib.loads((ROOT / "config/flows/five_state.toml").read_text("utf-8")))
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 10, 1, 12, tzinfo=UTC)  # Tuesday 09:12 in the shop
SALES = Person("u1", "周宁", Role.SALES)
BUYER = Person("k1", "许老师", Role.CUSTOMER, "C1")
WAREHOUSE = Person("w1", "老段", Role.WAREHOUSE)
BUYING = Customer("C1", "青禾文具店", ("青禾",), "VIP", credit_limit=Decimal("88000"), owner="u1")
OTHER = "北辰广告"


def viewer(person: Person | None, kind: ChatKind = ChatKind.DIRECT, chat_customer: str | None = None) -> Viewer:
    """Somebody who reads at 09:12 on a Tuesday."""
    return Viewer(person, kind, ZONE, NOW, chat_customer, {"five_state": FLOW})


VIEWERS = {
    "sales": viewer(SALES),
    "customer": viewer(BUYER),
    "group": viewer(None, ChatKind.GROUP),
}
TAPE_C = Product(
    "JD-48C",
    "封箱胶带(透明)",
    "48mm",
    unit="卷",
    packs={"箱": Decimal(72)},
    price=Decimal("17.35"),
    min_price=Decimal("15.15"),
    stock=Decimal(4321),
    safety_stock=Decimal(5678),
    lead_days=6,
)
TAPE_Y = replace(TAPE_C, sku="JD-48Y", name="封箱胶带(米黄)", stock=Decimal(0))
PAPER = Product("FY-A470", "复印纸", "A4 70g", unit="包", price=Decimal("19.9"), stock=Decimal(4321))

SAID = "青禾要胶带300卷,15号前到,17.35一卷"
LINE = Line(
    1,
    "JD-48C",
    "封箱胶带(透明) 48mm",
    "胶带",
    qty=Decimal(300),
    unit="卷",
    base_qty=Decimal(300),
    base_unit="卷",
    price=Decimal("17.3500"),
    evidence={
        "product": Evidence(7, 3, 5, "胶带"),
        "quantity": Evidence(7, 5, 9, "300卷"),
        "price": Evidence(7, 16, 23, "17.35一卷"),
    },
)
BOXES = replace(LINE, no=2, sku="FY-A470", label="复印纸 A4 70g", qty=Decimal(8), unit="箱", base_qty=Decimal(40))
BOXES = replace(BOXES, base_unit="包", price=Decimal("19.9"), mention="复印纸", evidence={})
GIFT = replace(BOXES, no=3, sku="BJ-01", label="便签本", qty=Decimal("2.50"), base_qty=Decimal("2.50"), gift=True)

DRAFT = Order(
    OrderId(17),
    3,
    "five_state",
    "草稿",
    Phase.DRAFT,
    ChatRef("console", "d-u1"),
    NOW,
    NOW,
    placed_by="u1",
    customer_id="C1",
    customer_name="青禾文具店",
    lines=(LINE,),
    due=date(2026, 3, 15),
    due_kind=DueKind.BY,
    due_words="15号前",
    source_ids=(7,),
    evidence={"customer": Evidence(7, 0, 2, "青禾"), "due": Evidence(7, 10, 15, "15号前到")},
)
MANY = replace(DRAFT, lines=(LINE, BOXES, GIFT), due=date(2026, 3, 11), due_kind=DueKind.ON, urgent=True)
SIXTY = replace(DRAFT, lines=tuple(replace(BOXES, no=i, label=f"文件夹 {i}号") for i in range(1, 61)))
OPEN_LINE = replace(
    LINE, sku=None, label="", candidates=("JD-48C", "JD-48Y"), doubts=(Doubt("product", "ambiguous", "胶带"),)
)
ASK_PRODUCT = replace(
    DRAFT,
    lines=(OPEN_LINE,),
    asked=Question(
        Asked.PRODUCT, 1, (Choice("JD-48C", "封箱胶带(透明) 48mm"), Choice("JD-48Y", "封箱胶带(米黄) 48mm"))
    ),
)
ASK_CUSTOMER = replace(
    DRAFT,
    customer_id=None,
    customer_name="青禾",
    customer_candidates=("C1", "C8"),
    asked=Question(Asked.CUSTOMER, None, (Choice("C1", "青禾文具店"), Choice("C8", "青禾幼儿园"))),
)
ASK_QUANTITY = replace(
    MANY,
    lines=(LINE, replace(BOXES, qty=None, unit=None, base_qty=None), GIFT),
    asked=Question(Asked.QUANTITY, 2),
)
ASK_DATE = replace(DRAFT, due=None, due_kind=None, due_words="", asked=Question(Asked.DATE))
DOUBTFUL = replace(
    DRAFT,
    lines=(replace(LINE, doubts=(Doubt("product", "usual", "胶带"), Doubt("quantity", "approx", "300来卷"))),),
    doubts=(Doubt("date", "past", "3月1日"), Doubt("customer", "fuzzy", "清禾")),
    address="文化路8号东门仓库",
)
UNUSUAL = replace(
    DRAFT,
    lines=(
        replace(LINE, doubts=(Doubt("quantity", "much", "", ("10", "30卷")),)),
        replace(BOXES, doubts=(Doubt("quantity", "unit", "箱", ("包", "8包")),)),
        replace(GIFT, doubts=(Doubt("product", "sound", "便前本"), Doubt("quantity", "little", "", ("20", "50本")))),
    ),
    doubts=(Doubt("date", "rest", "15号前"), Doubt("customer", "unsure", "青禾")),
)
REPEATED = replace(
    DRAFT,
    lines=(
        replace(LINE, origin="SO20251101-0003", doubts=(Doubt("product", "old", "", ("129",)),)),
        replace(BOXES, origin="SO20251101-0003"),
        replace(
            OPEN_LINE,
            no=3,
            candidates=(),
            origin="SO20251101-0003",
            doubts=(Doubt("product", "gone", "大头针"),),
            label="大头针",
        ),
    ),
)
WAITING = replace(
    DRAFT,
    customer_id=None,
    customer_name="",
    lines=(),
    doubts=(Doubt("product", "repeat", "", ("1",)),),
    asked=Question(Asked.CUSTOMER),
)
WORD = Word("亮条", "封箱胶带(透明) 48mm", "taught", 3)
PLACED = replace(
    DRAFT,
    version=4,
    number="SO20260310-0001",
    state="待审核",
    phase=Phase.OPEN,
    owner="production",
    confirmed_at=NOW,
    confirmed_by="u1",
    entered_at=NOW,
)
MOVING = replace(PLACED, state="备料中", owner="warehouse", entered_at=NOW - timedelta(hours=26))
SHIPPED = replace(PLACED, state="已出库", owner="logistics", tracking="SF1035720946")
SECOND = replace(MANY, id=OrderId(18), number="SO20260309-0007", state="已排产", phase=Phase.OPEN, owner="warehouse")
GONE = replace(PLACED, state="已取消", phase=Phase.VOID, owner=None)
FOREIGN = replace(
    PLACED, id=OrderId(19), number="SO20260310-0002", customer_id="C9", customer_name=OTHER, placed_by="u2", evidence={}
)
EVENTS = (
    OrderEvent(OrderId(17), NOW - timedelta(hours=30), "u1", "confirm", "草稿", "待审核"),
    OrderEvent(OrderId(17), NOW - timedelta(hours=28), "p1", "schedule", "待审核", "已排产"),
    OrderEvent(OrderId(17), NOW - timedelta(hours=26), "w1", "prepare", "已排产", "备料中"),
)
CHANGED = OrderEvent(
    OrderId(17),
    NOW - timedelta(hours=2),
    "u1",
    "change",
    "备料中",
    "备料中",
    changes=(
        Change("line:1", "封箱胶带(透明) 48mm 200卷", "封箱胶带(透明) 48mm 300卷"),
        Change("date", "2026-03-13", "2026-03-15"),
        Change("price", "2.80", "2.60"),
    ),
    message_id=7,
    channel="wecom",
)
THEN = Past(
    "备料中", "青禾文具店", "2026-03-13", "义乌路8号", "1", "", ("封箱胶带(透明) 48mm 200卷", "复印纸 5箱"), exact=False
)
LATE = Deadline(OrderId(17), "overdue", NOW - timedelta(hours=2), "warehouse", "missed")
NAMES = {"u1": "周宁", "p1": "顾工", "w1": "老段"}
ALERT = Alert(
    "order:17:state_overdue",
    "state_overdue",
    "备料中",
    "warehouse",
    "usual",
    NOW - timedelta(hours=26),
    NOW,
    OrderId(17),
    level=1,
    id=5,
)
TAKEN = replace(ALERT, state=AlertState.TAKEN, taken_by="w1", taken_at=NOW - timedelta(minutes=20))
TOLD = (AlertTold(5, "user:w1", "alert:5", "level", 1, NOW - timedelta(minutes=40)),)

PROMISED = (Promise(1, "JD-48C", LINE.label, Decimal(300), Decimal(0), "卷", Source.STOCK, date(2026, 3, 11)),)
SHORT = (Promise(1, "JD-48C", LINE.label, Decimal(300), Decimal(120), "卷", Source.INBOUND, date(2026, 3, 20)),)
SLIP = Slip(PLACED.id, date(2026, 3, 11), date(2026, 3, 20), SALES.user, NOW, NOW + timedelta(minutes=5), id=3)
SHORT_MANY = (
    SHORT[0],
    Promise(2, "FY-A470", BOXES.label, Decimal(40), Decimal(0), "包", Source.STOCK, date(2026, 3, 11)),
    Promise(3, "BJ-01", GIFT.label, Decimal("2.5"), Decimal("0.5"), "本", Source.UNKNOWN, None),
)
OFFER = replace(PLACED, number=None, state="已取消", phase=Phase.VOID, quote="QT20260310-0003", lines=(LINE, BOXES))
QUOTE = Quotation(
    OFFER.id, "QT20260310-0003", "C1", "u1", NOW - timedelta(hours=1), datetime(2026, 3, 17, 15, 59, 59, tzinfo=UTC)
)
SENT_QUOTE = replace(QUOTE, sent_at=NOW)
ENDED_QUOTE = replace(SENT_QUOTE, until=NOW - timedelta(hours=9), version=2)
OWN_PRICE = Finding(
    "quote.price",
    Level.HOLD,
    {"key": "JD-48C", "label": LINE.label, "said": "12", "list": "17.35", "floor": "14"},
    "approve",
    1,
    Decimal("5.35"),
)
PLEDGED = Pledge("u1", NOW, "记一条:答应青禾周五前到", 3, "console", date(2026, 3, 13), "C1", "青禾文具店", id=3)
SHARED_OUT = (
    Allotted(PLACED, Decimal(120), Decimal(0), "卷", PROMISED),
    Allotted(
        replace(PLACED, id=OrderId(19), number="SO20260310-0002", customer_id="C2", customer_name=OTHER),
        *(Decimal(180), Decimal(120), "卷", SHORT),
    ),
)
LACKING = {"key": "JD-48C", "label": LINE.label, "short": "120", "now": "180", "unit": "卷"}
LACKS = Finding("stock.short", Level.WARN, LACKING, "short", 1, Decimal(120))
CREDIT = Finding(
    "credit.over",
    Level.HOLD,
    {"over": "5205.00", "before": "88000", "total": "93205.00", "limit": "88000"},
    "approve",
    size=Decimal(5205),
)
LATE_MONEY = Finding("overdue.money", Level.HOLD, {"overdue": "4321", "days": "8"}, "approve", size=Decimal(4321))
FLOOR = Finding(
    "floor.below",
    Level.HOLD,
    {"key": "JD-48C", "label": LINE.label, "said": "15", "floor": "15.15", "list": "17.35"},
    "approve",
    1,
    Decimal("0.15"),
)
PART = Finding(
    "pack.part",
    Level.WARN,
    {"key": "JD-48C", "label": LINE.label, "qty": "300", "unit": "卷", "pack": "箱", "factor": "72"}
    | {"up": "5", "up_qty": "360", "down": "4", "down_qty": "288"},
    "fit",
    1,
)
CLOSED = Finding("cutoff.late", Level.BLOCK, {"first": "2026-03-12", "due": "2026-03-11", "cutoff": "09:00"})
SMALL = Finding("minimum.value", Level.WARN, {"total": "5205", "least": "8000", "gap": "2795"})
LEAST = Finding("least.qty", Level.WARN, {"key": "JD-48C", "label": LINE.label, "least": "500", "unit": "卷"}, "fit", 1)
TWIN = replace(PLACED, id=OrderId(16), number="SO20260309-0012", confirmed_at=NOW - timedelta(hours=20))
DOUBLE = Finding(
    "duplicate.alike",
    Level.WARN,
    {"key": TWIN.number or "", "order": "16", "number": TWIN.number or "", "placed_by": "u2", "no": ""},
    "merge",
)
HELD = replace(PLACED, held=True, findings=(CREDIT, LATE_MONEY, FLOOR))
ASKED = Approval(
    OrderId(17), "credit", ("finance", "manager"), (CREDIT, LATE_MONEY), "u1", NOW, NOW + timedelta(hours=24), id=5
)
DECIDED = replace(ASKED, decided_by="f1", decided_at=NOW, reason="老客户,周五前付清")

LABELLED = replace(PLACED, address="东城一路8号", label=1)
MOVED_TO = replace(LABELLED, address="潘火路88号")
MOVE = Approval(
    *(OrderId(17), ADDRESS, ("user:u2", "manager"), (), "u1", NOW, NOW + timedelta(hours=24)),
    id=8,
    wanted=MOVED_TO,
    said="客户仓库搬了",
)
SOONER = replace(MOVE, topic=DATE, roles=("production",), wanted=replace(PLACED, due=date(2026, 3, 12)), said="", id=9)
WAITS = (
    Slips(OrderId(31), "SO20260309-0031", "城南小学", date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 18)),
    Slips(OrderId(32), "SO20260309-0032", "育才中学", date(2026, 3, 16), None),
)
RUSHED = Finding(
    "rush.queue",
    Level.HOLD,
    {
        **{"key": "queue", "role": "manager", "kind": "queue", "who": "", "day": "2026-03-13", "cost": "0"},
        **{"days": "0", "qty": "0", "waiting": "31"},
        "slips": '[["SO20260309-0031", "城南小学", "2026-03-16", "2026-03-17", "2026-03-18"]]',
    },
    "approve",
    size=Decimal(1),
)
PARTLY = (Part(1, LINE.label, Decimal(210), Decimal(300), LINE.base_unit, date(2026, 3, 13)),)
CHEAPER = replace(
    MOVE, topic=COST, wanted=replace(PLACED, lines=(replace(LINE, said_price=Decimal(15)),)), said="老客户", id=10
)
MONEY_ASKED = replace(
    ASKED,
    topic="payment:3",
    findings=(Finding("payment.claimed", Level.HOLD, {"amount": "4321", "voucher": "1", "key": "3"}, "approve"),),
)
VOUCHER_ASKED = replace(
    MONEY_ASKED, findings=(Finding("payment.claimed", Level.HOLD, {"amount": "", "voucher": "1", "key": "3"}),)
)
CLAIM = Payment(OrderId(17), Decimal(4321), "u1", NOW - timedelta(minutes=30), picture=7, id=3)
GRANTED = replace(
    CLAIM,
    state=PaymentState.GRANTED,
    received=Decimal("4231.5"),
    decided_by="f1",
    decided_at=NOW,
)
OWN_CLAIM = replace(CLAIM, by="k1", claimed=None)
ACCOUNT = Account(Decimal(5205), Decimal("4231.5"), waiting=Decimal(4321))
BACK_ACCOUNT = Account(Decimal(5205), Decimal(5205), returned=Decimal("1735"))
WISH = Returned(
    OrderId(17),
    (ReturnLine(1, "JD-48C", LINE.label, Decimal(100), "卷"), ReturnLine(2, "BJ-01", GIFT.label, Decimal(1), "本")),
    Decimal("1735"),
    "k1",
    NOW,
    NOW - timedelta(days=2, minutes=9),
    NOW + timedelta(days=5) - timedelta(minutes=9),
    "有100卷想退",
    id=4,
)
BACK_ASKED = replace(
    ASKED,
    topic="return:4",
    roles=("service", "manager"),
    findings=(
        Finding(
            "return.asked",
            Level.HOLD,
            {
                "goods": f"{LINE.label} 100卷",
                "signed": "2026-03-08T01:03:00+00:00",
                "until": "2026-03-15T01:03:00+00:00",
            }
            | {"key": "4", "flawed": "1", "worth": "1735", "gifts": f"{GIFT.label} 1本"},
        ),
    ),
)
GIFT_FOUND = (
    Finding(
        "gift.near",
        Level.INFO,
        {"key": "x", "campaign": "三月满赠", "label": GIFT.label, "qty": "1", "unit": "本"}
        | {"from": "5999", "gap": "794"},
    ),
    Finding("gift.gone", Level.WARN, {"key": "y", "campaign": "三月满赠", "label": "保温袋", "qty": "1", "unit": "个"}),
)
GIFT_USED = (
    Finding("gift.said", Level.HOLD, {"key": "BJ-01", "label": GIFT.label, "qty": "2", "unit": "本"}, "approve"),
    Finding("gift.used", Level.INFO, {"key": "三月满赠", "campaign": "三月满赠"}),
)
PREPAID = Terms(payment="deposit", deposit=30)

LACKED = Shortage(
    TAPE_C,
    LevelOf(Decimal(180), Decimal(180)),
    (Waits(PLACED, Decimal(120)), Waits(FOREIGN, Decimal(20))),
    (Inbound("PO-7", "JD-48C", Decimal(40), date(2026, 3, 20)),),
)
WANTED = Requisition("JD-48C", Decimal(150), "卷", date(2026, 3, 15), "w1", NOW - timedelta(minutes=3), 6, "PR-0007", 7)
SHORTAGE_SHOWN = n.AlertShown(
    Alert("sku:JD-48C", "short", "封箱胶带 缺料", "purchasing", "usual", NOW, NOW, sku="JD-48C", level=1, id=6),
    None,
    timedelta(),
    True,
    shortage=LACKED,
)
ALERTED = n.AlertShown(ALERT, MOVING, timedelta(hours=10, minutes=12), True, TOLD, NAMES)
RULED = "规则“大单”第2版"
RULE = RuleVersion(
    RuleText("大单", ("下单", "订单变更"), ("要求审批 财务:大单要看",), "金额 >= 5000 且 客户等级 != VIP", "五千以上"),
    2,
    "m1",
    NOW,
    tried_at=NOW,
    hits=3,
)
OTHER_RULE = RuleText("发货通知", ("进入 已出库",), ("通知 业务员:{单号} 已发",))
BY_RULE = OrderEvent(MOVING.id, NOW, "rule:大单:2", "prepare", "已排产", "备料中", "财务通过")
WAY = Parcel(
    SHIPPED.id, "SF1234567890", "shunfeng", Status.TRANSIT, "0", NOW - timedelta(hours=3), "快件到达【宁波中转场】"
)
ASKED_FOR = Request(
    Kind.RESCHEDULE,
    BUYER.user,
    ChatRef("console", "d-k1"),
    "能不能提前到周四",
    NOW,
    "C1",
    MOVING.id,
    alert_id=9,
    id=12,
)
WISHED = n.AlertShown(
    Alert(ASKED_FOR.subject, "request", "改期申请", "user:u1", "request", NOW, NOW, MOVING.id, level=1, id=9),
    MOVING,
    timedelta(),
    True,
    names={"u1": "周宁"},
    asking=n.Asking(ASKED_FOR, "许老师", "青禾文具店", ("到哪了", "急用")),
)
IN_HAND = n.RequestTaken(ASKED_FOR, MOVING, "周宁", NOW + timedelta(hours=4))
STOP = Stop("JD-48C", NOW - timedelta(minutes=7), "w1", free=Decimal(41), safety=Decimal(60), id=3)
BY_HAND = replace(STOP, by="m1", why="模具在修", hand=True)
LIFTED = replace(STOP, lifted_at=NOW, lifted_by="w1", recovered=True)
STOPS_SALE = Finding(
    "stop.safety",
    Level.WARN,
    {"key": "JD-48C", "label": LINE.label, "unit": "卷", "why": "", "free": "41", "safety": "60"},
)
SAID_STOP = replace(STOPS_SALE, code="stop.hand", facts={**STOPS_SALE.facts, "why": "模具在修"})
ON_ITS_WAY = Presale(1, "PO-7", Decimal(400), "卷", date(2026, 3, 14), date(2026, 3, 15))
PRESOLD = replace(DRAFT, lines=(replace(LINE, presale="PO-7", presale_day=date(2026, 3, 15)),))
BACKED = Backing(
    (Shelf(1, "卷", Decimal(860), Decimal(560), Decimal(60), kept=False),),
    Standing(Decimal(120000), Decimal(121350), Decimal(300000)),
    date(2026, 3, 14),
)
LOW = Backing((Shelf(1, "卷", Decimal(310), Decimal(10), Decimal(60), kept=False),))
KNOWN = Background(
    tuple(Paid(date(2026, month, 10), date(2026, month, 10 + late)) for month, late in ((1, 5), (2, 6), (3, 7))),
    Decimal(18),
)
AMENDS = tuple(AmendsSpec(name=name, yuan=Decimal(yuan), what="优惠券") for name, yuan in (("A", 20), ("B", 50)))
STALLED_SHOWN = replace(
    ALERTED,
    alert=replace(ALERTED.alert, rule="silent", title="轨迹停更", owner="logistics"),
    order=SHIPPED,
    working=False,
    elapsed=timedelta(hours=48),
    stall=n.Stall(timedelta(hours=50)),
)
MEASURED = Arrival(
    *(date(2026, 3, 11), WAY, None, timedelta(days=2), date(2026, 3, 13)),
    transit=Transit(1, 3, 23, "shunfeng", "浙江宁波"),
)
GALLERY: dict[str, n.Notice] = {
    "draft_presale": n.DraftShown(DRAFT, BUYING, promised=SHORT, presales=(ON_ITS_WAY,)),
    "draft_presale_part": n.DraftShown(
        DRAFT, BUYING, promised=SHORT, presales=(replace(ON_ITS_WAY, qty=Decimal(50), part=Decimal(50)),)
    ),
    "draft_presale_many": n.DraftShown(
        MANY,
        BUYING,
        promised=SHORT_MANY,
        presales=(ON_ITS_WAY, Presale(2, "PO-8", Decimal(3), "箱", date(2026, 3, 16), date(2026, 3, 17), Decimal(3))),
    ),
    "draft_presold_part": n.DraftShown(
        replace(PRESOLD, lines=(replace(PRESOLD.lines[0], presale_qty=Decimal(50)),)), BUYING, promised=SHORT
    ),
    "draft_presold": n.DraftShown(PRESOLD, BUYING, promised=SHORT),
    "draft_stopped": n.DraftShown(replace(DRAFT, findings=(STOPS_SALE,)), BUYING, promised=PROMISED),
    "draft_stopped_by_hand": n.DraftShown(replace(DRAFT, findings=(SAID_STOP,)), BUYING, promised=PROMISED),
    "alert_stopped": replace(SHORTAGE_SHOWN, shortage=Shortage(TAPE_C, LevelOf(Decimal(221), Decimal(180)), stop=STOP)),
    "alert_short_and_stopped": replace(SHORTAGE_SHOWN, shortage=replace(LACKED, stop=BY_HAND)),
    "sale_stopped": n.SaleChanged(TAPE_C, BY_HAND, "马丽"),
    "sale_stopped_again": n.SaleChanged(TAPE_C, BY_HAND, "马丽", again=True),
    "sale_resumed": n.SaleChanged(TAPE_C, LIFTED, "老段"),
    "sale_resumed_by_hand": n.SaleChanged(TAPE_C, replace(LIFTED, lifted_why="修好了"), "马丽"),
    "sale_stops": n.SaleStops((BY_HAND, replace(STOP, sku="X")), {"JD-48C": TAPE_C}),
    "sale_stops_none": n.SaleStops(()),
    "progress_under_way": n.Progress(
        SHIPPED, EVENTS, (), NAMES, arrival=Arrival(date(2026, 3, 11), WAY, told=timedelta(days=2))
    ),
    "progress_unsure": n.Progress(
        SHIPPED, EVENTS, (), NAMES, arrival=Arrival(None, WAY, Unsure.SILENT), asked=replace(IN_HAND, owner="logistics")
    ),
    "progress_measured": n.Progress(SHIPPED, EVENTS, (), NAMES, arrival=MEASURED),
    "progress_answered": n.Progress(SHIPPED, EVENTS, (), NAMES, arrival=Arrival(date(2026, 3, 12), WAY, word=True)),
    "alert_stalled": STALLED_SHOWN,
    "alert_stalled_answered": replace(STALLED_SHOWN, stall=n.Stall(timedelta(hours=50), date(2026, 3, 12))),
    "alert_asks_carrier": n.AlertAsked(STALLED_SHOWN, "contacted"),
    "alert_asks_waybill": n.AlertAsked(STALLED_SHOWN, "reroute", "中通"),
    "script": n.StallScript(SHIPPED, NOW - timedelta(days=2), AMENDS),
    "script_warm": n.StallScript(SHIPPED, None, AMENDS, Voice.WARM),
    "script_plain": n.StallScript(SHIPPED, NOW - timedelta(days=2), (), Voice.BRIEF),
    "script_copied": n.ScriptCopied(SHIPPED, NOW - timedelta(days=2), AMENDS[0]),
    "carrier_records": n.CarrierRecords(
        (
            Record(Transit(1, 3, 23, "shunfeng", "浙江"), 20, 18, 2, timedelta(hours=121)),
            Record(Transit(4, 4, 1, "", ""), 0, 0, 0, timedelta()),
        ),
        180,
    ),
    "carrier_records_none": n.CarrierRecords((), 180),
    "arrival_moved": n.ArrivalMoved(SHIPPED, date(2026, 3, 12)),
    "carrier_silent": n.CarrierSilent(SHIPPED, NOW - timedelta(days=2)),
    "request_taken": IN_HAND,
    "request_again": replace(IN_HAND, again=True, owner="service", until=None),
    "request_answered": n.RequestAnswered(replace(ASKED_FOR, outcome="可以,周四上午到"), MOVING),
    "request_shown": WISHED,
    "request_conclusion": n.AlertAsked(WISHED, "solve"),
    "alert_call": n.AlertCall(ALERTED),
    "draft_in_stock": n.DraftShown(DRAFT, BUYING, promised=PROMISED, held_until=NOW + timedelta(minutes=15)),
    "draft_backed": n.DraftShown(
        DRAFT, BUYING, promised=PROMISED, held_until=NOW + timedelta(minutes=15), backing=BACKED
    ),
    "draft_low": n.DraftShown(DRAFT, BUYING, promised=PROMISED, backing=LOW),
    "draft_short": n.DraftShown(
        replace(DRAFT, findings=(LACKS,)),
        BUYING,
        promised=SHORT,
        instead=(Instead(1, 0, "封箱胶带(加厚) 48mm", Decimal(120), "卷", Decimal("24")),),
    ),
    "draft_short_many": n.DraftShown(replace(MANY, shipping="part"), BUYING, promised=SHORT_MANY),
    "draft_held": n.DraftShown(replace(DRAFT, findings=(CREDIT, LATE_MONEY, FLOOR, SMALL)), BUYING, promised=PROMISED),
    "draft_blocked": n.DraftShown(replace(DRAFT, findings=(PART, CLOSED, LEAST)), BUYING, promised=PROMISED),
    "draft_double": n.DraftShown(
        replace(DRAFT, findings=(DOUBLE,)), BUYING, promised=PROMISED, twin=TWIN, twin_by="马丽", again=True
    ),
    "draft_double_for_seller": n.DraftDoubtful(replace(DRAFT, findings=(DOUBLE,)), "许老师", TWIN, "马丽"),
    "draft_double_asked_of_customer": n.DraftDoubtful(
        replace(DRAFT, findings=(DOUBLE,)), "许老师", TWIN, "马丽", asked=True
    ),
    "double_asked": n.DoubleAsked(replace(DRAFT, findings=(DOUBLE,)), TWIN),
    "draft_price_for_seller": n.DraftDoubtful(replace(DRAFT, findings=(FLOOR,)), "许老师"),
    "draft_merged_by_seller": n.DraftDiscarded(DRAFT, into="SO20260309-0012", twin=TWIN),
    "label_wrong": n.LabelWrong(replace(MOVED_TO, label=2), 1),
    "draft_merged": n.DraftDiscarded(DRAFT, into="SO20260309-0012"),
    "order_held": n.OrderPlaced(HELD, NOW + timedelta(minutes=5), promised=PROMISED),
    "order_divided": n.OrderPlaced(PLACED, NOW + timedelta(minutes=5), promised=PROMISED, rest=TWIN),
    "order_news_short": n.OrderNews(PLACED, "confirm", "周宁", "草稿", can=("schedule",), promised=SHORT),
    "order_changed_held": n.OrderChanged(HELD, replace(PLACED, lines=(replace(LINE, qty=Decimal(20)),)), SHORT),
    "progress_held": n.Progress(HELD, EVENTS, names=NAMES),
    "progress_short": n.Progress(PLACED, EVENTS, names=NAMES, promised=SHORT),
    "approval_asked": n.ApprovalAsked(HELD, ASKED, BUYING, "周宁"),
    "approval_asked_known": n.ApprovalAsked(HELD, ASKED, BUYING, "周宁", KNOWN),
    "approval_paid": n.ApprovalDecided(PLACED, replace(ASKED, state=Verdict.GRANTED), "", PROMISED, came=True),
    "approval_paid_first": n.ApprovalDecided(HELD, replace(DECIDED, state=Verdict.REFUSED, reason=PAID_FIRST), "马丽"),
    "pledge_rate": n.PledgeRate(
        date(2026, 3, 1),
        (Tally("u1", 9, 1, 0), Tally("u2", 1, 0, 1), Tally("system", 1, 0, 0)),
        {"u1": "周宁", "u2": "马丽"},
    ),
    "pledge_rate_none": n.PledgeRate(date(2026, 2, 1), ()),
    "approval_reason": n.ReasonAsked(HELD, ASKED, Verdict.REFUSED),
    "approval_granted": n.ApprovalDecided(PLACED, replace(DECIDED, state=Verdict.GRANTED), "马丽"),
    "approval_refused": n.ApprovalDecided(HELD, replace(DECIDED, state=Verdict.REFUSED), "马丽"),
    "approval_expired": n.ApprovalDecided(HELD, replace(ASKED, state=Verdict.EXPIRED), ""),
    "reason_wanted": n.ReasonWanted(PLACED, ("地址",)),
    "reason_wanted_cancel": n.ReasonWanted(PLACED),
    "change_kept": n.Kept(PLACED),
    "change_asked_address": n.ChangeAsked(LABELLED, MOVE, BUYING, "周宁"),
    "change_asked_day": n.ChangeAsked(PLACED, SOONER, BUYING, "许老师", PROMISED, True, 2),
    "change_asked_late": n.ChangeAsked(PLACED, SOONER, BUYING, "许老师", SHORT, False),
    "change_asked_part": n.ChangeAsked(PLACED, SOONER, BUYING, "许老师", SHORT, False, parts=PARTLY),
    "change_refused_part": n.ChangeDecided(
        PLACED, replace(SOONER, state=Verdict.REFUSED, reason="模具在修"), "马丽", PLACED, parts=PARTLY
    ),
    "change_asked_price": n.ChangeAsked(PLACED, CHEAPER, BUYING, "周宁"),
    "change_sent": n.ChangeSent(LABELLED, MOVE, ("user:马丽", "manager")),
    "change_sent_late": n.ChangeSent(PLACED, SOONER, ("production",), False, SHORT),
    "change_granted": n.ChangeDecided(
        replace(MOVED_TO, label=2), replace(MOVE, state=Verdict.GRANTED), "马丽", LABELLED, PROMISED
    ),
    "change_refused": n.ChangeDecided(
        PLACED, replace(SOONER, state=Verdict.REFUSED, offered=date(2026, 3, 20)), "马丽", PLACED
    ),
    "change_expired": n.ChangeDecided(PLACED, replace(SOONER, state=Verdict.EXPIRED), "", PLACED),
    "day_wanted": n.DayWanted(PLACED),
    "pick_changed": n.PickChanged(
        PLACED, replace(PLACED, lines=(replace(LINE, base_qty=Decimal(360), picked=Decimal(120)),)), "周宁", "数量记错"
    ),
    "label_todo": n.LabelTodo(replace(MOVED_TO, label=2), "东城一路8号", "马丽", "客户仓库搬了"),
    "payment_asked": n.ApprovalAsked(PLACED, MONEY_ASKED, BUYING, "周宁"),
    "payment_voucher_asked": n.ApprovalAsked(PLACED, VOUCHER_ASKED, BUYING, "许老师"),
    "payment_amount_asked": n.ReasonAsked(PLACED, VOUCHER_ASKED, Verdict.GRANTED),
    "payment_granted": n.ApprovalDecided(
        PLACED, replace(MONEY_ASKED, state=Verdict.GRANTED, decided_by="f1"), "马丽", account=ACCOUNT
    ),
    "payment_refused": n.ApprovalDecided(
        PLACED,
        replace(MONEY_ASKED, state=Verdict.REFUSED, decided_by="f1", reason="银行没有这笔"),
        "马丽",
        account=ACCOUNT,
    ),
    "quote_new": n.QuoteShown(OFFER, QUOTE, BUYING, "周宁", fresh="new"),
    "quote_asked": n.QuoteShown(OFFER, QUOTE, BUYING, "周宁", fresh="asked"),
    "quote_nobody": n.QuoteShown(OFFER, QUOTE, BUYING, "周宁", fresh="nobody"),
    "quote_shown_sent": n.QuoteShown(OFFER, SENT_QUOTE, BUYING, "周宁", fresh="sent"),
    "quote_waits": n.QuoteShown(OFFER, replace(QUOTE, state=QuoteState.ASKED), BUYING, "周宁"),
    "quote_refused": n.QuoteShown(OFFER, replace(QUOTE, state=QuoteState.REFUSED), BUYING, "周宁"),
    "quote_dropped": n.QuoteShown(OFFER, replace(QUOTE, state=QuoteState.WITHDRAWN), BUYING, "周宁", fresh="dropped"),
    "quote_over": n.QuoteShown(OFFER, ENDED_QUOTE, BUYING, "周宁"),
    "quote_turned": n.QuoteShown(OFFER, replace(SENT_QUOTE, made=PLACED.id), BUYING, "周宁", PLACED),
    "quote_sent": n.QuoteSent(OFFER, SENT_QUOTE, "周宁"),
    "quote_sent_over": n.QuoteSent(OFFER, ENDED_QUOTE, "周宁"),
    "quote_sent_dropped": n.QuoteSent(OFFER, replace(SENT_QUOTE, state=QuoteState.WITHDRAWN), "周宁"),
    "quote_list": n.QuoteList(
        (SENT_QUOTE, replace(QUOTE, number="QT20260309-0001"), replace(ENDED_QUOTE, number="QT20260301-0002")),
        (OFFER, OFFER, OFFER),
        {"QT20260309-0001": "SO20260310-0001"},
    ),
    "quote_list_none": n.QuoteList((), (), whose="青禾文具店"),
    "quote_due": n.QuoteDue(OFFER, SENT_QUOTE, BUYING),
    "quote_due_over": n.QuoteDue(OFFER, ENDED_QUOTE, BUYING, over=True),
    "quote_price_asked": n.ApprovalAsked(
        replace(OFFER, findings=(OWN_PRICE,)),
        replace(ASKED, topic="quote:17", findings=(OWN_PRICE,)),
        BUYING,
        "周宁",
    ),
    "quote_handed_over": n.HandedOver(
        BUYING.name, BUYER.name, ("报价单 QT20260310-0003\n① 封箱胶带(透明) 300卷 × 17.35元/卷 = 5,205 元",), "window"
    ),
    "draft_for_quote": n.DraftShown(DRAFT, BUYING, offer=True),
    "draft_of_quote_over": n.DraftShown(
        replace(
            DRAFT,
            quote=QUOTE.number,
            findings=(
                Finding("quote.over", Level.WARN, {"key": QUOTE.number, "until": "2026-03-09T15:59:59+00:00"}),
                Finding(
                    "quote.less",
                    Level.WARN,
                    {"key": "JD-48C", "label": LINE.label, "from": "300", "unit": "卷"},
                    line=1,
                ),
            ),
        ),
        BUYING,
    ),
    "history_of_quote": n.History(
        OFFER, (replace(CHANGED, action="quote_change", changes=(Change("quote", "v1", "v2"),)),), NAMES
    ),
    "payment_filed": n.PaymentFiled(PLACED, CLAIM),
    "payment_filed_again": n.PaymentFiled(PLACED, CLAIM, again=True),
    "payment_filed_by_customer": n.PaymentFiled(PLACED, OWN_CLAIM),
    "payment_received": n.PaymentFiled(PLACED, GRANTED, ACCOUNT),
    "payment_lapsed": n.PaymentFiled(PLACED, replace(CLAIM, state=PaymentState.REFUSED)),
    "payments": n.PaymentsShown(PLACED, ACCOUNT, (GRANTED, CLAIM), PREPAID, NAMES),
    "payments_to_give_back": n.PaymentsShown(PLACED, BACK_ACCOUNT, (), Terms(), NAMES),
    "payments_unpriced": n.PaymentsShown(PLACED, Account(None), (), Terms(payment="prepaid"), NAMES),
    "order_news_paid": n.OrderNews(PLACED, "paid", "马丽", can=("schedule",)),
    "order_news_first": n.OrderNews(PLACED, "confirm", "周宁", "草稿", can=("schedule",), lane=Lane("客服小美")),
    "order_placed_first": n.OrderPlaced(PLACED, NOW + timedelta(minutes=5), lane=Lane("客服小美")),
    "progress_first": n.Progress(PLACED, EVENTS, names=NAMES, lane=Lane()),
    "form_line": n.RefusedNotice("form.line", {"写的": "昨天那个"}),
    "unpaid": n.RefusedNotice("flow.unpaid", {"单号": "SO20260310-0001", "动作": "排产", "已收": "1", "差": "1560.5"}),
    "unpaid_unpriced": n.RefusedNotice("flow.unpaid", {"单号": "SO20260310-0001", "动作": "排产", "已收": "0"}),
    "draft_gifts": n.DraftShown(replace(DRAFT, findings=GIFT_FOUND), BUYING, promised=PROMISED),
    "draft_said_gift": n.DraftShown(replace(DRAFT, findings=GIFT_USED), BUYING, promised=PROMISED),
    "return_asked": n.ApprovalAsked(PLACED, BACK_ASKED, BUYING, "许老师"),
    "return_filed": n.ReturnFiled(PLACED, WISH),
    "return_granted": n.ReturnFiled(PLACED, replace(WISH, state=ReturnState.GRANTED, flawed=True)),
    "return_refused": n.ReturnFiled(PLACED, replace(WISH, state=ReturnState.REFUSED), "照片看不出问题"),
    "return_late": n.ReturnLate(PLACED, WISH.goods[:1], NOW - timedelta(days=8), NOW - timedelta(days=1), 7, "周宁"),
    "return_never": n.ReturnLate(PLACED, WISH.goods, NOW - timedelta(days=8), NOW - timedelta(days=8), 0),
    "return_awaited": n.ReturnAwaited(PLACED, WISH),
    "return_booked": n.ReturnBooked(PLACED, WISH, (), "老段"),
    "return_without_gift": n.ReturnBooked(PLACED, replace(WISH, goods=WISH.goods[:1]), WISH.goods[1:], "老段"),
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
    "pledge_kept": n.PledgeKept(PLEDGED, fresh=True),
    "pledge_settled": n.PledgeKept(replace(PLEDGED, state=Kept.BROKEN)),
    "pledge_due": n.PledgeDue(PLEDGED),
    "pledges": n.Pledges((PLEDGED, replace(PLEDGED, id=2, state=Kept.BROKEN, due=date(2026, 3, 6))), {"u1": "周宁"}),
    "stock_counted": n.StockChanged(TAPE_C, "count", Decimal(20), LevelOf(Decimal(20), Decimal(20)), shrunk=1),
    "plans_shown": n.PlansShown(
        DRAFT,
        (
            Plan("overtime", date(2026, 3, 14), Decimal(1800), PARTLY, days=2),
            Plan("outside", date(2026, 3, 13), Decimal(1728), who="东城文具厂", qty=Decimal(210)),
            Plan("queue", date(2026, 3, 13), slips=WAITS, waiting=(OrderId(31), OrderId(32))),
        ),
        date(2026, 3, 19),
    ),
    "plans_none": n.PlansShown(DRAFT, (), None),
    "plan_made": n.PlanMade(PLACED, RUSHED),
    "approval_asked_rush": n.ApprovalAsked(
        replace(HELD, findings=(RUSHED,)), replace(ASKED, topic="rule.manager", findings=(RUSHED,)), BUYING, "周宁"
    ),
    "promise_moved": n.PromiseMoved(PLACED, SHORT, PROMISED),
    "delay_drafted": n.DelayDrafted(PLACED, SLIP),
    "delay_sent": n.DelayDrafted(PLACED, replace(SLIP, state=SlipState.SENT, closed_at=NOW)),
    "delay_held": n.DelayDrafted(PLACED, replace(SLIP, after=None, state=SlipState.HELD, closed_at=NOW)),
    "delay_quiet": n.DelayDrafted(PLACED, replace(SLIP, state=SlipState.QUIET, closed_at=NOW)),
    "delay_over": n.DelayDrafted(PLACED, replace(SLIP, state=SlipState.OVER, closed_at=NOW)),
    "delay_told": n.DelayTold(PLACED, SLIP),
    "delay_asked": n.DelayAsked(PLACED, SLIP),
    "delay_invented": n.DelayAsked(PLACED, SLIP, ("19", "200")),
    "news_off": n.NewsSwitched(on=False),
    "news_on": n.NewsSwitched(on=True),
    "goods_lack": n.PromiseMoved(PLACED, tuple(replace(p, short=Decimal(0)) for p in SHORT), SHORT),
    "order_moved_lacking": n.OrderMoved(SHIPPED, "ship", "备料中", (), ("封箱胶带(透明) 48mm 120卷",)),
    "check_blocked": n.RefusedNotice("check.blocked", {**LEAST.facts, "单号": "SO20260310-0001"}, "least.qty"),
    "draft_ready": n.DraftShown(DRAFT, BUYING, others=1),
    "draft_doubtful": n.DraftShown(DOUBTFUL, BUYING),
    "draft_changed": n.DraftShown(MANY, BUYING, changed=("line:2=5箱", "date")),
    "draft_other_product": n.DraftShown(DRAFT, BUYING, changed=("line:1=封箱胶带(米黄) 48mm", f"customer={OTHER}")),
    "draft_price_said": n.DraftShown(
        replace(DRAFT, lines=(replace(LINE, price=None, said_price=TAPE_C.price),)), BUYING
    ),
    "draft_line_removed": n.DraftShown(replace(MANY, lines=(LINE, GIFT)), BUYING, changed=("removed", "address")),
    "draft_sixty_lines": n.DraftShown(SIXTY, BUYING, changed=("line:50",)),
    "draft_asks_product": n.DraftShown(ASK_PRODUCT, BUYING),
    "draft_asks_customer": n.DraftShown(ASK_CUSTOMER, None),
    "draft_asks_quantity": n.DraftShown(ASK_QUANTITY, BUYING),
    "draft_asks_date": n.DraftShown(ASK_DATE, BUYING),
    "draft_not_understood": n.DraftShown(DRAFT, BUYING, not_understood="那个再弄一下"),
    "draft_half_understood": n.DraftShown(
        MANY, BUYING, changed=("line:2=5箱",), not_understood="那个5箱 还有那个再弄一下"
    ),
    "draft_discarded": n.DraftDiscarded(DRAFT),
    "draft_discarded_recalled": n.DraftDiscarded(DRAFT, "转向节300件"),
    "draft_recalled": n.DraftShown(DRAFT, BUYING, recalled="再加20件右转向节"),
    "draft_heard": n.DraftShown(DRAFT, BUYING, heard="封箱胶带透明的三百卷十五号前到"),
    "draft_from_file": n.DraftShown(DRAFT, BUYING, read="file"),
    "draft_from_picture": n.DraftShown(
        replace(
            DRAFT,
            doubts=(Doubt("customer", "picture"), Doubt("date", "picture")),
            lines=tuple(
                replace(line, doubts=(Doubt("product", "picture"), Doubt("quantity", "picture")))
                for line in DRAFT.lines
            ),
        ),
        BUYING,
        read="picture",
    ),
    "cannot_read_locked": n.CannotRead(MessageKind.FILE, why="locked"),
    "cannot_read_kind": n.CannotRead(MessageKind.FILE, why="kind"),
    "cannot_read_no_order": n.CannotRead(MessageKind.IMAGE, why="no_order"),
    "recalled_later": n.RecalledLater(PLACED, "周宁", "转向节300件,18号到"),
    "edited_later": n.RecalledLater(PLACED, "周宁", "转向节300件,18号到", "转向节500件,18号到"),
    "order_placed": n.OrderPlaced(PLACED, NOW + timedelta(minutes=5)),
    "order_placed_many": n.OrderPlaced(
        replace(PLACED, lines=MANY.lines, address="文化路8号东门仓库"), NOW + timedelta(minutes=5)
    ),
    "order_placed_changed": n.OrderPlaced(
        replace(PLACED, lines=MANY.lines[:3]), NOW + timedelta(minutes=5), was=replace(PLACED, lines=MANY.lines[1:2])
    ),
    "order_news_confirm": n.OrderNews(PLACED, "confirm", "周宁", "草稿", can=("schedule",)),
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
    "draft_first": n.DraftShown(replace(DRAFT, version=1), BUYING, changed=("customer", "date", "line:1")),
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
    ),
    "status_list_cancel": n.StatusList((PLACED, SECOND), action="cancel"),
    "status_list_change": n.StatusList((PLACED, SECOND), action="change"),
    "status_list_advance": n.StatusList((PLACED, SECOND), action="advance", verb="ship", value="SF1035720946"),
    "no_orders": n.NoOrders("0099"),
    "no_orders_of_others": n.NoOrders(foreign=True),
    "evidence": n.EvidenceShown(DRAFT, {7: SAID}),
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
    "passed_on": n.PassedOn("周宁", "SO20260310-0001"),
    "inquiry": n.Inquiry("许老师", "青禾文具店", "胶带能不能便宜点?", "SO20260310-0001"),
    "shortage": n.ShortageReported((TAPE_C,), "200卷", "老段", "透明胶带缺200卷"),
    "alert": ALERTED,
    "alert_second_level": replace(
        ALERTED, alert=replace(ALERT, level=2), told=(*TOLD, replace(TOLD[0], to="user:m1", level=2)), why=Why.LEVEL
    ),
    "alert_taken": replace(ALERTED, alert=TAKEN),
    "alert_no_progress": replace(ALERTED, alert=TAKEN, why=Why.STILL),
    "alert_muted": replace(ALERTED, alert=replace(TAKEN, state=AlertState.MUTED, muted_until=NOW + timedelta(hours=2))),
    "alert_unmuted": replace(ALERTED, why=Why.UNMUTED),
    "alert_again": replace(ALERTED, why=Why.AGAIN),
    "alert_given": replace(ALERTED, alert=TAKEN, why=Why.GIVEN),
    "alert_unfinished": replace(ALERTED, alert=TAKEN, why=Why.LATE),
    "alert_over": replace(
        ALERTED, alert=replace(TAKEN, state=AlertState.CLOSED, closed_at=NOW, closed_by="w1", conclusion="已出库")
    ),
    "alert_wall": replace(ALERTED, working=False, elapsed=timedelta(hours=50)),
    "alert_explained": replace(ALERTED, alert=replace(TAKEN, conclusion="等供应商送料,明天上午到")),
    "alert_asks_reason": n.AlertAsked(ALERTED, "explain"),
    "alert_asks_conclusion": n.AlertAsked(ALERTED, "solve"),
    "alert_asks_who": n.AlertAsked(ALERTED, "pass_on", "老王"),
    "alert_asks_count": n.AlertAsked(SHORTAGE_SHOWN, "recount", "好多"),
    "swap_offered": n.SwapOffered(
        MOVING, Instead(1, 0, "封箱胶带(加厚) 48mm", Decimal(120), "卷", Decimal("24")), "老段"
    ),
    "swaps_asked": n.SwapsAsked(
        TAPE_C, (Swap(MOVING, Instead(1, 0, "封箱胶带(加厚) 48mm", Decimal(120), "卷", Decimal("24")), "陈海波"),), 3
    ),
    "swaps_none": n.SwapsAsked(TAPE_C, (), 2),
    "alert_list": n.AlertList((ALERTED, replace(ALERTED, order=PLACED, alert=replace(ALERT, id=ALERT.id + 1)))),
    "alert_why": n.AlertWhy(ALERTED, ("owner",)),
    "alert_why_ranked": n.AlertWhy(
        *(ALERTED, ("owner",)),
        n.DigestRow(ALERTED, Decimal(210282), Decimal(5205), Decimal("20.2"), Decimal(5205), vip=True),
    ),
    "alert_short": SHORTAGE_SHOWN,
    "alert_short_bought_from": replace(
        SHORTAGE_SHOWN, shortage=replace(LACKED, product=replace(TAPE_C, supplier="瑞安华盛", lead_days=4))
    ),
    "alert_short_requested": replace(SHORTAGE_SHOWN, shortage=replace(LACKED, requisition=WANTED)),
    "requested": n.Requested(WANTED, TAPE_C, "老段"),
    "requested_already": n.Requested(WANTED, TAPE_C, "老段", again=True),
    "sale_flagged": n.SaleFlagged(TAPE_C, Stop("JD-48C", NOW, "system", free=Decimal(9), safety=Decimal(48), id=4)),
    "requisition_passed": n.RequisitionPassed(WANTED, TAPE_C, "老段", ("SO20260310-0001", "SO20260310-0002")),
    "digest": n.Digest(
        (
            n.DigestRow(ALERTED, Decimal(9), Decimal(5205), Decimal("20.2"), Decimal(5205), vip=True),
            n.DigestRow(SHORTAGE_SHOWN, Decimal(1), Decimal(0), Decimal(3), Decimal(1000)),
        ),
        5,
        7,
        8,
    ),
    "digest_warehouse": n.Digest(
        (n.DigestRow(ALERTED, Decimal(9), Decimal(5205), Decimal("20.2"), Decimal(5205)),), 1, 1, 2, "华东仓"
    ),
    "weekly": n.Weekly(
        date(2026, 3, 2),
        date(2026, 3, 8),
        9,
        7,
        5,
        (n.Tally("备料中", 5, 1), n.Tally("缺料", 4, 1)),
        (n.Tally("warehouse", 5, 1), n.Tally("purchasing", 4, 1)),
        (n.Tally("JD-48C", 6, 2),),
    ),
    "weekly_empty": n.Weekly(date(2026, 3, 2), date(2026, 3, 8), 0, 0, 0),
    "digest_paused": n.DigestSwitched(True),
    "digest_resumed": n.DigestSwitched(False),
    "digest_empty": n.Digest((), 0, 0, 0),
    "task_buy": n.AlertTask(MOVING, "buy", "备料中", SHORT),
    "task_shortage": n.AlertTask(MOVING, "shortage", "备料中", ()),
    "task_explain": n.AlertTask(MOVING, "explain", "备料中", SHORT),
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
    "stale_draft": n.StaleNotice(DRAFT, customer=BUYING),
    "stale_confirmed": n.StaleNotice(PLACED, by="马丽"),
    "stale_nothing": n.StaleNotice(None),
    "nothing_open": n.NothingOpen("confirm"),
    "draft_out_of_the_way": n.DraftShown(UNUSUAL, BUYING),
    "draft_repeated": n.DraftShown(REPEATED, BUYING),
    "draft_waits_for_its_customer": n.DraftShown(WAITING, None),
    "order_placed_learnt": n.OrderPlaced(PLACED, NOW + timedelta(minutes=5), (WORD, replace(WORD, words="黄面", id=4))),
    "alias_list": n.AliasList("青禾文具店", (WORD, replace(WORD, words="粘条子", source="learnt"))),
    "alias_list_long": n.AliasList("青禾文具店", tuple(replace(WORD, words=f"胶{i}号") for i in range(1, 13))),
    "alias_list_empty": n.AliasList("青禾文具店", (), "大黄"),
    "alias_taught": n.AliasChanged("taught", "青禾文具店", WORD, "封箱胶带(米黄) 48mm"),
    "alias_forgotten": n.AliasChanged("forgotten", "青禾文具店", WORD),
    "alias_restored": n.AliasChanged("restored", "青禾文具店", WORD),
    "alias_several": n.AliasUnclear("亮条", "胶带", ("封箱胶带(透明) 48mm", "封箱胶带(米黄) 48mm")),
    "alias_unknown": n.AliasUnclear("亮条", "订书机"),
    "alias_whose": n.AliasUnclear("亮条", which=("青禾文具店", OTHER)),
    "refused_alias_role": n.RefusedNotice("alias.role"),
    "help_sales": n.HelpShown("sales"),
    "help_customer": n.HelpShown("customer"),
    "help_warehouse": n.HelpShown("warehouse"),
    "welcome": n.Welcome("许老师", "customer"),
    "unbound": n.Unbound("wx_8a1f"),
    "invited": n.Invited("许老师", "青禾文具店", "customer", "K7MP-3QXA-9RTW", NOW + timedelta(hours=72)),
    "invited_again": n.Invited("周宁", "", "sales", "K7MP-3QXA-9RTW", NOW + timedelta(hours=72), again=True),
    "joined": n.Joined("许老师", "青禾文具店", "wechat_kf"),
    "joined_again": n.Joined("周宁", "", "dingtalk", again=True),
    "bound": n.Bound("许老师", "customer", "青禾文具店"),
    "bound_staff": n.Bound("老段", "warehouse"),
    "code_wrong": n.CodeRefused("wrong"),
    "code_claim": n.CodeRefused("claim"),
    "code_claim_busy": n.CodeRefused("claim_busy"),
    "code_busy": n.CodeRefused("busy"),
    "code_known": n.CodeRefused("known"),
    "person_bound": n.PersonChanged("bound", "许老师", "青禾文具店", ("wechat_kf wx_8a1f",)),
    "person_unbound": n.PersonChanged("unbound", "周宁", "", ("wecom zhouning", "dingtalk 0123")),
    "person_disabled": n.PersonChanged("disabled", "周宁"),
    "person_enabled": n.PersonChanged("enabled", "周宁"),
    "handed_over": n.HandedOver("青禾文具店", "许老师", ("SO20260310-0001 已发货,顺丰 SF8820113",), "window"),
    "cannot_read": n.CannotRead(MessageKind.VOICE),
    "picture_kept": n.CannotRead(MessageKind.IMAGE, proof=True),
    "not_understood": n.NotUnderstood("那个弄一下"),
    "sorry": n.Sorry(4711),
    "ops_alarm": n.OpsAlarm("outbox.dead", 4711, "wecom 60020"),
    "ops_alarm_carrier": n.OpsAlarm("carrier.parcel", 12, "YT3330001112(702)"),
    "ops_alarm_rules": n.OpsAlarm(
        "rules.wrong", 4711, "rules.toml 第 5 行 规则“大单” if:没有“金客”这个条件项。可用:金额"
    ),
    "order_tagged": n.OrderNews(replace(MOVING, tags=("重点", "技术争议")), "prepare", "老段", "已排产", can=("ship",)),
    "rule_news": n.RuleNews(PLACED, RULED, "青禾文具店 VIP 金额5205,请盯一下", "青禾文具店 *** 金额***,请盯一下"),
    "rule_did": n.RuleNews(MOVING, RULED, did=("加标签 重点", "已排产 → 备料中")),
    "rule_list": n.RuleList(((RULE, 0), (replace(RULE, text=OTHER_RULE), 2), (replace(RULE, version=1), 1))),
    "rule_list_empty": n.RuleList(()),
    "rule_one": n.RuleList(((RULE, 1),)),
    "rule_enabled": n.RuleList(((RULE, 2),), "规则“大单”第2版已启用,马上生效"),
    "rule_wrong": n.RuleList((), "规则“大单”没有存下来", ("没有“金客”这个条件项,可用:金额、数量",)),
    "rule_tried": n.RuleTried(RULE, ((PLACED, NOW - timedelta(days=2), "下单"), (SECOND, NOW, "下单")), 30, 7),
    "rule_tried_much": n.RuleTried(RULE, ((PLACED, NOW, "下单"),) * 40, 30, 1000, full=False),
    "rule_tried_none": n.RuleTried(RULE, (), 30, 0),
    "because_rule": n.Because(MOVING, BY_RULE, RULED, RULE),
    "because_person": n.Because(MOVING, replace(BY_RULE, actor="w1", reason=""), "老段"),
}
