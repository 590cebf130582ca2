"""What is kept of one person: all of it is given out, and it can be taken away without hurting the history."""

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.__main__ import main
from bot.app import OFFICE
from bot.commands.exits import Exit
from config import DEMO_FILE
from config.settings import Database
from storage import open_store
from storage import tables as t
from tests.conftest import Postgres
from tests.e2e.test_orders import BUYER, NUMBER, SELLER, ordered
from tests.shop import Shop, demo_settings

WORDS = "恒力的货先发到北门,电话问我就行"


async def everything(url: str) -> str:
    """Every cell of every table."""
    store = await open_store(url)
    try:
        async with store.read() as uow:
            tables = list(t.metadata.tables.values())
            return "\n".join([str(tuple(r)) for one in tables for r in await uow.connection.execute(select(one))])
    finally:
        await store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/own.sqlite3"
    maker: Postgres = request.getfixturevalue("postgres")
    made = await maker.emptied()
    return made.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def command(url: str, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """`jiedan …` over this database, in a thread of its own: it runs its own loop."""
    monkeypatch.setenv("JIEDAN_DATABASE_URL", url)
    return main([*words, "--config", str(DEMO_FILE)])


async def test_a_person_is_exported_and_erased(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Shop(url) as shop:
        async with shop.store.write() as uow:
            await uow.connection.execute(update(t.people).where(t.people.c.name == BUYER).values(phone_tail="4100"))
            await uow.commit()
        await ordered(shop)
        await shop.says(BUYER, WORDS)
        await shop.says(BUYER, f"{NUMBER[-4:]}到哪了")
    assert await asyncio.to_thread(command, url, monkeypatch, "people", "export", BUYER) == Exit.OK
    out = capsys.readouterr().out
    found = json.loads(out[out.index("{") :])
    assert found["people"][0]["phone_tail"] == "4100"
    assert WORDS in [row["text"] for row in found["inbox"]]
    assert found["accounts"]
    assert found["outbox"]
    assert "陈海波" not in [row.get("name") for row in found["people"]]
    assert await asyncio.to_thread(command, url, monkeypatch, "people", "erase", BUYER) == Exit.OK
    assert await asyncio.to_thread(command, url, monkeypatch, "audit", "verify") == Exit.OK
    left = await everything(url)
    assert WORDS not in left
    assert BUYER not in left
    assert "'4100'" not in left
    assert NUMBER in left, "the order stays"
    async with Shop(url) as shop:
        await shop.says(SELLER, f"{NUMBER[-4:]}到哪了")
        await shop.expects(SELLER, NUMBER)


@pytest.mark.parametrize(("days", "left"), [(30, 0), (0, 1)])
async def test_old_messages_are_dropped_where_days_are_given(database: str, days: int, left: int) -> None:
    settings = demo_settings(database, database=Database(url=database, keep_messages_days=days))
    async with Shop(database, settings) as shop:
        await shop.says(SELLER, WORDS)
        shop.clock.move(days=31)
        assert shop._app is not None
        await shop._app[OFFICE].timers.tidy()
        async with shop.store.read() as uow:
            query = select(func.count()).select_from(t.inbox).where(t.inbox.c.text == WORDS)
            assert (await uow.connection.execute(query)).scalar_one() == left


def test_days_that_would_let_repeated_messages_in_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="不少于 8"):
        Database(keep_messages_days=3)
