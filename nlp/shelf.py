"""Records by position: most of them packed for good, a few changed, added or taken away since."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from pyroaring import FrozenBitMap as Mask

from .frozen import frozen

T = TypeVar("T")


@frozen
class Shelf(Generic[T]):
    """Immutable; a changed shelf shares what was packed, and every record keeps its position."""

    packed: tuple[T, ...]
    _place: Mapping[str, int]  # key -> position, of those packed
    fresh: Mapping[int, T]  # changed or added since
    _fresh_place: Mapping[str, int]
    lost: Mask  # positions without a record
    _end: int  # the first position never used

    @classmethod
    def of(cls, records: Iterable[tuple[str, T]]) -> "Shelf[T]":
        """Packs records with their keys."""
        place: dict[str, int] = {}
        packed = []
        for at, (key, record) in enumerate(records):
            place[key] = at
            packed.append(record)
        return cls(tuple(packed), place, {}, {}, Mask(), len(packed))

    def changed(self, records: Iterable[tuple[str, T]], without: Iterable[str] = ()) -> "Shelf[T]":
        """A shelf with these records in place of those with the same keys, and without some."""
        fresh, place, lost, end = dict(self.fresh), dict(self._fresh_place), set(self.lost), self._end
        for key in without:
            at = place.pop(key, self._place.get(key, -1))
            if at >= 0:
                lost.add(at)
                fresh.pop(at, None)
        for key, record in records:
            at = place.get(key, self._place.get(key, end))
            end += at == end
            fresh[at], place[key] = record, at
            lost.discard(at)
        return Shelf(self.packed, self._place, fresh, place, Mask(lost), end)

    def find(self, key: str) -> int | None:
        """The position of a key, None where there is no such record."""
        at = self._fresh_place.get(key)
        if at is None:
            at = self._place.get(key)
        return None if at is None or at in self.lost else at

    def get(self, key: str) -> T | None:
        """The record of a key, None where there is none."""
        at = self.find(key)
        return None if at is None else self[at]

    @property
    def stale(self) -> Mask:
        """Positions whose packed records no longer count."""
        return self.lost | Mask(self.fresh)

    @property
    def all(self) -> Mask:
        """Every position that holds a record."""
        return Mask(range(self._end)) - self.lost

    def __getitem__(self, at: int) -> T:
        """The record at a position."""
        found = self.fresh.get(at)
        return self.packed[at] if found is None else found

    def those(self, places: Iterable[int]) -> list[T]:
        """The records at some positions."""
        return list(map(self.__getitem__ if self.fresh else self.packed.__getitem__, places))

    def __len__(self) -> int:
        """How many records there are."""
        return self._end - len(self.lost)

    def __iter__(self) -> Iterator[T]:
        """Every record, by position."""
        return (self[at] for at in self.all)
