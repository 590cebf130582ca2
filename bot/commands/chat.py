"""`jiedan chat`: the console in a terminal."""

import argparse

import httpx

from bot.channels.console.terminal import run_terminal
from bot.commands.common import add_config, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from bot.commands.serve import listening_at, running
from config.settings import Settings

HELP = """连到正在运行的机器人(jiedan serve),在终端里聊天;加 --demo 则不用先启动,自己带一个示例公司。
直接打字就是说话;/as 换人,/in 进群,/tap 按按钮,/who 看有谁,/quit 结束。
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    add_config(parser)
    parser.add_argument("--url", metavar="地址", help="机器人的地址,例如 http://127.0.0.1:8080;默认看配置")
    parser.add_argument("--as", dest="user", default="", metavar="谁", help="以谁的身份说话:姓名或 people.csv 的 user")


def run(options: argparse.Namespace) -> int:
    """Chats until /quit or the end of the input."""
    if options.demo and not options.url:
        run_async(_own(listening_at(settings_of(options), None, 0), options.user))
    else:
        url = options.url or _address(settings_of(options))
        run_async(_talk(url, options.user))
    return Exit.OK


async def _own(settings: Settings, user: str) -> None:
    async with running(settings) as url:
        await _talk(url, user)


async def _talk(url: str, user: str) -> None:
    try:
        await run_terminal(url, user)
    except httpx.HTTPStatusError as wrong:
        words = f"{url} 上没有聊天页({wrong.response.status_code})"
        raise CommandError(f"{words}。请检查地址,或在配置里打开 channels.console.enabled", Exit.UNREACHABLE) from wrong
    except (httpx.HTTPError, httpx.InvalidURL) as wrong:
        raise CommandError(f"连不上 {url}。请先启动:jiedan serve(加同样的选项)", Exit.UNREACHABLE) from wrong


def _address(settings: Settings) -> str:
    return f"http://{settings.web.host}:{settings.web.port}"
