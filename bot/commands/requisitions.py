"""`jiedan requisitions`: purchase requisitions, for whoever enters them elsewhere."""

import argparse
import csv
import io
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.commands.common import add_config, ready_store, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from config.settings import Settings

HELP = """jiedan requisitions export                    全部采购申请(CSV),打印到屏幕
jiedan requisitions export --since 2026-03-01  只要这天以后发起的
jiedan requisitions export --to 采购.csv       写到文件(Excel 能直接打开)
"""
COLUMNS = ("单号", "产品编码", "产品", "数量", "单位", "需求日期", "发起人", "发起时间", "提醒编号", "供应商")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the verb and the options."""
    parser.add_argument("verb", choices=["export"], metavar="export", help="导出")
    parser.add_argument("--since", default="", metavar="日期", help="只要这天(公司所在地)以后发起的,例如 2026-03-01")
    parser.add_argument("--to", type=Path, metavar="文件", help="写到哪个文件;不写就打印出来")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Exports them."""
    settings = settings_of(options)
    zone = ZoneInfo(settings.company.timezone)
    try:
        since = datetime.fromisoformat(options.since).replace(tzinfo=zone) if options.since else None
    except ValueError as wrong:
        raise CommandError(f"看不懂日期 {options.since},要写成 2026-03-01") from wrong
    rows = run_async(_rows(settings, zone, since))
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([COLUMNS, *rows])
    if options.to is None:
        sys.stdout.write(written.getvalue())
        return Exit.OK
    try:
        options.to.write_text(written.getvalue(), encoding="utf-8-sig")
    except OSError as wrong:
        raise CommandError(f"写不了 {options.to}:{wrong.strerror}") from wrong
    print(f"已写入 {options.to},{len(rows)} 条")
    return Exit.OK


async def _rows(settings: Settings, zone: ZoneInfo, since: datetime | None) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    async with ready_store(settings) as store, store.read() as uow:
        for one in await uow.requisitions.all():
            if since is not None and one.at < since:
                continue
            product, by = await uow.catalogue.product(one.sku), await uow.parties.person(one.by)
            need = one.need_by.isoformat() if one.need_by else ""
            at = f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}"
            name, who = product.label if product else "", by.name if by else one.by
            made = _plain(product.supplier) if product else ""
            qty = f"{one.qty.normalize():f}"
            rows.append(
                (one.number, one.sku, _plain(name), qty, one.unit, need, _plain(who), at, str(one.alert_id), made)
            )
    return rows


def _plain(text: str) -> str:
    """What begins like a formula is text: a spreadsheet would run it."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
