"""What is agreed with a customer: the policy's thresholds after its level's and its own were applied."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal

from handlers.domain.finding import Level


@dataclass(frozen=True, slots=True)
class Terms:
    """`levels` says what each check does with what it finds; a check that is not there is switched off."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    min_order: Decimal = Decimal(0)
    overdue_days: int = 0
    cutoff: time | None = None
    delivery_days: int = 1
    use_safety: bool = False
    duplicate_days: int = 3
