"""The vendor's own client (PyPI wecom-aibot-python-sdk) against our platform: it understands what we play."""

import asyncio
import logging
import warnings
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.clock import SetClock
from tests.contract.test_wecom_robot_wire import NOW
from tests.contract.wecom_cards import CARDS
from tests.fakes import FakeWecomRobot

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it imports what its websocket library calls old
    import aibot.ws as vendor
    from aibot import WSClient, WSClientOptions

from bot.channels.wecom_robot.card import render


class Quiet:
    """The vendor's kind of logger, on ours."""

    def __getattr__(self, name: str) -> Any:
        return getattr(logging.getLogger("aibot"), name if name != "warn" else "warning")


@pytest.fixture
async def robot() -> AsyncIterator[FakeWecomRobot]:
    async with FakeWecomRobot(SetClock(NOW), "stream") as fake:
        yield fake


@pytest.fixture
async def client(robot: FakeWecomRobot, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    monkeypatch.setattr(vendor, "_SSL_CONTEXT", None)  # our platform speaks ws://
    options = WSClientOptions(
        bot_id=robot.account.bot_id,
        secret=robot.account.secret,
        ws_url=robot.base.replace("http://", "ws://"),
        heartbeat_interval=50,
        logger=Quiet(),
    )
    made = WSClient(options)
    await made.connect()
    await robot.connected()
    yield made
    made.disconnect()
    await asyncio.sleep(0.05)


async def next_frame(client: Any, event: str) -> dict[str, Any]:
    """The next frame of this kind."""
    came: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
    client.once(event, came.set_result)
    async with asyncio.timeout(5):
        return await came


async def heard(client: Any, event: str, happening: Any) -> dict[str, Any]:
    waiting = asyncio.create_task(next_frame(client, event))
    await asyncio.sleep(0)
    await happening
    return await waiting


def drawn(name: str, task: str = "t-1") -> dict[str, Any]:
    return {**render(CARDS[name])[0]["template_card"], "task_id": task}


async def test_it_subscribes_hears_and_answers(robot: FakeWecomRobot, client: Any) -> None:
    frame = await heard(client, "message.text", robot.says("lisi", "J6P左转向节 300件"))
    assert frame["body"]["text"]["content"] == "J6P左转向节 300件"
    await client.reply_stream(frame, "s1", "正在处理")
    await client.reply_stream(frame, "s1", "好的,300件", finish=True)
    (shown,) = robot.seen["lisi"]
    assert shown.text == "好的,300件"


async def test_it_sends_and_updates_our_cards(robot: FakeWecomRobot, client: Any) -> None:
    await heard(client, "message.text", robot.says("lisi", "好"))
    await client.send_message("lisi", {"chat_type": 1, "msgtype": "template_card", "template_card": drawn("draft")})
    (shown,) = robot.seen["lisi"]
    pressed = await heard(client, "event.template_card_event", robot.taps("lisi", shown, "确认下单"))
    standing = {**render(CARDS["placed_no_buttons"])[0]["replace"], "task_id": "t-1"}
    await client.update_template_card(pressed, standing)
    assert shown.updates == 1


async def test_it_greets(robot: FakeWecomRobot, client: Any) -> None:
    entered = await heard(client, "event.enter_chat", robot.tell(robot.entered_body("lisi")))
    await client.reply_welcome(entered, {"msgtype": "text", "text": {"content": "你好"}})
    assert robot.seen["lisi"][0].text == "你好"


async def test_it_is_refused_where_our_platform_is_strict(robot: FakeWecomRobot, client: Any) -> None:
    frame = await heard(client, "message.text", robot.says("lisi", "好"))
    for wrong in ({"title": "标" * 27}, {"title": ""}):
        with pytest.raises(RuntimeError, match="40058"):
            await client.reply_template_card(frame, {**drawn("draft"), "main_title": wrong})
    with pytest.raises(RuntimeError, match="81013"):
        await client.send_message("nobody", {"chat_type": 1, "msgtype": "markdown", "markdown": {"content": "x"}})


async def test_its_heartbeats_are_answered(robot: FakeWecomRobot, client: Any) -> None:
    async with asyncio.timeout(5):
        while robot.pings < 3:  # noqa: ASYNC110 a counter is looked at
            await asyncio.sleep(0.01)
    assert client.is_connected


async def test_it_opens_our_files(robot: FakeWecomRobot, client: Any) -> None:
    key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    frame = await heard(
        client, "message.file", robot.sends("lisi", "file", {"url": robot.file(b"SO-1,200\n", key), "aeskey": key})
    )
    told = frame["body"]["file"]
    content, _ = await client.download_file(told["url"], told["aeskey"])
    assert content == b"SO-1,200\n"
