"""Scores readings against what was expected: the corpus numbers, a reliability table, a confusion of intents."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .judge import judge_orders, judge_other
from .reliability import Case, cases, confusion, silent, silent_report, table

Message = Mapping[str, Any]


@dataclass(slots=True)
class Score:
    """Hits of totals by name, stated confidence against truth, and which intent was taken for which."""

    hit: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    cases: list[Case] = field(default_factory=list)  # every stated value, with its confidence
    silent: list[tuple[str, Case]] = field(default_factory=list)  # message id, a wrong value that nothing marked
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    fails: list[tuple[Message, Message]] = field(default_factory=list)

    def count(self, name: str, right: bool) -> None:
        """Add one case."""
        self.total[name] += 1
        self.hit[name] += right

    def rate(self, name: str) -> Decimal:
        """Share of hits, 0 where there were no cases."""
        return Decimal(self.hit[name]) / self.total[name] if self.total[name] else Decimal(0)


def _complete(expect: Message) -> bool:
    return all(
        o.get("customer") and o.get("due") and all(i.get("sku") and i.get("qty") is not None for i in o["items"])
        for o in expect["orders"]
    )


def right(want: Message, got: Message) -> bool:
    """Whether everything in one answer is right and nothing is too much."""
    if got.get("intent") != want["intent"]:
        return False
    if want["intent"] == "place_order":
        return judge_orders(want["orders"], got.get("orders") or []).exact
    return judge_other(want, got)


def score(messages: Sequence[Message], answers: Sequence[Message]) -> Score:
    """The numbers over pairs of message and answer (both in the shape of the corpus)."""
    result = Score()
    for message, got in zip(messages, answers, strict=True):
        want = message["expect"]
        right_intent = got.get("intent") == want["intent"]
        ordered = got.get("intent") == "place_order"
        wrong = False
        result.count("intent", right_intent)
        result.confusion[want["intent"], str(got.get("intent"))] += 1
        if want["intent"] == "place_order":
            verdict = judge_orders(want["orders"], (got.get("orders") or []) if ordered else [])
            result.total.update(verdict.seen)
            result.hit.update(verdict.right)
            fine = right_intent and verdict.exact
            wrong = ordered and verdict.wrong_said
            result.count("orders_exact", fine)
            if _complete(want):
                result.count("complete_exact", fine)
        else:
            fine = right_intent and judge_other(want, got)
            wrong = ordered
            result.count("false_order", ordered)
            result.count("other_exact", fine)
        result.count("exact", fine)
        result.count("said_wrong", wrong)
        found = cases(want, got, fine)
        result.cases += found
        result.silent += [(str(message.get("id", "")), case) for case in silent(found)]
        if not fine:
            result.fails.append((message, got))
    return result


NAMES = (
    "exact", "intent", "orders_exact", "complete_exact", "customer", "product", "quantity", "date", "other_exact",
    "false_order", "said_wrong",
)  # fmt: skip


def report(result: Score, fails: int = 0) -> str:
    """The score as a table for people."""
    lines = [f"{n:15} {result.hit[n]:5}/{result.total[n]:<5} {result.rate(n) * 100:6.2f} %" for n in NAMES]
    lines += ["", table(result.cases), "", confusion(result.confusion)]
    for (want, got), count in result.confusion.most_common():
        if want != got:
            lines.append(f"  {want} read as {got}: {count}")
    lines += ["", silent_report(result.silent)]
    for message, answer in result.fails[:fails]:
        lines.append(f"{message['id']}  {message['text']}\n  want {message['expect']}\n  got  {answer}")
    return "\n".join(lines)
