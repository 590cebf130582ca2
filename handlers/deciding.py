"""Answers to questions: somebody who may decides, once; a refusal, and what a check holds, needs a reason."""

from decimal import Decimal

from handlers import approvals, change_requests, mediating, payments, quoting, replanning, returns
from handlers.access import actor
from handlers.approvals import REASON, VERDICTS
from handlers.backing import background
from handlers.book import hold_still
from handlers.context import Context
from handlers.domain.answers import PATIENCE
from handlers.domain.approval import DATE, PAID_FIRST, Approval, Verdict
from handlers.domain.backing import Background
from handlers.domain.errors import Refused
from handlers.domain.gifts import given_skus
from handlers.domain.messaging import Message, Tap, id_in
from handlers.domain.order import Order
from handlers.domain.party import Role
from handlers.domain.quotation import TOPIC as QUOTE
from handlers.notices import ApprovalAsked, Push, ReasonAsked
from handlers.ports import UnitOfWork
from handlers.progress import move_order
from handlers.requests import key_of, may_answer
from handlers.rush import waiting
from handlers.telling import answer

REASONS = {"paid_first": PAID_FIRST}  # said by the button itself


async def tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """批准 or 驳回: asks for the reason first; 回款后放行 is one; `value` is the approval's id."""
    question = await uow.approvals.get(id_in(tap.value) or 0)
    if question is None or (tap.action in REASONS and question.own):
        raise Refused("button.unknown")
    return await decide(question, VERDICTS[tap.action], REASONS.get(tap.action, ""), msg, ctx, uow)


async def asked(order: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> Push:
    """The question once more, for somebody who thought better of it."""
    if question.wanted is not None:
        return answer(msg, await change_requests.shown(order, question, ctx, uow), key=key_of(question))
    known = Background() if question.own else await background(order, uow)
    return answer(msg, ApprovalAsked(order, question, None, "", known), key=key_of(question))


async def decide(
    question: Approval, verdict: Verdict, reason: str, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """One decision; where somebody was faster, says who."""
    person = actor(ctx)
    order = await uow.orders.get(question.order_id)
    if not await may_answer(question, ctx, uow):
        raise Refused("approval.role", {"单号": order.number or ""}, cure="roles:" + ",".join(question.asked_roles))
    await hold_still([order.id, *waiting(order), *replanning.would_wait(question)], uow, given_skus(ctx.policy.gifts))
    order, question = await uow.orders.get(order.id), await uow.approvals.get(question.id) or question
    if question.state is not Verdict.OPEN:
        return [await approvals.already(order, question, msg, uow)]
    books = question.topic.startswith(payments.TOPIC)  # who decides on money may as well book it without asking
    if question.asked_by == person.user and person.role is not Role.MANAGER and not books:
        raise Refused("approval.own", {"单号": order.number or ""})
    amount: Decimal | None = None
    if question.topic.startswith(payments.TOPIC):
        amount, reason = payments.amount_in(question, reason, ctx.now, granted=verdict is Verdict.GRANTED)
        await payments.must_fit(order, amount if verdict is Verdict.GRANTED else None, uow)
    if (
        question.topic.startswith(returns.TOPIC)
        and verdict is Verdict.GRANTED
        and returns.other_amount(question, reason)
    ):
        facts = {"单号": order.number or "", "货品": question.findings[0].facts["goods"]}
        raise Refused("return.asked", facts)
    reason = reason.strip()[:REASON]
    if not _enough(question, verdict, amount, reason):
        await _must_be_free(question, order, verdict, ctx, uow)
        await uow.approvals.ask_reason(question.id, verdict, person.user, ctx.now)
        return [answer(msg, ReasonAsked(order, question, verdict))]
    if question.topic == DATE and (told := await mediating.weighed(order, question, verdict, reason, msg, ctx, uow)):
        return told
    if not await uow.approvals.decide(question.id, verdict, person.user, ctx.now, reason):
        return [await approvals.already(order, await uow.approvals.get(question.id) or question, msg, uow)]
    question = await uow.approvals.get(question.id) or question
    if question.topic.startswith(returns.TOPIC):
        told = await returns.settled(order, question, msg, ctx, uow)
        return [*await approvals.decided(order, question, msg, ctx, uow), *told]
    if question.topic.startswith(QUOTE):
        told = await quoting.settled(order, question, msg, ctx, uow)
        return [*await approvals.decided(order, question, msg, ctx, uow), *told]
    if question.topic == replanning.TOPIC:
        told = await replanning.settled(order, question, msg, ctx, uow)
        return [*await approvals.decided(order, question, msg, ctx, uow), *told]
    if question.topic.startswith(payments.TOPIC):
        return await _money(order, question, amount, msg, ctx, uow)
    if question.wanted is not None:
        follow = change_requests.granted if verdict is Verdict.GRANTED else change_requests.refused
        return await follow(question, msg, ctx, uow)
    release = approvals.granted if verdict is Verdict.GRANTED else approvals.refused
    return await release(order, question, msg, ctx, uow)


async def _must_be_free(question: Approval, order: Order, verdict: Verdict, ctx: Context, uow: UnitOfWork) -> None:
    """Raises Refused where somebody else was just asked for his reason: his next words would be lost."""
    if question.pending_by in ("", actor(ctx).user) or question.pending_at is None:
        return
    writes = await uow.parties.person(question.pending_by)
    if writes is not None and writes.active and question.pending_at >= ctx.now - PATIENCE:
        said = "批准" if verdict is Verdict.GRANTED else "驳回"
        raise Refused("approval.asked", {"单号": order.number or "", "谁": writes.name, "动作": said})


def _enough(question: Approval, verdict: Verdict, amount: Decimal | None, reason: str) -> bool:
    """Whether all is said that a decision takes: for money its amount, for another own request nothing, else why."""
    if verdict is Verdict.GRANTED and question.own:
        return amount is not None or not question.topic.startswith(payments.TOPIC)
    return any(not letter.isdecimal() for letter in reason)  # a number said twice is no reason


async def _money(
    order: Order, question: Approval, amount: Decimal | None, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """A claim was decided; where the order waited for just that money, it moves on."""
    account, told = await payments.settled(order, question, amount, msg, ctx, uow)
    pushes = [*await approvals.decided(order, question, msg, ctx, uow, account=account), *told]
    if question.state is Verdict.GRANTED and (action := await payments.due_move(order, account, msg, ctx, uow)):
        pushes += (await move_order(order, action, "", msg, ctx, uow))[1:]
    return pushes
