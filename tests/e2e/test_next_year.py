"""The turn of a year of which nobody has published the holidays: that its days of work are a guess is said aloud."""

from datetime import date, datetime

import pytest

from bot.clock import SetClock
from config.policy import AwaySpec
from config.settings import Settings
from tests.e2e.test_deadlines import MANAGER, at, settings
from tests.shop import Seen, Shop

OPERATOR = "方总"
AWAY = tuple(AwaySpec(user=user, since=date(2026, 1, 1), until=date(2027, 12, 31)) for user in ("u15", "u16", "u24"))


def company(database: str, **policy: object) -> Settings:
    made = settings(database, away=AWAY, **policy)
    console = made.channels.console.model_copy(update={"people": ("u01", "u14", "u23", "u24")})
    return made.model_copy(update={"channels": made.channels.model_copy(update={"console": console})})


async def alarms(shop: Shop) -> list[Seen]:
    return [seen for seen in await shop.sees(OPERATOR) if "calendar.guessed" in seen.text]


async def morning(shop: Shop, when: str) -> str:
    await at(shop, when)
    return [seen.text for seen in await shop.sees(MANAGER) if "要紧的" in seen.title][-1]


async def test_who_runs_the_bot_hears_once_a_month_and_managers_every_morning(url: str) -> None:
    start = datetime.fromisoformat("2026-11-13T16:30:00+08:00")
    async with Shop(url, company(url), SetClock(start)) as shop:
        assert "放假调休" not in await morning(shop, "2026-11-16T10:00:00")
        assert await alarms(shop) == []
        assert "2027年的放假调休还没有,那年的上班日和交期先按周末和法定节日估" in await morning(
            shop, "2026-11-17T10:00:00"
        )
        (alarm,) = await alarms(shop)
        for words in ("放假调休安排还没有", "2027年", "升级 jiedan", "policy.days_off"):
            assert words in alarm.text
        await shop.restarts()
        assert "2027年的放假调休还没有" in await morning(shop, "2026-11-18T10:00:00")
        assert len(await alarms(shop)) == 1
        await at(shop, "2026-12-31T23:59:59")
        assert len(await alarms(shop)) == 2
        await at(shop, "2027-01-01T00:00:01")  # and in the year itself, as long as nobody does anything about it
        assert len(await alarms(shop)) == 3
        assert "2027年的放假调休还没有" in await morning(shop, "2027-01-04T10:00:00")


@pytest.mark.parametrize("decided", [{"days_off": (date(2027, 2, 11),)}, {"days_on": (date(2027, 2, 14),)}])
async def test_what_the_company_has_decided_itself_is_no_guess(database: str, decided: dict[str, object]) -> None:
    start = datetime.fromisoformat("2026-12-30T16:30:00+08:00")
    async with Shop(database, company(database, **decided), SetClock(start)) as shop:
        assert "放假调休" not in await morning(shop, "2026-12-31T10:00:00")
        await at(shop, "2027-01-04T10:00:00")
        assert await alarms(shop) == []
