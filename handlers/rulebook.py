"""The book of rules: writing one, trying it on what happened, putting it in force, taking that back.

Nothing is in force that was not tried: the try belongs to one version, and another version must be tried anew. What
is in force is read from the store with every message, in every process; a file or a message only proposes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.access import customer_of
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.flow_check import Flaw, meant
from handlers.domain.order import Order, OrderId, Phase
from handlers.domain.rules.condition import holds
from handlers.domain.rules.facts import Known, facts_of, stood
from handlers.domain.rules.loops import loop
from handlers.domain.rules.matching import looks, matches
from handlers.domain.rules.model import Ask, Notify, Rule, RuleText, RuleVersion, Switch
from handlers.domain.rules.reading import read_rule
from handlers.domain.rules.stands import allowed
from handlers.domain.rules.vocabulary import vocabulary
from handlers.notices import RuleTried
from handlers.ports import UnitOfWork
from handlers.rule_facts import learn_roles

DAYS = 30  # a try looks back so far
LOOKED = 1000  # at so many orders at most
Hit = tuple[Order, datetime, str]  # as it stood, when, what had happened


@dataclass(frozen=True, slots=True)
class Writing:
    """A rule that somebody proposes, read: `flaws` say why it is none."""

    text: RuleText
    rule: Rule | None
    flaws: tuple[Flaw, ...]


async def examined(text: RuleText, ctx: Context, uow: UnitOfWork) -> Writing:
    """Reads a rule against the flow and against who is there."""
    rule, flaws = read_rule(text, ctx.flow)
    if rule is not None:
        flaws = tuple(await _strangers(rule, ctx, uow))
    return Writing(text, None if flaws else rule, flaws)


async def circle(writings: Sequence[Writing], ctx: Context, uow: UnitOfWork) -> tuple[str, ...]:
    """The names of rules that would set each other off: of these, and of those in force beside them."""
    mine = [writing.rule for writing in writings if writing.rule is not None]
    names = {writing.text.name for writing in writings}
    others = [rule for one in await uow.rules.in_force() if one.name not in names and (rule := _read(one, ctx))]
    found = loop([*mine, *others], ctx.flow)
    return found if names & set(found) else ()


def _read(version: RuleVersion, ctx: Context) -> Rule | None:
    return read_rule(version.text, ctx.flow)[0]


async def _strangers(rule: Rule, ctx: Context, uow: UnitOfWork) -> list[Flaw]:
    """People and groups that are not there; roles that approve nothing."""
    flaws = []
    deciders = sorted({role for roles in ctx.policy.approvers.values() for role in roles})
    for place, action in enumerate(rule.actions):
        where = ("then", place), f"then[{place + 1}]"
        if isinstance(action, Ask) and action.role not in deciders:
            flaws.append(Flaw(*where, "这个角色不审批", f"可用:{'、'.join(deciders)}(policy.approvers)"))
        for who in action.to if isinstance(action, Notify) else ():
            name = who.removeprefix("@")
            if name == who:
                continue
            people = await uow.parties.named(name)
            if len([one for one in people if one.active]) > 1:
                flaws.append(Flaw(*where, f"“{name}”有好几个人", "请写他在 people.csv 里的账号(user)"))
            elif not any(one.active for one in people) and not await uow.parties.group_named(name):
                flaws.append(Flaw(*where, f"没有角色、人或群“{name}”", "请写角色(如 仓库)、人名,或 chats.csv 里的群名"))
    return flaws


async def write(text: RuleText, by: str, source: str, ctx: Context, uow: UnitOfWork) -> RuleVersion | Writing:
    """Keeps a rule as a new version, not in force; or says what is wrong with it."""
    writing = await examined(text, ctx, uow)
    if writing.rule is None:
        return writing
    if names := await circle([writing], ctx, uow):
        cure = "请改其中一条的 当 或 那么"
        return Writing(text, None, (Flaw(("when",), "when", f"规则会互相触发:{said_circle(names)}", cure),))
    return await uow.rules.add(RuleVersion(text, 0, by, ctx.now, source))


def said_circle(names: Sequence[str]) -> str:
    """大单 → 加急 → 大单."""
    return " → ".join((*names, names[0]))


async def known(name: str, version: int, uow: UnitOfWork) -> RuleVersion:
    """A version of a rule; raises Refused where there is none."""
    found = await uow.rules.get(name, version)
    if found is None:
        names = [one.name for one in await uow.rules.newest()]
        raise Refused("rule.unknown", {"规则": name, "有": meant(name, names) if names else "还没有规则"})
    return found


async def try_out(version: RuleVersion, by: str, ctx: Context, uow: UnitOfWork) -> RuleTried:
    """What this version would have hit in the last days; it may be enabled from now on."""
    rule = await _sound(version, ctx, uow)
    since = ctx.now - timedelta(days=DAYS)
    found = await uow.events.orders_since(since, looks(rule.triggers, ctx.flow), LOOKED + 1)
    roles: dict[str, str] = {}
    hits = [hit for order_id in found[:LOOKED] if (hit := await _hit(order_id, rule, since, roles, ctx, uow))]
    await uow.rules.lock()
    await uow.rules.tried(version.name, version.version, by, ctx.now, len(hits))
    stuck = sum(not allowed(rule, then.state, ctx.flow) for then, _, _ in hits)
    return RuleTried(version, tuple(hits), DAYS, min(len(found), LOOKED), full=len(found) <= LOOKED, stuck=stuck)


async def _hit(
    order_id: OrderId, rule: Rule, since: datetime, roles: dict[str, str], ctx: Context, uow: UnitOfWork
) -> Hit | None:
    """The last time the rule would have acted on an order. Amounts, goods and what is short count as they are now."""
    order, events = await uow.orders.get(order_id), await uow.events.of(order_id)
    await learn_roles({event.actor for event in events} | {order.placed_by or ""}, roles, uow)
    customer, short = await customer_of(order, uow), None
    for place in range(len(events) - 1, -1, -1):
        event = events[place]
        if event.at < since:
            break
        trigger = next((t for t in rule.triggers if matches(t, event, roles, ctx.flow)), None)
        if trigger is None or ctx.flow.phase(event.to_state) not in (Phase.OPEN, Phase.DONE):
            continue
        if short is None:
            short = any(promised.short > 0 for promised in await uow.stock.promised(order_id))
        then = stood(order, events, place)
        facts = facts_of(
            Known(then, customer, events[: place + 1], roles, short, event.at, ctx.zone), vocabulary(ctx.flow)
        )
        if holds(rule.condition, facts) and (trigger.kind != "short" or short):
            return then, event.at, trigger.words
    return None


async def _sound(version: RuleVersion, ctx: Context, uow: UnitOfWork) -> Rule:
    """The rule as it can be carried out now; raises Refused with the first thing that is wrong."""
    writing = await examined(version.text, ctx, uow)
    if writing.rule is None:
        flaw = writing.flaws[0]
        raise Refused("rule.wrong", {"规则": version.name, "哪里": flaw.words, "怎么改": flaw.cure})
    return writing.rule


async def enable(name: str, version: int, by: str, ctx: Context, uow: UnitOfWork) -> RuleVersion:
    """Puts a version (0: the newest) in force; raises Refused where it was not tried, or goes in circles."""
    await uow.rules.lock()
    found = await known(name, version, uow)
    if found.tried_at is None:
        raise Refused("rule.untried", {"规则": name, "版": str(found.version)})
    if (found.name, found.version) in {(one.name, one.version) for one in await uow.rules.in_force()}:
        return found  # nothing changes, so nothing is there to be rolled back
    await _put_in_force(found, by, None, ctx, uow)
    return found


async def _put_in_force(found: RuleVersion, by: str, undoes: int | None, ctx: Context, uow: UnitOfWork) -> None:
    rule = await _sound(found, ctx, uow)
    if names := await circle([Writing(found.text, rule, ())], ctx, uow):
        raise Refused("rule.circle", {"规则": found.name, "圈": said_circle(names)})
    await uow.rules.switch(Switch(found.name, found.version, by, ctx.now, undoes))


async def disable(name: str, by: str, ctx: Context, uow: UnitOfWork) -> RuleVersion:
    """Takes a rule out of force; raises Refused where it is in none."""
    await uow.rules.lock()
    for found in await uow.rules.in_force():
        if found.name == name:
            await uow.rules.switch(Switch(name, 0, by, ctx.now))
            return found
    raise Refused("rule.off", {"规则": (await known(name, 0, uow)).name})


async def roll_back(name: str, by: str, ctx: Context, uow: UnitOfWork) -> Switch:
    """Takes the last switch (of this rule, or of all) back that was not taken back yet; again: the one before."""
    await uow.rules.lock()
    if name:
        await known(name, 0, uow)
    switches = await uow.rules.switches(name)
    undone = {one.undoes for one in switches}
    last = next((one for one in switches if one.undoes is None and one.id not in undone), None)
    if last is None:
        raise Refused("rule.first", {"规则": name})
    earlier = (one for one in await uow.rules.switches(last.name) if one.id < last.id)
    before = next((one.version for one in earlier), 0)
    if before:
        await _put_in_force(await known(last.name, before, uow), by, last.id, ctx, uow)
    else:
        await uow.rules.switch(Switch(last.name, 0, by, ctx.now, last.id))
    return Switch(last.name, before, by, ctx.now, last.id)


async def listed(uow: UnitOfWork) -> tuple[tuple[RuleVersion, int], ...]:
    """The newest version of every rule, and which one is in force (0: none)."""
    in_force = {one.name: one.version for one in await uow.rules.in_force()}
    return tuple((one, in_force.get(one.name, 0)) for one in await uow.rules.newest())
