"""The long connection: opened with a ticket, stored before it is acknowledged, opened anew; and the vendor's own SDK
as the other side of the fake platform, which proves the platform."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.channels.base import Listening, NotKept, Received
from bot.channels.dingtalk import Dingtalk
from bot.channels.dingtalk.card import render
from bot.channels.dingtalk.stream import Line
from bot.channels.line import FIRST_WAIT, LONGEST_WAIT
from bot.clock import SetClock, SystemClock
from handlers.domain.messaging import ChatRef, Message
from tests.contract.wecom_cards import CARDS as REPRESENTATIVE
from tests.fakes import DingShown, FakeDingtalk
from tests.fakes.dingtalk.callbacks import CARDS, GROUP, MESSAGES
from tests.fakes.dingtalk.rules import TEMPLATE

NOW = datetime(2026, 3, 12, 2, 3, tzinfo=UTC)
SDK = Path(__file__).parents[1] / "sdk" / "dingtalk.py"


class Ear:
    """A listening channel and what it has put."""

    def __init__(self, channel: Dingtalk) -> None:
        self.channel = channel
        self.messages: list[Message] = []
        self.refusing = False

    async def put(self, got: Received) -> None:
        if self.refusing:
            raise NotKept("dingtalk")
        self.messages += got.messages


@asynccontextmanager
async def listening(fake: FakeDingtalk, clock: SetClock) -> AsyncIterator[Ear]:
    async with httpx.AsyncClient() as http:
        ear = Ear(Dingtalk(fake.settings(mode="stream"), http, clock))
        task = asyncio.create_task(ear.channel.listen(ear.put))
        try:
            yield ear
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def fake() -> AsyncIterator[FakeDingtalk]:
    async with FakeDingtalk(SetClock(NOW)) as running:
        yield running


@pytest.fixture
async def ear(fake: FakeDingtalk) -> AsyncIterator[Ear]:
    async with listening(fake, SetClock(NOW)) as running:
        yield running


async def test_the_channel_is_a_listening_one_and_returns_at_once_by_callback(fake: FakeDingtalk) -> None:
    async with httpx.AsyncClient() as http:
        channel = Dingtalk(fake.settings(mode="http"), http, SetClock(NOW))
        assert isinstance(channel, Listening)
        await asyncio.wait_for(channel.listen(Ear(channel).put), 1)
    assert fake.calls == []


async def test_what_is_said_is_stored_and_acknowledged(fake: FakeDingtalk, ear: Ear) -> None:
    await fake.says("lisi", "J6P左转向节 300件")
    await fake.says("wangwu", "@接单 数量500", group=GROUP)
    assert [(m.sender.user_id, m.text) for m in ear.messages] == [("lisi", "J6P左转向节 300件"), ("wangwu", "数量500")]
    assert [json.loads(ack["data"]) for ack in fake.acks] == [{"response": "OK"}] * 2


async def test_a_message_that_comes_twice_keeps_its_identity(fake: FakeDingtalk, ear: Ear) -> None:
    body = fake.said_body("lisi", "text", {"content": "300件"})
    for _ in range(3):
        await fake.tell(MESSAGES, body)
    assert len({m.external_id for m in ear.messages}) == 1


async def test_what_could_not_be_stored_is_sent_again_and_taken_then(fake: FakeDingtalk, ear: Ear) -> None:
    frame = fake.frame(MESSAGES, fake.said_body("lisi", "text", {"content": "300件"}))
    ear.refusing = True
    assert (await fake.push(frame))["code"] == 500
    ear.refusing = False
    assert (await fake.push(frame))["code"] == 200
    assert len(ear.messages) == 1


async def test_messages_of_a_chat_keep_their_order(fake: FakeDingtalk, ear: Ear) -> None:
    frames = [fake.frame(MESSAGES, fake.said_body("lisi", "text", {"content": str(n)})) for n in range(50)]
    await asyncio.gather(*(fake.push(frame) for frame in frames))
    assert [m.text for m in ear.messages] == [str(n) for n in range(50)]


async def test_pings_are_echoed_and_unknown_topics_are_said_to_be_unknown(fake: FakeDingtalk, ear: Ear) -> None:
    ack = await fake.push(fake.frame("ping", {"opaque": "abc-1"}, kind="SYSTEM"))
    assert (ack["code"], json.loads(ack["data"])) == (200, {"opaque": "abc-1"})
    ack = await fake.push(fake.frame("/v1.0/nobody/registered", {}))
    assert ack["code"] == 404
    ack = await fake.push(fake.frame(MESSAGES, {"msgtype": "text"}))
    assert ack["code"] == 400
    assert not ear.messages


async def test_after_a_goodbye_it_connects_again_with_a_new_ticket(fake: FakeDingtalk, ear: Ear) -> None:
    await fake.says("lisi", "一")
    await fake.says_goodbye()
    await fake.until_connected(opened=2)
    await fake.says("lisi", "二")
    assert [m.text for m in ear.messages] == ["一", "二"]


async def test_a_broken_line_is_opened_again(fake: FakeDingtalk, ear: Ear) -> None:
    for number in range(1, 4):
        await fake.until_connected(opened=number)
        await fake.says("lisi", str(number))
        await fake.breaks_lines()
    assert [m.text for m in ear.messages] == ["1", "2", "3"]


async def test_nonsense_on_the_line_does_not_end_it(fake: FakeDingtalk, ear: Ear) -> None:
    await fake.until_connected()
    for nonsense in ("", "[]", "not json", "{}", '{"type":"CALLBACK","headers":[]}'):
        await fake.lines[0].socket.send_str(nonsense)
    await fake.lines[0].socket.send_bytes(b"\0\1")
    await fake.says("lisi", "300件")
    assert [m.text for m in ear.messages] == ["300件"]


@pytest.mark.parametrize("failure", ["status:503", "garbage", "cut", "invalidClientIdOrSecret", "blocked", "say:{}"])
async def test_a_line_that_cannot_be_opened_is_tried_until_it_can(
    fake: FakeDingtalk, caplog: pytest.LogCaptureFixture, failure: str
) -> None:
    caplog.set_level(logging.DEBUG)
    fake.fail_next(*[failure] * 3, path="gateway")
    async with listening(fake, SetClock(NOW)) as ear:
        await fake.until_connected()
        await fake.says("lisi", "300件")
        assert ear.messages
    assert sum(path == "gateway/connections/open" for path, _ in fake.calls) == 4
    assert not [secret for secret in fake.secrets if secret in caplog.text]
    assert "ticket" not in caplog.text


async def test_pauses_grow_and_are_never_the_same(fake: FakeDingtalk) -> None:
    async with httpx.AsyncClient() as http:
        channel = Dingtalk(fake.settings(mode="stream"), http, SetClock(NOW))
    line = Line(channel._api, SystemClock(), channel._read, seed=7)
    pauses = []
    for failures in range(12):
        line._failures = failures
        pauses.append(line._pause())
    assert len(set(pauses)) == 12
    assert all(0.5 * FIRST_WAIT <= pause <= 1.5 * LONGEST_WAIT for pause in pauses)
    assert pauses[11] > pauses[1] * 8


# The vendor's SDK as the other side.


@pytest.fixture
async def sdk() -> AsyncIterator[tuple[FakeDingtalk, asyncio.StreamReader]]:
    async with FakeDingtalk() as fake:
        account = fake.account
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(SDK),
            account.client_id,
            account.secret,
            TEMPLATE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=os.environ | {"DINGTALK_OPENAPI_ENDPOINT": fake.base, "NO_PROXY": "127.0.0.1"},
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(30):
                await fake.until_connected()
            yield fake, process.stdout
        finally:
            process.kill()
            await process.wait()


async def test_the_vendors_sdk_understands_the_fake_platform(sdk: tuple[FakeDingtalk, asyncio.StreamReader]) -> None:
    fake, printed = sdk
    async with asyncio.timeout(30):
        await fake.says("lisi", "J6P左转向节 300件")
        assert json.loads(await printed.readline()) == {"kind": "message", "who": "lisi", "words": "J6P左转向节 300件"}
        await fake.sends(
            "lisi", "richText", {"richText": [{"text": "照这个"}, {"downloadCode": "dc", "type": "picture"}]}
        )
        assert json.loads(await printed.readline())["words"] == "照这个"
        card = DingShown(
            "lisi", "card", card={"buttons": '[{"text":"好","action":"confirm:1:1:","color":"blue"}]'}, track="t"
        )
        await fake.tell(CARDS, fake.pressed_body("lisi", card, "好"))
        pressed = json.loads(await printed.readline())
        assert json.loads(pressed["words"])["cardPrivateData"]["params"] == {"action": "confirm:1:1:"}
        assert (await fake.push(fake.frame("ping", {"opaque": "x"}, kind="SYSTEM")))["message"] == "OK"
        variables = render(REPRESENTATIVE["draft"], ChatRef("dingtalk", "lisi"), template=True)[0]["card"]
        for chat in ({}, {"group": GROUP}):
            await fake.says("lisi", json.dumps(variables, ensure_ascii=False), **chat)
            heard = [json.loads(await printed.readline()) for _ in range(2)]
            drawn = next(shown for shown in fake.seen[chat.get("group", "lisi")] if shown.track == heard[1]["who"])
            assert drawn.card == variables | {"title": "已改"}
    fake.seen["lisi"].pop()
    assert [shown.text for shown in fake.seen["lisi"]] == ["听到:J6P左转向节 300件", "听到:照这个"]
    assert {shown.way for shown in fake.seen["lisi"]} == {"session"}
