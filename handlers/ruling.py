"""Carries out operators' rules: in the transaction of what set them off, once, as somebody called 规则.

Nothing here runs a rule twice: what happened is read from the events that this transaction added, a rule acts on an
order once in it, and all of it is undone together where the transaction is.
"""

import logging
from dataclasses import dataclass, field, replace

from handlers.access import customer_of, may_hear
from handlers.approvals import ask_approval, ask_what_is_open
from handlers.book import happened, hold_still, keep
from handlers.checking import grants_of
from handlers.context import Context
from handlers.domain.checks import granted
from handlers.domain.errors import AppError, Refused
from handlers.domain.finding import ASKED, Finding, Level
from handlers.domain.flow import PLAIN
from handlers.domain.messaging import Audience, ChatKind, Message, ToChat, ToCustomer, ToPerson, ToRole
from handlers.domain.money import worth
from handlers.domain.order import Change, Order, OrderEvent, OrderId, Phase
from handlers.domain.party import Person, Role
from handlers.domain.rules.condition import holds
from handlers.domain.rules.facts import said
from handlers.domain.rules.matching import matches
from handlers.domain.rules.model import Action, Ask, Hurry, Move, Notify, Require, Rule, RuleVersion, Tag, Value
from handlers.domain.rules.reading import IN_BRACES
from handlers.domain.rules.vocabulary import PRIVATE, SECOND
from handlers.notices import (
    ApprovalAsked,
    ApprovalDecided,
    Noted,
    OrderChanged,
    OrderMoved,
    OrderNews,
    OrderPlaced,
    Push,
    RuleNews,
)
from handlers.payments import must_be_there
from handlers.placing import HELD
from handlers.ports import UnitOfWork
from handlers.progress import Handed, carried_out
from handlers.rule_facts import compiled, facts_now, learn_roles
from handlers.stocking import let_go
from handlers.tags import marked, tagged
from handlers.telling import Told, news

log = logging.getLogger(__name__)

_SHOW_ORDER = (OrderPlaced, Noted, OrderChanged, ApprovalAsked, ApprovalDecided, RuleNews)
DEPTH = 8  # how far rules may set each other off
REFUSED = "rule_refused"  # event: a rule could not act


@dataclass(frozen=True, slots=True)
class Acted:
    """One rule at work on one order."""

    version: RuleVersion
    rule: Rule
    why: str  # what it waited for, in its words
    event: OrderEvent
    facts: dict[str, Value | None]

    @property
    def name(self) -> str:
        """How it is called: 规则“大单”第2版."""
        return f"规则“{self.version.name}”第{self.version.version}版"


@dataclass(slots=True)
class _Run:
    """What this transaction's rules did so far."""

    roles: dict[str, str] = field(default_factory=dict)
    done: set[tuple[str, OrderId]] = field(default_factory=set)  # a rule acts on an order once
    pushes: list[Push] = field(default_factory=list)
    did: dict[OrderId, list[tuple[str, str]]] = field(default_factory=dict)  # order -> (rule, what)


async def follow(pushes: list[Push], msg: Message | None, ctx: Context, uow: UnitOfWork, since: int = 0) -> list[Push]:
    """Lets the rules act on what happened in this transaction; returns what is to be told now.

    `since`: what the transaction added before was looked at already.
    """
    if not uow.events.added[since:] or not (versions := await uow.rules.in_force()):
        return pushes
    rules = [(version, rule) for version in versions if (rule := compiled(version.text, ctx.flow))]
    run, start = _Run(), since
    for depth in range(DEPTH + 1):
        fresh = uow.events.added[start:]
        start += len(fresh)
        if not fresh:
            break
        if depth == DEPTH:
            log.error("rules set each other off without end", extra={"rules": str(sorted(r for r, _ in run.done))})
            break
        for event in fresh:
            await _at(event, rules, run, msg, ctx, uow)
    if not run.did and not run.pushes:
        return pushes
    return await _told(pushes, run, msg, ctx, uow)


async def _at(
    event: OrderEvent,
    rules: list[tuple[RuleVersion, Rule]],
    run: _Run,
    msg: Message | None,
    ctx: Context,
    uow: UnitOfWork,
) -> None:
    """Every rule that waits for this event and whose 如果 holds."""
    if event.action == REFUSED:
        return
    await learn_roles([event.actor], run.roles, uow)
    for version, rule in rules:
        trigger = next((t for t in rule.triggers if matches(t, event, run.roles, ctx.flow)), None)
        if trigger is None or (version.name, event.order_id) in run.done:
            continue
        order = await uow.orders.get(event.order_id)
        if order.number is None or order.phase not in (Phase.OPEN, Phase.DONE):
            continue
        events = [one for one in await uow.events.of(order.id) if one.seq <= event.seq]
        facts = await facts_now(order, events, run.roles, ctx, uow)
        if (trigger.kind == "short" and not facts["缺货"]) or not holds(rule.condition, facts):
            continue
        run.done.add((version.name, order.id))
        await _act(order, Acted(version, rule, trigger.words, event, facts), run, msg, ctx, uow)


async def _act(order: Order, acted: Acted, run: _Run, msg: Message | None, ctx: Context, uow: UnitOfWork) -> None:
    """All actions of a rule, or none: where the flow says no, that is what the order's history says."""
    own = replace(ctx, actor=Person(acted.version.actor, acted.name, Role.MANAGER))
    pushes: list[Push] = []
    did: list[tuple[str, str]] = []
    try:
        async with uow.savepoint():
            for action in acted.rule.actions:
                order, words = await _one(action, order, acted, pushes, msg, own, uow)
                did += [(acted.name, words)] if words else []
    except AppError as refused:
        why = refused.facts.get("现在") or refused.code
        event = happened(await uow.orders.get(order.id), REFUSED, acted.version.actor, own)
        words = f"{acted.why};没有执行:{_no(refused, why)}"
        event = replace(event, reason=words)
        await uow.events.add(replace(event, message_id=msg.id, channel=msg.channel) if msg else event)
        log.warning("a rule could not act", extra={"rule": acted.version.name, "code": refused.code})
        return
    run.pushes += pushes
    run.did.setdefault(order.id, []).extend(did)


def _no(refused: AppError, state: str) -> str:
    lacks = refused.facts.get("缺")
    if lacks:
        return f"缺{lacks}"
    return "订单在等批准" if refused.code == "order.held" else f"现在是“{state}”,流程不允许"


async def _one(
    action: Action, order: Order, acted: Acted, pushes: list[Push], msg: Message | None, ctx: Context, uow: UnitOfWork
) -> tuple[Order, str]:
    """Does one thing; returns the order and what was done, empty where it was so already."""
    match action:
        case Move(state):
            return await _move(state, order, acted, pushes, msg, ctx, uow)
        case Notify():
            pushes += await _notify(action, order, acted, uow)
            return order, ""
        case Tag(word, on):
            change = tagged(order, word, on=on)
            if change is None:
                return order, ""
            order = await marked(order, change, acted.why, acted.version.actor, msg, ctx, uow)
            return order, f"{'加' if on else '去'}标签 {word}"
        case Hurry(on):
            if order.urgent is on:
                return order, ""
            change = Change("urgent", "" if on else "1", "1" if on else "")
            order = await marked(order, change, acted.why, acted.version.actor, msg, ctx, uow)
            return order, "设为加急" if on else "取消加急"
        case Ask():
            return await _ask(action, order, acted, pushes, msg, ctx, uow)
        case Require():  # was there when the order left: see `handlers.required`
            return order, ""


async def _move(
    state: str, before: Order, acted: Acted, pushes: list[Push], msg: Message | None, ctx: Context, uow: UnitOfWork
) -> tuple[Order, str]:
    if before.state == state:
        return before, ""
    move = next((m for m in ctx.flow.moves(before.state) if m.to == state and m.action not in PLAIN), None)
    if move is None:
        raise Refused("flow.action", {"单号": before.number or "", "现在": before.state})
    events = await uow.events.of(before.id)
    given = tuple({c.field for e in events for c in e.changes if e.from_state == before.state and c.new})
    handed = Handed(given, words=acted.why, reason=acted.why)
    await must_be_there(before, move.action, ctx, uow)
    order, _ = await carried_out(before, move.action, handed, msg, ctx, uow)
    once = f"{acted.version.actor}:{order.id}:{order.version}"
    told = await news(order, Told(move.action, before.state), ctx, uow)
    pushes += [replace(push, dedupe=f"{once}:{place}") for place, push in enumerate(told)]
    return order, f"{before.state} → {state}"


async def _notify(action: Notify, order: Order, acted: Acted, uow: UnitOfWork) -> list[Push]:
    facts = acted.facts | {"状态": order.state, "标签": order.tags, "加急": order.urgent}
    full = _filled(action.text, facts)
    open_ = _filled(action.text, facts | dict.fromkeys(PRIVATE, "***"))
    notice = RuleNews(order, acted.name, full, open_)
    once = f"{acted.version.actor}:{order.id}:{acted.event.seq}"
    found: list[Push] = []
    for who in action.to:
        for to in await _audience(who, order, uow):
            found.append(Push(to, notice, dedupe=f"{once}:{len(found)}:{who}"))
    return found


def _filled(text: str, facts: dict[str, Value | None]) -> str:
    return IN_BRACES.sub(lambda found: said(SECOND.get(found[1], found[1]), facts), text)


async def _audience(who: str, order: Order, uow: UnitOfWork) -> list[Audience]:
    """Who is meant; nobody from another customer ever hears of this order."""
    if who == "customer":
        return [ToCustomer(order.customer_id)] if order.customer_id else []
    if who == "owner":
        return [ToRole(order.owner)] if order.owner else []
    if who in ("seller", "placer"):
        customer = await customer_of(order, uow)
        user = order.placed_by if who == "placer" else customer.owner if customer else None
        person = await uow.parties.person(user) if user else None
        return [ToPerson(person.user)] if person and may_hear(person, order) else []
    if not who.startswith("@"):
        return [ToRole(who)]
    people = [p for p in await uow.parties.named(who[1:]) if may_hear(p, order)]
    if people:
        return [ToPerson(people[0].user)]
    for chat in await uow.parties.group_named(who[1:]):
        known = await uow.parties.chat(chat)
        if known is not None and known.customer_id in (None, order.customer_id):
            return [ToChat(chat)]
    log.warning("a rule tells nobody", extra={"who": who})
    return []


async def _ask(
    action: Ask, before: Order, acted: Acted, pushes: list[Push], msg: Message | None, ctx: Context, uow: UnitOfWork
) -> tuple[Order, str]:
    """Holds the order until somebody of the role approves; what was approved of this rule before covers as much."""
    if before.phase is not Phase.OPEN:
        return before, ""
    facts = {"key": acted.version.name, "role": action.role, "why": action.reason}
    finding = granted(Finding(ASKED, Level.HOLD, facts, "approve", size=worth(before)), await grants_of(before, uow))
    if finding.level is not Level.HOLD or (finding in before.findings and before.held):
        return before, ""
    others = tuple(f for f in before.findings if f.about != finding.about)
    order = replace(before, findings=(*others, finding), held=True, touched_at=ctx.now)
    event = happened(before, HELD, acted.version.actor, ctx, (Change("approval", "", action.reason),))
    await hold_still([order.id], uow)
    order = await keep(order, replace(event, reason=acted.why), msg, uow)
    if acted.event.action == "confirm":  # it is as if a check had held it: nothing is kept from others meanwhile
        await let_go(order, ctx, uow)
        await uow.deadlines.close(order.id, "cancelled")
    anew = not before.held or any(f.about == finding.about for f in before.findings)  # else what is asked stays asked
    pushes += await (ask_approval if anew else ask_what_is_open)(order, ctx, uow)
    return order, f"要求审批:{action.reason}"


async def _told(pushes: list[Push], run: _Run, msg: Message | None, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """What was to be told, as things stand now; the news of rules take the place of older news to the same people."""
    orders = {order_id: await uow.orders.get(order_id) for order_id in run.did}
    later = {(push.to, push.key) for push in run.pushes if push.key}
    kept = []
    for push in pushes:
        order = orders.get(_about(push))
        if order is None:
            kept.append(push)
        elif not isinstance(push.notice, OrderNews) or (
            (push.to, push.key) not in later and not (order.held and push.notice.action == "confirm")
        ):
            kept.append(await _fresh(push, order, ctx, uow))
    return [*kept, *_answers(run, orders, msg, ctx), *[await _fresh_own(push, orders, ctx, uow) for push in run.pushes]]


def _about(push: Push) -> OrderId:
    """The order that a notice is about; 0: none."""
    order = getattr(push.notice, "order", None)
    return order.id if isinstance(order, Order) else OrderId(0)


async def _fresh_own(push: Push, orders: dict[OrderId, Order], ctx: Context, uow: UnitOfWork) -> Push:
    order = orders.get(_about(push))
    return push if order is None else await _fresh(push, order, ctx, uow)


async def _fresh(push: Push, order: Order, ctx: Context, uow: UnitOfWork) -> Push:
    """A notice about an order that a rule changed: its buttons must fit what the order is now."""
    notice = push.notice
    if isinstance(notice, OrderMoved) and ctx.actor is not None:
        can = ctx.flow.next_moves(order, ctx.actor, await customer_of(order, uow))
        return replace(push, notice=replace(notice, order=order, can=can))
    if isinstance(notice, OrderNews):
        role = await _role(push.to, uow)
        return replace(push, notice=replace(notice, order=order, can=ctx.flow.next_actions(order.state, role)))
    if isinstance(notice, _SHOW_ORDER):
        return replace(push, notice=replace(notice, order=order))
    return push


async def _role(to: Audience, uow: UnitOfWork) -> str:
    match to:
        case ToRole(role):
            return role
        case ToPerson(user):
            person = await uow.parties.person(user)
            return person.role.value if person else ""
        case ToCustomer():
            return Role.CUSTOMER.value
    return ""


def _answers(run: _Run, orders: dict[OrderId, Order], msg: Message | None, ctx: Context) -> list[Push]:
    """Who set the rules off is told what they did; a customer only hears the news of the order."""
    if msg is None or ctx.actor is None or ctx.actor.role is Role.CUSTOMER:
        return []
    to: Audience = ToChat(msg.chat) if msg.chat.kind is ChatKind.DIRECT else ToPerson(ctx.actor.user)
    found = []
    for order_id, did in run.did.items():
        for rule in dict.fromkeys(name for name, _ in did):
            words = tuple(what for name, what in did if name == rule)
            found.append(Push(to, RuleNews(orders[order_id], rule, did=words)))
    return found
