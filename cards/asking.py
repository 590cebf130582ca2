"""Answers to questions about stock and price, evidence, and questions that are passed on."""

import re
from dataclasses import replace

from cards import stock, words
from cards.card import Block, Button, Card, Fact, Facts, Lines, Note, Quote
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.order import Evidence, Order
from handlers.domain.party import Product
from handlers.domain.pricing import Kind
from handlers.notices import (
    EvidenceShown,
    HandedOver,
    Inquiry,
    PassedOn,
    PriceInfo,
    ShortageReported,
    StockInfo,
    VoiceShown,
    WhichMeant,
)

SHOWN = 8  # products of one answer


def stock_info(notice: StockInfo, viewer: Viewer) -> Card:
    """Figures for staff in a direct chat, in stock or not for everybody else."""
    if not notice.products:
        return _unknown_product(notice.words)
    rows = tuple(
        f"{words.one_line(p.label, 40)}:{stock.said(p, stock.level_of(notice, p), viewer)}"
        for p in notice.products[:SHOWN]
    )
    note: tuple[Block, ...] = ()
    if viewer.is_customer:
        note = (Note("具体数量和交期,请以业务员答复为准。"),)
    elif not viewer.direct:
        note = (Note("具体数量请私聊我查。"),)
    return Card(
        "库存",
        f"{rows[0]}{_more(notice.products)}",
        (Lines(rows), *stock.details(notice, viewer), *_rest(notice.products), *note),
    )


def price_info(notice: PriceInfo, viewer: Viewer) -> Card:
    """List prices, where they may be shown."""
    if viewer.is_customer or viewer.outsider:
        return sentence("价格请直接问您的业务员,他会给您准确的报价。")
    if not viewer.direct:
        return sentence("价格不在群里说,请私聊我查。")
    if not viewer.prices:
        return sentence("价格请问业务员或客服。")
    if not notice.products:
        return _unknown_product(notice.words)
    rows = tuple(
        f"{words.one_line(p.label, 40)}:{_price(p)}{_rates(p, notice, viewer)}" for p in notice.products[:SHOWN]
    )
    return Card("价格(价目表)", f"{rows[0]}{_more(notice.products)}", (Lines(rows), *_rest(notice.products)))


def _price(product: Product) -> str:
    return f"{words.amount(product.price)} 元/{product.unit}" if product.price is not None else "没有价格"


def _rates(product: Product, notice: PriceInfo, viewer: Viewer) -> str:
    """Tiers and promotions behind the price: ";满100件 80;促销 79(到明天)"."""
    out = ""
    for rate in (one for one in notice.rates if one.sku == product.sku):
        promotion = "促销" if rate.kind is Kind.PROMOTION else ""
        much = f"满{words.number(rate.from_qty)}{product.unit}" if rate.from_qty else ""
        until = f"(到{words.day(rate.until, viewer.now, viewer.zone)})" if rate.until else ""
        out += f";{promotion}{much or ('' if promotion else '现价')} {words.amount(rate.price)}{until}"
    return out


def _more(products: tuple[Product, ...]) -> str:
    return f" 等{len(products)}种" if len(products) > 1 else ""


def _rest(products: tuple[Product, ...]) -> tuple[Block, ...]:
    return (Note(f"…共{len(products)}种,说得具体些可以少列几种。"),) if len(products) > SHOWN else ()


def _unknown_product(said: str) -> Card:
    name = f"“{words.one_line(said, 20)}”" if said.strip() else ""
    return sentence(f"没找到产品{name},请换个叫法或发编码。" if name else "请说一下是哪个产品。")


def evidence_shown(notice: EvidenceShown, viewer: Viewer) -> Card:
    """The sentences with the stretches that were used; prices are blanked where they may not be read."""
    order = notice.order
    if viewer.is_customer and (viewer.person is None or order.placed_by != viewer.person.user):
        return sentence("原话只给下单的人看。")
    found = _evidence(order)
    quotes = []
    for message_id, text in sorted(notice.texts.items()):
        marks = [(e.start, e.end) for kind, e in found if e.message_id == message_id and kind != "price"]
        prices = [(e.start, e.end) for kind, e in found if e.message_id == message_id and kind == "price"]
        if viewer.prices:
            marks, prices = marks + prices, []
        quotes.append(Quote(_blank(text, prices), marks=_merge(marks, len(text))))
    if not quotes:
        return sentence("原话已经不在了,查不到依据。")
    shown = tuple(quotes[-4:])
    return Card(
        title=f"依据 {order.number or ''}".strip(),
        summary=f"依据:{shown[-1].text}",
        blocks=(Note("【】里是订单用到的原话:"), *shown),
    )


def voice_shown(notice: VoiceShown, viewer: Viewer) -> Card:
    """Who said it, when, and what was heard; where there is an address for it, a link to the recording comes after."""
    who = words.one_line(notice.by, 20)
    when = words.moment(notice.at, viewer.now, viewer.zone)
    heard = f"听到的是“{words.one_line(notice.words, 120)}”" if notice.words else "我没能听出文字"
    text = f"原声是{who}{when}发的语音,{heard}。"
    may = f"{notice.message_id}:{viewer.person.user}" if viewer.person is not None else ""
    return replace(sentence(text), voice=may)


def _evidence(order: Order) -> list[tuple[str, Evidence]]:
    found = list(order.evidence.items())
    for line in order.lines:
        found.extend(line.evidence.items())
    return found


def _blank(text: str, stretches: list[tuple[int, int]]) -> str:
    for start, end in stretches:
        text = text[:start] + "*" * (min(end, len(text)) - start) + text[end:] if 0 <= start < end else text
    return text


def _merge(marks: list[tuple[int, int]], length: int) -> tuple[tuple[int, int], ...]:
    """Sorted stretches inside the text that do not overlap."""
    out: list[tuple[int, int]] = []
    for start, end in sorted((max(a, 0), min(b, length)) for a, b in marks):
        if start >= end:
            continue
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def passed_on(notice: PassedOn, viewer: Viewer) -> Card:
    """Somebody else will answer."""
    about = f"关于{words.one_line(notice.about, 30)}," if notice.about.strip() else ""
    who = words.one_line(notice.to, 20) or "客服"
    return sentence(f"{about}已转给{who},会尽快回复{'您' if viewer.outsider else '你'}。")


def inquiry(notice: Inquiry, viewer: Viewer) -> Card:
    """A customer's question for the one who must answer it."""
    if viewer.outsider:
        return sentence("您的问题已转给业务员,会尽快回复您。")
    who = " ".join(t for t in (notice.customer, notice.asker) if t) or "客户"
    said: tuple[Block, ...] = (Quote(notice.words, notice.asker),) if notice.words.strip() else ()
    number = (Fact("单号", notice.number),) if notice.number else ()
    asks = f"{who}问:{notice.words}" if said else f"{who}想找人工"
    return Card(
        title="有问题等你回复",
        summary=asks,
        blocks=(Facts((Fact("谁在问", who), *number)), *said, Note("请直接联系对方回复。")),
        tone="warn",
    )


def shortage_reported(notice: ShortageReported, viewer: Viewer) -> Card:
    """Something is short."""
    if viewer.outsider:
        return sentence("已收到,会尽快处理。")
    goods_ = "、".join(words.one_line(p.label, 30) for p in notice.products[:3]) or "物料"
    rows = [Fact("缺料", goods_, "amber")]
    if notice.qty:
        rows.append(Fact("数量", notice.qty))
    if viewer.staff_direct and notice.products:
        rows.extend(Fact("现库存", f"{words.number(p.stock)}{p.unit}") for p in notice.products[:3])
    if notice.by:
        rows.append(Fact("报告人", notice.by))
    return Card(
        title="缺料",
        summary=f"缺料:{goods_}{f' {notice.qty}' if notice.qty else ''}",
        blocks=(Facts(tuple(rows)), *((Quote(notice.words, notice.by),) if notice.words.strip() else ())),
        tone="warn",
    )


_REASONS = {
    "window": "客户最近没有在这里说话,平台不让机器人发",
    "mute": "这个号没有主动发消息的权限",
    "doubt": "发送时网络断了,客户可能已收到,也可能没收到,请先问一声再发",
    "budget": "这一轮能发给客户的条数用完了",
    "human": "客户正由人工接待,机器人不能插话",
    "quiet": "客户说过不用通知,没有发",
    "refused": "平台没有把它送到客户手里",
}
_YUAN = re.compile(r"\d[\d,]*(?:\.\d+)?\s*元")  # of a quote that did not reach its customer
_PIECE = 380  # characters of one quotation


def handed_over(notice: HandedOver, viewer: Viewer) -> Card:
    """A ready text for somebody who can write to the customer himself."""
    if viewer.outsider:
        return sentence("有一条消息需要我们的同事联系您,请稍候。")
    who = words.one_line(notice.customer or notice.person or "客户", 20)
    why = _REASONS.get(notice.reason, _REASONS["refused"])
    person = f"({words.one_line(notice.person, 20)})" if notice.person and notice.customer else ""
    texts = notice.texts if viewer.prices else tuple(_YUAN.sub("***", text) for text in notice.texts)
    parts = [part for text in texts for part in pieces(text)]
    quotes = tuple(Quote(part, "可以直接转发" if number == 0 else "") for number, part in enumerate(parts))
    note = Note(f"{why}。请用您的微信把下面的话发给{who}{person}:", "warn")
    return Card(f"请转告 {who}", f"请转告 {who}:{why}", (note, *quotes), tone="warn")


def pieces(text: str) -> list[str]:
    """The text in stretches that a card can quote, whole lines where possible."""
    found = [""]
    for line in text.split("\n"):
        for start in range(0, max(len(line), 1), _PIECE):
            part = line[start : start + _PIECE]
            if found[-1] and len(found[-1]) + len(part) >= _PIECE:
                found.append(part)
            else:
                found[-1] = f"{found[-1]}\n{part}" if found[-1] else part
    return [piece for piece in found if piece.strip()]


def which_meant(notice: WhichMeant, _: Viewer) -> Card:
    """A number that several cards offer, or an older one alone: each of them by a number of its own."""
    title = f"“{words.one_line(notice.said, 4)}”说的是{'哪一张' if len(notice.meant) > 1 else '下面这张吗'}?"
    rows = tuple(words.one_line(f"{head}:{label}", 80) for head, label, _ in notice.meant)
    buttons = tuple(Button(f"{n} {label}", action) for n, (_, label, action) in enumerate(notice.meant, 1))
    return Card(title, title, (Lines(rows, numbered=True),), buttons)
