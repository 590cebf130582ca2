"""Occurrences of known words in a text, and which of them to keep."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Match(NamedTuple):
    """A known word in the text."""

    start: int
    end: int
    word: str

    def overlaps(self, start: int, end: int) -> bool:
        """True where the two stretches share a character."""
        return self.start < end and start < self.end


LATIN = "\x7f"  # all letters and digits are below
COUNTING = frozenset("一二三四五六七八九十百千万两半零廿")


def _letter(char: str) -> bool:
    return "a" <= char <= "z"


def _digit(char: str) -> bool:
    return "0" <= char <= "9"


def stands_alone(text: str, start: int, end: int) -> bool:
    """True unless the stretch cuts a number or a Latin word in two."""
    first, last = text[start], text[end - 1]
    if first > LATIN and last > LATIN and first not in COUNTING:
        return True
    if start and first in COUNTING and text[start - 1] in COUNTING:
        return False
    if start:
        before = text[start - 1]
        if (_digit(first) and _digit(before)) or (_letter(first) and _letter(before)):
            return False
        if _digit(first) and before == "." and start > 1 and _digit(text[start - 2]):
            return False
    if end < len(text):
        after = text[end]
        if (_digit(last) and _digit(after)) or (_letter(last) and _letter(after)):
            return False
        if _digit(last) and after == "." and end + 1 < len(text) and _digit(text[end + 1]):
            return False
    return True


def longest(found: Iterable[Match], worse: Callable[[Match], int] = lambda _: 0) -> list[Match]:
    """Keeps finds that do not overlap and cover most characters with the fewest words, of these the least bad."""
    at: dict[int, list[Match]] = {}
    for hit in found:
        at.setdefault(hit.end, []).append(hit)
    ends = sorted(at)
    best: list[tuple[tuple[int, int, int], int, Match | None]] = [((0, 0, 0), -1, None)]  # score, previous, taken
    for index, end in enumerate(ends, start=1):
        top: tuple[tuple[int, int, int], int, Match | None] = (best[-1][0], index - 1, None)
        for hit in at[end]:
            before = bisect_right(ends, hit.start)
            covered, pieces, good = best[before][0]
            score = (covered + hit.end - hit.start, pieces - 1, good - worse(hit))
            if score > top[0]:
                top = (score, before, hit)
        best.append(top)
    taken: list[Match] = []
    index = len(best) - 1
    while index > 0:
        _, previous, chosen = best[index]
        if chosen is not None:
            taken.append(chosen)
        index = previous
    return taken[::-1]
