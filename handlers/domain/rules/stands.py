"""In which states an order can stand when a rule acts on it: what the flow never allows there is no rule."""

from handlers.domain.flow import PLAIN, Flow
from handlers.domain.flow_check import Flaw
from handlers.domain.order import Phase
from handlers.domain.rules.condition import holds
from handlers.domain.rules.model import Compare, Condition, Every, Move, Not, Rule, Some, Trigger

STATE = "状态"  # the fact that the flow knows beforehand


def forbidden(rule: Rule, flow: Flow) -> list[Flaw]:
    """A move that the flow allows in none of the states in which one of the triggers can find an order."""
    flaws = []
    for place, move in enumerate(rule.actions):
        if not isinstance(move, Move):
            continue
        for trigger in rule.triggers:
            here = [name for name in _states(trigger, flow) if _may(rule.condition, name) is not False]
            if here and move.state not in here and not any(move.state in _ways(name, flow) for name in here):
                words = f"流程不能从“{'”“'.join(here)}”到“{move.state}”"
                flaws.append(Flaw(("then", place), f"then[{place + 1}]", words, _cure(here, flow)))
    return flaws


def allowed(rule: Rule, state: str, flow: Flow) -> bool:
    """Whether the flow lets the rule's move, where it has one, be made in this state."""
    moves = [action.state for action in rule.actions if isinstance(action, Move)]
    return all(to == state or to in _ways(state, flow) for to in moves)


def _states(trigger: Trigger, flow: Flow) -> list[str]:
    """Where an order that is going on stands once this has happened; handing something in may move it on."""
    spec = flow.spec
    match trigger.kind:
        case "enter":
            found = {trigger.about}
        case "leave":
            found = {move.to for move in flow.moves(trigger.about)}
        case "confirm":
            found = {move.to for move in spec.moves if move.action == "confirm"}
        case "given":
            found = {*trigger.states, *(move.to for state in trigger.states for move in flow.moves(state))}
        case _:
            found = set(spec.state)
    return [name for name in spec.state if name in found and flow.phase(name) in (Phase.OPEN, Phase.DONE)]


def _may(condition: Condition | None, state: str) -> bool | None:
    """Whether a condition holds in a state; None where that depends on something else."""
    match condition:
        case Compare(fact=fact):
            return holds(condition, {STATE: state}) if fact == STATE else None
        case Not(of):
            inner = _may(of, state)
            return None if inner is None else not inner
        case Every(of):
            parts = [_may(one, state) for one in of]
            return False if False in parts else None if None in parts else True
        case Some(of):
            parts = [_may(one, state) for one in of]
            return True if True in parts else None if None in parts else False
    return None


def _ways(start: str, flow: Flow) -> list[str]:
    return [move.to for move in flow.moves(start) if move.action not in PLAIN]


def _cure(here: list[str], flow: Flow) -> str:
    ways = list(dict.fromkeys(to for name in here for to in _ways(name, flow)))
    return f"从这里可以到:{'、'.join(ways)}" if ways else "从这里不能再往下走"
