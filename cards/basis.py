"""产能依据: stock, purchases, and the days of a line, in rows that a person can check."""

from datetime import date

from cards import goods, promise, words
from cards.card import Card, Fact, Facts, Lines
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.basis import Basis, DayUsed
from handlers.domain.promise import Source
from handlers.notices import BasisShown

ROWS = 8  # on a phone
DAYS = 5  # of one line; the last ones decide
COMING = 2  # purchases


def basis_shown(notice: BasisShown, viewer: Viewer) -> Card:
    """What is there, what comes, what is made when, and the day that follows."""
    order = notice.order
    if viewer.outsider or not viewer.staff_direct:
        return sentence("产能和库存只在单聊里看。")
    title = f"{goods.ref(order)} 产能依据" if order.number else "草稿的产能依据"
    rows = [row for one in notice.bases for row in _rows(one, viewer)]
    more = (f"…共{len(rows)}行",) if len(rows) > ROWS else ()
    head = [Fact("要求", when)] if (when := goods.wanted(order, viewer)) else []
    head.append(Fact("结论", promise.said(order, notice.promised, viewer)))
    return Card(title, f"{title}:{head[-1].value}", (Lines((*rows[:ROWS], *more)), Facts(tuple(head))))


def _rows(one: Basis, viewer: Viewer) -> tuple[str, ...]:
    p, name = one.promise, words.one_line(one.promise.label, 24)
    need, now = f"要{words.number(p.need)}{p.unit}", f"现货{words.number(p.now)}"
    if p.short <= 0:
        return (f"{name} {need},现货够",)
    rows = [f"{name} {need},{now},缺{words.number(p.short)}{p.unit}"]
    rows += [
        f"在途 {words.one_line(c.number, 20)} {words.number(c.qty)}{p.unit},{_day(c.due, viewer)}到货"
        for c in one.coming[:COMING]
    ]
    if one.coming and one.claimed > 0:
        rows.append(f"在途的里面,别的单在等{words.number(one.claimed)}{p.unit}")
    if one.works is not None:
        unit = p.unit if one.works.each == 1 else "分钟"
        each = "" if one.works.each == 1 else f",一{p.unit}{words.number(one.works.each)}分钟"
        rows.append(f"{words.one_line(one.works.name, 20)}平时一天{words.number(one.works.per_day)}{unit}{each}")
        if one.lead_days > 0:
            rows.append(f"备料{one.lead_days}天后才能开工")
        rows += [_of_day(day, unit, viewer) for day in one.days[-DAYS:]]
    elif p.source is Source.LEAD:
        rows.append(f"没有配产线,按备货周期{one.lead_days}天算")
    elif p.source is Source.UNKNOWN:
        rows.append("没有产线、在途和备货周期,要问采购")
    return tuple(rows)


def _of_day(one: DayUsed, unit: str, viewer: Viewer) -> str:
    """后天(周四):能做210件,别的单占120,本单用90."""
    if one.total <= 0:
        return f"{_day(one.day, viewer)}:停线"
    room = f"能做{words.number(one.total)}{unit},别的单占{words.number(one.booked)}"
    return f"{_day(one.day, viewer)}:{room}," + (f"本单用{words.number(one.used)}" if one.used else "排满了")


def _day(day: date, viewer: Viewer) -> str:
    return words.day(day, viewer.now, viewer.zone)
