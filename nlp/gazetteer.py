"""Occurrences of known words in a text, and which of them to keep."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import NamedTuple


class Match(NamedTuple):
    """A known word in the text."""

    start: int
    end: int
    word: str

    def overlaps(self, start: int, end: int) -> bool:
        """True where the two stretches share a character."""
        return self.start < end and start < self.end


NOTHING = Match(0, 0, "")
BY_END = attrgetter("end")
COVERED, PIECE = 1 << 40, 1 << 20  # what a character is worth, and what a word costs; the rest is how bad it is
LATIN = "\x7f"  # all letters and digits are below
DIGIT, LETTER, NUMERAL = range(3)
KINDS = dict.fromkeys("0123456789", DIGIT) | dict.fromkeys("abcdefghijklmnopqrstuvwxyz", LETTER)
KINDS |= dict.fromkeys("一二三四五六七八九十百千万两半零廿", NUMERAL)


def begins(text: str, start: int) -> bool:
    """True unless a word that begins here would cut a number or a Latin word in two."""
    kind = KINDS.get(text[start])
    if kind is None or not start:
        return True
    before = text[start - 1]
    if KINDS.get(before) == kind:
        return False
    return not (before == "." and kind == DIGIT and start > 1 and KINDS.get(text[start - 2]) == DIGIT)


def ends(text: str, end: int) -> bool:
    """True unless a word that ends here would cut a number or a Latin word in two."""
    last = text[end - 1]
    if last > LATIN or end == len(text):
        return True
    kind, after = KINDS.get(last), text[end]
    if kind is None:
        return True
    return KINDS.get(after) != kind and not (
        after == "." and kind == DIGIT and KINDS.get(text[end + 1 : end + 2]) == DIGIT
    )


def stands_alone(text: str, start: int, end: int) -> bool:
    """True unless the stretch cuts a number or a Latin word in two."""
    return begins(text, start) and ends(text, end)


def longest(found: Iterable[Match], worse: Callable[[Match], int] = lambda _: 0) -> list[Match]:
    """Keeps finds that do not overlap and cover most characters with the fewest words, of these the least bad."""
    several = list(found)
    if len(several) < 2:
        return several
    several.sort(key=BY_END)
    best: list[tuple[int, int, Match]] = [(0, -1, NOTHING)]  # up to each end: the score, what goes before, what it took
    stops: list[int] = []
    top, before, taken, last = 0, 0, NOTHING, several[0].end
    for hit in several:
        start, end, _ = hit
        if end != last:
            stops.append(last)
            best.append((top, before, taken))
            before, taken, last = len(stops), NOTHING, end
        ahead = bisect_right(stops, start)
        score = best[ahead][0] + (end - start) * COVERED - PIECE
        if score > top and (score := score - worse(hit)) > top:
            top, before, taken = score, ahead, hit
    best.append((top, before, taken))
    kept: list[Match] = []
    index = len(best) - 1
    while index > 0:
        _, index, one = best[index]
        if one is not NOTHING:
            kept.append(one)
    return kept[::-1]
