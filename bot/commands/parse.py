"""`jiedan parse`: what is read from messages, in bulk, as JSON."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.commands.exits import CommandError, Exit
from bot.commands.jsonlines import Answer, BadLine, Record, answer_lines, stdin_bytes, text_of
from bot.commands.world import CompanyWorld, open_world
from config.policy import Policy
from config.settings import Company
from handlers.limits import limits_for
from nlp import LIMIT, explain, parse, to_expect
from nlp.types import Hints
from nlp.values import read_values

LIMITS, LIMITS_OF = limits_for(Policy())
DECIMALS = 12  # more than any amount needs; a third has no end

HELP = """从标准输入逐行读 JSON:{"id", "now", "sender", "chat", "text"},按原来的顺序逐行输出读到的内容:
{"id", "intent", "orders" 等, "ask", "confidence"(整句), "confidences"(各项), "evidence"}。
坏行输出 {"id", "error"},不会中断。
命令后面直接写一句话,就只读这一句:
  jiedan parse --world 资料文件夹 "台州恒力 转向节(左) 300件,15号前到"
  jiedan parse --world 资料文件夹 --explain "台州恒力 转向节 300件"     (说明怎么读出来的)
加 --values 只读日期、数字、数量,不需要资料:每行 {"id", "text", "now"},输出 {"id", "due", "numbers", "quantities"}。
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("--world", type=Path, metavar="文件夹", help="products.csv 等所在的文件夹")
    parser.add_argument("--values", action="store_true", help="只读日期、数字、数量,不需要 --world")
    parser.add_argument("--sender", default="", metavar="账号", help="直接读一句话时:谁说的(people.csv 的 user)")
    parser.add_argument("--chat", default="", metavar="会话", help="直接读一句话时:在哪个会话(chats.csv 的 chat)")
    parser.add_argument("--now", default="", metavar="时间", help="直接读一句话时:什么时候说的(ISO 8601,默认现在)")
    parser.add_argument("--explain", action="store_true", help="不输出 JSON,而是说明怎么读出来的:词、候选、分数、把握")
    parser.add_argument("text", nargs="?", metavar="一句话", help="只读这一句,不读标准输入")


def run(options: argparse.Namespace) -> int:
    """Reads one sentence, or lines until the input ends."""
    zone = Company().zone
    if options.world is None and not options.values:
        raise CommandError("缺少参数:--world(只读日期、数字、数量用 --values)")
    reader = values_of(zone) if options.values else reader_of(open_world(options.world), zone)
    if options.text is not None:
        now = options.now or SystemClock().now().isoformat()
        record = {"now": now, "sender": options.sender, "chat": options.chat, "text": options.text}
        if options.explain and options.world is not None:
            print(_explained(open_world(options.world), record))
            return Exit.OK
        print(json.dumps(reader(record), ensure_ascii=False, indent=2))
        return Exit.OK
    return Exit.FOUND if answer_lines(stdin_bytes(), sys.stdout, reader) else Exit.OK


def _explained(world: CompanyWorld, record: Record) -> str:
    try:
        at = instant_of(record, Company().zone)
    except BadLine as wrong:
        raise CommandError(str(wrong)) from wrong
    hints = hints_of(world, text_of(record, "sender"), text_of(record, "chat"), at)
    return explain(text_of(record, "text"), hints, world.lexicon)


def reader_of(world: CompanyWorld, zone: ZoneInfo) -> Callable[[Record], Answer]:
    """A function that reads one message record in the light of the company's files."""

    def read(record: Record) -> Answer:
        text = text_of(record, "text")
        sender, chat = text_of(record, "sender", default=""), text_of(record, "chat", default="")
        return to_expect(parse(text, hints_of(world, sender, chat, instant_of(record, zone)), world.lexicon))

    return read


def values_of(zone: ZoneInfo) -> Callable[[Record], Answer]:
    """A function that reads the day, the numbers and the quantities of one text by themselves."""

    def read(record: Record) -> Answer:
        found = read_values(text_of(record, "text")[:LIMIT], instant_of(record, zone))
        return {
            "due": found.due.isoformat() if found.due else None,
            "numbers": [_plain(number) for number in found.numbers],
            "quantities": [{"qty": _plain(one.qty), "unit": one.unit} for one in found.quantities],
        }

    return read


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(round(number, DECIMALS))


def hints_of(world: CompanyWorld, sender: str, chat: str, now: datetime) -> Hints:
    """What is known of a sender and a chat; strangers and unknown chats are direct and nobody's."""
    person, place = world.people.get(sender), world.chats.get(chat)
    return Hints(
        now=now,
        role=person.role.value if person else None,
        sender_customer=person.customer_id if person else None,
        chat_kind=place.kind if place else "direct",
        chat_customer=place.customer_id if place else None,
        limits=LIMITS,
        limits_of=LIMITS_OF,
    )


def instant_of(record: Record, zone: ZoneInfo) -> datetime:
    """The record's `now` in the shop's zone; one without an offset is the shop's own time; raises BadLine."""
    words = text_of(record, "now")
    try:
        found = datetime.fromisoformat(words)
        return found.replace(tzinfo=zone) if found.tzinfo is None else found.astimezone(zone)
    except (ValueError, OverflowError) as wrong:
        raise BadLine("now is not a date and time (ISO 8601)") from wrong
