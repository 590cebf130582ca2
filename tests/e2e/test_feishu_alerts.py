"""Alerts in a Feishu group: answered by button and in words, and every card of one shows how it stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from config.base import GroupTarget
from config.policy import CHECKS
from tests.e2e.conftest import FeishuShop, open_feishu_shop
from tests.fakes.feishu.events import Shown
from tests.shop import demo_settings

SELLER, PLANNER, COLLEAGUE, MANAGER, PLAN = "u01", "u14", "u15", "u23", "oc_plan"
NO_MARKS = {**CHECKS, "duplicate": "off", "stop": "off", "credit": "off"}


@asynccontextmanager
async def planning(database: str, orders: int) -> AsyncIterator[FeishuShop]:
    """Planners who are told in their group, and so many orders that nobody scheduled in time."""
    policy = demo_settings(database).policy.model_copy(update={"digest_at": "", "use_safety": True, "checks": NO_MARKS})
    notify = {"production": GroupTarget(channel="feishu", chat=PLAN)}
    async for running in open_feishu_shop(database, "http", policy=policy, notify=notify):
        running.feishu.make_group(PLAN)
        for number in range(orders):
            await running.says(SELLER, f"台州恒力 J6P左转向节 {number + 2}件,18号前到")
            await running.says(SELLER, "确认")
        await running.shop.waits(hours=5)
        yield running


async def writes(running: FeishuShop, who: str, words: str) -> None:
    """Somebody calls the bot in the planners' group."""
    await running.says(who, words, group=PLAN, call=["bot"])


def cards(running: FeishuShop, chat: str) -> list[Shown]:
    """The cards about what is late."""
    return [shown for shown in running.feishu.seen[chat] if shown.card and "待审核" in shown.reads()]


async def test_every_card_of_an_alert_shows_how_it_stands_however_it_was_answered(database: str) -> None:
    async with planning(database, 1) as running:
        (first,) = [card for card in cards(running, PLAN) if "我来处理" in card.buttons]
        assert set(first.mentions) == {PLANNER, COLLEAGUE, "u16"}
        await running.taps(PLANNER, "我来处理", chat=PLAN)
        assert "孙福根处理中" in first.reads()
        await writes(running, COLLEAGUE, "转给@张厂长")
        alerts = [card for card in cards(running, PLAN) if "已解决" in card.buttons]
        assert len(alerts) == 2
        for card in (*alerts, *cards(running, MANAGER)):
            assert "张厂长处理中" in card.reads()
        await writes(running, MANAGER, "静音2小时")
        for card in (*alerts, *cards(running, MANAGER)):
            assert "静音到今天 16:12" in card.reads()
        await running.taps(PLANNER, "我来处理", chat=PLAN)
        await writes(running, PLANNER, "已解决 设备修好了,明早补发")
        for card in (*alerts, *cards(running, MANAGER)):
            assert "设备修好了,明早补发" in card.reads()
            assert list(card.buttons) == ["查进度"]
        assert running.feishu.refusals == []


async def test_many_at_once_are_one_card_that_stays_as_what_is_on_it_is_dealt_with(database: str) -> None:
    async with planning(database, 12) as running:
        (listed,) = [shown for shown in running.feishu.seen[PLAN] if "12 条消息合并成一条" in shown.reads()]
        assert list(listed.buttons) == []  # which of them it would be is not to be seen
        assert "请按单号回复" in listed.reads()
        await writes(running, COLLEAGUE, "0012 我来处理")
        assert "罗建国处理中" in running.last(PLAN)
        for number in ("0001", "0012"):
            await writes(running, PLANNER, f"{number} 已排产")
            await running.shop.waits(seconds=1)
            assert any("🟢" in shown.reads() and number in shown.reads() for shown in running.feishu.seen[PLAN])
        assert listed.updates == 0
        assert all(f"SO20260310-{number:04d}" in listed.reads() for number in range(1, 13))
