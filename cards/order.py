"""Cards of confirmed orders: the receipt, the news for others, changes, cancellation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from cards import findings, goods, press, promise, words
from cards.card import Block, Button, Card, Fact, Facts, Lines, Note, Quote
from cards.plans import NAMES
from cards.viewer import PRICE_ROLES, Viewer
from handlers.domain.finding import Finding, Level
from handlers.domain.order import Change, Order, Phase
from handlers.domain.party import Lane
from handlers.domain.promise import Promise, late, whole
from handlers.notices import Noted, OrderCancelled, OrderChanged, OrderMoved, OrderNews, OrderPlaced

LINES = 5  # of an order, named in the words for its customer
WARNED = 2  # findings that a change brought up, told with it
CHANGES = 3  # of what was changed while confirming, told on the receipt
# Fields of a Change that begin as none.
NOTHING = frozenset({"remark", "label", "presale", "photo", "sign", "rush", "delayed"})


def order_blocks(order: Order, viewer: Viewer, *, customer: bool = True, amount: bool = True) -> tuple[Block, ...]:
    """Customer, goods, date, address and, where allowed, the amount."""
    head: list[Fact] = []
    rest: list[Fact] = []
    if customer and not viewer.is_customer and (name := goods.customer(order, viewer)):
        head.append(Fact("客户", name))
    if len(order.lines) == 1:
        head.append(Fact("货品", goods.item(order.lines[0])))
    if when := goods.wanted(order, viewer):
        rest.append(Fact("要求", when))
    if order.address:
        rest.append(Fact("地址", words.one_line(order.address, 60)))
    if order.remark:
        rest.append(Fact("备注", words.one_line(order.remark, 60)))
    if order.tags and not viewer.outsider:
        rest.append(Fact("标签", words.one_line("、".join(order.tags), 60)))
    if order.tracking:
        rest.append(Fact("运单", words.one_line(order.tracking, 40)))
    if amount and (total := goods.total(order, viewer)) is not None:
        rest.append(total)
    if len(order.lines) < 2:
        return (Facts((*head, *rest)),) if head or rest else ()
    shown = Lines(goods.rows(order, viewer))
    return (*((Facts(tuple(head)),) if head else ()), shown, *((Facts(tuple(rest)),) if rest else ()))


def order_placed(notice: OrderPlaced, viewer: Viewer) -> Card:
    """The receipt, with the undo button while it lasts and, for staff, a text to pass on to the customer."""
    order = notice.order
    left = notice.undo_until - viewer.now
    minutes = -(-left // timedelta(minutes=1))
    buttons: tuple[Button, ...] = (press.undo(order, minutes),) if minutes > 0 else ()
    if order.held:
        return _held(notice, viewer, buttons)
    copy: tuple[Block, ...] = ()
    if viewer.staff_direct and notice.lane is not None and notice.lane.service:
        copy = (Note(first(notice.lane, viewer)),)
    if viewer.staff_direct:
        copy = (*copy, Quote(customer_text(order, viewer, notice.promised), "可以转发给客户"))
    title = f"✅ {goods.ref(order)} {'下单成功' if viewer.is_customer else '已建'}"
    return Card(
        title=title,
        summary=f"{title} {goods.short(order)}",
        blocks=(
            *order_blocks(order, viewer),
            *_just_now(notice, viewer),
            *_when(order, notice, viewer),
            *_learnt(notice, viewer),
            *copy,
        ),
        buttons=(*buttons, *_sooner(order, notice.promised, viewer), press.details(order)),
        tone="ok",
        key=order.key,
    )


def _sooner(order: Order, promised: Sequence[Promise], viewer: Viewer) -> tuple[Button, ...]:
    """插单评估, for those of us whose order comes too late."""
    wanted = viewer.staff_direct and order.due is not None and not order.held and late(order, promised)
    return (press.plans(order),) if wanted and not any(f.rush for f in order.findings) else ()


def _just_now(notice: OrderPlaced, viewer: Viewer) -> tuple[Block, ...]:
    """What the same press or words changed before they confirmed: nobody has seen it on a card."""
    if notice.was is None:
        return ()
    rows = differences(notice.was, notice.order, viewer)
    was, now = goods.total(notice.was, viewer), goods.total(notice.order, viewer)
    sums: tuple[str, ...] = ()
    if was is not None and now is not None and was.value != now.value:
        sums = (f"{now.label} {' → '.join(one.value.rpartition(' = ')[2] for one in (was, now))}",)
    said = [f"{row.label} {row.value}" for row in rows[:CHANGES]]
    more = (f"还有{len(rows) - CHANGES}处",) if len(rows) > CHANGES else ()
    return (Note(f"下单时一起改的:{';'.join((*said, *more, *sums))}"),) if rows or sums else ()


def _when(order: Order, notice: OrderPlaced, viewer: Viewer) -> tuple[Block, ...]:
    """When the goods can be there, and the order that follows with what was short."""
    facts = promise.promise(order, notice.promised, viewer, locked=True)
    rest = (Note(f"缺的{goods.short(notice.rest)}另开 {goods.ref(notice.rest)} 跟上。"),) if notice.rest else ()
    return (*((Facts(facts),) if facts else ()), *rest)


def _held(notice: OrderPlaced, viewer: Viewer, buttons: tuple[Button, ...]) -> Card:
    """Confirmed, but nobody works on it yet: why, and who is asked."""
    order = notice.order
    if viewer.is_customer:
        title, tail = f"{goods.ref(order)} 已收到", "我们核对后马上跟您确认。"
    else:
        title, tail = f"{goods.ref(order)} 已提交,等批准", "批准前不占货、不安排。"
    return Card(
        title=title,
        summary=f"{title} {goods.short(order)}",
        blocks=(*order_blocks(order, viewer), *_just_now(notice, viewer), *findings.notes(order, viewer), Note(tail)),
        buttons=(*buttons, press.details(order)),
        tone="warn",
        key=order.key,
    )


def _learnt(notice: OrderPlaced, viewer: Viewer) -> tuple[Block, ...]:
    """The words that were learnt with this order: whose they are, and how to unteach them."""
    if not notice.learnt:
        return ()
    whose = "您" if viewer.is_customer else words.one_line(notice.order.customer_name, 20) or "这位客户"
    said = ";".join(goods.meaning(word) for word in notice.learnt[:3])
    more = f"等{len(notice.learnt)}个" if len(notice.learnt) > 3 else ""
    example = words.one_line(notice.learnt[0].words, 20)
    return (Note(f"记住了{whose}的叫法:{said}{more}。不对就说“别名 删除 {example}”。"),)


def customer_text(order: Order, viewer: Viewer, promised: tuple[Promise, ...] = ()) -> str:
    """What may be sent to the customer as it is: no prices, no internal words, no day that cannot be kept."""
    more = f"等{len(order.lines)}种" if len(order.lines) > LINES else ""
    what = ";".join(goods.item(n) for n in order.lines[:LINES]) + more
    when = words.due(order.due, order.due_kind, viewer.now, viewer.zone) if order.due else ""
    if late(order, promised):
        when = promise.both_days(order, promised, viewer)
    return f"您好,您的订单 {goods.ref(order)} 已确认:{what}{f',{when}' if when else ''}。有进展会及时告诉您。"


def order_news(notice: OrderNews, viewer: Viewer) -> Card:
    """A confirmed order for somebody else it concerns."""
    return _news_outside(notice, viewer) if viewer.outsider else _news_inside(notice, viewer)


def _news_inside(notice: OrderNews, viewer: Viewer) -> Card:
    order, ref = notice.order, goods.ref(notice.order)
    titles = {
        "confirm": f"新订单 {ref}",
        "undo": f"{ref} 已撤销",
        "cancel": f"{ref} 已取消",
        "change": f"{ref} 有改动",
        "paid": f"{ref} 货款已到位",
        "reverse": f"{ref} 收款已撤销,货款没到位",
    }
    stop = notice.action in {"undo", "cancel"}
    head = titles.get(notice.action, f"{ref} {order.state}")
    if notice.lane is not None:
        head = f"优先 {head}"
    by = words.one_line(notice.by, 20)
    notes: list[Block] = []
    if notice.lane is not None:
        notes.append(Note(first(notice.lane, viewer, ",请提前备货" if _works(viewer) else "")))
    if stop and _works(viewer):
        notes.append(Note("请停止处理这张单。" + (f"原因:{notice.reason}" if notice.reason else ""), "warn"))
    elif notice.reason:
        notes.append(Note(f"原因:{notice.reason}"))
    if by:
        done = press.label(viewer, order, notice.action)
        at = words.moment(viewer.now, viewer.now, viewer.zone)  # a change or a payment enters no state
        approved = words.one_line(notice.approved, 20)
        notes.append(Note(f"{by}{done},{approved} {at} 批准" if approved else f"{by} {at} {done}"))
    return Card(
        title=head,
        summary=f"{head} {_who(order, viewer)}{goods.short(order)}",
        blocks=(*_changes(notice.changes, viewer), *order_blocks(order, viewer), *_short(notice, viewer), *notes),
        buttons=() if stop else press.moves(order, notice.can, viewer),
        tone="warn" if stop else "plain",
    )


def first(lane: Lane, viewer: Viewer, what: str = "") -> str:
    """That an order goes first, and who looks after the customer; the level itself is said to staff alone."""
    service = f",专属客服 {words.one_line(lane.service, 12)}" if lane.service else ""
    return f"{'VIP 客户' if viewer.staff_direct else ''}优先处理{what}{service}。"


def _short(notice: OrderNews, viewer: Viewer) -> tuple[Block, ...]:
    """What is missing of it, for those who work on it."""
    if not any(p.short > 0 for p in notice.promised) or notice.action in {"undo", "cancel"}:
        return ()
    # the people of the house hear what is short wherever they are told; amounts of stock stay out of it
    named = promise.missing(notice.promised)
    when = promise.said(notice.order, notice.promised, viewer).rpartition(",")[2]
    how = ",等齐再发" if notice.order.shipping == "whole" else ""
    return (Note(f"现货不够:{named},{when}{how}", "warn"),)


def _works(viewer: Viewer) -> bool:
    """Whether the reader handles goods: the group of a role, or somebody who does not sell."""
    return viewer.person is None or viewer.person.role not in PRICE_ROLES


def _changes(changes: tuple[Change, ...], viewer: Viewer) -> tuple[Block, ...]:
    hidden = {
        "customer",
        *(() if viewer.prices else words.MONEY),
        *(("label", "picked", "delayed") if viewer.outsider else ()),
    }
    kept = [c for c in changes if c.field not in hidden]
    rows = tuple(change_row(c, viewer) for c in kept[:4])
    more = (f"…共{len(kept)}处改动",) if len(kept) > len(rows) else ()
    return (Lines((*rows, *more)),) if rows else ()


def change_row(change: Change, viewer: Viewer) -> str:
    """Old and new of one field."""
    old, new = (change_value(change.field, text, viewer) for text in (change.old, change.new))
    if change.field == "tag":
        return f"加标签 {new}" if new else f"去标签 {old}"
    if change.field.startswith("line"):
        return f"去掉 {old}" if not new else f"增加 {new}" if not old else f"{old} → {new}"
    none = "无" if change.field in NOTHING else "未定"
    return f"{words.field(change.field)}:{old or none} → {new or none}"


def change_value(field: str, text: str, viewer: Viewer) -> str:
    """A value of a Change in words: dates are ISO dates there, hurry is "1", a picture the inbox id of one."""
    if field == "urgent":
        return "加急" if text else "不急"
    if field == "photo":
        return "有" if text else ""
    if field == "rush" and text:
        kind, _, who = text.partition(":")
        return " ".join(filter(None, (NAMES[kind], words.one_line(who, 20))))
    if field == "presale" and text:  # the purchase is not an outsider's business
        number, _, day = text.rpartition(" ")
        shown = f"{words.day(date.fromisoformat(day), viewer.now, viewer.zone)}到"
        return shown if viewer.outsider else f"{words.one_line(number, 20)} {shown}"
    if field in {"date", "eta", "delayed"} and text:
        return words.day(date.fromisoformat(text), viewer.now, viewer.zone)
    return words.one_line(text, 60)


def _who(order: Order, viewer: Viewer) -> str:
    name = goods.customer(order, viewer)
    return f"{name} " if name else ""


def _news_outside(notice: OrderNews, viewer: Viewer) -> Card:
    order = notice.order
    ref = f" {order.number} " if order.number else ""
    said = {
        "confirm": ("订单已确认", f"您的订单{ref}已确认,我们会尽快安排。"),
        "undo": ("订单正在核对", f"您的订单{ref}正在重新核对,核对好再跟您确认。"),
        "cancel": ("订单已取消", f"您的订单{ref}已取消。如有疑问,请联系您的业务员。"),
        "change": ("订单有改动", f"您的订单{ref}有改动,请看一下。"),
        "ship": ("订单已发出", f"您的订单{ref}已发出,请留意收货。"),
        "sign": ("订单已签收", f"您的订单{ref}已签收,谢谢您的支持。"),
    }
    title, text = said.get(notice.action, ("订单有新进展", f"您的订单{ref}有新进展:{order.state}。"))
    days = ""
    if notice.action in {"confirm", "change"} and late(order, notice.promised):
        title = f"{title},到货比要求晚" if order.due is not None else title
        days = f"请注意:{promise.both_days(order, notice.promised, viewer)},有变化马上告诉您。"
    later = (Note(days, "warn"),) if days else ()
    return Card(
        title=title,
        summary=f"{text}{days}",
        blocks=(Note(text), *later, *_changes(notice.changes, viewer), *order_blocks(order, viewer, amount=False)),
        buttons=press.moves(order, notice.can, viewer),
        tone="warn" if notice.action in {"cancel", "undo"} or days else "plain",
    )


def order_moved(notice: OrderMoved, viewer: Viewer) -> Card:
    """The order moved on."""
    order = notice.order
    way = f"{notice.from_state} → {order.state}" if notice.from_state else order.state
    steps = press.next_steps(viewer, order)
    owner = f"接下来:{words.role(order.owner)}" if order.owner and not viewer.outsider else ""
    after = f"{owner} {words.join(steps)}" if owner and steps else owner
    if viewer.is_customer and order.phase is Phase.DONE:
        after = "谢谢您的支持。"
    lacking = "、".join(words.one_line(one, 40) for one in notice.lacking[:3])
    books = (Note(f"账上的货不够出:{lacking},请盘点。", "warn"),) if lacking and not viewer.outsider else ()
    state = Facts((Fact("状态", way, "ok"),))
    return Card(
        title=f"{goods.ref(order)} {order.state}",
        summary=f"{goods.ref(order)} {way}",
        blocks=(state, *order_blocks(order, viewer), *books, *((Note(after),) if after else ())),
        buttons=press.moves(order, notice.can, viewer),
        tone="ok",
    )


def noted(notice: Noted, _viewer: Viewer) -> Card:
    """A milestone stands on the order now."""
    order = notice.order
    text = f"已记在 {goods.ref(order)} 上:{words.one_line(notice.words, 60)}"
    state = Fact("状态", order.state)
    return Card(
        title="已记录",
        summary=text,
        blocks=(Note(text), Facts((Fact("货品", goods.short(order)), state))),
        buttons=(press.details(order),),
        tone="ok",
    )


def order_cancelled(notice: OrderCancelled, viewer: Viewer) -> Card:
    """The confirmed order is void."""
    order = notice.order
    reason = (Fact("原因", notice.reason),) if notice.reason and not viewer.outsider else ()
    who = () if viewer.is_customer else (Fact("客户", goods.customer(order, viewer) or "待定"),)
    return Card(
        title=f"{goods.ref(order)} 已取消",
        summary=f"{goods.ref(order)} 已取消 {goods.short(order)}",
        blocks=(Facts((*who, Fact("货品", goods.short(order)), *reason)), Note("已通知相关的人。")),
        tone="warn",
        key=order.key,
    )


def order_changed(notice: OrderChanged, viewer: Viewer) -> Card:
    """What is different now, old and new side by side."""
    order = notice.order
    rows = differences(notice.before, order, viewer)
    shown = rows[:8]
    more = (Note(f"…共{len(rows)}处改动"),) if len(rows) > len(shown) else ()
    body: tuple[Block, ...] = (Facts(shown),) if shown else (Note("内容没有变化。"),)
    what = ";".join(f"{r.label} {r.value}" for r in shown[:2])
    return Card(
        title=f"{goods.ref(order)} 已改",
        summary=f"{goods.ref(order)} 已改 {what}",
        blocks=(*body, *more, *_after(notice, viewer)),
        buttons=(*_sooner(order, notice.promised, viewer), press.details(order)),
        tone="warn" if order.held else "ok",
        key=order.key,
    )


def _after(notice: OrderChanged, viewer: Viewer) -> tuple[Block, ...]:
    """What the change means for the date, and whether it must be approved."""
    order = notice.order
    facts = promise.promise(order, notice.promised, viewer)
    was, now = whole(notice.was_promised), whole(notice.promised)
    if was is not None and now is not None and was != now:
        days = (words.day(day, viewer.now, viewer.zone) for day in (was, now))
        facts = (*facts, Fact("最早到货", " → ".join(days)))
    if (more := price_of_day(order, notice.dearer, viewer)) is not None:
        facts = (*facts, more)
    if notice.reason and not viewer.outsider:
        facts = (*facts, Fact("原因", words.one_line(notice.reason, 80)))
    held = (*findings.notes(order, viewer), Note("批准前先不安排。")) if order.held and not viewer.is_customer else ()
    fresh = () if order.held else tuple(f for f in order.findings if _new(f, notice.before))
    warned = findings.notes(replace(order, findings=fresh), viewer, shown=WARNED)
    return (*((Facts(facts),) if facts else ()), *held, *warned)


def _new(finding: Finding, before: Order) -> bool:
    """Whether a change brought it up; what lacks is said with the day."""
    family = finding.code.partition(".")[0]
    return (
        finding.level is Level.WARN and family not in {"stock", "duplicate", "gift"} and finding not in before.findings
    )


def price_of_day(order: Order | None, dearer: Decimal, viewer: Viewer) -> Fact | None:
    """Another day is in another period of the price list: what that would make; for those of us who read prices."""
    if not dearer or not viewer.prices or viewer.outsider or order is None or order.due is None:
        return None
    how = "贵" if dearer > 0 else "便宜"
    listed = f"按{words.day(order.due, viewer.now, viewer.zone)}的价目{how}{words.money(abs(dearer))}"
    return Fact("价格", f"{listed};改日子不改价,要改价请另申请", "amber")


def differences(before: Order, after: Order, viewer: Viewer) -> tuple[Fact, ...]:
    """The fields that differ, as "old → new"."""
    rows: list[Fact] = []
    pairs = [
        ("客户", goods.customer(before, viewer), goods.customer(after, viewer)),
        ("要求", goods.wanted(before, viewer), goods.wanted(after, viewer)),
        ("地址", before.address or "", after.address or ""),
        ("备注", before.remark or "无", after.remark or "无"),
        ("加急", "是" if before.urgent else "否", "是" if after.urgent else "否"),
    ]
    rows.extend(Fact(label, f"{old or '未定'} → {new or '未定'}") for label, old, new in pairs if old != new)
    old_lines = {n.sku or n.label or n.mention: n for n in before.lines}
    new_lines = {n.sku or n.label or n.mention: n for n in after.lines}
    for key, line in new_lines.items():
        old_line = old_lines.get(key)
        if old_line is None:
            rows.append(Fact("增加", goods.item(line)))
            continue
        if goods.how_much(old_line) != goods.how_much(line):
            rows.append(Fact("数量", f"{goods.name(line)} {goods.how_much(old_line)} → {goods.how_much(line)}"))
        if viewer.prices and old_line.price != line.price:
            prices = (f"{words.number(n.price)}元" if n.price is not None else "未定" for n in (old_line, line))
            rows.append(Fact("价格", f"{goods.name(line)} {' → '.join(prices)}"))
    rows.extend(Fact("去掉", goods.item(line)) for key, line in old_lines.items() if key not in new_lines)
    return tuple(rows)
