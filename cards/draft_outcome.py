"""Cards about a draft that is over, or that somebody else should see: dropped, merged, recalled later, doubtful."""

from cards import goods, press, words
from cards.card import Card, Fact, Facts, Note
from cards.findings import beside, say
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.notices import DraftDiscarded, DraftDoubtful, RecalledLater

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
    beside_ = (Note(beside(notice.twin, notice.twin_by, viewer)),) if notice.twin is not None else ()
    what = "、".join(goods.item(line) for line in order.lines[:3])
    rows = [Fact("草稿", what or "货品待定"), Fact("发来的人", words.one_line(notice.by, 20))]
    if when := goods.wanted(order, viewer):
        rows.append(Fact("要求", when))
    buttons = (press.merge(order, notice.twin.number or "", same=True),) if notice.twin is not None else ()
    hint = () if notice.twin is not None else (Note("客户说的价不算数:没有批准以前都按我们的价。"),)
    return Card(title, title, (*said, Facts(tuple(rows)), *beside_, *hint), buttons, tone="warn")


def _why(notice: DraftDiscarded) -> str:
    return f"消息“{words.one_line(notice.recalled, 30)}”已撤回," if notice.recalled.strip() else ""


def recalled_later(notice: RecalledLater, viewer: Viewer) -> Card:
    """The order stands although its message was taken back: somebody has to look."""
    order = notice.order
    number = order.number or ""
    you = "您" if viewer.outsider else "你"
    mine = viewer.person is not None and viewer.person.name == notice.by
    who = you if mine else notice.by
    said = words.one_line(notice.words, 60)
    did = f"把消息“{said}”改成了“{words.one_line(notice.now, 60)}”" if notice.now else f"撤回了消息“{said}”"
    cure = f"要改或取消,请说“{number} 改成…”或“取消 {number}”。"
    what = " ".join(t for t in (goods.customer(order, viewer), goods.short(order)) if t)
    title = f"{number} 的消息被{'修改' if notice.now else '撤回'},订单没有改动"
    return Card(
        title=title,
        summary=title,
        blocks=(Facts((Fact("订单", what),)), Note(f"{who}{did}。订单已经确认,没有改动。{cure}", "warn")),
        buttons=(press.details(order),),
        tone="warn",
    )
