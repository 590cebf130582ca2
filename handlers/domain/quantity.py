"""From what was spoken to base units."""

from decimal import ROUND_HALF_UP, Decimal

from handlers.domain.party import Product
from nlp.types import listed_factor

MOST = Decimal(1_000_000_000)
GRAM = Decimal("0.001")  # the smallest step of a quantity
PRICE_STEP = Decimal("0.0001")  # the smallest step of a unit price, in yuan

PIECES = frozenset("件套个只台辆部枚颗粒顶架把副双支本对")  # units of what is not sold in parts


def base(product: Product, qty: Decimal, unit: str | None) -> Decimal:
    """Base units of a spoken quantity; a counter the product does not list means its base unit."""
    return qty * listed_factor(unit, product.unit, product.packs)


def sane(number: Decimal | None, step: Decimal = GRAM) -> Decimal | None:
    """A quantity or price that a person can have meant, to its smallest step; everything else counts as not said."""
    if number is None or not number.is_finite() or not 0 < number <= MOST:
        return None
    exact = number.quantize(step, ROUND_HALF_UP)
    if exact == number:
        return number
    return exact or None


def parted(number: Decimal | None, unit: str) -> bool:
    """Whether a quantity is a part of what is only whole: 10.5件."""
    return number is not None and unit in PIECES and number != number.to_integral_value()


def plain(number: Decimal) -> str:
    """A number without trailing zeros or exponent: 300, 2.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
