"""Judges one answer against one expectation, element by element, in the shape of the corpus."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Shape = Mapping[str, Any]
ELEMENTS = ("customer", "product", "quantity", "date")


@dataclass(slots=True)
class Judged:
    """What an order message asked for and what was right."""

    seen: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong_said: bool = False

    @property
    def exact(self) -> bool:
        """True where everything is right and nothing is too much."""
        return all(self.seen[e] == self.right[e] for e in ELEMENTS) and not (
            self.seen["extra_order"] or self.seen["extra_item"]
        )


def number(value: Any) -> Decimal | None:
    """A JSON number or text as it is compared."""
    return None if value is None else Decimal(str(value)).normalize()


def same_candidates(expected: Sequence[str], got: Sequence[str]) -> bool:
    """A long family may be shown in part; a short list must be nearly the same."""
    want, have = set(expected), set(got)
    if not have:
        return False
    if len(want) > 10:
        return have <= want
    return len(want & have) * 2 >= len(want | have)


def customer_right(want: Shape, got: Shape) -> bool:
    """The customer, or nearly the same candidates."""
    if want.get("customer") is not None:
        return bool(got.get("customer") == want["customer"])
    if got.get("customer") is not None:
        return False
    open_ = want.get("customer_candidates")
    return not open_ or same_candidates(open_, got.get("customer_candidates") or [])


def product_right(want: Shape, got: Shape) -> bool:
    """The product, or nearly the same candidates."""
    if want.get("sku") is not None:
        return bool(got.get("sku") == want["sku"])
    if got.get("sku") is not None:
        return False
    open_ = want.get("candidates")
    return not open_ or same_candidates(open_, got.get("candidates") or [])


def quantity_right(want: Shape, got: Shape) -> bool:
    """Base units; the spoken amount where base units are open."""
    key = "qty" if want.get("base_qty") is None else "base_qty"
    return number(got.get(key)) == number(want.get(key))


def pairs(want: Sequence[Shape], got: Sequence[Shape]) -> list[tuple[Shape | None, Shape | None]]:
    """Expected and read items that belong together; what has no partner stands with None."""
    left = list(got)
    pairs: list[tuple[Shape | None, Shape | None]] = []
    for item in want:
        match = next((g for g in left if product_right(item, g) and quantity_right(item, g)), None)
        match = match or next((g for g in left if product_right(item, g)), None)
        pairs.append((item, match))
        if match is not None:
            left.remove(match)
    for index, (asked, answer) in enumerate(pairs):
        if answer is None and left:
            pairs[index] = (asked, left.pop(0))
    return pairs + [(None, g) for g in left]


def _wrong(want: Shape, got: Shape, key: str) -> bool:
    return got.get(key) is not None and got.get(key) != want.get(key)


def _judge_items(order: Shape, reply: Shape, judged: Judged) -> None:
    for item, answer in pairs(order["items"], reply.get("items") or []):
        if item is None:
            judged.seen["extra_item"] += 1
            judged.wrong_said = True
            continue
        judged.seen.update(("product", "quantity"))
        if answer is None:
            continue
        judged.right["product"] += product_right(item, answer)
        judged.right["quantity"] += quantity_right(item, answer)
        judged.wrong_said |= _wrong(item, answer, "sku")
        judged.wrong_said |= answer.get("base_qty") is not None and not quantity_right(item, answer)


def judge_orders(want: Sequence[Shape], got: Sequence[Shape]) -> Judged:
    """All orders of one message."""
    judged, left = Judged(), list(got)
    for order in want:
        reply = next((g for g in left if customer_right(order, g)), left[0] if left else None)
        judged.seen.update(("customer", "date"))
        if reply is None:
            _judge_items(order, {}, judged)
            continue
        left.remove(reply)
        judged.right["customer"] += customer_right(order, reply)
        judged.right["date"] += reply.get("due") == order.get("due")
        judged.wrong_said |= _wrong(order, reply, "customer") or _wrong(order, reply, "due")
        _judge_items(order, reply, judged)
    judged.seen["extra_order"] += len(left)
    judged.wrong_said |= bool(left)
    return judged


def _same_ref(want: Shape, got: Shape) -> bool:
    if want.get("no"):
        return bool(got.get("no") == want["no"])
    if want.get("no_tail"):
        return str(got.get("no_tail") or got.get("no") or "").endswith(want["no_tail"])
    if "customer" in want and not customer_right(want, got):
        return False
    return ("sku" not in want or product_right(want, got)) and not got.get("no")


def _same_change(want: Shape, got: Shape) -> bool:
    if "add" in want:
        added = got.get("add") or {}
        return product_right(want["add"], added) and quantity_right(want["add"], added)
    if "remove" in want:
        return "remove" in got and product_right(want["remove"], got["remove"] or {})
    if got.get("set") != want["set"]:
        return False
    if want["set"] == "qty":
        return quantity_right(want, got) and ("sku" not in want or product_right(want, got))
    if want["set"] == "due":
        return bool(got.get("due") == want["due"])
    key = str(want["set"])
    return "".join(str(want.get(key) or "").split()) == "".join(str(got.get(key) or "").split())


def _same_changes(want: Sequence[Shape], got: Sequence[Shape]) -> bool:
    left = list(got)
    for change in want:
        match = next((g for g in left if _same_change(change, g)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def judge_other(want: Shape, got: Shape) -> bool:
    """Everything but an order, where the intent is already right."""
    ref = dict(want.get("ref") or {})
    if want["intent"] == "change_order":
        ref.pop("sku", None)  # it stands in the changes
    if "ref" in want and not _same_ref(ref, got.get("ref") or {}):
        return False
    if "changes" in want and not _same_changes(want["changes"], got.get("changes") or []):
        return False
    if want.get("skus") and not same_candidates(want["skus"], got.get("skus") or []):
        return False
    if "status" in want and got.get("status") != want["status"]:
        return False
    return "tracking" not in want or bool(got.get("tracking") == want["tracking"])
