"""Words and the numbers filed under them, packed: a trie numbers the words, flat arrays hold what is filed.

A dictionary of sets costs some hundred bytes a word; half a million words would not fit. Here a word costs about ten
bytes and a number four. Up to four `slots` keep the numbers of one word apart by what they mean.
"""

from array import array
from collections.abc import Iterable, Iterator

import marisa_trie

from .gazetteer import Match, stands_alone

SLOTS = 4
_SHIFT = 2  # two bits of a filed number say its slot


class Builder:
    """Collects what is filed under words until it is packed."""

    def __init__(self) -> None:
        """Nothing is filed yet."""
        self._place: dict[str, int] = {}
        self._filed: list[int | array[int]] = []
        self._ranks = bytearray()

    def add(self, number: int, words: Iterable[tuple[str, int, int]]) -> None:
        """Files a number under words, each with a slot and a rank; of a word's ranks the lowest counts."""
        place, filed, ranks = self._place, self._filed, self._ranks
        code = number << _SHIFT
        for word, slot, rank in words:
            at = place.setdefault(word, len(filed))
            if at == len(filed):
                filed.append(code | slot)
                ranks.append(rank)
                continue
            known = filed[at]
            if isinstance(known, int):
                filed[at] = array("I", (known, code | slot))
            else:
                known.append(code | slot)
            if rank < ranks[at]:
                ranks[at] = rank

    def packed(self) -> "Table":
        """The table; the builder is empty afterwards."""
        place, filed, ranks = self._place, self._filed, self._ranks
        self.__init__()  # type: ignore[misc]
        try:
            trie = marisa_trie.Trie(place)
        except UnicodeEncodeError:  # half a character from a broken file can stand in no message
            trie = marisa_trie.Trie(word for word in place if _whole(word))
        reach = max(map(len, place), default=0)
        order = array("I", bytes(4 * len(trie)))
        for word in trie.iterkeys():
            order[trie[word]] = place[word]
        place.clear()
        bounds, numbers = array("I", (0,)), array("I")
        for at in order:
            codes = filed[at]
            if isinstance(codes, int):
                numbers.append(codes >> _SHIFT)
                bounds.extend(len(numbers) - (slot < (codes & 3)) for slot in range(SLOTS))
                continue
            for slot in range(SLOTS):
                numbers.extend([code >> _SHIFT for code in codes if code & 3 == slot])
                bounds.append(len(numbers))
        return Table(trie, reach, bytes(ranks[at] for at in order), bounds, numbers)


def table_of(words: Iterable[str]) -> "Table":
    """A table of mere words."""
    made = Builder()
    made.add(0, [(word, 0, 0) for word in words])
    return made.packed()


def _whole(word: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in word)


class Table:
    """An immutable set of words with numbers filed under them."""

    def __init__(
        self, trie: marisa_trie.Trie, reach: int, ranks: bytes, bounds: "array[int]", numbers: "array[int]"
    ) -> None:
        """Made by `Builder.packed`; no word is longer than `reach`."""
        self._trie, self._reach, self._ranks, self._bounds, self._numbers = trie, reach, ranks, bounds, numbers
        self._firsts = frozenset(word[0] for word in self.words())
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
        prefixes, reach, firsts = self._trie.prefixes, self._reach, self._firsts
        for start, char in enumerate(text):
            if char in firsts:
                for word in prefixes(text[start : start + reach]):
                    end = start + len(word)
                    if stands_alone(text, start, end):
                        found.append((end, start, word))
        found.sort()
        matches = [Match(start, end, word) for end, start, word in found]
        self._last = text, matches
        return matches
