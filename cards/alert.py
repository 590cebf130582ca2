"""Cards of what is late or short: the alert, which everybody sees as it stands, and what it asks for."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from cards import goods, press, words
from cards import stock as stock_cards
from cards.card import Block, Button, Card, Fact, Facts, Lines, Note, Quote, Tone
from cards.order import order_blocks
from cards.plain import sentence
from cards.request import asked_of
from cards.viewer import Viewer
from handlers.domain.alert import Alert, AlertState, Why
from handlers.domain.buying import Shortage, advice
from handlers.domain.order import Order
from handlers.domain.request import PREFIX, id_of
from handlers.domain.rules.model import RuleText
from handlers.notices import (
    AlertAsked,
    AlertCall,
    AlertList,
    AlertShown,
    AlertTask,
    AlertWhy,
    Digest,
    DigestRow,
    DigestSwitched,
    Requested,
    SwapOffered,
    SwapsAsked,
    Tally,
    Weekly,
)

OUTSIDE = "您的订单还在处理,我们在跟进,有进展马上告诉您。"


def alert_shown(notice: AlertShown, viewer: Viewer) -> Card:
    """One alert: what is late, since when, who deals with it; green once it is over."""
    alert, order = notice.alert, notice.order
    if viewer.outsider:
        return sentence(OUTSIDE)
    about = _about(alert, order)
    if alert.state is not AlertState.CLOSED and notice.shortage is not None:
        return _short(notice, notice.shortage, viewer)
    if alert.state is not AlertState.CLOSED and notice.asking is not None:
        return asked_of(notice, notice.asking, _who(notice, viewer), _buttons(alert, order, viewer), viewer)
    if alert.state is AlertState.CLOSED:
        return _over(notice, about, viewer)
    title = f"{'📦' if notice.stall is not None else '⏰'} {about} {_late(notice)}"
    rows = [Fact("提醒", _late(notice), "red"), *_stalled(notice, viewer), *_who(notice, viewer)]
    if alert.conclusion:
        rows.append(Fact("原因", words.one_line(alert.conclusion, 60)))
    steps = press.next_steps(viewer, order) if order else ()
    if steps:
        rows.append(Fact("下一步", words.join(steps)))
    blocks: tuple[Block, ...] = (Facts(tuple(rows)),)
    if order is not None:
        blocks = (*blocks, *order_blocks(order, viewer, amount=False))
    note = _why(notice)
    return Card(
        title=title,
        summary=f"{title}{f',{note}' if note else ''}",
        blocks=((Note(note, "warn"), *blocks) if note else blocks),
        buttons=_buttons(alert, order, viewer, stalled=notice.stall is not None),
        tone="warn" if alert.state is not AlertState.OPEN else "bad",
    )


def _stalled(notice: AlertShown, viewer: Viewer) -> list[Fact]:
    """How long a parcel is under way, and the day that the carrier gave."""
    if notice.stall is None:
        return []
    rows = [Fact("在途", words.lasting(notice.stall.under_way))]
    if notice.stall.day is not None:
        rows.append(Fact("预计", f"{words.day(notice.stall.day, viewer.now, viewer.zone)}到(承运商答复)", "amber"))
    return rows


def alert_call(notice: AlertCall, viewer: Viewer) -> Card:
    """What is read out: which order, what is late, for how long."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    shown, order = notice.shown, notice.shown.order
    goods_ = f",{goods.short(order)}" if order is not None else ""
    return sentence(f"接单提醒:{_about(shown.alert, order)}{goods_},{_late(shown)},请处理。")


def _short(notice: AlertShown, found: Shortage, viewer: Viewer) -> Card:
    """One product that orders wait for: how much, for whom, what to buy."""
    product, unit = found.product, found.product.unit
    lacks = f"缺{words.number(found.short)}{unit}" if found.waits else "低于安全库存"
    title = f"🔴 {product.sku} {words.one_line(product.label, 24)} {lacks}{',已暂停销售' if found.stop else ''}"
    level = found.level
    stock = f"现货{words.number(level.on_hand)},已占{words.number(level.held)}" if level else "没有记录"
    wanted = f",还缺{words.number(found.short)}" if found.waits else ""
    rows = []
    if viewer.keeps_stock:
        rows.append(Fact("库存", f"{stock}{wanted},安全{words.number(product.safety_stock)}{unit}"))
    if found.stop is not None:
        rows.append(Fact("销售", f"已暂停:{stock_cards.stopped(found.stop, unit, viewer)}", "red"))
    if found.inbound:
        coming = [(words.number(one.qty), words.day(one.due, viewer.now, viewer.zone)) for one in found.inbound[:2]]
        rows.append(Fact("在途", "、".join(f"{qty}{unit} {day}到" for qty, day in coming)))
    qty, need = advice(found), found.needed_by
    if found.requisition is not None:
        asked = found.requisition
        rows.append(Fact("采购申请", f"{asked.number} {words.number(asked.qty)}{asked.unit}", "ok"))
    elif qty > 0:
        by = f",{words.day(need, viewer.now, viewer.zone)}前要用" if need else ""
        rows.append(Fact("建议采购", f"{words.number(qty)}{unit}{by}", "amber", "缺的加安全库存,减在途,按整包装"))
    rows += _supplier(found, viewer)
    rows += _who(notice, viewer)
    waiting = [(w, goods.customer(w.order, viewer)) for w in found.waits]
    waits = [f"{goods.ref(w.order)} {who} 缺{words.number(w.short)}{unit}" for w, who in waiting]
    more = (f"…共{len(waits)}单",) if len(waits) > _WAITS else ()
    note = _why(notice)
    ask = [press.answer("buy", "一键发起采购申请", notice.alert.id, "发起采购申请", "primary")]
    out = ask if found.requisition is None and qty > 0 else []
    if product.substitutes and found.waits:
        out.append(press.answer("instead", "用替代品", notice.alert.id, f"用替代品 {product.sku}"))
    out.append(press.answer("recount", "盘点不符", notice.alert.id, f"盘点不符 {product.sku}"))
    return Card(
        title=title,
        summary=f"{title},{len(waits)}单在等" if waits else title,
        blocks=(
            *((Note(note, "warn"),) if note else ()),
            Facts(tuple(rows)),
            *((Lines((*waits[:_WAITS], *more)),) if waits else ()),
        ),
        buttons=(*out, *_buttons(notice.alert, None, viewer)),
        tone="bad" if notice.alert.state is AlertState.OPEN else "warn",
    )


def _supplier(found: Shortage, viewer: Viewer) -> list[Fact]:
    """Who it is bought from, how long that takes, and whether what is asked for now comes before it is needed."""
    product, need = found.product, found.needed_by
    parts = [words.one_line(product.supplier, 20)] if product.supplier else []
    late, ends = False, ""
    if product.lead_days and found.requisition is None:
        there = viewer.now.astimezone(viewer.zone).date() + timedelta(days=product.lead_days)
        late = need is not None and there > need
        ends = "" if need is None else ",赶不上" if late else f",赶得上{words.day(need, viewer.now, viewer.zone)}"
        parts.append(f"{product.lead_days}天,今天申请约{words.day(there, viewer.now, viewer.zone)}到")
    if not parts:
        return []
    return [Fact("供应商", ",".join(parts) + ends, "red" if late else "")]


_WAITS = 5  # orders on one card


def requested(notice: Requested, viewer: Viewer) -> Card:
    """The answer to a requisition."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    asked = notice.requisition
    what = f"{notice.product.sku} {words.one_line(notice.product.label, 24)} {words.number(asked.qty)}{asked.unit}"
    need = f",{words.day(asked.need_by, viewer.now, viewer.zone)}前要用" if asked.need_by else ""
    if notice.again:
        at = words.moment(asked.at, viewer.now, viewer.zone)
        return sentence(f"{notice.by} {at}已发起 {asked.number}:{what}{need},不用再发起。")
    return sentence(f"已发起采购申请 {asked.number}:{what}{need}。")


def _about(alert: Alert, order: Order | None) -> str:
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


def _late(notice: AlertShown) -> str:
    return f"{words.one_line(notice.alert.title, 20)}已{span(notice)}"


def _who(notice: AlertShown, viewer: Viewer) -> list[Fact]:
    return [*_called(notice, viewer), *_stands(notice, viewer)]


def _called(notice: AlertShown, viewer: Viewer) -> list[Fact]:
    calls = {one.to: one.at for one in notice.told if one.why == Why.CALLED}
    rang = (f"{_audience(notice, to)}({words.moment(at, viewer.now, viewer.zone)})" for to, at in calls.items())
    return [Fact("语音提醒", f"已拨{'、'.join(rang)}")] if calls else []


def _stands(notice: AlertShown, viewer: Viewer) -> list[Fact]:
    alert = notice.alert
    name = _name(notice, alert.taken_by)
    if alert.state is AlertState.MUTED and alert.muted_until is not None:
        until = words.moment(alert.muted_until, viewer.now, viewer.zone)
        return [Fact("处理", f"静音到{until}{f',{name}在跟' if name else ''}", "amber")]
    if alert.state is AlertState.TAKEN and alert.taken_at is not None:
        at = words.moment(alert.taken_at, viewer.now, viewer.zone)
        return [Fact("处理", f"{name}处理中({at}接手)", "ok")]
    rows = [Fact("负责", _owner(notice))]
    if alert.level > 1:
        rows.append(Fact("升级", f"第{alert.level}级,{_unheard(notice)}没有回应", "red"))
    return rows


def _unheard(notice: AlertShown) -> str:
    """Whom the levels below told in vain, and how long each of them had: 孙福根20分钟."""
    groups: dict[timedelta, dict[str, None]] = {}
    for to, waited in notice.unheard.items():
        groups.setdefault(waited, {})[_audience(notice, to)] = None
    return "、".join(f"{'、'.join(names)}{words.lasting(waited)}" for waited, names in groups.items())


def _why(notice: AlertShown) -> str:
    match notice.why:
        case Why.AGAIN:
            return "还没有人处理,请看一下"
        case Why.STILL:
            name = _name(notice, notice.alert.taken_by)
            return f"{name}接手后还没有进展,请定日期,或转给别人"
        case Why.UNMUTED:
            return "静音时间到了,事情还在"
        case Why.GIVEN:
            return "这件事转给你了,请处理"
        case Why.LATE:
            return "该处理完的时间已经过了,请给个结论"
        case _:
            return ""


def _name(notice: AlertShown, user: str) -> str:
    return words.one_line(notice.names.get(user, ""), 20)


def _owner(notice: AlertShown) -> str:
    owner = notice.alert.owner
    return _name(notice, owner[5:]) if owner.startswith("user:") else words.role(owner)


def _audience(notice: AlertShown, to: str) -> str:
    kind, _, name = to.partition(":")
    return f"{words.role(name)}群" if kind == "role" else _name(notice, name) or "负责人"


def _over(notice: AlertShown, about: str, viewer: Viewer) -> Card:
    alert = notice.alert
    at = words.moment(alert.closed_at, viewer.now, viewer.zone) if alert.closed_at else ""
    what = words.one_line(alert.conclusion, 60)
    by = _name(notice, alert.closed_by)
    title = f"🟢 {about} {words.one_line(alert.title, 20)}已解决"
    rows = (
        Fact("结果", what, "ok"),
        Fact("什么时候", f"{at}{f',{by}' if by else ''}"),
        Fact("历时", span(notice)),
    )
    buttons = (press.details(notice.order),) if notice.order is not None else ()
    return Card(title, f"{title}:{what},历时{span(notice)}", (Facts(rows),), buttons, tone="ok")


def _buttons(alert: Alert, order: Order | None, viewer: Viewer, *, stalled: bool = False) -> tuple[Button, ...]:
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
    if alert.state is not AlertState.MUTED:
        out.append(press.answer("mute", "静音2小时", alert.id, f"静音2小时 {tail}".strip()))
    out.append(press.answer("solve", "已解决", alert.id, f"已解决 {tail}".strip()))
    out.append(press.answer("why", "为什么提醒我", alert.id, f"为什么提醒我 {tail}".strip()))
    return tuple(out)


def alert_asked(notice: AlertAsked, viewer: Viewer) -> Card:
    """The next words are the conclusion, or a name."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    about = _about(notice.shown.alert, notice.shown.order)
    tail = goods.tail(notice.shown.order) if notice.shown.order is not None else about
    if notice.what == "solve" and notice.shown.asking is not None:
        return sentence(f"{notice.shown.asking.request.number} 怎么答复客户?直接回复一句话,会原样发给客户。")
    if notice.what == "solve":
        return sentence(f"{about} 的结论是什么?直接回复一句话;群里请发“已解决 {tail} 结论”。")
    if notice.what == "explain":
        return sentence(f"{about} 为什么晚了?直接回复一句话;群里请发“说明原因 {tail} 原因”。")
    if notice.what == "fix_day":
        unread = f"“{words.one_line(notice.unknown, 20)}”里没有以后的日期。" if notice.unknown else ""
        return sentence(f"{unread}{about} 哪天能好?直接回复日期;群里请发“定日期 {tail} 3月13日”。")
    if notice.what == "contacted":
        return sentence(f"{about} 承运商怎么说,预计哪天到?直接回复,比如“中转场爆仓,明早到”。")
    if notice.what == "reroute":
        unread = f"“{words.one_line(notice.unknown, 20)}”里没有运单号。" if notice.unknown else ""
        return sentence(f"{unread}{about} 换成哪家、运单号多少?直接回复,比如“中通 ZT20316094”。")
    if notice.what == "recount":
        unread = f"没看懂“{words.one_line(notice.unknown, 20)}”。" if notice.unknown else ""
        return sentence(f"{unread}{about} 实数是多少?直接回复数字;群里请发“盘点不符 {about} 数量”。")
    unknown = f"没有找到同事“{words.one_line(notice.unknown, 20)}”。" if notice.unknown else ""
    return sentence(f"{unknown}{about} 转给谁?直接回复姓名;群里请发“转给姓名 {tail}”。")


def swap_offered(notice: SwapOffered, viewer: Viewer) -> Card:
    """A substitute for what an order waits for, to be agreed on with the customer."""
    order, one = notice.order, notice.option
    if viewer.outsider:
        return sentence(OUTSIDE)
    line = order.lines[one.line - 1]
    title = f"{goods.ref(order)} 缺料,可以换货"
    head = Fact("客户", goods.customer(order, viewer))
    unit = line.base_unit or line.unit or ""
    rows = (
        Fact("缺", f"{goods.name(line)} {words.number(one.qty)}{unit}", "red"),
        Fact("可换", goods.instead(one, viewer)),
    )
    note = Note(f"{words.one_line(notice.by, 20)}提议。请先问过客户,同意再按“换替代品”。")
    return Card(
        title,
        f"{title}:{goods.instead(one, viewer)}",
        (Facts((*((head,) if head.value else ()), *rows)), note),
        (press.swap(order, one.line, one.place), press.details(order)),
        tone="warn",
    )


def swaps_asked(notice: SwapsAsked, viewer: Viewer) -> Card:
    """Who was asked."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    product = notice.product
    if not notice.asked:
        return sentence(f"{product.sku} 没有数量够、能换的替代品。")
    title = f"{product.sku} 换替代品:已问{len(notice.asked)}单的业务员"
    rows = tuple(
        f"{goods.ref(one.order)} 换{goods.instead(one.option, viewer)},问{words.one_line(one.seller, 20)}"
        for one in notice.asked[:_WAITS]
    )
    rest = notice.waiting - len(notice.asked)
    left = (Note(f"另外{rest}单没有够的替代品。"),) if rest else ()
    return Card(title, title, (Lines(rows), *left))


def alert_list(notice: AlertList, viewer: Viewer) -> Card:
    """Several alerts that the words may mean."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    rows = tuple(f"{_about(one.alert, one.order)} {_late(one)}" for one in notice.alerts)
    title = f"有{len(rows)}件提醒,说的是哪一件?"
    said = _ANSWERS[notice.verb]
    buttons = tuple(
        press.answer(notice.verb, f"{place} {_tail(one)}", one.alert.id, f"{said} {place}")
        for place, one in enumerate(notice.alerts, 1)
    )
    how = Note(f"请带上序号再说一遍,比如“{said} 1”。")
    return Card(title, title, (Lines(rows, numbered=True), how), buttons)


_ANSWERS = {"take": "我来处理", "pass_on": "转给", "mute": "静音2小时", "solve": "已解决"}


def _tail(shown: AlertShown) -> str:
    return goods.tail(shown.order) if shown.order is not None else shown.alert.sku


def alert_why(notice: AlertWhy, viewer: Viewer) -> Card:
    """The rule, and who was told when."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    shown = notice.shown
    about = _about(shown.alert, shown.order)
    since = words.moment(shown.alert.since, viewer.now, viewer.zone)
    said = tuple(
        f"{words.moment(one.at, viewer.now, viewer.zone)} 第{max(one.level, 1)}级 {_audience(shown, one.to)}"
        f"{'(打了电话)' if one.why == Why.CALLED else ''}"
        for one in shown.told[-6:]
    )
    rule = f"规则“{words.one_line(shown.alert.title, 20)}”:从{since}算起,现在已{span(shown)}。"
    return Card(
        title=f"{about} 为什么提醒",
        summary=f"{about} {_late(shown)}",
        blocks=(
            Note(rule),
            *((Lines(said),) if said else ()),
            *((Note(_rank(notice.rank, viewer)),) if notice.rank else ()),
        ),
    )


def _rank(row: DigestRow, viewer: Viewer) -> str:
    if row.shown.alert.state is AlertState.CLOSED:
        return "已经处理完,日报不再列。"
    points = f" = {words.number(row.score.quantize(Decimal(1)))}分" if viewer.prices else ""
    return f"日报排序:{_reason(row, viewer)}{points},大的在前。"


def digest(notice: Digest, viewer: Viewer) -> Card:
    """The worst problems of the morning, worst first."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    said = [f"前一天的提醒 24 小时内处理完 {notice.closed}/{notice.of}。"] if notice.of else []
    in_time, of = notice.kept
    if of:
        said.append(f"状态更新及时率 {100 * in_time // of}%(上次日报以来 {in_time}/{of} 单次没超时)。")
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
    learned = (Note("下周要早一步,可以立规则(先存下,试跑过才启用):"), Lines(rows=rules, numbered=True)) if rules else ()
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
    who = _name(shown, shown.alert.taken_by) or _owner(shown)
    parts = [_about(shown.alert, shown.order), _late(shown), who]
    if row.amount and viewer.prices:
        parts.append(words.money(row.amount))
    parts += ["VIP"] if row.vip and viewer.staff_direct else []
    return f"{' '.join(parts)}({_reason(row, viewer)})"


def _reason(row: DigestRow, viewer: Viewer) -> str:
    """Why it stands where it stands, as far as the reader may know."""
    late = f"提醒后{words.number(row.hours.quantize(Decimal('0.1')))}小时"
    if not viewer.prices:
        return f"{late},{'金额不到1千按1千算' if row.amount < row.yuan else '按金额排'}"
    amount = f"{words.money(row.yuan)}{'(按1千算)' if row.amount < row.yuan else ''}"
    return f"{late}×{amount}{'×2' if row.vip and viewer.staff_direct else ''}"


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
    tone: Tone = "warn"
    return Card(title, f"{title}:{head}", blocks, (press.details(order),), tone)
