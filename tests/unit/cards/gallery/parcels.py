"""One of every notice about parcels and what customers ask of them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from config.policy import AmendsSpec
from handlers import notices as n
from handlers.domain.alert import Alert, AlertTold
from handlers.domain.amends import Voice
from handlers.domain.transit import Record, Transit
from tests.unit.cards.gallery.company import (
    ALERTED,
    ASKED_FOR,
    IN_HAND,
    MOVING,
    NAMES,
    NOW,
    SHIPPED,
    TOLD,
)

WISHED = n.AlertShown(
    Alert(ASKED_FOR.subject, "request", "改期申请", "user:u1", "request", NOW, NOW, MOVING.id, level=1, id=9),
    MOVING,
    timedelta(),
    True,
    names={"u1": "周宁"},
    asking=n.Asking(ASKED_FOR, "许老师", "青禾文具店", ("到哪了", "急用")),
)
AMENDS = tuple(AmendsSpec(name=name, yuan=Decimal(yuan), what="优惠券") for name, yuan in (("A", 20), ("B", 50)))
STALLED_SHOWN = replace(
    ALERTED,
    alert=replace(ALERTED.alert, rule="silent", title="轨迹停更", owner="logistics"),
    order=SHIPPED,
    working=False,
    elapsed=timedelta(hours=48),
    stall=n.Stall(timedelta(hours=50), at=NOW - timedelta(hours=48), scan="到达宁波中转场"),
)

PARCELS: dict[str, n.Notice] = {
    "alert_stalled": STALLED_SHOWN,
    "alert_stalled_answered": replace(STALLED_SHOWN, stall=n.Stall(timedelta(hours=50), date(2026, 3, 12))),
    "alert_stalled_called": replace(
        STALLED_SHOWN, told=(*TOLD, AlertTold(5, "user:w1", "alert:5", "called", 1, NOW)), names=NAMES
    ),
    "alert_asks_carrier": n.AlertAsked(STALLED_SHOWN, "contacted"),
    "alert_asks_waybill": n.AlertAsked(STALLED_SHOWN, "reroute", "中通"),
    "script": n.StallScript(SHIPPED, NOW - timedelta(days=2), AMENDS),
    "script_warm": n.StallScript(SHIPPED, None, AMENDS, Voice.WARM),
    "script_plain": n.StallScript(SHIPPED, NOW - timedelta(days=2), (), Voice.BRIEF),
    "script_copied": n.ScriptCopied(SHIPPED, NOW - timedelta(days=2), AMENDS[0]),
    "carrier_records": n.CarrierRecords(
        (
            Record(Transit(1, 3, 23, "shunfeng", "浙江"), 20, 18, 19, 2, timedelta(hours=121)),
            Record(Transit(4, 4, 1, "", ""), 0, 0, 0, 0, timedelta()),
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
    "ops_alarm_carrier": n.OpsAlarm("carrier.parcel", 12, "YT3330001112(702)"),
}
