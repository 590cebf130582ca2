"""A smart robot's long connection against the strict platform: credentials, order, loss, silence, rivals."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.base import Listening, NotKept, Received, Replying, SendFailed
from bot.channels.line import FIRST_WAIT, LONGEST_WAIT
from bot.channels.wecom_robot import WecomRobot, stream
from bot.channels.wecom_robot.stream import Line
from bot.clock import SetClock
from handlers.domain.messaging import ChatKind, ChatRef, Message
from tests.contract.test_wecom_robot_wire import NOW
from tests.contract.wecom_cards import CARDS
from tests.fakes import FakeWecomRobot

LISI = ChatRef("wecom_robot", "lisi")
GROUP = ChatRef("wecom_robot", "wrOrders01", ChatKind.GROUP)


@dataclass
class Ear:
    """Our side: a channel that listens, and what it heard."""

    channel: WecomRobot
    heard: list[Message] = field(default_factory=list)
    refusing: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def put(self, got: Received) -> None:
        if self.refusing:
            self.refusing -= 1
            raise NotKept("test")
        self.heard += got.messages
        self.came.set()

    async def until(self, count: int) -> None:
        """Waits until so much was heard."""
        async with asyncio.timeout(10):
            while len(self.heard) < count:
                self.came.clear()
                await self.came.wait()


async def until(holds: Callable[[], object]) -> None:
    """Waits for something that nobody could set an event for."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 looked at again and again
            await asyncio.sleep(0.005)


async def ready(ear: Ear) -> None:
    """Waits until our side may speak."""
    await until(lambda: ear.channel._line._socket)


@asynccontextmanager
async def listening(robot: FakeWecomRobot, clock: SetClock, **changed: Any) -> AsyncIterator[Ear]:
    async with httpx.AsyncClient() as http:
        ear = Ear(WecomRobot(robot.settings(**changed), http, clock))
        running = asyncio.create_task(ear.channel.listen(ear.put))
        try:
            yield ear
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
async def robot(clock: SetClock) -> AsyncIterator[FakeWecomRobot]:
    async with FakeWecomRobot(clock, "stream") as fake:
        yield fake


@pytest.fixture
async def ear(robot: FakeWecomRobot, clock: SetClock) -> AsyncIterator[Ear]:
    async with listening(robot, clock) as made:
        await ready(made)
        yield made


async def said(ear: Ear, robot: FakeWecomRobot, words: str = "好", group: str = "") -> Message:
    await robot.says("lisi", words, group=group)
    await until(lambda: ear.heard and ear.heard[-1].text == words)
    return ear.heard[-1]


def drawn(ear: Ear, name: str = "sentence", to: ChatRef = LISI) -> Any:
    return ear.channel.render(CARDS[name], to)[0]


def test_it_listens_and_replies(clock: SetClock) -> None:
    channel = WecomRobot(FakeWecomRobot(clock, "stream").settings(), httpx.AsyncClient(), clock)
    assert isinstance(channel, Listening)
    assert isinstance(channel, Replying)


async def test_messages_come_in_their_order(robot: FakeWecomRobot, ear: Ear) -> None:
    for number in range(30):
        await robot.says("lisi", f"第{number}句")
    await ear.until(30)
    assert [message.text for message in ear.heard] == [f"第{number}句" for number in range(30)]


async def test_an_answer_is_a_stream_and_news_is_markdown(robot: FakeWecomRobot, ear: Ear) -> None:
    message = await said(ear, robot)
    await ear.channel.reply(LISI, message.external_id, drawn(ear), "row-1")
    await ear.channel.send(LISI, drawn(ear), "row-2")
    assert [shown.kind for shown in robot.seen["lisi"]] == ["stream", "markdown"]
    assert [path for path, _ in robot.calls] == ["aibot_respond_msg", "aibot_send_msg"]


async def test_news_for_a_group_says_that_it_is_one(robot: FakeWecomRobot, ear: Ear) -> None:
    await said(ear, robot, group="wrOrders01")
    await ear.channel.send(GROUP, drawn(ear, "draft", GROUP), "row-1")
    assert robot.calls[-1][1]["chat_type"] == 2
    assert robot.seen["wrOrders01"][0].buttons


async def test_every_card_is_taken_as_an_answer_and_as_news(robot: FakeWecomRobot, ear: Ear, clock: SetClock) -> None:
    message = await said(ear, robot)
    for name, card in CARDS.items():
        clock.move(minutes=1)
        for number, payload in enumerate(ear.channel.render(card, LISI)):
            await ear.channel.reply(LISI, message.external_id, payload, f"{name}-{number}-a")
            await ear.channel.send(LISI, payload, f"{name}-{number}-n")
    assert len(robot.seen["lisi"]) >= 2 * len(CARDS)


async def test_the_same_row_is_shown_once(robot: FakeWecomRobot, ear: Ear) -> None:
    message = await said(ear, robot)
    for _ in range(2):
        await ear.channel.reply(LISI, message.external_id, drawn(ear), "row-1")
        await ear.channel.send(LISI, drawn(ear, "draft"), "row-2")
    assert [shown.kind for shown in robot.seen["lisi"]] == ["stream", "template_card"]


@pytest.mark.parametrize("trouble", [846605, 846608, 40058])
async def test_what_cannot_be_an_answer_is_told_in_the_chat(robot: FakeWecomRobot, ear: Ear, trouble: int) -> None:
    message = await said(ear, robot)
    robot.fail_next(trouble, path="aibot_respond_msg")
    await ear.channel.reply(LISI, message.external_id, drawn(ear), "row-1")
    assert [shown.kind for shown in robot.seen["lisi"]] == ["markdown"]


async def test_after_a_break_nothing_refers_to_what_was_before(robot: FakeWecomRobot, ear: Ear) -> None:
    message = await said(ear, robot)
    await robot.breaks()
    await robot.connected()
    await until(lambda: not ear.channel._turns)
    await ready(ear)
    await ear.channel.reply(LISI, message.external_id, drawn(ear), "row-1")
    assert [path for path, _ in robot.calls] == ["aibot_send_msg"]


@pytest.mark.parametrize(
    ("trouble", "reason", "retry"),
    [
        (45009, "rate", True),
        (-1, "server", True),
        ("cut", "doubt", True),
        ("lost", "doubt", True),
        (40058, "refused", False),
    ],
)
async def test_trouble_is_told_as_what_it_is(
    robot: FakeWecomRobot, ear: Ear, trouble: int | str, reason: str, *, retry: bool
) -> None:
    await said(ear, robot)
    robot.fail_next(trouble, path="aibot_send_msg")
    with pytest.raises(SendFailed) as failed:
        await ear.channel.send(LISI, drawn(ear), "row-1")
    assert (failed.value.reason, failed.value.retry) == (reason, retry)
    assert not [secret for secret in robot.secrets if secret in repr(failed.value)]


async def test_without_a_connection_it_may_be_tried_again(robot: FakeWecomRobot, clock: SetClock) -> None:
    async with httpx.AsyncClient() as http:
        channel = WecomRobot(robot.settings(), http, clock)
        with pytest.raises(SendFailed, match="not-connected") as failed:
            await channel.send(LISI, channel.render(CARDS["sentence"], LISI)[0], "row-1")
    assert failed.value.retry


async def test_an_answer_that_never_comes_is_given_up(
    robot: FakeWecomRobot, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "_PATIENCE", 0.05)
    await said(ear, robot)
    robot.fail_next("hang", path="aibot_send_msg")
    with pytest.raises(SendFailed, match="timeout"):
        await ear.channel.send(LISI, drawn(ear), "row-1")
    await ear.channel.send(LISI, drawn(ear), "row-1")
    assert len(robot.seen["lisi"]) == 1


@pytest.mark.parametrize("chat", ["@all|x", "a b", "", "群"])
async def test_an_id_that_is_none_is_not_spoken_to(robot: FakeWecomRobot, ear: Ear, chat: str) -> None:
    with pytest.raises(SendFailed, match="chat-id"):
        await ear.channel.send(ChatRef("wecom_robot", chat), drawn(ear), "row-1")
    assert robot.calls == []


# Cards.


async def test_a_pressed_card_is_changed_within_five_seconds(robot: FakeWecomRobot, ear: Ear, clock: SetClock) -> None:
    await said(ear, robot)
    await ear.channel.send(LISI, drawn(ear, "draft"), "row-1")
    (shown,) = robot.seen["lisi"]
    await robot.taps("lisi", shown, "确认下单")
    await ear.until(2)
    tap = ear.heard[-1].tap
    assert tap
    await ear.channel.update(LISI, tap.card_ref, drawn(ear, "placed_no_buttons"))
    assert (shown.updates, "已下单" in shown.reads()) == (1, True)
    clock.move(seconds=5)
    with pytest.raises(SendFailed) as failed:
        await ear.channel.update(LISI, tap.card_ref, drawn(ear, "placed_no_buttons"))
    assert not failed.value.retry, "then it is sent anew"


@pytest.mark.parametrize(("ref", "name"), [("", "draft"), ("t1", "draft"), ("t1 req-1", "sentence")])
async def test_what_was_not_pressed_or_is_no_card_changes_nothing(
    robot: FakeWecomRobot, ear: Ear, ref: str, name: str
) -> None:
    with pytest.raises(SendFailed, match="no-card"):
        await ear.channel.update(LISI, ref, drawn(ear, name))
    assert robot.calls == []


# The connection.


async def test_a_wrong_secret_is_told_and_not_tried_in_haste(
    robot: FakeWecomRobot, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for changed, words in (({"secret": SecretStr("wrong")}, "Secret"), ({"bot_id": "aibNOBODY"}, "BotID")):
        async with httpx.AsyncClient() as http:
            (finding,) = await WecomRobot(robot.settings(**changed), http, clock).check()
            assert words in finding
    async with listening(robot, clock, secret=SecretStr("wrong-secret")):
        await until(lambda: "853000" in str([r.__dict__.get("code") for r in caplog.records]))
    assert "wrong-secret" not in caplog.text


async def test_the_check_gives_the_connection_back(robot: FakeWecomRobot, ear: Ear, clock: SetClock) -> None:
    async with httpx.AsyncClient() as http:
        assert await WecomRobot(robot.settings(), http, clock).check() == ()
    await until(lambda: robot.subscribed >= 3)
    await robot.connected()
    assert (await said(ear, robot)).text == "好"


async def test_nobody_there_is_a_finding(clock: SetClock) -> None:
    settings = FakeWecomRobot(clock, "stream").settings(stream_url="ws://127.0.0.1:9")
    async with httpx.AsyncClient() as http:
        (finding,) = await WecomRobot(settings, http, clock).check()
    assert "连不上" in finding


async def test_what_cannot_be_stored_is_tried_until_it_can_and_keeps_its_order(robot: FakeWecomRobot, ear: Ear) -> None:
    ear.refusing = 1
    for words in ("一", "二", "三"):
        await robot.says("lisi", words)
    await ear.until(3)
    assert [message.text for message in ear.heard] == ["一", "二", "三"]


async def test_what_is_being_stored_is_stored_to_the_end(robot: FakeWecomRobot, clock: SetClock) -> None:
    began, kept = asyncio.Event(), []

    async def slow(got: Received) -> None:
        began.set()
        await asyncio.sleep(0.1)
        kept.append(got)

    async with httpx.AsyncClient() as http:
        running = asyncio.create_task(WecomRobot(robot.settings(), http, clock).listen(slow))
        await robot.connected()
        await robot.says("lisi", "最后一句")
        await began.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert len(kept) == 1


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "[]",
        "{",
        "{}",
        '{"cmd":"aibot_msg_callback"}',
        '{"cmd":"aibot_msg_callback","headers":7,"body":[]}',
        '{"cmd":"moon_landing","headers":{"req_id":"x"},"body":{}}',
        '{"headers":{"req_id":"nobody"},"errcode":0}',
        '{"headers":{},"errcode":"x"}',
    ],
)
async def test_nonsense_is_passed_over(robot: FakeWecomRobot, ear: Ear, frame: str) -> None:
    assert robot._line is not None
    await robot._line.send_str(frame)
    assert (await said(ear, robot)).text == "好"


async def test_it_says_that_it_is_there_and_leaves_whoever_does_not_answer(
    robot: FakeWecomRobot, ear: Ear, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "_PING_EVERY", 0.02)
    await robot.breaks()
    await robot.connected()
    await until(lambda: robot.pings >= 4)
    before = robot.subscribed
    robot.answers_pings = False
    await until(lambda: robot.subscribed > before)


async def test_whoever_is_pushed_out_waits_before_he_comes_back(
    robot: FakeWecomRobot, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    waits: list[float] = []

    class Watched(SetClock):
        async def sleep(self, seconds: float) -> None:
            waits.append(seconds)
            await asyncio.sleep(0.05)

    async with listening(robot, Watched(NOW)), listening(robot, Watched(NOW)):
        await until(lambda: waits)
    assert waits[0] >= 15
    assert "kicked" in str([record.__dict__.get("code") for record in caplog.records])


def test_pauses_grow_and_end_growing(clock: SetClock) -> None:
    line = Line(FakeWecomRobot(clock).settings(), clock, lambda body, request: Received(), lambda: None, seed=1)
    pauses = []
    for failures in range(12):
        line._failures = failures
        pauses.append(line._pause())
    assert all(0.5 * FIRST_WAIT <= pause <= 1.5 * LONGEST_WAIT for pause in pauses)
    assert len(set(pauses)) == len(pauses)


async def test_many_speak_at_once_and_each_gets_his_own_answer(robot: FakeWecomRobot, ear: Ear) -> None:
    for number in range(20):
        await robot.says(f"user{number}", "好")
    await ear.until(20)
    robot.fail_next(40058, path="aibot_send_msg")
    send: Callable[[int], Any] = lambda n: ear.channel.send(  # noqa: E731
        ChatRef("wecom_robot", f"user{n}"), drawn(ear), f"row-{n}"
    )
    outcomes = await asyncio.gather(*map(send, range(20)), return_exceptions=True)
    assert sum(isinstance(outcome, SendFailed) for outcome in outcomes) == 1
    assert sum(len(screen) for screen in robot.seen.values()) == 19


async def test_a_frame_says_what_was_meant(robot: FakeWecomRobot, ear: Ear) -> None:
    message = await said(ear, robot)
    await ear.channel.reply(LISI, message.external_id, drawn(ear), "row-1")
    (_, body) = robot.calls[-1]
    assert json.loads(json.dumps(body, ensure_ascii=False))["stream"]["finish"] is True
