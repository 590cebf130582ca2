"""插单 of an order that is confirmed already: it goes on as it is until who decides agreed; one word takes it back."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from handlers import ledger
from handlers.access import actor, customer_of, may_change
from handlers.book import happened, hold_still, keep
from handlers.checking import Checked, promised_now
from handlers.confirm import not_yours
from handlers.context import Context
from handlers.domain.approval import Approval, Verdict
from handlers.domain.errors import Refused, Stale
from handlers.domain.finding import Finding, Level
from handlers.domain.messaging import Message, Tap, ToPerson, ToRole
from handlers.domain.order import Change, Deadline, Order, OrderId, Phase
from handlers.domain.party import Role
from handlers.domain.plans import OUTSIDE, Plan
from handlers.domain.promise import RECHECK, whole
from handlers.domain.quantity import plain
from handlers.domain.reserve import HoldKind
from handlers.notices import ApprovalAsked, ApprovalDecided, PlansShown, PlanTaken, Push
from handlers.ports import UnitOfWork
from handlers.requests import key_of, put, told
from handlers.rush import as_of_now, chosen, finding, made_way, ways
from handlers.rush import told as told_others
from handlers.stocking import hold_firmly, promise_again
from handlers.taps import tapped
from handlers.telling import answer

TOPIC = "rush:plan"  # of the question whether a confirmed order may go before others, or be made otherwise


async def choose(order: Order, plan: Plan, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Asks whoever decides such things, or does it at once where it costs nobody anything."""
    made = finding(plan)
    if made.level is not Level.HOLD:
        return await _carry(order, made, actor(ctx).user, msg, ctx, uow)
    question, asked = await _ask(order, made, actor(ctx).user, ctx, uow)
    return [answer(msg, ApprovalDecided(order, question, ""), key=key_of(question)), *asked]


async def _ask(order: Order, plan: Finding, by: str, ctx: Context, uow: UnitOfWork) -> tuple[Approval, list[Push]]:
    until = ctx.now + timedelta(hours=ctx.policy.approval_hours)
    question = await put(Approval(order.id, TOPIC, (plan.facts["role"],), (plan,), by, ctx.now, until), uow)
    person = await uow.parties.person(by)
    notice = ApprovalAsked(order, question, await customer_of(order, uow), person.name if person else "")
    return question, told(question, notice)


def would_wait(question: Approval) -> list[OrderId]:
    """The orders that a plan in question makes wait; none where it is about something else."""
    plans = question.findings if question.topic == TOPIC else ()
    return [OrderId(int(one)) for plan in plans for one in plan.facts["waiting"].split(",") if one]


async def settled(order: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The plan was decided on: carried out as things stand now, or asked anew where it costs others more by now."""
    if question.state is not Verdict.GRANTED or order.phase is not Phase.OPEN or order.held:
        return []
    (plan,) = question.findings
    found = await ways(order, ctx, uow)
    if all(one.name != plan.facts["key"] for one in found):
        _, promised = await promised_now(order, ctx, uow)
        return [Push(ToPerson(question.asked_by), PlansShown(order, found, whole(promised)))]
    now = chosen(await as_of_now(_with(order, plan), ctx, uow)) or plan
    if now.size > plan.size:
        return (await _ask(order, now, question.asked_by, ctx, uow))[1]
    return await _carry(order, now, question.asked_by, msg, ctx, uow)


def _with(order: Order, plan: Finding | None) -> Order:
    rest = tuple(one for one in order.findings if not one.rush)
    return replace(order, findings=(*rest, *((plan,) if plan is not None else ())))


async def _carry(order: Order, plan: Finding, by: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Others make way, the order takes what it needs and is promised anew; what it had is kept for taking it back."""
    had = {hold.sku: plain(hold.qty) for hold in await uow.stock.of(order.id)}
    was = tuple(await uow.stock.promised(order.id))
    facts = {
        **plan.facts,
        "had": json.dumps(had),
        "at": ctx.now.isoformat(),
        "agreed": order.agreed.isoformat() if order.agreed else "",
    }
    order = _with(order, replace(plan, level=Level.INFO, cure="", facts=facts))
    order, checked, others = await made_way(order, Checked(order, {}, (), {}), msg, ctx, uow)
    await hold_firmly(order, checked, ctx, uow)
    await ledger.promised(order, checked.promised, ctx, uow)
    until = ctx.now + timedelta(minutes=ctx.policy.undo_minutes)
    taken = PlanTaken(order, plan, was, checked.promised, until)
    mine = answer(msg, taken, key=order.key) if by == actor(ctx).user else Push(ToPerson(by), taken, key=order.key)
    return [mine, *await told_others(order, others, ctx, uow)]


async def back_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """撤销插单, on the card of who chose the plan."""
    return await take_back(await tapped(tap, ctx, uow), msg, ctx, uow)


async def take_back(order: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Who waited has his goods and his day again, as far as they are there, and so has the order."""
    if not may_change(order, actor(ctx), await customer_of(order, uow)) or actor(ctx).role is Role.CUSTOMER:
        raise await not_yours(order, ctx, uow)
    plan = next((one for one in order.findings if one.rush and one.facts.get("at")), None)
    if plan is None or order.phase is not Phase.OPEN:
        raise Stale(order)
    late = ctx.now - datetime.fromisoformat(plan.facts["at"]) > timedelta(minutes=ctx.policy.undo_minutes)
    if late or any(line.picked > 0 for line in order.lines):
        raise Refused("plan.late", {"单号": order.number or "", "分钟": str(ctx.policy.undo_minutes)})
    others = [OrderId(int(one)) for one in plan.facts["waiting"].split(",") if one]
    await hold_still([order.id, *others], uow)
    was = tuple(await uow.stock.promised(order.id))
    day = plan.facts["agreed"]
    order = replace(_with(order, None), agreed=datetime.fromisoformat(day).date() if day else None, touched_at=ctx.now)
    event = happened(order, "note", actor(ctx).user, ctx, (Change("rush", plan.facts["key"], ""),))
    order = await keep(order, event, msg, uow)
    had = {sku: Decimal(qty) for sku, qty in json.loads(plan.facts["had"]).items()}
    now = {hold.sku: hold.qty for hold in await uow.stock.of(order.id)}
    kept = {sku: min(qty, now[sku]) for sku, qty in had.items() if sku in now}
    await uow.stock.hold(order.id, kept, HoldKind.FIRM, ctx.now)
    await uow.stock.promise(order.id, ())
    pushes: list[Push] = []
    for other in reversed(others):
        pushes += await promise_again(Deadline(other, RECHECK, ctx.now, ""), ctx, uow)
    shares, promised = await promised_now(order, ctx, uow)
    await hold_firmly(order, Checked(order, shares, promised, {}), ctx, uow)
    await ledger.promised(order, promised, ctx, uow)
    taken = PlanTaken(order, plan, was, promised)
    roles = (Role.PRODUCTION.value, *((plan.facts["role"],) if plan.facts["kind"] == OUTSIDE else ()))
    told_ = [Push(ToRole(one), taken, dedupe=f"unrush:{order.id}:{one}:{order.version}") for one in roles]
    return [answer(msg, taken, key=order.key), *told_, *pushes]
