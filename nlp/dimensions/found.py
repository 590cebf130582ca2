"""What a reader returns, and sets of characters that are taken."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from nlp.frozen import frozen
from nlp.types import Span

T_co = TypeVar("T_co", covariant=True)


@frozen
class Found(Generic[T_co]):
    """A value and where it stands."""

    span: Span
    value: T_co
    words: str  # as in the text that was read
    confidence: float  # 0..1


def spans(found: Iterable[Found[object]]) -> list[tuple[int, int]]:
    """Where values stand."""
    return [(one.span.start, one.span.end) for one in found]


def stretch(start: int, end: int) -> int:
    """A number with a bit for each character of `[start, end)`."""
    return (1 << end) - (1 << start)


def covered(stretches: Iterable[tuple[int, int]]) -> int:
    """A number with a bit for each character of the stretches; `covered(…) & stretch(start, end)` asks for a touch."""
    found = 0
    for start, end in stretches:
        found |= (1 << end) - (1 << start)
    return found
