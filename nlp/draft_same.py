"""The goods of the open draft for somebody else as well: 三标也要 一样的 6托."""

import re

from .family import mask_of
from .grouping import Item
from .lexicon import Lexicon
from .orders import read_orders
from .products import Choice
from .scene import Scene
from .spoken import ASKS
from .types import DraftHint, DraftLine, Hints, Intent, Parse

TOO = re.compile(
    r"(?:也|同样|一样)(?:是|的)?(?:给|帮|再)?(?:要|来|订|拿|发|送|搞|弄|上|下)|(?:也|跟|和|同)[^,。;]{0,6}一样|一样的"
)
MOST = 12  # lines of a draft that are taken over


def same_for_another(scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """An order of what the draft holds for another customer than the draft's; None where none is asked for.

    There must be as many amounts as the draft has lines: they are taken in turn.
    """
    others = [c for c in scene.customers if draft.customer and draft.customer not in c.ids]
    open_ = any(x.sku is None for x in draft.lines) or not 0 < len(draft.lines) <= MOST
    if not others or open_ or len(scene.customers) != len(others) or scene.refs or ASKS.search(scene.folded):
        return None
    told = TOO.search(scene.folded, others[0].end)
    if told is None or any(h.naming for h in scene.hits) or len(scene.quantities) != len(draft.lines):
        return None
    items = [_item(line, at, scene, lexicon) for at, line in enumerate(draft.lines)]
    orders = read_orders(scene, items, lexicon, hints)
    return Parse(Intent.PLACE_ORDER, 0.9, orders=orders, rule="the same for somebody else")


def _item(line: DraftLine, at: int, scene: Scene, lexicon: Lexicon) -> Item:
    said = scene.quantities[at]
    mention = line.mention or lexicon.product(line.sku or "").name
    return Item(said.span.start, said.span.end, (), Choice(mask_of(line, lexicon)), said, mention=mention)
