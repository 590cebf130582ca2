"""A day that cannot be kept, between the customer, the salesperson and the workshop.

The customer's salesperson sees the figures first: he has the workshop look for a way (找钱主任协调), answers with
a part or not at all (婉拒). Whatever the workshop answers is his to pass on (答应客户, 告诉客户): his customer hears
of no day that he did not agree to.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handlers.access import actor, customer_of
from handlers.approvals import already
from handlers.book import hold_still
from handlers.change_requests import (
    DECLINED,
    granted,
    later,
    name_of_asked,
    planned,
    pressed,
    refused,
    seller_of_customer,
    shown,
    sooner_than,
    with_seller,
)
from handlers.context import Context
from handlers.domain.approval import DATE, Approval, Verdict
from handlers.domain.checks.cutoff import over
from handlers.domain.errors import Refused, Stale
from handlers.domain.gifts import given_skus
from handlers.domain.messaging import Message, Tap, ToPerson
from handlers.domain.order import Deadline, Order
from handlers.domain.party import Role, as_owner, user_in
from handlers.domain.typed import Typed
from handlers.lookup import name_of, orders_numbered
from handlers.notices import ChangeAsked, ChangeSent, DayOffered, DayWanted, Push
from handlers.ports import UnitOfWork
from handlers.requests import audience, key_of, may_answer, told
from handlers.telling import answer
from nlp.types import Edit, SetDue

ANSWERS = frozenset({Role.SALES, Role.SERVICE, Role.MANAGER})  # who may promise a customer something


async def tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """找钱主任协调, 答应客户, 婉拒; `value` is the question about the day, and of 答应客户 the day that was read."""
    number, _, day = tap.value.partition("-")
    return await _do(tap.action, await pressed(replace(tap, value=number), uow), msg, ctx, uow, day)


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """协调 0002, 答应客户 0002, 婉拒 0002; None where no such question is open."""
    for order in await orders_numbered(command.about, uow):
        for question in await uow.approvals.of(order.id):
            if question.topic == DATE and question.state is Verdict.OPEN and question.wanted is not None:
                return await _do(command.verb, question, msg, ctx, uow)
    return None


async def _do(verb: str, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork, read: str = "") -> list[Push]:
    await hold_still([question.order_id], uow, given_skus(ctx.policy.gifts))
    order = await uow.orders.get(question.order_id)
    question = await uow.approvals.get(question.id) or question
    if actor(ctx).user != await promiser(order, question, ctx, uow) and actor(ctx).role is not Role.MANAGER:
        raise Refused("approval.role", {"单号": order.number or ""}, cure=f"roles:{Role.SALES.value}")
    if question.state is not Verdict.OPEN:
        return [await already(order, question, msg, uow)]
    if verb == "coordinate":
        return await _coordinated(order, question, msg, ctx, uow)
    if verb == "assure":
        if read and question.offered is not None and read != question.offered.isoformat():  # another day by now
            return [answer(msg, await _day_offered(order, question, ctx, uow), key=key_of(question))]
        return await assured(order, question, msg, ctx, uow)
    why = question.reason or DECLINED
    if not await uow.approvals.decide(question.id, Verdict.REFUSED, actor(ctx).user, ctx.now, why):
        raise Stale(order)
    return await refused(await uow.approvals.get(question.id) or question, msg, ctx, uow)


async def promiser(order: Order, question: Approval, ctx: Context, uow: UnitOfWork) -> str:
    """Who answers the customer: his salesperson, or whoever of us asked for him; empty: nobody."""
    seller = await seller_of_customer(order, question, ctx, uow)
    asker = await uow.parties.person(question.asked_by)
    return seller or (asker.user if asker is not None and asker.active and asker.role in ANSWERS else "")


async def _coordinated(order: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The workshop is asked; a second press says that it was."""
    pushes: list[Push] = []
    if with_seller(question):
        question, pushes = await _handed_on(order, question, ctx, uow)
    return [answer(msg, await _while_asked(order, question, ctx, uow), key=key_of(question)), *pushes]


async def _handed_on(order: Order, question: Approval, ctx: Context, uow: UnitOfWork) -> tuple[Approval, list[Push]]:
    roles = await later(order, question, ctx, uow)
    if not roles or not await uow.approvals.hand_on(question.id, roles):
        raise Refused("choice.gone")
    question = replace(question, roles=tuple(roles))
    return question, told(question, await shown(order, question, ctx, uow))


async def _while_asked(order: Order, question: Approval, ctx: Context, uow: UnitOfWork) -> ChangeAsked:
    """The salesperson's card while others look for a way."""
    names = [await name_of_asked(one, uow) for one in question.roles if not user_in(one)]
    return replace(await shown(order, question, ctx, uow), sent_to=tuple(names), may_ask=())


async def offer_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """给出日期: how the day is said."""
    question = await pressed(tap, uow)
    order = await uow.orders.get(question.order_id)
    if not await may_answer(question, ctx, uow):
        raise Refused("approval.role", {"单号": order.number or ""}, cure="roles:" + ",".join(question.asked_roles))
    return [answer(msg, DayWanted(order))]


async def offer(order: Order, edits: Sequence[Edit], msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """0012 改到3月13日 from somebody who was asked whether an earlier day is possible: this is the day he can do."""
    person = actor(ctx)
    days = [one.due for one in edits if isinstance(one, SetDue) and one.due is not None]
    words = [one.words for one in edits if isinstance(one, SetDue)]
    if len(days) != 1 or len(edits) != 1:
        return []
    asked = [q for q in await uow.approvals.of(order.id) if q.topic == DATE and q.state is Verdict.OPEN]
    mine = [q for q in asked if await may_answer(q, ctx, uow)]
    question = mine[0] if mine else None
    if question is None or question.wanted is None or question.asked_by == person.user:
        return []
    if days[0] < ctx.today or over(days[0], words[0], ctx.today):
        raise Refused("change.past", {"单号": order.number or "", "日子": words[0] or str(days[0])})
    order, question = await _held_still(question, ctx, uow)
    if passed := await passed_on(order, question, days[0], "", msg, ctx, uow):
        return passed
    wanted = replace(question.wanted or order, due=days[0])
    better = sooner_than(order, days[0])
    if better and await promiser(order, question, ctx, uow) == person.user:
        await must_be_kept(replace(question, wanted=wanted), ctx, uow)
    verdict = Verdict.GRANTED if better else Verdict.REFUSED
    if not await uow.approvals.decide(question.id, verdict, person.user, ctx.now, "", days[0]):
        raise Stale(order)
    question = await uow.approvals.get(question.id) or question
    if not better:  # what was wanted stays: a part of it may be there by that day
        return await refused(question, msg, ctx, uow)
    return await granted(replace(question, wanted=wanted), msg, ctx, uow)


async def _held_still(question: Approval, ctx: Context, uow: UnitOfWork) -> tuple[Order, Approval]:
    """The order and the question as they are now that nobody else can change them; raises Stale where it is over."""
    await hold_still([question.order_id], uow, given_skus(ctx.policy.gifts))
    order, now = await uow.orders.get(question.order_id), await uow.approvals.get(question.id)
    if now is None or now.state is not Verdict.OPEN:
        raise Stale(order)
    return order, now


async def weighed(
    order: Order, question: Approval, verdict: Verdict, reason: str, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """What a yes or a no about a day leads to where it is no answer to the customer yet; empty where it is one."""
    if verdict is Verdict.REFUSED:
        return await passed_on(order, question, None, reason, msg, ctx, uow)
    if question.offered is not None and actor(ctx).user == await promiser(order, question, ctx, uow):
        return await assured(order, question, msg, ctx, uow)
    wanted = question.wanted.due if question.wanted is not None else None
    if passed := await passed_on(order, question, wanted, "", msg, ctx, uow):
        return passed
    await must_be_kept(question, ctx, uow)
    return []


async def passed_on(
    order: Order, question: Approval, day: date | None, reason: str, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """The workshop's answer (no `day`: it cannot be done) for whoever answers the customer; empty: it is the answer."""
    answers = await _weighed_by(order, question, day, ctx, uow)
    if not answers:
        return []
    roles = tuple(dict.fromkeys((as_owner(answers), *question.roles)))
    if not await uow.approvals.hand_on(question.id, roles, actor(ctx).user, day, reason):
        raise Stale(order)
    return await _offered(order, question.id, msg, ctx, uow)


async def _weighed_by(order: Order, question: Approval, day: date | None, ctx: Context, uow: UnitOfWork) -> str:
    """Who has to agree before a customer hears what the speaker says; empty: nobody else."""
    answers = await promiser(order, question, ctx, uow)
    if not answers or answers == actor(ctx).user:
        return ""
    as_wanted = day is None or (question.wanted is not None and day == question.wanted.due)
    if answers == question.asked_by:  # he wants that day himself; of a refusal no customer hears
        return answers if day is not None and not as_wanted and sooner_than(order, day) else ""
    ours = all(user_in(one) or one in ANSWERS for one in question.roles)
    return "" if as_wanted and ours else answers  # nobody of the workshop was asked: it is said in his place


async def _offered(order: Order, number: int, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Whoever answers the customer reads the day, and everybody who was asked that it is with him now."""
    question = await uow.approvals.get(number)
    if question is None:
        raise Stale(order)
    notice = await _day_offered(order, question, ctx, uow)
    once = key_of(question)
    others = [one for one in question.roles if audience(one) != ToPerson(actor(ctx).user)]
    return [answer(msg, notice, key=once), *(Push(audience(one), notice, key=once, urgent=True) for one in others)]


async def _day_offered(order: Order, question: Approval, ctx: Context, uow: UnitOfWork) -> DayOffered:
    answers = await promiser(order, question, ctx, uow)
    plan = await planned(question.wanted or order, DATE, ctx, uow)
    by, whom = await name_of(question.decided_by, uow), await name_of(answers, uow)
    return DayOffered(order, question, await customer_of(order, uow), by, whom, answers, plan.parts)


async def assured(order: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """答应客户: the day that the workshop gave is the order's, and his word and the workshop's.

    One that is no earlier than the order's own is only told.
    """
    day, giver = question.offered, question.decided_by
    if day is None or question.wanted is None:
        raise Refused("choice.gone")
    if order.due is not None and day > order.due:
        raise Refused("change.later", {"单号": order.number or "", "最快": f"{day.month}月{day.day}日"})
    if not sooner_than(order, day):
        if not await uow.approvals.decide(question.id, Verdict.REFUSED, actor(ctx).user, ctx.now, "", day):
            raise Stale(order)
        return await refused(await uow.approvals.get(question.id) or question, msg, ctx, uow)
    if not await uow.approvals.decide(question.id, Verdict.GRANTED, actor(ctx).user, ctx.now, "", day):
        raise Stale(order)
    question = await uow.approvals.get(question.id) or question
    return await granted(replace(question, wanted=replace(question.wanted or order, due=day)), msg, ctx, uow, giver)


async def must_be_kept(question: Approval, ctx: Context, uow: UnitOfWork) -> None:
    """A salesperson alone promises no day that cannot be kept; raises Refused."""
    if question.topic != DATE or question.wanted is None or actor(ctx).role is not Role.SALES:
        return
    if not (await planned(question.wanted, DATE, ctx, uow)).feasible:
        raise Refused("change.workshop", {"单号": question.wanted.number or ""})


async def unanswered(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The customer was to have an answer by now and hears that it goes on; a manager hears of it, and the workshop."""
    question = await uow.approvals.get(deadline.rung)
    if question is None or question.state is not Verdict.OPEN:
        return []
    order = await uow.orders.get(question.order_id)
    seller, first = await seller_of_customer(order, question, ctx, uow), with_seller(question)
    if first and not (await planned(question.wanted or order, DATE, ctx, uow)).feasible:
        roles = await later(order, question, ctx, uow)
        if roles and await uow.approvals.hand_on(question.id, roles):
            question = replace(question, roles=tuple(roles))
    notice = replace(await shown(order, question, ctx, uow), late=True)
    once = f"answer:{question.id}"
    to = dict.fromkeys((*question.roles, Role.MANAGER.value))
    if question.decided_by:  # the workshop has answered
        told_ = await _day_offered(order, question, ctx, uow)
        pushes = [Push(audience(w), told_, key=key_of(question), dedupe=f"{once}:{w}", urgent=True) for w in to]
    else:
        pushes = [Push(audience(w), notice, key=key_of(question), dedupe=f"{once}:{w}", urgent=True) for w in to]
        if first and seller and as_owner(seller) not in question.roles:
            his = replace(await _while_asked(order, question, ctx, uow), late=True)
            pushes.append(Push(ToPerson(seller), his, key=key_of(question), dedupe=f"{once}:seller", urgent=True))
    sorry = ChangeSent(order, question, (), late=True)
    return [*pushes, Push(ToPerson(question.asked_by), sorry, dedupe=f"{once}:customer")]
