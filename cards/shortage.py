"""Cards of what is short: one product and the orders that wait for it, what is bought, what may go instead."""

from datetime import timedelta

from cards import goods, press, words
from cards import stock as stock_cards
from cards.alert_facts import OUTSIDE, answers, handling, nudge
from cards.card import PHONE, Card, Fact, Facts, Lines, Note
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.alert import AlertState
from handlers.domain.buying import NAMED, Shortage, Waits, advice
from handlers.domain.order import Order
from handlers.notices import (
    AlertShown,
    Requested,
    RequisitionShown,
    ShortNow,
    SwapChoices,
    SwapOffered,
    SwapsAsked,
)


def short_card(notice: AlertShown, found: Shortage, viewer: Viewer) -> Card:
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
        enough = f"{asked.number} {words.number(asked.qty)}{asked.unit}"
        more = f"{enough},还不够,再缺{words.number(qty)}{unit}"
        rows.append(Fact("采购申请", more, "amber") if qty > 0 else Fact("采购申请", enough, "ok"))
    elif qty > 0:
        by = f",{words.day(need, viewer.now, viewer.zone)}前要用" if need else ""
        rows.append(Fact("建议采购", f"{words.number(qty)}{unit}{by}", "amber", "缺的加安全库存,减在途,按整包装"))
    if found.requisition is None and found.running > 0:
        rows.append(Fact("之前申请", f"{words.number(found.running)}{unit}还没到"))
    rows += _supplier(found, viewer)
    rows += handling(notice, viewer)
    if notice.alert.conclusion:
        rows.append(Fact("原因", words.one_line(notice.alert.conclusion, 60)))
    note = nudge(notice)
    waits = _waiting(found, PHONE - 3 - len(rows), viewer)  # but title, hint and the note why it is told again
    ask = [press.answer("buy", "一键发起采购申请", notice.alert.id, "发起采购申请", "primary")]
    out = ask if found.requisition is None and qty > 0 else []
    if product.substitutes and found.waits:
        out.append(press.answer("instead", "用替代品", notice.alert.id, f"用替代品 {product.sku}"))
    out.append(press.answer("recount", "盘点不符", notice.alert.id, f"盘点不符 {product.sku}"))
    return Card(
        title=title,
        summary=f"{title},{len(found.waits)}单在等" if waits else title,
        blocks=(
            *((Note(note, "warn"),) if note else ()),
            Facts(tuple(rows)),
            *((Lines(waits),) if waits else ()),
        ),
        buttons=(*out, *answers(notice.alert, None, viewer)),
        tone="bad" if notice.alert.state is AlertState.OPEN else "warn",
    )


def _waiting(found: Shortage, room: int, viewer: Viewer) -> tuple[str, ...]:
    """The orders that wait, as many as there is room for, and how many they are where not all are named."""
    whole = len(found.waits) <= min(NAMED, room)
    named = found.waits if whole else found.waits[: max(min(NAMED, room - 1), 0)]
    rows = tuple(_wait(w, w.order, found.product.unit, viewer) for w in named if w.order is not None)
    return (*rows, *_more(found, len(named)))


def _wait(one: Waits, order: Order, unit: str, viewer: Viewer) -> str:
    lacks = f"缺{words.number(one.short)}{unit}"
    return f"{goods.ref(order)} {goods.customer(order, viewer)} {lacks}{_due(order, viewer)}"


def _due(order: Order, viewer: Viewer) -> str:
    wanted = goods.wanted(order, viewer)
    return f"(要{wanted})" if wanted else ""


def _more(found: Shortage, named: int = NAMED) -> tuple[str, ...]:
    """How many there are where not all are named."""
    return (f"…共{len(found.waits)}单",) if len(found.waits) > named else ()


def _supplier(found: Shortage, viewer: Viewer) -> list[Fact]:
    """Who it is bought from, how long that takes, and whether what is asked for now comes before it is needed."""
    product, need = found.product, found.needed_by
    parts = [words.one_line(product.supplier, 20)] if product.supplier else []
    late, ends = False, ""
    if product.lead_days and found.requisition is None:
        there = viewer.now.astimezone(viewer.zone).date() + timedelta(days=product.lead_days)
        late = need is not None and there > need
        ends = "" if need is None else ",赶不上" if late else f",赶得上{words.day(need, viewer.now, viewer.zone)}发货"
        parts.append(f"{product.lead_days}天,今天申请约{words.day(there, viewer.now, viewer.zone)}到")
    if not parts:
        return []
    return [Fact("供应商", ",".join(parts) + ends, "red" if late else "")]


def requested(notice: Requested, viewer: Viewer) -> Card:
    """The answer to a requisition."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    asked = notice.requisition
    what = f"{notice.product.sku} {words.one_line(notice.product.label, 24)} {words.number(asked.qty)}{asked.unit}"
    need = f",{words.day(asked.need_by, viewer.now, viewer.zone)}前要用" if asked.need_by else ""
    if notice.again:
        at = words.moment(asked.at, viewer.now, viewer.zone)
        more, unit = advice(notice.shortage), notice.product.unit
        rest = f"后来又多缺{words.number(more)}{unit},请在这张申请上追加" if more > 0 else "不用再发起"
        text = f"{notice.by} {at}已发起 {asked.number}:{what}{need},{rest}。"
        return Card(f"{asked.number} 已经发起过了", text, (Note(text),), (press.requisition(asked),))
    lacks = f",现在缺{words.number(notice.shortage.short)}{asked.unit}" if notice.shortage.waits else ""
    return sentence(f"已发起采购申请 {asked.number}:{what}{need}{lacks}。")


def requisition_shown(notice: RequisitionShown, viewer: Viewer) -> Card:
    """Who asked for it when, how much, for whom, and what has come of it."""
    if viewer.outsider:
        return sentence(OUTSIDE)
    asked, product, found = notice.requisition, notice.product, notice.shortage
    title = f"{asked.number} {product.sku} {words.one_line(product.label, 24)} {words.number(asked.qty)}{asked.unit}"
    at = words.moment(asked.at, viewer.now, viewer.zone)
    rows = [
        Fact("发起", f"{words.one_line(notice.by, 20)} {at}"),
        Fact("数量", f"{words.number(asked.qty)}{asked.unit}"),
    ]
    if asked.need_by:
        rows.append(Fact("要用", f"{words.day(asked.need_by, viewer.now, viewer.zone)}前"))
    if product.supplier:
        rows.append(Fact("供应商", words.one_line(product.supplier, 20)))
    over = notice.alert.closed_at
    if found is None:
        when = f"{words.moment(over, viewer.now, viewer.zone)} " if over else ""
        rows.append(Fact("状态", f"已关闭,{when}{words.one_line(notice.alert.conclusion, 40)}", "ok"))
    else:
        rows.append(Fact("状态", _still(found), "amber"))
    lines = tuple(
        f"{goods.ref(w.order)} 缺{words.number(w.short)}{product.unit}{_due(w.order, viewer)}"
        for w in (found.waits[:NAMED] if found is not None else ())
        if w.order is not None
    )
    more = _more(found) if found is not None else ()
    return Card(title, title, (Facts(tuple(rows)), *((Lines((*lines, *more)),) if lines else ())))


def _still(found: Shortage) -> str:
    unit = found.product.unit
    if not found.waits:
        return "等到货,没有订单缺货了"
    return f"等到货,{len(found.waits)}单还缺{words.number(found.short)}{unit}"


def swap_choices(notice: SwapChoices, viewer: Viewer) -> Card:
    """Every substitute for what an order lacks, with what it costs more, and a button for each."""
    order, options = notice.order, notice.options
    if viewer.outsider:
        return sentence(OUTSIDE)
    rows, buttons = [], []
    for place, one in enumerate(options, 1):
        line = order.lines[one.line - 1]
        lacks = Fact("缺", f"{goods.name(line)} {words.number(one.qty)}{line.base_unit or line.unit or ''}", "red")
        rows += [] if lacks in rows else [lacks]
        several = place if len(options) > 1 else 0
        rows.append(Fact(f"可换{several or ''}", goods.instead(one, viewer)))
        buttons.append(press.swap(order, one, several))
    title = f"{goods.ref(order)} 缺的可以换"
    return Card(
        title,
        f"{title}:{goods.instead(options[0], viewer)}",
        (Facts(tuple(rows)), Note("还没有换。请先问过客户,同意再点。")),
        (*buttons, press.details(order)),
        tone="warn",
    )


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
        (press.swap(order, one), press.details(order)),
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
        for one in notice.asked[:NAMED]
    )
    rest = notice.waiting - len(notice.asked)
    left = (Note(f"另外{rest}单没有够的替代品。"),) if rest else ()
    return Card(title, title, (Lines(rows), *left))


def short_now(notice: ShortNow, viewer: Viewer) -> Card:
    """Everything that is short: how much, what comes, and who waits for it since when."""
    if viewer.outsider:
        return sentence("请联系您的业务员。")
    if not notice.found:
        return sentence("现在没有单在等料,什么都不缺。")
    rows = [row for found in notice.found for row in _lacking(found, viewer)]
    left = notice.products - len(notice.found)
    more = [f"…另有{left}种,先到先列"] if left > 0 else []
    title = f"现在缺料 {notice.products}种"
    first = notice.found[0]
    told = f"{title},等得最久的是 {first.product.sku},缺{words.number(first.short)}{first.product.unit}"
    return Card(title, told, (Lines((*rows, *more)),), tone="warn")


def _lacking(found: Shortage, viewer: Viewer) -> tuple[str, str]:
    """LT-07 转向节 缺300件,在途200件 3月20日到,已申请PR-0001 / SO…0001 台州恒力 缺300件(要3月15日),3月10日起等."""
    product, unit = found.product, found.product.unit
    parts = [f"🔴 {product.sku} {words.one_line(product.label, 20)} 缺{words.number(found.short)}{unit}"]
    coming = [(words.number(one.qty), words.day(one.due, viewer.now, viewer.zone)) for one in found.inbound[:1]]
    parts += [f"在途{qty}{unit} {day}到" for qty, day in coming]
    if len(found.inbound) > 1:
        parts.append(f"另有{len(found.inbound) - 1}批在途")
    if found.requisition is not None:
        parts.append(f"已申请{found.requisition.number} {words.number(found.requisition.qty)}{unit}")
    elif not found.inbound:
        parts.append("没有在途")
    waits = [
        f"{_wait(w, w.order, unit, viewer)}{_since(w.order, viewer)}" for w in found.waits[:2] if w.order is not None
    ]
    more = [f"…共{len(found.waits)}张单"] if len(found.waits) > len(waits) else []
    return ",".join(parts), ";".join((*waits, *more))


def _since(order: Order, viewer: Viewer) -> str:
    at = order.confirmed_at
    return "" if at is None else f",{words.day(at.astimezone(viewer.zone).date(), viewer.now, viewer.zone)}起等"
