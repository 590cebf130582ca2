"""A smart robot by callback: one answer an address, files that were sent, and never a secret in an error."""

import asyncio
import base64
import json
import logging
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.base import SendFailed, WebRequest
from bot.channels.wecom_robot import WecomRobot
from bot.channels.wecom_robot.errors import cure
from bot.clock import SetClock
from handlers.domain.messaging import ChatKind, ChatRef, Message, MessageKind, UserRef
from tests.contract.test_wecom_robot_wire import NOW
from tests.contract.wecom_cards import CARDS
from tests.fakes import FakeWecomRobot

LISI = ChatRef("wecom_robot", "lisi")
GROUP = ChatRef("wecom_robot", "wrOrders01", ChatKind.GROUP)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
async def robot(clock: SetClock) -> AsyncIterator[FakeWecomRobot]:
    async with FakeWecomRobot(clock) as fake:
        yield fake


@pytest.fixture
def channel(robot: FakeWecomRobot, http: httpx.AsyncClient, clock: SetClock) -> WecomRobot:
    return WecomRobot(robot.settings(), http, clock)


def hear(channel: WecomRobot, robot: FakeWecomRobot, words: str = "好", group: str = "") -> Message:
    """Something is said that may be answered."""
    callback = robot.text("lisi", words, group=group)
    (message,) = channel.receive(WebRequest(callback.method, callback.query, callback.body)).messages
    return message


async def tell(channel: WecomRobot, name: str = "sentence", to: ChatRef = LISI, once: str = "row-1") -> None:
    for payload in channel.render(CARDS[name], to):
        await channel.send(to, payload, once)


async def test_an_answer_goes_where_its_message_was(channel: WecomRobot, robot: FakeWecomRobot) -> None:
    first, _ = hear(channel, robot, "一", "wrOrders01"), hear(channel, robot, "二", "wrOrders01")
    payload = channel.render(CARDS["sentence"], GROUP)[0]
    await channel.reply(GROUP, first.external_id, payload, "row-1")
    await channel.reply(GROUP, first.external_id, payload, "row-2")
    with pytest.raises(SendFailed, match="no-address"):
        await channel.reply(GROUP, first.external_id, payload, "row-3")
    assert len(robot.seen["wrOrders01"]) == 2


async def test_without_an_address_the_window_is_closed(channel: WecomRobot, robot: FakeWecomRobot) -> None:
    with pytest.raises(SendFailed) as failed:
        await tell(channel)
    assert (failed.value.reason, failed.value.retry) == ("window", False)
    assert not robot.calls


async def test_an_address_of_one_chat_says_nothing_in_another(channel: WecomRobot, robot: FakeWecomRobot) -> None:
    hear(channel, robot, group="wrOrders01")
    with pytest.raises(SendFailed, match="no-address"):
        await tell(channel)


@pytest.mark.parametrize(
    "url", ["http://evil.invalid/x", "https://evil.invalid/x", "https://weixin.qq.com.evil.invalid/x", "file:///x", ""]
)
async def test_an_address_that_is_not_wecoms_is_not_believed(
    channel: WecomRobot, robot: FakeWecomRobot, url: str
) -> None:
    body = robot.said_body("lisi", "text", {"content": "好"}) | {"response_url": url}
    callback = robot.sealed(body)
    assert channel.receive(WebRequest(callback.method, callback.query, callback.body)).messages
    with pytest.raises(SendFailed, match="no-address"):
        await tell(channel)


async def test_an_address_that_was_spent_elsewhere_is_passed_over(channel: WecomRobot, robot: FakeWecomRobot) -> None:
    hear(channel, robot)
    hear(channel, robot)
    robot.fail_next(60140, path="aibot/response")
    await tell(channel)
    assert len(robot.seen["lisi"]) == 1


async def test_a_lost_answer_is_not_said_through_another_address(channel: WecomRobot, robot: FakeWecomRobot) -> None:
    hear(channel, robot)
    hear(channel, robot)
    robot.fail_next("lost", path="aibot/response")
    with pytest.raises(SendFailed) as failed:
        await tell(channel)
    assert failed.value.retry
    await tell(channel)
    assert len(robot.seen["lisi"]) == 1
    await tell(channel, once="row-2")
    assert len(robot.seen["lisi"]) == 2


async def test_a_replay_brings_no_second_answer(channel: WecomRobot, robot: FakeWecomRobot) -> None:
    callback = robot.text("lisi", "好")
    for again in (callback, robot.again(callback)):
        channel.receive(WebRequest(again.method, again.query, again.body))
    await tell(channel)
    with pytest.raises(SendFailed, match="no-address"):
        await tell(channel, once="row-2")


async def test_no_address_is_written_anywhere(
    channel: WecomRobot, robot: FakeWecomRobot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for trouble in ("cut", "status:502", "garbage", 40058):
        hear(channel, robot)
        robot.fail_next(trouble, path="aibot/response")
        with pytest.raises(SendFailed) as failed:
            await tell(channel, once=f"row-{trouble}")
        assert not [secret for secret in robot.secrets if secret in caplog.text + repr(failed.value)]
        assert failed.value.__context__ is None


async def fetched(channel: WecomRobot, media: Mapping[str, str]) -> bytes:
    """A file of a message with this media, at most 10 MB."""
    at, chat = NOW, ChatRef("wecom_robot", "lisi")
    sender = UserRef("wecom_robot", "lisi")
    msg = Message(1, "wecom_robot", "m1", chat, sender, MessageKind.FILE, at, at, media=media)
    return await channel.fetch(msg, 10_000_000)


@pytest.mark.parametrize("own_key", [True, False])
async def test_a_file_is_fetched_and_decrypted(channel: WecomRobot, robot: FakeWecomRobot, *, own_key: bool) -> None:
    content = "订单号,数量\nSO-1,200\n".encode()
    key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=") if own_key else ""
    media = {"url": robot.file(content, key)} | ({"aeskey": key} if own_key else {})
    assert await fetched(channel, media) == content


async def test_a_file_is_there_for_five_minutes(channel: WecomRobot, robot: FakeWecomRobot, clock: SetClock) -> None:
    url = robot.file(b"x")
    clock.move(minutes=5)
    with pytest.raises(SendFailed, match="http-403") as failed:
        await fetched(channel, {"url": url})
    assert not failed.value.retry


@pytest.mark.parametrize(
    ("url", "code"), [("", "media-url"), ("file:///etc/passwd", "media-url"), ("https://[", "media-url")]
)
async def test_what_is_no_address_of_a_file_is_not_fetched(channel: WecomRobot, url: str, code: str) -> None:
    with pytest.raises(SendFailed, match=code):
        await fetched(channel, {"url": url})


async def test_a_file_that_is_too_large_is_left_alone(channel: WecomRobot, robot: FakeWecomRobot) -> None:
    url = robot.file(b"x" * (20 << 20))
    with pytest.raises(SendFailed, match="too-large"):
        await fetched(channel, {"url": url})


async def test_a_file_under_another_key_is_refused(channel: WecomRobot, robot: FakeWecomRobot) -> None:
    url = robot.file(b"x", "Z" * 42 + "E")
    with pytest.raises(SendFailed, match="media-padding"):
        await fetched(channel, {"url": url})


async def test_the_check_says_what_is_missing_and_whether_wecom_can_be_reached(
    robot: FakeWecomRobot, http: httpx.AsyncClient, clock: SetClock
) -> None:
    assert await WecomRobot(robot.settings(), http, clock).check() == ()
    away = WecomRobot(robot.settings(api_base="http://127.0.0.1:9"), http, clock)
    assert "连不上" in (await away.check())[0]
    empty = robot.settings(mode="stream", bot_id="", secret=SecretStr(""))
    assert [words for words in await WecomRobot(empty, http, clock).check() if "bot_id" in words or "SECRET" in words]


def test_every_code_has_words() -> None:
    for code in ("93019", "853000", "45009", "kicked", "40058"):
        assert code in cure(SendFailed("auth", code, retry=False), "")


@pytest.mark.parametrize("mode", ["http", "stream"])
async def test_a_malformed_key_is_refused_at_start_where_it_is_needed(
    robot: FakeWecomRobot, http: httpx.AsyncClient, clock: SetClock, mode: str
) -> None:
    settings = robot.settings(mode=mode, aes_key=SecretStr("short"))
    if mode == "stream":
        assert WecomRobot(settings, http, clock)
        return
    with pytest.raises(ValueError, match="EncodingAESKey"):
        WecomRobot(settings, http, clock)


# Answers that are still to come.


def promise(channel: WecomRobot, robot: FakeWecomRobot) -> tuple[Message, str]:
    """A message whose callback could not wait, and the name of the stream that was shown instead."""
    callback = robot.text("lisi", "好")
    request = WebRequest(callback.method, callback.query, callback.body)
    got = channel.receive(request)
    shown = channel.later(request, got)
    assert shown is not None
    body = json.loads(robot.opened(json.loads(shown.reply), callback.query["nonce"]))
    assert body["stream"]["finish"] is False
    return got.messages[0], body["stream"]["id"]


def ask(channel: WecomRobot, robot: FakeWecomRobot, name: str) -> dict[str, Any]:
    """The platform asks for the rest of a stream."""
    body = robot.said_body("lisi", "stream", {"id": name})
    callback = robot.sealed(body)
    got = channel.receive(WebRequest(callback.method, callback.query, callback.body))
    assert got.messages == ()
    answer: dict[str, Any] = json.loads(robot.opened(json.loads(got.reply), callback.query["nonce"]))
    assert answer["stream"]["id"] == name
    return answer


async def test_a_promised_answer_is_given_to_whoever_asks(channel: WecomRobot, robot: FakeWecomRobot) -> None:
    message, name = promise(channel, robot)
    assert ask(channel, robot, name)["stream"]["finish"] is False
    payload = channel.render(CARDS["draft"], LISI)[0]
    telling = asyncio.create_task(channel.reply(LISI, message.external_id, payload, "row-1"))
    await asyncio.sleep(0)
    answer = ask(channel, robot, name)
    assert (answer["stream"]["finish"], answer["msgtype"]) == (True, "stream_with_template_card")
    await telling
    assert robot.calls == [], "nothing went through the address"


async def test_an_unknown_promise_is_ended(channel: WecomRobot, robot: FakeWecomRobot) -> None:
    assert ask(channel, robot, "of-another-life")["stream"]["finish"] is True


async def test_a_promise_ends_before_the_platform_stops_to_ask(
    channel: WecomRobot, robot: FakeWecomRobot, clock: SetClock
) -> None:
    _, name = promise(channel, robot)
    clock.move(minutes=5)
    answer = ask(channel, robot, name)
    assert answer["stream"]["finish"] is True
    assert "另外告诉你" in answer["stream"]["content"]


async def test_an_answer_that_nobody_asks_for_goes_through_the_address(
    channel: WecomRobot, robot: FakeWecomRobot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wecom_robot.pending.PATIENCE", 0.05)
    message, name = promise(channel, robot)
    payload = channel.render(CARDS["sentence"], LISI)[0]
    await channel.reply(LISI, message.external_id, payload, "row-1")
    assert len(robot.seen["lisi"]) == 1
    assert "另外告诉你" in ask(channel, robot, name)["stream"]["content"]


async def test_a_press_and_a_greeting_are_promised_nothing(channel: WecomRobot, robot: FakeWecomRobot) -> None:
    callback = robot.sealed(robot.entered_body("lisi"))
    request = WebRequest(callback.method, callback.query, callback.body)
    assert channel.later(request, channel.receive(request)) is None
