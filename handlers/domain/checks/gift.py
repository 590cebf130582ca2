"""Gifts: what campaigns give is computed; what a conversation gives away waits for whoever sets prices."""

from decimal import Decimal

from handlers.domain.checks.facts import Facts, Found
from handlers.domain.finding import Finding, Level
from handlers.domain.gifts import Given
from handlers.domain.order import Order
from handlers.domain.quantity import plain
from handlers.domain.topping import LEFT, NEAR


def gift(order: Order, facts: Facts) -> Found:
    """A said gift is a price of nothing; then what the next tier takes, and what could not be given."""
    level = facts.level("gift")
    found: Found = []
    for line in order.lines:
        if level is None or not line.gift or line.given or line.sku is None or line.base_qty is None:
            continue
        price = line.price if line.price is not None else Decimal(1)
        said = {"key": line.sku, "label": line.label, "qty": plain(line.base_qty), "unit": line.base_unit}
        found.append(Finding("gift.said", level, said, "approve", line.no, size=price * line.base_qty))
    gifts = facts.gifts
    found += [Finding("gift.gone", Level.WARN, _said(one, facts)) for one in gifts.gone]
    found += [Finding("gift.used", Level.INFO, {"key": name, "campaign": name}) for name in gifts.used]
    left = [f for f in order.findings if f.code == LEFT]  # was asked once: that is enough
    found += left or [Finding(NEAR, Level.INFO, _said(one, facts) | {"sku": one.sku}) for one in gifts.near]
    return found


def _said(one: Given, facts: Facts) -> dict[str, str]:
    product = facts.products.get(one.sku)
    label, unit = (product.label, product.unit) if product else (one.sku, "")
    said = {"key": f"{one.campaign} {one.sku}", "campaign": one.campaign, "label": label, "qty": plain(one.qty)}
    return said | {"unit": unit, "from": plain(one.least), "gap": plain(one.gap)}
