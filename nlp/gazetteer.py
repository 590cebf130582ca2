"""Finds many known words in a text at once, longest first, on characters."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick


@dataclass(frozen=True, slots=True)
class Match:
    """A known word in the text."""

    start: int
    end: int
    word: str

    def overlaps(self, start: int, end: int) -> bool:
        """True where the two stretches share a character."""
        return self.start < end and start < self.end


_COUNTING = frozenset("一二三四五六七八九十百千万两半零廿")


def _letter(char: str) -> bool:
    return "a" <= char <= "z"


def _digit(char: str) -> bool:
    return "0" <= char <= "9"


def stands_alone(text: str, start: int, end: int) -> bool:
    """True unless the stretch cuts a number or a Latin word in two."""
    first, last = text[start], text[end - 1]
    if start and first in _COUNTING and text[start - 1] in _COUNTING:
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


class Gazetteer:
    """An immutable set of words with one search in linear time."""

    def __init__(self, words: Iterable[str]) -> None:
        """Build it from folded, non-empty words."""
        self._trie = ahocorasick.Automaton()
        self._size = 0
        for word in words:
            self._trie.add_word(word, word)
            self._size += 1
        if self._size:
            self._trie.make_automaton()

    def all(self, text: str) -> list[Match]:
        """Every occurrence that does not cut a number or Latin word, in order of its end."""
        if not self._size:
            return []
        found = []
        for last, word in self._trie.iter(text):
            start = last + 1 - len(word)
            if stands_alone(text, start, last + 1):
                found.append(Match(start, last + 1, word))
        return found


def longest(found: Iterable[Match]) -> list[Match]:
    """Keeps finds that do not overlap and cover most characters with the fewest words; in order of the text."""
    at: dict[int, list[Match]] = {}
    for hit in found:
        at.setdefault(hit.end, []).append(hit)
    ends = sorted(at)
    best: list[tuple[tuple[int, int], int, Match | None]] = [((0, 0), -1, None)]  # score, previous, taken
    for index, end in enumerate(ends, start=1):
        top: tuple[tuple[int, int], int, Match | None] = (best[-1][0], index - 1, None)
        for hit in at[end]:
            before = bisect_right(ends, hit.start)
            covered, pieces = best[before][0]
            score = (covered + hit.end - hit.start, pieces - 1)
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
