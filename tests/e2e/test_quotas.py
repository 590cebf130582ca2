"""What a platform takes from all chats together: planned where it is known, waited for where the platform says so.

Nothing is lost, what waited is told together, and the operators hear of it before and when it happens.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.clock import SetClock
from cards.card import Card, to_json
from config.channels import Channels, ConsoleSettings
from handlers.domain.messaging import ChatRef
from handlers.domain.quota import calls_of
from handlers.ports import Outgoing
from tests.fakes import FakeDingtalk, FakeFeishu, FakeOa, FakeWecom
from tests.shop import TUESDAY, Shop, demo_settings, with_policy

_NUMBER = re.compile(r"(?:#|&#35;)(\d+)(?:#|&#35;)")  # as Feishu's cards write it
OPS, READERS = "u24", [f"r{n:02}" for n in range(10)]


@dataclass
class Company:
    """A shop, its platform, and what was pushed to whom."""

    shop: Shop
    platform: FakeWecom | FakeDingtalk | FakeFeishu | FakeOa
    channel: str
    pushed: dict[str, list[int]] = field(default_factory=dict)
    count: int = 0

    async def push(self, times: int) -> None:
        """So many pieces of news for each reader."""
        rows = []
        for reader in READERS * times:
            self.count += 1
            self.pushed.setdefault(reader, []).append(self.count)
            words = f"订单 #{self.count}# 有变化"
            now = self.shop.clock.now()
            rows.append(Outgoing(ChatRef(self.channel, reader), to_json(Card(words, words)), f"d{self.count}", now))
        async with self.shop.store.write() as uow:
            await uow.outbox.put(rows)
            await uow.commit()
        await self.shop.waits(seconds=0)

    def texts(self, who: str) -> list[str]:
        """What stands on somebody's screen, oldest first."""
        return [shown.reads() for shown in self.platform.seen[who]]

    def shown(self) -> int:
        """How many messages the platform took."""
        return sum(len(screen) for screen in self.platform.seen.values())

    def told(self) -> bool:
        """Whether everybody was told everything, once and in its order (what is told together is sorted here)."""
        said = {
            who: [n for t in self.texts(who) for n in sorted({int(n) for n in _NUMBER.findall(t)})] for who in READERS
        }
        return said == self.pushed


@asynccontextmanager
async def company(
    database: str, channel: str, platform: FakeWecom | FakeFeishu | FakeDingtalk, **own: int
) -> AsyncIterator[Company]:
    """The sample company on one platform, with what it knows of its limits."""
    known = platform.settings().model_copy(update=own)
    channels = Channels(console=ConsoleSettings(enabled=False), **{channel: known})
    settings = with_policy(demo_settings(database), digest_at="").model_copy(update={"channels": channels})
    async with Shop("", settings, platform.clock) as shop:  # type: ignore[arg-type]
        await shop.binds(channel)
        yield Company(shop, platform, channel)


@pytest.fixture
async def clock() -> SetClock:
    """Nine o'clock on a Tuesday in Shanghai."""
    return SetClock(TUESDAY)


async def test_a_known_count_of_the_day_is_kept_and_the_rest_told_the_next_day_together(
    database: str, clock: SetClock
) -> None:
    async with FakeWecom(clock) as wecom, company(database, "wecom", wecom, accounts=1) as shop:
        wecom.per_day = 200
        await shop.push(15)
        await shop.shop.waits(seconds=61)
        assert not any("额度" in text for text in shop.texts(OPS))
        await shop.push(3)
        assert "快用完了" in shop.texts(OPS)[0]
        await shop.shop.waits(seconds=61)
        await shop.push(10)
        await shop.shop.waits(seconds=61)
        assert wecom.day_refusals == 0
        assert 190 <= shop.shown() <= 200
        assert not shop.told()
        assert "用完了,消息先存着" in shop.texts(OPS)[-1]
        assert "wecom 已发" in shop.texts(OPS)[-1]
        assert len(shop.texts(OPS)) == 2, "each once"
        await shop.shop.restarts()
        before = shop.shown()
        await shop.shop.waits(hours=15)
        assert shop.told()
        assert any("条消息合并成一条" in text for who in READERS for text in shop.texts(who)[-2:])
        assert shop.shown() - before < 80, "what waited is told together"
        assert wecom.day_refusals == 0
        assert await shop.shop.store.outbox.dead() == []


async def test_where_more_was_bought_what_waits_is_told_from_the_next_start_on(database: str, clock: SetClock) -> None:
    async with FakeWecom(clock) as wecom, company(database, "wecom", wecom, accounts=1) as shop:
        wecom.per_day = 200
        for _ in range(3):
            await shop.push(10)
            await shop.shop.waits(seconds=61)
        assert not shop.told()
        channels = shop.shop.settings.channels
        more = channels.model_copy(update={"wecom": channels.wecom.model_copy(update={"accounts": 2})})
        wecom.per_day = 400
        shop.shop.settings = shop.shop.settings.model_copy(update={"channels": more})
        await shop.shop.restarts()
        await shop.shop.waits(seconds=61)
        assert shop.told()
        assert wecom.day_refusals == 0


async def test_where_the_count_is_not_known_one_message_tries_after_a_minute_an_hour_and_at_midnight(
    database: str, clock: SetClock
) -> None:
    async with FakeWecom(clock) as wecom, company(database, "wecom", wecom) as shop:
        wecom.per_day = 50
        await shop.push(7)
        first = wecom.day_refusals
        assert first, "what was under way"
        for _ in range(2):
            await shop.shop.waits(seconds=20)
        assert wecom.day_refusals == first, "nobody asks again within the minute"
        await shop.shop.waits(seconds=21)
        await shop.shop.waits(seconds=3)
        assert wecom.day_refusals == first + 1
        await shop.shop.waits(minutes=58)
        assert wecom.day_refusals == first + 1, "nor within the hour"
        await shop.shop.waits(minutes=2)
        await shop.shop.waits(seconds=3)
        assert wecom.day_refusals == first + 2
        for _ in range(13):
            await shop.shop.waits(hours=1)
        assert wecom.day_refusals == first + 2, "nor before midnight"
        assert await shop.shop.store.outbox.dead() == []
        await shop.shop.waits(hours=1)
        await shop.shop.waits(seconds=3)
        assert shop.told()
        assert "wecom 45009" in next(text for text in shop.texts(OPS) if "额度用完了" in text)


async def test_a_group_robot_that_is_refused_holds_nobody_else_up(database: str, clock: SetClock) -> None:
    async with FakeWecom(clock) as wecom, company(database, "wecom", wecom) as shop:
        wecom.fail_next(45009, path="webhook/send")
        async with shop.shop.store.write() as uow:
            robot = ChatRef("wecom", "robot:warehouse")
            await uow.outbox.put([Outgoing(robot, to_json(Card("早", "早")), "r1", clock.now())])
            await uow.commit()
        await shop.push(1)
        assert shop.told()
        await shop.shop.waits(seconds=61)
        assert "早" in shop.texts("robot:warehouse")[0]


async def test_a_month_of_calls_ends_and_a_new_one_begins(database: str, clock: SetClock) -> None:
    async with FakeFeishu(clock) as feishu, company(database, "feishu", feishu, calls_per_month=100) as shop:
        await shop.push(8)
        await shop.shop.waits(seconds=61)
        await shop.push(4)
        await shop.shop.waits(seconds=61)
        assert 95 <= shop.shown() <= 100
        assert "用完了,消息先存着" in shop.texts(OPS)[-1]
        for _ in range(3):
            await shop.shop.waits(days=1)
        assert shop.shown() <= 100
        await shop.shop.waits(days=20)
        assert shop.told()


async def test_a_month_that_dingtalk_says_is_used_up_is_tried_again_each_day(database: str, clock: SetClock) -> None:
    async with FakeDingtalk(clock) as dingtalk, company(database, "dingtalk", dingtalk) as shop:
        dingtalk.fail_next(*["Forbidden.AccessDenied.ApiCountLimitForOrg"] * 10)
        await shop.push(1)
        await shop.shop.waits(hours=2)
        assert "用完了,消息先存着" in shop.texts(OPS)[-1] if shop.texts(OPS) else not shop.told()
        for _ in range(3):
            await shop.shop.waits(days=1)
            await shop.shop.waits(seconds=3)
        assert shop.told()
        assert await shop.shop.store.outbox.dead() == []


async def test_calls_that_bring_no_message_count_in_the_month_too(database: str, clock: SetClock) -> None:
    async with FakeFeishu(clock) as feishu, company(database, "feishu", feishu, calls_per_month=100) as shop:
        feishu.target = f"{shop.shop.base}/hook/feishu"
        for number in range(45):
            await feishu.sends("u01", "file", b"x", "a.csv", number=f"om_{number}")
            await shop.shop.waits(seconds=20)
        assert len([1 for path, _ in feishu.calls if "/resources/" in path]) == 45
        assert "已调用8" in "".join(shop.texts(OPS)), "what was fetched counts as what was said does"
        answered = shop.shown()
        await shop.push(2)
        await shop.shop.waits(seconds=61)
        assert shop.shown() - answered <= 12, "the rest waits for the next month"


async def test_the_free_edition_is_warned_of_and_never_holds_anything_back(database: str, clock: SetClock) -> None:
    async with FakeFeishu(clock) as feishu, company(database, "feishu", feishu) as shop:
        for _ in range(8_000):
            await shop.shop.store.paces.tally(calls_of("feishu", clock.now()))
        await shop.push(1)
        await shop.shop.waits(seconds=3)
        assert shop.told()
        assert "免费版" in shop.texts(OPS)[-1]
        for _ in range(2_500):
            await shop.shop.store.paces.tally(calls_of("feishu", clock.now()))
        clock.move(minutes=2)
        await shop.push(1)
        await shop.shop.waits(seconds=3)
        assert shop.told()


async def test_a_month_that_feishu_says_is_used_up_is_tried_again_each_day(database: str, clock: SetClock) -> None:
    async with FakeFeishu(clock) as feishu, company(database, "feishu", feishu) as shop:
        feishu.fail_next(*[99991403] * 10)
        await shop.push(1)
        await shop.shop.waits(hours=2)
        refused = len([1 for path, _ in feishu.calls if path == "im/v1/messages"])
        assert refused <= 8
        assert not shop.told()
        for _ in range(3):
            await shop.shop.waits(days=1)
            await shop.shop.waits(seconds=3)
        assert shop.told()
        assert await shop.shop.store.outbox.dead() == []
