"""Models written with spaces that the books write without: 15pro max, note 13."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .dimensions.found import stretch
from .features import Kind
from .gazetteer import Match
from .lexicon import Lexicon
from .models import SHORTEST

APART = re.compile(r"(?<![a-z0-9])[a-z0-9]+(?:[ ][a-z0-9]+)+")
GAP = re.compile(r"[a-z0-9] [a-z0-9]")  # in every APART, and found much faster
TOKEN = re.compile(r"[a-z0-9]+")
LONGEST = 4  # words of one model


def joined(folded: str, lexicon: Lexicon, masked: int) -> Iterator[Match]:
    """Models written with spaces that the books write without: `word` is as in the books."""
    for run in APART.finditer(folded):
        tokens = list(TOKEN.finditer(folded, *run.span()))
        for first in range(len(tokens) - 1):
            for last in range(min(len(tokens), first + LONGEST) - 1, first, -1):
                words = [token[0] for token in tokens[first : last + 1]]
                start, end = tokens[first].start(), tokens[last].end()
                if not _apart(words) or masked & stretch(start, end):
                    continue
                if words[-1].isdecimal() and _counted(folded, end, lexicon) and lexicon.words.get("".join(words[:-1])):
                    continue  # 黑BVR 6卷, though some thing is a BVR6
                entry = lexicon.words.get("".join(words))
                if (
                    entry is not None
                    and entry.kind is Kind.CODE
                    and not _goes_on(folded, tokens[last].start(), lexicon)
                ):
                    yield Match(start, end, "".join(words))
                    break


def _counted(folded: str, end: int, lexicon: Lexicon) -> bool:
    return folded[end : end + 1] in lexicon.counters and folded[end + 1 : end + 2] not in ("装", "的")


def _apart(words: Sequence[str]) -> bool:
    """True where a word stands at each of the spaces: nobody writes 15 20 for 1520."""
    named = [word.isalpha() and len(word) >= SHORTEST for word in words]
    return all(one or two for one, two in pairwise(named))


def _goes_on(folded: str, start: int, lexicon: Lexicon) -> bool:
    """True where the last word begins a longer one of its own: 四代耳机60 Pro二代降噪40."""
    token = TOKEN.match(folded, start)
    return token is not None and any(
        found.start == 0 and found.end > len(token[0]) for found in lexicon.words.find(folded[start : start + 8])
    )
