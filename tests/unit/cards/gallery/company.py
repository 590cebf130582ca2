"""The invented stationery wholesaler of the gallery: its people, goods, orders and what is known about them."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from cards.viewer import Viewer
from config.flow import FlowSpec
from handlers import notices as n
from handlers.domain.alert import Alert, AlertTold
from handlers.domain.approval import Approval
from handlers.domain.buying import Shortage, Waits
from handlers.domain.finding import Finding, Level
from handlers.domain.messaging import ChatKind, ChatRef
from handlers.domain.order import Change, Evidence, Line, Order, OrderEvent, OrderId, Phase
from handlers.domain.party import Customer, Person, Product, Role
from handlers.domain.promise import Inbound, Promise, Source
from handlers.domain.request import Kind, Request
from handlers.domain.reserve import Level as LevelOf
from nlp.types import DueKind

ROOT = Path(__file__).resolve().parents[4]
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
    return Viewer(person, kind, ZONE, NOW, chat_customer, flows={"five_state": FLOW})


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
FOREIGN = replace(
    PLACED, id=OrderId(19), number="SO20260310-0002", customer_id="C9", customer_name=OTHER, placed_by="u2", evidence={}
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
TOLD = (AlertTold(5, "user:w1", "alert:5", "level", 1, NOW - timedelta(minutes=40)),)
PROMISED = (Promise(1, "JD-48C", LINE.label, Decimal(300), Decimal(0), "卷", Source.STOCK, date(2026, 3, 11)),)
SHORT = (Promise(1, "JD-48C", LINE.label, Decimal(300), Decimal(120), "卷", Source.INBOUND, date(2026, 3, 20)),)
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
LEAST = Finding("least.qty", Level.WARN, {"key": "JD-48C", "label": LINE.label, "least": "500", "unit": "卷"}, "fit", 1)
TWIN = replace(PLACED, id=OrderId(16), number="SO20260309-0012", confirmed_at=NOW - timedelta(hours=20))
HELD = replace(PLACED, held=True, findings=(CREDIT, LATE_MONEY, FLOOR))
ASKED = Approval(
    OrderId(17), "credit", ("finance", "manager"), (CREDIT, LATE_MONEY), "u1", NOW, NOW + timedelta(hours=24), id=5
)
LACKED = Shortage(
    TAPE_C,
    LevelOf(Decimal(180), Decimal(180)),
    tuple(
        Waits(one.id, one.number or "", one.customer_id, one.due, Decimal(short), one)
        for one, short in ((PLACED, 120), (FOREIGN, 20))
    ),
    (Inbound("PO-7", "JD-48C", Decimal(40), date(2026, 3, 20)),),
)
SHORTAGE_SHOWN = n.AlertShown(
    Alert("sku:JD-48C", "short", "封箱胶带 缺料", "purchasing", "usual", NOW, NOW, sku="JD-48C", level=1, id=6),
    None,
    timedelta(),
    True,
    shortage=LACKED,
)
ALERTED = n.AlertShown(ALERT, MOVING, timedelta(hours=10, minutes=12), True, TOLD, NAMES)
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
IN_HAND = n.RequestTaken(ASKED_FOR, MOVING, "周宁", NOW + timedelta(hours=4))
