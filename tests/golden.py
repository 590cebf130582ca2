"""Golden files: what was approved, to be compared with what is written now."""

import os
from pathlib import Path

REWRITE = "JIEDAN_REWRITE_GOLDEN"  # set it after a wanted change, and read the difference before you commit it


def approved(file: Path, written: str) -> str:
    """What the file says; where it is to be rewritten, what is written now."""
    if os.environ.get(REWRITE):
        file.parent.mkdir(exist_ok=True)
        file.write_text(written, encoding="utf-8")
    return file.read_text(encoding="utf-8")
