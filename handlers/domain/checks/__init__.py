"""The checks before confirmation and on every change: one rule a file, pure, in this order on the card.

To add one: a function `(order, facts) -> list[Finding]` in a file here, one line in CHECKS, its name in
`config.policy.Check`, the wording of its codes in `cards/findings.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from handlers.domain.checks.credit import credit
from handlers.domain.checks.cutoff import cutoff
from handlers.domain.checks.duplicate import duplicate
from handlers.domain.checks.facts import Debts, Facts, Found, Grant
from handlers.domain.checks.gift import gift
from handlers.domain.checks.minimum import minimum
from handlers.domain.checks.pack import least, pack
from handlers.domain.checks.price import floor, price
from handlers.domain.checks.stock import stock
from handlers.domain.checks.stop import stop
from handlers.domain.finding import Finding, Level
from handlers.domain.order import Order

__all__ = ["CHECKS", "Debts", "Facts", "Grant", "granted", "run"]

Check = Callable[[Order, Facts], Found]
CHECKS: tuple[Check, ...] = (duplicate, credit, floor, price, gift, stop, stock, cutoff, least, pack, minimum)


def run(order: Order, facts: Facts) -> tuple[Finding, ...]:
    """Everything the checks find; a hold that was approved is only mentioned."""
    return tuple(granted(finding, facts.grants) for check in CHECKS for finding in check(order, facts))


def granted(finding: Finding, grants: Iterable[Grant]) -> Finding:
    """A hold that somebody approved, at least as big, is only mentioned."""
    if finding.level is not Level.HOLD:
        return finding
    given = next((g for g in grants if g.about == finding.about and finding.size <= g.size), None)
    if given is None:
        return finding
    return replace(finding, level=Level.INFO, facts={**finding.facts, "by": given.by}, cure="")
