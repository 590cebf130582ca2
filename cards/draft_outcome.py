"""Cards about a draft that is over, or that somebody else should see: dropped, merged, recalled later, doubtful."""

from decimal import Decimal

from cards import goods, press, words
from cards.card import Button, Card, Fact, Facts, Note
from cards.findings import beside, say
from cards.order import change_row
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.order import Order, Phase
from handlers.notices import DoubleAsked, DraftDiscarded, DraftDoubtful, RecalledLater

SEEN = frozenset({"duplicate", "price", "floor"})  # findings that a customer's salesperson sees of his draft


def draft_discarded(notice: DraftDiscarded, viewer: Viewer) -> Card:
    """The draft is gone."""
    order = notice.order
    what = " ".join(t for t in (goods.customer(order, viewer), goods.short(order)) if t)
    if notice.into:
        return Card(
            title=f"已并入 {notice.into}",
            summary=f"已并入 {notice.into},没有另开新单",
            blocks=(Facts((Fact("草稿", what),)), Note(_into(notice, viewer))),
            key=order.key,
        )
    return Card(
        title="草稿已取消",
        summary="草稿已取消,没有下单",
        blocks=(Facts((Fact("草稿", what),)), Note(f"{_why(notice)}没有下单。需要时再发一遍就行。")),
        key=order.key,
    )


def _into(notice: DraftDiscarded, viewer: Viewer) -> str:
    """没有另开新单; a customer whose salesperson decided so reads where the goods are."""
    if notice.twin is None or not viewer.outsider:
        return f"没有另开新单。一样的货只算一次,见 {notice.into}。"
    when = goods.wanted(notice.twin, viewer)
    return f"您要的货已经在 {notice.into} 里{f',{when}' if when else ''},不用重复下单。"


def doubtful(notice: DraftDoubtful, viewer: Viewer) -> Card:
    """疑似重复, or a price that is not ours: what the customer's salesperson decides."""
    order = notice.order
    if viewer.outsider:
        return sentence("已收到,会尽快处理。")
    who = words.one_line(goods.customer(order, viewer), 20)
    found = [f for f in order.findings if f.code.split(".")[0] in SEEN]
    said = tuple(Note(text, "warn") for f in found if (text := say(f, viewer)))
    title = f"{who}的草稿要看一下" if notice.twin is None else f"⚠ {who}疑似重复下单"
    asked = (Note("已问客户,等他回复;您也可以直接定。"),) if notice.asked else ()
    beside_ = (Note(beside(notice.twin, notice.twin_by, viewer)),) if notice.twin is not None else ()
    what = "、".join(goods.item(line) for line in order.lines[:3])
    rows = [Fact("草稿", what or "货品待定"), Fact("发来的人", words.one_line(notice.by, 20))]
    if when := goods.wanted(order, viewer):
        rows.append(Fact("要求", when))
    buttons = () if notice.twin is None else _decide(order, notice.twin, asked=notice.asked)
    rows += _wishes(order, viewer)
    wished = any(f.code.split(".")[0] != "duplicate" for f in found)
    hint = (Note("客户说的价不算数:没有批准以前都按我们的价。"),) if wished else ()
    buttons += (press.evidence(order),) if wished else ()
    return Card(title, title, (*said, *asked, Facts(tuple(rows)), *beside_, *hint), buttons, tone="warn")


def _wishes(order: Order, viewer: Viewer) -> list[Fact]:
    """What the customer would like to pay, beside what it pays; without prices where others read along."""
    if not viewer.prices:
        return []
    found = []
    for finding in order.findings:
        facts = finding.facts
        if finding.code in ("floor.below", "price.differs") and "list" in facts:
            said, ours = (words.amount(Decimal(facts[name])) for name in ("said", "list"))
            label = words.one_line(facts["label"], 20)
            found.append(Fact("客户想要的价", f"{label} {said} 元,我们的价 {ours} 元"))
    return found


def _decide(order: Order, twin: Order, *, asked: bool) -> tuple[Button, ...]:
    same = press.merge(order, twin.number or "", same=True)
    return (same, press.other(order), *(() if asked else (press.ask_customer(order),)))


def double_asked(notice: DoubleAsked, viewer: Viewer) -> Card:
    """是同一单, or 是新单: the customer says which."""
    order, number = notice.order, notice.twin.number or ""
    title = f"和您的订单 {number} 是同一单吗?"
    rows = [Fact("刚发的", "、".join(goods.item(line) for line in order.lines[:3]) or "货品待定")]
    if when := goods.wanted(order, viewer):
        rows.append(Fact("要求", when))
    blocks = (
        Facts(tuple(rows)),
        Note(beside(notice.twin, "", viewer)),
        Note("是同一单就不重复发货,是新单就另外安排。"),
    )
    buttons = (press.merge(order, number, same=True), press.other(order, outsider=viewer.outsider))
    return Card(title, title, blocks, buttons, key=order.key)


def _why(notice: DraftDiscarded) -> str:
    return f"消息“{words.one_line(notice.recalled, 30)}”已撤回," if notice.recalled.strip() else ""


def recalled_later(notice: RecalledLater, viewer: Viewer) -> Card:
    """The order stands although its message was taken back, and so does what that did: somebody has to look."""
    order = notice.order
    number = order.number or ""
    you = "您" if viewer.outsider else "你"
    mine = viewer.person is not None and viewer.person.name == notice.by
    who = you if mine else notice.by
    said = words.one_line(notice.words, 60)
    did = f"把消息“{said}”改成了“{words.one_line(notice.now, 60)}”" if notice.now else f"撤回了消息“{said}”"
    stands = "订单已经确认,没有改动"
    if notice.did:
        stands = f"原来那条已经办了,还算数({';'.join(_done(notice, viewer))})"
    cure = f"要改或取消,请说“{number} 改成…”或“取消 {number}”。" if order.phase is not Phase.VOID else ""
    what = " ".join(t for t in (goods.customer(order, viewer), goods.short(order)) if t)
    title = f"{number} 的消息被{'修改' if notice.now else '撤回'},{'已办的还算数' if notice.did else '订单没有改动'}"
    return Card(
        title=title,
        summary=title,
        blocks=(Facts((Fact("订单", what),)), Note(f"{who}{did}。{stands}。{cure}", "warn")),
        buttons=(press.details(order),),
        tone="warn",
    )


def _done(notice: RecalledLater, viewer: Viewer) -> list[str]:
    """What the message did, in a few words: changes as old → new, steps by their names."""
    changes = [c for event in notice.did for c in event.changes if c.field not in words.MONEY or viewer.prices]
    steps = [press.label(viewer, notice.order, event.action) for event in notice.did if not event.changes]
    return [words.one_line(row, 60) for row in (*steps, *(change_row(c, viewer) for c in changes[:3]))] or ["改价"]
