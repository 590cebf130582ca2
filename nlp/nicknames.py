"""Days of several customers, each said by what tells its name from the others: 熊这边2月6号,兔这边2月8号."""

import re
from collections.abc import Sequence

from .customers import Named
from .dimensions.date.rules import DateValue
from .dimensions.found import Found
from .features import fold
from .scene import Scene

CALLED = re.compile(r"([\u4e00-\u9fff]{1,3})(?:这边|那边|这家|那家|家|那里|的)的?\s?\Z")
REACH = 8


def days_by_nickname(
    one: object, named: Sequence[object], dates: Sequence[Found[DateValue]], scene: Scene
) -> list[Found[DateValue]]:
    """The days said for this customer, and for no other that the message names."""
    others = [n for n in named if isinstance(n, Named)]
    if not isinstance(one, Named) or len(others) < 2:
        return []
    return [d for d in dates if _whose(d, others, scene) is one]


def _whose(day: Found[DateValue], named: Sequence[Named], scene: Scene) -> Named | None:
    """The only customer whose spoken name holds the end of the word right before a day."""
    said = CALLED.search(scene.folded, max(0, day.span.start - REACH), day.span.start)
    for size in range(len(said[1]), 0, -1) if said else ():
        piece = said[1][-size:] if said else ""
        fitting = [n for n in named if piece in fold(n.words)]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None
