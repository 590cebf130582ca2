"""One of every notice about payments and returns."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from handlers import notices as n
from handlers.domain.approval import Verdict
from handlers.domain.checks.facts import Debts
from handlers.domain.finding import Finding, Level
from handlers.domain.order import OrderId
from handlers.domain.payment import Account, Payment, PaymentState, Refund
from handlers.domain.returning import Returned, ReturnLine, ReturnState
from handlers.domain.terms import Terms
from tests.unit.cards.gallery.company import (
    ASKED,
    BUYING,
    GIFT,
    LINE,
    NAMES,
    NOW,
    PLACED,
)

MONEY_ASKED = replace(
    ASKED,
    topic="payment:3",
    findings=(Finding("payment.claimed", Level.HOLD, {"amount": "4321", "voucher": "1", "key": "3"}, "approve"),),
)
VOUCHER_ASKED = replace(
    MONEY_ASKED, findings=(Finding("payment.claimed", Level.HOLD, {"amount": "", "voucher": "1", "key": "3"}),)
)
DEBTS = Debts(Decimal("1560.5"), Decimal(1000), Decimal(400), 9)
CLAIM = Payment(OrderId(17), Decimal(4321), "u1", NOW - timedelta(minutes=30), picture=7, id=3)
GRANTED = replace(
    CLAIM,
    state=PaymentState.GRANTED,
    received=Decimal("4231.5"),
    decided_by="f1",
    decided_at=NOW,
)
OWN_CLAIM = replace(CLAIM, by="k1", claimed=None)
ACCOUNT = Account(Decimal(5205), Decimal("4231.5"), waiting=Decimal(4321))
BACK_ACCOUNT = Account(Decimal(5205), Decimal(5205), returned=Decimal("1735"))
WISH = Returned(
    OrderId(17),
    (ReturnLine(1, "JD-48C", LINE.label, Decimal(100), "卷"), ReturnLine(2, "BJ-01", GIFT.label, Decimal(1), "本")),
    Decimal("1735"),
    "k1",
    NOW,
    NOW - timedelta(days=2, minutes=9),
    NOW + timedelta(days=5) - timedelta(minutes=9),
    "有100卷想退",
    id=4,
)
REFUND = Refund(OrderId(17), Decimal(1000), "退货", "f1", NOW - timedelta(minutes=2), id=5)
BACK_ASKED = replace(
    ASKED,
    topic="return:4",
    roles=("service", "manager"),
    findings=(
        Finding(
            "return.asked",
            Level.HOLD,
            {
                "goods": f"{LINE.label} 100卷",
                "signed": "2026-03-08T01:03:00+00:00",
                "until": "2026-03-15T01:03:00+00:00",
            }
            | {"key": "4", "flawed": "1", "worth": "1735", "gifts": f"{GIFT.label} 1本"},
        ),
    ),
)
PREPAID = Terms(payment="deposit", deposit=30)

MONEY: dict[str, n.Notice] = {
    "payment_asked": n.ApprovalAsked(PLACED, MONEY_ASKED, BUYING, "周宁"),
    "payment_voucher_asked": n.ApprovalAsked(PLACED, VOUCHER_ASKED, BUYING, "许老师"),
    "payment_amount_asked": n.ReasonAsked(PLACED, VOUCHER_ASKED, Verdict.GRANTED),
    "payment_granted": n.ApprovalDecided(
        PLACED, replace(MONEY_ASKED, state=Verdict.GRANTED, decided_by="f1"), "马丽", account=ACCOUNT
    ),
    "payment_refused": n.ApprovalDecided(
        PLACED,
        replace(MONEY_ASKED, state=Verdict.REFUSED, decided_by="f1", reason="银行没有这笔"),
        "马丽",
        account=ACCOUNT,
    ),
    "payment_filed": n.PaymentFiled(PLACED, CLAIM),
    "payment_filed_again": n.PaymentFiled(PLACED, CLAIM, again=True),
    "payment_filed_by_customer": n.PaymentFiled(PLACED, OWN_CLAIM),
    "payment_filed_unsaid": n.PaymentFiled(PLACED, replace(OWN_CLAIM, claimed=Decimal(4321)), unsaid=True),
    "payment_received": n.PaymentFiled(PLACED, GRANTED, ACCOUNT),
    "payment_lapsed": n.PaymentFiled(PLACED, replace(CLAIM, state=PaymentState.REFUSED)),
    "payments": n.PaymentsShown(PLACED, ACCOUNT, (GRANTED, CLAIM), PREPAID, NAMES),
    "payments_to_give_back": n.PaymentsShown(PLACED, BACK_ACCOUNT, (), Terms(), NAMES),
    "owes": n.CustomersOwe((n.Owing(BUYING, DEBTS, ((PLACED, Decimal("1560.5")),), 1),)),
    "owe_several": n.CustomersOwe((n.Owing(BUYING, DEBTS), n.Owing(BUYING, Debts()))),
    "owes_asked_outside": n.CustomersOwe((), "周宁"),
    "refund_booked": n.RefundBooked(PLACED, REFUND, replace(BACK_ACCOUNT, refunded=Decimal(1000)), "沈会计"),
    "refund_undone": n.RefundBooked(PLACED, replace(REFUND, undone_by="f1", undone_at=NOW), BACK_ACCOUNT, "沈会计"),
    "payments_refunded": n.PaymentsShown(
        PLACED, replace(BACK_ACCOUNT, refunded=Decimal(1000)), (GRANTED,), Terms(), NAMES, (REFUND,), ("finance",)
    ),
    "payments_unpriced": n.PaymentsShown(PLACED, Account(None), (), Terms(payment="prepaid"), NAMES),
    "order_news_paid": n.OrderNews(PLACED, "paid", "马丽", can=("schedule",)),
    "unpaid": n.RefusedNotice("flow.unpaid", {"单号": "SO20260310-0001", "动作": "排产", "已收": "1", "差": "1560.5"}),
    "unpaid_unpriced": n.RefusedNotice("flow.unpaid", {"单号": "SO20260310-0001", "动作": "排产", "已收": "0"}),
    "return_asked": n.ApprovalAsked(PLACED, BACK_ASKED, BUYING, "许老师"),
    "return_filed": n.ReturnFiled(PLACED, WISH),
    "return_granted": n.ReturnFiled(PLACED, replace(WISH, state=ReturnState.GRANTED, flawed=True)),
    "return_refused": n.ReturnFiled(PLACED, replace(WISH, state=ReturnState.REFUSED), "照片看不出问题"),
    "return_late": n.ReturnLate(PLACED, WISH.goods[:1], NOW - timedelta(days=8), NOW - timedelta(days=1), 7, "周宁"),
    "return_never": n.ReturnLate(PLACED, WISH.goods, NOW - timedelta(days=8), NOW - timedelta(days=8), 0),
    "return_awaited": n.ReturnAwaited(PLACED, WISH),
    "return_booked": n.ReturnBooked(PLACED, WISH, (), "老段"),
    "return_without_gift": n.ReturnBooked(PLACED, replace(WISH, goods=WISH.goods[:1]), WISH.goods[1:], "老段"),
}
