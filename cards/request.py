"""Cards of what a customer asked for: for whoever sees to it, and for the customer."""

from cards import goods, words
from cards.card import Block, Button, Card, Fact, Facts, Note, Quote
from cards.order import order_blocks
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.request import NAMES, Kind
from handlers.notices import AlertShown, Asking, RequestAnswered, RequestTaken

PROMISE = {
    Kind.RESCHEDULE: "已收到改期申请",
    Kind.ADDRESS: "已收到改地址申请",
    Kind.RETURN: "已登记退换货",
    Kind.INVOICE: "已登记开票",
    Kind.HUMAN: "已转人工",
    Kind.URGENT: "已收到加急申请",
    Kind.WHERE: "已请同事去查",
}


def asked_of(notice: AlertShown, found: Asking, who: list[Fact], buttons: tuple[Button, ...], viewer: Viewer) -> Card:
    """The owner's card: who wants what, what was said before, the order as it stands."""
    request, order = found.request, notice.order
    customer = " ".join(t for t in (words.one_line(found.customer, 20), words.one_line(found.asker, 12)) if t)
    title = f"🙋 {request.number} {words.one_line(customer, 30)} {NAMES[request.kind]}"
    rows = [*([Fact("单号", goods.ref(order))] if order else []), *who]
    blocks: list[Block] = [Facts(tuple(rows))]
    if request.words:
        blocks.append(Quote(words.one_line(request.words, 300), found.asker or "客户"))
    before = tuple(words.one_line(text, 40) for text in found.before if text.strip() != request.words.strip())
    if before:
        blocks.append(Note(f"之前说过:{';'.join(before)}"))
    if order is not None:
        blocks += order_blocks(order, viewer, amount=False)
    blocks.append(Note(f"处理完点“已解决”写一句结论,会原样发给{asker(found)}。"))
    said = words.one_line(request.words, 40)
    return Card(title, f"{title}:{said}" if said else title, tuple(blocks), buttons, tone="warn")


def asker(found: Asking) -> str:
    """Who gets the answer: the customer, or the colleague who asked for him."""
    return words.one_line(found.asker, 12) if found.ours else "客户"


def request_taken(notice: RequestTaken, viewer: Viewer) -> Card:
    """The customer's answer: it is with somebody, and until when he hears."""
    return sentence(taken_text(notice, viewer))


def taken_text(notice: RequestTaken, viewer: Viewer) -> str:
    """What was asked for, who sees to it, until when: 已收到改期申请(RQ-0012),由陈海波跟进,最晚今天 17:30答复您."""
    request = notice.request
    if request.closed_at is not None:
        at = words.moment(request.closed_at, viewer.now, viewer.zone)
        return f"{at}已答复您({_about(notice)}):{words.one_line(request.outcome, 200)}"
    start = "这件事已经在办" if notice.again else PROMISE[request.kind]
    more = "您补充的已转告," if notice.added else ""
    who = words.role(notice.owner) if notice.owner.isascii() else words.one_line(notice.owner, 20)
    until = f",最晚{words.moment(notice.until, viewer.now, viewer.zone)}答复您" if notice.until else ",会尽快答复您"
    return f"{start}({_about(notice)}),{more}由{who}跟进{until}。"


def request_answered(notice: RequestAnswered, _viewer: Viewer) -> Card:
    """The outcome, in the words of whoever dealt with it."""
    request = notice.request
    return sentence(f"您的{NAMES[request.kind]}({_about(notice)})有结果了:{words.one_line(request.outcome, 300)}")


def _about(notice: RequestTaken | RequestAnswered) -> str:
    """The request's number, and the order's where it is about one."""
    named = (notice.request.number, goods.ref(notice.order) if notice.order else "")
    return "、".join(one for one in named if one)
