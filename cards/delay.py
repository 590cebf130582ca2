"""Cards of a promise that slipped: the salesperson's, with the customer's words ready, and the customer's."""

from dataclasses import replace
from datetime import date

from cards import goods, press, words
from cards.card import Block, Button, Card, Fact, Facts, Note, Quote, Tone
from cards.plain import asking, sentence
from cards.viewer import Viewer
from handlers.domain.order import Order
from handlers.domain.slip import Slip, SlipState
from handlers.notices import DelayAsked, DelayDrafted, DelayNoted, DelayTold, NewsSwitched, NewsWhy

OPT_OUT = "不想收到这类通知,回复“不用通知我”就行。"


def customer_text(order: Order, slip: Slip) -> str:
    """What the customer reads: the salesperson's own words, else the template with the order's dates."""
    if slip.words:
        return slip.words
    which = f"您的订单{goods.ref(order)}({goods.short(order)})"
    was = f"原来{plain_day(slip.before)}到," if slip.before else ""
    now = f"现在预计{plain_day(slip.after)}到" if slip.after else "现在到货日期还没定,定下来马上告诉您"
    return f"您好,{which}要比原先说的晚:{was}{now}。给您添麻烦了,不方便的话直接回复我们。"


def plain_day(day: date) -> str:
    """A day that stays right when it is passed on tomorrow: 3月11日(周三)."""
    return f"{day.month}月{day.day}日(周{words.WEEKDAYS[day.weekday()]})"


def _day(value: date | None, viewer: Viewer) -> str:
    return words.day(value, viewer.now, viewer.zone) if value is not None else "待定"


_ENDS: dict[SlipState, tuple[Tone, str]] = {
    SlipState.SENT: ("ok", "发给客户。平台不让机器人发的话,会马上请您转告。"),
    SlipState.HELD: ("plain", "先不发。请您自己告诉客户:"),
    SlipState.QUIET: ("warn", "客户说过不用通知,没有发。需要时请您自己告诉他:"),
    SlipState.OVER: ("ok", "交期又赶上了,不用告诉客户。"),
}


def delay_drafted(notice: DelayDrafted, viewer: Viewer) -> Card:
    """Old and new day, what goes to the customer when, and what can be done about it."""
    order, slip = notice.order, notice.slip
    text = customer_text(order, slip)
    if viewer.outsider:
        return sentence(text)
    title = f"{goods.ref(order)} 交期有变"
    customer = goods.customer(order, viewer)
    head = (Fact("客户", customer),) if customer else ()
    now = _day(slip.after, viewer)
    rows = (
        *head,
        Fact("货品", goods.short(order)),
        Fact("原来", _day(slip.before, viewer)),
        Fact("现在", now, "amber"),
        *((Fact("原因", notice.why),) if notice.why else ()),
    )
    quote = Quote(text, "可以转发给客户")
    if slip.state is not SlipState.OPEN:
        tone, what = _ENDS[slip.state]
        at = words.moment(slip.closed_at, viewer.now, viewer.zone) if slip.closed_at else ""
        said = f"{at}{what}" if slip.state is SlipState.SENT else what
        blocks: tuple[Block, ...] = (Facts(rows), Note(said))
        blocks = blocks if slip.state is SlipState.OVER else (*blocks, quote)
        return Card(title, f"{title}:{said}", blocks, tone=tone)
    until = words.moment(slip.due_at, viewer.now, viewer.zone)
    note = Note(f"{until}把下面的话发给客户,之前可以改、马上发或先不发。", "warn")
    return Card(title, f"{title}:{now},{until}告诉客户", (Facts(rows), note, quote), _buttons(order, slip), tone="warn")


def _buttons(order: Order, slip: Slip) -> tuple[Button, ...]:
    tail = goods.tail(order)
    return (
        press.answer("slip_send", "现在发给客户", slip.id, f"通知客户 {tail}", "primary"),
        press.answer("slip_edit", "改一下再发", slip.id, f"改通知 {tail}"),
        press.answer("slip_hold", "先不发", slip.id, f"先不通知 {tail}"),
    )


def delay_told(notice: DelayTold, _viewer: Viewer) -> Card:
    """What the customer reads, and how not to hear of such things."""
    slip = notice.slip
    whole = f"{customer_text(notice.order, slip)}\n{OPT_OUT}"
    if slip.words:
        return sentence(whole)
    now = f"现在预计{plain_day(slip.after)}到" if slip.after else "到货日期待定"
    return replace(sentence(whole), summary=f"{goods.ref(notice.order)} 交期有变,{now}")


def delay_noted(notice: DelayNoted, viewer: Viewer) -> Card:
    """What was noted, by its days, so that a wrong one is seen; and what the customer hears of it."""
    order = notice.order
    if viewer.outsider:
        return sentence("请稍候,我们的同事会联系您。")
    later = notice.after > notice.before
    title = f"{goods.ref(order)} {'延误已记下' if later else '不延误了'}"
    rows = [Fact("货品", goods.short(order)), Fact("原来", _day(notice.before, viewer))]
    rows.append(Fact("现在", _day(notice.after, viewer), "amber" if later else ""))
    rows += [Fact("要求", when)] if (when := goods.wanted(order, viewer)) else []
    rows += [Fact("原因", notice.why)] if notice.why else []
    tone: Tone
    if notice.tells:
        said = f"已请{notice.tells}告诉客户。"
    elif order.due is not None and notice.after <= order.due:
        said = "还赶得上客户要的日子,不用告诉客户。"
    else:
        said = "没有直接通知客户,已告诉业务员。"
    if not later:
        said, tone = "已告诉业务员。", "ok"
    else:
        said, tone = f"{said}说错了或赶回来了,请发“{goods.tail(order)} 不延误了”。", "warn"
    return Card(title, f"{title}:{_day(notice.after, viewer)}", (Facts(tuple(rows)), Note(said)), tone=tone)


def delay_asked(notice: DelayAsked, viewer: Viewer) -> Card:
    """The next words go to the customer."""
    if viewer.outsider:
        return sentence("请稍候,我们的同事会联系您。")
    ref = goods.ref(notice.order)
    if notice.invented:
        figures = "、".join(notice.invented[:3])
        return asking(f"“{figures}”不是{ref}里的数字或日期,没有用。请只写订单里有的日期和数量,再发一遍。")
    if notice.long:
        return asking("这段话太长了,请控制在300字以内,再发一遍。")
    return asking(f"{ref} 要发给客户的话请直接回复;不改了就说“取消”。")


def news_switched(notice: NewsSwitched, _viewer: Viewer) -> Card:
    """The person's own choice."""
    if notice.on:
        return sentence("好的,订单有变化会主动告诉您。")
    return sentence("好的,以后不主动打扰您;订单照常处理,您问的照常回答。想再收通知,回复“恢复通知”。")


def news_why(notice: NewsWhy, viewer: Viewer) -> Card:
    """What he is told unasked, of which order he was last, and how to be left alone."""
    if notice.order is None or notice.at is None:
        return sentence("最近没有主动给您发过消息;您问的照常回答。")
    at, what = words.moment(notice.at, viewer.now, viewer.zone), goods.short(notice.order)
    told = f"{at}发的是您的订单 {goods.ref(notice.order)}({what})的进展"
    return sentence(f"{told}:确认、发货、签收、交期有变,会主动告诉您一声。不想再收,回复“不用通知我”。")
