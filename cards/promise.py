"""When the goods can be there, in one line."""

from collections.abc import Sequence
from datetime import date, datetime

from cards import words
from cards.card import Fact
from cards.viewer import Viewer
from handlers.domain.order import Order
from handlers.domain.promise import Promise, late, whole

NAMED = 2  # lines that are short and named one by one


def promise(
    order: Order,
    promised: Sequence[Promise],
    viewer: Viewer,
    until: datetime | None = None,
    taken_in: date | None = None,
    *,
    locked: bool = False,
) -> tuple[Fact, ...]:
    """The fact 交期; nothing where nothing is known yet.

    `taken_in`: the customer takes nothing in on the wanted day; `locked`: the order holds what is there.
    """
    if not promised:
        return ()
    text = said(order, promised, viewer)
    if taken_in is not None and order.due is not None and not late(order, promised):
        text += f",周{words.WEEKDAYS[order.due.weekday()]}不收货,{words.day(taken_in, viewer.now, viewer.zone)}前到"
    if until is not None and viewer.staff_direct and any(p.now > 0 for p in promised):
        text += f"(货留到{until.astimezone(viewer.zone):%H:%M})"
    if locked and viewer.staff_direct and any(p.now > 0 for p in promised):
        text += f"(库存已锁{words.number(promised[0].now)}{promised[0].unit})" if len(promised) == 1 else "(现货已锁)"
    return (Fact("交期", text, "amber", "") if late(order, promised) else Fact("交期", text),)


def said(order: Order, promised: Sequence[Promise], viewer: Viewer) -> str:
    """现货,可按时到 / 缺120件,最早3月20日(周五)."""
    short = [p for p in promised if p.short > 0]
    when = _when(order, promised, viewer)
    if not short:
        return when if viewer.outsider else f"现货,{when}"
    if not viewer.staff_direct:
        return when if viewer.outsider else f"现货不够,{when}"
    return f"{missing(promised)},{_full(promised)}{when}"


def _full(promised: Sequence[Promise]) -> str:
    """3月12日产能已满,3月13日可做: of the line that is ready last."""
    made = [(p.made, p.full) for p in promised if p.made is not None and p.full is not None]
    if not made:
        return ""
    ready, full = max(made)
    return f"{full.month}月{full.day}日产能已满,{ready.month}月{ready.day}日可做,"


def outside(order: Order, promised: Sequence[Promise], viewer: Viewer) -> str:
    """The same as the customer may read it."""
    return said(order, promised, Viewer(None, viewer.chat_kind, viewer.zone, viewer.now, "-", flows=viewer.flows))


def both_days(order: Order, promised: Sequence[Promise], viewer: Viewer) -> str:
    """要求3月15日(周日)前到,目前最早3月21日(周六)到: what a customer hears of goods that come later than wanted."""
    day = whole(promised)
    there = f"最早{words.day(day, viewer.now, viewer.zone)}到" if day is not None else "还定不下哪天到"
    wanted = words.due(order.due, order.due_kind, viewer.now, viewer.zone) if order.due is not None else ""
    return f"要求{wanted},目前{there}" if wanted else f"目前{there}"


def missing(promised: Sequence[Promise]) -> str:
    """What is short: 缺120件, or ①缺120件、③缺5套."""
    short = [p for p in promised if p.short > 0]
    if len(promised) == 1:
        return f"缺{words.number(short[0].short)}{short[0].unit}"
    named = "、".join(f"{words.circled(p.no)}缺{words.number(p.short)}{p.unit}" for p in short[:NAMED])
    return named + (f"等{len(short)}行" if len(short) > NAMED else "")


def _when(order: Order, promised: Sequence[Promise], viewer: Viewer) -> str:
    day = whole(promised)
    if day is None:
        return "交期待确认" if viewer.outsider else "交期要问采购"
    if order.due is not None and not late(order, promised):
        return "可按时到"
    shown = words.day(day, viewer.now, viewer.zone)
    short = any(p.short > 0 for p in promised)
    return f"最早{shown}" if short and not viewer.outsider else f"最早{shown}到"
