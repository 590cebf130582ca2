"""What several commands need: the settings that were asked for."""

import argparse
import os
from pathlib import Path

from config import DEMO_FILE, company_file, load, read_env_file
from config.settings import Settings

from .exits import CommandError


def add_config(parser: argparse.ArgumentParser, *, demo: bool = True) -> None:
    """Adds --config and --demo."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--config", type=Path, metavar="路径", help="公司文件夹或 company.toml(默认:当前文件夹里的 company.toml)"
    )
    if demo:
        group.add_argument("--demo", action="store_true", help="用自带的示例公司,数据放在 ./data,不需要任何密钥")


def settings_of(options: argparse.Namespace) -> Settings:
    """Loads what --config or --demo name; raises ConfigError, or CommandError where nothing is named."""
    if getattr(options, "demo", False):
        url = f"sqlite+aiosqlite:///{Path('data/demo.sqlite3').absolute()}"
        return load(DEMO_FILE, {"JIEDAN_DATABASE_URL": url} | dict(os.environ))
    path: Path | None = options.config
    if path is None:
        path = Path()
        if not company_file(path).is_file():
            raise CommandError("没有指定公司。用 --config 指定公司文件夹,或 --demo 用示例公司,或先 jiedan init 文件夹")
    return load(path, read_env_file(company_file(path).parent / ".env") | dict(os.environ))
