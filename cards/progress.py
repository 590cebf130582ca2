"""Cards that answer "where is it": one order, several, none."""

from datetime import datetime

from cards import findings, goods, press, words
from cards.card import Button, Card, Fact, Facts, Lines, Note
from cards.health import brief, may_know_margin
from cards.order import first, order_blocks
from cards.plain import offering_help, sentence
from cards.promise import promise
from cards.request import taken_text
from cards.viewer import Viewer
from handlers.domain.arrival import Arrival, Unsure
from handlers.domain.budget import Reach
from handlers.domain.order import Order, OrderEvent, Phase
from handlers.domain.proof import Need
from handlers.domain.tracking import NAMES, carrier_name, waybill
from handlers.notices import CarrierSilent, NoOrders, Progress, StatusList, Way

FULL = 100  # an order that goes perfectly need not say so
HISTORY = 4  # events shown to staff
EVENTS_IF_HELD = 2  # the same where the card says what the order waits for


def progress(notice: Progress, viewer: Viewer) -> Card:
    """State, who has it since when, until when, what is next; the way so far for staff."""
    order = notice.order
    since = _since(order, notice.events)
    state = order.state + (f" · {words.moment(since, viewer.now, viewer.zone)}起" if since else "")
    rows = [Fact("状态", state, "ok" if order.phase is Phase.DONE else "")]
    if order.held:
        rows.append(Fact("审批", "我们还在核对" if viewer.outsider else "等批准,批准前不安排", "amber"))
    elif not viewer.outsider and order.phase is Phase.OPEN:
        rows.extend(_inside(notice, viewer))
    if order.phase is Phase.OPEN:
        rows.extend(promise(order, notice.promised, viewer))
    rows.extend(_way(notice, viewer))
    well = notice.health if viewer.staff_direct else None
    if well is not None and well.index(margin=may_know_margin(viewer)) < FULL:
        rows.append(Fact("健康度", brief(well, viewer)))
    held = findings.held_by(order, viewer)
    history = _history(notice, viewer)[-EVENTS_IF_HELD if held else 0 :]
    return Card(
        title=f"{goods.ref(order)} {order.state}",
        summary=_summary(order, viewer) + _expected(notice, viewer),
        blocks=(
            Facts(tuple(rows)),
            *held,
            *order_blocks(order, viewer),
            *((Lines(history),) if history else ()),
        ),
        buttons=_others(notice, viewer),
        tone="ok" if order.phase is Phase.DONE else "plain",
    )


def _others(notice: Progress, viewer: Viewer) -> tuple[Button, ...]:
    """The other entries of the list that it was picked from, under their numbers, and the one after them."""
    if not notice.listed:
        return ()
    entries = press.listed(viewer, notice.listed, "details")
    own = press.packed("details", notice.order)
    return (*(button for button in entries if button.action != own), press.human(place=len(notice.listed) + 1))


def _summary(order: Order, viewer: Viewer) -> str:
    tracking = f",运单 {order.tracking}" if order.tracking else ""
    when = goods.wanted(order, viewer)
    return f"{goods.ref(order)} {goods.short(order)}:{order.state}{tracking}{f',要求{when}' if when else ''}"


def _way(notice: Progress, viewer: Viewer) -> list[Fact]:
    """Where it is, as the carrier says, and when it comes: never a day that nobody can promise."""
    found = notice.arrival
    if found is None:
        return []
    rows: list[Fact] = []
    parcel = found.parcel
    if parcel is not None and parcel.at is not None:
        at = words.moment(parcel.at, viewer.now, viewer.zone)
        said = f"{NAMES[parcel.status]},{at} {words.one_line(parcel.words, 40)}"
        rows.append(Fact("物流", said, "red" if found.why is Unsure.WRONG else ""))
    if found.day is not None:
        told = f";轨迹{words.lasting(found.told)}没更新会告诉您" if found.told is not None and viewer.outsider else ""
        rows.append(Fact("预计", f"{_days(found, viewer)}{told}"))
        return rows
    rows.append(Fact("预计", f"不确定什么时候到,{_UNSURE[found.why or Unsure.LATE]}", "amber"))
    if notice.asked is not None:
        rows.append(
            Fact("在查" if notice.asked.request.closed_at is None else "答复", taken_text(notice.asked, viewer))
        )
    return rows


_UNSURE = {
    Unsure.SILENT: "承运商很久没有更新轨迹",
    Unsure.LATE: "已经过了一般该到的日子",
    Unsure.WRONG: "承运商那边有情况",
}


def _days(found: Arrival, viewer: Viewer) -> str:
    """The day, the latest one where they differ, and how that is known."""
    if found.day is None:
        return ""
    day = words.day(found.day, viewer.now, viewer.zone)
    if found.word:
        return f"{day}到(承运商答复)"
    if found.transit is None:
        return f"{day}到"
    latest = (
        f",最晚{words.day(found.latest, viewer.now, viewer.zone)}" if found.latest and found.latest > found.day else ""
    )
    carrier, where = carrier_name(found.transit.carrier), words.one_line(found.transit.where, 12)
    return f"{day}到{latest}(按{carrier}到{where}最近{found.transit.count}单)"


def _expected(notice: Progress, viewer: Viewer) -> str:
    found = notice.arrival
    if found is None:
        return ""
    if found.day is None:
        return ",不确定什么时候到"
    return f",预计{_days(found, viewer)}"


def carrier_silent(notice: CarrierSilent, viewer: Viewer) -> Card:
    """What was promised: that silence is told."""
    order = notice.order
    since = words.moment(notice.since, viewer.now, viewer.zone)
    which = f"{goods.ref(order)}({goods.short(order)})"
    return sentence(f"您的订单{which}物流从{since}起没有新消息,我们在催承运商,有进展马上告诉您。")


def _since(order: Order, events: tuple[OrderEvent, ...]) -> datetime | None:
    entered = [e.at for e in events if e.to_state == order.state and e.from_state != e.to_state]
    return order.entered_at or (entered[-1] if entered else None)


def _inside(notice: Progress, viewer: Viewer) -> list[Fact]:
    order, rows = notice.order, []
    if notice.lane is not None:
        rows.append(Fact("优先", first(notice.lane, viewer)))
    steps = press.next_steps(viewer, order)
    open_ones = [d for d in notice.deadlines if d.state in {"open", "missed"}]
    due = min(open_ones, key=lambda d: d.due_at) if open_ones else None
    if order.owner:
        until = f",应在{words.moment(due.due_at, viewer.now, viewer.zone)}前" if due else ""
        late = due is not None and due.due_at < viewer.now
        note = f"已超过{words.lasting(viewer.now - due.due_at)}" if due is not None and late else ""
        rows.append(Fact("现在", f"{words.role(order.owner)}处理{until}", "red" if late else "", note))
    if steps:
        rows.append(Fact("下一步", words.join(steps)))
    for asked in notice.bought:
        need = f",{words.day(asked.need_by, viewer.now, viewer.zone)}前要用" if asked.need_by else ""
        what = f"{asked.number} {asked.sku} {words.number(asked.qty)}{asked.unit}{need}"
        rows.append(Fact("采购申请", what))
    if notice.reach is not None:
        rows.append(_reach(notice.reach, viewer))
    if notice.needs:
        lacking = any(not need.there for need in notice.needs)
        rows.append(Fact("要交", ";".join(map(_need, notice.needs)), "amber" if lacking else "ok"))
    return rows


def _need(need: Need) -> str:
    """What must be handed in, whether it is there, and which rule wants it."""
    kind = "(照片)" if need.kind == "photo" and "照片" not in need.name else ""
    rule = f"(规则“{words.one_line(need.rule, 20)}”)" if need.rule else ""
    return f"{words.one_line(need.name, 12)}{kind}{f'已有 {need.there}' if need.there else '还没有'}{rule}"


def _reach(found: Reach, viewer: Viewer) -> Fact:
    """Whether the customer hears by himself of what comes next."""
    if found.left <= 0 or found.until is None:
        return Fact("通知客户", "他回话以前发不出去,有进展会把话给业务员转告", "amber")
    until = words.moment(found.until, viewer.now, viewer.zone)
    return Fact("通知客户", f"还能发{found.left}条,到{until};他回话后重新算")


def _history(notice: Progress, viewer: Viewer) -> tuple[str, ...]:
    """The last steps; customers read the moves only, without names or reasons."""
    kept = [e for e in notice.events if e.action not in {"draft", "edit", "overdue", "solve"}]
    if viewer.outsider:
        kept = [e for e in kept if e.from_state != e.to_state]
    if notice.arrival is not None:  # the carrier's news stand there too
        kept = kept[-1:] if notice.arrival.day is not None else []
    return tuple(_event(e, notice, viewer) for e in kept[-HISTORY:])


def _event(event: OrderEvent, notice: Progress, viewer: Viewer) -> str:
    who = "" if viewer.outsider else notice.names.get(event.actor, "")
    what = press.label(viewer, notice.order, event.action)
    why = f"({words.one_line(event.reason, 30)})" if event.reason and not viewer.outsider else ""
    if event.action == "note":
        what, why = words.one_line(event.reason, 30) or "登记运单号", ""
    when = words.moment(event.at, viewer.now, viewer.zone)
    return " ".join(t for t in (when, who, what + why) if t)


_TITLES = {
    "status": "有{n}张订单,看哪一张?",
    "cancel": "要取消哪一张?",
    "change": "要改哪一张?",
    "advance": "说的是哪一张?",
    "request": "说的是哪一张?",
}
_HOW = {"return": "退20件", "pay": "已付 5000", "money": "收款", "history": "修改记录", "then": "3月5日的样子"}


def status_list(notice: StatusList, viewer: Viewer) -> Card:
    """A numbered list; the reader picks with a button or a number."""
    if not notice.orders:
        return no_orders(NoOrders(), viewer)
    total = len(notice.orders) + notice.more
    title = _TITLES.get(notice.action, "是哪一张?").format(n=total)
    if notice.unsure:
        title = "这句话没有登记:办好了请点按钮"
    if notice.asker and viewer.is_customer:
        under_way = "未完成的" if all(order.phase is Phase.OPEN for order in notice.orders) else ""
        title = f"您好{words.one_line(notice.asker, 12)},您有{total}张{under_way}订单,看哪一张?"
    rows = tuple(_entry(o, viewer) + _far(o, notice.ways.get(o.id), viewer) for o in notice.orders[: press.LISTED])
    verb = press.PICKS.get(notice.action, notice.verb)
    buttons = press.listed(viewer, notice.orders, verb, notice.value, step=notice.unsure) if verb else ()
    how_to = _HOW.get(notice.action, "改成18号到")
    how = () if buttons else (Note(f"请带上单号再说一遍,比如“{goods.ref(notice.orders[0])} {how_to}”。"),)
    left = total - len(rows)
    more = (Note(f"还有{left}张没列出,说单号或产品可以直接查。"),) if left > 0 else ()
    asks = (press.human(place=len(rows) + 1),) if notice.ways and viewer.is_customer and viewer.direct else ()
    return Card(title, title, (Lines(rows, numbered=True), *more, *how), (*buttons, *asks))


def _far(order: Order, way: Way | None, viewer: Viewer) -> str:
    """How far it is: since when, with what waybill, when it is expected; what has not left, when it can be there."""
    if way is None:
        return ""
    if way.arrival is None:
        told = promise(order, way.promised, viewer) if not order.held else ()
        return f",{told[0].value}" if told else ""
    since = f"({words.moment(order.entered_at, viewer.now, viewer.zone)}起)" if order.entered_at is not None else ""
    day = way.arrival.day
    parts = [  # what matters most first: a long entry is cut at its end
        f"预计{words.day(day, viewer.now, viewer.zone)}到" if day is not None else "不确定什么时候到",
        _carrier(order),
        _last_scan(way.arrival, viewer),
    ]
    return since + "".join(f",{part}" for part in parts if part)


def _carrier(order: Order) -> str:
    """Who brings it, and with what waybill: 顺丰 SF1234567890."""
    if not order.tracking:
        return ""
    found = waybill(order.tracking)
    name = carrier_name(found[1]) if found is not None and found[1] else ""
    return f"{name} {found[0]}" if found is not None and name else f"运单{words.one_line(order.tracking, 24)}"


def _last_scan(found: Arrival, viewer: Viewer) -> str:
    parcel = found.parcel
    if parcel is None or parcel.at is None or not parcel.words:
        return ""
    return f"{words.moment(parcel.at, viewer.now, viewer.zone)} {words.one_line(parcel.words, 24)}"


def _entry(order: Order, viewer: Viewer) -> str:
    who = "" if viewer.is_customer else goods.customer(order, viewer)
    return " ".join(t for t in (goods.ref(order), who, goods.short(order), "—", order.state) if t)


def no_orders(notice: NoOrders, viewer: Viewer) -> Card:
    """Nothing that this person may see."""
    if notice.foreign and viewer.is_customer:
        how = f"(回复 {notice.place})" if notice.place and viewer.direct else ""
        seller = words.one_line(notice.seller, 12)
        ask = f"要帮您转接业务员{seller}吗?{how}" if seller and viewer.direct else f"别的事可以找人工{how}。"
        text = f"这里只能查贵司的订单。{ask}"
        return offering_help("只能查贵司的订单", text, notice.place) if viewer.direct else sentence(text)
    said = words.one_line(notice.words, 30)
    asked = f"与“{said}”有关的" if said else ""
    own = "您的" if viewer.is_customer and not asked else ""
    help_ = "可以发单号再查一次,也可以找人工。" if viewer.is_customer else "可以发完整单号、客户名或产品名再查。"
    text = f"没有查到{own}{asked}订单。{help_}"
    return offering_help("没有查到订单", text) if viewer.is_customer and viewer.direct else sentence(text)
