"""How a measured amount is to be cut: 两根,每根250 of 500 metres says nothing about the price and no other amount."""

import re
from dataclasses import replace
from decimal import Decimal

from ..dimensions.numeral.rules import find_numbers
from ..family import mask_of
from ..lexicon import Lexicon
from ..scene import Scene
from ..types import SCALES, DraftHint, DraftLine, Edit, LineItem, SetItem, Span, Unread
from .lines import targets

NUMBER = r"[\d一二两三四五六七八九十百千半.]+"
CUT = re.compile(
    rf"(?:分|切|剪|裁|截)?(?:成|为|作)?(?P<count>{NUMBER})(?P<piece>[根段条卷截块片捆把盘])[\s,的]*(?:每|一)(?P=piece)"
    rf"(?:是|要|都)?\s?(?P<each>{NUMBER})\s?(?P<unit>米|m|公斤|kg|吨|升)?(?![\d.元块钱])"
)


def pieces(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """The amount that the pieces come to, and the message without them; unread where it is another than was said."""
    match = CUT.search(scene.folded)
    line = _line(scene, draft, lexicon) if match is not None else None
    if match is None or line is None or _listed(line, match["piece"], lexicon):
        return [], scene
    count, each = _number(match["count"]), _number(match["each"])
    if count is None or each is None or match["unit"] not in (None, line.unit):
        return [], scene
    span, total = Span(*match.span()), count * each
    left = replace(
        scene,
        hits=tuple(h for h in scene.hits if h.end <= span.start),
        quantities=tuple(q for q in scene.quantities if q.span.end <= span.start or span.end <= q.span.start),
        prices=tuple(p for p in scene.prices if p.span.end <= span.start or span.end <= p.span.start),
        ignored=(*scene.ignored, match.span()),
    )
    if line.qty is not None and total != line.qty and not re.search(r"改|换|错|不对|一共|共", scene.folded):
        return [Unread(scene.text[span.start : span.end], span)], left
    return [SetItem(line.no, LineItem(qty=total, unit=line.unit, spans={"quantity": span}))], left


def _line(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> DraftLine | None:
    """The one line that is meant, where it is measured and not counted."""
    named = [t.line for t in targets(scene.hits, draft, lexicon) if not t.changed] if scene.hits else []
    lines = named or [x for x in draft.lines if _measured(x)]
    return lines[0] if len(lines) == 1 and _measured(lines[0]) else None


def _number(words: str) -> Decimal | None:
    found = find_numbers(words)
    return found[0].value.value if len(found) == 1 else None


def _measured(line: DraftLine) -> bool:
    return any(line.unit in scale for scale in SCALES[:3])


def _listed(line: DraftLine, unit: str, lexicon: Lexicon) -> bool:
    return any(unit == p.unit or unit in p.packs for p in lexicon.some(mask_of(line, lexicon), 20))
