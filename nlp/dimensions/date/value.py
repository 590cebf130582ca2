"""What a date in a message comes to."""

from datetime import date
from typing import Literal

from nlp.frozen import frozen
from nlp.types import DueKind

Role = Literal["due", "dispatch", "past", "vague", "never"]  # never: no calendar has it, 2月30日


@frozen
class DateValue:
    """A day, how binding it was said, and what for; `day` is None where none follows from the words."""

    day: date | None
    kind: DueKind = DueKind.ON
    role: Role = "due"
    guessed: bool = False  # counted in working days of a year whose holidays are not published


@frozen
class Core:
    """A day's own words, before what stands around them is looked at."""

    start: int
    end: int
    day: date | None
    base: float  # how likely these words alone mean a day
    kind: DueKind = DueKind.ON
    past: bool = False
    before: date | None = None  # the day that 前 means, where it is not the day itself
    numeral: int | None = None  # the bare day of the month: 15 in 15号
    guessed: bool = False  # counted in working days of a year whose holidays are not published
    never: bool = False  # no calendar has such a day: 2月30日
    feast: bool = False  # named by a festival or a solar term
    doubled: bool = False  # needs a word around it that speaks of time
