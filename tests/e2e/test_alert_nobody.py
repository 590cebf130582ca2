"""Where nobody whose turn it is can be told, somebody is told all the same: nothing is late in silence."""

from datetime import date

import pytest
from sqlalchemy import delete, update

from bot.clock import SetClock
from config.policy import AwaySpec
from config.watching import LADDERS, LadderSpec, RungSpec
from storage import tables
from tests.e2e.test_deadlines import MANAGER, MONDAY, PLANNER, alerts, at, new, placed, settings
from tests.shop import Shop

PLANNERS, MANAGERS = ("u14", "u15", "u16"), ("u23", "u24")


def away(*users: str, instead: str = "") -> tuple[AwaySpec, ...]:
    return tuple(
        AwaySpec(user=user, since=date(2026, 3, 1), until=date(2026, 3, 31), instead=instead) for user in users
    )


async def told(shop: Shop) -> list[tuple[str, str, int]]:
    async with shop.store.read() as uow:
        return [(one.to, one.why, one.level) for one in await uow.alerts.told(1)]


async def test_a_stand_in_who_is_away_himself_is_nobody_and_managers_on_leave_hear_of_it(url: str) -> None:
    gone = (*away("u14", instead="u15"), *away("u15", instead="u14"), *away("u16", *MANAGERS))
    async with Shop(url, settings(url, digest_at="", away=gone), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        assert await alerts(shop, PLANNER) == []
        (card,) = await alerts(shop, MANAGER)
        assert "轮到的人都不在(请假、停用或没有账号),请你安排人处理" in card.text
        assert await told(shop) == [("user:u23", "alone", 1), ("user:u24", "alone", 1)]
        await shop.restarts()
        await at(shop, "2026-03-10T11:30:01")
        assert await new(shop) == 2
        await shop.taps(MANAGER, "为什么提醒我", card=card)
        await shop.expects(MANAGER, "为什么提醒", "第1级 张厂长", "第1级 方总")
        await shop.taps(MANAGER, "我来处理", card=card)
        assert "张厂长处理中" in (await alerts(shop, MANAGER))[-1].text


@pytest.mark.parametrize("how", ["left", "no account"])
async def test_where_no_manager_can_be_reached_who_runs_the_bot_hears_of_it(url: str, how: str) -> None:
    made = settings(url, digest_at="", away=away(*PLANNERS))
    made = made.model_copy(update={"ops": ("u25", "u01", "u24")})
    async with Shop(url, made, SetClock(MONDAY)) as shop:
        async with shop.store.write() as uow:
            if how == "left":
                people = tables.people
                await uow.connection.execute(update(people).where(people.c.user.in_(MANAGERS)).values(active=False))
            else:
                await uow.connection.execute(delete(tables.accounts).where(tables.accounts.c.user.in_(MANAGERS)))
            await uow.commit()
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        assert "user:u01" in {to for to, _, _ in await told(shop)}
        assert "user:u25" not in {to for to, _, _ in await told(shop)}  # a customer's, whatever the settings say
        assert "轮到的人都不在" in (await alerts(shop, "陈海波"))[-1].text


async def test_who_has_no_account_is_not_said_to_have_been_told(url: str) -> None:
    async with Shop(url, settings(url, digest_at="", away=away(*PLANNERS[1:])), SetClock(MONDAY)) as shop:
        async with shop.store.write() as uow:
            await uow.connection.execute(delete(tables.accounts).where(tables.accounts.c.user == "u14"))
            await uow.commit()
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        assert [to for to, _, _ in await told(shop)] == ["user:u23", "user:u24"]
        assert len(await alerts(shop, MANAGER)) == 1


@pytest.mark.parametrize("urgent", [False, True])
async def test_a_level_that_is_urgent_is_told_in_the_quiet_hours_too_and_no_other(url: str, urgent: bool) -> None:
    rungs = (RungSpec(to=("owner",), wait="30m"), RungSpec(to=("manager",), wait="30m", urgent=urgent))
    night = LadderSpec(rungs=rungs, repeat="1h", times=1, quiet="11:45-14:00")
    made = settings(url, digest_at="", ladders={**LADDERS, "usual": night})
    async with Shop(url, made, SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        assert len(await alerts(shop, PLANNER)) == 1
        await at(shop, "2026-03-10T12:00:00")
        assert len(await alerts(shop, MANAGER)) == urgent
        await at(shop, "2026-03-10T12:29:59")
        assert len(await alerts(shop, MANAGER)) == urgent
        await at(shop, "2026-03-10T12:30:00")
        assert len(await alerts(shop, MANAGER)) == (2 if urgent else 0)  # reminded in these hours too
        await at(shop, "2026-03-10T13:59:59")
        assert len(await alerts(shop, MANAGER)) == (2 if urgent else 0)
        await at(shop, "2026-03-10T14:00:00")
        assert len(await alerts(shop, MANAGER)) == (2 if urgent else 1)


async def test_what_comes_up_in_the_quiet_hours_is_told_at_once_where_its_first_level_is_urgent(url: str) -> None:
    loud = LadderSpec(rungs=(RungSpec(to=("owner",), wait="30m", urgent=True),), quiet="11:00-14:00")
    made = settings(url, digest_at="", ladders={**LADDERS, "usual": loud})
    async with Shop(url, made, SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        assert len(await alerts(shop, PLANNER)) == 1
