"""Is a field right as often as its confidence says? Stated values against expectations, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from .frozen import frozen
from .judge import Shape, customer_right, number, pairs, product_right, quantity_right

BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
MARKED = 0.8  # an intent less sure than this is doubted on the card: policy.confirm_below as shipped
FALSE_ORDER = "an order that nobody placed"
FIELDS = ("intent", "customer", "product", "quantity", "date", "price", "message")


@frozen
class Case:
    """One stated value: how sure the reader was, whether it is right, and whether it was marked."""

    field: str
    key: str  # as in `confidences`: orders[0].items[1].product
    sure: float
    right: bool
    marked: bool


def cases(want: Shape, got: Shape, fine: bool) -> list[Case]:
    """Every value that the answer states. Fields of a false order are not judged, only its intent is."""
    sure: Mapping[str, float] = got.get("confidences") or {}
    asked = frozenset(got.get("ask") or ())
    right_intent = got.get("intent") == want["intent"]
    stated = float(sure.get("intent", got.get("confidence", 0)))
    false_order = got.get("intent") == "place_order" and not right_intent
    found = [Case("intent", FALSE_ORDER if false_order else "intent", stated, right_intent, stated < MARKED)]
    found.append(Case("message", "", float(got.get("confidence", 0)), fine, bool(asked)))
    if not (right_intent and want["intent"] == "place_order"):
        return found
    for field, key, right in _orders(want["orders"], got.get("orders") or []):
        found.append(Case(field, key, float(sure.get(key, got.get("confidence", 0))), right, field in asked))
    return found


def _orders(want: Sequence[Shape], got: Sequence[Shape]) -> Iterator[tuple[str, str, bool]]:
    left = list(enumerate(got))
    for order in want:
        pair = next((g for g in left if customer_right(order, g[1])), left[0] if left else None)
        if pair is None:
            continue
        left.remove(pair)
        index, reply = pair
        yield from _order(f"orders[{index}]", order, reply)
    for index, reply in left:
        for field, key, _ in _order(f"orders[{index}]", {"items": []}, reply):
            yield field, key, False


def _order(key: str, order: Shape, reply: Shape) -> Iterator[tuple[str, str, bool]]:
    if reply.get("customer") is not None:
        yield "customer", f"{key}.customer", reply["customer"] == order.get("customer")
    if reply.get("due") is not None:
        yield "date", f"{key}.due", reply["due"] == order.get("due")
    places = {id(item): at for at, item in enumerate(reply.get("items") or [])}
    for item, answer in pairs(order["items"], reply.get("items") or []):
        if answer is not None:
            yield from _item(f"{key}.items[{places[id(answer)]}]", item, answer)


def _item(key: str, item: Shape | None, answer: Shape) -> Iterator[tuple[str, str, bool]]:
    if answer.get("sku") is not None:
        yield "product", f"{key}.product", item is not None and product_right(item, answer)
    if answer.get("base_qty") is not None or answer.get("qty") is not None:
        yield "quantity", f"{key}.quantity", item is not None and quantity_right(item, answer)
    if answer.get("price") is not None:
        yield "price", f"{key}.price", item is not None and number(item.get("price")) == number(answer["price"])


@frozen
class Bin:
    """One row of a reliability table."""

    low: float
    high: float
    n: int
    mean: float
    share: float


def bins(found: Sequence[Case], field: str) -> list[Bin]:
    """The reliability table of one field; empty bins are left out."""
    rows = []
    for low, high in pairwise(BINS):
        here = [c for c in found if c.field == field and low <= c.sure and (c.sure < high or high == BINS[-1])]
        if here:
            mean = sum(c.sure for c in here) / len(here)
            rows.append(Bin(low, high, len(here), mean, sum(c.right for c in here) / len(here)))
    return rows


def error(found: Sequence[Case], field: str) -> float:
    """Expected calibration error: the distance between confidence and truth, weighted by the number of cases."""
    rows = bins(found, field)
    total = sum(row.n for row in rows)
    return sum(row.n * abs(row.mean - row.share) for row in rows) / total if total else 0.0


def silent(found: Sequence[Case]) -> list[Case]:
    """Wrong values of an order that nothing marked, and orders that nobody placed and nothing doubted."""
    spoken = [c for c in found if c.field not in ("intent", "message") or c.key == FALSE_ORDER]
    return [c for c in spoken if not c.right and not c.marked]


def table(found: Sequence[Case]) -> str:
    """All reliability tables, and how many wrong values were marked."""
    lines = ["field      confidence     n   mean  right   (right: share of stated values that are right)"]
    for field in FIELDS:
        for row in bins(found, field):
            span = f"{row.low:.2f}–{row.high:.2f}"
            lines.append(f"{field:10} {span} {row.n:7} {row.mean:6.3f} {row.share:6.3f}")
        mine = [c for c in found if c.field == field]
        if mine:
            wrong = [c for c in mine if not c.right]
            marked = [c for c in mine if c.marked]
            lines.append(
                f"{field:10} all       {len(mine):7} {sum(c.sure for c in mine) / len(mine):6.3f} "
                f"{(len(mine) - len(wrong)) / len(mine):6.3f}   error {error(found, field):.3f}; "
                f"wrong {len(wrong)}, of these marked {sum(c.marked for c in wrong)}; marked {len(marked)}"
            )
    return "\n".join(lines)


def confusion(counts: Mapping[tuple[str, str], int]) -> str:
    """Expected intents down, read ones across."""
    names = sorted({name for pair in counts for name in pair})
    head = [" " * 16 + "".join(f"{name[:8]:>9}" for name in names)]
    rows = [f"{want:16}" + "".join(f"{counts.get((want, got), 0) or '·':>9}" for got in names) for want in names]
    return "\n".join(["intent expected (down), read (across)", *head, *rows])


def silent_report(found: Sequence[tuple[str, Case]], most: int = 20) -> str:
    """Silent errors by field, with the messages."""
    lines = [f"silent errors (wrong and not marked): {len(found)}"]
    lines += [f"  {name}: {case.key} (confidence {case.sure:.2f})" for name, case in found[:most]]
    return "\n".join(lines)
