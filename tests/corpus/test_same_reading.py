"""A message is read the same in every process: nothing hangs on the order in which sets happen to stand."""

import os
import subprocess
import sys
from pathlib import Path

READ = """
from datetime import datetime
from nlp import Hints, Lexicon, ProductRecord, parse
NAMES = ("红", "白", "蓝", "绿", "黄")
LEDS = [ProductRecord(f"LED-{c}", "贴片LED", f"0805 {c}", ("0805灯珠", f"0805{c}灯"), "盘") for c in NAMES]
BESIDE = [
    ProductRecord("R-10K", "贴片电阻", "0805 10K", ("0805电阻",), "盘"),
    ProductRecord("C-104", "贴片电容", "0805 104", ("0805电容",), "盘"),
    *(ProductRecord(f"LED3-{c}", "贴片LED", f"0603 {c}", ("0603灯珠", f"0603{c}灯"), "盘") for c in NAMES),
    *(ProductRecord(f"LED5-{c}", "发光二极管", f"5mm {c}", ("发光管", f"5mm{c}灯"), "包") for c in NAMES),
]
HINTS = Hints(datetime.fromisoformat("2026-03-04T09:15:00+08:00"), "sales")
for first in NAMES:
    for second in NAMES:
        text = f"0805{first}灯珠 3盘 0805{second}灯珠 2盘 明天"
        orders = parse(text, HINTS, Lexicon(LEDS + BESIDE, [])).orders
        print(text, [[repr(line) for line in order.items] for order in orders])
"""
ROOT = Path(__file__).parents[2]


def _read(seed: str) -> list[str]:
    env = {**os.environ, "PYTHONHASHSEED": seed}
    run = subprocess.run([sys.executable, "-c", READ], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return run.stdout.splitlines()


def test_processes_read_the_same() -> None:
    first = _read("1")
    assert len(first) == 25
    assert all(_read(seed) == first for seed in ("2", "3"))
