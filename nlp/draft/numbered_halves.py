"""一半180一半220, 一件500的一件100的: parts of the one line told by the number alone that tells its kinds apart."""

import re
from dataclasses import replace
from decimal import Decimal

from ..family import family, mask_of
from ..figures import with_number
from ..lexicon import Lexicon
from ..scene import Scene
from ..types import AddItem, DraftHint, Edit, LineItem, SetItem, Span, Unread

KIND = r"(?:是|要|来|拿|给我|用)?\s?(?P<{}>\d+(?:\.\d+)?)\s?(?:寸|号|码|#|mm|cm|ml|g|克|度)?的?"
ENDS = r"(?=[\s,。;!吧哈啊]|\Z)"
HALVES = re.compile(rf"一半{KIND.format('one')}[\s,、和跟]*(?:另外?)?一半{KIND.format('two')}{ENDS}")
COUNT = r"(?P<{}>\d+|[一两二三四五六七八九十])"
SHARES = re.compile(
    rf"{COUNT.format('first')}(?P<unit>[\u4e00-\u9fff]){KIND.format('one')}[\s,、和跟]*"
    rf"{COUNT.format('second')}(?P=unit){KIND.format('two')}{ENDS}"
)
DIGITS = "零一二三四五六七八九十"


def numbered_halves(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """The two halves of the one line, and the message without them; unread where they cannot be told."""
    if len(draft.lines) != 1:
        return [], scene
    line = draft.lines[0]
    match = HALVES.search(scene.folded) or SHARES.search(scene.folded)
    if match is None or (match.re is SHARES and match["unit"] != line.unit):
        return [], scene
    span = Span(*match.span())
    kin = family(mask_of(line, lexicon), lexicon)
    kinds = [with_number(match[side], kin, lexicon) for side in ("one", "two")]
    left = replace(
        scene,
        hits=tuple(h for h in scene.hits if h.end <= span.start or span.end <= h.start),
        quantities=tuple(q for q in scene.quantities if q.span.end <= span.start or span.end <= q.span.start),
        ignored=(*scene.ignored, match.span()),
    )
    shares = _shares(match, line.qty)
    told = all(len(kind) == 1 for kind in kinds) and kinds[0] != kinds[1]
    if shares is None or not told:
        return [Unread(scene.text[span.start : span.end], span)], left
    spans = {"product": span, "quantity": span}
    skus = [lexicon.products[k[0]].sku for k in kinds]
    items = [LineItem(sku=sku, qty=qty, unit=line.unit, spans=spans) for sku, qty in zip(skus, shares, strict=True)]
    return [SetItem(line.no, items[0]), AddItem(items[1])], left


def _shares(match: re.Match[str], whole: Decimal | None) -> tuple[Decimal, Decimal] | None:
    """How many of each; None where there are no halves, and where the parts do not come to what is wanted."""
    if whole is None:
        return None
    if match.re is HALVES:
        return (whole / 2, whole / 2) if whole / 2 == (whole / 2).to_integral_value() else None
    first, second = (_number(match[side]) for side in ("first", "second"))
    return (first, second) if first + second == whole else None


def _number(words: str) -> Decimal:
    return Decimal(words if words.isdecimal() else DIGITS.index(words.replace("两", "二")))
