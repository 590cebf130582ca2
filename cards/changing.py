"""Cards of changes after confirmation: the reason, the application, the decision, and what hands must do."""

from collections.abc import Sequence
from decimal import Decimal

from cards import findings, goods, press, promise, words
from cards.card import Block, Button, Card, Fact, Facts, Lines, Note
from cards.order import differences, price_of_day
from cards.plain import asking, sentence
from cards.viewer import Viewer
from handlers.domain.approval import ADDRESS, COST, DATE, Verdict
from handlers.domain.matrix import matched
from handlers.domain.order import Line, Order
from handlers.domain.parts import Part
from handlers.domain.party import Role, user_in
from handlers.notices import (
    ChangeAsked,
    ChangeDecided,
    ChangeSent,
    DayOffered,
    DayWanted,
    Kept,
    LabelTodo,
    LabelWrong,
    PickChanged,
    ReasonWanted,
    Withdrawn,
)

PARTS = 2  # lines of which it is said what can be there first
TOPIC = {ADDRESS: "改地址", COST: "改价", DATE: "改期"}


def reason_wanted(notice: ReasonWanted, _: Viewer) -> Card:
    """The next words are the reason."""
    what = f"改{'、'.join(notice.fields)}" if notice.fields else "取消"
    tail = goods.tail(notice.order)
    return asking(f"{goods.ref(notice.order)} {what}要记原因,请直接回复一句话;群里请发“{tail} 原因 …”。")


def kept(notice: Kept, _: Viewer) -> Card:
    """Nothing was changed."""
    return sentence(f"好的,{goods.ref(notice.order)} 保持原样。")


def withdrawn(notice: Withdrawn, viewer: Viewer) -> Card:
    """What was taken back."""
    ref = f" {goods.ref(notice.order)} 的" if notice.order is not None else ""
    kept = ",订单保持原样" if notice.order is not None else ""
    return sentence(f"好的,已撤回{'您' if viewer.outsider else '你'}{ref or '的'}{'、'.join(notice.names)}{kept}。")


def change_asked(notice: ChangeAsked, viewer: Viewer) -> Card:
    """同意 or 拒绝: old and new, why, and of another day what it means."""
    order, question = notice.order, notice.approval
    if viewer.outsider:
        return sentence("已收到,会尽快处理。")
    title = f"{goods.ref(order)} 申请{TOPIC.get(question.topic, '改动')}"
    head = [*_wanted(order, question.wanted, viewer)]
    if question.said:
        head.append(Fact("原因", words.one_line(question.said, 80)))
    if question.topic == DATE:
        head.extend(_day(notice, viewer))
        more = price_of_day(question.wanted, notice.dearer, viewer)
        head.extend((more,) if more is not None else ())
    if notice.fee > 0 and viewer.prices:
        head.append(Fact("运费", f"+{words.money(notice.fee)}(换面单、拦截)"))
    until = words.moment(question.expires_at, viewer.now, viewer.zone)
    by = f"{words.one_line(notice.by, 20)}提出," if notice.by else ""
    name = goods.customer(order, viewer)
    who = (Fact("客户", name),) if name else ()
    advice: tuple[Block, ...] = ()
    if question.topic == DATE:
        text = "建议同意:按现有货和计划来得及。" if notice.feasible else f"按现有货和计划来不及,{_whose(notice)}"
        advice = (Note(text, "ok" if notice.feasible else "warn"),)
    under = tuple(Note(text, "warn") for one in question.findings if (text := findings.say(one, viewer)))
    waits = (Note("客户等的时间到了,还没有人定,请马上定。", "warn"),) if notice.late else ()
    return Card(
        title=title,
        summary=f"{title} {name} {goods.short(order)}".strip(),
        blocks=(
            *waits,
            *advice,
            *under,
            Facts((*who, Fact("货品", goods.short(order)), *head)),
            Note(f"{by}{until}前没人定就算过期。"),
        ),
        buttons=_answers(notice, viewer),
        tone="warn",
    )


def _whose(notice: ChangeAsked) -> str:
    """Who has to decide: the reader, or somebody else while the salesperson may answer the customer already."""
    if notice.may_ask:
        return f"可以先找{_deciders(notice.may_ask)}协调,也可以现在就答复客户。"
    if not notice.sent_to:
        return "要你定。"
    return f"申请已发给{_deciders(notice.sent_to)},有结果马上告诉你;也可以现在就答复客户。"


def _deciders(names: Sequence[str]) -> str:
    return "、".join(user_in(one) or words.role(one) for one in names)


def _answers(notice: ChangeAsked, viewer: Viewer) -> tuple[Button, ...]:
    order, question = notice.order, notice.approval
    tail, number = goods.tail(order), question.id
    if notice.sent_to:
        return (
            *part_first(notice, viewer),
            press.decline(order, number),
            press.basis(order, number),
            press.details(order),
        )
    if notice.may_ask:
        first = part_first(notice, viewer)
        whom = user_in(notice.may_ask[0]) or words.role(notice.may_ask[0])
        return (*first, press.coordinate(order, number, whom), press.decline(order, number), press.basis(order, number))
    if question.topic == DATE and not notice.feasible:
        return (
            press.answer("grant", "同意加班", number, f"同意 {tail}", "primary"),
            press.answer("offer", "给出日期", number, f"{tail} 改到3月13日"),
            press.answer("deny", "拒绝", number, f"拒绝 {tail}", "danger"),
            press.basis(order, number),
        )
    return (
        press.answer("grant", "同意", number, f"同意 {tail}", "primary"),
        press.answer("deny", "拒绝", number, f"拒绝 {tail}", "danger"),
        press.details(order),
    )


def _wanted(order: Order, wanted: Order | None, viewer: Viewer) -> tuple[Fact, ...]:
    """Old and new, prices as they were said beside those of the order."""
    if wanted is None:
        return ()
    rows = list(differences(order, wanted, viewer))
    for old, new in matched(order, wanted):
        if old is not None and new is not None and new.said_price not in (None, old.said_price) and viewer.prices:
            now = f"{words.number(old.price)}元/{old.base_unit}" if old.price is not None else "未定"
            rows.append(
                Fact("价格", f"{goods.name(old)} {now} → {words.number(new.said_price)}元/{new.unit or new.base_unit}")
            )
    return tuple(rows)


def _day(notice: ChangeAsked, viewer: Viewer) -> tuple[Fact, ...]:
    """The figures: what is there, what is short, when it could be there, what else is wanted on that day."""
    wanted = notice.approval.wanted
    rows = [Fact("交期", promise.said(wanted, notice.promised, viewer))] if wanted and notice.promised else []
    there = "、".join(
        f"{words.one_line(p.label, 20)} 现货{words.number(p.now)}/{words.number(p.need)}{p.unit}"
        for p in notice.promised[:3]
    )
    if there and not viewer.outsider:
        rows.append(Fact("备货", there))
    rows.extend(part_rows(wanted, notice.parts, viewer))
    if wanted and wanted.due:
        day = words.day(wanted.due, viewer.now, viewer.zone)
        rows.append(Fact("当天要交", f"{day}另有{notice.load}张单" if notice.load else f"{day}没有别的单"))
    return tuple(rows)


def change_sent(notice: ChangeSent, viewer: Viewer) -> Card:
    """Who decides."""
    ref, topic = goods.ref(notice.order), TOPIC.get(notice.approval.topic, "改动")
    if viewer.outsider:
        return sentence(_for_customer(notice, f"{ref} 的{topic}申请", viewer))
    to = _deciders(notice.to)
    why = (
        "按现有货和计划来不及,"
        if not notice.feasible
        else "面单已打,地址锁定,"
        if notice.approval.topic == ADDRESS
        else ""
    )
    when = ""
    if notice.promised and not notice.feasible and notice.approval.wanted is not None:
        when = f"({promise.said(notice.approval.wanted, notice.promised, viewer)})"
    text = f"{why}{ref} 的{topic}申请已发给{to}{when},定了马上告诉你;现在还没改。"
    rows = part_rows(notice.approval.wanted, notice.parts, viewer)
    if not rows:
        return sentence(text)
    title = f"{ref} {topic}申请已发出"
    return Card(title, text, (Note(text), Facts(rows)), part_first(notice, viewer), tone="warn")


def _for_customer(notice: ChangeSent, what: str, viewer: Viewer) -> str:
    """That it came in and when there is an answer; or that it takes longer than that."""
    if notice.late:
        return f"您对 {what}我们还在确认,让您久等了,定了马上告诉您。"
    if notice.until is None:
        return f"已收到您对 {what},正在确认,有结果马上告诉您。"
    minutes = int((notice.until - viewer.now).total_seconds()) // 60
    soon = f"{minutes}分钟内" if minutes <= _SOON else f"最晚{words.moment(notice.until, viewer.now, viewer.zone)}"
    return f"已收到您对 {what},{soon}答复您。"


_SOON = 60  # minutes that are told as such


def change_decided(notice: ChangeDecided, viewer: Viewer) -> Card:
    """The answer to whoever asked or was asked."""
    order, question, state = notice.order, notice.approval, notice.approval.state
    topic, ref = TOPIC.get(question.topic, "改动"), goods.ref(notice.order)
    said = {
        Verdict.GRANTED: "同意了",
        Verdict.REFUSED: "没同意",
        Verdict.EXPIRED: "没人定,已过期",
        Verdict.VOID: "不用定了",
    }
    if viewer.outsider:
        return _outside(notice, viewer)
    title = f"{ref} {topic}{'申请已撤回' if question.withdrawn else said.get(state, '等人定')}"
    rows = [*differences(notice.before, order, viewer)]
    if notice.by:
        rows.append(Fact("谁撤回的" if question.withdrawn else "谁定的", words.one_line(notice.by, 20)))
    if question.reason:
        rows.append(Fact("说明", words.one_line(question.reason, 80)))
    if question.offered is not None:
        rows.append(Fact("说明", f"最快{words.day(question.offered, viewer.now, viewer.zone)}"))
    if notice.rest is None:
        rows.extend(part_rows(question.wanted, notice.parts, viewer))
    rows.extend(promise.promise(order, notice.promised, viewer))
    if order.label > notice.before.label and notice.before.printed:
        rows.append(Fact("面单", f"v{order.label} 生效,旧面单作废;拦截快递,等物流回话", "amber"))
    unchanged: tuple[Block, ...] = () if state is Verdict.GRANTED else (Note("订单没有改动。"),)
    if notice.rest is not None:
        unchanged = (Note(_rest(notice.rest, viewer)),)
    return Card(
        title=title,
        summary=f"{title} {goods.short(order)}",
        blocks=(*((Facts(tuple(rows)),) if rows else ()), *unchanged),
        buttons=(*(() if state is Verdict.GRANTED else part_first(notice, viewer)), press.details(order)),
        tone="ok" if state is Verdict.GRANTED else "warn",
    )


def part_rows(wanted: Order | None, parts: Sequence[Part], viewer: Viewer) -> tuple[Fact, ...]:
    """先交一部分: what can be there by the wanted day, how much lacks, when the rest follows."""
    said = _part_words(wanted, parts, viewer)
    return (Fact("先交一部分", said, "amber"),) if said else ()


def part_first(notice: ChangeAsked | ChangeSent | ChangeDecided | DayOffered, viewer: Viewer) -> tuple[Button, ...]:
    """同意先交514件: for the customer, and for those of us who speak for him."""
    person = viewer.person
    if not notice.parts or person is None or person.role not in (*_SPEAK, Role.CUSTOMER):
        return ()
    only = notice.parts[0] if len(notice.parts) == 1 else None
    much = f"{words.number(only.qty)}{only.unit}" if only is not None else "一部分"
    return (press.part_first(notice.order, notice.approval.id, f"同意先交{much}"),)


_SPEAK = (Role.SALES, Role.SERVICE, Role.MANAGER)


def _rest(rest: Order, viewer: Viewer) -> str:
    """其余90件另开 SO…0003,3月13日前到。"""
    when = goods.wanted(rest, viewer)
    return f"其余{goods.short(rest)}另开 {goods.ref(rest)}{f',{when}' if when else ''}。"


def _part_words(wanted: Order | None, parts: Sequence[Part], viewer: Viewer) -> str:
    if wanted is None or wanted.due is None or not parts:
        return ""
    named = [p for p in parts if p.lacking > 0]
    several, much = len(parts) > 1, []
    for p in named[:PARTS]:
        rest = f"{words.day(p.rest, viewer.now, viewer.zone)}" if p.rest is not None else "日子待定"
        goods_ = f"{words.one_line(p.label, 20)} " if several else ""
        much.append(f"{goods_}{words.number(p.qty)}{p.unit},其余{words.number(p.lacking)}{p.unit}{rest}")
    whole = ",别的行都可以" if several and len(named) < len(parts) else ""
    return f"{words.day(wanted.due, viewer.now, viewer.zone)}可先交{';'.join(much)}{whole}"


def _outside(notice: ChangeDecided, viewer: Viewer) -> Card:
    order, question = notice.order, notice.approval
    ref, topic = goods.ref(order), TOPIC.get(question.topic, "改动")
    if question.state is Verdict.GRANTED:
        when = goods.wanted(order, viewer)
        tail = f",改为{when}" if question.topic == DATE and when else ""
        if notice.rest is not None:
            return sentence(
                f"您的订单 {ref} 分两批:{goods.short(order)}{f',{when}' if when else ''};{_rest(notice.rest, viewer)}"
            )
        return sentence(f"您的订单 {ref} {topic}已确认{tail}。")
    day = question.offered
    offered = f",最快{words.day(day, viewer.now, viewer.zone)}" if day is not None else ""
    part = _part_words(question.wanted, notice.parts, viewer)
    sorry = f"抱歉,您的订单 {ref} 这次没法{topic}{offered}"
    buttons = part_first(notice, viewer)
    if not part or not buttons:
        return sentence(f"{sorry}{f'。{part};要先交' if part else ''},请联系您的业务员。")
    text = f"{sorry}。{part}。"
    return Card(f"{ref} 没法{topic}", text, (Note(text),), buttons, tone="warn")


def day_wanted(notice: DayWanted, _: Viewer) -> Card:
    """How the day is said."""
    return sentence(f"最快哪天能交?请发“{goods.tail(notice.order)} 改到3月13日”这样一句话。")


def pick_changed(notice: PickChanged, viewer: Viewer) -> Card:
    """What to put in and what to take out of the box."""
    order = notice.order
    title = f"{goods.ref(order)} 拣货单有变"
    rows = tuple(row for old, new in matched(notice.before, order) if (row := _delta(old, new)))
    notes = [Note(f"{words.one_line(notice.by, 20)}改的" + (f",原因:{notice.reason}" if notice.reason else ""))]
    if viewer.outsider:
        return sentence(f"订单 {goods.ref(order)} 有改动。")
    return Card(
        title=title,
        summary=f"{title} {';'.join(rows[:2])}",
        blocks=(Lines(rows[:12]), *notes),
        buttons=(press.details(order),),
        tone="warn",
    )


def _delta(old: Line | None, new: Line | None) -> str:
    """转向节(左) 300件 → 200件,少拣100件(已拣120件)."""
    if old is None:
        return f"加 {goods.item(new)}" if new is not None else ""
    picked = f"(已拣{words.number(old.picked)}{old.base_unit})" if old.picked else ""
    if new is None:
        return f"去掉 {goods.item(old)}{picked}"
    more = (new.base_qty or Decimal(0)) - (old.base_qty or Decimal(0))
    if not more:
        return ""
    way = f"{'多' if more > 0 else '少'}拣{words.number(abs(more))}{new.base_unit}"
    return f"{goods.name(new)} {goods.how_much(old)} → {goods.how_much(new)},{way}{picked}"


def label_wrong(notice: LabelWrong, viewer: Viewer) -> Card:
    """Loud: this parcel must not leave."""
    order = notice.order
    if viewer.outsider:
        return sentence(f"订单 {goods.ref(order)} 的面单有更新。")
    title = f"🛑 停!{goods.ref(order)} 不能用这张面单"
    rows = (
        Fact("扫到的", f"v{notice.version}(作废)", "red"),
        Fact("现在的", f"v{order.label}", "ok"),
        Fact("新地址", words.one_line(order.address or "", 60) or "未定"),
    )
    note = Note(f"请撕掉旧面单,重打贴好,发“{goods.tail(order)} 已打单”再出库。", "warn")
    return Card(title=title, summary=title, blocks=(Facts(rows), note), tone="warn")


def label_todo(notice: LabelTodo, viewer: Viewer) -> Card:
    """Stop the parcel, print the new label."""
    order = notice.order
    title = f"{goods.ref(order)} 换面单 v{order.label}"
    if viewer.outsider:
        return sentence(f"订单 {goods.ref(order)} 的收货地址已改。")
    rows = [
        Fact("新地址", words.one_line(order.address or "", 60)),
        Fact("旧地址", words.one_line(notice.old, 60) or "未定"),
        Fact("运单", words.one_line(order.tracking, 40) if order.tracking else "还没有单号"),
    ]
    if notice.reason:
        rows.append(Fact("原因", words.one_line(notice.reason, 80)))
    buttons = (
        Button("已拦下", press.packed("stopped", order), "primary", f"{goods.tail(order)} 已拦下"),
        Button("没拦住", press.packed("missed", order), "danger", f"{goods.tail(order)} 没拦住"),
    )
    note = f"旧面单作废:请拦下旧面单的包裹,重打面单贴好,发“{goods.tail(order)} 已打单”再出库。"
    return Card(
        title=title,
        summary=f"{title} 请拦截旧面单的包裹",
        blocks=(
            Note(note, "warn"),
            Facts(tuple(rows)),
        ),
        buttons=buttons,
        tone="warn",
    )
