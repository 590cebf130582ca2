"""Money of an order: a claim until finance approves it, moves that wait for it, what is paid and open."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handlers.access import actor, customer_of
from handlers.book import clock_starts, not_over, written
from handlers.context import Context
from handlers.deliverables import handed_in, picture_of
from handlers.domain.approval import PAID as MONEY_CAME
from handlers.domain.approval import Approval, Verdict
from handlers.domain.errors import Refused
from handlers.domain.finding import Finding, Level
from handlers.domain.flow import Move
from handlers.domain.messaging import ChatKind, Message, ToPerson, ToRole
from handlers.domain.order import Change, Deadline, Order, Phase
from handlers.domain.party import Role
from handlers.domain.payment import NONE, Account, Paid, Payment, PaymentState, demanded, total
from handlers.domain.quantity import plain
from handlers.domain.returning import ReturnState
from handlers.domain.signs import half_width
from handlers.domain.terms import Terms
from handlers.domain.typed import Typed, yuan
from handlers.domain.typed.money import FIGURE, NO_AMOUNT
from handlers.limits import terms_for
from handlers.locate import meant, which
from handlers.lookup import customers_own, names_of
from handlers.notices import OrderNews, PaymentFiled, PaymentsShown, Push
from handlers.ports import UnitOfWork
from handlers.requests import ask, deciders, decides, key_of, matter_of
from handlers.telling import answer, discreetly
from nlp.spelt import sums

PAID = "付款"  # the status that says so
SLIP = 10  # times what an order comes to: nobody pays as much for it
TOPIC = "payment"
CLAIMANTS = frozenset({Role.SALES, Role.SERVICE, Role.FINANCE, Role.MANAGER, Role.CUSTOMER})
_SIGN = r"\d.,零〇一二两三四五六七八九十百千万亿"
_AMOUNT = re.compile(  # no number of a day, a time or of pieces: 3月12日已到账, 2笔都到了
    rf"\s*(?:实收|收到|到账)?\s*¥?\s*(?:(?P<amount>{FIGURE})(?:\s*(?:元|块钱?))?(?=[\s,。;]|\Z)"
    rf"|(?P<digits>-?\d[\d,]*(?:\.\d+)?\s*[万千亿]?)(?:\s*(?:元|块钱?))?"
    rf"(?![{_SIGN}]*[{_SIGN}年月日号点时小天周次笔张单个分半成/:%-]))[\s,。;]*"
)
_LESS = re.compile(r"半|部分|一些|[\d一二两三四五六七八九几]\s*成|%|几|多|差|欠|少|没[到付]|未[到付]")  # not all of it
_PART = re.compile(rf"{_LESS.pattern}|[定订]金|预付|首付|头款")


async def account_of(order: Order, uow: UnitOfWork) -> Account:
    """What the order costs, what of it is paid, and what is said to be."""
    payments = await uow.payments.of(order.id)
    back = [one for one in await uow.returns.of(order.id) if one.state is ReturnState.RECEIVED]
    went = sum((one.amount for one in await uow.refunds.of(order.id) if one.undone_at is None), NONE)
    return Account(
        NONE if order.phase is Phase.VOID else total(order),
        sum((one.received or NONE for one in payments if one.state is PaymentState.GRANTED), NONE) - went,
        sum((one.worth for one in back), NONE),
        sum((one.claimed or NONE for one in payments if one.state is PaymentState.OPEN), NONE),
        went,
    )


async def terms_of(order: Order, ctx: Context, uow: UnitOfWork) -> Terms:
    """What is agreed with the order's customer, paid as was agreed when the order was confirmed."""
    return terms_for(ctx.policy, await customer_of(order, uow)).paid_as(order.terms)


async def lacking(order: Order, gate: str, ctx: Context, uow: UnitOfWork) -> tuple[Decimal | None, Account]:
    """What must still come in before a move with this gate; None where the order's total is not known."""
    account = await account_of(order, uow)
    wanted = demanded(account, await terms_of(order, ctx, uow), gate)
    return (None if wanted is None else max(NONE, wanted - account.paid)), account


async def passes(order: Order, action: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """Lets a move through whose money is there; None then. Else refuses it, or makes a claim of who says 付款.

    Whoever decides on payments and says so has seen the money: what is open counts as received from then on.
    """
    await uow.orders.keep([order.id])  # two who book or claim the same money come one after the other
    waits = await _unpaid(order, action, ctx, uow)
    if waits is None:
        return None
    if PAID not in waits.move.words or waits.short is None:
        raise waits.refused(order)
    all_of_it(order, msg, ctx)
    if not decides(TOPIC, ctx):
        return await claim(order, waits.account.open, msg, ctx, uow)
    await book(order, waits.account, waits.short, msg, ctx, uow)
    return None


async def must_be_there(order: Order, action: str, ctx: Context, uow: UnitOfWork) -> None:
    """Refuses a move whose money is not there; for who never saw any money: a rule."""
    waits = await _unpaid(order, action, ctx, uow)
    if waits is not None:
        raise waits.refused(order)


@dataclass(frozen=True, slots=True)
class _Unpaid:
    """A move whose money is not all there; `short` is None where the order's total is not known."""

    move: Move
    short: Decimal | None
    account: Account

    def refused(self, order: Order) -> Refused:
        facts = {"单号": order.number or "", "动作": self.move.label, "已收": plain(self.account.paid)}
        return Refused("flow.unpaid", facts | ({} if self.short is None else {"差": plain(self.short)}))


async def _unpaid(order: Order, action: str, ctx: Context, uow: UnitOfWork) -> _Unpaid | None:
    move = ctx.flow.move(order.state, action)
    if move is None or not move.paid:
        return None
    short, account = await lacking(order, move.paid, ctx, uow)
    return None if short == 0 else _Unpaid(move, short, account)


async def noted(order: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """付款 said of an order whose flow only records it: a claim; who decides on payments has seen all of it."""
    await uow.orders.keep([order.id])
    account = await account_of(order, uow)
    if account.open is not None and account.open <= 0:
        return None
    all_of_it(order, msg, ctx)
    if not decides(TOPIC, ctx):
        return await claim(order, account.open, msg, ctx, uow)
    if account.open is None:
        return None
    await _none_waits(order, uow)
    return await _received(order, account.open, None, msg, ctx, uow)


def all_of_it(order: Order, msg: Message, ctx: Context) -> None:
    """付款 without an amount means all that is open; refuses words that speak of an amount or of a part."""
    words = re.sub(rf"{re.escape(order.number or '-')}|\b0*{re.escape((order.number or '-')[-4:])}\b", " ", msg.text)
    if _PART.search(words) or sums(words, ctx.now):
        raise Refused("payment.part", {"单号": order.number or ""})


async def book(order: Order, account: Account, amount: Decimal, msg: Message, ctx: Context, uow: UnitOfWork) -> None:
    """Finance says that so much came in."""
    await _none_waits(order, uow)
    await _enter(order, account, amount, None, msg, ctx, uow)


async def _none_waits(order: Order, uow: UnitOfWork) -> None:
    """Claims that wait must be decided first, or money would count twice."""
    if any(one.state is PaymentState.OPEN for one in await uow.payments.of(order.id)):
        raise Refused("payment.pending", {"单号": order.number or ""})


async def _enter(
    order: Order, account: Account, amount: Decimal, picture: int | None, msg: Message, ctx: Context, uow: UnitOfWork
) -> Payment:
    """Writes down money that the speaker, who decides on it, has seen."""
    user = actor(ctx).user
    payment = await uow.payments.add(Payment(order.id, amount, user, ctx.now, picture=picture))
    await uow.payments.decide(payment.id, PaymentState.GRANTED, user, ctx.now, amount)
    await written(order, "paid", "", msg, ctx, uow, _paid(account.paid, account.paid + amount))
    return await uow.payments.get(payment.id) or payment


def _paid(old: Decimal, new: Decimal) -> tuple[Change, ...]:
    return (Change("paid", plain(old), plain(new)),) if old != new else ()


async def claim(
    order: Order,
    amount: Decimal | None,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
    *,
    voucher: bool = False,
    more: bool = False,
    unsaid: bool = False,
) -> list[Push]:
    """Somebody says that money came, or sends a voucher: nothing is released before finance has looked.

    `more`: it is not the payment of the same amount that is known already; `unsaid`: the amount is ours, not his.
    """
    person = actor(ctx)
    if person.role not in CLAIMANTS:
        raise Refused("payment.role")
    not_over(order)
    await uow.orders.keep([order.id])
    before = await uow.payments.of(order.id)
    picture = await picture_of(order, msg, ctx, uow, files=True)
    picture = None if picture in {one.picture for one in before} else picture
    if voucher and picture is None and amount is None:
        raise Refused("payment.voucher", {"单号": order.number or ""})
    if amount is not None and decides(TOPIC, ctx):
        if not more:
            _must_be_new(order, amount, before, ctx)
        await must_fit(order, amount, uow)
        return await _received(order, amount, picture, msg, ctx, uow)
    same = [one for one in before if one.state is PaymentState.OPEN and one.claimed == amount and one.by == person.user]
    if same and not more and (picture is None or amount is not None):
        return [answer(msg, PaymentFiled(order, same[-1], again=True, unsaid=unsaid))]
    payment = await uow.payments.add(Payment(order.id, amount, person.user, ctx.now, picture=picture))
    await written(order, "claim", "" if picture is None else "有凭证", msg, ctx, uow)
    said = {"amount": "" if amount is None else str(amount), "voucher": "1" if picture else "", "key": str(payment.id)}
    finding = Finding("payment.claimed", Level.HOLD, said, "approve")
    question, asked = await ask(order, f"{TOPIC}:{payment.id}", (finding,), ctx, uow)
    return [answer(msg, PaymentFiled(order, payment, unsaid=unsaid), key=key_of(question)), *asked]


async def must_fit(order: Order, amount: Decimal | None, uow: UnitOfWork) -> None:
    """Raises Refused for an amount that only a slip of the finger can mean: many times what the order comes to."""
    account = await account_of(order, uow)
    if account.total and amount is not None and amount >= account.total * SLIP:
        facts = {"单号": order.number or "", "金额": plain(amount), "应收": plain(account.total)}
        raise Refused("payment.much", facts)


def _must_be_new(order: Order, amount: Decimal, before: Iterable[Payment], ctx: Context) -> None:
    """The same amount once more is most likely the same money: as a claim that waits, or booked today already."""
    facts = {"单号": order.number or "", "金额": plain(amount)}
    for one in before:
        if one.state is PaymentState.OPEN and one.claimed in (None, amount):
            raise Refused("payment.pending", facts)
        if (
            one.state is PaymentState.GRANTED
            and one.received == amount
            and one.at.astimezone(ctx.zone).date() == ctx.today
        ):
            raise Refused("payment.again", facts)


async def _received(
    order: Order, amount: Decimal, picture: int | None, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    account = await account_of(order, uow)
    payment = await _enter(order, account, amount, picture, msg, ctx, uow)
    now = await account_of(order, uow)
    return [answer(msg, PaymentFiled(order, payment, now)), *await _freed(order, account, now, msg, ctx, uow)]


def amount_said(words: str) -> Decimal | None:
    """The amount that words begin with; None where it is none, or nobody can mean it."""
    found = _AMOUNT.match(half_width(words))
    return None if found is None else yuan(found["amount"] or found["digits"])


def amount_in(question: Approval, words: str, now: datetime, *, granted: bool) -> tuple[Decimal | None, str]:
    """The amount that finance says it received, before any further words; else the one that was claimed.

    Raises Refused where the words of who approves speak of another amount, but not plainly.
    """
    found = _AMOUNT.match(half_width(words))
    if found is not None:
        said = amount_said(words)
        if said is None:
            raise Refused("payment.amount")
        return said, words[found.end() :].strip()
    told = question.findings[0].facts.get("amount") if question.findings else ""
    claimed = Decimal(told) if told else None
    if granted and (_LESS.search(words) or any(one != claimed for one in sums(words, now))):
        raise Refused("payment.amount")  # another amount, in words that nobody can be sure of
    return claimed, words.strip()


async def settled(
    order: Order, question: Approval, amount: Decimal | None, msg: Message, ctx: Context, uow: UnitOfWork
) -> tuple[Account, list[Push]]:
    """A claim was decided: what was received counts, what it was needed for is told of."""
    before = await account_of(order, uow)
    payment = await uow.payments.get(matter_of(question))
    if payment is None:
        return before, []
    state = PaymentState(question.state.value)
    await uow.payments.decide(
        payment.id, state, question.decided_by, ctx.now, amount if state is PaymentState.GRANTED else None
    )
    now = await account_of(order, uow)
    changes = _paid(before.paid, now.paid)
    await written(order, "paid" if changes else "unpaid", question.reason, msg, ctx, uow, changes)
    payment = await uow.payments.get(payment.id) or payment
    payer = await customers_own(payment.by, order, uow)
    told = [] if payer is None else [Push(ToPerson(payer.user), PaymentFiled(order, payment), key=key_of(question))]
    freed = await _freed(order, before, now, msg, ctx, uow) if question.state is Verdict.GRANTED else []
    return now, [*told, *freed]


async def lapsed(question: Approval, ctx: Context, uow: UnitOfWork) -> None:
    """Nobody looked at a claim in time."""
    payment = await uow.payments.get(matter_of(question))
    if payment is not None:
        await uow.payments.decide(payment.id, PaymentState.EXPIRED, "", ctx.now)


async def _freed(
    order: Order, before: Account, now: Account, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """The money that the next move waits for is there: whose turn it is hears of it; a milestone is reached.

    What is held because its customer owes too much is looked at, by the timer.
    """
    for order_id in await uow.approvals.unpaid(order.customer_id) if order.customer_id else ():
        await uow.deadlines.open(Deadline(order_id, MONEY_CAME, ctx.now, Role.FINANCE.value))
    if now.how_far is Paid.ALL and before.how_far is not Paid.ALL and PAID in ctx.flow.milestones:
        await written(order, "note", PAID, msg, ctx, uow)
        await clock_starts(order, PAID, ctx.now, ctx, uow)
    terms = await terms_of(order, ctx, uow)
    for move in ctx.flow.moves(order.state) if order.phase is Phase.OPEN and not order.held else ():
        wanted = demanded(now, terms, move.paid)
        if move.paid and wanted is not None and before.paid < wanted <= now.paid and PAID not in move.words:
            can = ctx.flow.next_actions(order.state, order.owner or "")
            news = OrderNews(order, "paid", actor(ctx).name, can=can)
            return [Push(ToRole(order.owner or Role.MANAGER.value), news, key=order.key)]
    return []


async def due_move(order: Order, account: Account, msg: Message, ctx: Context, uow: UnitOfWork) -> str:
    """The move that says 付款 and whose money is there now; empty where there is none, or it is somebody else's."""
    customer = await customer_of(order, uow)
    move = next((m for m in ctx.flow.allowed(order, actor(ctx), customer) if m.paid and PAID in m.words), None)
    if move is None or order.held or order.phase is not Phase.OPEN:
        return ""
    wanted = demanded(account, await terms_of(order, ctx, uow), move.paid)
    given = await handed_in(order, move.action, "", msg, ctx, uow)
    lacks = ctx.flow.needs(order, move.action) not in ("", *given.kinds)
    there = wanted is not None and account.paid >= wanted and (wanted > 0 or account.how_far is Paid.ALL)
    return move.action if there and not lacks else ""


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """SO… 已付 5000, SO… 付款凭证."""
    if command.words == NO_AMOUNT:
        raise Refused("payment.amount", {"单号": command.about})
    found = await meant(command.about, msg, ctx, uow)
    if len(found.orders) != 1:
        return [answer(msg, which(found, command.verb))]
    voucher, more = command.words == "voucher", command.words not in ("", "voucher")
    return await claim(found.orders[0], command.qty, msg, ctx, uow, voucher=voucher, more=more)


async def paid_up(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """已支付, said by a customer: a claim of all that is open, whatever the flow is; None: one of us said it."""
    if actor(ctx).role is not Role.CUSTOMER:
        return None
    found = await meant(command.about, msg, ctx, uow)
    orders = found.orders
    if len(orders) > 1:  # what is paid is not meant
        opens = [(one, (await account_of(one, uow)).open) for one in orders]
        orders = tuple(one for one, owed in opens if owed is None or owed > 0)
    if len(orders) != 1:
        return [answer(msg, which(found, "pay"))]
    (order,) = orders
    if (account := await account_of(order, uow)).how_far is Paid.ALL:
        notice = await overview(order, ctx, uow)
        return [discreetly(msg, notice, ctx, alone=found.private or msg.chat.kind is ChatKind.GROUP)]
    all_of_it(order, msg, ctx)
    return await claim(order, account.open, msg, ctx, uow, unsaid=True)


async def shown(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """SO… 收款: what is paid and open, told alone."""
    found = await meant(command.about, msg, ctx, uow)
    if len(found.orders) != 1:
        return [answer(msg, which(found, command.verb))]
    notice = await overview(found.orders[0], ctx, uow)
    return [discreetly(msg, notice, ctx, alone=found.private or msg.chat.kind is ChatKind.GROUP)]


async def overview(order: Order, ctx: Context, uow: UnitOfWork) -> PaymentsShown:
    """Everything about an order's money."""
    payments, refunds = await uow.payments.of(order.id), await uow.refunds.of(order.id)
    users = {one.by for one in payments} | {p.decided_by for p in payments if p.decided_by}
    names = await names_of(users | {one.by for one in refunds}, uow)
    terms = await terms_of(order, ctx, uow)
    account = await account_of(order, uow)
    return PaymentsShown(order, account, tuple(payments), terms, names, tuple(refunds), deciders(TOPIC, ctx))


async def to_give_back(order: Order, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """More came in than an order costs, as it ended or goods came back: finance hears what must be given back."""
    shown = await overview(order, ctx, uow)
    if shown.account.open is None or shown.account.open >= 0:
        return []
    once = f"give_back:{order.id}:{plain(-shown.account.open)}:{shown.account.returned}"
    return [Push(ToRole(role), shown, dedupe=f"{once}:{role}") for role in deciders(TOPIC, ctx)[:1]]
