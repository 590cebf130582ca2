"""`jiedan parse`: what is read from messages, in bulk, as JSON."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.commands.exits import Exit
from bot.commands.jsonlines import Answer, BadLine, Record, answer_lines, stdin_bytes, text_of
from bot.commands.world import CompanyWorld, open_world
from bot.dispatch import MAX_READ
from config.settings import Company, Policy
from handlers.limits import limits_for
from nlp import parse, to_expect
from nlp.types import Hints

HELP = """从标准输入逐行读 JSON:{"id", "now", "sender", "chat", "text"},按原来的顺序逐行输出读到的内容:
{"id", "intent", "orders" 等, "ask", "confidence", "evidence"}。坏行输出 {"id", "error"},不会中断。
命令后面直接写一句话,就只读这一句:
  jiedan parse --world 资料文件夹 "台州恒力 转向节(左) 300件,15号前到"
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("--world", type=Path, required=True, metavar="文件夹", help="products.csv 等所在的文件夹")
    parser.add_argument("--sender", default="", metavar="账号", help="直接读一句话时:谁说的(people.csv 的 user)")
    parser.add_argument("--chat", default="", metavar="会话", help="直接读一句话时:在哪个会话(chats.csv 的 chat)")
    parser.add_argument("text", nargs="?", metavar="一句话", help="只读这一句,不读标准输入")


def run(options: argparse.Namespace) -> int:
    """Reads one sentence, or lines until the input ends."""
    world = open_world(options.world)
    reader = reader_of(world, ZoneInfo(Company().timezone))
    if options.text is not None:
        now = SystemClock().now().isoformat()
        record = {"now": now, "sender": options.sender, "chat": options.chat, "text": options.text}
        print(json.dumps(reader(record), ensure_ascii=False, indent=2))
        return Exit.OK
    return Exit.FOUND if answer_lines(stdin_bytes(), sys.stdout, reader) else Exit.OK


def reader_of(world: CompanyWorld, zone: ZoneInfo) -> Callable[[Record], Answer]:
    """A function that reads one message record in the light of the company's files."""

    def read(record: Record) -> Answer:
        text = text_of(record, "text")
        sender, chat = text_of(record, "sender", default=""), text_of(record, "chat", default="")
        return to_expect(parse(text[:MAX_READ], hints_of(world, sender, chat, instant_of(record, zone)), world.lexicon))

    return read


def hints_of(world: CompanyWorld, sender: str, chat: str, now: datetime) -> Hints:
    """What is known of a sender and a chat; strangers and unknown chats are direct and nobody's."""
    person, place = world.people.get(sender), world.chats.get(chat)
    limits, limits_of = limits_for(Policy())
    return Hints(
        now=now,
        role=person.role.value if person else None,
        sender_customer=person.customer_id if person else None,
        chat_kind=place.kind if place else "direct",
        chat_customer=place.customer_id if place else None,
        limits=limits,
        limits_of=limits_of,
    )


def instant_of(record: Record, zone: ZoneInfo) -> datetime:
    """The record's `now` in the shop's zone; one without an offset is the shop's own time; raises BadLine."""
    words = text_of(record, "now")
    try:
        found = datetime.fromisoformat(words)
        return found.replace(tzinfo=zone) if found.tzinfo is None else found.astimezone(zone)
    except (ValueError, OverflowError) as wrong:
        raise BadLine("now is not a date and time (ISO 8601)") from wrong
