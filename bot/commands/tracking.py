"""`jiedan tracking`: a carrier's file of scans into the orders; waybills that are asked for again."""

import argparse
from pathlib import Path

from bot.carriers.csv_file import read_reports
from bot.clock import Clock, SystemClock
from bot.commands.common import add_config, ready_store, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from bot.dispatch import Desk
from bot.doctor_data import platforms
from bot.lexicon import LexiconCache
from config.settings import Settings
from handlers.domain.flow import Flow
from handlers.domain.tracking import AHEAD
from storage.csv_file import BadRow

HELP = """tracking import 文件:导入承运商给的轨迹(CSV,列:运单号,状态,时间,说明),订单跟着走,该提醒的照常提醒。
状态只认 揽收、在途、派件、签收、拒签、疑难、退回;别的一律记为待核并提醒物流,不会当成签收。
再导一次同一个文件不会重复。有问题的行逐条列出,退出码为 1。
tracking retry 运单号:快递100 不接受、已经不查的运单号,改好原因(例如寄件人电话)以后再查;不要半小时内反复查同一个号。
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("what", choices=["import", "retry"], metavar="import|retry", help="导入轨迹;再查一次")
    parser.add_argument("about", metavar="文件|运单号", help="CSV 文件,或者一个运单号")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Imports and reports, or has a waybill asked for once more."""
    if options.what == "retry":
        number = str(options.about).strip().upper()
        if not run_async(asked_again(settings_of(options), number, SystemClock())):
            raise CommandError(f"没有订单用运单号 {number}")
        print(f"{number}:马上再查")
        return Exit.OK
    file = Path(options.about)
    if not file.is_file():
        raise CommandError(f"没有 {file}")
    taken, bad = run_async(import_scans(settings_of(options), file, SystemClock()))
    print(f"{file.name}:更新 {taken} 个运单号,要看的行 {len(bad)}")
    for row in bad:
        print(f"  {row}")
    return Exit.FOUND if bad else Exit.OK


async def asked_again(settings: Settings, number: str, clock: Clock) -> bool:
    """Makes a waybill due for the running bot; False where it is nobody's."""
    async with ready_store(settings) as store, store.write() as uow:
        if not await uow.parcels.numbered(number):
            return False
        await uow.parcels.again(number, clock.now())
        await uow.commit()
    return True


async def import_scans(settings: Settings, file: Path, clock: Clock) -> tuple[int, list[BadRow]]:
    """Takes a file's reports in, each in a transaction of its own; returns how many waybills are ours, and what is not.

    What is to be told is sent by the running bot.
    """
    reports, bad = read_reports(file, settings.company.zone, clock.now() + AHEAD)
    taken = 0
    async with ready_store(settings) as store:
        flow = Flow(settings.flows[settings.flow])
        desk = Desk(store, settings, flow, LexiconCache(store), frozenset(platforms(settings)))
        for line, report in reports:
            async with store.read() as look:
                ours = await look.parcels.numbered(report.number)
            if ours:
                await desk.hears(report, clock.now())
                taken += 1
            else:
                bad.append(BadRow(file.name, line, "运单号", f"没有订单用 {report.number}", "先在聊天里报运单号再导入"))
    return taken, sorted(bad, key=lambda row: row.line)
