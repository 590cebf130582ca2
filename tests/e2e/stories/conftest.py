"""The stories' own company, and its people by name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.clock import SetClock
from config import load
from config.policy import CapacitySpec
from config.settings import Settings
from storage import open_store
from storage import tables as t
from tests.conftest import Postgres
from tests.e2e.conftest import WecomShop, open_wecom_shop
from tests.shop import Seen, Shop, with_policy

COMPANY = Path(__file__).parents[2] / "fixtures" / "story" / "company.toml"
CHEN, LIN, WU, ZHENG, LI, ZHOU, SUN, WANG = "陈锋", "林晓", "吴风控", "郑总", "李老板", "周库", "孙计划", "王丽"
HE, CARRIER, SERVICE = "何采", "黄区域", "冯客服"
STORE = "仓库-缺料预警"


def story(folder: Path, **policy: object) -> Settings:
    """The settings of the stories' company over a database in this folder; `policy` is what differs."""
    return with_policy(story_over(f"sqlite+aiosqlite:///{folder / 'story.sqlite3'}"), **policy)


def story_over(url: str) -> Settings:
    """The settings of the stories' company over this database."""
    return load(COMPANY, {"JIEDAN_DATABASE_URL": url})


@asynccontextmanager
async def with_line(folder: Path, per_day: int, **policy: object) -> AsyncIterator[Shop]:
    """A running shop whose only line makes so many KQ-118 a day, from the first day on."""
    line = CapacitySpec(name="线2", skus=("KQ-118",), per_day=Decimal(per_day))
    async with Shop("", story(folder, capacity=(line,), **policy)) as running:
        async with running.store.write() as uow:
            await uow.connection.execute(t.products.update().where(t.products.c.sku == "KQ-118").values(lead_days=0))
            await uow.commit()
        yield running


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """A running shop of the stories on Tuesday morning, in the console."""
    async with Shop("", story(tmp_path)) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
async def both(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shop]:
    """The same on both databases."""
    maker: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    async with Shop("", story_over(await maker.emptied_url()) if maker else story(tmp_path)) as running:
        yield running


@pytest.fixture
async def wecom(tmp_path: Path, clock: SetClock) -> AsyncIterator[WecomShop]:
    """The same reached through WeCom only."""
    settings = story(tmp_path).model_copy(update={"notify": {}})
    async with open_wecom_shop(settings, clock) as running:
        yield running


@pytest.fixture(autouse=True)
async def _proven(tmp_path: Path) -> AsyncIterator[None]:
    """Whatever was done in a story, nothing in its books looks as if it was done behind the product's back."""
    yield
    for file in tmp_path.rglob("story.sqlite3"):
        store = await open_store(f"sqlite+aiosqlite:///{file}")
        async with store.read() as uow:
            assert (await uow.audit.check()).damages == ()
        await store.close()


async def at(shop: Shop, when: str) -> None:
    """The clock goes to an instant of the shop's time."""
    shop.clock.set(datetime.fromisoformat(f"{when}+08:00"))
    await shop.waits(seconds=0)


async def about(shop: Shop, who: str, words: str, group: str = "") -> list[Seen]:
    """The cards that still stand in somebody's chat and have these words in the title."""
    return [seen for seen in await shop.sees(who, group) if words in seen.title and not seen.gone]
