"""What a machine suffers: callers that dawdle or hang up, a disk that is full for a while, a clock that jumps."""

import asyncio
import logging
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot import web
from bot.log import JsonLines
from tests.shop import Shop

SELLER = "陈海波"
SENTENCE = "台州恒力 J6P左转向节 10件,15号前到"
HEAD = (
    b"POST /console/say HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
)
FULL = "RAISE(ABORT, 'database or disk is full')"  # as SQLite says it


async def half_a_request(shop: Shop) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A caller that has sent the beginning of a body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(shop.base.rsplit(":", 1)[1]))
    writer.write(HEAD)
    await writer.drain()
    return reader, writer


def outside(shop: Shop, script: str) -> None:
    """Another program changes the database file."""
    with closing(sqlite3.connect(Path(make_url(shop.settings.database.url).database or ""))) as file:
        file.executescript(script)


async def test_a_caller_that_hangs_up_half_way_is_no_error(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    _, writer = await half_a_request(shop)
    await asyncio.sleep(0.05)
    writer.transport.abort()
    async with asyncio.timeout(5):
        while "caller hung up" not in caplog.messages:  # noqa: ASYNC110 nobody tells when the server has seen it
            await asyncio.sleep(0.01)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_caller_that_dawdles_does_not_keep_its_connection(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "BODY_SECONDS", 0.1)
    reader, writer = await half_a_request(shop)
    async with asyncio.timeout(5):
        assert (await reader.read(100)).startswith(b"HTTP/1.1 408")
    writer.close()
    assert await shop.says(SELLER, SENTENCE) == 200
    await shop.expects(SELLER, "10件")


async def test_a_full_disk_costs_no_message_its_answer(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    outside(shop, f"CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT {FULL}; END")
    await shop.says(SELLER, SENTENCE, settle=False)
    tries = shop.settings.policy.inbox_attempts + 3
    async with asyncio.timeout(10):
        for _ in range(tries):
            while "message failed" not in caplog.messages:  # noqa: ASYNC110 the worker tells nobody
                await asyncio.sleep(0.01)
            lines = [JsonLines().format(record) for record in caplog.records]
            assert any("磁盘已满" in line for line in lines)
            caplog.clear()
            shop.clock.move(seconds=2)
            shop.store.inbox.wake()
    assert (await shop.store.inbox.counts())["dead"] == 0
    outside(shop, "DROP TRIGGER full")
    await shop.waits(seconds=2)
    await shop.expects(SELLER, "10件")


async def test_what_can_be_read_but_not_written_is_not_ready(shop: Shop) -> None:
    assert (await shop.http.get("/ready")).status_code == 200
    outside(shop, f"CREATE TRIGGER full BEFORE UPDATE ON meta BEGIN SELECT {FULL}; END")
    answer = await shop.http.get("/ready")
    assert (answer.status_code, answer.json()["problem"]) == (503, "数据库写不进去:磁盘已满")
    outside(shop, "DROP TRIGGER full")
    assert (await shop.http.get("/ready")).status_code == 200


async def test_a_disk_without_room_for_a_message_is_not_ready(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=64 << 10))  # one row would still go in
    answer = await shop.http.get("/ready")
    assert (answer.status_code, answer.json()["problem"]) == (503, "数据库写不进去:磁盘已满")
    monkeypatch.undo()
    assert (await shop.http.get("/ready")).status_code == 200


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(days=-40), timedelta(hours=3)])
async def test_a_clock_that_jumps_holds_nobody_up(shop: Shop, jump: timedelta) -> None:
    await shop.says(SELLER, SENTENCE)
    shop.clock.set(shop.clock.now() + jump)
    await shop.says(SELLER, "数量12")
    await shop.expects(SELLER, "12件")
    shop.clock.set(shop.clock.now() - jump)
    await shop.taps(SELLER, "确认下单")
    await shop.expects(SELLER, "SO2026")
