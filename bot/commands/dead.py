"""`jiedan dead`: what was given up, for operators: list it, give it another life."""

import argparse
from datetime import datetime

from bot.commands.common import add_config, ready_store, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from config.settings import Settings
from handlers.domain.messaging import ChatRef, lives_key
from handlers.domain.order import Deadline
from storage import OutboxRow, Store
from storage.inbox import DeadMessage

HELP = """jiedan dead list              列出处理失败的消息(in-编号)、发送失败的回复(out-编号)、
                               到期没处理成的事(due-编号),不显示内容
jiedan dead replay in-3 due-5  让这几条再来一遍(先排除故障)
jiedan dead replay all         全部再来一遍
正在运行的机器人会自动接着处理。list 发现有死信时退出码为 1。
"""
LIMIT = 1000
BOXES = frozenset({"in", "out", "due"})
ALARMS = {
    "in": "inbox.dead",
    "out": "outbox.dead",
}  # box -> the alarm about a dead row in it, one for each of its lives


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the verb and the options."""
    parser.add_argument("verb", choices=["list", "replay"], metavar="list|replay", help="列出,或重试")
    parser.add_argument("which", nargs="*", metavar="编号", help="replay 哪几条,或 all")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Lists or replays."""
    if options.verb == "list":
        if options.which:
            raise CommandError("list 后面不用写编号")
        return Exit.FOUND if run_async(_list(settings_of(options))) else Exit.OK
    if not options.which:
        raise CommandError("replay 后面要写编号(in-3、out-7、due-5)或 all")
    return run_async(_replay(settings_of(options), options.which))


async def _list(settings: Settings) -> int:
    async with ready_store(settings) as store:
        messages, letters, late = await _all(store)
    for dead in messages:
        message = dead.message
        _print(f"in-{message.id}", "收", message.received_at, message.chat, dead.attempts, dead.error)
    for row in letters:
        told = row.outgoing
        _print(f"out-{row.id}", "发", told.created_at, told.chat, row.attempts, row.error)
    for one in late:
        about = f" 提醒 {one.alert_id}" if one.alert_id else f" 订单 {one.order_id}" if one.order_id else ""
        print(
            f"due-{one.id}\t到期 {one.due_at:%Y-%m-%d %H:%M}Z\t{one.kind}{about}\t试过 {one.attempts} 次\t{one.error}"
        )
    if not (messages or letters or late):
        print("没有死信")
    return len(messages) + len(letters) + len(late)


async def _all(store: Store) -> tuple[list[DeadMessage], list[OutboxRow], list[Deadline]]:
    async with store.read() as uow:
        late = await uow.deadlines.standing("dead", LIMIT)
    return await store.inbox.dead(LIMIT), await store.outbox.dead(LIMIT), late


def _print(name: str, way: str, at: datetime, chat: ChatRef, attempts: int, error: str) -> None:
    print(f"{name}\t{way} {at:%Y-%m-%d %H:%M}Z\t{chat.channel} {chat.chat_id}\t试过 {attempts} 次\t{error}")


async def _replay(settings: Settings, which: list[str]) -> int:
    async with ready_store(settings) as store:
        if which == ["all"]:
            messages, letters, late = await _all(store)
            names = [f"in-{dead.message.id}" for dead in messages]
            names += [f"out-{row.id}" for row in letters] + [f"due-{one.id}" for one in late]
        else:
            names = which
        parsed = [_parsed(name) for name in names]
        told = {row.id: row.outgoing.trace or row.id for row in await store.outbox.dead(LIMIT)}
        missed = []
        for name, (box, number) in zip(names, parsed, strict=True):
            if not await another_life(store, box, number, told.get(number, number) if box == "out" else number):
                missed.append(name)
    print(f"已重新排队 {len(parsed) - len(missed)} 条")
    for name in missed:
        print(f"{name} 不是死信,没有动")
    return Exit.FOUND if missed else Exit.OK


def _parsed(name: str) -> tuple[str, int]:
    box, _, number = name.partition("-")
    if box not in BOXES or not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise CommandError(f"不认识编号 {name},要写成 in-3、out-7 或 due-5")
    return box, int(number)


async def another_life(store: Store, box: str, number: int, trace: int) -> bool:
    """Lets a dead row of a box (in, out, due) try again; False where it is not dead.

    The operators were alarmed about it under `trace`, and hear of it once more where it dies again.
    """
    async with store.write() as uow:
        if box == "due":
            revived = await uow.deadlines.revive(number)
            await uow.commit()
            return revived
        lives = lives_key(ALARMS[box], trace)
        await uow.meta.set(lives, str(int(await uow.meta.get(lives) or 0) + 1))
        await uow.commit()
    return await store.inbox.replay(number) if box == "in" else await store.outbox.replay([number]) == 1
