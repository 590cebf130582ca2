"""From what was spoken to base units."""

from decimal import Decimal

from handlers.domain.party import Product

DOZEN = {"打": Decimal(12)}  # counts the same for every product that lists no other factor

MOST = Decimal(1_000_000_000)


def base(product: Product, qty: Decimal, unit: str | None) -> Decimal:
    """Base units of a spoken quantity; a counter the product does not list means its base unit."""
    if unit is None or unit == product.unit:
        return qty
    factor = product.packs.get(unit, DOZEN.get(unit, Decimal(1)))
    return qty * factor


def sane(number: Decimal | None) -> Decimal | None:
    """A quantity or price that a person can have meant; everything else counts as not said."""
    return number if number is not None and number.is_finite() and 0 < number <= MOST else None


def plain(number: Decimal) -> str:
    """A number without trailing zeros or exponent: 300, 2.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
