"""The deadlines of the reports, each at its very second: money that came, goods to pick, what must be over in a day."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.channels.console.client import Console
from bot.clock import SetClock
from config import DEMO_FILE, load
from config.settings import Settings
from tests.e2e.test_deadlines import GONE, KEEPER, MANAGER, MONDAY, PLANNER, SCREENS, SELLER, at, placed, settings
from tests.shop import Seen, Shop

FINANCE, CARRIER = "沈会计", "老丁"


def everybody(database: str, **policy: object) -> Settings:
    """The shop of `test_deadlines` with finance and logistics on their screens."""
    made = settings(database, digest_at="", **policy)
    console = made.channels.console.model_copy(update={"people": (*SCREENS, "u17", "u19")})
    return made.model_copy(update={"channels": made.channels.model_copy(update={"console": console})})


async def about(shop: Shop, who: str, words: str) -> list[Seen]:
    return [seen for seen in await shop.sees(who) if words in seen.title and not seen.gone]


async def test_what_is_paid_and_not_gone_on_with_is_told_after_thirty_working_minutes(database: str) -> None:
    async with Shop(database, everybody(database), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-09T17:10:00")
        await shop.says(FINANCE, "0001 已付款")
        await at(shop, "2026-03-10T08:39:59")  # twenty minutes of the evening, ten of the morning
        await shop.restarts()
        assert await about(shop, PLANNER, "付款后未处理") == []
        await at(shop, "2026-03-10T08:40:00")
        (card,) = await about(shop, PLANNER, "付款后未处理")
        assert "付款后未处理已30分钟(上班时间)" in card.text
        await shop.says(PLANNER, "0001 已排产")
        await shop.waits(seconds=1)
        assert "🟢" in (await about(shop, PLANNER, "付款后未处理"))[-1].title


async def test_what_waits_to_be_picked_is_told_after_two_working_hours(database: str) -> None:
    async with Shop(database, everybody(database), SetClock(MONDAY)) as shop:
        await placed(shop)
        await shop.says(PLANNER, "0001 已排产")  # 16:30
        await at(shop, "2026-03-10T09:29:59")
        assert await about(shop, KEEPER, "等备料") == []
        await at(shop, "2026-03-10T09:30:00")
        (card,) = await about(shop, KEEPER, "等备料")
        assert "等备料已2工作小时" in card.text


async def test_an_exception_that_is_not_over_in_a_day_is_told_once_more_to_who_took_it_and_the_last_level(
    database: str,
) -> None:
    async with Shop(database, everybody(database), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await shop.says(PLANNER, "定日期 0001 3月12日")
        await at(shop, "2026-03-11T11:29:59")
        assert not [seen for seen in await shop.sees(MANAGER) if "该处理完的时间" in seen.text]
        await shop.restarts()
        await at(shop, "2026-03-11T11:30:00")
        for who in (PLANNER, MANAGER):
            assert len([s for s in await shop.sees(who) if "该处理完的时间已经过了,请给个结论" in s.text]) == 1
        await shop.restarts()
        await shop.waits(hours=1)
        assert len([s for s in await shop.sees(MANAGER) if "该处理完的时间" in s.text]) == 1


async def test_at_night_nobody_is_told_and_in_the_morning_once(database: str) -> None:
    start = datetime.fromisoformat("2026-03-09T22:30:00+08:00")
    async with Shop(database, everybody(database), SetClock(start)) as shop:
        await placed(shop)
        await shop.says(PLANNER, "0001 已排产")
        await shop.says(KEEPER, "0001 已出库 顺丰SF1234567890")
        await at(shop, "2026-03-11T22:30:00")  # two days of silence, in quiet hours
        await at(shop, "2026-03-12T07:59:59")
        assert await about(shop, CARRIER, "轨迹停更") == []
        await shop.restarts()
        await at(shop, "2026-03-12T08:00:00")
        (card,) = await about(shop, CARRIER, "轨迹停更")
        assert "轨迹停更已2天9小时" in card.text


async def test_what_is_over_at_night_rings_nobody_and_is_told_in_the_morning_where_no_card_could_follow(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime.fromisoformat("2026-03-09T20:00:00+08:00")
    monkeypatch.setattr(Console, "caps", replace(Console.caps, update=False))  # a platform whose cards stay as sent
    async with Shop(database, everybody(database), SetClock(start)) as shop:
        await placed(shop)
        await shop.says(PLANNER, "0001 已排产")
        await shop.says(KEEPER, "0001 已出库 顺丰SF1234567890")
        await at(shop, "2026-03-11T20:00:00")
        assert len(await about(shop, CARRIER, "轨迹停更")) == 1
        await at(shop, "2026-03-11T22:30:00")
        await shop.says(SELLER, "0001 已签收")
        await shop.waits(seconds=1)
        await at(shop, "2026-03-12T07:59:59")
        assert not [seen for seen in await shop.sees(CARRIER) if "🟢" in seen.title]
        await shop.restarts()
        await at(shop, "2026-03-12T08:00:00")
        (card,) = [seen for seen in await shop.sees(CARRIER) if "🟢" in seen.title and "轨迹停更" in seen.title]
        assert "昨天 22:30" in card.text
        await shop.waits(hours=1)
        assert len([seen for seen in await shop.sees(CARRIER) if "🟢" in seen.title]) == 1


async def test_a_card_that_follows_is_green_at_night_and_nothing_is_told_in_the_morning(database: str) -> None:
    start = datetime.fromisoformat("2026-03-09T20:00:00+08:00")
    async with Shop(database, everybody(database), SetClock(start)) as shop:
        await placed(shop)
        await shop.says(PLANNER, "0001 已排产")
        await shop.says(KEEPER, "0001 已出库 顺丰SF1234567890")
        await at(shop, "2026-03-11T20:00:00")
        await shop.taps(CARRIER, "我来处理")
        await at(shop, "2026-03-12T00:30:00")
        told = len(await shop.sees(CARRIER))
        await shop.says(SELLER, "0001 已签收")
        await shop.waits(seconds=1)
        assert "🟢" in (await about(shop, CARRIER, "轨迹停更"))[-1].title
        await at(shop, "2026-03-12T08:00:00")
        assert len(await shop.sees(CARRIER)) == told


async def test_who_took_over_a_silent_parcel_is_asked_for_what_his_buttons_do(database: str) -> None:
    start = datetime.fromisoformat("2026-03-09T09:00:00+08:00")
    async with Shop(database, everybody(database), SetClock(start)) as shop:
        await placed(shop)
        await shop.says(PLANNER, "0001 已排产")
        await shop.says(KEEPER, "0001 已出库 顺丰SF1234567890")
        await at(shop, "2026-03-11T09:00:00")
        await shop.taps(CARRIER, "我来处理")
        await at(shop, "2026-03-11T13:00:00")
        card = (await about(shop, CARRIER, "轨迹停更"))[-1]
        assert "请问承运商哪天能到(已联系承运商),或改派、转客服" in card.text
        assert "定日期" not in card.text
        assert {"已联系承运商", "改派", "转客服"} <= set(card.buttons)


@pytest.mark.parametrize("name", ["five_state", "production", "b2b", "retail", "eleven_node"])
def test_no_flow_rings_on_a_day_of_rest_for_what_people_do(name: str) -> None:
    flow = load(DEMO_FILE, {}).flows[name]
    for state in flow.state.values():
        if state.within and state.owner != "logistics":
            assert state.within.endswith(" working")
        elif state.within and not state.within.endswith(" working"):
            assert state.ladder == "anytime"
    prepared = flow.state.get("备料中")
    assert prepared is None or (prepared.within, set(prepared.also.values())) == (
        "24h working",
        {"buy", "shortage", "explain"},
    )


@pytest.mark.parametrize(
    ("friday", "monday"),
    [
        ("2026-03-06T16:30:00-05:00", "2026-03-09T11:30:00-04:00"),
        ("2026-10-30T16:30:00-04:00", "2026-11-02T11:30:00-05:00"),
    ],
)
async def test_four_working_hours_over_the_night_on_which_clocks_change(
    database: str, friday: str, monday: str
) -> None:
    made = everybody(database, away=tuple(one.model_copy(update={"until": date(2027, 1, 1)}) for one in GONE))
    made = made.model_copy(update={"company": made.company.model_copy(update={"timezone": "America/New_York"})})
    async with Shop(database, made, SetClock(datetime.fromisoformat(friday))) as shop:
        await shop.says(SELLER, "台州恒力 J6P左转向节 2件,30号前到")
        await shop.taps(SELLER, "确认下单")
        due = datetime.fromisoformat(monday)
        shop.clock.set(due - timedelta(seconds=1))
        await shop.waits(seconds=0)
        assert await about(shop, PLANNER, "⏰") == []
        await shop.waits(seconds=1)
        (card,) = await about(shop, PLANNER, "⏰")
        assert "待审核已4工作小时" in card.text


async def test_who_left_it_for_days_is_told_in_working_hours_not_in_days_of_them(database: str) -> None:
    async with Shop(database, everybody(database), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await at(shop, "2026-03-17T10:00:00")  # the clock jumps a week
        (card,) = await about(shop, MANAGER, "待审核")
        assert "第2级,孙福根38.5工作小时没有回应" in card.text
