"""Cards of what is late: the alert, which everybody sees as it stands, and what it asks for."""

from cards import goods, press, words
from cards.alert_facts import (
    OUTSIDE,
    WHY,
    answers,
    audience_of,
    handling,
    lateness,
    name_of,
    nudge,
    reference,
    rule_of,
    span,
)
from cards.card import Block, Card, Fact, Facts, Lines, Note, Quote, Tone
from cards.order import order_blocks
from cards.plain import asking, sentence
from cards.request import asked_of
from cards.review import rank_of
from cards.shortage import short_card
from cards.viewer import Viewer
from handlers.domain.alert import AlertState, Why
from handlers.domain.request import WITHDRAWN
from handlers.notices import AlertAsked, AlertCall, AlertList, AlertShown, AlertTask, AlertWhy


def alert_shown(notice: AlertShown, viewer: Viewer) -> Card:
    """One alert: what is late, since when, who deals with it; green once it is over."""
    alert, order = notice.alert, notice.order
    if viewer.outsider:
        return sentence(OUTSIDE)
    about = reference(alert, order)
    if alert.state is not AlertState.CLOSED and notice.shortage is not None:
        return short_card(notice, notice.shortage, viewer)
    if alert.state is not AlertState.CLOSED and notice.asking is not None:
        return asked_of(notice, notice.asking, handling(notice, viewer), answers(alert, order, viewer), viewer)
    if alert.state is AlertState.CLOSED:
        return _over(notice, about, viewer)
    title = f"{'📦' if notice.stall is not None else '⏰'} {about} {rule_of(alert)}已{span(notice)}"
    rows = [Fact("提醒", lateness(notice), "red"), *_stalled(notice, viewer), *handling(notice, viewer)]
    if alert.conclusion:
        rows.append(Fact("原因", words.one_line(alert.conclusion, 60)))
    steps = press.next_steps(viewer, order) if order else ()
    if steps:
        rows.append(Fact("下一步", words.join(steps)))
    rows += [Fact("同时", f"{'、'.join(notice.also)}也一样")] if notice.also else []
    blocks: tuple[Block, ...] = (Facts(tuple(rows)),)
    if order is not None:
        blocks = (*blocks, *order_blocks(order, viewer, amount=False))
    note = nudge(notice)
    return Card(
        title=title,
        summary=f"{title}{f',{note}' if note else ''}",
        blocks=((Note(note, "warn"), *blocks) if note else blocks),
        buttons=answers(alert, order, viewer, stalled=notice.stall is not None),
        tone="warn" if alert.state is not AlertState.OPEN else "bad",
    )


def _stalled(notice: AlertShown, viewer: Viewer) -> list[Fact]:
    """How long a parcel is under way, and the day that the carrier gave."""
    if notice.stall is None:
        return []
    rows = [Fact("在途", words.lasting(notice.stall.under_way))]
    if notice.stall.at is not None:
        at = words.moment(notice.stall.at, viewer.now, viewer.zone)
        rows.append(Fact("最近轨迹", f"{at} {words.one_line(notice.stall.scan, 40)}".strip()))
    if notice.stall.day is not None:
        rows.append(Fact("预计", f"{words.day(notice.stall.day, viewer.now, viewer.zone)}到(承运商答复)", "amber"))
    return rows


def alert_call(notice: AlertCall, viewer: Viewer) -> Card:
    """What is read out: which order, what is late, for how long."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    shown, order = notice.shown, notice.shown.order
    goods_ = f",{goods.short(order)}" if order is not None else ""
    return sentence(f"接单提醒:{reference(shown.alert, order)}{goods_},{lateness(shown)},请处理。")


def _over(notice: AlertShown, about: str, viewer: Viewer) -> Card:
    alert = notice.alert
    at = words.moment(alert.closed_at, viewer.now, viewer.zone) if alert.closed_at else ""
    what = words.one_line(alert.conclusion, 60)
    by = name_of(notice, alert.closed_by)
    recalled = alert.conclusion == WITHDRAWN
    title = f"⚪ {about} {rule_of(alert)}已撤回" if recalled else f"🟢 {about} {rule_of(alert)}已解决"
    rows = (
        Fact("结果", what, "ok"),
        Fact("什么时候", f"{at}{f',{by}' if by else ''}"),
        Fact("历时", span(notice)),
        *((Fact("同时解决", "、".join(notice.also)),) if notice.also else ()),
    )
    buttons = (press.details(notice.order),) if notice.order is not None else ()
    return Card(title, f"{title}:{what},历时{span(notice)}", (Facts(rows),), buttons, tone="ok")


def alert_asked(notice: AlertAsked, viewer: Viewer) -> Card:
    """The next words are the conclusion, or a name."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    about = reference(notice.shown.alert, notice.shown.order)
    tail = goods.tail(notice.shown.order) if notice.shown.order is not None else about
    said = words.one_line(notice.unknown, 20)
    unread = (_WHOM.get(notice.why) or _UNREAD.get(notice.what, "")).format(said) if said else ""
    if notice.what == "solve" and notice.shown.asking is not None:
        number = notice.shown.asking.request.number
        return asking(f"{unread}{number} 怎么答复客户?直接回复一句话,会原样发给客户。")
    ask, what, typed = _WANTED[notice.what]
    typed = typed.format(about if notice.what == "recount" else tail)
    how = f"直接回复{what}" if viewer.direct else f"请@我回复{what}"
    return asking(f"{unread}{about} {ask}{how}{'' if viewer.direct else f',也可以发“{typed}”'}。")


_WANTED = {  # what is asked for, how it may be given, and what may be typed in a group instead
    "solve": ("的结论是什么?", "一句话", "已解决 {} 结论"),
    "explain": ("为什么晚了?", "一句话", "说明原因 {} 原因"),
    "fix_day": ("哪天能好?", "日期", "定日期 {} 3月13日"),
    "contacted": ("承运商怎么说,预计哪天到?", "一句话,比如“中转场爆仓,明早到”", "已联系 {} 明早到"),
    "reroute": ("换成哪家、运单号多少?", "一句话,比如“中通 ZT20316094”", "改派 {} 中通 ZT20316094"),
    "recount": ("实数是多少?", "数字", "盘点不符 {} 数量"),
    "pass_on": ("转给谁?", "姓名", "转给姓名 {}"),
}
_UNREAD = {
    "fix_day": "“{}”里没有以后的日期。",
    "reroute": "“{}”里没有运单号。",
    "recount": "没看懂“{}”。",
    "pass_on": "没有找到同事“{}”。",
    "solve": "“{}”看不出结果。",
    "explain": "“{}”看不出原因。",
}
_WHOM = {
    "left": "{}的账号已经停用。",
    "away": "{}请假了,也没有人代班。",
    "several": "有几位同事都叫“{}”,请他自己回“我来处理”,或换一个人。",
}


def alert_list(notice: AlertList, viewer: Viewer) -> Card:
    """Several alerts that the words may mean."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    rows = tuple(f"{reference(one.alert, one.order)} {lateness(one)}" for one in notice.alerts)
    title = f"有{len(rows) + notice.left}件提醒,说的是哪一件?"
    said = _ANSWERS[notice.verb]
    if notice.minutes:
        hours, odd = divmod(notice.minutes, 60)
        said = f"静音{notice.minutes}分钟" if odd else f"静音{hours}小时"
    buttons = tuple(
        press.answer(notice.verb, f"{place} {_tail(one)}", one.alert.id, f"{said} {place}", said_in=notice.said_in)
        for place, one in enumerate(notice.alerts, 1)
    )
    kept = f"“{words.one_line(notice.words, 40)}”不用再说。" if notice.words else ""
    number = "回复单号" if notice.left else f"再说一遍,比如“{said} 1”"
    how = Note(f"点一下那一件,或{number}。{kept}")
    return Card(title, title, (Lines(rows, numbered=True), how), buttons)


_ANSWERS = {
    "take": "我来处理",
    "pass_on": "转给",
    "explain": "说明原因",
    "fix_day": "定日期",
    "mute": "静音2小时",
    "unmute": "取消静音",
    "solve": "已解决",
    "contacted": "已联系",
    "reroute": "改派",
    "to_service": "转客服",
}


def _tail(shown: AlertShown) -> str:
    return goods.tail(shown.order) if shown.order is not None else shown.alert.sku


def alert_why(notice: AlertWhy, viewer: Viewer) -> Card:
    """The rule, and who was told when."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    shown = notice.shown
    about = reference(shown.alert, shown.order)
    since = words.moment(shown.alert.since, viewer.now, viewer.zone)
    said = tuple(
        f"{words.moment(one.at, viewer.now, viewer.zone)} 第{max(one.level, 1)}级 {audience_of(shown, one.to)}"
        f"{'' if one.why == Why.LEVEL else f'({WHY[one.why]})'}"
        for one in shown.told[-6:]
    )
    rule = f"规则“{words.one_line(shown.alert.title, 20)}”:从{since}算起,现在已{span(shown)}。"
    if shown.alert.closed_at is not None:
        over = words.moment(shown.alert.closed_at, viewer.now, viewer.zone)
        what = words.one_line(shown.alert.conclusion, 60)
        rule = f"规则“{words.one_line(shown.alert.title, 20)}”:从{since}算起,历时{span(shown)},{over}结束:{what}。"
    return Card(
        title=f"{about} 为什么提醒",
        summary=f"{about} {lateness(shown)}",
        blocks=(
            Note(rule),
            *((Lines(said),) if said else ()),
            *((Note(rank_of(notice.rank, viewer)),) if notice.rank else ()),
        ),
    )


_TASKS = {"buy": "采购待办", "shortage": "缺料清单", "explain": "给客户的说明"}


def alert_task(notice: AlertTask, viewer: Viewer) -> Card:
    """What to do besides, or ready words for the customer: only what the order holds."""
    order = notice.order
    if viewer.outsider:
        return sentence(OUTSIDE)
    title = f"{goods.ref(order)} {_TASKS[notice.what]}"
    head = f"{words.one_line(notice.title, 20)}超时"
    short = tuple(
        f"{words.one_line(p.label, 30)} 要{words.number(p.need)}{p.unit},缺{words.number(p.short)}{p.unit}"
        for p in notice.promised
        if p.short > 0
    )
    blocks: tuple[Block, ...]
    if notice.what == "explain":
        which = f"{order.number or ''}({goods.short(order)})"
        text = f"您好,您的订单{which}目前是“{order.state}”,我们正在跟进,有进展马上告诉您。"
        blocks = (Note(f"{head},可以发给客户:"), Quote(text, "可以直接转发"))
    elif short:
        ask = "请跟催或补采购:" if notice.what == "buy" else "缺这些料:"
        blocks = (Note(f"{head}。{ask}"), Lines(short[:6]))
    else:
        ask = "账上没有缺料,请核对是不是还差什么没到。"
        blocks = (Note(f"{head}。{ask}"), *order_blocks(order, viewer, amount=False))
    others = "、".join(f"{words.role(who)}({_TASKS[what]})" for who, what in notice.others)
    blocks = (*blocks, Note(f"同一件事也发给了{others}。")) if others else blocks
    tone: Tone = "warn"
    return Card(title, f"{title}:{head}", blocks, (press.details(order),), tone)
