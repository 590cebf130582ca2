"""`jiedan replay`: what the bot would have made of old chats."""

import argparse
import asyncio
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import SetClock
from bot.commands.exits import Exit
from bot.commands.jsonlines import LINE_FAULTS, Answer, BadLine, Record, answer_lines, stdin_bytes, text_of
from bot.commands.parse import instant_of
from bot.commands.world import folder_of
from bot.dispatch import Desk
from bot.lexicon import LexiconCache
from cards.card import from_json
from cards.text import to_text
from config import load
from handlers.domain.errors import AppError
from handlers.domain.flow import Flow
from handlers.domain.messaging import ChatKind, ChatRef, Message, MessageKind, UserRef
from handlers.domain.order import Line, Order, Phase
from nlp.expect import number
from storage import AlreadyHandled, StoreError, World, import_world, open_store

HELP = """从标准输入逐行读对话:{"id", "turns": [{"now", "sender", "chat", "text"}, …]},每段对话从空的订单库开始,
按对话里的时间走一遍真实的处理,逐行输出 {"id", "orders": [{"customer", "due", "state", "items"}]}。
state 是 draft(草稿)、confirmed(已确认)或 cancelled(已取消)。坏行输出 {"id", "error"},不会中断。
"""
CHANNEL = "console"
MAX_TURNS = 2000
STATES = {Phase.DRAFT: "draft", Phase.OPEN: "confirmed", Phase.DONE: "confirmed", Phase.VOID: "cancelled"}
TURN_FAULTS = (AlreadyHandled, AppError, SQLAlchemyError, StoreError, TimeoutError)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("--world", type=Path, required=True, metavar="文件夹", help="products.csv 等所在的文件夹")
    parser.add_argument("--explain", action="store_true", help="同时把对话和机器人的回答打印到标准错误")


def run(options: argparse.Namespace) -> int:
    """Replays until the input ends."""
    world = folder_of(options.world)
    with asyncio.Runner() as runner:
        theatre = Theatre(runner, world, explain=options.explain)
        try:
            bad = answer_lines(stdin_bytes(), sys.stdout, theatre.play)
        finally:
            theatre.close()
    return Exit.FOUND if bad else Exit.OK


class Theatre:
    """One stage for dialogue after dialogue; a new one after an accident, whatever it left behind."""

    def __init__(self, runner: asyncio.Runner, world: World, *, explain: bool) -> None:
        """Loads the company's files."""
        self._runner = runner
        self._world = world
        self._explain = explain
        self._stage = self._build()

    def play(self, record: Record) -> Answer:
        """One dialogue; raises BadLine."""
        try:
            return self._runner.run(self._stage.play(record))
        except (*TURN_FAULTS, *LINE_FAULTS) as wrong:
            self.close()
            self._stage = self._build()
            raise BadLine(f"cannot be handled ({type(wrong).__name__})") from wrong

    def close(self) -> None:
        """Lets go of the store."""
        self._runner.run(self._stage.desk.store.close())

    def _build(self) -> "Stage":
        return self._runner.run(open_stage(self._world, explain=self._explain))


@dataclass(frozen=True, slots=True)
class Stage:
    """The real desk over a database in memory, and a clock that stands where the dialogue puts it."""

    desk: Desk
    kinds: dict[str, str]  # chat id -> direct | group
    explain: bool = False
    clock: SetClock = field(default_factory=lambda: SetClock(datetime.fromtimestamp(0).astimezone()))

    async def play(self, record: Record) -> Answer:
        """One dialogue from an empty order book; returns the orders it ends in."""
        turns = record.get("turns")
        if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
            raise BadLine("turns is not a list of objects")
        if len(turns) > MAX_TURNS:
            raise BadLine(f"more than {MAX_TURNS} turns")
        await self.desk.store.clear_orders()
        if self.explain:
            _say(f"── {record.get('id')}")
        for place, turn in enumerate(turns):
            await self._turn(place, turn)
        await self._until(None)
        return {"orders": await self._orders()}

    async def _turn(self, place: int, turn: Record) -> None:
        message = self._message(place, turn)
        await self._until(message.sent_at)
        trace = await self.desk.store.inbox.put(message, "")
        if self.explain:
            _say(f"{_time(message.sent_at, self.desk)} {message.sender.user_id}@{message.chat.chat_id}: {message.text}")
        await self._work()
        if self.explain and trace:
            await self._tell()

    async def _work(self) -> None:
        while taken := await self.desk.store.inbox.claim(self.clock.now(), "replay"):
            for stored in taken:
                await self.desk.handle(stored, self.clock.now())

    async def _until(self, at: datetime | None) -> None:
        """Time passes, to the end (None) or to an instant: pieces that wait for more are handled when they must be."""
        while (due := await self.desk.store.inbox.next_piece()) and (at is None or due <= at):
            self.clock.set(due)
            await self._work()
        if at is not None:
            self.clock.set(at)

    def _message(self, place: int, turn: Record) -> Message:
        at = instant_of(turn, self.desk.zone)
        sender, chat = text_of(turn, "sender"), text_of(turn, "chat")
        return Message(
            id=0,
            channel=CHANNEL,
            external_id=f"turn-{place}",
            chat=ChatRef(CHANNEL, chat, ChatKind(self.kinds.get(chat, "direct"))),
            sender=UserRef(CHANNEL, sender),
            kind=MessageKind.TEXT,
            sent_at=at,
            received_at=at,
            text=text_of(turn, "text"),
        )

    async def _orders(self) -> list[Answer]:
        async with self.desk.store.read() as uow:
            found = await uow.orders.find(phases=tuple(Phase), limit=MAX_TURNS * 10)
        return [shape(order) for order in sorted(found, key=lambda order: order.id)]

    async def _tell(self) -> None:
        while rows := await self.desk.store.outbox.claim(self.clock.now(), "replay"):
            for row in rows:
                words = to_text(from_json(row.outgoing.card)).replace("\n", "\n      ")
                _say(f"  → {row.outgoing.chat.chat_id}: {words}")
                await self.desk.store.outbox.sent(row.id, self.clock.now())


async def open_stage(world: World, *, explain: bool = False) -> Stage:
    """Loads the company's files once, into memory."""
    settings = load(None, {})
    store = await open_store("sqlite+aiosqlite://")
    await store.upgrade()
    await import_world(store, world, CHANNEL)
    flow = Flow(settings.flows[settings.flow])
    desk = Desk(store, settings, flow, LexiconCache(store), frozenset({CHANNEL}))
    return Stage(desk, {chat.chat_id: chat.kind for chat in world.chats}, explain)


def shape(order: Order) -> Answer:
    """An order as the corpus writes it."""
    shown: dict[str, Any] = {"customer": order.customer_id}
    if order.customer_id is None and order.customer_candidates:
        shown["customer_candidates"] = list(order.customer_candidates)
    shown |= {"due": order.due.isoformat() if order.due else None, "state": STATES[order.phase]}
    shown["items"] = [_item(line) for line in order.lines]
    if order.urgent:
        shown["urgent"] = True
    if order.address:
        shown["address"] = order.address
    return shown


def _item(line: Line) -> Answer:
    shown: dict[str, Any] = {"sku": line.sku}
    if line.sku is None and line.candidates:
        shown["candidates"] = list(line.candidates)
    shown |= {"qty": number(line.qty), "unit": line.unit, "base_qty": number(line.base_qty)}
    if line.gift:
        shown["gift"] = True
    return shown


def _time(at: datetime, desk: Desk) -> str:
    return f"{at.astimezone(desk.zone):%m-%d %H:%M}"


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
