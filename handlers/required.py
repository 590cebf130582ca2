"""必填: what operators' rules want before an order leaves a state or gets into one, besides what its flow wants."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.flow import PLAIN
from handlers.domain.order import Order, Phase
from handlers.domain.rules.condition import holds
from handlers.domain.rules.model import Require
from handlers.ports import UnitOfWork
from handlers.rule_facts import compiled, facts_now


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that must be there: its kind, what it is called, and the rule that says so."""

    kind: str
    name: str
    rule: str


async def required(order: Order, action: str, ctx: Context, uow: UnitOfWork) -> tuple[Wanted, ...]:
    """What the rules in force want before this move; an order may always be cancelled or taken back without it."""
    move = ctx.flow.move(order.state, action)
    if move is None or action in PLAIN or ctx.flow.phase(move.to) is Phase.VOID:
        return ()
    found: list[Wanted] = []
    steps = {("leave", order.state), ("enter", move.to)}
    for version in await uow.rules.in_force():
        rule = compiled(version.text, ctx.flow)
        wants = [one for one in rule.actions if isinstance(one, Require)] if rule is not None else []
        if rule is None or not wants or not any((t.kind, t.about) in steps for t in rule.triggers):
            continue
        facts = await facts_now(order, await uow.events.of(order.id), {}, ctx, uow) if rule.condition else {}
        if holds(rule.condition, facts):
            found += [Wanted(one.kind, one.name, version.name) for one in wants]
    return tuple(found)


def must_be_handed_in(order: Order, action: str, wanted: Sequence[Wanted], given: Sequence[str], ctx: Context) -> None:
    """Raises Refused with the first thing that lacks; `given`: kinds of deliverables that are there."""
    move = ctx.flow.move(order.state, action)
    lacks = next((one for one in wanted if one.kind not in given), None)
    if lacks is not None and move is not None:
        facts = {"单号": order.number or "", "现在": order.state, "动作": move.label, "缺": lacks.name}
        facts["说法"] = move.words[0] if move.words else move.label
        raise Refused(f"flow.{lacks.kind}", facts)
