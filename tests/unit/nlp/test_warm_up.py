"""Once warmed up, reading waits for nothing: no message is the first to load a dictionary or weights."""

import subprocess
import sys

READS = """
import sys
from datetime import UTC, datetime
from nlp import Hints, Lexicon, ProductRecord, parse, warm_up

lexicon = Lexicon([ProductRecord("Z1", "转向节"), ProductRecord("P1", "平顶帽")])
hints = Hints(datetime(2026, 3, 4, 9, tzinfo=UTC))
warm_up(hints, lexicon)
opened = []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" else None)
for text in sys.argv[1:]:
    parse(text, hints, lexicon)
sys.exit(f"opened while reading: {opened}" if opened else 0)
"""
MESSAGES = ("转向节20套,上次少发的2套一起补", "转向接3件 客户说不要了", "明天送平顶帽5顶", "我的货到哪了", "好的")


def test_warmed_up_reading_opens_no_file() -> None:
    """A process of its own, so that nothing was loaded by another test."""
    done = subprocess.run([sys.executable, "-c", READS, *MESSAGES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
