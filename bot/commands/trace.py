"""`jiedan trace`: the way of one message, from its arrival to what was told because of it."""

import argparse
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.common import add_config, ready_store, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from config.settings import Settings
from storage.tracing import Letter, Trace, cause_of, follow

HELP = """jiedan trace 12      编号 12 的消息:什么时候收到、怎么处理的、动了哪张单、告诉了谁、发出去没有
jiedan trace out-7   从一条发出的消息(jiedan dead list 里的编号)找回它是哪条消息引起的
编号就是日志里的 trace,也是道歉卡片和告警里写的编号。只显示经过,不显示内容。
有没办成的一步时退出码为 1。
"""
STATES = {"waiting": "等着", "working": "正在做", "done": "处理完", "sent": "已发出", "dead": "放弃了"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the number."""
    parser.add_argument("which", metavar="编号", help="消息编号,例如 12;或发件编号,例如 out-7")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Shows it."""
    name: str = options.which
    number = name.removeprefix("out-").removeprefix("in-")
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise CommandError(f"不认识编号 {name},要写成 12 或 out-7")
    return run_async(_trace(settings_of(options), int(number), letter=name.startswith("out-")))


async def _trace(settings: Settings, number: int, *, letter: bool) -> int:
    async with ready_store(settings) as store, store.read() as uow:
        message = await cause_of(uow.connection, number) if letter else number
        if message is None:
            raise CommandError(f"没有发件 out-{number}")
        if message == 0:
            raise CommandError(f"out-{number} 不是哪条消息引起的,是定时任务发的(看 jiedan alerts list)")
        found = await follow(uow.connection, message)
    if found.arrived is None and not found.letters and not found.did:
        raise CommandError(f"没有消息 {message},或者已经过了保留期")
    for line in _lines(found, settings.company.zone):
        print(line)
    dead = [one for one in (found.arrived, *found.letters) if one is not None and one.state == "dead"]
    return Exit.FOUND if dead else Exit.OK


def _lines(found: Trace, zone: ZoneInfo) -> list[str]:
    lines = []
    if (came := found.arrived) is not None:
        group = "群" if came.chat_kind == "group" else "单聊"
        lines.append(f"{_at(came.received_at, zone)}\t收到\t{came.channel} {group} {came.kind}")
        error = f",{came.error}" if came.error else ""
        at = _at(came.claimed_at, zone) if came.claimed_at else "-"
        lines.append(f"{at}\t处理\t{STATES[came.state]},试过 {came.attempts} 次{error}")
    for did in found.did:
        which = did.number or f"草稿 {did.order_id}"
        moved = did.to_state if did.from_state == did.to_state else f"{did.from_state} → {did.to_state}"
        lines.append(f"{_at(did.at, zone)}\t订单\t{which} {did.action} {moved}".rstrip())
    return [*lines, *(_letter(one, zone) for one in found.letters)]


def _letter(one: Letter, zone: ZoneInfo) -> str:
    to = "回给本人" if one.here else "告诉别人"
    group = "群" if one.chat_kind == "group" else "单聊"
    state = STATES[one.state] + (f"(合并在 out-{one.folded_into} 里)" if one.folded_into else "")
    took = f",{(one.sent_at - one.created_at).total_seconds():.1f} 秒" if one.sent_at else ""
    error = f",{one.error}" if one.error else ""
    at = _at(one.sent_at or one.created_at, zone)
    return f"{at}\t{to}\tout-{one.id} {one.channel} {group} {state},试过 {one.attempts} 次{took}{error}"


def _at(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
