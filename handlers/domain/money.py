"""What lines and orders are worth: rounded half up to fen, once, per line."""

from decimal import ROUND_HALF_UP, Decimal

from handlers.domain.order import Line, Order

FEN = Decimal("0.01")
MOST = Decimal(10) ** 16  # more than this nobody owes anybody


def line_total(line: Line) -> Decimal | None:
    """Price times quantity in yuan; None where either is unknown, nothing for a gift."""
    return Decimal(0) if line.gift else times(line.price, line.base_qty)


def times(price: Decimal | None, qty: Decimal | None) -> Decimal | None:
    """A price times a quantity in yuan; None where either is unknown."""
    if price is None or qty is None:
        return None
    product = price * qty
    return product.quantize(FEN, ROUND_HALF_UP) if abs(product) < Decimal(10) ** 20 else product


def worth(order: Order) -> Decimal:
    """What the order comes to, as far as prices are known."""
    return min(sum((line_total(line) or Decimal(0) for line in order.lines), Decimal(0)), MOST)
