"""Which lines are whose, and wanted when: stretches of a message by customer and by date."""

import re
from collections.abc import Sequence
from operator import itemgetter

from .customers import Named
from .dimensions.date.rules import DateValue
from .dimensions.found import Found
from .grouping import Item
from .scene import Scene

DAY = re.compile(
    r"\d|[一二三四五六七八九十廿]+[号日]|[今明后][天日儿早晚晨]|次日|隔天|周[一二三四五六日天]|星期|礼拜|[前后头][一二两三]天|当天|[正冬腊]月[初一二三十廿]|初[一二三四五六七八九十]"
)
SHARED = re.compile(r"各|都|均|分别|每家|一[人家店](?:[要来拿发送给]|再要)?(?=\s?[一两二三四五六七八九十半\d])")

ONE_OF_TWO = re.compile(r"(前者|前一家|前面那家|第一家)|后者|后一家|后面那家|第二家")


def last_due(found: Sequence[Found[DateValue]]) -> Found[DateValue] | None:
    """Of several dates for one thing: the last arrival, else the last dispatch."""
    if not found:
        return None
    days = [f for f in found if DAY.search(f.words)] or list(found)  # 年前最后一车1月31号装: the day says more
    arrivals = [f for f in days if f.value.role == "due"]
    return (arrivals or days)[-1]


def blocks(
    scene: Scene, items: Sequence[Item], named: Sequence[Named]
) -> list[tuple[Named | None, list[Item], int, int]]:
    """Which items are whose: (customer, items, start of the stretch, its end)."""
    if len(named) < 2:
        return [(named[0] if named else None, list(items), 0, len(scene.folded))]
    nearest = _nearest(scene, items, named)
    if nearest:
        return nearest
    first = min((i.start for i in items), default=len(scene.folded))
    ahead = [n for n in named if n.start < first or n.start < items[0].end] if items else list(named)
    adjacent = [n for n in ahead if n.end <= first]
    if len(adjacent) == len(named):
        gap = scene.between(named[0].end, items[-1].end if items else len(scene.folded))
        if SHARED.search(gap):
            return [(n, _of(n, items, scene, named), 0, len(scene.folded)) for n in named]
        if again := _named_again(scene, first, named):
            return [(again, list(items), 0, len(scene.folded))]
        sure = [n for n in named if n.one and not n.weak]
        return [((sure or list(named))[-1 if not sure else 0], list(items), 0, len(scene.folded))]
    blocks: list[tuple[Named | None, list[Item], int, int]] = []
    for index, one in enumerate(named):
        start = 0 if index == 0 else one.start
        end = named[index + 1].start if index + 1 < len(named) else len(scene.folded)
        mine = [i for i in items if start <= i.start < end]
        blocks.append((one, mine, start, end))
    full = [b for b in blocks if b[1]]
    return full if full and len(full) < len(blocks) else blocks


def _named_again(scene: Scene, first: int, named: Sequence[Named]) -> Named | None:
    """The customer named a second time right before the goods: 五中的国庆前 五院的再说。五中:毛巾20条."""
    spoken = [c for c in scene.customers if c.end <= first]
    if len(spoken) <= len(named) or scene.between(spoken[-1].end, first).strip(" :,"):
        return None
    return next((n for n in named if n.ids == spoken[-1].ids), None)


def _of(one: Named, items: Sequence[Item], scene: Scene, named: Sequence[Named]) -> list[Item]:
    """What a customer gets of a shared order: all, but for what is later said of another one by name, or as 前者."""
    said = [(c.start, set(c.ids)) for c in scene.customers]
    if "者" in scene.signs or "家" in scene.signs:
        said += [(m.start(), set((named[0] if m[1] else named[1]).ids)) for m in ONE_OF_TWO.finditer(scene.folded)]
    mine = []
    for item in items:
        before = [ids for at, ids in sorted(said, key=itemgetter(0)) if items[0].end <= at < item.start]
        if not before or before[-1] & set(one.ids):
            mine.append(item)
    return mine


def _nearest(
    scene: Scene, items: Sequence[Item], named: Sequence[Named]
) -> list[tuple[Named | None, list[Item], int, int]]:
    """吉膳 集膳都要羊排 吉膳30公斤 集膳15公斤: each amount to the customer right before it."""
    owners: dict[tuple[str, ...], list[Item]] = {}
    begins: dict[tuple[str, ...], int] = {}
    at = 0
    for item in items:
        if item.quantity is None:
            return []
        spoken = [c for c in scene.customers if at <= c.start < item.quantity.span.start]
        at = item.quantity.span.end
        if not spoken or len(items) != len(named):
            return []
        if len(spoken) > 1 and SHARED.search(scene.between(spoken[-1].end, item.quantity.span.start)):
            return []  # 渝川 宏达各要筷子5箱 渝川再加碗2箱
        owners.setdefault(spoken[-1].ids, []).append(item)
        begins.setdefault(spoken[-1].ids, spoken[-1].start)
    if len(owners) != len(named) or len(scene.customers) == len(named):
        return []
    last = max(begins.values())
    if not any(items[0].start < d.span.start < last for d in scene.dates):
        return [(n, owners.get(n.ids, []), 0, len(scene.folded)) for n in named]  # one day for all, or told behind all
    ends = [*sorted(begins.values())[1:], len(scene.folded)]
    until = dict(zip(sorted(begins.values()), ends, strict=True))
    parts = [(n, owners.get(n.ids, []), begins.get(n.ids, 0)) for n in named]
    return [(n, mine, start, until.get(start, ends[-1])) for n, mine, start in parts]
