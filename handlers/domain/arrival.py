"""When goods that are under way can be there, and whether that can be said at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.domain.order import OrderEvent
from handlers.domain.tracking import UNDER_WAY, Parcel, Status
from handlers.domain.transit import Transit

ETA = "eta"  # the field of a change: the day that a carrier gave our people


class Unsure(StrEnum):
    """Why nobody can say when it comes."""

    SILENT = "silent"  # the carrier has said nothing for too long
    LATE = "late"  # it should have been there by now
    WRONG = "wrong"  # the carrier says that something is wrong, or what it says is not understood


@dataclass(frozen=True, slots=True)
class Word:
    """What a carrier answered when it was asked: the day, and when it said so."""

    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Usual:
    """How long it usually travels: the days that were agreed on, or those that were measured."""

    days: int
    measured: Transit | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """`day` is None where it is not known; `parcel` where nobody hears of it. `told`: silence is told by itself.

    `latest`: nine in ten were there by then, where that was measured (`transit`). `word`: the carrier's own answer.
    """

    day: date | None
    parcel: Parcel | None = None
    why: Unsure | None = None
    told: timedelta | None = None
    latest: date | None = None
    transit: Transit | None = None
    word: bool = False


def arrival(
    left: datetime,
    parcel: Parcel | None,
    usual: Usual,
    silence: timedelta | None,
    now: datetime,
    zone: ZoneInfo,
    word: Word | None = None,
) -> Arrival:
    """When what left then comes: on the day a courier carries it, on the day the carrier gave, else after the usual
    days; never a day that is over.

    `silence`: after so long without news the promise is withdrawn.
    """
    today = now.astimezone(zone).date()
    heard = parcel.at if parcel is not None and parcel.at is not None else left
    told = silence if parcel is not None and parcel.at is not None else None
    if word is not None and word.at >= heard and word.day >= today:
        return Arrival(word.day, parcel, told=told, word=True)
    if parcel is not None and parcel.status not in UNDER_WAY | {Status.WAITING}:
        return Arrival(None, parcel, Unsure.WRONG)
    if silence is not None and now - heard >= silence:
        return Arrival(None, parcel, Unsure.SILENT)
    if parcel is not None and parcel.status is Status.OUT:
        day = heard.astimezone(zone).date()
        return Arrival(day, parcel, told=told) if day >= today else Arrival(None, parcel, Unsure.LATE)
    start = left.astimezone(zone).date()
    day, known = start + timedelta(days=usual.days), usual.measured
    latest = start + timedelta(days=known.most) if known is not None else day
    if latest < today:
        return Arrival(None, parcel, Unsure.LATE)
    return Arrival(max(day, today), parcel, None, told, latest if known is not None else None, known)


def word_of(events: Iterable[OrderEvent], since: datetime) -> Word | None:
    """The last day that a carrier gave since the goods left."""
    found: Word | None = None
    for event in events:
        for change in event.changes if event.at >= since else ():
            if change.field == "tracking":
                found = None  # it travels otherwise now
            elif change.field == ETA and change.new:
                found = Word(date.fromisoformat(change.new), event.at)
    return found
