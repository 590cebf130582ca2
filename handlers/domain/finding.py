"""What a check found about an order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Level(StrEnum):
    """What a finding does: nothing, a mark, a wait for somebody's approval, no order at all."""

    INFO = "info"
    WARN = "warn"
    HOLD = "hold"
    BLOCK = "block"


ASKED = "rule.asked"  # the code of a hold that an operators' rule put on an order: facts key, role, why


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `size` says how bad it is: what was approved covers the same finding up to its size."""

    code: str  # stable and dotted; its first part names the check
    level: Level
    facts: Mapping[str, str] = field(default_factory=dict)  # values for the wording: see cards/findings.py
    cure: str = ""  # approve | fit | merge | wait …: what can be done about it
    line: int | None = None  # 1-based line it is about
    size: Decimal = Decimal(0)

    @property
    def about(self) -> tuple[str, str]:
        """What makes two findings the same one: the code and the product or order it speaks of."""
        return self.code, self.facts.get("key", "")

    @property
    def rush(self) -> bool:
        """Whether it is a plan by which the order jumps the queue: facts key, role, day, slips, waiting, done."""
        return self.code.startswith("rush.")

    @property
    def topic(self) -> str:
        """Whose approval a hold needs: a key of `policy.approvers`."""
        if self.code == ASKED or self.rush:
            return f"rule.{self.facts['role']}"
        return {"credit": "credit", "overdue": "credit", "floor": "price", "gift": "price", "quote": "price"}.get(
            self.code.split(".", maxsplit=1)[0], "other"
        )
