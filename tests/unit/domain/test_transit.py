"""Where parcels go, how long they need, what can be said of one under way, and what may be offered when it is stuck."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from config.policy import AmendsSpec
from handlers.domain.amends import Voice, offered, picked
from handlers.domain.arrival import Arrival, Unsure, Usual, Word, arrival, word_of
from handlers.domain.order import Change, OrderEvent, OrderId
from handlers.domain.tracking import Parcel, Status, carrier_name
from handlers.domain.transit import Journey, Place, Transit, measured, place, rank, records, silent

ZONE = ZoneInfo("Asia/Shanghai")
LEFT = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)  # Monday 16:30
TWO = timedelta(hours=48)
KNOWN = Transit(2, 4, 9, "shunfeng", "浙江")


@pytest.mark.parametrize(
    ("address", "region", "found"),
    [
        ("浙江省宁波市鄞州区潘火路88号", "", Place("浙江", "宁波")),
        ("浙江宁波市鄞州区", "江苏", Place("浙江", "宁波")),
        ("宁波市鄞州区潘火路88号", "浙江", Place("浙江", "宁波")),
        ("潘火路88号", "浙江温州", Place("浙江", "温州")),
        ("上海市浦东新区", "", Place("上海")),
        ("广西壮族自治区南宁市青秀区", "", Place("广西", "南宁")),
        ("中国黑龙江省哈尔滨市", "", Place("黑龙江", "哈尔滨")),
        ("", "华东", Place("华东")),
        ("宁波市鄞州区", "华东", Place("", "宁波")),
        ("", "", Place()),
    ],
)
def test_a_place_is_read_of_the_address_and_else_of_the_region(address: str, region: str, found: Place) -> None:
    assert place(address, region) == found


def test_a_place_is_called_as_people_say_it() -> None:
    assert Place("浙江", "宁波").name == "浙江宁波"
    assert (carrier_name("shunfeng"), carrier_name("x")) == ("顺丰", "x")


def gone(days: Sequence[int], carrier: str = "shunfeng", city: str = "") -> list[Journey]:
    return [Journey(carrier, city, LEFT, LEFT + timedelta(days=took)) for took in days]


def test_half_and_nine_in_ten_are_the_nearest_rank() -> None:
    assert [rank([1, 1, 2, 2, 3, 3, 4, 4, 5, 9], share) for share in (50, 90, 100)] == [3, 5, 9]
    assert rank([7], 50) == 7


def test_a_carrier_is_measured_where_enough_of_its_parcels_went() -> None:
    there = Place("浙江", "宁波")
    own = gone((1, 2, 2, 2, 4))
    assert measured(own, "shunfeng", there, 5, ZONE) == Transit(2, 4, 5, "shunfeng", "浙江")
    assert measured(own, "yuantong", there, 5, ZONE) is None
    assert measured(own[:4], "shunfeng", there, 5, ZONE) is None
    assert measured(own, "shunfeng", there, 0, ZONE) is None
    both = [*own, *gone((1, 1, 1), city="宁波")]
    assert measured(both, "shunfeng", there, 3, ZONE) == Transit(1, 1, 3, "shunfeng", "浙江宁波")
    assert measured([*both, *gone((9,) * 9, "yuantong")], "", there, 3, ZONE) == Transit(9, 9, 9, "yuantong", "浙江")
    assert measured(gone((1,) * 9, ""), "", there, 3, ZONE) is None  # nobody knows whose they are


def test_silence_counts_where_it_was_too_long_and_is_no_excuse() -> None:
    scans = [LEFT + timedelta(hours=hours) for hours in (-5, 10, 70, 80, 900)]
    assert silent(LEFT, scans, LEFT + timedelta(hours=130), TWO) == timedelta(hours=110)  # 60 and 50
    late = Journey("shunfeng", "", LEFT, LEFT + timedelta(days=5), date(2026, 3, 11), timedelta(hours=50))
    assert late.in_time(ZONE) is False
    (record,) = records([("浙江", late), ("浙江", gone((2,))[0])], ZONE)
    assert (record.told, record.in_time, record.silent, record.silence) == (1, 0, 1, timedelta(hours=50))
    assert record.transit == Transit(2, 5, 2, "shunfeng", "浙江")


def at(days: int, hours: int = 0) -> datetime:
    return LEFT + timedelta(days=days, hours=hours)


@pytest.mark.parametrize(
    ("parcel", "usual", "word", "now", "found"),
    [
        (None, Usual(1), None, at(0), Arrival(date(2026, 3, 10))),
        (None, Usual(1), None, at(2), Arrival(None, None, Unsure.SILENT)),
        (None, Usual(2, KNOWN), None, at(0), Arrival(date(2026, 3, 11), latest=date(2026, 3, 13), transit=KNOWN)),
        (None, Usual(1), Word(date(2026, 3, 12), at(2)), at(2, 1), Arrival(date(2026, 3, 12), word=True)),
        (None, Usual(1), Word(date(2026, 3, 12), at(2)), at(4), Arrival(None, None, Unsure.SILENT)),
    ],
)
def test_a_day_is_told_with_its_basis_or_not_at_all(
    parcel: Parcel | None, usual: Usual, word: Word | None, now: datetime, found: Arrival
) -> None:
    assert arrival(LEFT, parcel, usual, TWO, now, ZONE, word) == found


def test_what_a_carrier_reports_comes_before_what_is_usual() -> None:
    way = Parcel(OrderId(1), "SF1", "shunfeng", Status.TRANSIT, at=at(3))
    late = arrival(LEFT, way, Usual(2, KNOWN), TWO, at(3, 1), ZONE)
    assert (late.day, late.latest) == (date(2026, 3, 12), date(2026, 3, 13))  # two days are over, four are not
    assert arrival(LEFT, way, Usual(1), TWO, at(3, 1), ZONE).why is Unsure.LATE
    out = Parcel(OrderId(1), "SF1", "shunfeng", Status.OUT, at=at(3))
    assert arrival(LEFT, out, Usual(1), TWO, at(3, 1), ZONE).day == date(2026, 3, 12)
    assert arrival(LEFT, out, Usual(1), TWO, at(4), ZONE).why is Unsure.LATE
    bad = Parcel(OrderId(1), "SF1", "shunfeng", Status.TROUBLE, at=at(1))
    assert arrival(LEFT, bad, Usual(1), TWO, at(1), ZONE).why is Unsure.WRONG
    assert arrival(LEFT, bad, Usual(1), TWO, at(2), ZONE, Word(date(2026, 3, 12), at(2))).day == date(2026, 3, 12)


def test_a_carriers_word_ends_where_the_goods_travel_otherwise() -> None:
    def event(at_: datetime, field: str, new: str) -> OrderEvent:
        return OrderEvent(OrderId(1), at_, "u19", "note", changes=(Change(field, "", new),))

    said = event(at(2), "eta", "2026-03-12")
    assert word_of([event(at(-1), "eta", "2026-03-01"), said], LEFT) == Word(date(2026, 3, 12), at(2))
    assert word_of([said, event(at(2, 1), "tracking", "中通 ZT1")], LEFT) is None
    assert word_of([], LEFT) is None


def test_nothing_is_offered_above_the_contract_and_no_second_amount_hides_in_the_words() -> None:
    schemes = [AmendsSpec(name=name, yuan=Decimal(yuan), what="优惠券") for name, yuan in (("A", 20), ("B", 50))]
    assert [one.name for one in offered(schemes, Decimal(50))] == ["A", "B"]
    assert [one.name for one in offered(schemes, Decimal("49.99"))] == ["A"]
    assert offered(schemes, Decimal(0)) == ()
    assert picked(schemes, "b") is schemes[1]
    assert picked(schemes, "C") is None
    assert picked(schemes, "") is None
    assert picked(schemes[:1], "") is schemes[0]
    assert [voice.next for voice in Voice] == [Voice.WARM, Voice.BRIEF, Voice.POLITE]
    for what in ("100元券", "一百元券", "券%", ""):
        with pytest.raises(ValidationError):
            AmendsSpec(name="A", yuan=Decimal(20), what=what)
