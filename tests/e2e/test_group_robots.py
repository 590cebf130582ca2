"""Group robots take 20 messages a minute: the budget planner keeps within it, and tells everything all the same."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.clock import SetClock
from cards.card import Card, to_json
from config.base import GroupTarget
from config.channels import Channels, ConsoleSettings
from handlers.domain.messaging import ChatKind, ChatRef
from handlers.ports import Outgoing
from tests.e2e.test_orders import NUMBER, SENTENCE
from tests.fakes import FakeDingtalk, FakeWecom
from tests.shop import Shop, demo_settings

SELLER, STOCK = "u01", "u09"
_NUMBER = re.compile(r"#(\d+)#")


@dataclass
class Robots:
    """A shop whose warehouse is told by a group robot."""

    shop: Shop
    platform: Any
    channel: str

    def told(self, name: str = "warehouse") -> list[str]:
        """What the robot's group has read."""
        return [shown.reads() for shown in self.platform.seen[f"robot:{name}"]]

    def refused(self) -> int:
        """How often the platform said that it was too much."""
        return int(self.platform.robot_refusals)


@pytest.fixture(params=["dingtalk", "wecom"])
async def robots(request: pytest.FixtureRequest, database: str, clock: SetClock) -> AsyncIterator[Robots]:
    channel = str(request.param)
    fakes: dict[str, type[FakeDingtalk] | type[FakeWecom]] = {"dingtalk": FakeDingtalk, "wecom": FakeWecom}
    async with fakes[channel](clock) as platform:
        channels = Channels(console=ConsoleSettings(enabled=False), **{channel: platform.settings()})
        notify = {"warehouse": GroupTarget(channel=channel, chat="robot:warehouse")}
        settings = demo_settings(database).model_copy(update={"channels": channels, "notify": notify})
        async with Shop(database, settings, clock) as shop:
            await shop.binds(channel)
            platform.target = f"{shop.base}/hook/{channel}"
            yield Robots(shop, platform, channel)


async def push(robots: Robots, numbers: range, name: str = "warehouse") -> None:
    to = ChatRef(robots.channel, f"robot:{name}", ChatKind.GROUP)
    now = robots.shop.clock.now()
    rows = [
        Outgoing(to, to_json(Card(f"订单 #{n}# 有变化", f"订单 #{n}# 有变化")), f"d{name}{n}", now) for n in numbers
    ]
    async with robots.shop.store.write() as uow:
        await uow.outbox.put(rows)
        await uow.commit()
    await robots.shop.settles()


async def test_a_flood_stays_within_twenty_a_minute_and_nothing_is_lost(robots: Robots) -> None:
    for start in range(0, 90, 15):
        await push(robots, range(start, start + 15))
        await robots.shop.waits(seconds=9)
    assert len(robots.told()) <= 20
    await robots.shop.waits(minutes=2)
    assert robots.refused() == 0
    seen = [int(n) for text in robots.told() for n in dict.fromkeys(_NUMBER.findall(text))]
    assert seen == list(range(90))


async def test_one_robots_minute_is_not_another_ones(robots: Robots) -> None:
    await push(robots, range(30))
    before = len(robots.told())
    await push(robots, range(5), "plain")
    assert len(robots.told("plain")) == 5
    assert len(robots.told()) == before


async def test_a_restart_does_not_forget_what_was_sent_in_this_minute(robots: Robots) -> None:
    await push(robots, range(19))
    await robots.shop.restarts()
    await push(robots, range(19, 40))
    assert len(robots.told()) <= 20
    await robots.shop.waits(minutes=1, seconds=5)
    assert robots.refused() == 0
    assert "#39#" in robots.told()[-1]


async def test_the_warehouse_group_is_told_of_an_order(robots: Robots) -> None:
    said = robots.platform.says if robots.channel == "dingtalk" else robots.platform.callback_text
    for words in (SENTENCE, "确认"):
        await said(SELLER, words)
        await robots.shop.settles()
    assert any(NUMBER in text for text in robots.told())


async def test_everybody_who_is_called_in_one_of_several_is_called_in_the_one_message_for_all(robots: Robots) -> None:
    to, now = ChatRef(robots.channel, "robot:warehouse", ChatKind.GROUP), robots.shop.clock.now()
    rows = [
        Outgoing(
            to, to_json(Card(f"订单 #{n}# 晚了", f"订单 #{n}# 晚了")), f"a{n}", now, f"alert:{n}", mention=(f"u{n}",)
        )
        for n in range(1, 15)
    ]
    async with robots.shop.store.write() as uow:
        await uow.outbox.put(rows)
        await uow.commit()
    await robots.shop.settles()
    called = json.dumps([body for _, body in robots.platform.calls], ensure_ascii=False)
    assert [f'"u{n}"' in called for n in range(1, 15)] == [True] * 14
    assert len(robots.told()) < 14
