"""Rules that set each other off: A makes what B waits for, B what A waits for. Refused, whatever their 如果 say."""

from collections.abc import Sequence

from handlers.domain.flow import Flow
from handlers.domain.rules.model import Action, Ask, Hurry, Move, Rule, Tag, Trigger


def loop(rules: Sequence[Rule], flow: Flow) -> tuple[str, ...]:
    """The names of one circle of rules, beginning with the first of them; empty where there is none."""
    after = {
        rule.text.name: [
            other.text.name
            for other in rules
            if any(sets_off(action, trigger, flow) for action in rule.actions for trigger in other.triggers)
        ]
        for rule in rules
    }
    for start in after:
        if found := _back(start, (start,), after, set()):
            return found
    return ()


def _back(start: str, path: tuple[str, ...], after: dict[str, list[str]], seen: set[str]) -> tuple[str, ...]:
    for name in after[path[-1]]:
        if name == start:
            return path
        if name not in seen:
            seen.add(name)
            if found := _back(start, (*path, name), after, seen):
                return found
    return ()


def sets_off(action: Action, trigger: Trigger, flow: Flow) -> bool:
    """Whether what an action does can be what a trigger waits for."""
    match action:
        case Move(state):
            if trigger.kind == "enter":
                return trigger.about == state
            return trigger.kind == "leave" and any(move.to == state for move in flow.moves(trigger.about))
        case Tag(word, on):
            return trigger.kind == ("tag" if on else "untag") and trigger.about == word
        case Hurry():
            return trigger.kind == "field" and trigger.about == "urgent"
        case Ask(role):  # the answer is a person's, but the question would come again with it
            return trigger.kind in ("passed", "refused") and trigger.about in ("", role)
    return False
