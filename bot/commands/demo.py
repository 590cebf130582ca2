"""`jiedan demo`: a story from the first sentence to the signature, through the real application."""

import argparse
import tempfile
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import httpx

from bot.clock import SetClock
from bot.commands.common import checked, run_async
from bot.commands.exits import Exit
from bot.commands.serve import running
from bot.commands.stage import Stage
from bot.commands.story import STORY, WATCHED
from config import DEMO_FILE, load
from storage import open_store

HELP = """在临时数据库上启动真正的程序(网页、收件、处理、发件),由示例公司的几个人照剧本说话、按按钮,
打印他们看到的每一句和时间,演完退出。不需要任何密钥,不留下任何数据。走不通时退出码为 1。
"""
BEGIN = datetime.fromisoformat("2026-03-10T09:11:52+08:00")


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options: the story is always the same."""


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 every command has them
    """Plays and prints."""
    run_async(_play())
    return Exit.OK


async def _play() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder, 'demo.sqlite3')}"
        settings = checked(load(DEMO_FILE, {"JIEDAN_DATABASE_URL": url, "JIEDAN_PORT": "0"}), DEMO_FILE)
        async with AsyncExitStack() as stack:
            store = await open_store(url)
            stack.push_async_callback(store.close)
            clock = SetClock(BEGIN)
            address = await stack.enter_async_context(running(settings, clock=clock, store=store))
            http = await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=30))
            stage = await Stage.open(http, store, clock, WATCHED)
            for step in STORY:
                await step.play(stage)
    print("—— 演完了。自己试试:jiedan serve --demo")
