"""Changes that somebody else decides on: another address after the label, another price, another day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from handlers.access import actor, customer_of
from handlers.altering import Altered, alter, dearer
from handlers.checking import check, promised_now, shipping_of
from handlers.context import Context
from handlers.domain.approval import ADDRESS, ANSWER, COST, DATE, WHY, Approval, Verdict
from handlers.domain.checks.price import BELOW, said_price
from handlers.domain.errors import Refused, Stale
from handlers.domain.finding import Finding, Level
from handlers.domain.matrix import FIELDS, fields_of, judge, picked
from handlers.domain.messaging import Message, Tap, ToCustomer, ToPerson, id_in
from handlers.domain.order import Deadline, Order, Phase
from handlers.domain.parts import Part, by_day, partly
from handlers.domain.party import Role, as_owner, user_in
from handlers.domain.pledge import Pledge
from handlers.domain.promise import Promise, late
from handlers.domain.quantity import PRICE_STEP
from handlers.domain.worktime import Term
from handlers.giving import touched
from handlers.limits import hours_of, terms_for
from handlers.lookup import answers_for, seller_of
from handlers.notices import ChangeAsked, ChangeDecided, ChangeSent, Push, ReasonWanted
from handlers.pledges import remember
from handlers.ports import UnitOfWork
from handlers.requests import audience, key_of, put, told
from handlers.telling import answer

DECLINED = "按现有货和计划来不及"


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What a wanted day means: what could be promised, and how much else is wanted on it."""

    promised: tuple[Promise, ...] = ()
    feasible: bool = True
    load: int = 0
    parts: tuple[Part, ...] = ()


async def ask_why(
    before: Order,
    after: Order | None,
    fields: frozenset[str],
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
) -> list[Push]:
    """Asks the speaker for the reason of a change, once; without `after` of a cancellation."""
    user = actor(ctx).user
    await uow.approvals.forget_reason(user)
    question = Approval(
        before.id,
        WHY,
        (),
        (),
        user,
        ctx.now,
        ctx.now,
        pending_by=user,
        pending=Verdict.GRANTED.value,
        pending_at=ctx.now,
        wanted=after,
    )
    await uow.approvals.add(question)
    named = tuple(label for name, label in FIELDS.items() if name in fields)
    return [answer(msg, ReasonWanted(before, named))]


async def ask(
    before: Order,
    after: Order,
    topic: str,
    roles: Sequence[str],
    reason: str,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
) -> list[Push]:
    """Asks those who decide, and tells the speaker whom."""
    person = actor(ctx)
    for one in await uow.approvals.of(before.id):
        same = one.state is Verdict.OPEN and (one.topic, one.asked_by) == (topic, person.user)
        if same and one.wanted is not None and not fields_of(one.wanted, after):
            raise Refused("change.asked", {"单号": before.number or ""})
    to = await deciders(before, roles, ctx, uow)
    until = ctx.now + timedelta(hours=ctx.policy.approval_hours)
    under = await _under(after, ctx, uow) if topic == COST else ()
    question = Approval(before.id, topic, to, under, person.user, ctx.now, until, wanted=after, said=reason)
    seller = await seller_of_customer(before, question, ctx, uow)
    if (
        seller
        and topic == DATE
        and Role.MANAGER.value not in to
        and not (await planned(after, topic, ctx, uow)).feasible
    ):
        question = replace(question, roles=(as_owner(seller),))  # he asks the workshop, or answers his customer
    question = await put(question, uow)
    notice = await shown(before, question, ctx, uow)
    pushes = told(question, notice)
    names = [await name_of_asked(one, uow) for one in question.roles]
    by = await _answered_by(question, ctx, uow)
    sent = ChangeSent(before, question, tuple(names), notice.feasible, notice.promised, by, parts=notice.parts)
    if seller and as_owner(seller) not in question.roles:
        pushes.append(Push(ToPerson(seller), sent, key=before.key))
    return [answer(msg, sent), *pushes]


async def _under(after: Order, ctx: Context, uow: UnitOfWork) -> tuple[Finding, ...]:
    """Where the wanted prices are below the floor: who agrees grants that, for as much as it gives away."""
    found = [one for one in (await check(after, ctx, uow)).order.findings if one.code == BELOW]
    return tuple(
        replace(one, level=Level.HOLD, facts={k: v for k, v in one.facts.items() if k != "by"}) for one in found
    )


async def _answered_by(question: Approval, ctx: Context, uow: UnitOfWork) -> datetime | None:
    """A customer is told by when he has an answer, and is reminded of; None: it was staff, or no time is told."""
    minutes = ctx.policy.answer_minutes
    if actor(ctx).role is not Role.CUSTOMER or not minutes:
        return None
    until = hours_of(ctx).after(ctx.now, Term(timedelta(minutes=minutes), working=True))
    await uow.deadlines.open(Deadline(question.order_id, ANSWER, until, Role.MANAGER.value, rung=question.id))
    return until


async def seller_of_customer(order: Order, question: Approval, ctx: Context, uow: UnitOfWork) -> str:
    """The salesperson who looks after a change that the customer's own people asked for; empty: it was staff."""
    asker = await uow.parties.person(question.asked_by)
    customer = await customer_of(order, uow) if asker is not None and asker.role is Role.CUSTOMER else None
    seller = await seller_of(customer, ctx, uow)
    return seller.user if seller is not None else ""


async def shown(order: Order, question: Approval, ctx: Context, uow: UnitOfWork) -> ChangeAsked:
    """The question with its figures as things stand now."""
    asker = await uow.parties.person(question.asked_by)
    plan = await planned(question.wanted or order, question.topic, ctx, uow)
    by = asker.name if asker else ""
    fee = ctx.policy.relabel_fee if question.topic == ADDRESS else Decimal(0)
    customer = await customer_of(order, uow)
    more = await dearer(order, question.wanted or order, ctx, uow)
    day = (plan.promised, plan.feasible, plan.load)
    may_ask: tuple[str, ...] = ()
    if not plan.feasible and with_seller(question):
        may_ask = tuple([await _only_one(one, uow) for one in await later(order, question, ctx, uow)])
    return ChangeAsked(order, question, customer, by, *day, fee, parts=plan.parts, dearer=more, may_ask=may_ask)


async def _only_one(role: str, uow: UnitOfWork) -> str:
    """The person of a role of which there is one, by name; else the role."""
    people = [one for one in await uow.parties.with_role(Role(role)) if one.active]
    return as_owner(people[0].name) if len(people) == 1 else role


def with_seller(question: Approval) -> bool:
    """Whether a question about a day is one person's only: his customer's, who may ask the workshop."""
    return question.topic == DATE and len(question.roles) == 1 and bool(user_in(question.roles[0]))


async def later(order: Order, question: Approval, ctx: Context, uow: UnitOfWork) -> tuple[str, ...]:
    """Who is asked about a day that cannot be kept: roles of the flow's matrix, as it is for the one who asks."""
    asker = await uow.parties.person(question.asked_by)
    if asker is None:
        return ()
    try:
        ruling = judge(ctx.flow.spec, order, frozenset({"date"}), asker, await customer_of(order, uow))
    except Refused:
        return ()
    return ruling.late if ruling is not None else ()


async def deciders(order: Order, roles: Sequence[str], ctx: Context, uow: UnitOfWork) -> tuple[str, ...]:
    """Roles, and "user:" of the customer's salesperson; nobody is asked to approve of himself where others can."""
    customer = await customer_of(order, uow)
    found: list[str] = []
    for role in roles:
        if role != "seller":
            found.append(role)
            continue
        own = await seller_of(customer, ctx, uow)
        there = await answers_for(own, ctx, uow) if own is not None else None
        if there is not None and there.user != actor(ctx).user:
            found.append(as_owner(there.user))
        elif own is not None and there is None:  # he is on leave and nobody answers for him
            found += [as_owner(own.user), Role.MANAGER.value]
    if any(user_in(one) for one in found):  # the seller is asked first; a manager may step in by number
        return tuple(dict.fromkeys(found))
    return tuple(found) or (Role.MANAGER.value,)


async def name_of_asked(who: str, uow: UnitOfWork) -> str:
    """A person's name, or a role as it is kept."""
    user = user_in(who)
    if not user:
        return who
    person = await uow.parties.person(user)
    return as_owner(person.name) if person else Role.SALES.value


async def planned(after: Order, topic: str, ctx: Context, uow: UnitOfWork) -> DayPlan:
    """What another day means for the order as it would be; of other changes nothing."""
    if topic != DATE or after.due is None:
        return DayPlan()
    _, promised = await promised_now(replace(after, agreed=None), ctx, uow)
    shipping = await shipping_of(after, terms_for(ctx.policy, await customer_of(after, uow)), ctx, uow)
    parts = partly(by_day(promised, after.due, shipping))
    return DayPlan(promised, not late(after, promised), await uow.orders.due_on(after.due), parts)


def sooner(before: Order, after: Order) -> bool:
    """Whether the new day is earlier than the old one, or there was none."""
    return after.due is not None and sooner_than(before, after.due)


def sooner_than(order: Order, day: date) -> bool:
    """Whether a day is earlier than the order's, or it has none."""
    return order.due is None or day < order.due


async def granted(question: Approval, msg: Message, ctx: Context, uow: UnitOfWork, giver: str = "") -> list[Push]:
    """The change is made, and everybody who waits for it hears of it; `giver`: who of the workshop gave the day."""
    before = await uow.orders.get(question.order_id)
    wanted = question.wanted
    if before.phase is not Phase.OPEN or wanted is None:
        raise Stale(before)
    after = await _as_wanted(before, wanted, question, uow)
    if refused := picked(before, after):
        raise refused
    await uow.stock.lock(touched((*before.lines, *after.lines), ctx))
    plan = await planned(after, question.topic, ctx, uow)
    word = None if plan.feasible or (actor(ctx).role is Role.SALES and not giver) else after.due
    done = await alter(before, after, msg, ctx, uow, reason=_reason(question), agreed=word)
    if question.topic == DATE and done.order.due is not None:
        await pledged(done.order, question, msg, ctx, uow, giver)
    return await outcome(question, done, before, msg, ctx, uow)


def _reason(question: Approval) -> str:
    """Why the order changes: the asker's reason, the decider's, or the day that he offered."""
    day = question.offered
    return question.said or question.reason or (f"最快{day.month}月{day.day}日" if day is not None else "")


async def pledged(
    order: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork, giver: str = ""
) -> None:
    """A day that a customer was given is the word of whoever gave it and of the customer's salesperson."""
    seller = await seller_of_customer(order, question, ctx, uow)
    if not (seller or giver) or order.due is None:
        return
    people = [
        *([actor(ctx)] if actor(ctx).role is not Role.CUSTOMER else []),
        *[one for user in (seller, giver) if user and (one := await uow.parties.person(user)) is not None],
    ]
    for person in {one.user: one for one in people}.values():
        words = f"{order.number or ''} 改期:{order.due.month}月{order.due.day}日到"
        about = (order.customer_id, order.customer_name)
        pledge = Pledge(person.user, ctx.now, words, msg.id or None, msg.channel, order.due, *about)
        await remember(pledge, person.role, ctx, uow)


async def refused(question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Nothing is changed; the asker reads why."""
    order = await uow.orders.get(question.order_id)
    plan = await planned(question.wanted or order, question.topic, ctx, uow)
    return await outcome(question, Altered(order, (), (), []), order, msg, ctx, uow, plan.parts)


async def _as_wanted(before: Order, wanted: Order, question: Approval, uow: UnitOfWork) -> Order:
    """All of the change; only what the question was about where the order has moved on since."""
    after = before
    if before.version == wanted.version:
        after = replace(wanted, version=before.version)
    elif question.topic == ADDRESS:
        after = replace(before, address=wanted.address)
    elif question.topic == DATE:
        after = replace(before, due=wanted.due, due_kind=wanted.due_kind, due_words=wanted.due_words)
    if question.topic != COST:
        return after
    products = await uow.catalogue.products({line.sku for line in wanted.lines if line.sku})
    said = {line.sku: said_price(line, products[line.sku]) for line in wanted.lines if line.sku in products}
    kept: dict[str | None, Decimal | None] = {
        line.sku: line.said_price
        for line in before.lines
        if line.sku in products and said_price(line, products[line.sku]) != line.price
    }
    under = {one.line for one in question.findings if one.code == BELOW}  # which more of it must be asked for again
    lines = []
    for line in after.lines:
        price = said.get(line.sku or "")
        if price is not None:
            words = line.said_price if line.no in under else kept.get(line.sku)
            line = replace(line, price=price.quantize(PRICE_STEP), said_price=words)
        lines.append(line)
    return replace(after, lines=tuple(lines))


async def outcome(
    question: Approval,
    done: Altered,
    before: Order,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
    parts: tuple[Part, ...] = (),
    rest: Order | None = None,
) -> list[Push]:
    """The decision for those who were asked and the one who asked; the order for everybody else it concerns."""
    person, once = actor(ctx), key_of(question)
    notice = ChangeDecided(done.order, question, person.name, before, done.promised, parts, rest)
    pushes = [answer(msg, notice, key=once)]
    pushes += [
        Push(audience(one), notice, key=once) for one in question.roles if audience(one) != ToPerson(person.user)
    ]
    seller = await seller_of_customer(before, question, ctx, uow)
    news = [replace(p, notice=notice) if isinstance(p.to, ToCustomer) and seller else p for p in done.pushes]
    quiet = question.asked_by in await uow.quiet.users()  # what he asked for is answered all the same
    everybody = not quiet and any(push.notice is notice for push in news)  # of the customer, the asker among them
    others = [ToPerson(user) for user in (question.asked_by, seller) if user and user != person.user]
    others = [to for to in others if not (everybody and to == ToPerson(question.asked_by))]
    keys = {ToPerson(seller): once}  # he has a card of the question
    pushes += [Push(to, notice, key=keys.get(to, "")) for to in others if to not in {push.to for push in pushes}]
    reached = {push.to for push in pushes}
    return [*pushes, *(push for push in news if push.to not in reached or push.to not in others)]


async def pressed(tap: Tap, uow: UnitOfWork) -> Approval:
    """The question about a day that a button belongs to; raises Refused."""
    question = await uow.approvals.get(id_in(tap.value) or 0)
    if question is None or question.topic != DATE:
        raise Refused("button.unknown")
    return question
