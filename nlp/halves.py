"""One amount for two kinds: 10盒灰头 1.6跟2.4对半, 手套20包 长的短的各一半."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .features import Kind
from .lexicon import Lexicon, Mask
from .products import Choice, Hit, inherit, resolve
from .scene import Scene

HALVES = re.compile(
    r"[的色款码号]?\s?(?:对半(?:分|开|来|拿|要)?|各(?:占|要|来|拿|发)?一?半(?![箱件包盒袋条托板卷])|一半一半|一样一半)(?=[\s,。;!)]|\Z)"
)
HALF_SIGN = "半"
BETWEEN = re.compile(r"[的色款码号\s、,/和跟与及:]*")
STOP = re.compile(r"[\n;。!?]")


def halved(
    quantity: Found[Quantity], hits: Sequence[Hit], scene: Scene, lexicon: Lexicon
) -> list[tuple[Hit, Mask, Found[Quantity]]]:
    """The two kinds of the goods before a word that says they share an amount equally, each with its half; nothing
    where none says so, or the amount has no whole half.

    `hits` are the words of the goods, before the amount or behind it.
    """
    if HALF_SIGN not in scene.signs or not hits or not quantity.value.qty or quantity.value.parts:
        return []
    half = quantity.value.qty / 2
    said = HALVES.search(scene.folded, hits[0].end)
    if said is None or half != half.to_integral_value():
        return []
    if STOP.search(scene.folded, min(hits[0].start, quantity.span.start), max(said.start(), quantity.span.start)):
        return []
    told = [h for h in hits if h.end <= said.start()]
    names = [h for h in told if h.kind is Kind.HEAD and not h.lone]
    kinds = [h for h in told if h not in names]
    ends = [*(h.start for h in kinds[1:]), said.start()]
    if len(kinds) != 2 or not all(BETWEEN.fullmatch(scene.between(h.end, e)) for h, e in zip(kinds, ends, strict=True)):
        return []
    base = resolve(names, lexicon).mask if names else lexicon.everything
    found = [(h, inherit(Choice(base), (h,), lexicon).mask) for h in kinds]
    one, two = (mask for _, mask in found)
    if not one or not two or one.intersect(two) or (len(one) + len(two) > 2 and not names):
        return []
    part = replace(quantity, value=replace(quantity.value, qty=Decimal(half)))
    return [(hit, mask, part) for hit, mask in found]
