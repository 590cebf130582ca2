"""The least an order should come to."""

from handlers.domain.checks.facts import Facts, Found
from handlers.domain.finding import Finding
from handlers.domain.money import worth
from handlers.domain.order import Order


def minimum(order: Order, facts: Facts) -> Found:
    """Nothing is said while a line has no price or quantity yet."""
    level, least = facts.level("minimum"), facts.terms.min_order
    if level is None or least <= 0 or not order.lines:
        return []
    if any(not line.gift and (line.price is None or line.base_qty is None) for line in order.lines):
        return []
    total = worth(order)
    if total >= least:
        return []
    return [Finding("minimum.value", level, {"total": str(total), "least": str(least), "gap": str(least - total)})]
