"""Orders that a check holds: somebody who may decides, once, with a reason; else the question expires."""

from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from handlers import payments, returns
from handlers.access import actor, customer_of, may_change
from handlers.book import happened, keep
from handlers.checking import check
from handlers.context import Context
from handlers.domain.approval import Approval, Verdict
from handlers.domain.errors import NotFound, Refused, Stale
from handlers.domain.finding import Finding
from handlers.domain.messaging import Message, Tap, ToPerson, ToRole
from handlers.domain.order import Change, Deadline, Order, OrderEvent, OrderId, Phase
from handlers.domain.party import Role
from handlers.domain.payment import Account
from handlers.domain.promise import Promise
from handlers.domain.quantity import PRICE_STEP
from handlers.notices import ApprovalAsked, ApprovalDecided, OrderPlaced, Push, ReasonAsked
from handlers.placing import work_begins
from handlers.ports import UnitOfWork
from handlers.progress import move_order
from handlers.requests import ask, asker_s_key, concerned, key_of
from handlers.taps import tapped
from handlers.telling import answer

EXPIRES = "approval"  # the kind of deadline that ends an open question
PATIENCE = timedelta(minutes=10)  # within which the next words are the reason that was asked for
REASON = 200
VERDICTS = {"grant": Verdict.GRANTED, "deny": Verdict.REFUSED}


async def ask_approval(order: Order, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Asks everybody who may release the order; what was asked before is void."""
    await uow.approvals.void(order.id, granted=False)
    topics: dict[str, list[Finding]] = {}
    for finding in order.holding:
        topics.setdefault(finding.topic, []).append(finding)
    pushes: list[Push] = []
    for topic, findings in topics.items():
        _, asked_ = await ask(order, topic, tuple(findings), ctx, uow)
        pushes += asked_
    expires_at = ctx.now + timedelta(hours=ctx.policy.approval_hours)
    await uow.deadlines.open(Deadline(order.id, EXPIRES, expires_at, Role.MANAGER.value))
    return pushes


def asked(order: Order, question: Approval, msg: Message) -> Push:
    """The question once more, for somebody who thought better of it."""
    return answer(msg, ApprovalAsked(order, question, None, ""), key=key_of(question))


async def decide_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """批准 or 驳回: asks for the reason first; `value` is the approval's id."""
    question = await uow.approvals.get(int(tap.value)) if tap.value.isdigit() and len(tap.value) < 19 else None
    if question is None:
        raise Refused("button.unknown")
    return await decide(question, VERDICTS[tap.action], "", msg, ctx, uow)


async def decide(
    question: Approval, verdict: Verdict, reason: str, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """One decision; where somebody was faster, says who."""
    person = actor(ctx)
    order = await uow.orders.get(question.order_id)
    if person.role.value not in question.roles:
        raise Refused("approval.role", {"单号": order.number or ""}, cure="roles:" + ",".join(question.roles))
    if question.state is not Verdict.OPEN:
        return [await _already(order, question, msg, uow)]
    amount, reason = (None, reason)
    if question.topic.startswith(payments.TOPIC):
        amount, reason = payments.amount_in(question, reason)
    if not _enough(question, verdict, amount, reason):
        await uow.approvals.ask_reason(question.id, verdict, person.user, ctx.now)
        return [answer(msg, ReasonAsked(order, question, verdict))]
    reason = reason.strip()[:REASON]
    if not await uow.approvals.decide(question.id, verdict, person.user, ctx.now, reason):
        return [await _already(order, await uow.approvals.get(question.id) or question, msg, uow)]
    question = await uow.approvals.get(question.id) or question
    if question.topic.startswith(returns.TOPIC):
        told = await returns.settled(order, question, msg, ctx, uow)
        return [*await _decided(order, question, msg, ctx, uow), *told]
    if question.topic.startswith(payments.TOPIC):
        return await _money(order, question, amount, msg, ctx, uow)
    if verdict is Verdict.GRANTED:
        return await _granted(order, question, msg, ctx, uow)
    return await _refused(order, question, msg, ctx, uow)


def _enough(question: Approval, verdict: Verdict, amount: Decimal | None, reason: str) -> bool:
    """Whether all is said that a decision takes: a reason, for money that came its amount, for a return nothing."""
    if verdict is Verdict.GRANTED and ":" in question.topic:
        return amount is not None or not question.topic.startswith(payments.TOPIC)
    return bool(reason.strip())


async def _money(
    order: Order, question: Approval, amount: Decimal | None, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """A claim was decided; where the order waited for just that money, it moves on."""
    account, told = await payments.settled(order, question, amount, msg, ctx, uow)
    pushes = [*await _decided(order, question, msg, ctx, uow, account=account), *told]
    if question.state is Verdict.GRANTED and (action := await payments.due_move(order, account, msg, ctx, uow)):
        pushes += (await move_order(order, action, "", msg, ctx, uow))[1:]
    return pushes


async def _already(order: Order, question: Approval, msg: Message, uow: UnitOfWork) -> Push:
    by = await uow.parties.person(question.decided_by) if question.decided_by else None
    return answer(msg, ApprovalDecided(order, question, by.name if by else ""), key=key_of(question))


async def _granted(before: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    order, changes = _at_granted_prices(before, question)
    checked = await check(order, ctx, uow)
    free = not checked.order.holding
    order = replace(checked.order, held=not free, touched_at=ctx.now)
    if free:
        order = replace(order, entered_at=ctx.now)
    event = replace(happened(before, "approve", actor(ctx).user, ctx, changes), reason=question.reason)
    order = await keep(order, event, msg, uow)
    pushes = await _decided(order, question, msg, ctx, uow, checked.promised if free else ())
    if free:
        await uow.deadlines.close(order.id, "met", (EXPIRES,))
        pushes += await work_begins(order, checked, msg, ctx, uow, by=question.asked_by)
    return pushes


async def _refused(before: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The order stays held: its people change it, which asks anew, or cancel it."""
    await uow.approvals.void(before.id, granted=False)
    await uow.deadlines.close(before.id, "met", (EXPIRES,))
    event = replace(happened(before, "reject", actor(ctx).user, ctx), reason=question.reason)
    order = await keep(replace(before, touched_at=ctx.now), event, msg, uow)
    return await _decided(order, question, msg, ctx, uow)


def _at_granted_prices(order: Order, question: Approval) -> tuple[Order, tuple[Change, ...]]:
    """Who may approve a price sets it: the one that was said, from now on this order's own."""
    agreed = {f.line: Decimal(f.facts["said"]) for f in question.findings if f.code == "floor.below"}
    lines, changes = [], []
    for line in order.lines:
        price = agreed.get(line.no)
        if price is not None:
            price = price.quantize(PRICE_STEP, ROUND_HALF_UP)
            changes.append(Change("price", str(line.price or ""), str(price)))
            line = replace(line, price=price)
        lines.append(line)
    return replace(order, lines=tuple(lines)), tuple(changes)


async def _decided(
    order: Order,
    question: Approval,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
    promised: tuple[Promise, ...] = (),
    account: Account | None = None,
) -> list[Push]:
    person = actor(ctx)
    notice = ApprovalDecided(order, question, person.name, promised, account)
    pushes = [answer(msg, notice, key=key_of(question))]
    pushes += [Push(ToRole(role), notice, key=key_of(question)) for role in question.roles]
    pushes += [
        Push(ToPerson(user), notice, key=asker_s_key(order, question))
        for user in await concerned(order, question.asked_by, uow)
        if user != person.user
    ]
    return pushes


async def expired(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Nobody decided in time: the order's people may ask again, change it or cancel it."""
    try:
        order = await uow.orders.get(deadline.order_id)
    except NotFound:
        return []
    pushes: list[Push] = []
    for question in await uow.approvals.of(order.id):
        if question.state is not Verdict.OPEN or question.expires_at > ctx.now:
            continue
        if not await uow.approvals.decide(question.id, Verdict.EXPIRED, "", ctx.now, ""):
            continue
        if question.topic.startswith(payments.TOPIC):
            await payments.lapsed(question, ctx, uow)
        if question.topic.startswith(returns.TOPIC):
            await returns.lapsed(question, ctx, uow)
        notice = ApprovalDecided(order, replace(question, state=Verdict.EXPIRED), "")
        once = f"expired:{question.id}"
        pushes += [Push(ToRole(role), notice, key=key_of(question), dedupe=f"{once}:{role}") for role in question.roles]
        people = await concerned(order, question.asked_by, uow)
        pushes += [
            Push(ToPerson(user), notice, key=asker_s_key(order, question), dedupe=f"{once}:{user}") for user in people
        ]
    if pushes:
        event = OrderEvent(order.id, ctx.now, "system", "expire", order.state, order.state, version=order.version)
        await uow.events.add(event)
    return pushes


async def ask_again_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The same question once more, as things stand now."""
    before = await tapped(tap, ctx, uow)
    if before.phase is not Phase.OPEN or not before.held:
        raise Stale(before)
    if not may_change(before, actor(ctx), await customer_of(before, uow)):
        raise Refused("order.not_yours", {"单号": before.number or ""})
    checked = await check(before, ctx, uow)
    order = replace(checked.order, held=bool(checked.order.holding), touched_at=ctx.now)
    order = await keep(order, happened(before, "note", actor(ctx).user, ctx), msg, uow)
    if not order.held:
        pushes = await work_begins(order, checked, msg, ctx, uow, by=actor(ctx).user)
        return [answer(msg, OrderPlaced(order, ctx.now, promised=checked.promised), key=order.key), *pushes]
    pushes = await ask_approval(order, ctx, uow)
    question = (await uow.approvals.of(order.id))[-1]
    return [answer(msg, ApprovalDecided(order, question, ""), key=order.key), *pushes]


async def by_number(tail: str, ctx: Context, uow: UnitOfWork, *, own: bool = False) -> Approval | None:
    """The open question about an order that this person may answer."""
    found = await uow.orders.by_number(tail)
    orders = [found] if found else await uow.orders.by_tail(tail)
    for order in orders:
        mine = [q for q in reversed(await uow.approvals.of(order.id)) if actor(ctx).role.value in q.roles]
        still = [q for q in mine if q.state is Verdict.OPEN]
        if still:  # 通过 is said of money and returns first, 批准 of what holds an order
            return next((q for q in still if (":" in q.topic) == own), still[0])
    return None


async def drop(order_id: OrderId, uow: UnitOfWork) -> None:
    """The order is gone or another one: neither questions nor approvals count."""
    await uow.approvals.void(order_id)
