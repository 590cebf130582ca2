"""Deadlines over holidays, the turn of the year and a clock that jumps: told late, honestly, and once."""

from datetime import date, datetime

import pytest

from bot.clock import SetClock
from config.policy import AwaySpec
from config.watching import LADDERS
from tests.e2e.test_deadlines import MANAGER, MONDAY, PLANNER, alerts, at, new, placed, settings
from tests.shop import Shop

ABSENT = tuple(AwaySpec(user=user, since=date(2025, 1, 1), until=date(2027, 12, 31)) for user in ("u15", "u16", "u24"))


@pytest.mark.parametrize(
    ("when", "before", "due"),
    [
        # Friday; Saturday the 14th makes up for the Spring Festival
        ("2026-02-13T16:30:00", "2026-02-14T11:29:59", "2026-02-14T11:30:00"),
        # the make-up Saturday; the festival goes on until the 23rd
        ("2026-02-14T16:30:00", "2026-02-24T11:29:59", "2026-02-24T11:30:00"),
        # New Year's Eve; Sunday the 4th makes up for Friday the 2nd
        ("2025-12-31T16:30:00", "2026-01-04T11:29:59", "2026-01-04T11:30:00"),
        # the last working day before 清明 and a weekend that stays one
        ("2026-04-03T16:30:00", "2026-04-07T11:29:59", "2026-04-07T11:30:00"),
        # the last minute of the make-up Saturday before the Spring Festival
        ("2026-02-14T17:29:00", "2026-02-24T13:28:59", "2026-02-24T13:29:00"),
        # after the last hour of work, and on a day of the festival itself
        ("2026-02-14T17:30:00", "2026-02-24T13:29:59", "2026-02-24T13:30:00"),
        ("2026-02-17T09:00:00", "2026-02-24T13:29:59", "2026-02-24T13:30:00"),
        # the turn of a year of which no calendar is published yet: the law's day and the weekend
        ("2026-12-31T16:30:00", "2027-01-04T11:29:59", "2027-01-04T11:30:00"),
        # 除夕 and three days of the Spring Festival of such a year
        ("2027-02-04T16:30:00", "2027-02-09T11:29:59", "2027-02-09T11:30:00"),
    ],
)
async def test_four_working_hours_over_holidays(database: str, when: str, before: str, due: str) -> None:
    start = datetime.fromisoformat(f"{when}+08:00")
    async with Shop(database, settings(database, digest_at="", away=ABSENT), SetClock(start)) as shop:
        await placed(shop)
        await at(shop, before)
        assert await new(shop) == 0
        await shop.restarts()
        await at(shop, due)
        (card,) = await alerts(shop, PLANNER)
        assert "待审核已4工作小时" in card.text
        assert await new(shop) == 1


async def test_a_clock_that_jumps_a_week_tells_each_thing_once_and_how_late_it_is(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        for goods in ("J6P左转向节", "J6P直拉杆", "J6P横拉杆"):
            await placed(shop, goods)
        await at(shop, "2026-03-16T16:30:00")
        cards = await alerts(shop, PLANNER)
        assert ["待审核已40工作小时" in card.text for card in cards] == [True] * 3  # five days of eight hours
        assert await new(shop) == 3
        await shop.restarts()
        await shop.waits(seconds=30)
        assert await new(shop) == 3
        assert [seen for seen in await shop.sees(MANAGER) if "要紧的" in seen.title] == []  # six mornings slept through
        await shop.waits(minutes=20)
        assert await new(shop) == 6  # now the manager's turn has come, once for each


async def test_a_jump_in_the_middle_of_a_ladder_skips_no_level_and_floods_nobody(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        assert await new(shop) == 1
        await at(shop, "2026-03-17T11:30:00")
        (card,) = await alerts(shop, MANAGER)
        assert "待审核已44工作小时" in card.text
        assert await new(shop) == 2
        await shop.waits(seconds=1)
        assert await new(shop) == 2


async def test_the_day_within_which_it_should_be_over_leaves_days_of_rest_out(database: str) -> None:
    thursday = datetime.fromisoformat("2026-03-12T16:30:00+08:00")
    async with Shop(database, settings(database, digest_at=""), SetClock(thursday)) as shop:
        await placed(shop)
        await at(shop, "2026-03-13T11:30:00")
        await shop.says(PLANNER, "我来处理")
        for when in ("12:00:00", "13:30:00", "14:30:00", "15:30:00", "16:30:00", "17:29:59"):
            await at(shop, f"2026-03-13T{when}")  # nothing comes of it, he and the manager are reminded
        told = await new(shop)
        await at(shop, "2026-03-14T11:30:00")
        await at(shop, "2026-03-15T18:00:00")
        assert await new(shop) == told
        await at(shop, "2026-03-16T11:29:59")  # the twenty-four hours are no Saturday's and no Sunday's
        assert await new(shop) == told
        await at(shop, "2026-03-16T11:30:00")
        assert await new(shop) > told
        assert "该处理完的时间已经过了" in (await alerts(shop, MANAGER))[-1].text


@pytest.mark.parametrize("close", ["24h", "2h"])
async def test_what_came_up_at_the_last_minute_before_a_festival_goes_its_way_after_it(
    database: str, close: str
) -> None:
    usual = LADDERS["usual"].model_copy(update={"close": close})
    made = settings(database, digest_at="", away=ABSENT, ladders={**LADDERS, "usual": usual})
    async with Shop(database, made, SetClock(datetime.fromisoformat("2026-02-14T13:29:30+08:00"))) as shop:
        await placed(shop)
        await at(shop, "2026-02-14T17:29:30")
        assert len(await alerts(shop, PLANNER)) == 1
        for when in ("2026-02-15T17:29:30", "2026-02-24T08:30:00", "2026-02-24T08:49:29"):
            await at(shop, when)
            assert await alerts(shop, MANAGER) == []  # the planner had half a minute of work for it
        await at(shop, "2026-02-24T08:49:30")
        (card,) = await alerts(shop, MANAGER)
        assert "第2级,孙福根20分钟没有回应" in card.text
        await at(shop, "2026-02-24T08:55:00")
        assert await new(shop) == 2


@pytest.mark.parametrize(
    ("when", "before", "due"),
    [
        ("2026-03-10T23:00:00", "2026-03-11T02:59:59", "2026-03-11T03:00:00"),
        ("2026-03-13T23:00:00", "2026-03-14T02:59:59", "2026-03-14T03:00:00"),  # Friday's shift ends on Saturday
        ("2026-03-14T02:00:00", "2026-03-16T21:59:59", "2026-03-16T22:00:00"),
        ("2026-02-14T23:59:00", "2026-02-15T03:58:59", "2026-02-15T03:59:00"),  # into the Spring Festival
    ],
)
async def test_four_hours_of_a_shift_over_midnight(database: str, when: str, before: str, due: str) -> None:
    start = datetime.fromisoformat(f"{when}+08:00")
    made = settings(database, digest_at="", away=ABSENT, shifts=("20:00-04:00",))
    async with Shop(database, made, SetClock(start)) as shop:
        await placed(shop)
        await at(shop, before)
        assert await new(shop) == 0
        await at(shop, due)
        assert len(await alerts(shop, PLANNER)) == 1
        assert await new(shop) == 1


async def test_on_leave_the_stand_in_hears_and_from_the_first_day_back_whose_it_is(database: str) -> None:
    gone = AwaySpec(user="u14", since=date(2026, 3, 9), until=date(2026, 3, 10), instead="u23")
    made = settings(database, digest_at="", away=(*ABSENT, gone))
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        assert await alerts(shop, PLANNER) == []
        assert len(await alerts(shop, MANAGER)) == 1
        await at(shop, "2026-03-10T16:30:00")
        await placed(shop, "J6P直拉杆")
        await at(shop, "2026-03-11T11:30:00")
        assert len(await alerts(shop, PLANNER)) == 1
