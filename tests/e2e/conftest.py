"""A shop for each test, on its own SQLite file with the sample company in it."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SetClock
from config.channels import Channels, ConsoleSettings
from config.settings import Media, Settings
from tests.conftest import Postgres
from tests.fakes import DingShown, FakeDingtalk, FakeFeishu, FakeKf, FakeOa, FakeWecom, FakeWecomRobot, Shown
from tests.shop import TUESDAY, Shop, demo_settings, with_policy


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database that every test copies is kept once it is made."""
    return tmp_path_factory.mktemp("shop") / "filled.sqlite3"


@pytest.fixture
async def database(filled: Path, tmp_path: Path) -> str:
    """The URL of a database with the sample company and nothing else."""
    if not filled.exists():
        making = tmp_path / "making.sqlite3"
        async with Shop(f"sqlite+aiosqlite:///{making}"):
            pass
        shutil.copy(making, filled)
    own = tmp_path / "shop.sqlite3"
    shutil.copy(filled, own)
    return f"sqlite+aiosqlite:///{own}"


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, database: str) -> str:
    """A database with the sample company, or an empty one that fills itself."""
    if request.param == "sqlite":
        return database
    maker: Postgres = request.getfixturevalue("postgres")
    return await maker.emptied_url()


@pytest.fixture
async def shop(database: str) -> AsyncIterator[Shop]:
    """A running shop on Tuesday morning."""
    async with Shop(database) as running:
        yield running


@pytest.fixture
async def shop_on_each(url: str) -> AsyncIterator[Shop]:
    """The same on both databases: `shop = shop_on_each` makes it the shop of all tests of a module."""
    async with Shop(url) as running:
        yield running


@pytest.fixture
async def quiet_on_each(url: str) -> AsyncIterator[Shop]:
    """The same, and nothing is told but what a test lets happen."""
    async with Shop(url, with_policy(demo_settings(url), digest_at="")) as running:
        yield running


@pytest.fixture
def clock() -> SetClock:
    """Tuesday morning, for a shop and what stands around it."""
    return SetClock(TUESDAY)


@dataclass
class WecomShop:
    """A shop that is reached through WeCom only, and the platform it is reached through."""

    shop: Shop
    wecom: FakeWecom

    async def says(self, user: str, text: str) -> None:
        """Somebody writes to the app."""
        assert await self.wecom.callback_text(user, text) == [200]
        await self.shop.settles()

    async def taps(self, user: str, label: str) -> None:
        """Somebody presses a button of the newest card that has it."""
        card = next(c for c in reversed(self.wecom.seen[user]) if label in c.buttons)
        assert await self.wecom.callback_tap(user, card, label) == [200]
        await self.shop.settles()

    def last(self, user: str) -> str:
        """All the words of the newest thing on somebody's screen."""
        return self.wecom.seen[user][-1].reads() if self.wecom.seen[user] else ""

    def shown(self) -> int:
        """How many messages there are on all screens together."""
        return sum(len(screen) for screen in self.wecom.seen.values())


@asynccontextmanager
async def open_wecom_shop(settings: Settings, clock: SetClock) -> AsyncIterator[WecomShop]:
    """A shop with a WeCom app; everybody's account has the key of the person."""
    async with FakeWecom(clock) as wecom:
        channels = Channels(console=ConsoleSettings(enabled=False), wecom=wecom.settings())
        async with Shop("", settings.model_copy(update={"channels": channels}), clock) as shop:
            await shop.binds("wecom")
            wecom.target = f"{shop.base}/hook/wecom"
            yield WecomShop(shop, wecom)


@pytest.fixture
async def wecom_shop(database: str, clock: SetClock) -> AsyncIterator[WecomShop]:
    """The sample company in WeCom; nothing is told but what a test lets happen."""
    async with open_wecom_shop(with_policy(demo_settings(database), digest_at=""), clock) as running:
        yield running


@dataclass
class KfShop:
    """A shop whose customers write in 微信客服 and whose staff use WeCom, with both platforms."""

    shop: Shop
    kf: FakeKf
    wecom: FakeWecom

    async def says(self, user: str, text: str) -> None:
        """A customer writes."""
        assert await self.kf.says(user, text) == [200]
        await self.shop.settles()

    async def presses(self, user: str, words: str) -> None:
        """A customer presses the newest entry that says so."""
        assert await self.kf.presses(user, words) == [200]
        await self.shop.settles()

    async def staff_says(self, user: str, text: str) -> None:
        """A member of staff writes to the WeCom app."""
        assert await self.wecom.callback_text(user, text) == [200]
        await self.shop.settles()

    def staff_last(self, user: str) -> str:
        """All the words of the newest thing on a member of staff's screen."""
        return self.wecom.seen[user][-1].reads() if self.wecom.seen[user] else ""

    async def restarts(self) -> None:
        """The process ends in good order and starts again."""
        await self.shop.restarts()
        self.aim()

    def aim(self) -> None:
        """Both platforms call where the shop is now."""
        self.kf.target = f"{self.shop.base}/hook/wechat_kf"
        self.wecom.target = f"{self.shop.base}/hook/wecom"


@asynccontextmanager
async def open_kf_shop(settings: Settings, clock: SetClock, *, oauth: bool = False) -> AsyncIterator[KfShop]:
    """A shop whose customers are in 微信客服 and whose staff is in WeCom, which with `oauth` says who opens a page."""
    async with FakeKf(clock) as kf, FakeWecom(clock) as wecom:
        pages = {"oauth": oauth, "oauth_base": wecom.api_base.removesuffix("/cgi-bin")}
        own = wecom.settings().model_copy(update=pages)
        channels = Channels(console=ConsoleSettings(enabled=False), wecom=own, wechat_kf=kf.settings())
        async with Shop("", settings.model_copy(update={"channels": channels, "notify": {}}), clock) as shop:
            await shop.binds("wecom", "wechat_kf")
            made = KfShop(shop, kf, wecom)
            made.aim()
            yield made


@pytest.fixture
async def kf_shop(database: str, clock: SetClock) -> AsyncIterator[KfShop]:
    """The sample company, its customers in 微信客服, its staff in WeCom."""
    async with open_kf_shop(demo_settings(database), clock) as running:
        yield running


@dataclass
class OaShop:
    """A shop whose customers write to an official account and whose staff use WeCom, with both platforms."""

    shop: Shop
    oa: FakeOa
    wecom: FakeWecom

    async def says(self, user: str, text: str) -> str:
        """A follower writes; returns what the answer to the callback showed him."""
        shown = await self.oa.says(user, text)
        await self.shop.settles()
        return shown

    async def staff_says(self, user: str, text: str) -> None:
        """A member of staff writes to the WeCom app."""
        assert await self.wecom.callback_text(user, text) == [200]
        await self.shop.settles()


OpenOa = Callable[..., AbstractAsyncContextManager[OaShop]]


@pytest.fixture
def open_oa(database: str) -> OpenOa:
    """Opens a shop with an official account: `mode`, another company, then the account's settings that differ."""

    @asynccontextmanager
    async def opened(
        mode: str = "safe", media: Media | None = None, company: Settings | None = None, **changed: object
    ) -> AsyncIterator[OaShop]:
        clock = SetClock(TUESDAY)
        async with FakeOa(clock, mode) as oa, FakeWecom(clock) as wecom:
            channels = Channels(
                console=ConsoleSettings(enabled=False), wecom=wecom.settings(), wechat_oa=oa.settings(**changed)
            )
            other = {"channels": channels, "notify": {}, "media": media or Media()}
            settings = (company or demo_settings(database)).model_copy(update=other)
            async with Shop("", settings, clock) as shop:
                await shop.binds("wecom", "wechat_oa")
                oa.target = f"{shop.base}/hook/wechat_oa"
                wecom.target = f"{shop.base}/hook/wecom"
                yield OaShop(shop, oa, wecom)

    return opened


@dataclass
class DingShop:
    """A shop that is reached through DingTalk only, by callback or over the stream."""

    shop: Shop
    dingtalk: FakeDingtalk
    mode: str

    async def says(self, user: str, text: str, group: str = "") -> None:
        """Somebody writes to the robot, or calls it in a group."""
        await self.dingtalk.says(user, text, group=group)
        await self.shop.settles()

    async def taps(self, user: str, label: str, group: str = "") -> None:
        """Somebody presses a button of the newest card in a chat that has it."""
        await self.dingtalk.taps(user, self.card(group or user, label), label)
        await self.shop.settles()

    async def fills(self, user: str, **values: object) -> None:
        """Somebody changes the newest form and submits it."""
        shown = next(c for c in reversed(self.dingtalk.seen[user]) if c.fields)
        await self.dingtalk.fills(user, shown, **values)
        await self.shop.settles()

    def card(self, chat: str, label: str) -> DingShown:
        """The newest card with this button, or message with this link."""
        return next(c for c in reversed(self.dingtalk.seen[chat]) if label in c.buttons or label in c.links)

    def last(self, chat: str) -> str:
        """All the words of the newest thing in a chat."""
        return self.dingtalk.seen[chat][-1].reads() if self.dingtalk.seen[chat] else ""

    def shown(self) -> int:
        """How many messages there are on all screens together."""
        return sum(len(screen) for screen in self.dingtalk.seen.values())


@asynccontextmanager
async def open_ding_shop(
    database: str, mode: str, *, template: bool = True, company: Settings | None = None
) -> AsyncIterator[DingShop]:
    """A shop with a DingTalk robot, of the sample or another company; accounts have the keys of the persons."""
    clock = SetClock(TUESDAY)
    async with FakeDingtalk(clock) as dingtalk:
        settings = company or demo_settings(database)
        own = dingtalk.settings(template=template, mode=mode)
        channels = Channels(console=ConsoleSettings(enabled=False), dingtalk=own)
        async with Shop("", settings.model_copy(update={"channels": channels}), clock) as shop:
            await shop.binds("dingtalk")
            dingtalk.target = f"{shop.base}/hook/dingtalk" if mode == "http" else ""
            yield DingShop(shop, dingtalk, mode)


@pytest.fixture(params=["http", "stream"])
async def ding_shop(database: str, request: pytest.FixtureRequest) -> AsyncIterator[DingShop]:
    """The same, once by callback and once over the stream."""
    async with open_ding_shop(database, request.param) as running:
        yield running


@dataclass
class FeishuShop:
    """A shop that is reached through Feishu only, and the platform it is reached through."""

    shop: Shop
    feishu: FakeFeishu

    async def says(self, user: str, text: str, **how: Any) -> str:
        """Somebody writes to the bot, or in a group; returns the message's id."""
        number = await self.feishu.says(user, text, **how)
        await self.shop.settles()
        return number

    async def taps(self, user: str, label: str, chat: str = "", **how: Any) -> Any:
        """Somebody presses a button of the newest card that has it; returns what was answered."""
        card = next(c for c in reversed(self.feishu.seen[chat or user]) if label in c.buttons)
        answer = await self.feishu.taps(user, card, label, **how)
        await self.shop.settles()
        return answer

    def last(self, user: str) -> str:
        """All the words of the newest thing on somebody's screen, or in a group."""
        return self.feishu.seen[user][-1].reads() if self.feishu.seen[user] else ""


async def open_feishu_shop(
    database: str, mode: str, hear_all: tuple[str, ...] = (), **changed: Any
) -> AsyncIterator[FeishuShop]:
    """A shop with a Feishu app; everybody's account has the key of the person. `changed` are settings."""
    clock = SetClock(TUESDAY)
    async with FakeFeishu(clock, mode=mode) as feishu:
        settings = demo_settings(database)
        channels = Channels(console=ConsoleSettings(enabled=False), feishu=feishu.settings(hear_all=hear_all))
        async with Shop(database, settings.model_copy(update={"channels": channels, **changed}), clock) as shop:
            await shop.binds("feishu")
            feishu.target = f"{shop.base}/hook/feishu"
            if mode == "stream":
                await feishu.connected()
            yield FeishuShop(shop, feishu)


@pytest.fixture(params=["http", "stream"])
async def feishu_shop(request: pytest.FixtureRequest, database: str) -> AsyncIterator[FeishuShop]:
    """The same shop, once with callbacks and once over the long connection."""
    async for running in open_feishu_shop(database, request.param):
        yield running


@dataclass
class RobotShop:
    """A shop that is reached through a WeCom smart robot only, by callback or over the long connection."""

    shop: Shop
    robot: FakeWecomRobot

    async def says(self, user: str, text: str, **how: Any) -> None:
        """Somebody writes to the robot, or calls it in a group."""
        await self.robot.says(user, text, **how)
        await self.settles()

    async def taps(self, user: str, label: str, chat: str = "", **how: Any) -> None:
        """Somebody presses a button of the newest card in a chat that has it."""
        await self.robot.taps(user, self.card(chat or user, label), label, **how)
        await self.settles()

    async def settles(self) -> None:
        """Until what was brought over the connection is stored and handled."""
        await self.robot.heard(self.shop.store)
        await self.shop.settles()

    def card(self, chat: str, label: str) -> Shown:
        """The newest card with this button."""
        return next(c for c in reversed(self.robot.seen[chat]) if label in c.buttons)

    def last(self, chat: str) -> str:
        """All the words of the newest thing in a chat."""
        return self.robot.seen[chat][-1].reads() if self.robot.seen[chat] else ""


@asynccontextmanager
async def open_robot_shop(database: str, mode: str, **changed: Any) -> AsyncIterator[RobotShop]:
    """A shop with a smart robot; everybody's account has the key of the person. `changed` are settings."""
    clock = SetClock(TUESDAY)
    async with FakeWecomRobot(clock, mode) as robot:
        channels = Channels(console=ConsoleSettings(enabled=False), wecom_robot=robot.settings())
        settings = demo_settings(database).model_copy(update={"channels": channels, **changed})
        async with Shop(database, settings, clock) as shop:
            await shop.binds("wecom_robot")
            robot.target = f"{shop.base}/hook/wecom_robot"
            if mode == "stream":
                await robot.connected()
            yield RobotShop(shop, robot)


@pytest.fixture(params=["http", "stream"])
async def robot_shop(request: pytest.FixtureRequest, database: str) -> AsyncIterator[RobotShop]:
    """The same shop, once with callbacks and once over the long connection."""
    async with open_robot_shop(database, request.param) as running:
        yield running
