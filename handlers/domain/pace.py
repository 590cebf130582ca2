"""How often something may be done in any stretch of time, counted in small stretches so that the count stays short.

All times are whole milliseconds.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

STRETCHES = 60  # of one window
SLOTS = 1024  # names for the many chats or cards of one kind: those that share one wait for each other


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `count` times within any `window`."""

    count: int
    window: int

    @property
    def stretch(self) -> int:
        """How long a stretch is."""
        return -(-self.window // STRETCHES)


Passed = Mapping[int, int]
"""Number of a stretch -> how many passed in it, or have their turn there."""


def slot(kind: str, key: str) -> str:
    """The name of the limit of one chat or card among many of its kind."""
    return f"{kind}:{zlib.crc32(key.encode()) % SLOTS}"


def next_turn(pace: Pace, passed: Passed, now: int) -> int:
    """When the next one may pass: `now` or later. What passed in a stretch counts as if at its end."""
    at, left = now, sum(passed.values())
    for number in sorted(passed):
        if left < pace.count:
            break
        left -= passed[number]
        at = max(at, (number + 1) * pace.stretch + pace.window)
    return at


def with_turn(pace: Pace, passed: Passed, at: int, now: int) -> dict[int, int]:
    """What passed with one more at `at`, without what counts no more."""
    kept = {number: count for number, count in passed.items() if (number + 1) * pace.stretch + pace.window > now}
    number = at // pace.stretch
    kept[number] = kept.get(number, 0) + 1
    return kept
