"""Amounts of a draft as they are said: in two counters side by side, and behind words that it is too much."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..family import mask_of
from ..lexicon import Lexicon
from ..scene import Scene
from ..types import DraftLine, Span

SO_MANY = re.compile(r"(?:的?那个)?(?:不要|不用|不需要|要不了|用不了)了?(?:那么|这么|太)多了?[\s,]*")


def without_so_many(scene: Scene) -> Scene:
    """黑的不要那么多 8套: that it is too much says nothing beside the amount that follows."""
    for match in SO_MANY.finditer(scene.folded):
        if any(q.span.start >= match.end() for q in scene.quantities):
            start, end = match.span()
            plain = f"{scene.folded[:start]}{' ' * (end - start)}{scene.folded[end:]}"
            scene = replace(scene, folded=plain, ignored=(*scene.ignored, (start, end)))
    return scene


def joined(scene: Scene, lines: Sequence[DraftLine], lexicon: Lexicon) -> Scene:
    """2箱3个 as one amount, where a product of the draft is counted in both and the second is a part of the first."""
    done: list[Found[Quantity]] = []
    for said in scene.quantities:
        last = done[-1] if done else None
        if last is None or not _in_two(last, said, scene, lines, lexicon):
            done.append(said)
            continue
        span = Span(last.span.start, said.span.end)
        pairs = ((last.value.qty, last.value.unit), (said.value.qty, said.value.unit))
        parts = tuple((qty, unit) for qty, unit in pairs if qty is not None)
        words = scene.text[span.start : span.end]
        done[-1] = Found(span, Quantity(None, None, parts=parts), words, min(last.confidence, said.confidence))
    return replace(scene, quantities=tuple(done)) if len(done) < len(scene.quantities) else scene


def _in_two(
    one: Found[Quantity], two: Found[Quantity], scene: Scene, lines: Sequence[DraftLine], lexicon: Lexicon
) -> bool:
    gap = scene.between(one.span.end, two.span.start)
    if gap.strip() or (gap and len(lines) > 1) or None in (one.value.qty, two.value.qty):
        return False
    if one.value.parts or two.value.parts or one.value.unit is None or two.value.unit is None:
        return False
    if any(two.span.end <= h.start <= two.span.end + 1 for h in scene.hits):
        return False  # 2箱 3个白的: of another thing
    for product in (p for x in lines for p in lexicon.some(mask_of(x, lexicon), 1)):
        known = {product.unit: Decimal(1), **product.packs}
        if known.get(one.value.unit, Decimal(0)) > known.get(two.value.unit, known[product.unit] * 10**9):
            return True
    return False
