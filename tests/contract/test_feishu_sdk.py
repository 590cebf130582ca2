"""The fake platform, proved: the vendor's own library works with it as it does with the real one."""

import asyncio
import base64
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.clock import SetClock, SystemClock
from tests.fakes import FakeFeishu
from tests.fakes.feishu.events import Shown

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 12, 2, 3, tzinfo=UTC)
BUTTON = {
    "tag": "button",
    "text": {"tag": "plain_text", "content": "确认"},
    "behaviors": [{"type": "callback", "value": {"action": "confirm:1:1:", "at": "d"}}],
}


@asynccontextmanager
async def sdk(what: str, base: str) -> AsyncIterator[Process]:
    """The library, running."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.sdk.feishu", what, base, stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        for pipe in (process.stdin,):
            if pipe:
                pipe.close()


async def line(process: Process) -> Any:
    """The next thing it says."""
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while True:
            raw = await process.stdout.readline()
            assert raw, "it ended"
            if raw.startswith(b"> "):
                return json.loads(raw[2:])


async def test_the_vendors_client_sends_replies_and_updates() -> None:
    async with FakeFeishu(SystemClock()) as feishu, sdk("api", feishu.base) as process:
        code, message = await line(process)
        assert code == 0
        assert await line(process) == [0, message]
        assert await line(process) == [0]
        assert await line(process) == [message, "interactive", "app", False]
        shown, reply = feishu.seen["lisi"]
        assert (shown.id, shown.updates, reply.text) == (message, 1, "re")
        assert shown.card["header"]["title"]["content"] == "changed"
        assert await line(process) == [230099]
        assert await line(process) == [230001]
        (refused,) = await line(process)
        assert "invalid param" in str(refused)


async def test_the_vendors_long_connection_takes_messages_and_presses() -> None:
    async with FakeFeishu(SetClock(NOW), mode="stream") as feishu, sdk("ws", feishu.base) as process:
        async with asyncio.timeout(60):
            await feishu._connected.wait()
        feishu.split = 3
        number = await feishu.says("lisi", "300件", group="oc_g", call=["bot"])
        assert await line(process) == ["said", number, {"text": "@_user_1 300件"}, ["订单助手"]]
        card = Shown(feishu.direct("lisi"), "interactive", "om_c", card={"body": {"elements": [BUTTON]}})
        answer = await feishu.push(feishu.tap("lisi", card, "确认"))
        assert await line(process) == ["pressed", "ou_lisi", {"action": "confirm:1:1:", "at": "d"}, "om_c"]
        assert json.loads(base64.b64decode(answer["data"])) == {"toast": {"type": "success", "content": "ok"}}
        assert feishu.pings >= 1


async def test_the_vendors_reader_takes_and_refuses_the_same_callbacks() -> None:
    feishu = FakeFeishu(SetClock(NOW))
    card = Shown(feishu.direct("lisi"), "interactive", "om_c", card={"body": {"elements": [BUTTON]}})
    good = feishu.text("lisi", "300件")
    sent = [
        (good, 200),
        (feishu.tap("lisi", card, "确认"), 200),
        (feishu.check_request("abc"), 200),
        (feishu.check_request("abc", token="wrong"), 500),
    ]
    async with sdk("callback", "") as process:
        assert process.stdin is not None
        for given, status in sent:
            process.stdin.write(json.dumps([dict(given.headers), given.body.decode()]).encode() + b"\n")
            await process.stdin.drain()
            answer = await line(process)
            while isinstance(answer[0], str):
                answer = await line(process)
            assert answer[0] == status, answer
        spoilt = {**good.headers, "X-Lark-Signature": "0" * 64}
        process.stdin.write(json.dumps([spoilt, good.body.decode()]).encode() + b"\n")
        await process.stdin.drain()
        assert (await line(process))[0] == 500
