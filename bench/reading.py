"""Reading: milliseconds a message, building the vocabulary, replaying dialogues."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.table import Row, spread
from bot.commands.parse import reader_of
from bot.commands.world import open_world

WORLD = Path(__file__).resolve().parent.parent / "tests" / "worlds" / "autoparts"


def lines_of(name: str) -> list[dict[str, Any]]:
    """The JSON lines of a file of the world."""
    return [json.loads(line) for line in (WORLD / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def parsing() -> list[Row]:
    """One message after the other, in one process: hints, reading and answer, as `jiedan parse` does them.

    Time of the processor. The company is small; `scale` measures reading alone with large ones.
    """
    read = reader_of(open_world(WORLD), ZoneInfo("Asia/Shanghai"))
    messages = lines_of("messages.jsonl")
    for message in messages[:20]:
        read(message)
    times = []
    for message in messages:
        start = time.thread_time()
        read(message)
        times.append(time.thread_time() - start)
    return [(f"parse, {len(times)} messages", spread(times), "")]


def lexicon() -> list[Row]:
    """Files and vocabulary of one company."""
    start = time.perf_counter()
    world = open_world(WORLD)
    took = time.perf_counter() - start
    return [(f"files and lexicon, {len(world.lexicon.products)} products", f"{took * 1000:.0f} ms", "")]


def replaying() -> list[Row]:
    """The command as people run it, start included."""
    dialogues = lines_of("dialogues.jsonl")
    text = "".join(json.dumps({"id": d["id"], "turns": d["turns"]}) + "\n" for d in dialogues)
    start = time.perf_counter()
    command = [sys.executable, "-m", "bot", "replay", "--world", str(WORLD)]
    subprocess.run(command, input=text, stdout=subprocess.DEVNULL, text=True, check=True)
    took = time.perf_counter() - start
    turns = sum(len(d["turns"]) for d in dialogues)
    return [(f"replay, {len(dialogues)} dialogues, {turns} turns", f"{took:.1f} s", "a few seconds")]
