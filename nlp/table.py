"""Words and the numbers filed under them, packed: a trie numbers the words, flat arrays hold what is filed.

A dictionary of sets costs some hundred bytes a word; half a million words would not fit. Here a word costs about ten
bytes and a number four. Up to four `slots` keep the numbers of one word apart by what they mean.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate

import marisa_trie

from .gazetteer import KINDS, LATIN, Match, begins, ends

SLOTS = 4
Filed = tuple[str, int]  # a word and what `mark` made of its slot and rank

_made = tuple.__new__  # a named tuple in half the time
_MARK = 6  # bits of a filed number that say its slot (two) and its rank
_HOW = (1 << _MARK) - 1
_ONE = [array("I", [int(slot == there) for there in range(SLOTS)]) for slot in range(SLOTS)]  # counts of one number


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

    def packed(self) -> "Table":
        """The table; the builder is empty afterwards."""
        filed, self._filed = self._filed, {}
        try:
            trie = marisa_trie.Trie(filed)
        except UnicodeEncodeError:  # half a character from a broken file can stand in no message
            filed = {word: those for word, those in filed.items() if _whole(word)}
            trie = marisa_trie.Trie(filed)
        reach, openings = max(map(len, filed), default=0), frozenset(word[:2] for word in filed)
        ordered: list[int | array[int]] = [0] * len(filed)
        while filed:
            word, those = filed.popitem()
            ordered[trie[word]] = those
        ranks, counts, numbers = bytearray(), array("I"), array("I")
        for those in ordered:
            if isinstance(those, int):
                numbers.append(those >> _MARK)
                ranks.append(those >> 2 & 15)
                counts.extend(_ONE[those & 3])
                continue
            hows = {code & _HOW for code in those}
            ranks.append(min(hows) >> 2)
            taken = {how & 3 for how in hows}
            if len(taken) == 1:
                numbers.extend([code >> _MARK for code in those])
                counts.extend([len(those) if slot in taken else 0 for slot in range(SLOTS)])
                continue
            for slot in range(SLOTS):
                filed_there = [code >> _MARK for code in those if code & 3 == slot] if slot in taken else ()
                numbers.extend(filed_there)
                counts.append(len(filed_there))
        bounds = array("I", accumulate(counts, initial=0))
        return Table(trie, reach, openings, bytes(ranks), bounds, numbers)


def table_of(words: Iterable[str]) -> "Table":
    """A table of mere words."""
    made = Builder()
    made.add(0, [(word, 0) for word in words])
    return made.packed()


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
        self._firsts = frozenset(opening[0] for opening in self._openings)
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
        matches: list[Match] = []
        if not self._firsts.isdisjoint(text):
            found = []
            prefixes, reach, openings = self._trie.prefixes, self._reach, self._openings
            for start, (char, after) in enumerate(zip(text, f"{text[1:]} ", strict=True)):
                if char + after not in openings and char not in openings:
                    continue
                if char not in KINDS or begins(text, start):
                    for word in prefixes(text[start : start + reach]):
                        end = start + len(word)
                        if word[-1] > LATIN or ends(text, end):
                            found.append((end, start, word))
            found.sort()
            matches = [_made(Match, (start, end, word)) for end, start, word in found]
        self._last = text, matches
        return matches
