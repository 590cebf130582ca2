"""Answers to questions: somebody who may decides, once; a refusal, and what a check holds, needs a reason."""

from handlers import approvals, requests
from handlers.access import actor
from handlers.approvals import REASON, VERDICTS
from handlers.context import Context
from handlers.domain.approval import Approval, Verdict
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message, Tap
from handlers.domain.order import Order
from handlers.domain.party import Role
from handlers.notices import ApprovalAsked, Push, ReasonAsked
from handlers.ports import UnitOfWork
from handlers.telling import answer


async def tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """批准 or 驳回: asks for the reason first; `value` is the approval's id."""
    question = await uow.approvals.get(int(tap.value)) if tap.value.isdigit() and len(tap.value) < 19 else None
    if question is None:
        raise Refused("button.unknown")
    return await decide(question, VERDICTS[tap.action], "", msg, ctx, uow)


async def asked(order: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> Push:
    """The question once more, for somebody who thought better of it."""
    if question.wanted is not None:
        return answer(msg, await requests.shown(order, question, ctx, uow), key=approvals.key(question))
    return answer(msg, ApprovalAsked(order, question, None, ""), key=approvals.key(question))


async def decide(
    question: Approval, verdict: Verdict, reason: str, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """One decision; where somebody was faster, says who."""
    person, reason = actor(ctx), reason.strip()[:REASON]
    order = await uow.orders.get(question.order_id)
    if not question.asks(person.role.value, person.user):
        roles = (Role.SALES.value if one.startswith("user:") else one for one in question.roles)
        raise Refused("approval.role", {"单号": order.number or ""}, cure="roles:" + ",".join(roles))
    if question.state is not Verdict.OPEN:
        return [await approvals.already(order, question, msg, uow)]
    if question.wanted is not None and question.asked_by == person.user and person.role is not Role.MANAGER:
        raise Refused("approval.own", {"单号": order.number or ""})
    if not reason and (question.wanted is None or verdict is Verdict.REFUSED):
        await uow.approvals.ask_reason(question.id, verdict, person.user, ctx.now)
        return [answer(msg, ReasonAsked(order, question, verdict))]
    if not await uow.approvals.decide(question.id, verdict, person.user, ctx.now, reason):
        return [await approvals.already(order, await uow.approvals.get(question.id) or question, msg, uow)]
    question = await uow.approvals.get(question.id) or question
    if question.wanted is not None:
        return await (requests.granted if verdict is Verdict.GRANTED else requests.refused)(question, msg, ctx, uow)
    return await (approvals.granted if verdict is Verdict.GRANTED else approvals.refused)(
        order, question, msg, ctx, uow
    )
