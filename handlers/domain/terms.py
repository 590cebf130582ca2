"""What is agreed with a customer: the policy's thresholds after its level's and its own were applied."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
    payment: str = "account"  # account | prepaid | deposit
    deposit: int = 30  # percent, before work begins
    balance: str = "ship"  # ship: the rest before goods leave | account
    return_days: int = 7  # 0: nothing is taken back without a flaw
    return_until: str = "exact"  # exact: to the second | day: to the end of that day
    pace: int = 100  # percent of the usual time for everything with a limit
    ladder: str = ""  # empty: as the flow says
    amends_most: Decimal = Decimal(0)  # yuan that may be offered when goods are stuck
    service: str = ""  # people.user who looks after the customer
    no_delivery: frozenset[int] = frozenset()  # days of the week on which goods are not taken in, Monday is 0

    @property
    def paying(self) -> str:
        """How is paid, as an order keeps it: account, prepaid, or deposit:30:ship."""
        return f"deposit:{self.deposit}:{self.balance}" if self.payment == "deposit" else self.payment

    def paid_as(self, kept: str) -> "Terms":
        """The same, paid as an order keeps it; empty: as agreed."""
        if not kept:
            return self
        payment, _, rest = kept.partition(":")
        deposit, _, balance = rest.partition(":")
        return replace(self, payment=payment, deposit=int(deposit or self.deposit), balance=balance or self.balance)
