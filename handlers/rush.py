"""An order that jumps the queue: what may be moved for it, and the moving once somebody approved the plan."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from handlers.access import customer_of
from handlers.book import happened, hold_still, keep
from handlers.checking import Checked, promised_now, shipping_of, supplied
from handlers.context import Context
from handlers.domain.finding import Finding, Level
from handlers.domain.messaging import Message, ToRole
from handlers.domain.order import Change, Deadline, Order, OrderId, Phase
from handlers.domain.party import RANK, UNRANKED, Role
from handlers.domain.plan_check import wrong
from handlers.domain.plans import OUTSIDE, OVERTIME, Other, Plan, Situation, plans
from handlers.domain.promise import RECHECK
from handlers.domain.quantity import plain
from handlers.domain.reserve import NONE, HoldKind, needs
from handlers.limits import means_of, terms_for
from handlers.notices import PlanMade, Push
from handlers.ports import UnitOfWork
from handlers.stocking import promise_again

MOST = 40  # orders that could wait, those that are wanted last
ALL = 1000  # orders of a line that they are chosen from
EARLY = frozenset({"排产", "备料", "生产"})  # statuses that an order which may wait has not left behind
DECIDES = {OVERTIME: Role.PRODUCTION, OUTSIDE: Role.PURCHASING}


async def ways(order: Order, ctx: Context, uow: UnitOfWork) -> tuple[Plan, ...]:
    """The plans that can be done, each checked by counting anew."""
    found = await situation(order, ctx, uow)
    return tuple(plan for plan in plans(found) if not wrong(plan, found))


async def situation(order: Order, ctx: Context, uow: UnitOfWork) -> Situation:
    """The order, what there is for it, and the orders that could wait for it."""
    customer = await customer_of(order, uow)
    terms, products = terms_for(ctx.policy, customer), await uow.catalogue.products(needs(order.lines))
    _, supplies, capacity = await supplied(order, terms, products, ctx, uow)
    shipping = await shipping_of(order, terms, ctx, uow)
    names = {works.name for sku in supplies if (works := capacity.of(sku)) is not None}
    ids: dict[OrderId, None] = {}
    for sku in supplies:
        ids |= {hold.order_id: None for hold in await uow.stock.holders(sku) if hold.kind is HoldKind.FIRM}
    if names:
        ids |= dict.fromkeys(await uow.stock.made_on(names, order.id, ALL))
    ids.pop(order.id, None)
    rank = RANK.get(customer.level if customer else "", UNRANKED)
    known = [await uow.orders.get(number) for number in ids]
    could = [other for other in known if _may_wait(other, order, ctx)]
    could.sort(key=lambda one: (one.due or date.max, one.id), reverse=True)  # who is wanted last waits first
    loads = await uow.stock.loads(ids) if ids else {}
    others: list[Other] = []
    for other in could:
        whose = await customer_of(other, uow)
        if RANK.get(whose.level if whose else "", UNRANKED) < rank or len(others) == MOST:
            continue
        their_terms = terms_for(ctx.policy, whose)
        their_goods = await uow.catalogue.products(needs(other.lines))
        _, theirs, _ = await supplied(other, their_terms, their_goods, ctx, uow)
        others.append(
            Other(
                other,
                {hold.sku: hold.qty for hold in await uow.stock.of(other.id)},
                loads.get(other.id, ()),
                await uow.stock.promised(other.id),
                await shipping_of(other, their_terms, ctx, uow),
                {sku: replace(one, now=NONE) for sku, one in theirs.items()},
            )
        )
    return Situation(order, supplies, shipping, capacity, tuple(others), means_of(ctx.policy))


def _may_wait(other: Order, order: Order, ctx: Context) -> bool:
    """Whether nobody has begun with it: not picked, no label, before the workshop or the store had it in hand."""
    early = {state for move in ctx.flow.spec.moves if EARLY & set(move.words) for state in move.from_}
    untouched = other.phase is Phase.OPEN and not other.held and not other.printed and other.state in early
    return untouched and other.id != order.id and not any(line.picked for line in other.lines)


def finding(plan: Plan) -> Finding:
    """The plan as what holds the order until whoever decides such things approved it; bigger: it costs others more."""
    days = [((one.after - one.before).days if one.after and one.before else 365) for one in plan.slips]
    free = not plan.slips and not plan.cost and plan.kind not in DECIDES
    facts = {
        "key": plan.name,
        "role": DECIDES.get(plan.kind, Role.MANAGER).value,
        "kind": plan.kind,
        "who": plan.who,
        "day": plan.day.isoformat() if plan.day else "",
        "cost": plain(plan.cost),
        "days": str(plan.days),
        "qty": plain(plan.qty),
        "waiting": ",".join(str(one) for one in plan.waiting),
        "slips": json.dumps(
            [
                [s.number, s.customer, *(day.isoformat() if day else "" for day in (s.before, s.after, s.wanted))]
                for s in plan.slips
            ],
            ensure_ascii=False,
        ),
    }
    size = Decimal(sum(days)) if plan.slips else plan.cost
    return Finding(f"rush.{plan.kind}", Level.INFO if free else Level.HOLD, facts, "approve", size=size)


def chosen(order: Order) -> Finding | None:
    """The plan that an order is to be worked on by and that was not carried out yet."""
    return next((f for f in order.findings if f.rush and not f.facts.get("done")), None)


def waiting(order: Order) -> list[OrderId]:
    """The orders that its plan makes wait."""
    plan = chosen(order)
    return [OrderId(int(one)) for one in plan.facts["waiting"].split(",") if one] if plan else []


async def as_of_now(order: Order, ctx: Context, uow: UnitOfWork) -> Order:
    """The order with its plan as it would come out now: where it costs others more than was approved, it is asked."""
    plan = chosen(order)
    if plan is None:
        return order
    now = next((finding(one) for one in await ways(order, ctx, uow) if one.name == plan.facts["key"]), None)
    fresh = plan if now is None else replace(now, level=plan.level if plan.level is Level.HOLD else now.level)
    return replace(order, findings=tuple(fresh if f is plan else f for f in order.findings))


async def made_way(
    order: Order, checked: Checked, msg: Message | None, ctx: Context, uow: UnitOfWork
) -> tuple[Order, Checked, list[OrderId]]:
    """Carries the plan out before the order takes its goods: who waits gives his up, a day given is kept as a word."""
    plan = chosen(order)
    if plan is None or order.held:
        return order, checked, []
    others = waiting(order)
    await hold_still([order.id, *others], uow)
    mine = needs(order.lines)
    for other in others:
        keeps = {hold.sku: hold.qty for hold in await uow.stock.of(other) if hold.sku not in mine}
        await uow.stock.hold(other, keeps, HoldKind.FIRM, ctx.now)
        await uow.stock.promise(other, await uow.stock.promised(other))  # what it takes of the lines is free
    day = date.fromisoformat(plan.facts["day"]) if plan.facts["day"] else None
    done = replace(plan, facts={**plan.facts, "done": "1"})
    order = replace(
        order,
        findings=tuple(done if f is plan else f for f in order.findings),
        agreed=day if plan.facts["kind"] in DECIDES else order.agreed,
    )
    changes = (Change("rush", "", plan.facts["key"]),)
    order = await keep(
        order, happened(order, "note", ctx.actor.user if ctx.actor else "system", ctx, changes), msg, uow
    )
    shares, promised = await promised_now(order, ctx, uow)
    return order, replace(checked, order=order, shares=shares, promised=promised), others


async def given_back(order: Order, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The order was undone: who waited for it has his goods and his day again, as far as they are still there."""
    plan = next((f for f in order.findings if f.rush and f.facts.get("done")), None)
    others = [OrderId(int(one)) for one in plan.facts["waiting"].split(",") if one] if plan else []
    pushes: list[Push] = []
    for other in reversed(others):
        pushes += await promise_again(Deadline(other, RECHECK, ctx.now, ""), ctx, uow)
    return pushes


async def told(order: Order, others: Sequence[OrderId], ctx: Context, uow: UnitOfWork) -> list[Push]:
    """After the order took its goods: who waits is promised anew and his people hear of it, so do those who plan."""
    plan = next((f for f in order.findings if f.rush), None)
    if plan is None:
        return []
    pushes: list[Push] = []
    for other in reversed(others):
        pushes += await promise_again(Deadline(other, RECHECK, ctx.now, ""), ctx, uow)
    roles = dict.fromkeys(
        (Role.PRODUCTION.value, plan.facts["role"]) if plan.facts["kind"] == OUTSIDE else (Role.PRODUCTION.value,)
    )
    notice = PlanMade(order, plan)
    return [*pushes, *(Push(ToRole(role), notice, dedupe=f"rush:{order.id}:{role}:{order.version}") for role in roles)]
