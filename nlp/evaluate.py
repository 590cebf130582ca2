"""Scores readings against what was expected: the corpus numbers, a reliability table, a confusion of intents."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .judge import judge_orders, judge_other

Message = Mapping[str, Any]
BUCKETS = 10


@dataclass(slots=True)
class Score:
    """Hits of totals by name, stated confidence against truth, and which intent was taken for which."""

    hit: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    reliability: dict[int, tuple[int, int]] = field(default_factory=dict)  # bucket -> right, all
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
        bucket = min(int(float(got.get("confidence", 0)) * BUCKETS), BUCKETS - 1)
        right, all_ = result.reliability.get(bucket, (0, 0))
        result.reliability[bucket] = (right + fine, all_ + 1)
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
    lines.append("confidence   right/all")
    for bucket in sorted(result.reliability):
        right, all_ = result.reliability[bucket]
        lines.append(f"  {bucket / BUCKETS:.1f}–{(bucket + 1) / BUCKETS:.1f}   {right:4}/{all_}")
    for (want, got), count in result.confusion.most_common():
        if want != got:
            lines.append(f"  {want} read as {got}: {count}")
    for message, answer in result.fails[:fails]:
        lines.append(f"{message['id']}  {message['text']}\n  want {message['expect']}\n  got  {answer}")
    return "\n".join(lines)
