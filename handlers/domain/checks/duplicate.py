"""The same order twice: from two people, in two chats, or once more by a forgetful customer."""

from datetime import timedelta
from decimal import Decimal

from handlers.domain.checks.facts import Facts, Found
from handlers.domain.finding import Finding
from handlers.domain.order import Order
from handlers.domain.pricing import amounts

NEAR = Decimal("0.2")  # quantities that differ by no more than this part of the larger one are close
SHARE = Decimal("0.5")  # of the products of the smaller order, so many must be in both


def duplicate(order: Order, facts: Facts) -> Found:
    """The most alike of the customer's orders of the last days; what came in the same message is meant as it is."""
    level = facts.level("duplicate")
    if level is None or order.customer_id is None:
        return []
    for other in facts.alike:
        if (
            other.id == order.id
            or other.customer_id != order.customer_id
            or set(other.source_ids) & set(order.source_ids)
        ):
            continue
        if any(line.origin and line.origin == other.number for line in order.lines):
            continue  # 照上次: once more is what was asked for
        same_no = bool(order.customer_no) and order.customer_no.casefold() == other.customer_no.casefold()
        if same_no or alike(order, other, facts.terms.duplicate_days):
            said = {"key": other.number or str(other.id), "order": str(other.id), "number": other.number or ""}
            said |= {"placed_by": other.placed_by or "", "no": order.customer_no if same_no else ""}
            return [Finding("duplicate.no" if same_no else "duplicate.alike", level, said, "merge")]
    return []


def alike(order: Order, other: Order, days: int) -> bool:
    """Close in products, quantities and days."""
    if days <= 0 or not _close_days(order, other, days):
        return False
    mine, theirs = amounts(order.lines), amounts(other.lines)
    both = [sku for sku in mine if sku in theirs and close(mine[sku], theirs[sku])]
    return bool(both) and Decimal(len(both)) >= SHARE * min(len(mine), len(theirs))


def close(one: Decimal, other: Decimal) -> bool:
    """Whether two quantities could be the same one said twice."""
    return abs(one - other) <= NEAR * max(one, other)


def _close_days(order: Order, other: Order, days: int) -> bool:
    gap = timedelta(days=days)
    if other.confirmed_at is not None and abs(order.touched_at - other.confirmed_at) > gap:
        return False
    return order.due is None or other.due is None or abs(order.due - other.due) <= gap
