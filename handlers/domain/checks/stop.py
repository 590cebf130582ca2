"""What is not for sale: marked on every draft that asks for it."""

from handlers.domain.checks.facts import Facts, Found
from handlers.domain.finding import Finding
from handlers.domain.order import Order, Phase
from handlers.domain.quantity import plain


def stop(order: Order, facts: Facts) -> Found:
    """One finding a product; an order that is worked on already goes on."""
    level = facts.level("stop")
    if level is None or not (order.phase is Phase.DRAFT or order.held):
        return []
    found: Found = []
    for line in order.lines:
        one = facts.stops.get(line.sku or "")
        if one is None or any(f.facts["key"] == one.sku for f in found):
            continue
        said = {"key": one.sku, "label": line.label, "unit": line.base_unit, "why": one.why}
        said |= {"free": plain(one.free), "safety": plain(one.safety)}
        found.append(Finding("stop.hand" if one.hand else "stop.safety", level, said, line=line.no))
    return found
