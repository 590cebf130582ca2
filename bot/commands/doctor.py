"""`jiedan doctor`: examines configuration, database, credentials and data."""

import argparse
import sys

from bot.clock import SystemClock
from bot.commands.common import add_config, run_async, settings_of
from bot.commands.exits import Exit
from bot.doctor import examine
from bot.findings import Finding, Level
from config import ConfigError
from config.settings import Settings

HELP = """逐项检查并说明怎么修:✓ 正常,! 提醒,✗ 必须修。有 ✗ 时退出码为 1。会真的连一次平台接口,不发消息。
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Prints every finding."""
    try:
        settings = settings_of(options)
    except ConfigError as wrong:
        for problem in wrong.problems:
            print(Finding(Level.BAD, "配置", str(problem)))
        return Exit.FOUND
    print(Finding(Level.OK, "配置", f"{settings.company.name},流程 {settings.flow}"))
    return Exit.FOUND if run_async(_examine(settings)) else Exit.OK


async def _examine(settings: Settings) -> bool:
    bad = False
    async for finding in examine(settings, SystemClock()):
        print(finding)
        sys.stdout.flush()
        bad = bad or finding.level is Level.BAD
    return bad
