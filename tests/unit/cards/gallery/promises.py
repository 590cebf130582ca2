"""One of every notice about promises kept, moved and broken."""

from dataclasses import replace
from datetime import date, timedelta

from handlers import notices as n
from handlers.domain.pledge import Kept, Pledge, Tally
from handlers.domain.slip import Slip, SlipState
from tests.unit.cards.gallery.company import (
    NOW,
    PLACED,
    PROMISED,
    SALES,
    SHORT,
)

SLIP = Slip(PLACED.id, date(2026, 3, 11), date(2026, 3, 20), SALES.user, NOW, NOW + timedelta(minutes=5), id=3)
PLEDGED = Pledge("u1", NOW, "记一条:答应青禾周五前到", 3, "console", date(2026, 3, 13), "C1", "青禾文具店", id=3)

PROMISES: dict[str, n.Notice] = {
    "pledge_rate": n.PledgeRate(
        date(2026, 3, 1),
        (Tally("u1", 9, 1, 0), Tally("u2", 1, 0, 1), Tally("system", 1, 0, 0)),
        {"u1": "周宁", "u2": "马丽"},
    ),
    "pledge_rate_none": n.PledgeRate(date(2026, 2, 1), ()),
    "pledge_kept": n.PledgeKept(PLEDGED, fresh=True),
    "pledge_moved": n.PledgeKept(PLEDGED, moved=True, was=date(2026, 3, 9)),
    "pledge_settled": n.PledgeKept(replace(PLEDGED, state=Kept.BROKEN)),
    "pledge_due": n.PledgeDue(PLEDGED),
    "pledges": n.Pledges((PLEDGED, replace(PLEDGED, id=2, state=Kept.BROKEN, due=date(2026, 3, 6))), {"u1": "周宁"}),
    "promise_moved": n.PromiseMoved(PLACED, SHORT, PROMISED),
    "delay_drafted": n.DelayDrafted(PLACED, SLIP),
    "delay_reported": n.DelayDrafted(PLACED, SLIP, "设备故障(孙福根)"),
    "delay_noted": n.DelayNoted(PLACED, date(2026, 3, 18), date(2026, 3, 20), "设备故障", "周宁"),
    "delay_noted_in_time": n.DelayNoted(PLACED, date(2026, 3, 11), date(2026, 3, 12), "设备故障"),
    "delay_noted_silent": n.DelayNoted(PLACED, date(2026, 3, 18), date(2026, 3, 20)),
    "delay_noted_none": n.DelayNoted(PLACED, date(2026, 3, 20), date(2026, 3, 18)),
    "promise_reported": n.PromiseMoved(PLACED, SHORT, PROMISED, "设备故障(孙福根)"),
    "delay_sent": n.DelayDrafted(PLACED, replace(SLIP, state=SlipState.SENT, closed_at=NOW)),
    "delay_held": n.DelayDrafted(PLACED, replace(SLIP, after=None, state=SlipState.HELD, closed_at=NOW)),
    "delay_quiet": n.DelayDrafted(PLACED, replace(SLIP, state=SlipState.QUIET, closed_at=NOW)),
    "delay_over": n.DelayDrafted(PLACED, replace(SLIP, state=SlipState.OVER, closed_at=NOW)),
    "delay_told": n.DelayTold(PLACED, SLIP),
    "delay_asked": n.DelayAsked(PLACED, SLIP),
    "delay_invented": n.DelayAsked(PLACED, SLIP, ("19", "200")),
    "news_off": n.NewsSwitched(on=False),
    "news_why": n.NewsWhy(PLACED, NOW),
    "news_why_none": n.NewsWhy(),
    "news_on": n.NewsSwitched(on=True),
}
