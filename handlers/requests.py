"""Questions that somebody of certain roles decides: asking them, and whom their answer concerns."""

from datetime import timedelta

from handlers.access import actor, customer_of
from handlers.backing import background
from handlers.context import Context
from handlers.domain.approval import OWN_ENDS, Approval
from handlers.domain.backing import Background
from handlers.domain.finding import Finding
from handlers.domain.messaging import Audience, ToPerson, ToRole, id_in
from handlers.domain.order import Deadline, Order
from handlers.domain.party import Role, user_in
from handlers.domain.quotation import TOPIC as QUOTE
from handlers.lookup import acting, anybody_there, ours, with_stand_ins
from handlers.notices import ApprovalAsked, ChangeAsked, Push
from handlers.ports import UnitOfWork


def deciders(topic: str, ctx: Context) -> tuple[str, ...]:
    """The roles that decide on a topic: a key of `policy.approvers` with its matter after a colon, or a rule's own."""
    if topic.startswith("rule."):
        return (topic.removeprefix("rule."),)
    named = {str(key): roles for key, roles in ctx.policy.approvers.items()}
    about = topic.partition(":")[0]
    return named.get("price" if about == QUOTE else about) or (Role.MANAGER.value,)


async def deciders_there(topic: str, ctx: Context, uow: UnitOfWork) -> tuple[str, ...]:
    """The roles that decide on a topic, and managers where all of them are on leave today."""
    roles = deciders(topic, ctx)
    if Role.MANAGER.value in roles or await anybody_there(roles, ctx, uow):
        return roles
    return (*roles, Role.MANAGER.value)


def decides(topic: str, ctx: Context) -> bool:
    """Whether the person who speaks does."""
    return actor(ctx).role.value in deciders(topic, ctx)


def key_of(question: Approval) -> str:
    """The key of the question's card."""
    return f"approval:{question.id}"


def asker_s_key(order: Order, question: Approval) -> str:
    """The key of the card of those who asked: the order's, where the question holds it."""
    return key_of(question) if question.own else order.key


async def may_answer(question: Approval, ctx: Context, uow: UnitOfWork) -> bool:
    """Whether the person who speaks may answer it: asked by role or name, or there for somebody who was."""
    me = actor(ctx)
    if question.asks(me.role.value, me.user):
        return True
    named = [await uow.parties.person(user) for user in map(user_in, question.roles) if user]
    return me.user in [(await acting(one, ctx, uow)).user for one in named if one is not None]


def audience(who: str) -> Audience:
    """Whom a question is sent to: a role, or one person."""
    user = user_in(who)
    return ToPerson(user) if user else ToRole(who)


def matter_of(question: Approval) -> int:
    """The id of what a question of its own is about: the number behind its topic; 0: none."""
    return id_in(question.topic.partition(":")[2]) or 0


async def ask(
    order: Order, topic: str, findings: tuple[Finding, ...], ctx: Context, uow: UnitOfWork
) -> tuple[Approval, list[Push]]:
    """Asks everybody who may decide; it expires by itself."""
    person = actor(ctx)
    expires_at = ctx.now + timedelta(hours=ctx.policy.approval_hours)
    roles = await deciders_there(topic, ctx, uow)
    question = Approval(order.id, topic, roles, findings, person.user, ctx.now, expires_at)
    question = await put(question, uow)
    known = Background() if question.own else await background(order, uow)
    notice = ApprovalAsked(order, question, await customer_of(order, uow), person.name, known)
    return question, told(question, notice)


async def put(question: Approval, uow: UnitOfWork) -> Approval:
    """Stores a question with what ends it, and returns it with its id."""
    question = await uow.approvals.add(question)
    if question.own:  # a hold's question has one deadline for the order
        rung = Deadline(question.order_id, OWN_ENDS, question.expires_at, Role.MANAGER.value, rung=question.id)
        await uow.deadlines.open(rung)
    return question


def told(question: Approval, notice: ApprovalAsked | ChangeAsked) -> list[Push]:
    """The question for everybody who may decide."""
    once = key_of(question)
    return [Push(audience(who), notice, key=once, dedupe=f"{once}:{who}", urgent=True) for who in question.roles]


async def concerned(order: Order, asked_by: str, ctx: Context, uow: UnitOfWork) -> list[str]:
    """Our own people who look after the order; the customer hears of it once it is worked on."""
    customer = await customer_of(order, uow)
    people = await ours((asked_by, order.placed_by, customer.owner if customer else None), uow)
    return await with_stand_ins(people, ctx, uow)
