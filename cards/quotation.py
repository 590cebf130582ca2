"""Cards of quotes: our own people's, with the words for the customer ready, the customer's, lists and reminders."""

from cards import goods, press, words
from cards.asking import pieces
from cards.card import Block, Button, Card, Fact, Facts, Lines, Note, Quote, Tone
from cards.delay import plain_day
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.money import line_total, worth
from handlers.domain.order import Line, Order, Phase
from handlers.domain.quotation import Quotation, QuoteState
from handlers.notices import QuoteDue, QuoteList, QuoteSent, QuoteShown

ROWS = 20  # lines of one quote in words
LISTED = 8
_DONE = {
    "new": "",
    "asked": "客户刚问价,已按我们的价算好。看一眼,没问题就发给客户。",
    "sent": "已发给客户。",
    "sent_again": "又发了一遍给客户。",
    "nobody": "这位客户没有能收消息的人,请复制下面的话发给他。",
    "dropped": "已撤回,客户不能再按这个价下单。",
    "recalled": "你撤回或改了说这张报价的消息,报价还没撤回。不算数的话请点“撤回报价”。",
    "changed": "这张报价改过了,这是最新的一版。",
}


def _row(line: Line) -> str:
    """One offered line: "① 转向节(左) 300件 × 812.5元/件 = 243,750 元"."""
    head = f"{words.circled(line.no)} {goods.item(line)}"
    total = line_total(line)
    if line.price is None or total is None:
        return head
    return f"{head} × {words.amount(line.price)}元/{line.base_unit} = {words.money(total)}"


def _rows(order: Order) -> tuple[str, ...]:
    rows = tuple(_row(line) for line in order.lines[:ROWS])
    return (*rows, f"…共{len(order.lines)}行") if len(order.lines) > ROWS else rows


def _until(quotation: Quotation, viewer: Viewer) -> str:
    return plain_day(quotation.until.astimezone(viewer.zone).date())


def customer_text(order: Order, quotation: Quotation, viewer: Viewer) -> str:
    """What the customer reads: the same on its card and where somebody passes it on by hand."""
    lines = "\n".join(_rows(order))
    total = f"\n合计:{words.money(worth(order))}" if len(order.lines) > 1 else ""
    name = words.one_line(order.customer_name, 40)
    head = f"{name},您好。报价单 {quotation.number}:" if name else f"您好。报价单 {quotation.number}:"
    return f"{head}\n{lines}{total}\n价格{_until(quotation, viewer)}前有效,数量不少于以上。要下单请直接回复。"


def _ordered(made: Order | None) -> bool:
    """Whether there is a confirmed order of it."""
    return made is not None and made.phase in (Phase.OPEN, Phase.DONE)


def _state(quotation: Quotation, made: Order | None, viewer: Viewer) -> tuple[str, Tone]:
    """Where it stands, in a word."""
    if made is not None and _ordered(made):
        return "已转订单", "ok"
    if quotation.state is not QuoteState.OPEN:
        said = {QuoteState.ASKED: "等批准", QuoteState.REFUSED: "价格没有批准", QuoteState.WITHDRAWN: "已撤回"}
        return said[quotation.state], "warn"
    if not quotation.holds(viewer.now):
        return "已过期", "warn"
    return ("已发客户" if quotation.sent_at is not None else "未发客户"), "plain"


def _private(viewer: Viewer) -> Card | None:
    """What is said instead to those who may read no prices here."""
    if viewer.outsider:
        return sentence("价格请直接问您的业务员,他会给您准确的报价。")
    if not viewer.direct:
        return sentence("报价不在群里说,请私聊我查。")
    return None if viewer.prices else sentence("价格请问业务员或客服。")


def quote_shown(notice: QuoteShown, viewer: Viewer) -> Card:
    """The quote with the customer's words ready, and what can be done with it."""
    if (instead := _private(viewer)) is not None:
        return instead
    order, quotation = notice.order, notice.quotation
    state, tone = _state(quotation, notice.made, viewer)
    version = f" 第{quotation.version}版" if quotation.version > 1 else ""
    title = f"报价单 {quotation.number}{version} {state}"
    rows = [Fact("客户", goods.customer(order, viewer) or "—")]
    if notice.by and not (viewer.person is not None and viewer.person.user == quotation.by):
        rows.append(Fact("报价人", words.one_line(notice.by, 20)))
    if notice.made is not None and _ordered(notice.made):
        rows.append(Fact("订单", notice.made.number or ""))
    done = (Note(_DONE[notice.fresh]),) if _DONE.get(notice.fresh) else ()
    if quotation.holds(viewer.now) and not _ordered(notice.made):  # the words say all of it
        parts = pieces(customer_text(order, quotation, viewer))
        body: tuple[Block, ...] = tuple(Quote(x, "" if at else "可以转发给客户") for at, x in enumerate(parts))
    else:
        body = (Lines(_rows(order)),)
        if len(order.lines) > 1:
            rows.append(Fact("合计", words.money(worth(order))))
        rows.append(Fact("有效到", words.moment(quotation.until, viewer.now, viewer.zone)))
    summary = f"{title} {goods.customer(order, viewer)} {goods.short(order)}".strip()
    blocks = (Facts(tuple(rows)), *done, *body, *_hint(quotation, notice.made, viewer))
    return Card(title, summary, blocks, _buttons(quotation, notice.made, viewer), tone)


def _hint(quotation: Quotation, made: Order | None, viewer: Viewer) -> tuple[Note, ...]:
    if _ordered(made):
        return ()
    if quotation.state is QuoteState.ASKED:
        return (Note("说的价和我们的价不一样,已送批。批准后才能发给客户。", "warn"),)
    if quotation.holds(viewer.now):
        return ()
    return (Note("按“重新报价”,照现在的价再出一版。"),)


def _buttons(quotation: Quotation, made: Order | None, viewer: Viewer) -> tuple[Button, ...]:
    if made is not None and _ordered(made):
        return (press.details(made),)
    drop = press.offer("quote_drop", quotation, "撤回报价", "撤回报价")
    if quotation.state is QuoteState.ASKED:
        return (drop,)
    if not quotation.holds(viewer.now):
        return (press.offer("quote_again", quotation, "重新报价", "重新报价", "primary"),)
    sent = quotation.sent_at is not None
    send = press.offer(
        "quote_send", quotation, "再发给客户" if sent else "发给客户", "发报价", "plain" if sent else "primary"
    )
    turn = press.offer("quote_turn", quotation, "转为订单", "转订单", "primary" if sent else "plain")
    return (turn, send, drop) if sent else (send, turn, drop)


def quote_sent(notice: QuoteSent, viewer: Viewer) -> Card:
    """What the customer reads, in the direct chat of its own people only."""
    order, quotation = notice.order, notice.quotation
    mine = viewer.person is not None and viewer.person.customer_id == quotation.customer_id
    if not viewer.direct or not mine:
        return sentence("报价单请私聊我查看。")
    if quotation.state is not QuoteState.OPEN:
        return sentence(f"报价单 {quotation.number} 已撤回,价格以新的报价为准。")
    if not quotation.holds(viewer.now):
        return sentence(f"报价单 {quotation.number} 已过有效期,价格要重新确认。已转告您的业务员,会尽快回复您。")
    rows = [Fact("合计", words.money(worth(order)))] if len(order.lines) > 1 else []
    rows.append(Fact("有效到", _until(quotation, viewer)))
    note = Note("按报价下单,数量不能少于以上;少了按当时的价算。")
    order_now = press.offer("quote_turn", quotation, "按报价单下", "转订单", "primary")
    title = f"报价单 {quotation.number}"
    return Card(title, f"{title}:{goods.short(order)}", (Lines(_rows(order)), Facts(tuple(rows)), note), (order_now,))


def quote_list(notice: QuoteList, viewer: Viewer) -> Card:
    """Quotes by time; for a customer those it was sent."""
    own = viewer.is_customer and viewer.direct
    if not own and (instead := _private(viewer)) is not None:
        return instead
    whose = words.one_line(notice.whose, 20)
    if not notice.quotations:
        return sentence(
            f"{whose}还没有报价单。" if own else f"{whose}还没有报价单。发“报价 客户 货品 数量”就能出一张。"
        )
    rows = []
    for quotation, order in list(zip(notice.quotations, notice.orders, strict=True))[:LISTED]:
        number = notice.made.get(quotation.number)
        state = f"已转订单{number}" if number else _state(quotation, None, viewer)[0]
        state = state if not own or number or not quotation.holds(viewer.now) else f"{_until(quotation, viewer)}前有效"
        who = "" if own else f"{goods.customer(order, viewer)} "
        rows.append(f"{quotation.number} {who}{goods.short(order)} {words.money(worth(order))} {state}")
    more = len(notice.quotations) - LISTED
    rest = (Note(f"还有{more}张更早的没列出。"),) if more > 0 else ()
    how = Note("要下单,发“按报价单下”。" if own else "看一张:“报价单 全号”;下单:“转订单 全号”。")
    title = f"{whose}报价单:{len(notice.quotations)}张"
    return Card(title, f"{title},{rows[0]}", (Lines(tuple(rows)), *rest, how))


def quote_due(notice: QuoteDue, viewer: Viewer) -> Card:
    """Follow it up: the prices end soon, or ended."""
    if (instead := _private(viewer)) is not None:
        return instead
    order, quotation = notice.order, notice.quotation
    until = words.moment(quotation.until, viewer.now, viewer.zone)
    title = f"报价单 {quotation.number} {'已过期' if notice.over else '快到期'}"
    rows = (
        Fact("客户", goods.customer(order, viewer) or "—"),
        Fact("货品", goods.short(order)),
        Fact("合计", words.money(worth(order))),
        Fact("有效到", until, "amber"),
    )
    sent = "已发客户" if quotation.sent_at is not None else "还没发给客户"
    note = Note(f"{sent},没有下单。{'要继续谈,可以重新报价。' if notice.over else '请跟进一下。'}", "warn")
    return Card(
        title,
        f"{title}:{goods.customer(order, viewer)} {goods.short(order)}".strip(),
        (Facts(rows), note),
        _buttons(quotation, None, viewer),
        "warn",
    )
