"""What is not there now, line by line; when it comes is the promise's business."""

from handlers.domain.checks.facts import Facts, Found
from handlers.domain.finding import Finding
from handlers.domain.order import Order
from handlers.domain.quantity import plain


def stock(_: Order, facts: Facts) -> Found:
    """One finding a line that is short."""
    level = facts.level("stock")
    if level is None:
        return []
    return [
        Finding(
            "stock.short",
            level,
            {"key": p.sku, "label": p.label, "short": plain(p.short), "now": plain(p.now), "unit": p.unit},
            "short",
            p.no,
            size=p.short,
        )
        for p in facts.promised
        if p.short > 0
    ]
