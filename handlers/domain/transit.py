"""How long carriers really take, measured on our own parcels: by carrier and by where the goods go."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

PROVINCES = (  # the first four are cities themselves
    *("北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西"),
    *("山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "内蒙古", "广西"),
    *("西藏", "宁夏", "新疆", "香港", "澳门", "台湾"),
)
_OF_PROVINCE = re.compile(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)")
DAY = timedelta(days=1)
_CITY = re.compile(r"(?P<city>[\u4e00-\u9fff]{2,8}?)(?:市|自治州|地区|盟)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods go, as far as it is known: a province (or the region as the customer's row names it), a city."""

    province: str = ""
    city: str = ""

    @property
    def name(self) -> str:
        """As people say it: 浙江宁波."""
        return f"{self.province}{self.city}"


def place(address: str, region: str) -> Place:
    """Of an order's address, else of its customer's region: 浙江省宁波市鄞州区… -> 浙江 宁波."""
    there, home = _read(address), _read(region)
    if not there.province and not there.city:
        return home if home.province else Place(region.strip()[:20])
    if not there.province and home.province:
        return Place(home.province, there.city)
    return there


def _read(text: str) -> Place:
    said = text.strip().removeprefix("中国")
    province = next((one for one in PROVINCES if said.startswith(one)), "")
    rest = said[len(province) :]
    if province and (unit := _OF_PROVINCE.match(rest)):
        rest = rest[unit.end() :]
    found = _CITY.match(rest.strip())
    city = found["city"] if found else ""
    if province in PROVINCES[4:] and not city and 2 <= len(rest) <= 4 and rest[-1] not in "区县镇乡":
        city = rest  # a region is written short: 浙江温州
    return Place(province, "" if city == province else city)


@dataclass(frozen=True, slots=True)
class Journey:
    """A parcel that arrived: `promised` is the last day that was told when it left, `silence` how long nobody heard."""

    carrier: str
    city: str
    left: datetime
    signed: datetime
    promised: date | None = None
    silence: timedelta = timedelta()

    def days(self, zone: ZoneInfo) -> int:
        """From the day it left to the day it was signed for."""
        return (self.signed.astimezone(zone).date() - self.left.astimezone(zone).date()).days

    def in_time(self, zone: ZoneInfo) -> bool | None:
        """Whether it was there on the day that was told; silence is no excuse. None: no day was told."""
        return None if self.promised is None else self.signed.astimezone(zone).date() <= self.promised


def within_a_day(told: date, signed: datetime, zone: ZoneInfo) -> bool:
    """Whether goods were signed for on the day that was told, or at most 24 hours before or after it."""
    begins = datetime.combine(told, time(), zone)
    return begins - DAY <= signed <= begins + 2 * DAY


@dataclass(frozen=True, slots=True)
class Transit:
    """What is usual, in calendar days: half of the parcels took no longer than `usual`, nine in ten than `most`."""

    usual: int
    most: int
    count: int
    carrier: str  # code of 快递100
    where: str


def measured(journeys: Sequence[Journey], carrier: str, to: Place, least: int, zone: ZoneInfo) -> Transit | None:
    """What a carrier usually needs to a place; None where fewer than `least` of its parcels went there.

    `journeys` all went to the province. The city counts where enough went to it. Without a carrier it is that of the
    most of them.
    """
    known = [one for one in journeys if one.carrier]
    carrier = carrier or next((code for code, _ in Counter(one.carrier for one in known).most_common(1)), "")
    mine = [one for one in known if one.carrier == carrier]
    there = [one for one in mine if to.city and one.city == to.city]
    chosen, where = (there, to.name) if len(there) >= least else (mine, to.province)
    if not least or len(chosen) < least:
        return None
    days = sorted(one.days(zone) for one in chosen)
    return Transit(rank(days, 50), rank(days, 90), len(days), carrier, where)


@dataclass(frozen=True, slots=True)
class Record:
    """How a carrier did to a province: days as in `Transit`, and of those that were told a day how many kept it."""

    transit: Transit
    told: int
    in_time: int
    near: int  # of those told a day how many came within 24 hours of it
    silent: int  # parcels of which nothing was heard for too long
    silence: timedelta  # of these altogether


def records(journeys: Sequence[tuple[str, Journey]], zone: ZoneInfo) -> tuple[Record, ...]:
    """Journeys with the province they went to, by carrier and province, the most first."""
    groups: dict[tuple[str, str], list[Journey]] = {}
    for province, one in journeys:
        groups.setdefault((one.carrier, province), []).append(one)
    found = []
    for (carrier, province), mine in groups.items():
        days = sorted(one.days(zone) for one in mine)
        kept = [one.in_time(zone) for one in mine]
        quiet = [one.silence for one in mine if one.silence]
        transit = Transit(rank(days, 50), rank(days, 90), len(days), carrier, province)
        told, in_time = sum(one is not None for one in kept), sum(one is True for one in kept)
        near = sum(one.promised is not None and within_a_day(one.promised, one.signed, zone) for one in mine)
        found.append(Record(transit, told, in_time, near, len(quiet), sum(quiet, timedelta())))
    return tuple(sorted(found, key=lambda one: (-one.transit.count, one.transit.carrier, one.transit.where)))


def rank(values: Sequence[int], percent: int) -> int:
    """The least value that so many percent of the ascending `values` do not pass (nearest rank)."""
    return values[max(0, -(-len(values) * percent // 100) - 1)]


def silent(left: datetime, heard: Collection[datetime], signed: datetime, limit: timedelta) -> timedelta:
    """How long a parcel was silent altogether, counting every stretch of at least `limit` without news."""
    instants = sorted({left, *(at for at in heard if left <= at <= signed), signed})
    gaps = (after - before for before, after in pairwise(instants))
    return sum((gap for gap in gaps if gap >= limit), timedelta())
