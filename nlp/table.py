"""Words and the numbers filed under them, packed: a trie numbers the words, flat arrays hold what is filed.

A dictionary of sets costs some hundred bytes a word; half a million words would not fit. Here a word costs about ten
bytes and a number four. Up to four `slots` keep the numbers of one word apart by what they mean.
"""

from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache

import marisa_trie
import numpy as np

from .gazetteer import KINDS, LATIN, Match, begins, ends
from .signs import signs_of

SLOTS = 4
Filed = tuple[str, int]  # a word and what `mark` made of its slot and rank

_made = tuple.__new__  # a named tuple in half the time
_MARK = 6  # bits of a filed number that say its slot (two) and its rank


def mark(slot: int, rank: int = 0) -> int:
    """How something is filed: in which slot, with which rank (0 to 15)."""
    return rank << 2 | slot


class Builder:
    """Collects what is filed under words until it is packed."""

    def __init__(self) -> None:
        """Nothing is filed yet."""
        self._filed: dict[str, int | array[int]] = {}

    def add(self, number: int, words: Iterable[Filed]) -> None:
        """Files a number under words; of a word's ranks the lowest counts."""
        filed, known = self._filed, self._filed.get
        base = number << _MARK
        for word, how in words:
            there = known(word)
            if there is None:
                filed[word] = base | how
            elif isinstance(there, int):
                filed[word] = array("I", (there, base | how))
            else:
                there.append(base | how)

    def add_all(self, numbers: Iterable[int], words: Iterable[Filed]) -> None:
        """Files several numbers under words that they all share."""
        filed, known = self._filed, self._filed.get
        bases = [number << _MARK for number in numbers]
        for word, how in words:
            those = [base | how for base in bases]
            there = known(word)
            if isinstance(there, array):
                there.extend(those)
            elif there is None:
                filed[word] = array("I", those) if len(those) > 1 else those[0]
            else:
                filed[word] = array("I", (there, *those))

    def packed(self) -> "Table":
        """The table; the builder is empty afterwards."""
        filed, self._filed = self._filed, {}
        try:
            trie = marisa_trie.Trie(filed)
        except UnicodeEncodeError:  # half a character from a broken file can stand in no message
            filed = {word: those for word, those in filed.items() if _whole(word)}
            trie = marisa_trie.Trie(filed)
        reach, openings = max(map(len, filed), default=0), frozenset(word[:2] for word in filed)
        places = array("I", map(trie.__getitem__, filed))
        those_of = list(filed.values())
        del filed
        codes, sizes = array("I"), array("I")
        for those in those_of:
            if isinstance(those, int):
                codes.append(those)
                sizes.append(1)
            else:
                codes.extend(those)
                sizes.append(len(those))
        del those_of
        ranks, bounds, numbers = _sorted_out(places, sizes, codes)
        return Table(trie, reach, openings, ranks, bounds, numbers)


def _sorted_out(
    places: "array[int]", sizes: "array[int]", codes: "array[int]"
) -> tuple[bytes, "array[int]", "array[int]"]:
    """Of what is filed under words in any order, by the place of each: its lowest rank, where its slots begin, the
    numbers."""
    bounds, numbers = array("I", bytes(4 * (len(sizes) * SLOTS + 1))), array("I", bytes(4 * len(codes)))
    if not codes:
        return b"", bounds, numbers
    filed, at, many = (np.frombuffer(one, np.uint32) for one in (codes, places, sizes))
    ranks = np.empty(len(at), np.uint8)
    ranks[at] = np.minimum.reduceat((filed >> 2 & 15).astype(np.uint8), np.cumsum(many, dtype=np.int64) - many)
    keys = np.repeat(at.astype(np.int64) * SLOTS, many)  # the slot of each, then its number
    keys += filed & 3
    np.frombuffer(bounds, np.uint32)[1:] = np.cumsum(np.bincount(keys, minlength=len(at) * SLOTS))
    keys <<= 32 - _MARK
    keys |= filed >> _MARK
    keys.sort()
    np.frombuffer(numbers, np.uint32)[:] = keys & (1 << 32 - _MARK) - 1
    return ranks.tobytes(), bounds, numbers


def table_of(words: Iterable[str]) -> "Table":
    """A table of mere words."""
    made = Builder()
    made.add(0, [(word, 0) for word in words])
    return made.packed()


@lru_cache(maxsize=16)
def _pairs(text: str) -> tuple[str, ...]:
    """Every character with the one behind it; one message is looked up in several tables."""
    return tuple([text[at : at + 2] for at in range(len(text))])


def _whole(word: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in word)


class Table:
    """An immutable set of words with numbers filed under them."""

    def __init__(
        self,
        trie: marisa_trie.Trie,
        reach: int,
        openings: frozenset[str],
        ranks: bytes,
        bounds: "array[int]",
        numbers: "array[int]",
    ) -> None:
        """Made by `Builder.packed`; no word is longer than `reach`, each begins with an opening of one or two."""
        self._trie, self._reach, self._ranks, self._bounds, self._numbers = trie, reach, ranks, bounds, numbers
        self._openings = openings
        self._single = frozenset(opening for opening in openings if len(opening) == 1)
        self._last: tuple[str, list[Match]] = ("", [])  # one message is searched more than once

    def words(self) -> Iterator[str]:
        """Every word."""
        return iter(self._trie.iterkeys())

    def at(self, word: str) -> int:
        """The number of a word, -1 where it is unknown."""
        try:
            found: int = self._trie.get(word, -1)
        except UnicodeEncodeError:
            return -1
        return found

    def rank(self, at: int) -> int:
        """The lowest rank filed under a word."""
        return self._ranks[at]

    def filed(self, at: int, slot: int) -> "array[int]":
        """The numbers in one slot of a word."""
        base = at * SLOTS + slot
        return self._numbers[self._bounds[base] : self._bounds[base + 1]]

    def find(self, text: str) -> list[Match]:
        """Every occurrence that does not cut a number or Latin word, by its end, longer ones first."""
        if self._last[0] == text:
            return self._last[1]
        found = []
        prefixes, reach = self._trie.prefixes, self._reach
        for start in self._starts(text):
            if text[start] not in KINDS or begins(text, start):
                for word in prefixes(text[start : start + reach]):
                    end = start + len(word)
                    if word[-1] > LATIN or ends(text, end):
                        found.append((end, start, word))
        found.sort()
        matches = [_made(Match, (start, end, word)) for end, start, word in found]
        self._last = text, matches
        return matches

    def _starts(self, text: str) -> list[int]:
        """Where a word may begin: two characters that open one, or a single character that is one."""
        openings, single, pairs = self._openings, self._single, _pairs(text)
        if not single.isdisjoint(signs_of(text)):
            return [at for at, pair in enumerate(pairs) if pair in openings or pair[0] in single]
        return [] if openings.isdisjoint(pairs) else [at for at, pair in enumerate(pairs) if pair in openings]
