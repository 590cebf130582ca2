"""A company made up for the benchmark, and the servers that are measured, each a process of its own."""

import contextlib
import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.callbacks import PEOPLE, user_of
from config import DEMO_FILE

SAMPLE = DEMO_FILE.parent / "demo"


def found(folder: Path, channel: str) -> Path:
    """Writes a company folder: the sample's catalogue, many salespeople, one channel as `channel` describes it."""
    for name in ("products.csv", "customers.csv", "chats.csv"):
        shutil.copy(SAMPLE / name, folder / name)
    with (SAMPLE / "people.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    rows += [[user_of(number), f"业务{number}", "sales", ""] for number in range(PEOPLE)]
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    (folder / "company.toml").write_text(
        f'world = "."\n[web]\nport = 0\n[channels.console]\nenabled = false\n{channel}',
        encoding="utf-8",
    )
    return folder


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextlib.contextmanager
def server(*command: str, secrets: Mapping[str, str] | None = None) -> Iterator[str]:
    """Starts `python -m …` with these variables, waits for the address it prints, ends it afterwards."""
    environment = {**os.environ, **(secrets or {}), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", *command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield _address(process)
        finally:
            process.terminate()
            process.communicate(timeout=30)


def _address(process: "subprocess.Popen[str]") -> str:
    lines: list[str] = []
    for line in process.stdout or ():
        lines.append(line)
        if match := re.search(r"http://[\d.]+:\d+", line):
            return match[0]
    raise RuntimeError("the server did not start: " + "".join(lines))


def measure(*arguments: str) -> dict[str, Any]:
    """Runs the client process and returns what it saw."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.client", *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
