"""From what was spoken to base units."""

from decimal import ROUND_HALF_UP, Decimal

from handlers.domain.party import Product
from nlp.types import SCALES, listed_factor

MOST = Decimal(1_000_000_000)
GRAM = Decimal("0.001")  # the smallest step of a quantity
PACKS = {"箱", "大箱", "小箱", "整箱", "托", "托盘", "卡板", "整托", "板", "柜", "集装箱", "车", "整车"}
SMALL_PACKS = {"包", "大包", "小包", "袋", "大袋", "小袋", "盒", "大盒", "小盒", "捆", "扎", "摞", "沓", "组"}
SINGLES = {"个", "件", "只", "支", "枝", "根", "片", "块", "张", "把", "双", "对", "副", "枚", "颗", "粒", "本", "台"}
MEASURES = {"吨", "公吨", "公斤", "千克", "kg", "斤", "克", "g", "米", "m", "升", "公升", "l", "毫升", "平方", "立方"}
PRICE_STEP = Decimal("0.0001")  # the smallest step of a unit price, in yuan

PIECES = frozenset("件套个只台辆部枚颗粒顶架把副双支本对")  # units of what is not sold in parts


def base(product: Product, qty: Decimal, unit: str | None) -> Decimal:
    """Base units of a spoken quantity; a counter the product does not list means its base unit."""
    return qty * listed_factor(unit, product.unit, product.packs)


def unlisted(product: Product, unit: str | None) -> bool:
    """True for a pack or measure that the product does not list: nobody knows how many base units 5箱 are."""
    if unit is None or unit == product.unit or unit in product.packs:
        return False
    if unit in MEASURES or product.unit in MEASURES:
        return not any(unit in scale and product.unit.lower() in scale for scale in SCALES)
    return unit in PACKS or (unit in SMALL_PACKS and product.unit in SINGLES)


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
