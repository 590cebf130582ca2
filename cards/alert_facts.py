"""What every card of an alert says: what it is about, how late, who deals with it, and what may be pressed."""

from datetime import timedelta
from decimal import Decimal

from cards import goods, press, words
from cards.card import Button, Fact
from cards.viewer import Viewer
from handlers.domain.alert import Alert, AlertState, Why
from handlers.domain.order import Order
from handlers.domain.party import user_in
from handlers.domain.request import PREFIX, id_of
from handlers.notices import AlertShown

WHY = {  # why somebody was told
    "level": "轮到这一级",
    "again": "没人处理,再提醒",
    "still": "接手后没有进展",
    "unmuted": "静音到时",
    "given": "转给他",
    "late": "过了该处理完的时间",
    "called": "打了电话",
    "alone": "轮到的人都不在",
}
OUTSIDE = "您的订单还在处理,我们在跟进,有进展马上告诉您。"


def reference(alert: Alert, order: Order | None) -> str:
    """What it is about: the order, the request of a customer, or the product."""
    asked = id_of(alert.subject)
    if asked is not None:
        return f"{PREFIX}{asked:04d}"
    return goods.ref(order) if order is not None else alert.sku


def span(notice: AlertShown) -> str:
    """How long it has been: "4工作小时", "2天3小时"."""
    return lasting(notice.elapsed, working=notice.working)


def lasting(elapsed: timedelta, *, working: bool) -> str:
    """A stretch of working time in working hours, of the wall clock as usual."""
    if not working:
        return words.lasting(elapsed)
    if elapsed < timedelta(hours=1):
        return f"{words.lasting(elapsed)}(上班时间)"
    tenths = (Decimal(int(elapsed.total_seconds())) / 360).quantize(Decimal(1))
    return f"{words.number(tenths / 10)}工作小时"


def lateness(notice: AlertShown) -> str:
    """What is late and since how long: 排产已4工作小时."""
    return f"{words.one_line(notice.alert.title, 20)}已{span(notice)}"


def rule_of(alert: Alert) -> str:
    """What it is called in a title, where what stands in brackets behind it has no room."""
    return words.one_line(alert.title.partition("(")[0], 20)


def handling(notice: AlertShown, viewer: Viewer) -> list[Fact]:
    """Who was rung up, who deals with it or has to."""
    return [*_called(notice, viewer), *_stands(notice, viewer)]


def _called(notice: AlertShown, viewer: Viewer) -> list[Fact]:
    calls = {one.to: one.at for one in notice.told if one.why == Why.CALLED}
    rang = (f"{audience_of(notice, to)}({words.moment(at, viewer.now, viewer.zone)})" for to, at in calls.items())
    return [Fact("语音提醒", f"已拨{'、'.join(rang)}")] if calls else []


def _stands(notice: AlertShown, viewer: Viewer) -> list[Fact]:
    alert = notice.alert
    name = name_of(notice, alert.taken_by)
    if alert.state is AlertState.MUTED and alert.muted_until is not None:
        until = words.moment(alert.muted_until, viewer.now, viewer.zone)
        again = words.moment(notice.rings_at, viewer.now, viewer.zone) if notice.rings_at is not None else until
        later = f",{again}再提醒" if again != until else ""
        return [Fact("处理", f"静音到{until}{later}{f',{name}在跟' if name else ''}", "amber")]
    if alert.state is AlertState.TAKEN and alert.taken_at is not None:
        at = words.moment(alert.taken_at, viewer.now, viewer.zone)
        return [Fact("处理", f"{name}处理中({at}接手)", "ok")]
    rows = [Fact("负责", owner_of(notice))]
    if alert.level > 1:
        rows.append(Fact("升级", f"第{alert.level}级,{_unheard(notice)}没有回应", "red"))
    return rows


def _unheard(notice: AlertShown) -> str:
    """Whom the levels below told in vain, and how long each of them had: 孙福根20分钟; a working day is no unit."""
    groups: dict[timedelta, dict[str, None]] = {}
    for to, waited in notice.unheard.items():
        groups.setdefault(waited, {})[audience_of(notice, to)] = None
    said = {one: lasting(one, working=notice.working and one >= timedelta(days=1)) for one in groups}
    return "、".join(f"{'、'.join(names)}{said[waited]}" for waited, names in groups.items())


def nudge(notice: AlertShown) -> str:
    """Why it is told again; empty where it is told first."""
    match notice.why:
        case Why.AGAIN:
            return "还没有人处理,请看一下"
        case Why.STILL:
            name = name_of(notice, notice.alert.taken_by)
            return f"{name}接手后还没有进展,{_what_helps(notice)}"
        case Why.UNMUTED:
            return "静音时间到了,事情还在"
        case Why.GIVEN:
            return "这件事转给你了,请处理"
        case Why.ALONE:
            return "轮到的人都不在(请假、停用或没有账号),请你安排人处理"
        case Why.LATE:
            return "该处理完的时间已经过了,请给个结论"
        case _:
            return ""


def _what_helps(notice: AlertShown) -> str:
    """What whoever took it over may do now: what the buttons of its card are for."""
    if notice.stall is not None:
        return "请问承运商哪天能到(已联系承运商),或改派、转客服"
    if notice.asking is not None:
        return "请给客户答复,或转给别人"
    return "请定日期,或转给别人" if notice.order is not None else "请看货哪天能到,或转给别人"


def name_of(notice: AlertShown, user: str) -> str:
    """What somebody is called."""
    return words.one_line(notice.names.get(user, ""), 20)


def owner_of(notice: AlertShown) -> str:
    """Who has to deal with it: a person, or a role."""
    owner = notice.alert.owner
    user = user_in(owner)
    return name_of(notice, user) if user else words.role(owner)


def audience_of(notice: AlertShown, to: str) -> str:
    """Whom a level reached: a group of a role, or a person."""
    kind, _, name = to.partition(":")
    return f"{words.role(name)}群" if kind == "role" else name_of(notice, name) or "负责人"


def answers(alert: Alert, order: Order | None, viewer: Viewer, *, stalled: bool = False) -> tuple[Button, ...]:
    """What may be pressed, each with the words that may be typed instead."""
    asked = id_of(alert.subject)
    tail = f"{PREFIX}{asked:04d}" if asked is not None else goods.tail(order) if order is not None else alert.sku
    out = list(press.onward(order, viewer)[:1]) if order is not None and asked is None else []
    if alert.state is not AlertState.TAKEN:
        out.append(press.answer("take", "我来处理", alert.id, f"我来处理 {tail}".strip(), "primary"))
    if stalled:
        out.append(press.answer("contacted", "已联系承运商", alert.id, f"已联系 {tail}"))
        out.append(press.answer("reroute", "改派", alert.id, f"改派 {tail}"))
        out.append(press.answer("to_service", "转客服", alert.id, f"转客服 {tail}"))
    else:
        out.append(press.answer("pass_on", "转给…", alert.id, f"转给 {tail}".strip()))
        if order is not None and asked is None and alert.state is AlertState.TAKEN:
            out.append(press.answer("fix_day", "定日期", alert.id, f"定日期 {tail}"))
        elif order is not None and asked is None:
            out.append(press.answer("explain", "说明原因", alert.id, f"说明原因 {tail}"))
    verb, label = ("unmute", "取消静音") if alert.state is AlertState.MUTED else ("mute", "静音2小时")
    out.append(press.answer(verb, label, alert.id, f"{label} {tail}".strip()))
    out.append(press.answer("solve", "已解决", alert.id, f"已解决 {tail}".strip()))
    out.append(press.answer("why", "为什么提醒我", alert.id, f"为什么提醒我 {tail}".strip()))
    return tuple(out)
