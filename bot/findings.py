"""What a check found, and how to mend it."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How bad it is; the value is the mark that people see."""

    OK = "✓"
    WARN = "!"
    BAD = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of an examination, in Chinese, without secrets."""

    level: Level
    about: str
    words: str
    cure: str = ""

    def __str__(self) -> str:
        """Mark, subject, finding, cure."""
        return f"{self.level.value} {self.about}:{self.words}" + (f" → {self.cure}" if self.cure else "")
