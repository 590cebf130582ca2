"""What several commands need: the settings that were asked for, and a store that is ready."""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.commands.exits import CommandError, Exit
from config import DEMO_FILE, ConfigError, Problem, company_file, flow_file, line_of, load, read_env_file
from config.settings import Settings
from handlers.domain.flow import Flow, FlowError
from handlers.domain.flow_check import unknown_ladders
from storage import Store, StoreError, open_store

T = TypeVar("T")


def add_config(parser: argparse.ArgumentParser) -> None:
    """Adds --config and --demo."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--config", type=Path, metavar="路径", help="公司文件夹或 company.toml(默认:当前文件夹里的 company.toml)"
    )
    group.add_argument("--demo", action="store_true", help="用自带的示例公司,数据放在 ./data,不需要任何密钥")


def settings_of(options: argparse.Namespace) -> Settings:
    """Loads what --config or --demo name; raises ConfigError, or CommandError where nothing is named."""
    if options.demo:
        url = f"sqlite+aiosqlite:///{Path('data/demo.sqlite3').absolute()}"
        return checked(load(DEMO_FILE, {"JIEDAN_DATABASE_URL": url} | dict(os.environ)), DEMO_FILE)
    path: Path | None = options.config
    if path is None:
        path = Path()
        if not company_file(path).is_file():
            raise CommandError("没有指定公司。用 --config 指定公司文件夹,或 --demo 用示例公司,或先 jiedan init 文件夹")
    return company_settings(path)


def company_settings(path: Path) -> Settings:
    """Loads a company's file with the `.env` beside it; the real environment wins. Raises ConfigError."""
    file = company_file(path)
    return checked(load(path, read_env_file(file.parent / ".env") | dict(os.environ)), file)


def checked(settings: Settings, file: Path) -> Settings:
    """The settings, if every flow in them holds; raises ConfigError with everything that does not."""
    problems: list[Problem] = []
    for name, spec in settings.flows.items():
        flaws = unknown_ladders(spec, settings.policy.ladders)
        try:
            Flow(spec)
        except FlowError as wrong:
            flaws = (*wrong.problems, *flaws)
        if flaws:
            at = flow_file(file, name)
            text = at.read_text(encoding="utf-8-sig")
            problems += [Problem(str(at), f.name, f.words, f.cure, line_of(text, f.place)) for f in flaws]
    if problems:
        raise ConfigError(tuple(problems))
    return settings


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Runs to the end; trouble with the database becomes one line and its own exit code."""
    try:
        return asyncio.run(work)
    except StoreError as wrong:
        raise CommandError(str(wrong), Exit.UNREACHABLE) from wrong


@asynccontextmanager
async def ready_store(settings: Settings) -> AsyncIterator[Store]:
    """The store of a company; an empty one is set up, raises CommandError where the tables are of another version."""
    store = await open_store(settings.database.url)
    try:
        health = await store.health()
        if health.revision is None:
            await store.upgrade()
        elif not health.current:
            raise CommandError("数据库还没有升级。请先运行 jiedan db upgrade")
        yield store
    finally:
        await store.close()
