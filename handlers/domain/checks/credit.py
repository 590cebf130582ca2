"""Credit: open and unpaid orders, receivables and this order may not pass the limit; overdue money comes first."""

from decimal import Decimal

from handlers.domain.checks.facts import Facts, Found
from handlers.domain.finding import Finding
from handlers.domain.money import worth
from handlers.domain.order import Order


def credit(order: Order, facts: Facts) -> Found:
    """A customer without an agreed limit is not checked against one."""
    found: Found = []
    debts, customer = facts.debts, facts.customer
    level = facts.level("overdue")
    if level is not None and debts.overdue > 0:
        said = {"overdue": str(debts.overdue), "days": str(debts.overdue_days)}
        found.append(Finding("overdue.money", level, said, "approve", size=debts.overdue))
    level = facts.level("credit")
    if level is None or customer is None or customer.credit_limit <= 0:
        return found
    before = debts.before
    own = max(Decimal(0), worth(order) - debts.settled)
    total = before + own
    over = total - customer.credit_limit
    if over > 0 and own > 0:
        said = {"over": str(over), "before": str(before), "total": str(total), "limit": str(customer.credit_limit)}
        found.append(Finding("credit.over", level, said, "approve", size=max(over, Decimal(0))))
    return found
