"""When goods that are under way can be there, and whether that can be said at all."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.domain.tracking import UNDER_WAY, Parcel, Status


class Unsure(StrEnum):
    """Why nobody can say when it comes."""

    SILENT = "silent"  # the carrier has said nothing for too long
    LATE = "late"  # it should have been there by now
    WRONG = "wrong"  # the carrier says that something is wrong, or what it says is not understood


@dataclass(frozen=True, slots=True)
class Arrival:
    """`day` is None where it is not known; `parcel` where nobody hears of it. `told`: silence is told by itself."""

    day: date | None
    parcel: Parcel | None = None
    why: Unsure | None = None
    told: timedelta | None = None


def arrival(
    left: datetime,
    parcel: Parcel | None,
    days: int,
    silence: timedelta | None,
    now: datetime,
    zone: ZoneInfo,
) -> Arrival:
    """When what left then comes: on the day a courier carries it, else after the usual days; never a day that is over.

    `silence`: after so long without news the promise is withdrawn.
    """
    today = now.astimezone(zone).date()
    day = left.astimezone(zone).date() + timedelta(days=days)
    heard = parcel.at if parcel is not None and parcel.at is not None else left
    if parcel is not None and parcel.status not in UNDER_WAY | {Status.WAITING}:
        return Arrival(None, parcel, Unsure.WRONG)
    if parcel is not None and parcel.status is Status.OUT:
        day = heard.astimezone(zone).date()
    if silence is not None and now - heard >= silence:
        return Arrival(None, parcel, Unsure.SILENT)
    if day < today:
        return Arrival(None, parcel, Unsure.LATE)
    return Arrival(day, parcel, told=silence if parcel is not None and parcel.at is not None else None)
