"""What is wrong with the configuration: everything at once, each with file, key, line and cure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, in Chinese, never with a secret's value in it."""

    file: str
    key: str  # dotted, e.g. web.port; empty where the file as a whole is meant
    words: str
    cure: str
    line: int | None = None

    def __str__(self) -> str:
        """One line: file:line key: what — cure."""
        place = self.file if self.line is None else f"{self.file} 第 {self.line} 行"
        key = f" {self.key}" if self.key else ""
        cure = f"。{self.cure}" if self.cure else ""
        return f"{place}{key}:{self.words}{cure}"


class ConfigError(Exception):
    """The configuration cannot be used; `problems` holds every finding."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """At least one problem."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
