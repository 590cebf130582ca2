"""Cards of what people promised."""

from cards import words
from cards.card import Card, Fact, Facts, Lines, Note
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.pledge import Kept, Pledge, Tally
from handlers.notices import PledgeDue, PledgeKept, PledgeRate, Pledges

SHOWN = 10


def kept(notice: PledgeKept, viewer: Viewer) -> Card:
    """It was written down, or is settled."""
    pledge = notice.pledge
    if viewer.outsider:
        return sentence("已记下。")
    if notice.dropped:
        return sentence(f"承诺{pledge.id} 已删掉,不再提醒:{words.one_line(pledge.words, 40)}")
    if notice.moved and pledge.due is not None:
        days = [words.day(day, viewer.now, viewer.zone) if day else "没说日子" for day in (notice.was, pledge.due)]
        told = f"承诺{pledge.id} 的日子已改:{days[0]} → {days[1]}。前一天和当天早上提醒您。"
        return sentence(f"{told}原话:{words.one_line(pledge.words, 40)}")
    if not notice.fresh:
        done = "已兑现" if pledge.state is Kept.KEPT else "没兑现,已记下"
        return sentence(f"承诺{pledge.id} {done}:{words.one_line(pledge.words, 40)}")
    rows = [Fact("原话", words.one_line(pledge.words, 80))]
    if pledge.customer_name:
        rows.append(Fact("客户", words.one_line(pledge.customer_name, 40)))
    day = words.day(pledge.due, viewer.now, viewer.zone) if pledge.due else "没说日子"
    rows.append(Fact("日子", day))
    told = "前一天和当天早上提醒您。" if pledge.due else "没有日子,不会提醒;可以重新说一次带上日子。"
    hint = Note(f"{told}做到了回复“兑现 {pledge.id}”,没做到回复“没兑现 {pledge.id}”。")
    return Card("承诺已记下", f"承诺已记下:{day}", (Facts(tuple(rows)), hint), tone="ok")


def due(notice: PledgeDue, viewer: Viewer) -> Card:
    """The day is near."""
    if viewer.outsider or notice.pledge.due is None:
        return sentence("有一件答应的事快到日子了。")
    pledge = notice.pledge
    who = f"{words.one_line(notice.of, 20)}(已停用)" if notice.of else "您"
    title = f"{who}答应的事:{words.day(notice.pledge.due, viewer.now, viewer.zone)}到日子"
    hint = Note(f"做到了回复“兑现 {pledge.id}”,没做到回复“没兑现 {pledge.id}”。")
    return Card(title, title, (Lines((_row(pledge, viewer),)), hint), tone="warn")


def listed(notice: Pledges, viewer: Viewer) -> Card:
    """Open promises by day, and those that were broken."""
    if viewer.outsider or not notice.pledges:
        return sentence("没有记着的承诺。")
    rows = []
    for one in notice.pledges[:SHOWN]:
        who = notice.names.get(one.by, "")
        rows.append(f"{_row(one, viewer)}{f'({who})' if who else ''}")
    more = (Note(f"还有{len(notice.pledges) - SHOWN}条没列出。"),) if len(notice.pledges) > SHOWN else ()
    open_ = sum(one.state is Kept.OPEN for one in notice.pledges)
    title = f"承诺:{open_}条待兑现,{len(notice.pledges) - open_}条没兑现"
    return Card(title, title, (Lines(tuple(rows)), *more))


def rate(notice: PledgeRate, viewer: Viewer) -> Card:
    """陈锋 兑现9条,没兑现1条,兑现率90%."""
    month = f"{notice.month.year}年{notice.month.month}月"
    if viewer.outsider or not notice.tallies:
        return sentence(f"{month}还没有到日子的承诺。" if not viewer.outsider else "没有记着的承诺。")
    ranked = sorted(notice.tallies, key=lambda one: (one.rate or 0, one.by))  # the worst first
    rows = tuple(_tally(notice.names.get(one.by, "没有业务员"), one) for one in ranked[:SHOWN])
    every = Tally("", *(sum(parts) for parts in zip(*((t.kept, t.broken, t.overdue) for t in ranked), strict=True)))
    title = f"{month}承诺兑现率 {every.rate}%"
    more = (Note(f"还有{len(ranked) - SHOWN}位没列出。"),) if len(ranked) > SHOWN else ()
    hint = Note("按答应的日子算:订单看签收那天,口头答应的看“兑现”“没兑现”;过了日子没了结的也算没兑现。")
    whole = (_tally("合计", every),) if len(ranked) > 1 else ()
    return Card(title, title, (Lines((*rows, *whole)), *more, hint))


def _tally(name: str, one: Tally) -> str:
    late = f",过期未了结{one.overdue}条" if one.overdue else ""
    return f"{words.one_line(name, 12)} 兑现{one.kept}条,没兑现{one.broken}条{late},兑现率{one.rate}%"


def _row(pledge: Pledge, viewer: Viewer) -> str:
    """3 3月13日(周五) 答应台州恒力周五前到."""
    day = words.day(pledge.due, viewer.now, viewer.zone) if pledge.due else "没说日子"
    late = pledge.due is not None and pledge.due < viewer.today
    mark = "没兑现" if pledge.state is Kept.BROKEN else ("过了日子" if late else "")
    return f"{pledge.id}. {day}{mark and f' {mark}'} {words.one_line(pledge.words, 50)}"
