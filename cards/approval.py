"""Cards of orders that a check holds: the question, the reason, what was decided."""

from cards import backing, findings, goods, press, words
from cards.card import Block, Button, Card, Fact, Facts, Note
from cards.order import order_blocks
from cards.payment import money
from cards.plain import asking, sentence
from cards.promise import promise
from cards.viewer import Viewer
from handlers.domain.approval import CAME, PAID_FIRST, Approval, Verdict
from handlers.domain.order import Order
from handlers.notices import ApprovalAsked, ApprovalDecided, ReasonAsked

STATE = {
    Verdict.OPEN: "等批准",
    Verdict.GRANTED: "已批准",
    Verdict.REFUSED: "被驳回",
    Verdict.EXPIRED: "没人批,已过期",
    Verdict.VOID: "不用批了",
}
TOPIC = {"credit": "信用", "price": "价格", "other": "订单", "payment": "收款", "return": "退货", "quote": "报价"}


def topic(question: Approval) -> str:
    """What is decided, in a word."""
    if any(f.rush for f in question.findings):
        return "插单"
    return TOPIC.get(question.topic.partition(":")[0], "订单")


def approval_asked(notice: ApprovalAsked, viewer: Viewer) -> Card:
    """批准 or 驳回: what it is about, and the order."""
    order, question = notice.order, notice.approval
    if viewer.outsider:
        return sentence("已收到,会尽快处理。")
    what = tuple(Note(text, "warn") for f in question.findings[:3] if (text := findings.say(f, viewer)))
    by = f"{words.one_line(notice.by, 20)}提交," if notice.by else ""
    until = words.moment(question.expires_at, viewer.now, viewer.zone)
    title = f"{goods.ref(order)} 等你批准({topic(question)})"
    return Card(
        title=title,
        summary=f"{title} {goods.customer(order, viewer)} {goods.short(order)}".strip(),
        blocks=(
            *what,
            *backing.background(notice.background, viewer),
            *order_blocks(order, viewer),
            Note(f"{by}{until}前没人批就算过期。"),
        ),
        buttons=(*_verdicts(order, question), press.details(order)),
        tone="warn",
    )


def _verdicts(order: Order, question: Approval) -> tuple[Button, ...]:
    owing = any(f.code in ("credit.over", "overdue.money") for f in question.findings)
    later = (press.paid_first(order, question.id),) if owing else ()
    return press.grant(order, question.id, own=question.own), *later, press.deny(order, question.id)  # typed otherwise


def reason_asked(notice: ReasonAsked, _: Viewer) -> Card:
    """The next words are the reason."""
    done = "批准" if notice.verdict is Verdict.GRANTED else "驳回"
    number = goods.tail(notice.order)
    if notice.verdict is Verdict.GRANTED and notice.approval.topic.startswith("payment"):
        return asking(f"{goods.ref(notice.order)}实收多少?直接回复金额,例如 5000;群里请发“通过 {number} 5000”。")
    return asking(f"{done}{goods.ref(notice.order)}的原因是什么?直接回复一句话;群里请发“{done} {number} 原因”。")


def approval_decided(notice: ApprovalDecided, viewer: Viewer) -> Card:
    """The answer to everybody who asked or was asked."""
    order, question = notice.order, notice.approval
    if viewer.outsider:
        return sentence(f"您的订单{goods.ref(order)}正在核对,有结果马上告诉您。")
    what = topic(question) if question.own else ""
    title = f"{goods.ref(order)} {what}{_state(question)}"
    rows = [Fact("审批", _came(question) if notice.came else _decision(question, notice.by))]
    if question.reason:
        rows.append(Fact("原因", words.one_line(question.reason, 80)))
    if goods_back := question.findings and question.findings[0].facts.get("goods"):
        rows.append(Fact("退货", words.one_line(goods_back, 80)))
    rows += money(notice.account, viewer)
    facts = promise(order, notice.promised, viewer, locked=question.state is Verdict.GRANTED and not order.held)
    when = (Facts(facts),) if facts else ()
    return Card(
        title=title,
        summary=f"{title} {goods.short(order)}",
        blocks=(Facts(tuple(rows)), *_about(order, question, viewer), *when, *_next(order, question)),
        buttons=_buttons(order, question, viewer),
        tone="ok" if question.state is Verdict.GRANTED else "plain" if question.state is Verdict.OPEN else "warn",
    )


def _about(order: Order, question: Approval, viewer: Viewer) -> tuple[Block, ...]:
    """The order; where the decision is about its money or a return, only whose it is and of what."""
    if not question.own:
        return order_blocks(order, viewer)
    return (Facts((Fact("客户", goods.customer(order, viewer) or "—"), Fact("货品", goods.short(order)))),)


def _came(question: Approval) -> str:
    return "款到了,按“回款后放行”自动放行" if question.decided_by else CAME


def _decision(question: Approval, by: str) -> str:
    return f"{topic(question)}{_state(question)}" + (f",{words.one_line(by, 20)}" if by else "")


def _state(question: Approval) -> str:
    return "申请已撤回" if question.withdrawn else STATE[question.state]


def _next(order: Order, question: Approval) -> tuple[Block, ...]:
    if question.own:
        return ()
    if question.state is Verdict.GRANTED:
        if not order.held:
            return (Note("已通知仓库和计划,可以安排了。"),)
        more = {f.about for f in question.findings} & {f.about for f in order.holding}
        return (Note("现在的数比批的时候多了,按新的数再批一次才会安排。" if more else "还有别的要批,批完才会安排。"),)
    if question.state is Verdict.REFUSED and question.reason == PAID_FIRST and order.held:
        return (Note("订单还没安排,也没占货。款到了(导入新的欠款表或核对收款)自动放行;也可以重新申请或取消订单。"),)
    if question.state in (Verdict.REFUSED, Verdict.EXPIRED) and order.held:
        return (Note("订单还没安排,也没占货。可以改订单、重新申请,或取消订单。"),)
    return ()


def _buttons(order: Order, question: Approval, viewer: Viewer) -> tuple[Button, ...]:
    out: list[Button] = []
    seller = viewer.person is not None and viewer.person.role.value not in question.roles
    if question.state in (Verdict.REFUSED, Verdict.EXPIRED) and order.held and seller and not question.own:
        out.append(press.ask_again(order))
        out.append(press.cancel(order))
    return (*out, press.details(order))
