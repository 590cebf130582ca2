"""Opens what strangers send: workbooks, CSV files, PDFs, pictures. Runs in a process of its own, with limits.

`python -m bot.opening KIND PATH` prints the text as JSON; a file that is hostile can kill that process and nothing
else. Formulas are never computed, links never followed, macros never run. To add a kind: a module with
`text(path) -> Found` that raises Unreadable, and a line in `__main__.OPENERS`. Started by `bot/attachments.py` only.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says, and how many rows and columns of it are hidden and therefore left out."""

    text: str
    hidden: int = 0


class Unreadable(Exception):
    """The file holds nothing that can be read; `code` says why: large | long | locked | broken | empty."""

    def __init__(self, code: str) -> None:
        """See the class."""
        super().__init__(code)
        self.code = code
