"""One of every notice about deadlines, escalations and digests."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from handlers import notices as n
from handlers.domain.alert import AlertState, Why
from handlers.domain.health import Health
from handlers.domain.rules.model import RuleText
from tests.unit.cards.gallery.company import (
    ALERT,
    ALERTED,
    MOVING,
    NOW,
    PLACED,
    SHORT,
    SHORTAGE_SHOWN,
    TOLD,
)

TAKEN = replace(ALERT, state=AlertState.TAKEN, taken_by="w1", taken_at=NOW - timedelta(minutes=20))

ALERTS: dict[str, n.Notice] = {
    "alert_call": n.AlertCall(ALERTED),
    "alert": ALERTED,
    "alert_second_level": replace(
        ALERTED,
        alert=replace(ALERT, level=2),
        told=(*TOLD, replace(TOLD[0], to="user:m1", level=2)),
        why=Why.LEVEL,
        unheard={"user:w1": timedelta(minutes=20)},
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
    "alert_asks_day": n.AlertAsked(ALERTED, "fix_day", "尽快"),
    "alert_asks_reason": n.AlertAsked(ALERTED, "explain"),
    "alert_asks_conclusion": n.AlertAsked(ALERTED, "solve"),
    "alert_asks_who": n.AlertAsked(ALERTED, "pass_on", "老王"),
    "alert_list": n.AlertList((ALERTED, replace(ALERTED, order=PLACED, alert=replace(ALERT, id=ALERT.id + 1)))),
    "alert_why": n.AlertWhy(ALERTED, ("owner",)),
    "alert_why_ranked": n.AlertWhy(
        *(ALERTED, ("owner",)),
        n.DigestRow(ALERTED, Decimal(210282), Decimal(5205), Decimal("20.2"), Decimal(5205), vip=True),
    ),
    "digest": n.Digest(
        (
            n.DigestRow(ALERTED, Decimal(9), Decimal(5205), Decimal("20.2"), Decimal(5205), vip=True),
            n.DigestRow(SHORTAGE_SHOWN, Decimal(1), Decimal(0), Decimal(3), Decimal(1000), people=("马采购", "齐采购")),
        ),
        5,
        7,
        8,
    ),
    "digest_rated": n.Digest(
        (
            n.DigestRow(
                *(ALERTED, Decimal(9), Decimal(5205), Decimal("20.2"), Decimal(5205)),
                health=Health(5, 2, 0, 2, Decimal(34)),
            ),
        ),
        *(1, 0, 0),
        pool=3,
        limit=70,
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
        (
            RuleText("复盘备料中", ("进入 备料中",), ("通知 负责人:{单号} 到了备料中,上周这里超时5次,请别拖",)),
            RuleText("必填备料中", ("离开 备料中",), ("必填 照片:完成凭证",)),
        ),
    ),
    "weekly_empty": n.Weekly(date(2026, 3, 2), date(2026, 3, 8), 0, 0, 0),
    "digest_paused": n.DigestSwitched(True),
    "digest_resumed": n.DigestSwitched(False),
    "digest_empty": n.Digest((), 0, 0, 0, kept=(24, 25), folded=12),
    "task_buy": n.AlertTask(MOVING, "buy", "备料中", SHORT, others=(("warehouse", "shortage"), ("seller", "explain"))),
    "task_shortage": n.AlertTask(MOVING, "shortage", "备料中", ()),
    "task_explain": n.AlertTask(MOVING, "explain", "备料中", SHORT),
    "ops_alarm": n.OpsAlarm("outbox.dead", 4711, "wecom 60020"),
    "ops_alarm_near": n.OpsAlarm("quota.near", 0, "wecom 已发8000条,上限10000条,03-11 00:00重新计"),
    "ops_alarm_near_free": n.OpsAlarm(
        "quota.near",
        0,
        "feishu 已调用8000次,上限10000次(免费版的,买了更高的版本请写 calls_per_month),04-01重新计",
    ),
    "ops_alarm_full": n.OpsAlarm("quota.full", 0, "dingtalk 90020,03-11 00:00再试"),
    "ops_alarm_unheard": n.OpsAlarm("quota.unheard", 0, "dingtalk 20001"),
    "ops_alarm_calendar": n.OpsAlarm("calendar.guessed", 2027, "2027年"),
    "ops_alarm_message": n.OpsAlarm("inbox.dead", 4711),
    "ops_alarm_deadline": n.OpsAlarm("deadline.dead", 4711, "promise"),
    "ops_alarm_account": n.OpsAlarm("carrier.account", 260310601, "601"),
    "ops_alarm_unfit": n.OpsAlarm("rules.unfit", 4711, "大单先审、备料先拍照"),
    "ops_alarm_right": n.OpsAlarm("rules.right"),
    "ops_alarm_rules": n.OpsAlarm(
        "rules.wrong", 4711, "rules.toml 第 5 行 规则“大单” if:没有“金客”这个条件项。可用:金额"
    ),
}
