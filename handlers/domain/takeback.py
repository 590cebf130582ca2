"""Takes back what one message did to a draft, and nothing else: pure.

What another message said since stays. What the message replaced comes back as it was, where that is known.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.domain.lines import numbered
from handlers.domain.order import Doubt, Evidence, Line, Order

_JUST = r"(?:刚才|刚刚|刚)"
_LAST = (
    rf"(?:{_JUST}(?:[发说]的?)?[那这]?一?[条句]|{_JUST}[发说]的|[上前]面?那?一?[条句]|最后一?[条句])"
    r"(?:消息|信息|话)?的?"
)
_VOID = r"撤回来?|撤销|撤掉|收回|不算数?|不作数|作废|作罢|取消|忽略|无视|别管|不用管|当我?没[说发]过?|[发说打写]错"
_UNSAY = re.compile(
    rf"[请把我]*(?:麻烦|帮我|把|我)*(?:{_LAST}[\s,]*(?:请|麻烦|帮我|先|我|也|都|就)*(?:{_VOID})"
    rf"|{_JUST}的?(?:撤回|不算数?|不作数|当我没说)"
    rf"|[请要想]*(?:撤回|撤销|收回|取消|忽略|无视|别管|不用管)(?:一下)?我?{_LAST})"
    r"[了吧啊哦哈呀,。.!~\s]*"
)


def takes_last_back(text: str) -> bool:
    """Whether somebody says in words what he would recall if his platform told us: 上一条撤回, 刚才那条不算."""
    return _UNSAY.fullmatch(text.strip()) is not None


@dataclass(frozen=True, slots=True)
class Step:
    """What one message made of a draft: as it was before (None: there was none) and as it was afterwards."""

    before: Order | None
    after: Order


def step_of(message_id: int, current: Order, befores: Sequence[Order]) -> Step:
    """The step in which the message came into the draft; `befores` are its earlier states, oldest first."""
    states = [*befores, current]
    place = next((at for at, state in enumerate(states) if message_id in state.source_ids), len(states) - 1)
    return Step(states[place - 1] if place else None, states[place])


def without(order: Order, message_id: int, step: Step) -> Order:
    """The draft as if the message had never been said."""
    old = step.before.lines if step.before else ()
    were = _chosen_anew(step)
    lines = [kept for line in order.lines if (kept := _line(line, message_id, old, were.get(_key(line)))) is not None]
    held = {_key(line) for line in (*step.after.lines, *lines)}
    lines += [line for line in old if _key(line) not in held]  # what it took away, and what it replaced
    order = replace(
        order, lines=numbered(tuple(lines)), source_ids=tuple(i for i in order.source_ids if i != message_id)
    )
    for field, names in _FIELDS.items():
        if _said(order.evidence, field, message_id):
            order = _restored(order, step.before, field, names)
    if step.before is not None and step.after.urgent and not step.before.urgent:
        order = replace(order, urgent=False)
    return replace(order, asked=None)


_FIELDS = {
    "customer": ("customer_id", "customer_name", "customer_candidates"),
    "due": ("due", "due_kind", "due_words"),
    "address": ("address",),
}
_NOTHING = Line(0)
_DOUBTED = {"due": "date"}


def _restored(order: Order, before: Order | None, field: str, names: tuple[str, ...]) -> Order:
    evidence = {name: value for name, value in order.evidence.items() if name != field}
    doubts = tuple(d for d in order.doubts if d.field != _DOUBTED.get(field, field))
    values: dict[str, object] = dict.fromkeys(names)
    if before is not None:
        values = {name: getattr(before, name) for name in names}
        evidence |= {field: before.evidence[field]} if field in before.evidence else {}
        doubts += tuple(d for d in before.doubts if d.field == _DOUBTED.get(field, field))
    else:
        values |= {name: "" for name in names if name.endswith(("_name", "_words"))}
        values |= {name: () for name in names if name.endswith("_candidates")}
    return replace(order, evidence=evidence, doubts=doubts, **values)  # type: ignore[arg-type]


def _chosen_anew(step: Step) -> dict[tuple[str, bool], Line]:
    """Lines that the step gave another product in their place, by what they are afterwards: as they were before."""
    old = step.before.lines if step.before else ()
    if len(old) != len(step.after.lines):
        return {}
    before, after = ({_key(line) for line in lines} for lines in (old, step.after.lines))
    pairs = zip(old, step.after.lines, strict=True)
    return {_key(new): was for was, new in pairs if _key(new) not in before and _key(was) not in after}


def _line(line: Line, message_id: int, old: Sequence[Line], other: Line | None) -> Line | None:
    """The line without what the message said of it; None where it made the line. `other`: where it chose another."""
    mine = {field for field in line.evidence if _said(line.evidence, field, message_id)}
    mine |= {"product"} if other else set()  # who answers by a number says no word of it
    if not mine:
        return line
    was = other or next((one for one in old if _key(one) == _key(line)), None)
    if was is None and "product" in mine:
        return None
    was = was or replace(_NOTHING, label=line.label, mention=line.mention)
    if "product" in mine:
        line = replace(line, label=was.label, mention=was.mention, candidates=was.candidates, learn=was.learn)
    if other is not None:
        line = replace(line, sku=other.sku, base_qty=None if line.qty else line.base_qty)
    if "quantity" in mine:
        line = replace(line, qty=was.qty, unit=was.unit, base_qty=was.base_qty)
    if "price" in mine:
        line = replace(line, said_price=was.said_price)
    evidence: dict[str, Evidence] = {name: value for name, value in line.evidence.items() if name not in mine}
    evidence |= {name: was.evidence[name] for name in mine if name in was.evidence}
    doubts: tuple[Doubt, ...] = tuple(d for d in line.doubts if d.field not in mine)
    return replace(line, evidence=evidence, doubts=(*doubts, *(d for d in was.doubts if d.field in mine)))


def _key(line: Line) -> tuple[str, bool]:
    return (line.sku or line.mention, line.gift)


def _said(evidence: Mapping[str, Evidence], field: str, message_id: int) -> bool:
    found = evidence.get(field)
    return found is not None and found.message_id == message_id
