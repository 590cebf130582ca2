"""Orders that a check holds: somebody who may decides, once, with a reason; else the question expires."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from handlers.access import actor, customer_of, may_change
from handlers.book import happened, keep
from handlers.checking import check
from handlers.context import Context
from handlers.domain.approval import Approval, Verdict
from handlers.domain.errors import NotFound, Refused, Stale
from handlers.domain.messaging import Audience, Message, Tap, ToPerson, ToRole
from handlers.domain.order import Change, Deadline, Order, OrderEvent, OrderId, Phase
from handlers.domain.party import Role
from handlers.domain.promise import Promise
from handlers.domain.quantity import PRICE_STEP
from handlers.notices import ApprovalAsked, ApprovalDecided, ChangeDecided, OrderPlaced, Push
from handlers.placing import work_begins
from handlers.ports import UnitOfWork
from handlers.taps import tapped
from handlers.telling import answer

EXPIRES = "approval"  # the kind of deadline that ends an open question
PATIENCE = timedelta(minutes=10)  # within which the next words are the reason that was asked for
REASON = 200
VERDICTS = {"grant": Verdict.GRANTED, "deny": Verdict.REFUSED}


async def ask_approval(order: Order, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Asks everybody who may release the order; what was asked before is void."""
    asker = actor(ctx)
    await uow.approvals.void(order.id, granted=False)
    topics: dict[str, list[int]] = {}
    for place, finding in enumerate(order.holding):
        topics.setdefault(finding.topic, []).append(place)
    expires_at = ctx.now + timedelta(hours=ctx.policy.approval_hours)
    pushes: list[Push] = []
    for topic, places in topics.items():
        roles = {str(key): roles for key, roles in ctx.policy.approvers.items()}.get(topic) or (Role.MANAGER.value,)
        findings = tuple(order.holding[place] for place in places)
        question = Approval(order.id, topic, roles, findings, asker.user, ctx.now, expires_at)
        question = await uow.approvals.add(question)
        pushes += await _tell_roles(order, question, asker.name, uow)
    await uow.deadlines.open(Deadline(order.id, EXPIRES, expires_at, Role.MANAGER.value))
    return pushes


async def _tell_roles(order: Order, question: Approval, by: str, uow: UnitOfWork) -> list[Push]:
    notice = ApprovalAsked(order, question, await customer_of(order, uow), by)
    return [
        Push(ToRole(role), notice, key=key(question), dedupe=f"approval:{question.id}:{role}", urgent=True)
        for role in question.roles
    ]


def key(question: Approval) -> str:
    """The key of a question's card."""
    return f"approval:{question.id}"


async def already(order: Order, question: Approval, msg: Message, uow: UnitOfWork) -> Push:
    """Somebody was faster, or the question is over."""
    by = await uow.parties.person(question.decided_by) if question.decided_by else None
    return answer(msg, _outcome(order, question, by.name if by else ""), key=key(question))


def _outcome(order: Order, question: Approval, by: str) -> ApprovalDecided | ChangeDecided:
    if question.wanted is not None:
        return ChangeDecided(order, question, by, order)
    return ApprovalDecided(order, question, by)


async def settled(order_id: OrderId, uow: UnitOfWork) -> None:
    """Nothing more expires of an order where nothing is open."""
    if not any(one.state is Verdict.OPEN and one.roles for one in await uow.approvals.of(order_id)):
        await uow.deadlines.close(order_id, "met", (EXPIRES,))


def audience(who: str) -> Audience:
    """Whom a question is sent to: a role, or one person."""
    return ToPerson(who.removeprefix("user:")) if who.startswith("user:") else ToRole(who)


async def granted(before: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The order is worked on, at the prices that were agreed to."""
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
        await settled(order.id, uow)
        pushes += await work_begins(order, checked, msg, ctx, uow, by=question.asked_by)
    return pushes


async def refused(before: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The order stays held: its people change it, which asks anew, or cancel it."""
    await uow.approvals.void(before.id, granted=False)
    await settled(before.id, uow)
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
) -> list[Push]:
    person = actor(ctx)
    notice = ApprovalDecided(order, question, person.name, promised)
    pushes = [answer(msg, notice, key=key(question))]
    pushes += [Push(ToRole(role), notice, key=key(question)) for role in question.roles]
    pushes += [
        Push(ToPerson(user), notice, key=order.key)
        for user in await _concerned(order, question, uow)
        if user != person.user
    ]
    return pushes


async def _concerned(order: Order, question: Approval, uow: UnitOfWork) -> Iterable[str]:
    """Our own people who look after the order; the customer hears of it once it is worked on."""
    customer = await customer_of(order, uow)
    found: list[str] = []
    for user in dict.fromkeys((question.asked_by, order.placed_by, customer.owner if customer else None)):
        person = await uow.parties.person(user) if user else None
        if person is not None and person.active and person.role is not Role.CUSTOMER:
            found.append(person.user)
    return found


async def expired(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Nobody decided in time: the order's people may ask again, change it or cancel it."""
    try:
        order = await uow.orders.get(deadline.order_id)
    except NotFound:
        return []
    pushes: list[Push] = []
    for question in await uow.approvals.of(order.id):
        if question.state is not Verdict.OPEN or question.expires_at > ctx.now or not question.roles:
            continue
        if not await uow.approvals.decide(question.id, Verdict.EXPIRED, "", ctx.now, ""):
            continue
        notice = _outcome(order, replace(question, state=Verdict.EXPIRED), "")
        once = f"expired:{question.id}"
        pushes += [Push(audience(who), notice, key=key(question), dedupe=f"{once}:{who}") for who in question.roles]
        told = {who.removeprefix("user:") for who in question.roles}
        people = [question.asked_by] if question.wanted is not None else await _concerned(order, question, uow)
        people = [user for user in people if user not in told]
        place = "" if question.wanted is not None else order.key  # who waits for an answer gets a new message
        pushes += [Push(ToPerson(user), notice, key=place, dedupe=f"{once}:{user}") for user in people]
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


async def by_number(tail: str, ctx: Context, uow: UnitOfWork) -> Approval | None:
    """The open question about an order that this person may answer."""
    found = await uow.orders.by_number(tail)
    orders = [found] if found else await uow.orders.by_tail(tail)
    for order in orders:
        for question in reversed(await uow.approvals.of(order.id)):
            if question.state is Verdict.OPEN and question.asks(actor(ctx).role.value, actor(ctx).user):
                return question
    return None


async def drop(order_id: OrderId, uow: UnitOfWork) -> None:
    """The order is gone or another one: neither questions nor approvals count."""
    await uow.approvals.void(order_id)
