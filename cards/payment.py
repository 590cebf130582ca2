"""Cards of an order's money. Amounts are for those who may see prices; a payer reads what he paid himself."""

from decimal import Decimal

from cards import goods, press, words
from cards.card import Button, Card, Fact, Facts, Lines, Note
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.order import Phase
from handlers.domain.payment import NONE, Account, Paid, Payment, PaymentState, Refund, why_back
from handlers.domain.terms import Terms
from handlers.notices import PaymentFiled, PaymentsShown, RefundBooked

FAR = {Paid.NOTHING: "未收款", Paid.PART: "部分收款", Paid.ALL: "已收款"}
STATE = {
    PaymentState.OPEN: "等财务核对",
    PaymentState.GRANTED: "已到账",
    PaymentState.REFUSED: "没核对上",
    PaymentState.EXPIRED: "没人核对,已过期",
}
ROWS = 6


def money(account: Account | None, viewer: Viewer) -> list[Fact]:
    """How far an order is paid, in figures."""
    if account is None or not viewer.prices:
        return []
    rows = [Fact("收款", FAR[account.how_far], "ok" if account.how_far is Paid.ALL else "amber")]
    if account.total is None:
        rows.append(Fact("应收", "还有货品没有单价", "amber"))
    else:
        back = f"(已扣退货{words.amount(account.returned)})" if account.returned else ""
        rows.append(Fact("应收", words.money(account.due or Decimal(0)) + back))
    less = f"(已扣退款{words.amount(account.refunded)})" if account.refunded else ""
    rows.append(Fact("已收", words.money(account.paid) + less))
    if account.open is not None and account.open < 0:
        rows.append(Fact("应退", words.money(-account.open), "amber"))
    elif account.open is not None:
        rows.append(Fact("未收", words.money(account.open)))
    if account.waiting:
        rows.append(Fact("待核对", words.money(account.waiting), "amber"))
    return rows


def payment_filed(notice: PaymentFiled, viewer: Viewer) -> Card:
    """The claim waits for finance; or it was decided."""
    order, payment = notice.order, notice.payment
    ref = goods.ref(order)
    own = viewer.direct and viewer.person is not None and viewer.person.user == payment.by
    shown = payment.received if payment.received is not None else payment.claimed
    much = f" {words.money(shown)}" if shown is not None and ((own and not notice.unsaid) or viewer.prices) else ""
    voucher = "(有凭证)" if payment.picture else ""
    if viewer.is_customer:
        said = {
            PaymentState.OPEN: f"已登记您付的{much or '这笔款'}{voucher},财务核对到账后告诉您。",
            PaymentState.GRANTED: f"您付的{much or '款'}已核对到账,谢谢。",
        }
        text = said.get(payment.state, f"您付的{much or '款'}财务没有核对上,请联系您的业务员。")
        if payment.reversed:
            text = f"您付的{much or '款'}之前登记到账有误,现已撤销。没有收到这笔款,请联系您的业务员核对。"
        return sentence(f"{ref} {text}".replace("的 ", "的"))
    if payment.state is PaymentState.OPEN:
        head = "这笔款已经报过了" if notice.again else "已登记付款"
        text = f"{head}:{ref}{much}{voucher},等财务核对,核对前不算到账。"
        return Card(f"{ref} 付款待核对", text, (Note(text),), (press.details(order),))
    came = payment.state is PaymentState.GRANTED
    text = f"{ref} 已收{much or '一笔款'}" if came else f"{ref} 报的付款{much} {STATE[payment.state]}"
    if payment.reversed:
        text = f"{ref} 已撤销收款{much}"
    facts = money(notice.account, viewer)
    body = (Facts(tuple(facts)),) if facts else (Note(text),)
    booked_it = came and viewer.direct and viewer.person is not None and viewer.person.user == payment.decided_by
    buttons = (*((press.reverse(order, payment),) if booked_it else ()), press.details(order))
    return Card(text, text, body, buttons, tone="ok" if came else "warn")


def payments_shown(notice: PaymentsShown, viewer: Viewer) -> Card:
    """What is paid and open, payment by payment; without figures for those who may not see them."""
    order = notice.order
    ref = goods.ref(order)
    far = FAR[notice.account.how_far]
    waits = any(one.state is PaymentState.OPEN for one in notice.payments)
    if not viewer.prices:
        text = f"{ref} {far}" + (",有付款正在核对" if waits else "") + "。"
        return sentence(text if not viewer.is_customer else f"{text}要对账请联系您的业务员。")
    rows = [*money(notice.account, viewer), Fact("条件", agreed(notice.terms))]
    if order.phase is Phase.VOID:
        rows.insert(0, Fact("订单", f"{order.state},已收的要退", "amber" if notice.account.paid else ""))
    entries: list[Payment | Refund] = [*notice.payments, *notice.refunds]
    entries.sort(key=lambda one: one.at)
    listed = tuple(_row(one, notice, viewer) for one in entries[-ROWS:])
    more = len(entries) - len(listed)
    notes = (Note(f"更早的还有{more}笔没列出。"),) if more > 0 else ()
    return Card(
        f"{ref} {far}",
        f"{ref} {far}",
        (Facts(tuple(rows)), *((Lines(listed),) if listed else ()), *notes),
        (*_give_back(notice, viewer), *_reverse(notice, viewer), press.details(order)),
    )


def _reverse(notice: PaymentsShown, viewer: Viewer) -> list[Button]:
    """The newest receipt was perhaps a mistake."""
    came = [one for one in notice.payments if one.state is PaymentState.GRANTED]
    if not came or viewer.person is None or viewer.person.role.value not in notice.deciders:
        return []
    return [press.reverse(notice.order, came[-1])]


def _give_back(notice: PaymentsShown, viewer: Viewer) -> list[Button]:
    too_much = -(notice.account.open or NONE)
    if too_much <= 0 or viewer.person is None or viewer.person.role.value not in notice.deciders:
        return []
    return [press.refund(notice.order, too_much, why_back(notice.order, notice.account))]


def refund_booked(notice: RefundBooked, viewer: Viewer) -> Card:
    """Money went back; or that was undone."""
    order, refund = notice.order, notice.refund
    undone = refund.undone_at is not None
    much = f" {words.money(refund.amount)}" if viewer.prices else ""
    text = f"{goods.ref(order)} {'退款已撤销' if undone else '已退款'}{much}"
    rows = [Fact("原因", words.one_line(refund.reason, 60)), Fact("登记", notice.by), *money(notice.account, viewer)]
    mine = viewer.direct and viewer.person is not None and viewer.person.user == refund.by
    buttons = (*((press.unrefund(order, refund.id),) if mine and not undone else ()), press.details(order))
    return Card(text, text, (Facts(tuple(rows)),), buttons, tone="warn" if undone else "ok")


def _row(payment: Payment | Refund, notice: PaymentsShown, viewer: Viewer) -> str:
    if isinstance(payment, Refund):
        when = words.moment(payment.at, viewer.now, viewer.zone)
        name = words.one_line(notice.names.get(payment.by, payment.by), 12)
        undone = "已撤销" if payment.undone_at else words.one_line(payment.reason, 20)
        return f"{when} {name} 退款{words.money(payment.amount)} {undone}"
    at = words.moment(payment.at, viewer.now, viewer.zone)
    who = words.one_line(notice.names.get(payment.by, payment.by), 12)
    amount = payment.received if payment.received is not None else payment.claimed
    much = "金额待定" if amount is None else words.money(amount)
    if payment.received is not None and payment.claimed not in (None, payment.received):
        much += f"(报的{words.amount(payment.claimed or Decimal(0))})"
    by = notice.names.get(payment.decided_by, "")
    proof = " 有凭证" if payment.picture else ""
    stands = "已撤销" if payment.reversed else STATE[payment.state]
    return f"{at} {who} {much}{proof} {stands}" + (f"({words.one_line(by, 12)})" if by else "")


def agreed(terms: Terms) -> str:
    """When the customer pays."""
    if terms.payment == "prepaid":
        return "款到安排"
    if terms.payment == "deposit":
        return f"定金{terms.deposit}%,其余{'发货前付清' if terms.balance == 'ship' else '挂账'}"
    return "月结挂账"
