"""One of every notice about an approval and a change that needs one."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from handlers import notices as n
from handlers.domain.approval import ADDRESS, COST, DATE, PAID_FIRST, Approval, Verdict
from handlers.domain.backing import Background, Paid
from handlers.domain.order import OrderId
from tests.unit.cards.gallery.company import (
    ASKED,
    BUYING,
    HELD,
    LINE,
    NOW,
    PLACED,
    PROMISED,
    SHORT,
)
from tests.unit.cards.gallery.rush import PARTLY, RUSHED

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
CHEAPER = replace(
    MOVE, topic=COST, wanted=replace(PLACED, lines=(replace(LINE, said_price=Decimal(15)),)), said="老客户", id=10
)
KNOWN = Background(
    tuple(Paid(date(2026, month, 10), date(2026, month, 10 + late)) for month, late in ((1, 5), (2, 6), (3, 7))),
    Decimal(18),
)

APPROVALS: dict[str, n.Notice] = {
    "label_wrong": n.LabelWrong(replace(MOVED_TO, label=2), 1),
    "approval_asked": n.ApprovalAsked(HELD, ASKED, BUYING, "周宁"),
    "approval_asked_known": n.ApprovalAsked(HELD, ASKED, BUYING, "周宁", KNOWN),
    "approval_asked_rush": n.ApprovalAsked(
        replace(HELD, findings=(RUSHED,)), replace(ASKED, topic="rule.manager", findings=(RUSHED,)), BUYING, "周宁"
    ),
    "approval_paid": n.ApprovalDecided(PLACED, replace(ASKED, state=Verdict.GRANTED), "", PROMISED, came=True),
    "approval_paid_first": n.ApprovalDecided(HELD, replace(DECIDED, state=Verdict.REFUSED, reason=PAID_FIRST), "马丽"),
    "approval_reason": n.ReasonAsked(HELD, ASKED, Verdict.REFUSED),
    "approval_granted": n.ApprovalDecided(PLACED, replace(DECIDED, state=Verdict.GRANTED), "马丽"),
    "approval_refused": n.ApprovalDecided(HELD, replace(DECIDED, state=Verdict.REFUSED), "马丽"),
    "approval_expired": n.ApprovalDecided(HELD, replace(ASKED, state=Verdict.EXPIRED), ""),
    "reason_wanted": n.ReasonWanted(PLACED, ("地址",)),
    "reason_wanted_cancel": n.ReasonWanted(PLACED),
    "change_kept": n.Kept(PLACED),
    "withdrawn": n.Withdrawn(PLACED, ("改期申请",)),
    "withdrawn_request": n.Withdrawn(None, ("开票申请(RQ-0003)",)),
    "change_withdrawn": n.ChangeDecided(PLACED, replace(SOONER, state=Verdict.VOID, decided_by="u1"), "周宁", PLACED),
    "change_asked_address": n.ChangeAsked(LABELLED, MOVE, BUYING, "周宁"),
    "change_asked_day": n.ChangeAsked(PLACED, SOONER, BUYING, "许老师", PROMISED, True, 2),
    "change_asked_late": n.ChangeAsked(PLACED, SOONER, BUYING, "许老师", SHORT, False),
    "change_asked_dearer": n.ChangeAsked(PLACED, SOONER, BUYING, "许老师", PROMISED, True, 2, dearer=Decimal("-1800")),
    "change_asked_part": n.ChangeAsked(PLACED, SOONER, BUYING, "许老师", SHORT, False, parts=PARTLY),
    "change_asked_seller": n.ChangeAsked(
        PLACED, SOONER, BUYING, "许老师", SHORT, False, parts=PARTLY, sent_to=("production",)
    ),
    "change_asked_first": n.ChangeAsked(
        PLACED, SOONER, BUYING, "许老师", SHORT, False, parts=PARTLY, may_ask=("user:钱主任",)
    ),
    "change_asked_first_role": n.ChangeAsked(PLACED, SOONER, BUYING, "许老师", SHORT, False, may_ask=("production",)),
    "day_offered": n.DayOffered(
        PLACED, replace(SOONER, offered=date(2026, 3, 13)), BUYING, "钱主任", "周宁", "u1", PARTLY
    ),
    "day_offered_by_number": n.DayOffered(
        PLACED, replace(SOONER, offered=date(2026, 3, 13)), BUYING, "钱主任", "马丽", "u7"
    ),
    "day_offered_as_wanted": n.DayOffered(
        PLACED, replace(SOONER, offered=SOONER.wanted.due if SOONER.wanted else None), BUYING, "钱主任", "周宁", "u1"
    ),
    "day_offered_no_sooner": n.DayOffered(PLACED, replace(SOONER, offered=PLACED.due), BUYING, "钱主任", "周宁", "u1"),
    "day_offered_later": n.DayOffered(
        PLACED, replace(SOONER, offered=date(2026, 4, 1)), BUYING, "钱主任", "周宁", "u1", PARTLY
    ),
    "day_offered_none": n.DayOffered(
        PLACED, replace(SOONER, reason="模具在修"), BUYING, "钱主任", "周宁", "u1", PARTLY
    ),
    "change_refused_part": n.ChangeDecided(
        PLACED, replace(SOONER, state=Verdict.REFUSED, reason="模具在修"), "马丽", PLACED, parts=PARTLY
    ),
    "change_asked_price": n.ChangeAsked(PLACED, CHEAPER, BUYING, "周宁"),
    "change_asked_again": n.ChangeAsked(PLACED, SOONER, BUYING, "许老师", PROMISED, True, 2, late=True),
    "change_sent_by": n.ChangeSent(PLACED, SOONER, ("user:马丽",), until=NOW + timedelta(minutes=10)),
    "change_sent_again": n.ChangeSent(PLACED, SOONER, (), late=True),
    "change_sent": n.ChangeSent(LABELLED, MOVE, ("user:马丽", "manager")),
    "change_sent_late": n.ChangeSent(PLACED, SOONER, ("production",), False, SHORT),
    "change_sent_part": n.ChangeSent(PLACED, SOONER, ("production",), False, SHORT, parts=PARTLY),
    "change_parted": n.ChangeDecided(
        replace(PLACED, due=date(2026, 3, 12)),
        replace(SOONER, state=Verdict.GRANTED),
        "马丽",
        PLACED,
        parts=PARTLY,
        rest=replace(PLACED, number="SO20260310-0018", id=OrderId(18)),
    ),
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
}
