"""`jiedan quotes`: what was offered to whom, one row a line, for whoever works with it elsewhere."""

import argparse
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.exporting import Row, arguments, export
from handlers.domain.money import line_total
from handlers.domain.quantity import plain
from storage.uow import UnitOfWork

HELP = """jiedan quotes export                    全部报价单(CSV,一行一个货品),打印到屏幕
jiedan quotes export --since 2026-03-01  只要这天以后报的
jiedan quotes export --to 报价.csv       写到文件(Excel 能直接打开)
"""
COLUMNS: Row = (
    *("报价单号", "版本", "客户编号", "客户", "业务员", "报价时间", "有效到", "状态", "发给客户", "订单号"),
    *("产品编码", "产品", "数量", "单位", "单价", "金额"),
)
STATES = {"asked": "等批准", "open": "可用", "refused": "没有批准", "withdrawn": "已撤回"}
MANY = 100_000

__all__ = ["HELP", "arguments", "run"]


def run(options: argparse.Namespace) -> int:
    """Exports them."""
    return export(options, COLUMNS, _rows)


async def _rows(uow: UnitOfWork, zone: ZoneInfo, since: datetime | None) -> list[Row]:
    rows: list[Row] = []
    for one in reversed(await uow.quotations.of(limit=MANY)):
        if since is not None and one.at < since:
            continue
        order, by = await uow.orders.get(one.order_id), await uow.parties.person(one.by)
        made = await uow.orders.get(one.made) if one.made is not None else None
        at, until, sent = (
            f"{x.astimezone(zone):%Y-%m-%d %H:%M}" if x else "" for x in (one.at, one.until, one.sent_at)
        )
        head = (
            *(one.number, str(one.version), one.customer_id, order.customer_name, by.name if by else one.by),
            *(at, until, STATES[one.state.value], sent, (made.number or "") if made else ""),
        )
        for line in order.lines:
            total, qty = line_total(line), plain(line.base_qty) if line.base_qty is not None else ""
            price = plain(line.price) if line.price is not None else ""
            much = f"{total:.2f}" if total is not None else ""
            rows.append((*head, line.sku or "", line.label, qty, line.base_unit, price, much))
    return rows
