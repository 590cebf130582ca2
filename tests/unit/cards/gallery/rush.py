"""One of every notice about orders that jump the queue."""

from datetime import date, timedelta
from decimal import Decimal

from handlers import notices as n
from handlers.domain.finding import Finding, Level
from handlers.domain.order import OrderId
from handlers.domain.parts import Part
from handlers.domain.plans import Plan, Slips
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
    "plan_made": n.PlanMade(PLACED, RUSHED),
}
