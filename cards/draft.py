"""The draft card: what was read, what is in doubt, and the one open question or the button to confirm."""

from cards import backing, findings, gift, goods, presale, press, promise, words
from cards.card import PHONE, Block, Button, Card, Fact, Facts, Lines, Mark, Note
from cards.question import Asking, ask
from cards.viewer import Viewer
from handlers.domain.order import Doubt, Line, Order, Phase
from handlers.domain.party import VIP, Customer
from handlers.domain.promise import late
from handlers.domain.unread import without_unread
from handlers.notices import DraftShown, Undone

BULB = {"": "", "ok": "", "amber": "🟡", "red": "🔴"}


def draft_shown(notice: DraftShown, viewer: Viewer) -> Card:
    """待确认订单: the facts, one question at most, confirm only where nothing is open."""
    order = notice.order
    asking = ask(order, viewer)
    notes = (*_notes(notice, asking), *_found(notice, viewer))
    changed = notice.changed if order.version > 1 else ()  # on the first card everything is new
    facts = _facts(order, notice.customer, viewer, dict(_change(c) for c in changed))
    when = promise.promise(order, notice.promised, viewer, notice.held_until, notice.backing.taken_in)
    facts = (*facts, *when)
    listed = (Lines(asking.listed, numbered=True),) if asking.listed else ()
    room = PHONE - 1 - len(notes) - len(asking.listed)
    behind = (*backing.stock(notice.backing, viewer), *backing.credit(order, notice.backing, viewer))
    lines = min(len(order.lines), goods.SHOWN) if len(order.lines) > 1 else 0
    facts = (*facts, *behind[: max(0, room - len(facts) - lines)])  # never at the cost of what was ordered
    blocks = _with_lines(order, viewer, facts, changed, room)
    return Card(
        title="待确认订单",
        summary=_summary(order, asking, viewer),
        blocks=(*blocks, *notes, *listed),
        buttons=_buttons(order, asking, viewer, notice),
        tone="warn" if asking.text or notice.again or notice.unanswered or order.blocking else "plain",
        key=order.key,
        form=press.fill(order),
        asks=asking.wanted,
    )


def undone(notice: Undone, viewer: Viewer) -> Card:
    """The number is void; below it stands the draft again."""
    order = notice.order
    head = Note(f"{notice.number} 已撤销,这个单号作废。改好后可以再确认。", "warn")
    body = _with_lines(order, viewer, _facts(order, None, viewer, {}), (), PHONE - 3)
    return Card(
        title="已撤销",
        summary=f"{notice.number} 已撤销",
        blocks=(head, *body),
        buttons=_buttons(order, Asking(""), viewer, None),
        tone="warn",
        key=order.key,
        form=press.fill(order),
    )


def _found(notice: DraftShown, viewer: Viewer) -> tuple[Note, ...]:
    """What the checks found, the other order of a double, what could go instead."""
    order = notice.order
    out = [Note("刚有变化,请再看一眼:", "warn")] if notice.again and not order.blocking else []
    out += [Note("补齐后回复“报价”,就出报价单。")] if notice.offer else []
    out += findings.notes(order, viewer)
    if notice.twin is not None and viewer.may_see(notice.twin):
        out.append(Note(findings.beside(notice.twin, notice.twin_by, viewer)))
    if notice.near is not None and gift.asked(viewer) and not viewer.prices:
        out.append(Note(gift.nearly(notice.near)))
    if notice.instead and viewer.staff_direct:
        one = notice.instead[0]
        out.append(Note(f"缺的可换{goods.instead(one, viewer)}"))
    if notice.presales:
        several = len(order.lines) > 1
        said = ";".join(presale.offered(offer, viewer, named=several) for offer in notice.presales[: presale.NAMED])
        more = f"等{len(notice.presales)}行" if len(notice.presales) > presale.NAMED else ""
        out.append(Note(f"{said}{more}:接受预售?"))
    out += presale.taken(order, viewer)
    if order.shipping and any(p.short > 0 for p in notice.promised):
        out.append(Note("先发现货,缺的另开一单跟上。" if order.shipping == "part" else "等齐再一起发。"))
    return tuple(out)


def _change(text: str) -> tuple[str, str]:
    """Reads "line:2" or, where the old value is known, "line:2=5箱"."""
    field, _, old = text.partition("=")
    return {"date": "due"}.get(field, field), old


def _was(changed: dict[str, str], field: str) -> str:
    if field not in changed:
        return ""
    return f"(原{changed[field]})" if changed[field] else "(已改)"


def _line_was(changed: dict[str, str], no: int) -> str:
    return "(新加)" if f"added:{no}" in changed else _was(changed, f"line:{no}")


def _facts(order: Order, customer: Customer | None, viewer: Viewer, changed: dict[str, str]) -> tuple[Fact, ...]:
    rows = [_customer(order, customer, viewer, changed)]
    if len(order.lines) == 1:
        rows.extend(_single(order.lines[0], changed))
    when = goods.wanted(order, viewer)
    mark, why = _doubt(order, ("date", "due"))
    if when or mark or changed.keys() & {"due", "urgent"}:
        rows.append(Fact("要求", (when or "没说日期") + (_was(changed, "due") or _was(changed, "urgent")), mark, why))
    if order.address:
        rows.append(
            Fact("地址", words.one_line(order.address, 60) + _was(changed, "address"), *_doubt(order, ("address",)))
        )
    if (total := goods.total(order, viewer)) is not None:
        rows.append(total)
    return tuple(rows)


def _customer(order: Order, customer: Customer | None, viewer: Viewer, changed: dict[str, str]) -> Fact:
    known = order.customer_id is not None
    level = customer.level if customer is not None and customer.id == order.customer_id else ""
    value = goods.customer(order, viewer, level if level == VIP else "")
    mark, why = _doubt(order, ("customer",))
    if not known:
        ambiguous = bool(order.customer_candidates)
        reason = ("ambiguous" if ambiguous and not viewer.outsider else "unknown") if order.customer_name else "missing"
        mark, why = "red", why or words.doubt("customer", reason, order.customer_name)
    was = "(已改)" if viewer.outsider and "customer" in changed else _was(changed, "customer")
    return Fact("客户", (value or "待定") + was, mark, why)


def _doubt(order: Order, fields: tuple[str, ...]) -> tuple[Mark, str]:
    whys = [words.why(d) for d in order.doubts if d.field in fields]
    return ("amber", whys[0]) if whys else ("", "")


def _single(line: Line, changed: dict[str, str]) -> tuple[Fact, Fact]:
    product = [words.why(d) for d in line.doubts if d.field == "product"]
    quantity = [words.why(d) for d in line.doubts if d.field == "quantity"]
    mark, why = goods.line_mark(line)
    first: tuple[Mark, str] = ("amber", product[0]) if product else ("", "")
    second: tuple[Mark, str] = ("amber", quantity[0]) if quantity else ("", "")
    if line.sku is None:
        first = (mark, why)
    if line.base_qty is None and not (line.sku is None and line.qty is not None):  # counted once the product is known
        second = ("red", quantity[0] if quantity else words.doubt("quantity", "missing"))
    gift = "(赠)" if line.gift else ""
    key = f"line:{line.no}"
    was = _was(changed, key) if changed.get(key) else ""  # else it was only filled in
    counted = not changed.get(key) or changed[key][:1].isdigit()  # else the old value is a product
    return (
        Fact("产品", goods.name(line) + gift + goods.origin(line) + ("" if counted else was), *first),
        Fact("数量", goods.how_much(line) + (was if counted else ""), *second),
    )


def _with_lines(
    order: Order, viewer: Viewer, facts: tuple[Fact, ...], changed: tuple[str, ...], room: int
) -> tuple[Block, ...]:
    """Puts the list of lines between customer and the rest, folded to the room that is left on a phone."""
    if len(order.lines) < 2:
        return (Facts(facts),)
    marks = {f: o for f, o in map(_change, changed) if f.startswith(("line:", "added:"))}
    first = {int(no) for f in marks if (no := f.partition(":")[2]).isdigit()}
    if order.asked is not None and order.asked.line is not None:
        first.add(order.asked.line)
    shown = max(min(goods.SHOWN, room - len(facts) - 1), 2)
    rows = tuple(_row(r, order, marks) for r in goods.rows(order, viewer, first, shown))
    return (Facts(facts[:1]), Lines(rows), *((Facts(facts[1:]),) if facts[1:] else ()))


def _row(row: str, order: Order, changed: dict[str, str]) -> str:
    """Adds the mark and what changed to a row of the list."""
    for line in order.lines:
        if row.startswith(words.circled(line.no) + " "):
            mark, why = goods.line_mark(line)
            lamp = f" {BULB[mark]}{words.one_line(why, 24)}" if mark else ""
            return row + _line_was(changed, line.no) + lamp
    return row


def _notes(notice: DraftShown, asking: Asking) -> tuple[Note, ...]:
    out = []
    if notice.heard.strip():
        out.append(Note(f"语音听到的是:“{words.one_line(notice.heard, 60)}”"))
    if notice.read == "file":
        out.append(Note("按文件内容开的,请核对。"))
        if notice.hidden:
            out.append(Note(f"表里有{notice.hidden}处隐藏的行或列没有算进来;也要的话,取消隐藏再发一次。", "warn"))
    if notice.read == "record":
        out.append(Note("按聊天记录开的,请核对。"))
    if notice.read == "picture":
        out.append(Note("从图片认的字,可能认错,请逐项核对后再确认。", "warn"))
    if notice.recalled.strip():
        out.append(Note(f"撤回的“{words.one_line(notice.recalled, 30)}”已从草稿里去掉。"))
    if notice.not_understood.strip():
        said = words.one_line(notice.not_understood, 30)
        what = f"“{said}”没有全看懂,请核对改了的地方。" if notice.changed else f"这句没看懂:“{said}”,订单没有改动。"
        out.append(Note(what, "warn"))
    if notice.unanswered:
        said = words.one_line(notice.unanswered, 30)
        out.append(Note(f"前面“{said}”没看懂,订单没有按它改。要改请换个说法,不改再回复“确认”。", "warn"))
    out += [Note(words.why(d), "warn") for d in _to_tell(notice)]
    if any(_change(c)[0] == "removed" for c in notice.changed):
        out.append(Note("已删掉一行。"))
    if asking.text:
        out.append(Note(asking.text, "warn"))
    if notice.others > 0:
        out.append(Note(f"还有{notice.others}张草稿待确认"))
    return tuple(out)


def _to_tell(notice: DraftShown) -> list[Doubt]:
    """The doubts about the whole; what is told as not understood already is not told twice."""
    told = [d for d in notice.order.doubts if d.field in ("product", "intent")]
    return list(without_unread(tuple(told))) if notice.not_understood.strip() else told


def _summary(order: Order, asking: Asking, viewer: Viewer) -> str:
    who = goods.customer(order, viewer)
    what = " ".join(t for t in (who, goods.short(order)) if t)
    return f"{asking.text} {what}" if asking.text else f"待确认:{what}"


def _buttons(order: Order, asking: Asking, viewer: Viewer, notice: DraftShown | None) -> tuple[Button, ...]:
    out = list(asking.buttons)
    if not order.missing and not asking.blocks and not order.blocking:
        out.append(press.confirm(order, outsider=viewer.outsider))
    out += _answers(order, notice, viewer) if notice is not None and not order.missing else []
    if order.source_ids and (not viewer.is_customer or viewer.direct):
        out.append(press.evidence(order))
    if notice is not None and notice.heard.strip():
        out.append(press.heard(order))
    out.append(press.discard(order))
    return tuple(out)


def _answers(order: Order, notice: DraftShown, viewer: Viewer) -> list[Button]:
    """What can be done about a double, a shortage, a part of a pack."""
    out: list[Button] = []
    if notice.twin is not None and notice.twin.phase is Phase.OPEN and viewer.may_see(notice.twin):
        out.append(press.merge(order, notice.twin.number or ""))
    if notice.presales:
        out.append(press.presale(order, notice.presales))
    if notice.near is not None and gift.asked(viewer):
        out += press.top_up(order)
    short = [p for p in notice.promised if p.short > 0]
    if short and not viewer.outsider:
        if any(p.now > 0 for p in notice.promised) and order.shipping != "part":
            out.append(press.part(order))
            if not order.shipping:
                out.append(press.whole(order))
        elif order.shipping == "part":
            out.append(press.whole(order))
        if order.due is not None and late(order, notice.promised) and viewer.staff_direct:
            out.append(press.plans(order))
        if notice.instead:
            out.append(press.swap(order, notice.instead[0]))
    return out + _whole(order)


def _whole(order: Order) -> list[Button]:
    """Whole packs: the next above and below of one line; where several have a part of one, all of them filled up."""
    packs = [f for f in order.findings if f.code.startswith("pack.")]
    if len(packs) > 1:
        names = {f.facts.get("pack", "") for f in packs}
        return [press.fit_all(order, names.pop() if len(names) == 1 else "")]
    out: list[Button] = []
    for which in ("up", "down") if packs else ():
        facts, only = packs[0].facts, len(order.lines) == 1
        qty = facts[f"{which}_qty"]
        text = f"{facts[which]}{facts['pack']}={qty}" if "pack" in facts else f"{qty}{facts['unit']}"
        place = 1 if only else packs[0].line or 1
        said = f"数量{qty}" if only else f"第{place}行改成{qty}{facts['unit']}"
        text = text if only else f"{words.circled(place)}{text}"
        out += [press.fit(order, place, qty, text, said)] if qty != "0" else []
    return out
