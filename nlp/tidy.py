"""Second looks at the lines of a message: slips of the tongue and totals."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from .grouping import Item
from .scene import Scene

PRICE_LIST = re.compile(
    r"(?:单价|价格|价钱)(?:分别)?[:是为]?\s?(?=[\u4e00-\u9fffa-z]|\d+(?![元块毛])[a-z\u4e00-\u9fff]{1,2}[\s的]?\d)"
)
NONE_THERE = re.compile(r"\s?\?[^?,。]{0,6}没[^?,。]{0,6}[\s,]那就?\s?")
STOPS = re.compile(r"[\n;。!?]")
SLIP = re.compile(
    r"→|->|不对|不是|不(?<![\u3400-\u9fff].),|哦|噢|错了|写错|打错|说错|看错|记错|报错|拿错|算了|更正|应该是|改成|改为|改(?![造良性装善用])|纠正|确认下|sorry|等等"
)

SLIP_SIGNS = frozenset("→>不哦噢错算更应改纠确s等")  # one of these is in every slip


def may_slip(scene: Scene) -> bool:
    """False where no slip can stand in the text."""
    return not SLIP_SIGNS.isdisjoint(scene.signs)


def without_slips(items: list[Item], scene: Scene) -> list[Item]:
    """Drops an amount of nothing that was taken back: 10只DN…不对 发10只分泵, 香辣12箱?没香辣 那原味12箱."""
    kept = []
    for index, item in enumerate(items):
        if index + 1 < len(items) and NONE_THERE.fullmatch(scene.between(item.end, items[index + 1].start)):
            continue
        empty = not item.hits and not item.mention and not item.choice.mask
        if empty and index + 1 < len(items) and SLIP.search(scene.between(item.end, items[index + 1].start)):
            continue
        if empty and index + 1 < len(items) and items[index + 1].hits:
            after = items[index + 1]
            item = replace(item, choice=after.choice, hits=after.hits, mention=after.mention, product=after.product)
        kept.append(item)
    return kept


def without_totals(items: list[Item]) -> list[Item]:
    """Drops a total whose parts follow: 水箱要两台 豪沃跟J6P各一, 电缆150米分两次 80米10号 70米20号."""
    kept = list(items)
    for index, item in enumerate(items[:-1]):
        parts = [p for p in items[index + 1 :] if p.inherited and p.choice.mask.issubset(item.choice.mask)]
        if not item.choice.one and _adds_up(item, parts):
            kept.remove(item)
            continue
        same = _of_the_same(item, items[index + 1 :])
        if item.hits and _adds_up(item, same) and _same_unit([item, *same]):
            kept.remove(item)
    return kept


def priced(items: list[Item], scene: Scene) -> list[Item]:
    """Takes the bare numbers of 单价红宝石148 双抗130 for the prices of what was ordered before."""
    label = PRICE_LIST.search(scene.folded) if "价" in scene.signs else None
    if label is None:
        return items
    end = next((m.start() for m in STOPS.finditer(scene.folded, label.end())), len(scene.folded))
    kept = [i for i in items if not (label.start() < i.start < end and i.quantity and i.quantity.value.unit is None)]
    for item in items:
        same = [
            k for k in kept if k.start < label.start() and k.choice.one and k.choice.mask.issubset(item.choice.mask)
        ]
        if item not in kept and item.quantity and len(same) == 1:
            same[0].price = item.quantity
        elif item not in kept:
            return items
    return kept


def _of_the_same(item: Item, later: Sequence[Item]) -> list[Item]:
    return list(takewhile(lambda other: other.hits == item.hits, later))


def _adds_up(item: Item, parts: Sequence[Item]) -> bool:
    numbers = [p.quantity.value.qty for p in parts if p.quantity]
    amounts = [n for n in numbers if n is not None]
    whole = item.quantity.value.qty if item.quantity else None
    return len(parts) > 1 and len(amounts) == len(parts) and sum(amounts) == whole


def _same_unit(items: Sequence[Item]) -> bool:
    return len({i.quantity.value.unit for i in items if i.quantity}) == 1
