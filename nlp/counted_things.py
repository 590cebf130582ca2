"""What is counted in a message without being goods."""

from .segment import is_word
from .words import COUNTED_THINGS


def counted_thing(run: str) -> bool:
    """True for what is counted without being goods: 食堂 of 10个食堂合计, 车 of 9台车保养, and no 车标."""
    begins = any(run[:size] in COUNTED_THINGS for size in (4, 3, 2, 1))
    return begins and (run in COUNTED_THINGS or not (len(run) > 1 and is_word(run)))
