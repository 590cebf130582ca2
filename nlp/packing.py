"""How goods are to be packed, which orders nothing: 混装一箱发, 分两箱一托你们自己配, 打成一托."""

import re
from collections.abc import Sequence

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .products import Hit
from .signs import signs_of

SIGNS = frozenset("混拼合并凑装打分放塞")  # one of these is in every way of saying it
UNITS = frozenset(("箱", "件", "包", "托", "车", "袋", "桶", "柜", "板", "批"))
BEFORE = re.compile(
    r"(?<![a-z0-9一二两三四五六七八九十百半])(?:混装?|混在|拼|合|合并|并|凑|装|打包?|分装|(?<![公百十部积水])分(?!\s)|放|塞)(?:成|在|到|为|个|着|起)?\s?\Z"
)
AFTER = re.compile(
    r"(?:里面?|就|一起|一块|也)?(?:发|走|寄|送|出|装|打包|行|可以|即可|你们|您|自己|看着|[,。;!\n]|\s|\Z)"
)
SMALL_PACK = re.compile(r"小(?:罐|袋|包|盒|瓶|份|桶|箱)")  # 2斤 分20个小罐
LONGEST = 5  # characters of what stands before


def packing(folded: str, quantities: Sequence[Found[Quantity]], hits: Sequence[Hit]) -> list[tuple[int, int]]:
    """Stretches that say how goods counted before are packed, words and amounts together."""
    if SIGNS.isdisjoint(signs_of(folded)):
        return []
    found: list[tuple[int, int]] = []
    for at, quantity in enumerate(quantities):
        start, end = quantity.span.start, quantity.span.end
        small = SMALL_PACK.match(folded, end) if quantity.value.unit == "个" else None
        if not at or (small is None and quantity.value.unit not in UNITS):
            continue
        end = small.end() if small else end
        if found and found[-1][1] == start and not any(0 <= h.start - end <= 2 for h in hits):
            found[-1] = (found[-1][0], end)  # 两箱|一托
            continue
        before = BEFORE.search(folded, max(0, start - LONGEST), start)
        if before is None or not _after(folded, end, quantities[at + 1 :]):
            continue
        goods = [h for h in hits if h.end <= before.start() and not h.lone]
        if any(h.start < before.start() < h.end for h in hits):
            continue  # 二合一袋装5包: the end of a name
        counted = any(goods and goods[-1].start < q.span.end <= before.start() for q in quantities[:at])
        if counted and (small or not any(0 <= h.start - end <= 2 for h in hits)):
            found.append((before.start(), end))
    return found


def _after(folded: str, end: int, later: Sequence[Found[Quantity]]) -> bool:
    return AFTER.match(folded, end) is not None or any(q.span.start == end and q.value.unit in UNITS for q in later)
