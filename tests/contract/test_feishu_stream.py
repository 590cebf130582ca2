"""Feishu's long connection: what comes is kept before it is acknowledged, and a lost connection is opened again."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import httpx
import pytest

from bot.channels.base import Forged, NotKept, Received, SendFailed
from bot.channels.feishu import Feishu, frames
from bot.channels.feishu.client import Api
from bot.channels.feishu.frames import Frame
from bot.channels.feishu.stream import Line
from bot.clock import SetClock
from handlers.domain.messaging import ChatRef, Message, MessageKind
from tests.contract.wecom_cards import CARDS
from tests.fakes import FakeFeishu
from tests.fakes.feishu.frames import vendor_frame, vendor_read

NOW = datetime(2026, 3, 12, 2, 3, tzinfo=UTC)
LISI = ChatRef("feishu", "lisi")


class Ear:
    """A channel that listens, and what it brought in."""

    def __init__(self, channel: Feishu) -> None:
        self.channel = channel
        self.kept: list[Message] = []
        self.broken = 0  # so many more cannot be kept
        self.on_tap: Any = None

    async def put(self, got: Received) -> None:
        if self.broken:
            self.broken -= 1
            raise NotKept("feishu")
        self.kept += got.messages
        if self.on_tap and any(m.kind is MessageKind.TAP for m in got.messages):
            asyncio.get_running_loop().create_task(self.on_tap())


@pytest.fixture
async def feishu() -> AsyncIterator[FakeFeishu]:
    async with FakeFeishu(SetClock(NOW), mode="stream") as fake:
        fake.make_group("oc_g")
        yield fake


@pytest.fixture
async def ear(feishu: FakeFeishu) -> AsyncIterator[Ear]:
    async with httpx.AsyncClient() as http:
        listening = Ear(Feishu(feishu.settings(), http, SetClock(NOW)))
        task = asyncio.create_task(listening.channel.listen(listening.put))
        await feishu.connected()
        yield listening
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_message_is_kept_and_acknowledged(feishu: FakeFeishu, ear: Ear) -> None:
    await feishu.says("lisi", "J6P左转向节 300件")
    (said,) = ear.kept
    assert (said.text, said.chat.chat_id) == ("J6P左转向节 300件", "lisi")


async def test_a_long_message_in_several_frames_is_one(feishu: FakeFeishu, ear: Ear) -> None:
    feishu.split = 5
    words = "货" * 2000
    for number in range(3):
        await feishu.says("lisi", f"{number}{words}")
    assert [said.text for said in ear.kept] == [f"{n}{words}" for n in range(3)]


async def test_what_cannot_be_kept_is_not_acknowledged_and_comes_again(feishu: FakeFeishu, ear: Ear) -> None:
    ear.broken = 1
    callback = feishu.text("lisi", "300件")
    assert (await feishu.push(callback))["code"] == 500
    assert (await feishu.push(callback))["code"] == 200
    assert len(ear.kept) == 1


async def test_messages_keep_their_order(feishu: FakeFeishu, ear: Ear) -> None:
    words = [f"第{n}句" for n in range(30)]
    waiting = [asyncio.create_task(feishu.push(feishu.text("lisi", w))) for w in words]
    await asyncio.gather(*waiting)
    assert [said.text for said in ear.kept] == words


async def test_a_press_is_acknowledged_with_the_card_and_holds_up_nobody(feishu: FakeFeishu, ear: Ear) -> None:
    channel = ear.channel
    await channel.send(LISI, channel.render(CARDS["draft"], LISI)[0], "row-1")
    (shown,) = feishu.seen["lisi"]
    pressing = asyncio.create_task(feishu.taps("lisi", shown, "确认下单"))
    while not ear.kept:  # noqa: ASYNC110 nobody could set an event
        await asyncio.sleep(0.005)
    await feishu.says("wangwu", "在吗")
    assert not pressing.done()
    await channel.update(LISI, shown.id, channel.render(CARDS["placed_no_buttons"], LISI)[0])
    answer = await pressing
    assert "已下单" in json.dumps(answer["card"], ensure_ascii=False)
    assert feishu.problems == []


async def test_nonsense_is_dropped_and_the_next_message_works(feishu: FakeFeishu, ear: Ear) -> None:
    (socket,) = feishu._sockets
    for raw in (
        b"",
        b"\xff" * 50,
        b"\x0a\xff\xff\xff\xff\x0f",
        vendor_frame(1, {"type": "event", "message_id": "m", "sum": "1", "seq": "0"}, b"no json"),
        vendor_frame(1, {"type": "event", "message_id": "m", "sum": "1", "seq": "0"}, b"[]"),
        vendor_frame(1, {"type": "event", "message_id": "m", "sum": "9999", "seq": "0"}, b"{}"),
        vendor_frame(1, {"type": "event", "message_id": "m", "sum": "2", "seq": "7"}, b"{}"),
        vendor_frame(1, {}, b"{}"),
        vendor_frame(0, {"type": "pong"}, b"[]"),
        vendor_frame(0, {"type": "pong"}, b'{"PingInterval":"x"}'),
        vendor_frame(0, {"type": "strange"}, b""),
    ):
        await socket.send_bytes(raw)
    await socket.send_str("text")
    await feishu.says("lisi", "300件")
    assert [said.text for said in ear.kept] == ["300件"]


async def test_parts_that_never_become_whole_are_forgotten(feishu: FakeFeishu, ear: Ear) -> None:
    (socket,) = feishu._sockets
    for number in range(200):
        headers = {"type": "event", "message_id": f"m{number}", "sum": "2", "seq": "0"}
        await socket.send_bytes(vendor_frame(1, headers, b"{"))
    await feishu.says("lisi", "300件")
    assert len(ear.kept) == 1


async def test_another_apps_event_is_refused(feishu: FakeFeishu, ear: Ear) -> None:
    other = feishu.text("lisi", "300件").plain.replace("cli_test", "cli_other")
    (socket,) = feishu._sockets
    headers = {"type": "event", "message_id": "m", "sum": "1", "seq": "0"}
    await socket.send_bytes(vendor_frame(1, headers, other.encode()))
    await feishu.says("lisi", "200件")
    assert [said.text for said in ear.kept] == ["200件"]


async def test_a_lost_connection_is_opened_again(feishu: FakeFeishu, ear: Ear) -> None:
    for number in range(3):
        await feishu.hang_up()
        await feishu.says("lisi", f"第{number}句")
    assert [said.text for said in ear.kept] == ["第0句", "第1句", "第2句"]


async def test_the_connection_is_kept_by_saying_that_we_are_there(feishu: FakeFeishu, ear: Ear) -> None:
    await feishu.says("lisi", "在吗")
    assert feishu.pings >= 1


async def test_the_bot_learns_who_it_is(feishu: FakeFeishu, ear: Ear) -> None:
    for _ in range(200):
        if ear.channel._bot:
            break
        await asyncio.sleep(0.01)
    await feishu.says("lisi", "300件", group="oc_g", call=["otherbot"])
    await feishu.says("lisi", "200件", group="oc_g", call=["bot"])
    assert [said.to_me for said in ear.kept] == [False, True]


async def test_by_callback_listening_ends_when_the_bot_knows_itself(feishu: FakeFeishu) -> None:
    async with httpx.AsyncClient() as http:
        listening = Ear(Feishu(feishu.settings(mode="http"), http, SetClock(NOW)))
        await listening.channel.listen(listening.put)
        assert listening.channel._bot == feishu.app.bot
    assert "endpoint" not in feishu.heads()


async def test_a_bot_that_is_not_told_who_it_is_asks_again(feishu: FakeFeishu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.feishu.channel._ASK_AGAIN", 0.01)
    feishu.fail_next("status:500", "cut", path="bot/v3/info")
    async with httpx.AsyncClient() as http:
        listening = Ear(Feishu(feishu.settings(mode="http"), http, SetClock(NOW)))
        await listening.channel.listen(listening.put)
    assert feishu.heads().count("bot/v3/info") == 3


async def test_a_bot_without_an_id_is_left_without_one(feishu: FakeFeishu) -> None:
    feishu.fail_next('say:{"code":0,"bot":{}}', path="bot/v3/info")
    async with httpx.AsyncClient() as http:
        listening = Ear(Feishu(feishu.settings(mode="http"), http, SetClock(NOW)))
        await listening.channel.listen(listening.put)
    assert listening.channel._bot == ""


async def test_a_connection_that_breaks_while_somebody_waits_is_opened_again(feishu: FakeFeishu, ear: Ear) -> None:
    channel = ear.channel
    await channel.send(LISI, channel.render(CARDS["draft"], LISI)[0], "row-1")
    (shown,) = feishu.seen["lisi"]
    pressing = asyncio.create_task(feishu.push(feishu.tap("lisi", shown, "确认下单")))
    while not ear.kept:  # noqa: ASYNC110 nobody could set an event
        await asyncio.sleep(0.005)
    for socket in feishu._sockets:
        transport = socket._req.transport if socket._req else None
        assert transport is not None
        transport.abort()
    await channel.update(LISI, shown.id, channel.render(CARDS["placed_no_buttons"], LISI)[0])
    pressing.cancel()
    await asyncio.gather(pressing, return_exceptions=True)
    await asyncio.sleep(0.05)
    await feishu.says("lisi", "在吗")
    assert ear.kept[-1].text == "在吗"


@pytest.mark.parametrize(
    ("trouble", "reason", "after"),
    [
        ('say:{"code":514,"msg":"auth"}', "auth", None),
        ('say:{"code":1000040350,"msg":"too many"}', "rate", 120.0),
        ('say:{"code":1,"msg":"busy"}', "server", 5.0),
        ('say:{"code":1000040343,"msg":"broken"}', "server", 5.0),
        ("status:500", "server", None),
        ("garbage", "server", None),
        ("cut", "network", None),
        ('say:{"code":0,"data":{}}', "server", None),
        ('say:{"code":0,"data":{"URL":"http://127.0.0.1/"}}', "server", None),
    ],
)
async def test_what_keeps_it_from_connecting_is_told_apart(
    feishu: FakeFeishu, trouble: str, reason: str, after: float | None
) -> None:
    feishu.fail_next(trouble, path="endpoint")
    failed = await refused(feishu)
    assert (failed.reason, failed.after) == (reason, after)


@pytest.mark.parametrize(
    ("headers", "code", "reason"),
    [
        ({"handshake-status": "514", "handshake-autherrcode": "1000040350"}, "1000040350", "rate"),
        ({"handshake-status": "403", "handshake-msg": "forbidden"}, "403", "auth"),
        ({"handshake-status": "0"}, "http-403", "server"),
    ],
)
async def test_a_refused_handshake_says_why(
    feishu: FakeFeishu, headers: dict[str, str], code: str, reason: str
) -> None:
    feishu.handshake = headers
    failed = await refused(feishu)
    assert (failed.code, failed.reason) == (code, reason)
    assert not [secret for secret in feishu.secrets if secret in repr(failed)]
    assert failed.__cause__ is None


async def refused(feishu: FakeFeishu) -> SendFailed:
    """One attempt to connect."""

    async def never(*_: Any) -> bytes:
        return b""

    async def nothing(_: Received) -> None:
        return None

    async with httpx.AsyncClient() as http, aiohttp.ClientSession() as session:
        api = Api(feishu.settings(), http, SetClock(NOW))
        line = Line(api, SetClock(NOW), lambda _: Received(), never, seed=1)
        with pytest.raises(SendFailed) as failed:
            await line._connection(session, nothing)
    return failed.value


async def test_it_tries_again_until_it_is_let_in(feishu: FakeFeishu) -> None:
    feishu.fail_next("status:500", 514, "cut", "garbage", path="endpoint")
    async with httpx.AsyncClient() as http:
        listening = Ear(Feishu(feishu.settings(), http, SetClock(NOW)))
        task = asyncio.create_task(listening.channel.listen(listening.put))
        await feishu.says("lisi", "300件")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert len(listening.kept) == 1
    assert feishu.heads().count("endpoint") == 5


def test_pauses_grow_and_end_growing() -> None:
    line = Line(None, SetClock(NOW), None, None, seed=1)  # type: ignore[arg-type]
    pauses = []
    for failures in range(12):
        line._failures = failures
        pauses.append(line._pause())
    assert 0.5 <= pauses[0] <= 1.5
    assert 60 <= pauses[-1] <= 180
    assert len(set(pauses)) == 12


# The frames, with the vendor's own protobuf on the other side.

FRAMES = [
    Frame(0, 33554678, (("type", "ping"),)),
    Frame(
        1, 5, (("type", "event"), ("message_id", "m"), ("", "")), b"\x00\xff" * 400, 2**64 - 1, 7, "gzip", "json", "x"
    ),
    Frame(1, -1, (), b"", 0, 0),
]


@pytest.mark.parametrize("frame", FRAMES)
def test_the_vendors_library_reads_what_we_write_and_writes_what_we_read(frame: Frame) -> None:
    theirs = vendor_read(frames.write(frame))
    assert (theirs.method, theirs.service, theirs.SeqID, theirs.LogID) == (
        frame.method,
        frame.service,
        frame.seq,
        frame.log,
    )
    assert tuple((h.key, h.value) for h in theirs.headers) == frame.headers
    assert (theirs.payload, theirs.payload_encoding) == (frame.payload, frame.encoding)
    ours = frames.read(theirs.SerializeToString())
    assert (ours.headers, ours.payload, ours.seq, ours.log_new) == (
        frame.headers,
        frame.payload,
        frame.seq,
        frame.log_new,
    )
    assert ours.service & 0xFFFFFFFF == frame.service & 0xFFFFFFFF


def test_fields_that_we_do_not_know_are_passed_over() -> None:
    known = frames.write(FRAMES[0])
    strange = b"\x50\x07" + b"\x59" + b"\x00" * 8 + b"\x65" + b"\x00" * 4 + b"\x6a\x02hi"
    assert frames.read(strange + known) == FRAMES[0]


@pytest.mark.parametrize(
    "raw", [b"\x80", b"\xff" * 12, b"\x0b", b"\x2a\x05x", b"\x42\x7f", b"\x59\x00", b"\x2a\x04\x0a\x02\xff\xff"]
)
def test_half_a_frame_is_refused(raw: bytes) -> None:
    with pytest.raises(Forged, match="frame"):
        frames.read(raw)


async def test_an_acknowledgement_has_the_shape_the_vendors_library_writes(feishu: FakeFeishu, ear: Ear) -> None:
    answer = await feishu.push(feishu.text("lisi", "300件"))
    assert set(answer) == {"code", "headers", "data"}
    assert base64.b64decode(answer["data"]) == b"{}"
