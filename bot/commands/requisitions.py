"""`jiedan requisitions`: purchase requisitions, for whoever enters them elsewhere."""

import argparse
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.exporting import Row, arguments, export
from handlers.domain.quantity import plain
from storage.uow import UnitOfWork

HELP = """jiedan requisitions export                    全部采购申请(CSV),打印到屏幕
jiedan requisitions export --since 2026-03-01  只要这天以后发起的
jiedan requisitions export --to 采购.csv       写到文件(Excel 能直接打开)
"""
COLUMNS = ("单号", "产品编码", "产品", "数量", "单位", "需求日期", "发起人", "发起时间", "提醒编号", "供应商")


__all__ = ["HELP", "arguments", "run"]


def run(options: argparse.Namespace) -> int:
    """Exports them."""
    return export(options, COLUMNS, _rows)


async def _rows(uow: UnitOfWork, zone: ZoneInfo, since: datetime | None) -> list[Row]:
    rows: list[Row] = []
    for one in await uow.requisitions.all():
        if since is not None and one.at < since:
            continue
        product, by = await uow.catalogue.product(one.sku), await uow.parties.person(one.by)
        need = one.need_by.isoformat() if one.need_by else ""
        at = f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}"
        name, who = product.label if product else "", by.name if by else one.by
        made = product.supplier if product else ""
        rows.append((one.number, one.sku, name, plain(one.qty), one.unit, need, who, at, str(one.alert_id), made))
    return rows
