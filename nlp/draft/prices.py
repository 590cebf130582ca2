"""Prices said of an open draft: 左的按180一件, 单价改成175, 两个都按180. A number that is a price is no amount."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..dimensions.units import pattern
from ..frozen import frozen
from ..lexicon import Lexicon
from ..scene import Scene
from ..spoken import ASKS, PROPOSES
from ..types import AddItem, DraftHint, DraftLine, Edit, LineItem, SetItem, Span, Unread
from .lines import ALL, targets

_UNIT = pattern(frozenset())
# What only a draft makes a price: 180一只 where the line is counted in 只, 按180算.
_RATE = re.compile(
    rf"(?<![\d.a-z*/#-])(?P<n>\d{{1,7}}(?:\.\d{{1,3}})?)\s?[一每/]\s?(?P<unit>{_UNIT})(?![\d装分包打捆])"
)
_AS = re.compile(
    r"(?:按照?|就?算)\s?(?P<n>\d{1,7}(?:\.\d{1,3})?)(?P<sure>\s?(?:算|走|结|给))?(?=[\s,。;!?吧哈啊呗行给我]|\Z)"
)
_PRICE_OF = re.compile(r"(?:单价|价格|价钱|售价|供价)(?:就|都|是|按|:|\s)*")  # 单价榄菊155
_NUMBER = re.compile(r"(?:的|是|按|:|\s)*(?P<n>\d{1,7}(?:\.\d{1,3})?)(?=[元块\s,。;!?吧哈啊的]|\Z)[元块]?[\s,]*")
_CLAUSE = re.compile(r"[,;。!?\n]")


@frozen
class Said:
    """A price where it stands; `yuan` is None where a number may as well be an amount (按180)."""

    start: int
    end: int
    yuan: Decimal | None


def priced(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene, list[Said]]:
    """The prices that the message gives lines, the scene without them, and those of goods that the draft does not have.

    What fits no one line stays unread.
    """
    if ASKS.search(PROPOSES.sub("", scene.folded)):
        return [], scene, []
    edits: list[Edit] = []
    others: list[Said] = []
    floor = 0
    for said in _prices(scene, draft):
        span = Span(said.start, said.end)
        lines = _lines(scene, draft, max(floor, _clause(scene.folded, said.start)), said, lexicon)
        named = [h for h in scene.hits if floor <= h.start < said.start]
        added = bool(named) and all(t.changed for t in targets(named, draft, lexicon))
        floor = said.end
        scene = replace(
            scene,
            quantities=tuple(q for q in scene.quantities if q.span.end <= said.start or said.end <= q.span.start),
            ignored=(*scene.ignored, (said.start, said.end)),
        )
        if added and said.yuan is not None:
            others.append(said)
            continue
        if not lines or said.yuan is None:
            edits.append(Unread(scene.text[said.start : said.end], span))
        edits += [
            SetItem(x.no, LineItem(price=said.yuan, spans={"price": span})) for x in lines if said.yuan is not None
        ]
    return edits, scene, others


def with_prices(edits: Sequence[Edit], prices: Sequence[Said], scene: Scene) -> list[Edit]:
    """The edits with the prices of lines that they add or exchange: each to the last one named before it."""
    done = list(edits)
    for said in prices:
        starts = {at: start for at, edit in enumerate(done) if (start := _start(edit)) is not None}
        before = [at for at, start in starts.items() if start < said.start]
        span = Span(said.start, said.end)
        at = max(before, key=starts.__getitem__) if before else -1
        edit = done[at] if before else None
        if isinstance(edit, SetItem | AddItem) and edit.item.price is None:
            spans = {**edit.item.spans, "price": span}
            done[at] = replace(edit, item=replace(edit.item, price=said.yuan, spans=spans))
        else:
            done.append(Unread(scene.text[said.start : said.end], span))
    return done


def _start(edit: Edit) -> int | None:
    """Where the words of a line begin."""
    if not isinstance(edit, SetItem | AddItem) or not edit.item.spans:
        return None
    return min(span.start for span in edit.item.spans.values())


def _prices(scene: Scene, draft: DraftHint) -> Sequence[Said]:
    found = [Said(p.span.start, p.span.end, p.value.yuan) for p in scene.prices if not p.value.total]
    counted = {x.unit for x in draft.lines}
    rates = [match for match in _RATE.finditer(scene.folded) if match["unit"] in counted]
    found += [Said(*match.span(), Decimal(match["n"])) for match in rates]
    found += [
        Said(*match.span(), Decimal(match["n"]) if match["sure"] else None) for match in _AS.finditer(scene.folded)
    ]
    found += _behind_their_names(scene)
    free = [p for p in found if not any(h.naming and h.start < p.end and p.start < h.end for h in scene.hits)]
    kept: list[Said] = []
    for one in sorted(free, key=lambda p: (p.start, -p.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _behind_their_names(scene: Scene) -> list[Said]:
    """The prices of 单价榄菊155 雷达230: behind the word for a price and the goods."""
    found: list[Said] = []
    told = _PRICE_OF.search(scene.folded)
    at = told.end() if told else -1
    while any(h.start == at for h in scene.hits):
        end = at
        while hit := next((h for h in scene.hits if h.start == end), None):
            end = hit.end
        number = _NUMBER.match(scene.folded, end)
        if number is None:
            break
        found.append(Said(number.start("n"), number.end("n"), Decimal(number["n"])))
        at = number.end()
    return found


def _clause(folded: str, at: int) -> int:
    return max((m.end() for m in _CLAUSE.finditer(folded, 0, at)), default=0)


def _lines(scene: Scene, draft: DraftHint, start: int, said: Said, lexicon: Lexicon) -> list[DraftLine]:
    """The lines that the price is for: those named before it, all of them where it says so, else the only one."""
    hits = [h for h in scene.hits if start <= h.start < said.start]
    every = ALL.search(scene.folded, start, said.start) is not None
    if any(start <= q.span.start < said.start for q in scene.quantities) and not hits:
        return [] if len(draft.lines) > 1 else list(draft.lines)
    if hits:
        named = [t.line for t in targets(hits, draft, lexicon) if not t.changed]
        return named if len(named) == 1 or every else []
    return list(draft.lines) if every or len(draft.lines) == 1 else []
