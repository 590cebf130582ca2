"""What is said right behind an order's number is about that order: 0003 送2个保温袋, 0001 送到文三路18号."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .choose import Verdict
from .grouping import Item
from .scene import Scene
from .types import Intent

GIVEN = re.compile(
    r"[\s,:的]*(?:这单|那单|订单)?[\s,]*(?:请|麻烦|帮我|给我|给|再|另外|另|额外|免费|客户|他们?|也|要|得)*(?:赠送|附送|搭送|配送|赠|搭|送)(?!到|至|往|去|货|完|了|达)"
)
SENT = re.compile(
    r"[\s,:的]*(?:这单|那单|订单|货)?[\s,]*(?:请|麻烦|帮我|直接|统一|都|全部)*(?:送货|发货|送|发|寄)(?:到|至|往|去)?\s?(?=[\u4e00-\u9fff])"
)
CAME = re.compile(r"了|签|已|没|吗|嘛|[??]")


def of_the_number(verdict: Verdict, items: Sequence[Item], scene: Scene) -> Verdict:
    """A change of the order named first: gifts for it, or where it is to go; all else as it was chosen."""
    ref = next((found for found in scene.refs if found.value.kind in ("no", "tail")), None)
    if ref is None or scene.folded[: ref.span.start].strip() or scene.customers:
        return verdict
    rest, counted = scene.folded[ref.span.end :], [item for item in items if item.quantity is not None]
    if verdict.intent is Intent.PLACE_ORDER and counted and all(item.gift for item in counted) and GIVEN.match(rest):
        return replace(verdict, intent=Intent.CHANGE_ORDER, rule="a gift for the order named")
    sent = SENT.match(rest)
    place = next(iter(scene.addresses), None)
    if verdict.intent not in (Intent.PLACE_ORDER, Intent.ADVANCE_ORDER) or counted or sent is None or place is None:
        return verdict
    if place.span.start > ref.span.end + sent.end() + 1 or CAME.search(scene.folded, place.span.end):
        return verdict
    return replace(verdict, intent=Intent.CHANGE_ORDER, rule="another address of the order named")
