"""`jiedan eval`: how well messages with known meaning are read."""

import argparse
import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from bot.commands.exits import CommandError, Exit
from bot.commands.parse import reader_of
from bot.commands.world import open_world
from config.settings import Company
from nlp.evaluate import NAMES, Score, report, score

HELP = """读资料文件夹里的 messages.jsonl(每行一条消息和标注 expect),打印各项得分、每一项的把握与正确率的对照、
意图混淆表、没标出来的错(silent errors),把读错的消息写进文件。
false_order(误当成订单)和 said_wrong(说错)越低越好,其余越高越好。
"""
LOWER_IS_BETTER = frozenset({"false_order", "said_wrong"})


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument(
        "--world", type=Path, required=True, metavar="文件夹", help="资料和 messages.jsonl 所在的文件夹"
    )
    parser.add_argument("--fails", type=int, default=0, metavar="N", help="打印前 N 条读错的")
    parser.add_argument(
        "--failures",
        type=Path,
        metavar="文件",
        help="把读错的全部写进这个文件(JSON 行);默认写在当前文件夹:eval-资料文件夹名.jsonl",
    )
    parser.add_argument(
        "--require", type=_demand, action="append", default=[], metavar="项目=百分比", help="达不到就以 1 退出,可写多个"
    )


def run(options: argparse.Namespace) -> int:
    """Scores, prints, and compares with what was demanded."""
    messages = read_messages(options.world / "messages.jsonl")
    read = reader_of(open_world(options.world), Company().zone)
    result = score(messages, [read(message) for message in messages])
    print(report(result, options.fails))
    file = options.failures or Path(f"eval-{options.world.resolve().name}.jsonl")
    _write(file, result)
    print(f"读错的 {len(result.fails)} 条写在 {file}")
    missed = [words for name, percent in options.require if (words := _missed(result, name, percent))]
    for words in missed:
        print(words)
    return Exit.FOUND if missed else Exit.OK


def read_messages(file: Path) -> list[dict[str, Any]]:
    """The annotated messages of a file; raises CommandError with the line that is wrong."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as wrong:
        raise CommandError(f"读不了 {file}:要一个 UTF-8 的 JSON 行文件") from wrong
    messages = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
            message["expect"]["intent"], message["text"]
        except (ValueError, KeyError, TypeError, RecursionError) as wrong:
            raise CommandError(f"{file} 第 {number} 行不是带 expect 的消息") from wrong
        messages.append(message)
    return messages


def _write(file: Path, result: Score) -> None:
    quiet: dict[str, list[str]] = {}
    for name, case in result.silent:
        quiet.setdefault(name, []).append(case.key)
    lines = [
        json.dumps({**message, "got": got, "silent": quiet.get(str(message.get("id", "")), [])}, ensure_ascii=False)
        + "\n"
        for message, got in result.fails
    ]
    try:
        file.write_text("".join(lines), encoding="utf-8")
    except OSError as wrong:
        raise CommandError(f"写不了 {file}:{wrong.strerror}") from wrong


def _demand(words: str) -> tuple[str, Decimal]:
    name, _, percent = words.partition("=")
    if name not in NAMES:
        raise ValueError(words)
    try:
        return name, Decimal(percent)
    except InvalidOperation as wrong:
        raise ValueError(words) from wrong


def _missed(result: Score, name: str, percent: Decimal) -> str:
    rate = result.rate(name) * 100
    lower = name in LOWER_IS_BETTER
    if rate <= percent if lower else rate >= percent:
        return ""
    return f"{name} {rate:.2f} %,要求{'不高于' if lower else '不低于'} {percent} %"
