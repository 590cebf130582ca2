"""Prices come from the price list, contracts and promotions; what a conversation says only ever raises a question."""

from decimal import Decimal

from handlers.domain.checks.facts import Facts, Found
from handlers.domain.finding import Finding
from handlers.domain.order import Line, Order
from handlers.domain.party import Product
from handlers.domain.pricing import Kind
from handlers.domain.quantity import base

BELOW = "floor.below"  # a price that was said is below the least that we take


def said_price(line: Line, product: Product) -> Decimal | None:
    """The price that was said, for one base unit."""
    if line.said_price is None:
        return None
    factor = base(product, Decimal(1), line.unit)
    return line.said_price / factor if factor > 0 else line.said_price


def list_price(sku: str, facts: Facts) -> Decimal | None:
    """What this customer pays today for this amount."""
    product, quoted = facts.products.get(sku), facts.quoted.get(sku)
    return quoted.price if quoted else product.price if product else None


def below(line: Line, facts: Facts) -> tuple[Product, Decimal] | None:
    """The product and the said price where that is below the floor and below what the customer pays anyway."""
    product = facts.products.get(line.sku or "")
    said = said_price(line, product) if product and not line.gift else None
    if product is None or said is None or product.min_price is None or said >= product.min_price:
        return None
    quoted = facts.quoted.get(product.sku)
    agreed = quoted.price if quoted and quoted.kind is not Kind.LIST else None
    return None if agreed is not None and said >= agreed else (product, said)


def floor(order: Order, facts: Facts) -> Found:
    """A said price below the floor waits for approval."""
    level = facts.level("floor")
    if level is None:
        return []
    found: Found = []
    for line in order.lines:
        under = below(line, facts)
        if under is not None:
            product, said = under
            least = product.min_price or Decimal(0)
            usual = list_price(product.sku, facts)
            facts_ = {"key": product.sku, "label": product.label, "said": str(said), "floor": str(least)}
            facts_ |= {"list": str(usual)} if usual is not None else {}
            much = line.base_qty or Decimal(1)  # what is approved is what is given away, not for any amount
            found.append(Finding(BELOW, level, facts_, "approve", line.no, size=(least - said) * much))
    return found


def price(order: Order, facts: Facts) -> Found:
    """A said price that is not ours is marked, and so is a line without any price."""
    level = facts.level("price")
    if level is None:
        return []
    found: Found = []
    for line in order.lines:
        product = facts.products.get(line.sku or "")
        if product is None or line.gift:
            continue
        ours, said = list_price(product.sku, facts), said_price(line, product)
        if not ours:
            found.append(Finding("price.none", level, {"key": product.sku, "label": product.label}, line=line.no))
        elif said is not None and said != ours and below(line, facts) is None:
            quoted = facts.quoted.get(product.sku)
            kind = quoted.kind.value if quoted else Kind.LIST.value
            facts_ = {"key": product.sku, "label": product.label, "said": str(said), "list": str(ours), "kind": kind}
            found.append(Finding("price.differs", level, facts_, line=line.no))
    return found
