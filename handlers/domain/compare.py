"""What is different between two versions of an order, field by field."""

from decimal import Decimal

from handlers.domain.order import Change, Line, Order
from handlers.domain.quantity import plain


def compare(before: Order, after: Order) -> tuple[Change, ...]:
    """Changes of customer, date, address, urgent and lines, as text; a line is matched by its product, else place."""
    fields = [
        Change("customer", before.customer_name, after.customer_name),
        Change("date", before.due.isoformat() if before.due else "", after.due.isoformat() if after.due else ""),
        Change("address", before.address or "", after.address or ""),
        Change("urgent", "1" if before.urgent else "", "1" if after.urgent else ""),
        Change("remark", before.remark, after.remark),
        Change("label", str(before.label or ""), str(after.label or "")),
    ]
    found = [change for change in fields if change.old != change.new]
    return (*found, *_lines(before, after), *_prices(before, after), *_presales(before, after))


def _yuan(price: Decimal | None, line: Line, order: Order) -> str:
    what = f"{line.label} " if len(order.lines) > 1 else ""
    return what + plain(price) if price is not None else ""


def _prices(before: Order, after: Order) -> list[Change]:
    """Prices of a confirmed order that were agreed anew; a draft's follow the price list."""
    if before.number is None:
        return []
    old = {line.sku: line.price for line in before.lines if not line.gift}
    return [
        Change("price", _yuan(old[line.sku], line, after), _yuan(line.price, line, after))
        for line in after.lines
        if not line.gift and line.sku in old and old[line.sku] != line.price
    ]


def _presales(before: Order, after: Order) -> list[Change]:
    """Lines for which goods on their way were accepted, or are no more."""
    old = {line.sku: _presale(line) for line in before.lines if not line.gift}
    return [
        Change("presale", old.get(line.sku, ""), _presale(line))
        for line in after.lines
        if not line.gift and old.get(line.sku, "") != _presale(line)
    ]


def _presale(line: Line) -> str:
    part = f" {plain(line.presale_qty)}{line.base_unit}" if line.presale_qty is not None else ""
    return f"{line.presale}{part} {line.presale_day}" if line.presale else ""


def words(line: Line) -> str:
    """A line in one piece: product, quantity, unit."""
    counted = f"{plain(line.base_qty)}{line.base_unit}" if line.base_qty is not None else ""
    return f"{line.label} {counted}".strip()


def _lines(before: Order, after: Order) -> list[Change]:
    pairs: list[tuple[int, Line | None, Line | None]] = []
    left = list(after.lines)
    for old in before.lines:
        new = next((x for x in left if x.sku == old.sku and x.gift == old.gift), None)
        new = new or next((x for x in left if x.no == old.no and x.sku not in {y.sku for y in before.lines}), None)
        if new is not None:
            left.remove(new)
        pairs.append((old.no, old, new))
    pairs += [(new.no, None, new) for new in left]
    return [
        Change(f"line:{no}", words(old) if old else "", words(new) if new else "")
        for no, old, new in pairs
        if old is None or new is None or words(old) != words(new)
    ]
