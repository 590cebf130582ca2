"""The acceptance stories of an order's life, in the stories' own company: what is shown, sent and kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SetClock
from config import load
from config.settings import Channels, ConsoleSettings, Settings
from handlers.domain.messaging import UserRef
from tests.e2e.conftest import WecomShop
from tests.fakes import FakeWecom
from tests.shop import TUESDAY, Shop

COMPANY = Path(__file__).parents[1] / "fixtures" / "story" / "company.toml"
CHEN, LIN, WU, ZHENG, LI, ZHOU, SUN = "陈锋", "林晓", "吴风控", "郑总", "李老板", "周库", "孙计划"
STORE = "仓库-缺料预警"


def story(url: str) -> Settings:
    """The settings of the stories' company over this database."""
    return load(COMPANY, {"JIEDAN_DATABASE_URL": url})


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """A running shop of the stories on Tuesday morning, in the console."""
    async with Shop("", story(f"sqlite+aiosqlite:///{tmp_path / 'story.sqlite3'}")) as running:
        yield running


@pytest.fixture
async def wecom(tmp_path: Path) -> AsyncIterator[WecomShop]:
    """The same reached through WeCom only; everybody's account has the key of the person."""
    clock = SetClock(TUESDAY)
    async with FakeWecom(clock) as platform:
        settings = story(f"sqlite+aiosqlite:///{tmp_path / 'story.sqlite3'}")
        channels = Channels(console=ConsoleSettings(enabled=False), wecom=platform.settings())
        async with Shop("", settings.model_copy(update={"channels": channels, "notify": {}}), clock) as shop:
            async with shop.store.write() as uow:
                for person in await uow.parties.all_people():
                    await uow.parties.bind(UserRef("wecom", person.user), person.user)
                await uow.commit()
            platform.target = f"{shop.base}/hook/wecom"
            yield WecomShop(shop, platform)


async def test_u1_one_sentence_shows_stock_and_credit_and_the_safety_stock_is_told_of_once(wecom: WecomShop) -> None:
    await wecom.says("chen", "博泰发300件转向节,3月15日前到")
    await wecom.taps("chen", "左")
    card = wecom.last("chen")
    for words in (
        "25,800",
        "可用360→占用后60件",
        "低于安全库存",
        "120,000→145,800,额度300,000 元",
        "周日不收货,3月14日",
    ):
        assert words in card
    await wecom.taps("chen", "确认下单")
    assert "库存已锁300件" in wecom.last("chen")
    async with wecom.shop.store.read() as uow:
        order = await uow.orders.by_number("SO20260310-0001")
        assert order is not None
        assert [(hold.sku, hold.qty) for hold in await uow.stock.of(order.id)] == [("ZJ-2041", Decimal(300))]
    seen = wecom.shown()
    await wecom.shop.waits(seconds=2)
    assert "低于安全库存" in wecom.last("zhou")
    assert "低于安全库存" not in wecom.last("chen")
    await wecom.shop.waits(seconds=60)
    told = wecom.shown()
    assert told > seen
    await wecom.says("wang", "转向节左 20件 下周五到")
    assert not any(word in wecom.last("wang") for word in ("可用", "占用", "信用", "额度", "安全"))
