"""What was asked of a person in words: how long his next words are the answer, and how he calls it off."""

from datetime import timedelta

PATIENCE = timedelta(minutes=10)  # within which the next words are those that were asked for
NEVER_MIND = frozenset({"取消", "算了"})
