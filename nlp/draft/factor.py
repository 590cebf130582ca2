"""Twice as many, half as many, a nought too few: 数量翻倍, 除了大红袍都减半, 翻倍吧 10箱, 少打了个0."""

import re
from dataclasses import replace
from decimal import Decimal

from ..dimensions.quantity.rules import Quantity
from ..dimensions.units import MEASURES
from ..family import mask_of
from ..items import based
from ..lexicon import Lexicon
from ..scene import Scene
from ..types import DraftHint, DraftLine, Edit, LineItem, SetItem, Span, Unread
from .all_but import kept_by, lines_named
from .lines import ALL, targets

TIMES = re.compile(r"翻一?(?:倍|番)|加一?倍|double")
HALF_MORE = re.compile(r"(?:再?多|再)(?:要|来|加|拿|订|备|发|一个)?一半|加一半")
HALVED = re.compile(
    r"(?:减|砍|少|打)(?:掉|去|个|要|来|拿|发)?(?:一?半|对折)|(?:只要|就要|先要|[要拿来])一半(?=\s|$|[吧就,。!])|一半(?:就|也)?(?:行|好|够|可以)了?"
)
ZERO = re.compile(  # 少打了个0: ten times as many
    r"(?:少|漏|多)(?:打|写|输|敲|按|加)了?(?:一?个)?(?:零|0)(?![\d.])|(?:少|漏|多)了?(?:一?个)(?:零|0)(?![\d.])"
)


def by_factor(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """数量翻倍, 减半: every line that is named, or the only one. 翻倍吧 10箱 says beside what it comes to."""
    folded = scene.folded
    match = ZERO.search(folded) or TIMES.search(folded) or HALF_MORE.search(folded) or HALVED.search(folded)
    if match is None:
        return [], scene
    span, factor = Span(*match.span()), _factor(match)
    if match.re is HALF_MORE:  # its 多 and 加 add no line
        scene = replace(scene, folded=f"{folded[: span.start]}{' ' * (span.end - span.start)}{folded[span.end :]}")
    scene = replace(
        scene, quantities=tuple(q for q in scene.quantities if q.span.end <= span.start or span.end <= q.span.start)
    )
    but, several = kept_by(scene, draft, lexicon), set[int]()
    if but is not None:
        named = [x for x in draft.lines if x.no not in but] if 0 < len(but) < len(draft.lines) else []
    else:
        hits = scene.hits
        named = [t.line for t in targets(hits, draft, lexicon) if not t.changed] if hits else list(draft.lines)
        several = lines_named(scene, 0, len(folded), draft, lexicon) if hits and not named else set()
        named = named or [x for x in draft.lines if x.no in several]  # 草帽和手套都翻倍
    every = ALL.search(scene.folded) is not None or (len(named) == 1)
    come = [q for q in scene.quantities if len(named) == 1 and _comes_to(q.value, factor, named[0])]
    rest = [q for q in scene.quantities if q not in come]
    if rest or not every or any(x.qty is None for x in named) or not named:
        return [Unread(match[0], span)], scene
    if any(x.qty and not _whole(x, x.qty * factor, lexicon) for x in named):
        return [Unread(match[0], span)], replace(scene, hits=())  # half of 5包 is no amount that anybody can send
    spans = {"quantity": Span(span.start, max(q.span.end for q in come)) if come else span}
    edits: list[Edit] = [SetItem(x.no, LineItem(qty=x.qty * factor, unit=x.unit, spans=spans)) for x in named if x.qty]
    return edits, replace(scene, quantities=(), hits=() if but is not None or several else scene.hits)


def _whole(line: DraftLine, qty: Decimal, lexicon: Lexicon) -> bool:
    """False for a piece of what comes whole: half a bag where bags are what is counted."""
    if line.unit in MEASURES or qty == qty.to_integral_value():
        return True
    base = based(mask_of(line, lexicon), [(qty, line.unit)], lexicon)
    units = {product.unit for product in lexicon.some(mask_of(line, lexicon), 3)}
    return base is not None and (base == base.to_integral_value() or units <= MEASURES)


def _factor(match: re.Match[str]) -> Decimal:
    if match.re is ZERO:
        return Decimal("0.1") if "多" in match[0] else Decimal(10)
    if match.re is HALF_MORE:
        return Decimal("1.5")
    return Decimal(2) if match.re is TIMES else Decimal("0.5")


def _comes_to(said: Quantity, factor: Decimal, line: DraftLine) -> bool:
    return line.qty is not None and said.qty == line.qty * factor and said.unit in (None, line.unit)
