"""0012 控制臂减50件: so many fewer of a confirmed order's line than it has, and not so many in all."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.domain.editing import which
from handlers.domain.order import Order
from nlp.types import Edit, RemoveItem, SetItem

_LESS = re.compile(r"(?:减少?|(?<![至最多])少(?:发|要|送|拿|来)?|扣)(?:掉|去|了)?\s*\Z")
_HALF = re.compile(r"(?:减|砍|去|退|少)(?:掉|了)?一半|减半")


def lessened(edits: Sequence[Edit], order: Order, text: str) -> tuple[Edit, ...] | None:
    """The edits with what is left of each line that is to be less; None where nobody can say how much that is.

    What is left may be nothing or less than that: then it is no amount.
    """
    if _HALF.search(text) and any(isinstance(one, RemoveItem) for one in edits):
        return None
    found: list[Edit] = []
    for one in edits:
        if not isinstance(one, SetItem) or one.item.qty is None or not _fewer(one, text):
            found.append(one)
            continue
        line, less = which(order, one.line, one.item), one.item.base_qty
        if less is None and line is not None and one.item.unit in (None, line.base_unit):
            less = one.item.qty
        if line is None or line.base_qty is None or less is None:
            return None
        left = line.base_qty - less
        found.append(replace(one, item=replace(one.item, qty=left, unit=line.base_unit, base_qty=left)))
    return tuple(found)


def _fewer(one: SetItem, text: str) -> bool:
    span = one.item.spans.get("quantity") if one.item.spans else None
    if span is not None:
        return _LESS.search(text[max(0, span.start - 6) : span.start]) is not None
    number = re.search(r"[\d一二两三四五六七八九十百半]", text.partition(" ")[2] or text)
    return number is not None and _LESS.search((text.partition(" ")[2] or text)[: number.start()]) is not None
