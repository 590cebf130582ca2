"""Names misspelt beside the number that they begin or end with: 2225粉合, a 2225粉盒; 热名纸57*40, a 热敏纸57*40.

The number tells which things are meant, so the rest of their name may be heard as a whole, even where it is a word.
"""

import re
from collections.abc import Iterator

from .dimensions.found import stretch
from .features import CJK, Kind, Tier
from .lexicon import Lexicon, Mask
from .products import Hit, agrees, by_sound
from .scene import Scene

_NUMBER = r"(?<![a-z0-9.*/-])[a-z]{0,3}\d[a-z0-9]*(?:[*-]\d+)*"
BEHIND = re.compile(rf"(?P<number>{_NUMBER})(?P<words>[\u3400-\u9fff]{{2,5}})")
BEFORE = re.compile(rf"(?P<words>[\u3400-\u9fff]{{2,6}})(?P<number>{_NUMBER})(?![a-z0-9.*/-])")
FEWEST = 3  # characters of a number, which else may be an amount or a size
ONE_BEHIND = re.compile(r"[a-z0-9*-]{3}[\u3400-\u9fff]{2}")  # what every BEHIND with such a number holds
ONE_BEFORE = re.compile(r"[\u3400-\u9fff]{2}[a-z0-9*-]{3}")  # what every BEFORE with such a number holds


def numbered_slips(scene: Scene, lexicon: Lexicon) -> Iterator[Hit]:
    """Whole names with a number in them that only sound so, each with its products."""
    patterns = [
        pattern for holds, pattern in ((ONE_BEHIND, BEHIND), (ONE_BEFORE, BEFORE)) if holds.search(scene.folded)
    ]
    if not patterns:
        return
    whole = [(h.start, h.end) for h in scene.hits if h.kind is Kind.HEAD and h.tier is Tier.EXACT]
    whole += [(c.start, c.end) for c in scene.customers]
    taken = 0
    for start, end in whole:
        taken |= stretch(start, end)
    for pattern in patterns:
        for match in pattern.finditer(scene.folded):
            entry = lexicon.words.get(match["number"]) if len(match["number"]) >= FEWEST else None
            if entry is None or any(_of_number(h, match.span(), entry.masks[2]) for h in scene.hits):
                continue
            hit = _heard(scene.folded, match, pattern is BEHIND, lexicon)
            if hit is not None and not taken & stretch(hit.start, hit.end):
                taken |= stretch(hit.start, hit.end)
                yield hit


def _of_number(hit: Hit, span: tuple[int, int], numbered: Mask) -> bool:
    """True for a name that is written so in the list, of things with that number: 500焊枪 is no 500焊钳."""
    return hit.head and len(hit.word) > 1 and span[0] <= hit.start and hit.end <= span[1] and agrees(numbered, hit)


def _heard(folded: str, match: re.Match[str], behind: bool, lexicon: Lexicon) -> Hit | None:
    """The longest name by sound of the number and the words that touch it."""
    start, end = match.span("words")
    for size in range(end - start, 1, -1):
        left, right = (match.start("number"), start + size) if behind else (end - size, match.end("number"))
        said = folded[left:right]
        if CJK.search(said) is None or lexicon.words.get(said) is not None:
            return None  # written as the list has it
        mask = by_sound(said, lexicon)
        if mask:
            return Hit(left, right, said, Kind.HEAD, Tier.EXACT, (mask, mask, mask), fuzzy=True)
    return None
