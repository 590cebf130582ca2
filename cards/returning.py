"""Cards of goods that come back: the wish, the window that is over, what the warehouse waits for and has."""

from cards import goods, press, words
from cards.card import Card, Fact, Facts, Note, Tone
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.returning import Returned, ReturnLine, ReturnState
from handlers.notices import ReturnAwaited, ReturnBooked, ReturnFiled, ReturnLate


def listed(items: tuple[ReturnLine, ...]) -> str:
    """Goods in words, folded."""
    shown = "、".join(f"{words.one_line(one.label, 20)} {words.number(one.qty)}{one.unit}" for one in items[:4])
    return f"{shown}等{len(items)}种" if len(items) > 4 else shown


def window(wish: Returned, viewer: Viewer) -> str:
    """The sign-off that the window counts from, and its end."""
    signed, until = (words.moment(at, viewer.now, viewer.zone) for at in (wish.signed_at, wish.until))
    return f"{signed}签收,退货期到{until}"


def return_filed(notice: ReturnFiled, viewer: Viewer) -> Card:
    """The wish waits to be decided, or was."""
    order, wish = notice.order, notice.wish
    what = {
        ReturnState.OPEN: "退货申请已登记",
        ReturnState.GRANTED: "可以退货",
        ReturnState.REFUSED: "退货没有同意",
        ReturnState.EXPIRED: "退货申请没人处理,已过期",
    }.get(wish.state, "退货已入库")
    after = {
        ReturnState.OPEN: "审批有结果马上告诉您。" if viewer.is_customer else "等审批;批准后通知仓库等货。",
        ReturnState.GRANTED: "请把货寄回,仓库收到后入账。",
    }.get(wish.state, "")
    reason = f"原因:{words.one_line(notice.reason, 60)}。" if notice.reason else ""
    title = f"{goods.ref(order)} {what}"
    rows = [Fact("货品", listed(wish.goods)), Fact("签收", window(wish, viewer))]
    if wish.flawed:
        rows.append(Fact("类别", "质量问题"))
    notes = (Note(reason + after),) if reason or after else ()
    tone: Tone = "warn" if wish.state is ReturnState.REFUSED else "plain"
    return Card(title, f"{title}:{listed(wish.goods)}", (Facts(tuple(rows)), *notes), (press.details(order),), tone)


def return_late(notice: ReturnLate, viewer: Viewer) -> Card:
    """The window is over: when the goods were signed for, when it ended, and what is still possible."""
    order = notice.order
    signed = words.moment(notice.signed_at, viewer.now, viewer.zone)
    if not notice.days:
        text = f"{goods.ref(order)} {signed}签收,按约定没有质量问题不退货。"
    else:
        until = words.moment(notice.until, viewer.now, viewer.zone)
        over = words.lasting(viewer.now - notice.until)
        over = "刚过" if over == "0分钟" else f"已超{over}"
        text = f"{goods.ref(order)} {signed}签收,{notice.days}天无理由退货到{until},{over}。"
    text += f"有质量问题可以走质量通道,请拍照,并说“{goods.tail(order)} 质量问题 数量”。"
    buttons = [press.flawed(order, one) for one in notice.goods] if len(notice.goods) == 1 else []
    if viewer.is_customer:
        buttons.append(press.human(words.one_line(notice.seller, 8)))
    return Card(f"{goods.ref(order)} 过了退货期", text, (Note(text),), tuple(buttons), tone="warn")


def return_awaited(notice: ReturnAwaited, viewer: Viewer) -> Card:
    """For the warehouse: what comes back."""
    order = notice.order
    if viewer.outsider:
        return sentence(f"{goods.ref(order)} 的退货已安排。")
    title = f"{goods.ref(order)} 有退货要收"
    rows = (Fact("客户", goods.customer(order, viewer) or "—"), Fact("货品", listed(notice.wish.goods)))
    how = f"收到后发“收到退货 {goods.tail(order)}”;赠品没一起退回的,后面加“缺赠品”。"
    return Card(title, f"{title}:{listed(notice.wish.goods)}", (Facts(rows), Note(how)), (press.details(order),))


def return_booked(notice: ReturnBooked, viewer: Viewer) -> Card:
    """The goods are in stock again."""
    order, wish = notice.order, notice.wish
    if viewer.outsider:
        return sentence(f"{goods.ref(order)} 的退货已收到。")
    title = f"{goods.ref(order)} 退货已入库"
    rows = [Fact("货品", listed(wish.goods))]
    if notice.lacking:
        rows.append(Fact("没退回", listed(notice.lacking), "amber"))
    if viewer.prices:
        off = "(已扣没退回的赠品)" if notice.lacking else ""
        rows.append(Fact("退货金额", words.money(wish.worth) + off))
    by = Note(f"{words.one_line(notice.by, 20)} {words.moment(viewer.now, viewer.now, viewer.zone)} 收")
    return Card(title, f"{title}:{listed(wish.goods)}", (Facts(tuple(rows)), by), (press.details(order),), tone="ok")
