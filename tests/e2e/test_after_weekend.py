"""The process was down over a weekend: on Monday everything that is late is told once, in order, in few messages."""

import re
from datetime import datetime

from bot.clock import SetClock
from config.policy import CHECKS
from tests.e2e.conftest import open_wecom_shop
from tests.e2e.test_deadlines import MANAGER, alerts, at, new, placed, settings
from tests.e2e.test_deadlines import PLANNER as SUN
from tests.shop import Shop

FRIDAY, MONDAY = (datetime.fromisoformat(f"2026-03-{day}T09:05:00+08:00") for day in (13, 16))
ORDERS = 24
SELLER, PLANNER = "u01", "u14"


async def test_monday_tells_what_became_late_once_in_order_and_in_few_messages(database: str) -> None:
    checks = dict.fromkeys(CHECKS, "off")
    made = settings(database, digest_at="", checks=checks)
    async with open_wecom_shop(made, SetClock(FRIDAY)) as running:
        for number in range(ORDERS):
            await running.says(SELLER, f"台州恒力 J6P横拉杆 {number + 1}件,30号前到")
            await running.says(SELLER, "确认下单")
        before = len(running.wecom.seen[PLANNER])
        running.shop.clock.set(MONDAY)
        await running.shop.restarts()
        running.wecom.target = f"{running.shop.base}/hook/wecom"
        await running.shop.waits(seconds=1)
        told = running.wecom.seen[PLANNER][before:]
        assert len(told) <= 3
        named = re.findall(r"⏰ (SO20260313-\d{4}) 待审核已8工作小时", "\n".join(one.reads() for one in told))
        assert list(dict.fromkeys(named)) == [f"SO20260313-{number + 1:04d}" for number in range(ORDERS)]
        await running.shop.restarts()
        running.wecom.target = f"{running.shop.base}/hook/wecom"
        await running.shop.waits(seconds=1)
        assert len(running.wecom.seen[PLANNER][before:]) == len(told)
        await running.says(PLANNER, "我来处理 0003")
        assert "SO20260313-0003" in running.last(PLANNER)
        assert "孙福根处理中" in running.last(PLANNER)
        await running.says(PLANNER, "我来处理")
        said = "\n".join(one.reads() for one in running.wecom.seen[PLANNER][-2:])
        assert f"有{ORDERS}件提醒,说的是哪一件" in said
        assert "点一下那一件,或回复单号" in said


async def test_what_became_late_while_the_process_was_down_waits_on_a_day_of_rest_for_the_next_working_day(
    database: str,
) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(FRIDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-14T11:00:00")  # a Saturday; it was late on Friday at 14:05
        await shop.restarts()
        await shop.waits(seconds=1)
        assert await new(shop) == 0
        await at(shop, "2026-03-16T08:29:59")
        assert await new(shop) == 0
        await at(shop, "2026-03-16T08:30:00")
        (card,) = await alerts(shop, SUN)
        assert "SO20260313-0001" in card.title
        assert await alerts(shop, MANAGER) == []  # his turn comes once the first level had its time
        await at(shop, "2026-03-16T08:50:00")
        assert len(await alerts(shop, MANAGER)) == 1


async def test_the_next_level_waits_in_the_same_way(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(FRIDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-13T14:05:00")
        assert len(await alerts(shop, SUN)) == 1
        await at(shop, "2026-03-14T11:00:00")
        assert await alerts(shop, MANAGER) == []
        await at(shop, "2026-03-16T08:30:00")
        assert len(await alerts(shop, MANAGER)) == 1


async def test_a_silence_that_ends_after_closing_time_lasts_until_somebody_is_at_work(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(FRIDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-13T14:05:00")
        await at(shop, "2026-03-13T16:50:00")
        await shop.says(SUN, "静音2小时")
        await shop.expects(SUN, "静音到今天 18:50,3月16日 08:30再提醒")
        before = await new(shop)
        for when in ("2026-03-13T18:50:00", "2026-03-14T10:00:00", "2026-03-16T08:29:59"):
            await at(shop, when)
            assert await new(shop) == before
        await at(shop, "2026-03-16T08:30:00")
        await shop.expects(MANAGER, "静音时间到了")
