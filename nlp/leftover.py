"""What is left of a stretch when everything recognised and every filler word is taken out."""

import re

from .scene import Scene
from .words import FILLER as WORDS

_LONG = "|".join(sorted((re.escape(w) for w in WORDS if len(w) > 1), key=len, reverse=True))
_SHORT = "".join(sorted(w for w in WORDS if len(w) == 1))
_EDGE = rf"(?<![\u3400-\u9fff])[{_SHORT}]+|[{_SHORT}]+(?![\u3400-\u9fff])"
FILLER = re.compile(_LONG)
EDGE = re.compile(_EDGE)
RUN = re.compile(r"[\u3400-\u9fff]{2,}|[a-z]{3,}")


def _blank(text: str, start: int, spans: list[tuple[int, int]]) -> str:
    chars = list(text)
    for left, right in spans:
        for at in range(max(left - start, 0), min(right - start, len(chars))):
            chars[at] = " "
    return "".join(chars)


def unfilled(text: str) -> str:
    """The text with words that say nothing blanked; short ones only at the edge of a run: 蚕丝被 stays whole."""
    text = FILLER.sub(lambda m: " " * len(m[0]), text)
    return EDGE.sub(lambda m: " " * len(m[0]), text)


def leftover(scene: Scene, start: int, end: int) -> list[tuple[int, int]]:
    """Runs of words that nothing explains, longest possible, in the order of the text."""
    if end - start < 2:
        return []
    spans = [(h.start, h.end) for h in scene.hits]
    spans += [(c.start, c.end) for c in scene.customers]
    for found in (scene.dates, scene.quantities, scene.prices, scene.addresses, scene.refs):
        spans += [(f.span.start, f.span.end) for f in found]
    spans += scene.ignored
    near = [(s, e) for s, e in spans if s < end and start < e]
    text = _blank(scene.folded[start:end], start, near)
    text = re.sub(r"@\S+", lambda m: " " * len(m[0]), text)
    text = unfilled(text)
    return [(start + m.start(), start + m.end()) for m in RUN.finditer(text)]
