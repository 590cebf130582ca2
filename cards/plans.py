"""插单评估: the ways to have an order sooner, with what each costs and who would wait."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from cards import goods, press, promise, words
from cards.card import Card, Fact, Facts, Lines, Note, Quote
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.finding import Finding
from handlers.domain.plans import OUTSIDE, OVERTIME, Plan, Slips
from handlers.notices import PlanMade, PlansShown, PlanTaken

NAMES = {OVERTIME: "加班", OUTSIDE: "外协", "queue": "插队"}
NAMED = 3  # orders that would wait and are named one by one
LETTERS = "ABCDEF"


def plans_shown(notice: PlansShown, viewer: Viewer) -> Card:
    """One row a plan, one button a plan."""
    order = notice.order
    if viewer.outsider:
        return sentence("已收到,会尽快处理。")
    usual = words.day(notice.usual, viewer.now, viewer.zone) if notice.usual else "日子待定"
    head = [Fact("货品", goods.short(order))]
    if when := goods.wanted(order, viewer):
        head.append(Fact("要求", when))
    head.append(Fact("正常交期", usual))
    if not notice.plans:
        title = "插单评估:没有更快的办法"
        else_ = "按正常交期走。" if order.number else "按正常交期下单,或先发现货。"
        return Card(title, title, (Facts(tuple(head)), Note(else_)), tone="warn")
    rows = tuple(row for at, plan in enumerate(notice.plans) for row in _rows(LETTERS[at], plan, notice, viewer))
    buttons = tuple(press.plan(order, plan.kind, LETTERS[at]) for at, plan in enumerate(notice.plans))
    title = f"插单评估 {goods.customer(order, viewer)}".strip()
    done = "选了就改排程" if order.number else "选了就下单"
    note = Note(f"{done};要花钱的、让别的单往后排的,先由管这事的人批准,批前谁的交期都不动。")
    return Card(title, title, (Facts(tuple(head)), Lines(rows), note), (*buttons, press.basis(order)))


def _rows(letter: str, plan: Plan, notice: PlansShown, viewer: Viewer) -> tuple[str, ...]:
    """The plan, and a row for each order that would wait."""
    parts = [letter, _how(plan.kind, plan.who, plan.days, plan.qty), _when(plan, notice, viewer)]
    if viewer.prices:
        parts.append(f"+{words.money(plan.cost)}")
    parts.append(f"影响:{f'{len(plan.slips)}单推迟' if plan.slips else '无'}")
    return (" ".join(parts), *_slips(plan.slips, viewer))


def _how(kind: str, who: str, days: int, qty: Decimal) -> str:
    if kind == OVERTIME:
        return f"加班{days}天"
    return f"外协 {words.one_line(who, 20)} {words.number(qty)}" if kind == OUTSIDE else "插队"


def _when(plan: Plan, notice: PlansShown, viewer: Viewer) -> str:
    day = words.day(plan.day, viewer.now, viewer.zone) if plan.day else "日子待定"
    due = notice.order.due
    late = (plan.day - due).days if due is not None and plan.day is not None else 0
    text = f"{day}到{f'(晚{late}天)' if late > 0 else ' ✅' if due is not None and plan.day else ''}"
    first = [p for p in plan.parts if p.lacking > 0]
    if first and due is not None:
        there = "、".join(f"{words.number(p.qty)}{p.unit}" for p in first[:NAMED])
        text = f"{words.day(due, viewer.now, viewer.zone)}先到{there},全部{text}"
    return text


def _slips(slips: Sequence[Slips], viewer: Viewer) -> tuple[str, ...]:
    rows = [f"🔴 {slip(s.number, s.customer, (s.before, s.after, s.wanted), viewer)}" for s in slips[:NAMED]]
    return (*rows, *((f"🔴 还有{len(slips) - NAMED}单",) if len(slips) > NAMED else ()))


def slip(number: str, customer: str, days: Sequence[date | None], viewer: Viewer) -> str:
    """SO…0005 台州鑫源 3月16日→3月17日,仍不晚于要求. `days`: as it was told, the new one, the wanted one."""
    before, after, wanted = days
    old, new = (words.day(day, viewer.now, viewer.zone) if day else "待定" for day in (before, after))
    kept = ",仍不晚于要求" if after is not None and wanted is not None and after <= wanted else ""
    return f"{number} {words.one_line(customer, 12)} {old}→{new}{kept}"


def said(finding: Finding, viewer: Viewer) -> str:
    """The plan of an order in one sentence, for who approves it."""
    facts = finding.facts
    day = words.day(date.fromisoformat(facts["day"]), viewer.now, viewer.zone) if facts["day"] else "日子待定"
    how = _how(facts["kind"], facts["who"], int(facts["days"]), Decimal(facts["qty"]))
    cost = f",+{words.money(Decimal(facts['cost']))}" if viewer.prices and Decimal(facts["cost"]) else ""
    slips = json.loads(facts["slips"])
    named = [slip(no, who, [_day(one) for one in days], viewer) for no, who, *days in slips[:NAMED]]
    more = f"等{len(slips)}单" if len(slips) > NAMED else ""
    wait = f",推迟:{'、'.join(named)}{more}" if named else ""
    return f"插单({how}):{day}到{cost}{wait}"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def plan_taken(notice: PlanTaken, viewer: Viewer) -> Card:
    """How the order's day changed with its plan, or without it again."""
    order, until = notice.order, notice.undo_until
    if viewer.outsider:
        return sentence("已收到,会尽快处理。")
    title = f"{goods.ref(order)} {'插单已排好' if until else '插单已撤销'}"
    old, new = (promise.said(order, one, viewer) for one in (notice.before, notice.promised))
    rows = (
        *(Fact("货品", goods.short(order)), Fact("做法", said(notice.finding, viewer))),
        *(Fact("原来", old), Fact("现在", new)),
    )
    minutes = -(-(until - viewer.now) // timedelta(minutes=1)) if until else 0
    buttons = (press.plan_back(order, minutes),) if minutes > 0 and viewer.staff_direct else ()
    text = f"您好,您的订单{goods.ref(order)}的货,{promise.outside(order, notice.promised, viewer)}。"
    copy = (Quote(text, "可以转发给客户"),) if viewer.staff_direct and until else ()
    return Card(title, f"{title}:{new}", (Facts(rows), *copy), (*buttons, press.details(order)), key=order.key)


def plan_made(notice: PlanMade, viewer: Viewer) -> Card:
    """The schedule is another one now."""
    order = notice.order
    if viewer.outsider:
        return sentence("已收到,会尽快处理。")
    title = f"排程已改:{goods.ref(order)} 插单"
    rows = (Fact("货品", goods.short(order)), Fact("做法", said(notice.finding, viewer)))
    return Card(title, title, (Facts(rows),), (press.details(order),), tone="warn")
