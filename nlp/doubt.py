"""What must be asked or marked before a reading may be trusted, and where its fields stand."""

from .scene import Scene
from .types import Intent, LineItem, Parse, Span

FIELDS = ("customer", "product", "quantity", "date")


def to_ask(parse: Parse) -> tuple[str, ...]:
    """Of customer, product, quantity and date those that are missing, open or doubtful."""
    wanted: set[str] = set()
    for order in parse.orders:
        if order.customer is None:
            wanted.add("customer")
        if order.due is None:
            wanted.add("date")
        wanted |= {doubt.field for doubt in order.doubts}
        for line in order.items:
            wanted |= _open(line)
        if not order.items:
            wanted |= {"product", "quantity"}
    if parse.intent in (Intent.ASK_STOCK, Intent.ASK_PRICE, Intent.REPORT_SHORTAGE) and not parse.items:
        wanted.add("product")
    if parse.ref is not None and parse.ref.customer is None and parse.ref.customer_candidates:
        wanted.add("customer")
    return tuple(field for field in FIELDS if field in wanted)


def _open(line: LineItem) -> set[str]:
    wanted = {doubt.field for doubt in line.doubts}
    if line.sku is None:
        wanted.add("product")
    if line.qty is None and line.base_qty is None:
        wanted.add("quantity")
    return wanted


def evidence_of(parse: Parse, scene: Scene) -> dict[str, Span]:
    """Field name -> stretch of the text that says it."""
    found: dict[str, Span] = {}
    for index, order in enumerate(parse.orders):
        for field, span in order.spans.items():
            found[f"orders[{index}].{field}"] = span
        for at, line in enumerate(order.items):
            for field, span in line.spans.items():
                found[f"orders[{index}].items[{at}].{field}"] = span
    for at, line in enumerate(parse.items):
        for field, span in line.spans.items():
            found[f"items[{at}].{field}"] = span
    if parse.intent in (Intent.ADVANCE_ORDER, Intent.ASK_STATUS, Intent.CHANGE_ORDER, Intent.CANCEL_ORDER):
        for one in scene.refs:
            found["tracking" if one.value.kind == "tracking" else "ref"] = one.span
    return found
