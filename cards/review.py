"""Cards that look back: the worst problems of the morning, the exceptions of a week."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from cards import press, words
from cards.alert_facts import OUTSIDE, lateness, name_of, owner_of, reference
from cards.card import Card, Fact, Facts, Lines, Note
from cards.health import may_know_margin
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.alert import AlertState
from handlers.domain.rules.model import RuleText
from handlers.notices import Digest, DigestRow, DigestSwitched, Tally, Weekly


def rank_of(row: DigestRow, viewer: Viewer) -> str:
    """Why a problem stands where it stands in the digest."""
    if row.shown.alert.state is AlertState.CLOSED:
        return "已经处理完,日报不再列。"
    points = f" = {words.number(row.score.quantize(Decimal(1)))}分" if viewer.prices else ""
    return f"日报排序:{_reason(row, viewer)}{points},大的在前。"


def digest(notice: Digest, viewer: Viewer) -> Card:
    """The worst problems of the morning, worst first."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    said = [f"前一个工作日的提醒 24 小时内处理完 {notice.closed}/{notice.of}。"] if notice.of else []
    in_time, of = notice.kept
    if of:
        said.append(f"状态更新及时率 {100 * in_time // of}%(上次日报以来 {in_time}/{of} 单次没超时)。")
    if notice.pool and may_know_margin(viewer):
        said.append(f"健康度低于{notice.limit}的有{notice.pool}单,发“复查池”看。")
    if notice.guessed:
        said.append(f"{notice.guessed}年的放假调休还没有,那年的上班日和交期先按周末和法定节日估。")
    if notice.folded:
        said.append(f"条数有限,{notice.folded}条消息并进了别的消息一起发。")
    tail = (Note("".join(said)),) if said else ()
    where = f"({words.one_line(notice.warehouse, 12)})" if notice.warehouse else ""
    if not notice.rows:
        text = "今天没有超时的订单。"
        return Card(f"今日要紧的事{where}", f"{text}{where}", (Note(text), *tail), tone="ok")
    rows = tuple(_problem(row, viewer) for row in notice.rows)
    more = f",共{notice.all}件" if notice.all > len(rows) else ""
    title = f"今日要紧的{len(rows)}件{more}{where}"
    how = Note("排序:提醒后的小时数 × 金额(至少按1千)× VIP 2倍。")
    buttons = tuple(
        press.answer("solve", f"处理 {place}", row.shown.alert.id, f"处理 {place}")
        for place, row in enumerate(notice.rows[:_LISTED], 1)
    )
    return Card(title, f"{title}:{rows[0]}", (Lines(rows, numbered=True), *tail, how), buttons, tone="warn")


_LISTED = 9  # problems that have a number to be named by


def weekly(notice: Weekly, viewer: Viewer) -> Card:
    """Last week's exceptions: by cause, owner and product."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    span_ = f"{notice.since.month}/{notice.since.day}–{notice.until.month}/{notice.until.day}"
    title = f"异常周报 {span_}"
    if not notice.all:
        return Card(title, f"{title}:没有异常", (Note("上一周没有发出过提醒。"),), tone="ok")
    rows = (
        Fact("提醒", f"{notice.all}件,已处理{notice.closed}件,24小时内{notice.in_time}件"),
        Fact("按原因", _tallied((one.name, one) for one in notice.causes)),
        Fact("按负责", _tallied((words.role(one.name), one) for one in notice.owners)),
        *((Fact("按产品", _tallied((one.name, one) for one in notice.products)),) if notice.products else ()),
    )
    end = notice.until + timedelta(days=1)
    rules = tuple(f"{words.one_line(one.name, 20)}:{words.one_line(_rule(one), 100)}" for one in notice.rules)
    learned = (
        (Note("下周要早一步,可以立规则、加必填(先存下,试跑过才启用):"), Lines(rows=rules, numbered=True))
        if rules
        else ()
    )
    buttons = tuple(press.rule_from(notice.since, end, place) for place in range(1, len(rules) + 1))
    return Card(title, f"{title}:{notice.all}件,已处理{notice.closed}件", (Facts(rows), *learned), buttons)


def _rule(text: RuleText) -> str:
    cond = f",如果 {text.cond}" if text.cond else ""
    return f"{'、'.join(text.when)}{cond} → {';'.join(text.then)}"


def _tallied(counts: Iterable[tuple[str, Tally]]) -> str:
    said = (
        f"{words.one_line(name, 20)} {one.count}件{f'({one.open}件没完)' if one.open else ''}" for name, one in counts
    )
    return "、".join(said)


def digest_switched(notice: DigestSwitched, viewer: Viewer) -> Card:
    """The digests of this chat are off or on."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    if notice.paused:
        return sentence("日报和周报不再发到这里。要恢复,请发“恢复日报”。提醒照常发。")
    return sentence("日报和周报恢复发到这里。")


def _problem(row: DigestRow, viewer: Viewer) -> str:
    shown = row.shown
    who = name_of(shown, shown.alert.taken_by) or _owner(row)
    parts = [reference(shown.alert, shown.order), lateness(shown), who]
    if row.amount and viewer.prices:
        parts.append(words.money(row.amount))
    if row.health is not None and may_know_margin(viewer):
        parts.append(f"健康度{row.health.index(margin=True)}")
    parts += ["VIP"] if row.vip and viewer.staff_direct else []
    return f"{' '.join(parts)}({_reason(row, viewer)})"


def _owner(row: DigestRow) -> str:
    """Whose it is: 采购 何采."""
    names = "、".join(words.one_line(name, 12) for name in row.people)
    return " ".join(part for part in (owner_of(row.shown), names) if part)


def _reason(row: DigestRow, viewer: Viewer) -> str:
    """Why it stands where it stands, as far as the reader may know."""
    late = f"提醒后{words.number(row.hours.quantize(Decimal('0.1')))}小时"
    if not viewer.prices:
        return f"{late},{'金额不到1千按1千算' if row.amount < row.yuan else '按金额排'}"
    amount = f"{words.money(row.yuan)}{'(按1千算)' if row.amount < row.yuan else ''}"
    return f"{late}×{amount}{'×2' if row.vip and viewer.staff_direct else ''}"
