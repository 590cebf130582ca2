"""The goods of the open draft for somebody else as well: 三标也要 一样的 6托."""

import re
from dataclasses import replace

from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..family import mask_of
from ..grouping import Item
from ..lexicon import Lexicon
from ..orders import of_one_house, read_orders
from ..products import Choice
from ..scene import Scene
from ..spoken import ASKS
from ..types import DraftHint, DraftLine, Hints, Intent, Parse, Span

TOO = re.compile(
    r"(?:也|同样|一样)(?:是|的)?(?:给|帮|再)?(?:要|来|订|拿|发|送|搞|弄|上|下)|(?:也|跟|和|同)[^,。;]{0,6}一样|一样的"
    r"|(?:的话|那边|那家|家|店)?也(?:是|要|来|按|照)(?:这个|这款|这些|这样|同款|它)"
    r"|(?:一样|同样)也(?=\s?[\d一二两三四五六七八九十半])"
)
AS_MANY = re.compile(  # 同样的再给晋北来一份, 盛京也要 跟上一个一样: the amounts too
    r"(?:同样|一样|照样|原样|照(?:这个|上面|刚才))的?[^,。;]{0,12}?(?:来|要|发|下|订|做|开|搞)(?:上|个)?一(?:份|单|套|张)"
    r"|(?:跟|和|同|照|按)(?:上|前|刚才|这|那)[^,。;]{0,6}?(?:一样|一模一样|相同)(?:的|就行|吧|哈|来|下|发|哦)*(?=\s|$|[,。;!])"
)
BRANCH_ENDS = frozenset("店厂库所")
MOST = 12  # lines of a draft that are taken over


def same_for_another(scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """An order of what the draft holds for another customer than the draft's; None where none is asked for.

    There must be as many amounts as the draft has lines: they are taken in turn.
    """
    scene, as_many = _without_one(_of_house(scene, draft, lexicon))
    others = [c for c in scene.customers if draft.customer and draft.customer not in c.ids]
    open_ = any(x.sku is None for x in draft.lines) or not 0 < len(draft.lines) <= MOST
    if not others or open_ or len(scene.customers) != len(others) or scene.refs or ASKS.search(scene.folded):
        return None
    told = TOO.search(scene.folded, others[0].end)
    if any(h.naming for h in scene.hits):
        return None
    if as_many is not None and not scene.quantities and all(x.qty is not None for x in draft.lines):
        items = [_as_it_is(line, as_many, lexicon) for line in draft.lines]
    elif told is not None and len(scene.quantities) == len(draft.lines):
        items = [_item(line, at, scene, lexicon) for at, line in enumerate(draft.lines)]
    else:
        return None
    orders = read_orders(scene, items, lexicon, hints)
    return Parse(Intent.PLACE_ORDER, 0.9, orders=orders, rule="the same for somebody else")


def _of_house(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> Scene:
    """The message where a part of a name that fits several means the one of the customer's house: 雨花店."""
    named = []
    for said in scene.customers:
        kin = [i for i in said.ids if i != draft.customer and of_one_house(draft.customer, i, lexicon)]
        branch = said.weak and len(kin) == 1 and scene.folded[said.end : said.end + 1] in BRANCH_ENDS
        named.append(replace(said, ids=tuple(kin)) if branch else said)
    return replace(scene, customers=tuple(named))


def _without_one(scene: Scene) -> tuple[Scene, re.Match[str] | None]:
    """The message without the one of 一份 and 上一个, and where it says that the amounts are the same."""
    told = AS_MANY.search(scene.folded)
    if told is None:
        return scene, None
    kept = tuple(q for q in scene.quantities if q.span.end <= told.start() or told.end() <= q.span.start)
    return replace(scene, quantities=kept), told


def _as_it_is(line: DraftLine, told: re.Match[str], lexicon: Lexicon) -> Item:
    span = Span(*told.span())
    said = Found(span, Quantity(line.qty, line.unit), told[0], 0.9)
    mention = line.mention or lexicon.product(line.sku or "").name
    return Item(span.start, span.end, (), Choice(mask_of(line, lexicon)), said, mention=mention)


def _item(line: DraftLine, at: int, scene: Scene, lexicon: Lexicon) -> Item:
    said = scene.quantities[at]
    mention = line.mention or lexicon.product(line.sku or "").name
    return Item(said.span.start, said.span.end, (), Choice(mask_of(line, lexicon)), said, mention=mention)
