"""`jiedan db upgrade`: brings the tables to the newest revision."""

import argparse

from bot.commands.common import add_config, run_async, settings_of
from bot.commands.exits import Exit
from config.settings import Settings
from storage import open_store

HELP = """jiedan db upgrade   把数据库结构升级到本程序的版本;已是最新则什么也不做。serve 启动时也会自动升级。
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the verb and the options."""
    parser.add_argument("verb", choices=["upgrade"], metavar="upgrade", help="升级")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Upgrades and says from which revision to which."""
    run_async(_upgrade(settings_of(options)))
    return Exit.OK


async def _upgrade(settings: Settings) -> None:
    store = await open_store(settings.database.url)
    try:
        before = await store.health()
        await store.upgrade()
        after = await store.health()
    finally:
        await store.close()
    if before.current:
        print(f"数据库({after.database})已是最新版本 {after.revision}")
    else:
        print(f"数据库({after.database})已从 {before.revision or '空库'} 升级到 {after.revision}")
