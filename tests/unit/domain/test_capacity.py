"""What is made: a line takes no more than its day holds, and the day that is full is named."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from handlers.domain.calendar import Calendar
from handlers.domain.capacity import Capacity, Load, Works
from handlers.domain.order import Line
from handlers.domain.promise import Inbound, Promise, Shipping, Source, Supply, promises

D = Decimal
SHIPPING = Shipping(datetime(2026, 3, 10, 9, 12, tzinfo=ZoneInfo("Asia/Shanghai")), cutoff=time(17))  # a Tuesday
CASTING = Works("压铸线", ("ZXJ-*",), D(100))


def day(number: int) -> date:
    return date(2026, 3, number)


def made(need: int, supply: Supply | None = None, **booked: int) -> Promise:
    days = {day(int(name[1:])): D(load) for name, load in booked.items()}
    capacity = Capacity((CASTING,), {"压铸线": days})
    line = Line(1, "zxj-1", "节", base_qty=D(need), base_unit="件")
    return promises([line], {"zxj-1": supply or Supply()}, SHIPPING, capacity)[0]


def test_what_is_free_today_is_made_today() -> None:
    found = made(60, d10=40)
    assert (found.source, found.made, found.full, found.day) == (Source.MADE, day(10), None, day(11))
    assert found.loads == (Load("压铸线", day(10), D(60)),)


def test_a_full_day_is_named_and_the_rest_goes_over_the_weekend() -> None:
    found = made(150, d10=100, d11=70, d12=100, d13=100)
    assert (found.full, found.made, found.day) == (day(10), day(17), day(18))
    assert [(one.day, one.load) for one in found.loads] == [(day(11), D(30)), (day(16), D(100)), (day(17), D(20))]


def test_only_what_neither_stock_nor_a_delivery_gives_is_made() -> None:
    coming = (Inbound("P1", "zxj-1", D(30), day(18)),)
    found = made(100, Supply(D(20), coming, lead_days=1))
    assert [one.load for one in found.loads] == [D(50)]
    assert (found.made, found.day) == (day(11), day(19)), "the delivery comes after it is made"
    assert made(50, Supply(D(20), coming)).loads == ()


def test_lines_of_an_order_share_the_day() -> None:
    lines = [Line(n, f"ZXJ-{n}", "节", base_qty=D(60), base_unit="件") for n in (1, 2)]
    first, second = promises(lines, {}, SHIPPING, Capacity((CASTING,)))
    assert (first.made, second.made, second.full) == (day(10), day(11), day(10))


def test_hours_count_in_minutes_and_what_takes_too_long_is_unknown() -> None:
    hours = Works("机加", ("A",), D(16) * 60, D("2.5"))
    assert hours.makes("a")
    assert not hours.makes("AB")
    capacity = Capacity((hours,))
    found = capacity.make(hours, D(400), day(10), Calendar())
    assert found is not None
    assert [(one.day, one.load) for one in found.loads] == [(day(10), D(960)), (day(11), D(40))]
    assert capacity.make(hours, D(1_000_000), day(10), Calendar()) is None
