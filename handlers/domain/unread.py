"""Words said to a draft that nobody understood: a yes right behind them may be meant for them, and is asked about."""

from handlers.domain.order import Doubt

FIELD, REASON = "intent", "unread"
KEPT = 60  # characters of them


def unread(doubts: tuple[Doubt, ...]) -> str:
    """The words, empty where there are none."""
    return next((d.words for d in doubts if (d.field, d.reason) == (FIELD, REASON)), "")


def with_unread(doubts: tuple[Doubt, ...], words: str) -> tuple[Doubt, ...]:
    """The doubts with these words in the place of earlier ones."""
    return (*without_unread(doubts), Doubt(FIELD, REASON, words.strip()[:KEPT]))


def without_unread(doubts: tuple[Doubt, ...]) -> tuple[Doubt, ...]:
    """The doubts without such words."""
    return tuple(d for d in doubts if (d.field, d.reason) != (FIELD, REASON))
