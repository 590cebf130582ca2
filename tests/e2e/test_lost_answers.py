"""The platform took a message and its answer never came: once where it knows a repetition, else said to be one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update

from bot.clock import SetClock
from bot.outbox_worker import AGAIN
from cards.card import Card, Note, to_json
from config.channels import Channels, ConsoleSettings
from handlers.domain.messaging import ChatKind, ChatRef
from handlers.ports import Outgoing
from storage import tables
from tests.e2e.conftest import open_ding_shop
from tests.e2e.test_orders import NUMBER, SENTENCE
from tests.fakes import FakeDingtalk, FakeFeishu, FakeWecom
from tests.shop import TUESDAY, Shop, demo_settings

SELLER, BUYER = "u01", "u25"
NEWS = "订单 0001 已排产"
FAKES: dict[str, type[Any]] = {"dingtalk": FakeDingtalk, "wecom": FakeWecom, "feishu": FakeFeishu}


@dataclass
class Pushed:
    """A shop that tells a group something while its platform fails."""

    shop: Shop
    platform: Any
    channel: str

    async def tell(self, chat: str, path: str, *failures: str | int) -> list[str]:
        """What stands in the group after half an hour."""
        self.platform.fail_next(*failures, path=path)
        to = ChatRef(self.channel, chat, ChatKind.GROUP)
        async with self.shop.store.write() as uow:
            await uow.outbox.put([Outgoing(to, to_json(Card("", NEWS, (Note(NEWS),))), "once", self.shop.clock.now())])
            await uow.commit()
        await self.shop.settles()
        for _ in range(6):
            await self.shop.waits(minutes=5)
        screen = self.platform.groups[chat] if self.channel == "wecom" and chat in self.platform.groups else None
        return [shown.reads() for shown in (self.platform.seen[chat] if screen is None else screen)]


@pytest.fixture
async def pushed(request: pytest.FixtureRequest, database: str) -> AsyncIterator[Pushed]:
    clock = SetClock(TUESDAY)
    async with FAKES[request.param](clock) as platform:
        own = platform.settings(template=False) if request.param == "dingtalk" else platform.settings()
        channels = Channels(console=ConsoleSettings(enabled=False), **{request.param: own})
        settings = demo_settings(database).model_copy(update={"channels": channels})
        async with Shop(database, settings, clock) as shop:
            platform.target = f"{shop.base}/hook/{request.param}"
            if request.param == "wecom":
                platform.groups["warehouse1"] = []
            yield Pushed(shop, platform, request.param)


@pytest.mark.parametrize("pushed", ["dingtalk"], indirect=True)
async def test_a_group_robot_of_dingtalk_knows_a_repetition(pushed: Pushed) -> None:
    told = await pushed.tell("robot:warehouse", "robot/send", "lost", "lost", "lost")
    assert len(told) == 1
    assert AGAIN not in told[0]


UNKEYED = [
    ("dingtalk", "cidStock0001==", "robot/groupMessages/send"),
    ("wecom", "warehouse1", "appchat/send"),
    ("wecom", "robot:warehouse", "webhook/send"),
    ("feishu", "robot:warehouse", "bot/v2/hook"),
]


@pytest.mark.parametrize(("pushed", "chat", "path"), UNKEYED, indirect=["pushed"])
async def test_a_group_is_told_until_it_is_taken_and_every_repetition_says_so(
    pushed: Pushed, chat: str, path: str
) -> None:
    told = await pushed.tell(chat, path, "lost", "lost", "status:502")
    assert [AGAIN in text for text in told] == [False, True, True]
    assert all(NEWS in text for text in told)
    assert (await pushed.shop.store.outbox.counts())["dead"] == 0


@pytest.mark.parametrize(("pushed", "chat", "path"), UNKEYED, indirect=["pushed"])
async def test_what_the_platform_itself_refused_is_no_repetition(pushed: Pushed, chat: str, path: str) -> None:
    codes: dict[str, str | int] = {"wecom": -1, "feishu": 11232, "dingtalk": "send.too.fast"}
    busy = codes[pushed.channel]
    told = await pushed.tell(chat, path, busy)
    assert [AGAIN in text for text in told] == [False]


@pytest.mark.parametrize(
    ("pushed", "chat", "says_so"),
    [*((channel, chat, True) for channel, chat, _ in UNKEYED), ("dingtalk", "robot:warehouse", False)],
    indirect=["pushed"],
)
async def test_a_process_that_was_killed_before_it_noted_what_was_taken_says_it_again_as_such(
    pushed: Pushed, chat: str, says_so: bool
) -> None:
    assert [AGAIN in text for text in await pushed.tell(chat, "nothing")] == [False]
    box, now = tables.outbox, pushed.shop.clock.now()
    as_it_was = {"state": "working", "sent_at": None, "ref": "", "claimed_until": now, "attempts": 1, "parts": 0}
    async with pushed.shop.store.write() as uow:
        await uow.connection.execute(update(box).values(as_it_was))
        await uow.commit()
    await pushed.shop.restarts()
    await pushed.shop.waits(minutes=2)
    screen = pushed.platform.groups[chat] if chat == "warehouse1" else pushed.platform.seen[chat]
    assert [AGAIN in shown.reads() for shown in screen] == ([False, True] if says_so else [False])
    await pushed.shop.waits(minutes=2)
    assert (await pushed.shop.store.outbox.counts())["sent"] == 1


@pytest.mark.parametrize("pushed", ["dingtalk"], indirect=True)
async def test_a_result_that_dingtalk_itself_does_not_know_is_in_doubt(pushed: Pushed) -> None:
    told = await pushed.tell("cidStock0001==", "robot/groupMessages/send", "after:unknown.send.result")
    assert [AGAIN in text for text in told] == [False, True]


async def test_what_was_said_and_not_answered_is_said_again_once(database: str) -> None:
    async with open_ding_shop(database, "stream", template=False) as running:
        running.dingtalk.fail_next("lost", path="robot/sendBySession")
        await running.says(SELLER, SENTENCE)
        for _ in range(4):
            await running.shop.waits(seconds=30)
        told = [shown.reads() for shown in running.dingtalk.seen[SELLER]]
        assert [AGAIN in text for text in told] == [False, True]
        assert "确认下单" in told[1]
        await running.says(SELLER, "确认")
        assert NUMBER in running.last(SELLER)


async def test_a_customer_is_told_twice_at_most_and_then_asked(database: str) -> None:
    async with open_ding_shop(database, "stream", template=False) as running:
        running.dingtalk.fail_next("lost", "lost", path="robot/sendBySession")
        await running.says(BUYER, "我的货到哪了")
        for _ in range(4):
            await running.shop.waits(minutes=5)
        assert len(running.dingtalk.seen[BUYER]) == 2
        assert any("可能已收到" in shown.reads() for shown in running.dingtalk.seen[SELLER])
