"""Answers that are asked for again and again, held ready."""

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Held(dict[K, V]):
    """A dictionary of so many answers; when there would be more it forgets them all."""

    def __init__(self, most: int) -> None:
        """Nothing is held yet."""
        super().__init__()
        self._most = most

    def keep(self, key: K, answer: V) -> V:
        """Holds an answer and returns it."""
        if len(self) >= self._most:
            self.clear()
        self[key] = answer
        return answer
