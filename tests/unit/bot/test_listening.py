"""Long connections: started with the workers, stored before they are acknowledged, ended before the workers."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import aiohttp
import pytest

from bot.app import Office
from bot.channels.base import Channel, Listening, NotKept, Pulling, Put, Received
from bot.channels.line import LongLine
from bot.clock import SetClock
from bot.dispatch import Desk
from bot.doorbell import Doorbell
from bot.intake import Intake
from bot.lexicon import LexiconCache
from config import load
from config.settings import Settings
from handlers.domain.flow import Flow
from handlers.domain.messaging import ChatRef, Message, MessageKind, UserRef
from storage import Store, StoreError, open_store

NOW = datetime(2026, 3, 10, 1, 12, tzinfo=UTC)
SAID = Message(0, "far", "m1", ChatRef("far", "lisi"), UserRef("far", "lisi"), MessageKind.TEXT, NOW, NOW, text="在吗")


class Far:
    """A platform at the other end of a line; only what a listener needs."""

    name = "far"

    def __init__(self) -> None:
        self.brought: asyncio.Queue[Message] = asyncio.Queue()
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.events: list[str] = []

    async def listen(self, put: Put) -> None:
        self.events.append("open")
        try:
            while True:
                message = await self.brought.get()
                try:
                    await put(Received((message,)))
                except NotKept:
                    self.refused.append(message.external_id)
                else:
                    self.acknowledged.append(message.external_id)
        finally:
            self.events.append("shut")


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = await open_store("sqlite+aiosqlite://")
    yield opened
    await opened.close()


def office(store: Store, far: Far) -> Office:
    settings: Settings = load(None, {})
    desk = Desk(store, settings, Flow(settings.flows[settings.flow]), LexiconCache(store), frozenset({"far"}))
    return Office(desk, {"far": cast("Channel", far)}, Intake(store), SetClock(NOW))


async def until(done: Any) -> None:
    async with asyncio.timeout(5):
        while not done():  # noqa: ASYNC110 the workers tell nobody
            await asyncio.sleep(0.005)


async def test_what_a_listener_brings_is_stored_then_acknowledged(store: Store) -> None:
    far = Far()
    assert isinstance(far, Listening)
    running = office(store, far)
    await running.open()
    far.brought.put_nowait(SAID)
    far.brought.put_nowait(SAID)
    far.brought.put_nowait(replace(SAID, external_id="m2"))
    await until(lambda: far.acknowledged == ["m1", "m1", "m2"])
    assert sum((await store.inbox.counts()).values()) == 2
    assert running.working
    await running.close()
    assert far.events == ["open", "shut"]
    assert not running.working


async def test_work_that_ends_by_itself_is_told_and_holds_up_no_end(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Far):
        async def listen(self, put: Put) -> None:
            raise LookupError("客户说的话")

    running, told = office(store, Broken()), asyncio.Event()
    running.on_failure = told.set
    await running.open()
    async with asyncio.timeout(5):
        await told.wait()
        assert not running.working
        await running.close()
    assert "work ended" in [record.getMessage() for record in caplog.records if record.levelname == "CRITICAL"]


async def test_a_frame_of_an_unknown_shape_ends_one_connection_and_not_the_bot(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Odd(LongLine):
        opened = 0

        async def _connection(self, session: aiohttp.ClientSession, put: Put) -> None:
            self.opened += 1
            if self.opened == 1:
                raise KeyError("客户说的话")
            await asyncio.Event().wait()

    async def put(_: Received) -> None:
        raise AssertionError

    line = Odd(SetClock(NOW))
    listening = asyncio.create_task(line.run(put))
    await until(lambda: line.opened == 2)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    assert "stream broke" in caplog.messages


async def test_places_of_an_unknown_shape_do_not_end_the_fetching(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    class Odd:
        async def places(self) -> tuple[str, ...]:
            raise KeyError("open_kfid")

    await store.upgrade()
    doorbell = Doorbell(store, {"odd": cast("Pulling", Odd())}, Counter(), SetClock(NOW))
    fetching = asyncio.create_task(doorbell.run())
    await until(lambda: "places cannot be asked for" in caplog.messages and not doorbell.busy)
    assert not fetching.done()
    fetching.cancel()
    await asyncio.gather(fetching, return_exceptions=True)


async def test_what_cannot_be_stored_is_not_acknowledged(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    far = Far()
    running = office(store, far)
    await running.open()

    async def broken(message: Message, raw: str) -> int | None:
        raise (StoreError("满了") if message.external_id == "m1" else ValueError("odd"))

    monkeypatch.setattr(store.inbox, "put", broken)
    far.brought.put_nowait(SAID)
    far.brought.put_nowait(replace(SAID, external_id="m2"))
    await until(lambda: far.refused == ["m1", "m2"])
    assert running.working, "the connection goes on"
    await running.close()
    assert far.acknowledged == []
