"""A flood of news, and a platform that counts: nothing beyond its limits, nothing lost, everything in its order."""

import asyncio
import random
import re
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.app import Office
from bot.channels.base import Capabilities, Payload, Received, SendFailed, Sent, WebRequest
from bot.clock import SetClock
from bot.dispatch import Desk
from bot.intake import Intake
from bot.lexicon import LexiconCache
from cards.card import Card, to_json
from cards.text import to_text
from handlers.domain.flow import Flow
from handlers.domain.messaging import ChatRef
from handlers.ports import Outgoing
from storage import Store, open_store
from storage.outbox import may_go
from storage.queue import anything
from storage.tables import outbox
from tests.shop import TUESDAY, demo_settings

PER_MINUTE = 20
MINUTE = timedelta(minutes=1)
_NUMBER = re.compile(r"#(\d+)#")


class Strict:
    """A platform with a limit per chat and minute: one message too many, and it would block the robot."""

    name = "strict"
    caps = Capabilities(max_text=2048, per_minute=PER_MINUTE)

    def __init__(self, clock: SetClock) -> None:
        self.clock = clock
        self.seen: dict[str, list[str]] = defaultdict(list)
        self.recent: dict[str, deque[object]] = defaultdict(deque)
        self.down = False
        self.tried = 0

    def receive(self, request: WebRequest) -> Received:
        return Received()

    def render(self, card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        return ({"text": to_text(card)},)

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        await asyncio.sleep(0)
        self.tried += 1
        if self.down:
            raise SendFailed("network", "down", retry=True)
        now, recent = self.clock.now(), self.recent[to.chat_id]
        while recent and recent[0] <= now - MINUTE:  # type: ignore[operator]
            recent.popleft()
        assert len(recent) < PER_MINUTE, "one too many"
        assert len(what["text"].encode()) <= 2048
        recent.append(now)
        self.seen[to.chat_id].append(what["text"])
        return Sent()

    async def update(self, to: ChatRef, ref: str, what: Payload) -> Sent:
        raise SendFailed("refused", "no", retry=False)

    async def check(self) -> tuple[str, ...]:
        return ()

    async def close(self) -> None:
        return


class Storm:
    """An office with nothing but its outbox at work."""

    def __init__(self, store: Store, clock: SetClock) -> None:
        self.store, self.clock, self.platform = store, clock, Strict(clock)
        settings = demo_settings("sqlite+aiosqlite://")
        desk = Desk(store, settings, Flow(settings.flows[settings.flow]), LexiconCache(store), frozenset({"strict"}))
        self.worker = Office(desk, {"strict": self.platform}, Intake(store), clock, seed=1).outbox
        self.pushed: dict[str, list[int]] = defaultdict(list)
        self.count = 0

    async def push(self, chats: list[str]) -> None:
        rows = []
        for chat in chats:
            self.count += 1
            self.pushed[chat].append(self.count)
            card = Card(f"订单 #{self.count}# 有变化", f"订单 #{self.count}# 有变化")
            created = self.clock.now()
            rows.append(Outgoing(ChatRef("strict", chat), to_json(card), f"d{self.count}", created))
        async with self.store.write() as uow:
            await uow.outbox.put(rows)
            await uow.commit()

    async def drain(self) -> None:
        """Until nothing may go out now."""
        while True:
            self.store.outbox.wake()
            for _ in range(40):
                await asyncio.sleep(0.002)
                if self.worker.pool.busy:
                    break
            else:
                counts = await self.store.outbox.counts()
                if not counts["working"] and not await self.ready():
                    return

    async def ready(self) -> bool:

        async with self.store.read() as uow:
            return await anything(uow.connection, outbox, self.clock.now(), may_go)

    def prove(self) -> None:
        """Everybody was told everything, once, in its order; what was folded says so."""
        for chat, numbers in self.pushed.items():
            told = [int(n) for text in self.platform.seen[chat] for n in dict.fromkeys(_NUMBER.findall(text))]
            assert told == numbers
        for text in (text for texts in self.platform.seen.values() for text in texts):
            found = dict.fromkeys(_NUMBER.findall(text))
            assert len(found) == 1 or f"{len(found)} 条消息合并" in text


@pytest.fixture
async def storm() -> AsyncIterator[Storm]:
    store = await open_store("sqlite+aiosqlite://")
    await store.upgrade()
    made = Storm(store, SetClock(TUESDAY))
    running = asyncio.create_task(made.worker.pool.run())
    yield made
    made.worker.pool.stop()
    await running
    await store.close()


async def test_five_thousand_pushes_in_ten_minutes_stay_within_every_limit(storm: Storm) -> None:
    rng = random.Random(5)
    chats = [f"c{n}" for n in range(200)]
    weights = [1 / (n + 1) for n in range(200)]  # a few chats hear most of it
    for _ in range(20):
        await storm.push(rng.choices(chats, weights, k=250))
        await storm.drain()
        storm.clock.move(seconds=30)
    for _ in range(10):
        await storm.drain()
        storm.clock.move(seconds=61)
    counts = await storm.store.outbox.counts()
    assert (counts["waiting"], counts["working"], counts["dead"], counts["sent"]) == (0, 0, 0, 5000)
    storm.prove()
    sent = Counter({chat: len(texts) for chat, texts in storm.platform.seen.items()})
    assert sent["c0"] < len(storm.pushed["c0"]), "the busiest chat was spared"


async def test_a_platform_that_is_down_for_an_hour_costs_nothing(storm: Storm) -> None:
    chats = [f"c{n}" for n in range(10)]
    storm.platform.down = True
    for _ in range(12):
        await storm.push(chats * 2)
        await storm.drain()
        storm.clock.move(minutes=5)
    storm.platform.down = False
    for _ in range(8):
        storm.clock.move(minutes=11)
        await storm.drain()
    counts = await storm.store.outbox.counts()
    assert (counts["waiting"], counts["dead"], counts["sent"]) == (0, 0, 240)
    storm.prove()
