"""一半180一半220 of the one line: halves told by the number alone that tells its kinds apart, and no amounts."""

import re
from dataclasses import replace

from ..family import mask_of
from ..figures import with_number
from ..lexicon import Lexicon
from ..scene import Scene
from ..types import AddItem, DraftHint, Edit, LineItem, SetItem, Span, Unread

KIND = r"(?:是|要|来|拿|给我|用)?\s?(?P<{}>\d+(?:\.\d+)?)\s?(?:寸|号|码|#|mm|cm|ml|g|克|度)?的?"
HALVES = re.compile(rf"一半{KIND.format('one')}[\s,、和跟]*(?:另外?)?一半{KIND.format('two')}(?=[\s,。;!吧哈啊]|\Z)")


def numbered_halves(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """The two halves of the one line, and the message without them; unread where they cannot be told."""
    match = HALVES.search(scene.folded) if "半" in scene.signs else None
    if match is None or len(draft.lines) != 1:
        return [], scene
    line, span = draft.lines[0], Span(*match.span())
    whole = mask_of(line, lexicon)
    kinds = [with_number(match[side], whole, lexicon) for side in ("one", "two")]
    left = replace(
        scene,
        hits=tuple(h for h in scene.hits if h.end <= span.start or span.end <= h.start),
        quantities=tuple(q for q in scene.quantities if q.span.end <= span.start or span.end <= q.span.start),
        ignored=(*scene.ignored, match.span()),
    )
    half = line.qty / 2 if line.qty is not None else None
    told = all(len(kind) == 1 for kind in kinds) and kinds[0] != kinds[1]
    if half is None or half != half.to_integral_value() or not told:
        return [Unread(scene.text[span.start : span.end], span)], left
    spans = {"product": span, "quantity": span}
    items = [LineItem(sku=lexicon.products[k[0]].sku, qty=half, unit=line.unit, spans=spans) for k in kinds]
    return [SetItem(line.no, items[0]), AddItem(items[1])], left
