"""Orders that a check holds: somebody who may decides, once, with a reason; else the question expires."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from handlers import payments, pledges, quoting, returns
from handlers.access import actor, customer_of, may_change
from handlers.book import happened, hold_still, keep
from handlers.checking import check
from handlers.context import Context
from handlers.domain.approval import CAME, CREDIT, HELD_ENDS, PAID_FIRST, Approval, Verdict
from handlers.domain.errors import NotFound, Refused, Stale
from handlers.domain.finding import Finding
from handlers.domain.messaging import Message, Tap, ToPerson
from handlers.domain.order import SYSTEM, Change, Deadline, Order, OrderId, Phase
from handlers.domain.party import Person, Role, user_in
from handlers.domain.payment import Account
from handlers.domain.promise import Promise
from handlers.domain.quantity import PRICE_STEP, plain
from handlers.domain.quotation import TOPIC as QUOTE
from handlers.lookup import name_of, order_there, orders_numbered
from handlers.notices import ApprovalDecided, ChangeDecided, OrderPlaced, Push
from handlers.placing import work_begins
from handlers.ports import UnitOfWork
from handlers.requests import ask, asker_s_key, audience, concerned, key_of, may_answer
from handlers.rush import as_of_now
from handlers.taps import tapped
from handlers.telling import answer

REASON = 200
VERDICTS = {"grant": Verdict.GRANTED, "deny": Verdict.REFUSED, "paid_first": Verdict.REFUSED}


async def ask_approval(order: Order, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Asks everybody who may release the order; what was asked before is void."""
    await uow.approvals.void(order.id, granted=False)
    return await ask_what_is_open(order, ctx, uow)


async def ask_what_is_open(order: Order, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Asks about everything that holds the order and that nobody is asked about."""
    asked_about = {one.topic for one in await uow.approvals.of(order.id) if one.state is Verdict.OPEN}
    topics: dict[str, list[Finding]] = {}
    for finding in order.holding:
        if finding.topic not in asked_about:
            topics.setdefault(finding.topic, []).append(finding)
    if not topics:
        return []
    pushes: list[Push] = []
    for topic, findings in topics.items():
        _, asked_ = await ask(order, topic, tuple(findings), ctx, uow)
        pushes += asked_
    expires_at = ctx.now + timedelta(hours=ctx.policy.approval_hours)
    await uow.deadlines.open(Deadline(order.id, HELD_ENDS, expires_at, Role.MANAGER.value))
    return pushes


async def already(order: Order, question: Approval, msg: Message, uow: UnitOfWork) -> Push:
    """Somebody was faster, or the question is over."""
    return answer(msg, _outcome(order, question, await name_of(question.decided_by, uow)), key=key_of(question))


def _outcome(order: Order, question: Approval, by: str) -> ApprovalDecided | ChangeDecided:
    if question.wanted is not None:
        return ChangeDecided(order, question, by, order)
    return ApprovalDecided(order, question, by)


async def granted(before: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The order is worked on, at the prices that were agreed to."""
    order, changes = _at_granted_prices(before, question)
    checked = await check(await as_of_now(order, ctx, uow), ctx, uow)
    free = not checked.order.holding
    order = replace(checked.order, held=not free, touched_at=ctx.now)
    if free:
        order = replace(order, entered_at=ctx.now)
    event = replace(happened(before, "approve", actor(ctx).user, ctx, changes), reason=question.reason)
    order = await keep(order, event, msg, uow)
    pushes = await pledges.from_reason(order, question.reason, msg, ctx, uow)
    begun: list[Push] = []
    if free:
        await uow.deadlines.close(order.id, "met", (HELD_ENDS,))
        begun = await work_begins(order, checked, msg, ctx, uow, by=question.asked_by, approved=True)
    planned = any(f.rush for f in order.findings)
    promised = await uow.stock.promised(order.id) if planned else checked.promised
    pushes += await decided(order, question, msg, ctx, uow, promised if free else ())
    if not free:  # it is more by now than was approved: others are owed for, or would wait longer
        pushes += await ask_what_is_open(order, replace(ctx, actor=await _asker(question, ctx, uow)), uow)
    return [*pushes, *begun]


async def _asker(question: Approval, ctx: Context, uow: UnitOfWork) -> Person:
    """Who asked, to be named as who asks on: nobody who decides asks himself."""
    return await uow.parties.person(question.asked_by) or actor(ctx)


async def refused(before: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The order stays held: its people change it, which asks anew, or cancel it."""
    await uow.approvals.void(before.id, granted=False)
    await uow.deadlines.close(before.id, "met", (HELD_ENDS,))
    event = replace(happened(before, "reject", actor(ctx).user, ctx), reason=question.reason)
    order = await keep(replace(before, touched_at=ctx.now), event, msg, uow)
    return await decided(order, question, msg, ctx, uow)


def _at_granted_prices(order: Order, question: Approval) -> tuple[Order, tuple[Change, ...]]:
    """Who may approve a price sets it: the one that was said, from now on this order's own."""
    agreed = {f.line: Decimal(f.facts["said"]) for f in question.findings if f.code == "floor.below"}
    lines, changes = [], []
    for line in order.lines:
        price = agreed.get(line.no)
        if price is not None:
            price = price.quantize(PRICE_STEP, ROUND_HALF_UP)
            what = f"{line.label} " if len(order.lines) > 1 else ""
            old = plain(line.price) if line.price is not None else ""
            changes.append(Change("price", what + old, what + plain(price)))
            line = replace(line, price=price)
        lines.append(line)
    return replace(order, lines=tuple(lines)), tuple(changes)


async def decided(
    order: Order,
    question: Approval,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
    promised: tuple[Promise, ...] = (),
    account: Account | None = None,
) -> list[Push]:
    """The outcome for everybody who was asked or looks after the order."""
    person = actor(ctx)
    notice = ApprovalDecided(order, question, person.name, promised, account)
    pushes = [answer(msg, notice, key=key_of(question))]
    pushes += [Push(audience(who), notice, key=key_of(question)) for who in question.roles]
    pushes += [
        Push(ToPerson(user), notice, key=asker_s_key(order, question))
        for user in await concerned(order, question.asked_by, ctx, uow)
        if user != person.user
    ]
    return pushes


async def expired(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Nobody decided in time: the order's people may ask again, change it or cancel it."""
    order = await order_there(deadline.order_id, uow)
    if order is None:
        return []
    pushes: list[Push] = []
    for question in await uow.approvals.of(order.id):
        if question.state is not Verdict.OPEN or question.expires_at > ctx.now or not question.roles:
            continue
        if not await uow.approvals.decide(question.id, Verdict.EXPIRED, "", ctx.now, ""):
            continue
        if question.topic.startswith(payments.TOPIC):
            await payments.lapsed(question, ctx, uow)
        if question.topic.startswith(returns.TOPIC):
            await returns.lapsed(question, ctx, uow)
        if question.topic.startswith(QUOTE):
            await quoting.lapsed(question, uow)
        notice = _outcome(order, replace(question, state=Verdict.EXPIRED), "")
        once = f"expired:{question.id}"
        pushes += [Push(audience(who), notice, key=key_of(question), dedupe=f"{once}:{who}") for who in question.roles]
        told = {user_in(who) or who for who in question.roles}
        wish = question.wanted is not None  # who waits for an answer to a wish gets a new message
        people = [question.asked_by] if wish else await concerned(order, question.asked_by, ctx, uow)
        place = "" if wish else asker_s_key(order, question)
        pushes += [
            Push(ToPerson(user), notice, key=place, dedupe=f"{once}:{user}") for user in people if user not in told
        ]
    if pushes:
        await uow.events.add(happened(order, "expire", SYSTEM, ctx))
    return pushes


async def paid(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Money came in: an order that waits for it, or to be approved without, is worked on where nothing holds it."""
    await hold_still([deadline.order_id], uow)
    try:
        before = await uow.orders.get(deadline.order_id)
    except NotFound:
        return []
    if before.phase is not Phase.OPEN or not before.held:
        return []
    asked_ = next((one for one in reversed(await uow.approvals.of(before.id)) if _waits(one)), None)
    if asked_ is None:
        return []
    checked = await check(before, ctx, uow)
    if checked.order.holding:
        return []
    await uow.approvals.void(before.id, granted=False)
    await uow.deadlines.close(before.id, "met", (HELD_ENDS,))
    question = replace(asked_, state=Verdict.GRANTED, reason="")
    order = replace(checked.order, held=False, touched_at=ctx.now, entered_at=ctx.now)
    order = await keep(order, replace(happened(before, "approve", SYSTEM, ctx), reason=CAME), None, uow)
    begun = await work_begins(order, checked, None, ctx, uow, by=question.asked_by)
    notice = ApprovalDecided(order, question, "", checked.promised, came=True)
    pushes = [Push(audience(who), notice, key=key_of(question)) for who in question.roles]
    people = await concerned(order, question.asked_by, ctx, uow)
    pushes += [Push(ToPerson(user), notice, key=asker_s_key(order, question)) for user in people]
    return [*pushes, *begun]


def _waits(question: Approval) -> bool:
    """Whether it holds an order for money: nobody answered yet, or only once it is there."""
    if question.topic != CREDIT:
        return False
    first = question.state is Verdict.REFUSED and question.reason == PAID_FIRST
    return first or question.state is Verdict.OPEN


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


async def by_number(tail: str, ctx: Context, uow: UnitOfWork, *, own: bool = False, words: str = "") -> Approval | None:
    """The open question about an order that this person may answer: of several requests the one that `words` fit.

    Raises Refused where they fit several that are not the same.
    """
    orders = await orders_numbered(tail, uow)
    if not orders and (quotation := await uow.quotations.by_number(tail)) is not None:
        orders = [await uow.orders.get(quotation.order_id)]
    for order in orders:
        open_ = [q for q in await uow.approvals.of(order.id) if q.state is Verdict.OPEN]
        still = [q for q in open_ if await may_answer(q, ctx, uow)]
        if still:
            best = max(_meant(q, own) for q in still)
            return _which([q for q in still if _meant(q, own) == best], order, words)
    return None


async def over(order: Order, ctx: Context, uow: UnitOfWork) -> tuple[str, dict[str, str]] | None:
    """What became of the last question about an order that this person could have answered, as a refusal says it."""
    asked = [q for q in await uow.approvals.of(order.id) if await may_answer(q, ctx, uow)]
    last = max(asked, key=lambda q: q.id, default=None)
    if last is None or last.state is Verdict.OPEN:
        return None
    return _code(last), await _facts(order, last, ctx, uow)


async def asked_in_vain(order: Order, ctx: Context, uow: UnitOfWork) -> tuple[str, dict[str, str]] | None:
    """What became of the last request of this person's own about an order, as a refusal to ask it again says it."""
    asked = [q for q in await uow.approvals.of(order.id) if q.own and q.asked_by == actor(ctx).user]
    last = max(asked, key=lambda q: q.id, default=None)
    if last is None or last.state not in (Verdict.REFUSED, Verdict.EXPIRED):
        return None
    return _code(last), await _facts(order, last, ctx, uow)


def _code(question: Approval) -> str:
    """How a refusal names what became of a question: a request of its own is made again, not applied for again."""
    again = question.own and question.state in (Verdict.REFUSED, Verdict.EXPIRED)
    return f"{'request' if again else 'approval'}.{question.state.value}"


async def _facts(order: Order, question: Approval, ctx: Context, uow: UnitOfWork) -> dict[str, str]:
    by = question.decided_by
    facts = {"单号": order.number or "", "谁": await name_of(by, uow) if by else ""}
    if question.decided_at is not None:
        facts["时刻"] = f"{question.decided_at.astimezone(ctx.zone):%m-%d %H:%M}"
    return facts


def _which(open_: list[Approval], order: Order, words: str) -> Approval:
    if not all(q.own for q in open_):
        return open_[-1]
    meant = [q for q in open_ if _spoken_of(q, words)] or open_
    if len({_matter(q) for q in meant}) > 1:
        raise Refused("approval.several", {"单号": order.number or "", "件数": str(len(meant))})
    return meant[0]


def _matter(question: Approval) -> tuple[str, str]:
    """What a request is about: two of the same amount are the same for who decides."""
    facts = question.findings[0].facts if question.findings else {}
    told = facts.get("amount") or facts.get("goods") or str(question.id)
    return question.topic.partition(":")[0], told


def _spoken_of(question: Approval, words: str) -> bool:
    """Whether the words name a request's amount of money or of goods."""
    kind, told = _matter(question)
    if kind == payments.TOPIC:
        return told == str(payments.amount_said(words))
    return kind == returns.TOPIC and any(
        re.search(rf"(?<![\d.]){re.escape(one.rpartition(' ')[2])}", words) for one in told.split("、")
    )


def _meant(question: Approval, own: bool) -> int:
    """How well a verb fits: 批准 is said of what holds an order, 同意 of a change too, 通过 of money and returns."""
    if not question.own:
        return 0 if own else 2
    return 1 if question.wanted is not None else 2 if own else 0


async def drop(order_id: OrderId, uow: UnitOfWork) -> None:
    """The order is gone or another one: neither questions nor approvals count."""
    await uow.approvals.void(order_id)
