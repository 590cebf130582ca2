"""`jiedan import`: a company's files into the database, with a report of every bad row."""

import argparse
import csv
import getpass
import os
from collections.abc import Sequence
from pathlib import Path

from bot.channels import REGISTRY
from bot.clock import SystemClock
from bot.commands.common import add_config, ready_store, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from bot.doctor_data import platforms
from config.settings import Settings
from storage import BadRow, ImportReport, import_path

HELP = """导入 products.csv、customers.csv、people.csv、chats.csv:整个文件夹,或单个文件(按文件名或表头认)。
坏行逐条说明原因和改法,不影响其他行;再导一次只改有变化的。有坏行时退出码为 1。
"""
COLUMNS = ("行号", "列", "问题", "怎么改", "原文")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="路径", help="文件夹或 CSV 文件,可写多个")
    parser.add_argument(
        "--channel",
        action="append",
        choices=["console", *REGISTRY],
        metavar="平台",
        help="人员在哪个平台上以 user 为账号,可写多个;默认是配置里打开的平台",
    )
    parser.add_argument("--bad-file", action="store_true", help="把坏行写到 文件名.bad.csv")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Imports and reports."""
    for path in options.paths:
        if not path.exists():
            raise CommandError(f"没有 {path}")
    settings = settings_of(options)
    channels = options.channel or sorted(platforms(settings))
    bad = False
    for path, reports in run_async(_import(settings, options.paths, channels)):
        for report in reports:
            _print(report)
            bad = bad or bool(report.bad)
            if options.bad_file and report.bad:
                _write_bad(path if path.is_file() else path / report.file, report.bad)
    return Exit.FOUND if bad else Exit.OK


async def _import(
    settings: Settings, paths: Sequence[Path], channels: Sequence[str]
) -> list[tuple[Path, tuple[ImportReport, ...]]]:
    by = f"命令行 {_who()}"
    async with ready_store(settings) as store:
        return [(path, await import_path(store, path, *channels, at=SystemClock().now(), by=by)) for path in paths]


def _who() -> str:
    """Who runs the command; his number where the machine has no name for him."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _print(report: ImportReport) -> None:
    counts = f"新增 {report.added},更新 {report.changed},未变 {report.unchanged},坏行 {len(report.bad)}"
    print(f"{report.file}:{counts}")
    for row in report.bad:
        print(f"  {row}")


def _write_bad(file: Path, rows: Sequence[BadRow]) -> None:
    """Writes the bad rows beside the file, for Excel: UTF-8 with a byte order mark."""
    lines = _lines(file)
    target = file.with_name(f"{file.stem}.bad.csv")
    try:
        with target.open("w", encoding="utf-8-sig", newline="") as sink:
            writer = csv.writer(sink)
            writer.writerow(COLUMNS)
            for row in rows:
                original = lines[row.line - 1] if 0 < row.line <= len(lines) else ""
                writer.writerow([row.line or "", row.column, row.problem, row.cure, original])
    except OSError as wrong:
        raise CommandError(f"写不了 {target}:{wrong.strerror}") from wrong
    print(f"  坏行已写到 {target}")


def _lines(file: Path) -> list[str]:
    try:
        raw = file.read_bytes()
    except OSError:
        return []
    try:
        return raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace").splitlines()
