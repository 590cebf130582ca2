"""Whether something that happened to an order is what a rule waits for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handlers.domain.flow import Flow
from handlers.domain.order import OrderEvent
from handlers.domain.party import Role
from handlers.domain.rules.model import ACTOR, Trigger

CUSTOMER, SYSTEM, RULE = "客户", "系统", "规则"
PASSING = frozenset({"付款", "审核"})  # statuses whose move or note is somebody's yes
PROOFS = frozenset({"photo", "sign", "tracking"})  # fields of a Change that hand something on
PROMISED = frozenset({"confirm", "change", "promise", "release"})  # events after which something may be short


@dataclass(frozen=True, slots=True)
class Looks:
    """What events that a rule may wait for have in common: one of these is enough. For searching the books."""

    actions: tuple[str, ...] = ()
    states: tuple[str, ...] = ()  # left or entered
    fields: tuple[str, ...] = ()  # how a changed field's name begins


def looks(triggers: Iterable[Trigger], flow: Flow) -> Looks:
    """Where to look for events that these may wait for; `matches` decides."""
    actions: set[str] = set()
    states: set[str] = set()
    fields: set[str] = set()
    for trigger in triggers:
        match trigger.kind:
            case "enter" | "leave":
                states.add(trigger.about)
            case "given":
                states |= set(trigger.states)
            case "tracking" | "tag" | "untag":
                fields.add("tracking" if trigger.kind == "tracking" else "tag")
            case "field":
                fields.add(trigger.about)
            case "passed":
                actions |= {"approve", "note"}
                actions |= {move.action for move in flow.spec.moves if PASSING & set(move.words)}
            case "refused":
                actions.add("reject")
            case "short":
                actions |= PROMISED
            case kind:  # confirm, note, overdue, change: the event has that name
                actions.add(kind)
    return Looks(tuple(sorted(actions)), tuple(sorted(states)), tuple(sorted(fields)))


def matches(trigger: Trigger, event: OrderEvent, roles: Mapping[str, str], flow: Flow) -> bool:
    """`roles`: people.user -> role, for those who acted."""
    entered = event.from_state != event.to_state
    fields = {change.field: change.new for change in event.changes if change.new != change.old}
    match trigger.kind:
        case "confirm":
            return event.action == "confirm"
        case "enter":
            return entered and event.to_state == trigger.about
        case "leave":
            return entered and event.from_state == trigger.about
        case "given":
            return event.from_state in trigger.states and any(fields.get(kind) for kind in PROOFS)
        case "tracking":
            return bool(fields.get("tracking"))
        case "field":
            return any(field.startswith(trigger.about) for field in fields)
        case "change":
            return event.action == "change"
        case "note":
            return event.action == "note" and event.reason == trigger.about
        case "passed":
            return said_yes(event, trigger.about, roles, flow)
        case "refused":
            return event.action == "reject" and trigger.about in ("", roles.get(event.actor))
        case "tag" | "untag":
            on = trigger.kind == "tag"
            return any(c.field == "tag" and (c.new if on else c.old) == trigger.about for c in event.changes)
        case "overdue":
            return event.action == "overdue"
        case "short":
            return event.action in PROMISED
    return False


def said_yes(event: OrderEvent, role: str, roles: Mapping[str, str], flow: Flow) -> bool:
    """Whether this is the yes of somebody of a role: an approval, or the move or note that books a payment or check."""
    if event.action == "approve":
        return role in ("", roles.get(event.actor))
    if not role or roles.get(event.actor) != role:
        return False
    if event.action == "note":
        return event.reason in PASSING
    move = flow.move(event.from_state, event.action)
    return move is not None and bool(PASSING & set(move.words))


def doer(actor: str, roles: Mapping[str, str]) -> str:
    """Who acted, as the fact 操作人 has it: a role, 客户, 系统 or 规则."""
    if actor.startswith(ACTOR):
        return RULE
    role = roles.get(actor)
    if role is None:
        return SYSTEM
    return CUSTOMER if role == Role.CUSTOMER.value else role
