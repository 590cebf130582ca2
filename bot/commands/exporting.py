"""What commands that export rows have in common: `--since`, `--to`, CSV that a spreadsheet opens and does not run."""

import argparse
import csv
import io
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.commands.common import add_config, ready_store, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from storage.uow import UnitOfWork

Row = tuple[str, ...]
Rows = Callable[[UnitOfWork, ZoneInfo, datetime | None], Awaitable[list[Row]]]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the verb and the options."""
    parser.add_argument("verb", choices=["export"], metavar="export", help="导出")
    parser.add_argument("--since", default="", metavar="日期", help="只要这天(公司所在地)以后发起的,例如 2026-03-01")
    parser.add_argument("--to", type=Path, metavar="文件", help="写到哪个文件;不写就打印出来")
    add_config(parser)


def export(options: argparse.Namespace, columns: Row, rows_of: Rows) -> int:
    """Writes the rows to the screen or to a file."""
    settings = settings_of(options)
    zone = settings.company.zone
    try:
        since = datetime.fromisoformat(options.since).replace(tzinfo=zone) if options.since else None
    except ValueError as wrong:
        raise CommandError(f"看不懂日期 {options.since},要写成 2026-03-01") from wrong

    async def read() -> list[Row]:
        async with ready_store(settings) as store, store.read() as uow:
            return await rows_of(uow, zone, since)

    rows = run_async(read())
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([columns, *(tuple(map(_plain, row)) for row in rows)])
    if options.to is None:
        sys.stdout.write(written.getvalue())
        return Exit.OK
    try:
        options.to.write_text(written.getvalue(), encoding="utf-8-sig")
    except OSError as wrong:
        raise CommandError(f"写不了 {options.to}:{wrong.strerror}") from wrong
    print(f"已写入 {options.to},{len(rows)} 条")
    return Exit.OK


def _plain(text: str) -> str:
    """What begins like a formula is text: a spreadsheet would run it."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
