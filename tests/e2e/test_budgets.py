"""Two processes on one database flood several chats of a platform, one of them is restarted: each limit is kept.

Nothing is refused or dropped, everything is told once and in its order, and what is told together says so.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.clock import SetClock
from cards.card import Card, to_json
from config.channels import Channels, ConsoleSettings
from handlers.domain.messaging import ChatKind, ChatRef, UserRef
from handlers.ports import Outgoing
from tests.conftest import Postgres
from tests.fakes import FakeDingtalk, FakeFeishu, FakeKf, FakeWecom
from tests.shop import TUESDAY, Shop, demo_settings, with_policy

_NUMBER = re.compile(r"#(\d+)#")


@dataclass
class Two:
    """Two processes, the platform that both speak to, and what was pushed to whom."""

    shops: list[Shop]
    platform: Any
    channel: str
    clock: SetClock
    pushed: dict[str, list[int]]
    count: int = 0

    async def push(self, chats: list[str], times: int) -> None:
        """So many pieces of news for each chat, half of them by each process."""
        for _ in range(times):
            rows = []
            for chat in chats:
                self.count += 1
                self.pushed.setdefault(chat, []).append(self.count)
                kind = ChatKind.GROUP if chat.startswith(("robot:", "oc_")) else ChatKind.DIRECT
                words = f"订单 #{self.count}# 有变化"
                to, now = ChatRef(self.channel, chat, kind), self.clock.now()
                rows.append(Outgoing(to, to_json(Card(words, words)), f"d{self.count}", now))
            async with self.shops[self.count % 2].store.write() as uow:
                await uow.outbox.put(rows)
                await uow.commit()
            for shop in self.shops:
                shop.store.outbox.wake()

    async def settle(self) -> None:
        await asyncio.gather(*(shop.settles() for shop in self.shops))

    async def passes(self, seconds: float) -> None:
        """Time goes on, after all that may be told now is told."""
        await self.settle()
        self.clock.move(seconds=seconds)
        for shop in self.shops:
            shop.store.outbox.wake()
        await self.settle()

    async def restart(self) -> None:
        """One of them ends and starts again, with much that still has to wait. Here both have one name."""
        await self.settle()
        await self.shops[1].restarts()

    def read(self, chat: str) -> list[str]:
        """What stands in a chat, oldest first."""
        screens = self.platform.screens if isinstance(self.platform, FakeKf) else self.platform.seen
        return [shown.reads() for shown in screens[chat]]

    def prove(self) -> None:
        """Everything was told once and in its order; what was told together says how many."""
        for chat, numbers in self.pushed.items():
            told = [int(n) for text in self.read(chat) for n in dict.fromkeys(_NUMBER.findall(text))]
            assert told == numbers, chat
            for text in self.read(chat):
                found = dict.fromkeys(_NUMBER.findall(text))
                assert len(found) == 1 or f"{len(found)} 条消息合并" in text


@asynccontextmanager
async def two(url: str, channel: str, platform: Any, *people: str) -> AsyncIterator[Two]:
    """Nobody but these people has an account there."""
    channels = Channels(console=ConsoleSettings(enabled=False), **{channel: platform.settings()})
    settings = with_policy(demo_settings(url), digest_at="").model_copy(update={"channels": channels, "notify": {}})
    clock = platform.clock
    async with Shop(url, settings, clock) as one, Shop(url, settings, clock) as other:
        async with one.store.write() as uow:
            for user in people:
                await uow.parties.bind(UserRef(channel, user), user)
            await uow.commit()
        platform.target = f"{one.base}/hook/{channel}"
        yield Two([one, other], platform, channel, clock, {})


Make = Callable[[SetClock], Any]


@pytest.mark.parametrize(
    ("channel", "make", "chats", "limit"),
    [
        ("wecom", FakeWecom, ["robot:warehouse", "u01", "u02", "u03"], 30),
        ("dingtalk", FakeDingtalk, ["robot:warehouse", "robot:plain"], 20),
    ],
)
async def test_two_processes_keep_the_limits_of_a_minute(
    postgres: Postgres, channel: str, make: Make, chats: list[str], limit: int
) -> None:
    async with make(SetClock(TUESDAY)) as platform, two(await postgres.emptied_url(), channel, platform) as both:
        for turn in range(4):
            await both.push(chats, 12)
            if turn == 2:
                await both.restart()
            await both.passes(7)
        assert all(len(both.read(chat)) <= limit for chat in chats)
        for _ in range(3):
            await both.passes(61)
        both.prove()
        assert platform.robot_refusals == 0
        assert not getattr(platform, "dropped", [])
        assert any(len(both.read(chat)) < len(both.pushed[chat]) for chat in chats), "some was told together"


async def test_what_two_processes_say_at_once_on_feishu_is_told_in_order(postgres: Postgres) -> None:
    """Each keeps five a second; what both together say too quickly is refused for a second, and comes then."""
    chats = ["u01", "u02", "oc_sales", "robot:warehouse"]
    async with FakeFeishu(SetClock(TUESDAY)) as platform, two(await postgres.emptied_url(), "feishu", platform) as both:
        platform.make_group("oc_sales")
        for turn in range(2):
            await both.push(chats, 9)
            if turn == 1:
                await both.restart()
            await both.passes(70)
        for _ in range(3):
            await both.passes(70)
        both.prove()


async def test_two_processes_keep_the_five_of_a_customer(postgres: Postgres) -> None:
    sellers, url = {"u25": "u01", "u26": "u04"}, await postgres.emptied_url()
    async with FakeKf(SetClock(TUESDAY)) as platform, two(url, "wechat_kf", platform, *sellers) as both:
        for buyer in sellers:
            assert await platform.says(buyer, "在吗") == [200]
        await both.settle()
        for turn in range(3):
            await both.push(list(sellers), 5)
            if turn == 1:
                await both.restart()
            await both.passes(600)
        assert all(len(both.read(buyer)) == 5 for buyer in sellers)
        assert platform.refused == []
        both.clock.move(hours=49)
        await both.push(list(sellers), 3)
        await both.passes(60)
        for buyer, seller in sellers.items():
            assert len(both.read(buyer)) == 5, "nothing is sent after his two days"
            assert await platform.says(seller, "在吗") == [200]
            await both.passes(60)
            words = "\n".join([*both.read(buyer), *both.read(seller)])
            told = [int(n) for n in dict.fromkeys(_NUMBER.findall(words))]
            assert told == both.pushed[buyer], "what he was not told his salesperson has, in order"
        assert platform.refused == []
