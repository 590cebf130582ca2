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
DIGITS, LETTERS = frozenset("0123456789"), frozenset("abcdefghijklmnopqrstuvwxyz")
COUNTING = frozenset("一二三四五六七八九十百千万两半零廿")


def stands_alone(text: str, start: int, end: int) -> bool:
    """True unless the stretch cuts a number or a Latin word in two."""
    first, last = text[start], text[end - 1]
    if first > LATIN and last > LATIN and first not in COUNTING:
        return True
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if before in COUNTING and first in COUNTING:
        return False
    if first in DIGITS:
        if before in DIGITS or (before == "." and start > 1 and text[start - 2] in DIGITS):
            return False
    elif first in LETTERS and before in LETTERS:
        return False
    if last in DIGITS:
        return not (after in DIGITS or (after == "." and text[end + 1 : end + 2] in DIGITS))
    return not (last in LETTERS and after in LETTERS)


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
