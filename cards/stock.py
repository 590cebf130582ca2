"""Cards of stock: what is there and who holds it, what came in, what was promised otherwise."""

from collections.abc import Sequence

from cards import goods, press, promise, words
from cards.card import PHONE, Block, Card, Fact, Facts, Lines, Note, Quote
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.offers import Allotted, Holder
from handlers.domain.party import Product
from handlers.domain.promise import late, whole
from handlers.domain.reserve import HoldKind, Level, Receipt
from handlers.domain.stop import Stop
from handlers.notices import GoodsAllotted, PromiseMoved, SaleChanged, SaleStops, StockChanged, StockInfo

HOLDERS = 5  # who holds a product, on one card
STOPS = 12  # products that are not for sale, on one card


def level_of(notice: StockInfo, product: Product) -> Level:
    """What is there; where nothing else is known, what the price list says."""
    return notice.levels.get(product.sku, Level(max(product.stock, Level().free)))


def said(product: Product, level: Level, viewer: Viewer) -> str:
    """Figures for staff in a direct chat, in stock or not for everybody else."""
    if not viewer.staff_direct:
        return "有现货" if level.free > 0 else "暂时没有现货"
    if level.on_hand <= 0:
        return "没有现货" + (f",订货约{product.lead_days}天" if product.lead_days else "") + " 🔴"
    low = " 🟡低于安全库存" if level.free < product.safety_stock else ""
    held = f"(占用{words.number(level.held)},可用{words.number(level.free)})" if level.held else ""
    return f"{words.number(level.on_hand)}{product.unit}{held}{low}"


def details(notice: StockInfo, viewer: Viewer) -> tuple[Block, ...]:
    """Who holds the one product that was asked for, and what is on its way; for staff in a direct chat."""
    if not viewer.staff_direct or len(notice.products) != 1:
        return ()
    unit = notice.products[0].unit
    rows = [_holder(one, unit, viewer) for one in notice.holders[:HOLDERS]]
    if len(notice.holders) > HOLDERS:
        rows.append(f"…共{len(notice.holders)}家占用")
    rows += [
        f"在途 {words.one_line(one.number, 20)}:{words.number(one.qty)}{unit},"
        f"{words.day(one.due, viewer.now, viewer.zone)}到"
        for one in notice.inbound[:3]
    ]
    return (Lines(tuple(rows)),) if rows else ()


def _holder(one: Holder, unit: str, viewer: Viewer) -> str:
    amount = f"{words.number(one.hold.qty)}{unit}"
    who = goods.customer(one.order, viewer)
    if one.hold.kind is HoldKind.FIRM:
        return f"{goods.ref(one.order)} {who} 占{amount}"
    until = f",留到{one.hold.until.astimezone(viewer.zone):%H:%M}" if one.hold.until else ""
    return f"草稿 {words.one_line(one.by, 20)} {who} 占{amount}{until}"


def stock_changed(notice: StockChanged, viewer: Viewer) -> Card:
    """What came in or was counted, and what is there now."""
    product, unit = notice.product, notice.product.unit
    if notice.booked is not None:
        return _unbooked(notice, notice.booked, viewer)
    done = "到货" if notice.what == "receipt" else "盘点"
    title = f"{done}已入账 {words.one_line(product.label, 20)}"
    rows = [Fact(done, f"{product.sku} {words.one_line(product.label, 30)} {words.number(notice.qty)}{unit}")]
    if viewer.staff_direct:
        level = notice.level
        rows.append(Fact("现库存", f"{words.number(level.on_hand)}{unit},占用{words.number(level.held)}"))
    more = []
    if notice.waiting:
        more.append(Note(f"有{notice.waiting}张单在等这个货,正在重新算交期。"))
    if notice.shrunk:
        more.append(Note(f"实数比占用少,{notice.shrunk}张单少占了货,正在重新算交期。", "warn"))
    if viewer.outsider:
        return sentence("已收到。")
    shared = _shared(notice.allotted, PHONE - 1 - len(rows) - len(more), viewer)
    return Card(title, f"{title} {words.number(notice.qty)}{unit}", (Facts(tuple(rows)), *shared, *more), tone="ok")


def _unbooked(notice: StockChanged, booked: Receipt, viewer: Viewer) -> Card:
    """What was booked as come in is not there: who has less of it, and by when he gets it now."""
    product, unit = notice.product, notice.product.unit
    if viewer.outsider:
        return sentence("已收到。")
    title = f"到货已撤销 {words.one_line(product.label, 20)}"
    rows = [
        Fact("撤销", f"{product.sku} {words.one_line(product.label, 30)} {words.number(notice.qty)}{unit}"),
        Fact("原来", f"{words.moment(booked.at, viewer.now, viewer.zone)} {words.one_line(notice.by, 20)} 记的"),
    ]
    if viewer.staff_direct:
        rows.append(Fact("现库存", f"{words.number(notice.level.on_hand)}{unit},占用{words.number(notice.level.held)}"))
    lost: tuple[Block, ...] = ()
    if notice.allotted:
        listed = [
            f"{goods.ref(one.order)} {goods.customer(one.order, viewer)} 退回{words.number(-one.got)}{unit},"
            f"{promise.said(one.order, one.promised, viewer)}"
            for one in notice.allotted
        ]
        head = Note(f"分给它们的已收回 {len(listed)}张单:")
        lost = (head, Lines(_folded(listed, PHONE - 3 - len(rows))))
    hint = Note(f"真到了多少,请重新发“到货 {product.sku} 数量”。")
    return Card(title, f"{title} {words.number(notice.qty)}{unit}", (Facts(tuple(rows)), *lost, hint), tone="warn")


def stopped(stop: Stop, unit: str, viewer: Viewer) -> str:
    """Why a product is not for sale: the words of whoever said so, or the figures, which only staff reads alone."""
    if stop.hand:
        return words.one_line(stop.why, 30)
    much = f"(停售时可用{words.number(stop.free)}{unit},安全{words.number(stop.safety)}{unit})"
    return "低于安全库存" + (much if viewer.staff_direct else "")


def sale_changed(notice: SaleChanged, viewer: Viewer) -> Card:
    """A product is not for sale from now on, or is again: why, and who said so."""
    product, stop = notice.product, notice.stop
    what = f"{product.sku} {words.one_line(product.label, 24)}"
    on = stop.standing
    if viewer.outsider:
        return sentence(f"{words.one_line(product.label, 24)}{'暂停销售' if on else '恢复销售'}。")
    title = f"{'已暂停销售' if on else '已恢复销售'} {what}"
    why = stopped(stop, product.unit, viewer) if on else words.one_line(stop.lifted_why, 30) or "库存回到安全线以上"
    at = words.moment(stop.at if on or stop.lifted_at is None else stop.lifted_at, viewer.now, viewer.zone)
    rows = [Fact("原因", why), Fact("谁", f"{words.one_line(notice.by, 20)},{at}" if notice.by else at)]
    how = f"新草稿会提醒。恢复请发“恢复销售 {product.sku} 原因”。"
    notes = (Note(f"{'之前就停了。' if notice.again else ''}{how}"),) if on else ()
    return Card(title, f"{title}:{why}", (Facts(tuple(rows)), *notes), tone="warn" if on else "ok")


def sale_stops(notice: SaleStops, viewer: Viewer) -> Card:
    """Everything that is not for sale, the oldest first."""
    if viewer.outsider:
        return sentence("请联系您的业务员。")
    if not notice.stops:
        return sentence("现在没有暂停销售的货。")
    rows = []
    for stop in notice.stops[:STOPS]:
        product = notice.products.get(stop.sku)
        label, unit = (words.one_line(product.label, 20), product.unit) if product else ("", "")
        at = words.moment(stop.at, viewer.now, viewer.zone)
        rows.append(f"{stop.sku} {label} {at}起,{stopped(stop, unit, viewer)}")
    more = [f"…共{len(notice.stops)}种"] if len(notice.stops) > STOPS else []
    title = f"暂停销售 {len(notice.stops)}种"
    return Card(title, title, (Lines((*rows, *more)),))


def goods_allotted(notice: GoodsAllotted, viewer: Viewer) -> Card:
    """Goods came in: which orders got them and which wait still."""
    label, unit = words.one_line(notice.product.label, 20), notice.product.unit
    if viewer.outsider:
        return sentence(f"{label}到货了。")
    ready = sum(one.complete for one in notice.allotted)
    title = f"{label}到货{words.number(notice.qty)}{unit}"
    told = f"{title}:{ready}张单齐料" if ready else f"{title},已按优先级分货"
    more = (Note(f"还有{notice.waiting}张单接着分。"),) if notice.waiting else ()
    shared = _shared(notice.allotted, PHONE - 1 - len(more), viewer)
    return Card(title, told, (*shared, *more), tone="ok")


def _shared(allotted: Sequence[Allotted], room: int, viewer: Viewer) -> tuple[Block, ...]:
    """Orders that lack nothing any more, then those that lack something still, each by priority, in so many lines."""
    ready = [one for one in allotted if one.complete]
    short = [one for one in allotted if not one.complete]
    blocks: list[Block] = []
    half = min(len(short), max((room - 2) // 2, room - 2 - len(ready)))  # what is ready leaves is for the others
    lines = room - 1 - (half + 1 if short else 0)
    for head, found, least in (("齐料了,可以安排", ready, lines), ("还缺", short, half if ready else room - 1)):
        if found:
            rows = _folded([_allotted(one, viewer) for one in found], least)
            blocks += [Note(f"{head} {len(found)}张单:"), Lines(rows)]
    return tuple(blocks)


def _folded(rows: Sequence[str], room: int) -> tuple[str, ...]:
    """So many of these that there is room for, and how many more there are."""
    if len(rows) <= room:
        return tuple(rows)
    return (*rows[: room - 1], f"…另有{len(rows) - room + 1}张单")


def _allotted(one: Allotted, viewer: Viewer) -> str:
    """SO…0001 台州恒力 分到120件,3月12日(周四)到 / 分到20件,缺80件,最早3月20日."""
    got = f"分到{words.number(one.got)}{one.unit}," if one.got > 0 else ""
    when = promise.said(one.order, one.promised, viewer)
    return f"{goods.ref(one.order)} {goods.customer(one.order, viewer)} {got}{when}"


def promise_moved(notice: PromiseMoved, viewer: Viewer) -> Card:
    """Another day than was said, or goods that lack now: old and new, with a text for the customer."""
    order = notice.order
    old, new = (promise.said(order, one, viewer) for one in (notice.before, notice.promised))
    day, moved = whole(notice.before), whole(notice.promised)
    title = f"{goods.ref(order)} {'货不够了' if day == moved else '交期有变'}"
    rows = [Fact("货品", goods.short(order)), Fact("原来", old)]
    rows += [Fact("现在", new, fact.mark) for fact in promise.promise(order, notice.promised, viewer)]
    same = old == new and day is not None and moved is not None and day != moved
    if same and day and moved and not viewer.outsider:  # in time before and now: what moved is the day
        here = [words.day(one, viewer.now, viewer.zone) for one in (day, moved)]
        rows[1:] = [Fact("原来", here[0]), Fact("现在", f"{here[1]},{new}")]
    rows += [Fact("原因", notice.why)] if notice.why and not viewer.outsider else []
    if viewer.outsider:
        return sentence(f"您的订单{goods.ref(order)}:{new}。")
    customer = goods.customer(order, viewer)
    head = (Fact("客户", customer),) if customer else ()
    text = promise.outside(order, notice.promised, viewer)
    told = viewer.staff_direct and not same  # else nothing is different for the customer
    copy = (Quote(f"您好,您的订单{goods.ref(order)}的货,{text}。", "可以转发给客户"),) if told else ()
    rush = (press.plans(order),) if viewer.staff_direct and order.due and late(order, notice.promised) else ()
    return Card(title, f"{title}:{new}", (Facts((*head, *rows)), *copy), rush, tone="warn")
