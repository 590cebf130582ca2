"""What a reader returns, and the test for places that are taken."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Generic, TypeVar

from nlp.types import Span

_WHERE = attrgetter("start", "end")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """A value and where it stands."""

    span: Span
    value: T_co
    words: str  # as in the text that was read
    confidence: float  # 0..1


def taken(masked: Sequence[Span]) -> Callable[[int, int], bool]:
    """Return a test that says whether `[start, end)` touches one of the spans."""
    merged: list[tuple[int, int]] = []
    for span in sorted(masked, key=_WHERE):
        if span.end <= span.start:
            continue
        if merged and span.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span.end))
        else:
            merged.append((span.start, span.end))
    ends = [end for _, end in merged]

    def touches(start: int, end: int) -> bool:
        at = bisect_left(ends, start + 1)
        return at < len(merged) and merged[at][0] < end

    return touches
