"""What was asked of a person in words: how long his next words are the answer, and how he calls it off."""

import re
from datetime import timedelta

PATIENCE = timedelta(minutes=10)  # within which the next words are those that were asked for
NEVER_MIND = frozenset({"取消", "算了", "不用了", "先不用了", "不说了", "没事了"})
_EMPTY = frozenset(
    [
        "好的",
        "好了",
        "好吧",
        "好嘞",
        "嗯嗯",
        "可以",
        "行吧",
        "是的",
        "对的",
        "收到",
        "知道",
        "知道了",
        "明白",
        "谢谢",
        "哈哈",
        "没事",
        "ok",
        "okay",
        "yes",
    ]
)
_ASKS = re.compile(r"(?:[?\uff1f吗]|到哪里?了|怎么样了|怎么回事|是什么|什么意思)$")


def conclusive(words: str) -> bool:
    """Whether words say what came of something, or why: no mere nod, sign or number, no question back."""
    plain = re.sub(r"[\W_]+", "", words).casefold()
    told = len(plain) > 1 and re.search(r"[^\W\d]", plain) is not None and plain not in _EMPTY
    return told and not _ASKS.search(words.rstrip())
