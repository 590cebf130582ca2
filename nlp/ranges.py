"""Sizes from one to another, each so many: 高帮802 40到43码各10双 means 40, 41, 42 and 43; S到XL各5件."""

import re
from dataclasses import replace

from .dimensions.found import stretch
from .lexicon import Lexicon
from .products import Hit, agrees, wide
from .signs import signs_of
from .size_rows import size_of

_UNIT = "码|号|寸|mm|cm|#|楼|层|孔|目|升|米|度|瓦"
_SPOKEN = "[一二三四五六七八九](?=[楼层号])"
_LETTERS = "x{0,4}[sml]|[2-6]xl|nb"
RANGE = re.compile(
    rf"(?<![a-z0-9.*/-])(?P<low>\d{{1,3}}|{_SPOKEN}|{_LETTERS})(?P<unit>{_UNIT})?\s?(?:到|至|-|~|—)+\s?(?P<high>\d{{1,3}}|{_SPOKEN}|{_LETTERS})(?P<same>{_UNIT})?"
    r"(?=的?[\s,:]{0,2}(?:各|每|都|均|分别))"
)
EACH = frozenset("各每都均分")  # one of these stands behind every range
LADDER: list[tuple[str, ...]] = [("nb",), ("xxs",), ("xs",), ("s",), ("m",), ("l",), ("xl",)]
LADDER += [("xxl", "2xl"), ("xxxl", "3xl"), ("xxxxl", "4xl"), ("5xl",), ("6xl",)]
MOST = 24  # sizes of one range
REACH = 40  # characters back to the name


def ranged(folded: str, hits: list[Hit], taken: int, lexicon: Lexicon) -> tuple[list[Hit], list[tuple[int, int]]]:
    """The hits with every size of a range that the goods before it are had in, and the stretches of the ranges.

    Those between the ends stand where the 到 is. `taken`: characters that are something else.
    """
    spans: list[tuple[int, int]] = []
    if EACH.isdisjoint(signs_of(folded)):
        return hits, spans
    for match in RANGE.finditer(folded):
        span = match.span()
        if taken & stretch(*span):
            continue
        name = next((h for h in reversed(hits) if h.end <= span[0] and _names(h)), None)
        if name is None or span[0] - name.end > REACH:
            continue
        sizes = _sizes(match, name, lexicon)
        if sizes:
            kept = [h for h in hits if h.end <= span[0] or span[1] <= h.start]
            hits = sorted([*kept, *sizes], key=lambda h: (h.start, h.end))
            spans.append(span)
    return hits, spans


def _names(hit: Hit) -> bool:
    return hit.naming or (bool(hit.masks[0]) and len(hit.word) > 2 and not RANGE.match(hit.word))


def _steps(low: str, high: str) -> list[tuple[str, ...]]:
    """The sizes from one to another, each in all the ways to write it; empty where that is no range."""
    if (one := _number(low)) and (two := _number(high)):
        return [(f"{number}",) for number in range(one, two + 1)] if one < two <= one + MOST else []
    places = {form: at for at, forms in enumerate(LADDER) for form in forms}
    if low not in places or high not in places:
        return []
    return LADDER[places[low] : places[high] + 1]


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else "零一二三四五六七八九".find(words) if len(words) == 1 else 0


def _sizes(match: re.Match[str], name: Hit, lexicon: Lexicon) -> list[Hit]:
    """A hit for each size that the goods have; none where they have not both ends."""
    steps = _steps(match["low"], match["high"])
    mask, unit = wide(name, lexicon), match["unit"] or match["same"] or ""
    first = (match.start("low"), max(match.end("low"), match.end("unit")))
    last = (match.start("high"), max(match.end("high"), match.end("same")))
    found = []
    for step, forms in enumerate(steps):
        ends = {0: first, len(steps) - 1: last}
        at = ends.get(step, (first[1], last[0]))
        said = (size_of(*at, form, lexicon, unit) for form in forms)
        hit = next((one for one in said if one is not None and agrees(mask, one)), None)
        if hit is not None:
            one, two, three = (mask & tier for tier in hit.masks)
            found.append(replace(hit, masks=(one, two, three)))
        elif step in ends:
            return []
    return found
