"""`python -m bot.opening KIND PATH`: one file, one answer, within its limits of time and memory."""

import importlib
import json
import resource
import sys
from pathlib import Path

from bot.opening import Found, Unreadable

OPENERS = {"xlsx": "sheets:workbook", "csv": "sheets:separated", "pdf": "pdf:text", "picture": "picture:text"}
SECONDS = 20  # of processor time
MEMORY = 1_000_000_000  # bytes; reading pictures needs more
PICTURE_MEMORY = 6_000_000_000


def main(kind: str, path: Path) -> int:
    """Prints {"text"} or {"error"} and returns the exit code."""
    memory = PICTURE_MEMORY if kind == "picture" else MEMORY
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS * 2, SECONDS * 2) if kind == "picture" else (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    module, _, name = OPENERS[kind].partition(":")
    try:
        found: Found = getattr(importlib.import_module(f"bot.opening.{module}"), name)(path)
        answer: dict[str, object] = {"text": found.text, "hidden": found.hidden}
        if not found.text.strip():
            answer = {"error": "empty"}
    except Unreadable as unreadable:
        answer = {"error": unreadable.code}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
