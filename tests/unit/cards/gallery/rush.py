"""One of every notice about orders that jump the queue."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from handlers import notices as n
from handlers.domain.basis import bases
from handlers.domain.capacity import Capacity, Load, Works
from handlers.domain.finding import Finding, Level
from handlers.domain.order import OrderId
from handlers.domain.parts import Part
from handlers.domain.plans import Plan, Slips
from handlers.domain.promise import Inbound, Promise, Source, Supply
from tests.unit.cards.gallery.company import DRAFT, LINE, NOW, PLACED, PROMISED, SHORT

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

MADE = Promise(
    *(1, "JD-48C", LINE.label, Decimal(604), Decimal(300), "卷", Source.MADE, date(2026, 3, 13)),
    full=date(2026, 3, 11),
    made=date(2026, 3, 12),
    loads=(Load("线2", date(2026, 3, 11), Decimal(210)), Load("线2", date(2026, 3, 12), Decimal(40))),
    coming=Decimal(50),
    coming_day=date(2026, 3, 12),
)
BOOKED = Capacity(
    (Works("线2", ("*",), Decimal(210)), Works("线3", ("X",), Decimal(480), Decimal("1.5"))),
    {"线2": {date(2026, 3, 12): Decimal(120)}},
)
SUPPLIES = {
    "JD-48C": Supply(Decimal(304), (Inbound("PO-7", "JD-48C", Decimal(80), date(2026, 3, 11)),), Decimal(30), 1),
    "FY": Supply(lead_days=5),
    "X": Supply(),
}
OTHERS = (
    MADE,
    Promise(2, "FY", "复印纸 A4 70g", Decimal(40), Decimal(40), "包", Source.LEAD, date(2026, 3, 17)),
    Promise(3, "BJ", "便签本", Decimal(4), Decimal(0), "本", Source.STOCK, date(2026, 3, 11)),
    Promise(4, "NN", "大头针", Decimal(4), Decimal(1), "盒", Source.UNKNOWN, None),
    Promise(
        *(5, "X", "文件夹", Decimal(100), Decimal(100), "个", Source.MADE, date(2026, 3, 13)),
        full=date(2026, 3, 11),
        made=date(2026, 3, 12),
        loads=(Load("线3", date(2026, 3, 12), Decimal(150)),),
    ),
)
STOPPED = replace(BOOKED, works=(replace(BOOKED.works[1], days={date(2026, 3, 11): Decimal(0)}), BOOKED.works[0]))

RUSH: dict[str, n.Notice] = {
    "plans_shown": n.PlansShown(
        DRAFT,
        (
            Plan("overtime", date(2026, 3, 14), Decimal(1800), days=2),
            Plan("outside", date(2026, 3, 13), Decimal(1728), who="东城文具厂", qty=Decimal(210)),
            Plan("queue", date(2026, 3, 16), parts=PARTLY, slips=WAITS, waiting=(OrderId(31), OrderId(32))),
        ),
        date(2026, 3, 19),
    ),
    "plans_none": n.PlansShown(DRAFT, (), None),
    "plans_shown_confirmed": n.PlansShown(PLACED, (Plan("overtime", date(2026, 3, 14), Decimal(1800), days=2),), None),
    "plan_taken": n.PlanTaken(PLACED, RUSHED, SHORT, PROMISED, NOW + timedelta(minutes=5)),
    "plan_taken_back": n.PlanTaken(PLACED, RUSHED, PROMISED, SHORT),
    "basis": n.BasisShown(PLACED, (MADE,), bases((MADE,), SUPPLIES, BOOKED)),
    "basis_of_draft": n.BasisShown(DRAFT, OTHERS[1:], bases(OTHERS[1:], SUPPLIES, STOPPED)),
    "basis_long": n.BasisShown(DRAFT, OTHERS, bases(OTHERS, SUPPLIES, STOPPED)),
    "plan_made": n.PlanMade(PLACED, RUSHED),
}
