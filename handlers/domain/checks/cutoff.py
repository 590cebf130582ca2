"""The wanted day against cut-off, working days and the way there: with everything in stock it would still be late."""

from handlers.domain.checks.facts import Facts, Found
from handlers.domain.finding import Finding
from handlers.domain.order import DueKind, Order


def cutoff(order: Order, facts: Facts) -> Found:
    """Where it is set to `block` the cut-off is strict, where to `warn` it is flexible."""
    level, shipping = facts.level("cutoff"), facts.shipping
    if level is None or order.due is None or order.due_kind is DueKind.AFTER:
        return []
    first = shipping.first
    if order.due >= first or order.due < facts.now.date():  # what is past has its own doubt
        return []
    closed = shipping.cutoff is not None and shipping.now.time() >= shipping.cutoff
    said = {"first": first.isoformat(), "due": order.due.isoformat()}
    if closed and shipping.calendar.works(facts.now.date()):
        said["cutoff"] = f"{shipping.cutoff:%H:%M}"
    return [Finding("cutoff.late", level, said)]
