"""Answers to the question which of several products a line means, by the number that tells them apart."""

import re
from dataclasses import replace

from .draft_lines import as_line
from .family import mask_of
from .figures import with_number
from .lexicon import Lexicon
from .scene import Scene
from .types import DraftHint, SetItem, Span

SIZED = re.compile(  # 6度的咯: an answer to which of them
    r"\s*(?:要|是|就|拿|来)?(?P<digits>\d+(?:\.\d+)?)\s?(?P<measure>度|个点|点|号|码|寸|分|毫米|厘米|公分|毫升|升|米|克|公斤|斤|平方?|瓦|安|伏)"
    r"的?(?:那种|那个|那款)?[吧哈啊咯嘛哦呀了]?[\s,。!~]*"
)


def picked(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> SetItem | None:
    """The open line that a bare number of two or more digits settles: 389 of 奔富."""
    digits = scene.folded.strip()
    return _settled(digits, scene.folded.index(digits), draft, lexicon) if len(digits) > 1 else None


def measured(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> SetItem | None:
    """The same by a number with a measure that the list writes otherwise: 6度的 of 双氧奶 6%."""
    said = SIZED.fullmatch(scene.folded) if draft.asked == "product" and not scene.hits else None
    units = {u for x in draft.lines for p in lexicon.some(mask_of(x, lexicon), 60) for u in (p.unit, *p.packs)}
    if said is None or said["measure"] in units:
        return None
    return _settled(said["digits"], said.start("digits"), draft, lexicon)


def _settled(digits: str, start: int, draft: DraftHint, lexicon: Lexicon) -> SetItem | None:
    """The one open line that a number narrows."""
    found = []
    for line in draft.lines:
        if line.sku is None and line.candidates:
            whole = mask_of(line, lexicon)
            mask = with_number(digits, whole, lexicon)
            if mask and len(mask) < len(whole):
                span = Span(start, start + len(digits))
                found.append(SetItem(line.no, replace(as_line(mask, lexicon), spans={"product": span})))
    return found[0] if len(found) == 1 else None
