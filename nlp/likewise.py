"""As many of the other kind as of the one before: 主机壳左480个,右边一样; 红的20卷,蓝的也一样."""

import re
from dataclasses import replace

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .family import instead
from .gazetteer import Match
from .grouping import Item
from .lexicon import Lexicon
from .products import Hit, as_hit, inherit
from .scene import Scene
from .words import TELLING

LIKEWISE = re.compile(
    rf"[\s,、]{{0,2}}(?P<kind>[{''.join(sorted(TELLING - {'米'}))}])(?:边|侧|面|色)?的?(?:也|都)?是?"
    r"(?:一样(?:多|数量)?|同样(?:数量|多)?|同数量?|照样)"
    r"(?=[\s,。;!]|\Z)"
)


def likewise(items: list[Item], scene: Scene, lexicon: Lexicon) -> None:
    """Adds a line for each other kind that is said to be wanted in the same amount."""
    if "一样" not in scene.folded and "同" not in scene.signs and "照样" not in scene.folded:
        return
    for at, item in reversed(list(enumerate(items))):
        if item.quantity is None or not item.choice.mask or item.unknown:
            continue
        said = LIKEWISE.match(scene.folded, item.end)
        if said is None or any(other.start < said.end() and said.start() < other.end for other in items[at + 1 :]):
            continue
        hit = _kind(said, lexicon)
        if hit is None:
            continue
        other = instead(item.choice.mask, (hit,), lexicon)
        other = inherit(other, (*item.choice.used, *item.hits), lexicon) if len(other.mask) > 1 else other
        quantity: Found[Quantity] = item.quantity
        line = replace(item, start=said.start("kind"), end=said.end(), hits=(*item.hits, hit), choice=other)
        line.quantity, line.inherited, line.product = quantity, True, said.span("kind")
        line.mention, line.torn = scene.text[slice(*said.span("kind"))], not other.mask
        items.insert(at + 1, line)


def _kind(said: re.Match[str], lexicon: Lexicon) -> Hit | None:
    start, end = said.span("kind")
    return as_hit(Match(start, end, said["kind"]), lexicon) if lexicon.words.get(said["kind"]) else None
