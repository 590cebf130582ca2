"""`jiedan serve`: the bot."""

import argparse
import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.app import OFFICE, build
from bot.clock import Clock
from bot.commands.common import add_config, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from bot.log import set_up
from config.settings import Settings
from storage import Store

HELP = """启动后打印地址;按 Ctrl-C 或收到 SIGTERM 时做完手头的事再退出。日志是 JSON 行,写到标准错误。
  jiedan serve --demo             示例公司,马上能用
  jiedan serve --config 公司文件夹
"""

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    add_config(parser)
    parser.add_argument("--host", metavar="地址", help="监听地址,盖过 web.host")
    parser.add_argument("--port", type=int, metavar="端口", help="监听端口,盖过 web.port;0 由系统挑")

    parser.add_argument(
        "--log", choices=list(LEVELS), default="info", metavar="级别", help="日志级别:debug、info、warning、error"
    )


def run(options: argparse.Namespace) -> int:
    """Serves until told to stop."""
    set_up(LEVELS[options.log])
    run_async(serve(listening_at(settings_of(options), options.host, options.port)))
    return Exit.OK


def listening_at(settings: Settings, host: str | None, port: int | None) -> Settings:
    """The settings with another address; raises CommandError for a port that cannot be."""
    if port is not None and not 0 <= port <= 65535:
        raise CommandError("端口应在 0 到 65535 之间")
    said = {"host": host, "port": port}
    web_ = settings.web.model_copy(update={name: value for name, value in said.items() if value is not None})
    return settings.model_copy(update={"web": web_})


async def serve(settings: Settings) -> None:
    """Runs the application until SIGINT or SIGTERM; raises CommandError where its work ends by itself."""
    stop, broken = asyncio.Event(), asyncio.Event()

    def fail() -> None:
        broken.set()
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running(settings, on_failure=fail) as url:
        print(f"接单已启动:{url}" + ("/console" if settings.channels.console.enabled else ""), flush=True)
        if settings.channels.wecom.enabled:
            print(f"企业微信回调路径:{url}/hook/wecom(在管理后台填外网能访问到的 HTTPS 地址)", flush=True)
        await stop.wait()
    if broken.is_set():
        raise CommandError("后台工作意外停止,原因在日志里(work ended);请重新启动", Exit.BROKEN)


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Clock | None = None,
    store: Store | None = None,
    on_failure: Callable[[], None] | None = None,
) -> AsyncIterator[str]:
    """The application, listening; gives its address. Raises CommandError where the port is taken.

    `on_failure` is called where its work ends by itself.
    """
    app = build(settings, clock=clock, store=store)
    if on_failure is not None:
        app[OFFICE].on_failure = on_failure
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.web.host, settings.web.port)
        try:
            await site.start()
        except OSError as wrong:
            words = f"不能在 {settings.web.host}:{settings.web.port} 上监听({wrong.strerror})"
            raise CommandError(f"{words}。换一个端口:--port 8081", Exit.UNREACHABLE) from wrong
        host = "127.0.0.1" if settings.web.host in ("0.0.0.0", "::", "localhost") else settings.web.host  # noqa: S104
        yield f"http://{f'[{host}]' if ':' in host else host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
