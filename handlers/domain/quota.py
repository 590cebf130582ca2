"""What a platform takes from an app altogether, whatever chat it is for: so much in a minute, an hour, a day, a month.

What goes beyond is refused until the next one begins. Days and months are those of Beijing, where the platforms count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_BEIJING = ZoneInfo("Asia/Shanghai")
_SPARE = 50  # one of so many messages is kept for telling the operators


class Span(StrEnum):
    """What is counted in."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"

    def began(self, now: datetime) -> datetime:
        """Since when the present one runs."""
        here = now.astimezone(_BEIJING).replace(second=0, microsecond=0)
        start = {
            Span.MINUTE: here,
            Span.HOUR: here.replace(minute=0),
            Span.DAY: here.replace(hour=0, minute=0),
            Span.MONTH: here.replace(day=1, hour=0, minute=0),
        }[self]
        return start.astimezone(now.tzinfo)

    def ends(self, now: datetime) -> datetime:
        """When the next one begins."""
        longest = {Span.MINUTE: 1, Span.HOUR: 60, Span.DAY: 24 * 60, Span.MONTH: 31 * 24 * 60}[self]
        return self.began(self.began(now) + timedelta(minutes=longest))


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `count` messages in one `span`."""

    count: int
    span: Span
    calls: bool = False  # a card that is changed counts as well: it is a call
    direct: bool = False  # only what is told to single people counts
    assumed: bool = False  # nobody said which one was bought: it is warned of and not kept

    def left(self, used: int, *, urgent: bool) -> int:
        """How many more may go out; a few are kept for what is `urgent`: the operators have to hear of it."""
        return self.count - used - (0 if urgent else max(1, self.count // _SPARE))

    def full(self, used: int, *, urgent: bool) -> bool:
        """Whether nothing may go out any more."""
        return not self.assumed and self.left(used, urgent=urgent) <= 0

    def scarce(self, used: int) -> bool:
        """Whether four fifths are used."""
        return used * 5 >= self.count * 4


def calls_of(channel: str, now: datetime) -> str:
    """The name under which all calls of a platform's interfaces are counted in this month."""
    return f"{channel}:calls:{now.astimezone(_BEIJING):%Y%m}"


def wait(times: int, since: datetime, now: datetime) -> tuple[Span, datetime]:
    """For how long nothing is sent after a platform refused `times` in a row, first at `since`, and did not say why.

    As WeCom does it: who passed the count of a minute waits a minute, of an hour an hour, of a day until the next one;
    whoever is refused still when that is over passed a longer one.
    """
    if times <= 1:
        return Span.MINUTE, now + timedelta(minutes=1)
    if times == 2 and (hour := since + timedelta(hours=1)) > now:
        return Span.HOUR, hour
    return (Span.DAY if times <= 3 else Span.MONTH), Span.DAY.ends(now)
