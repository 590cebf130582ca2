"""What general Chinese knows: jieba's dictionary, asked only about words that nothing else explains."""

from functools import cache

import jieba

FREQUENT = 3  # in jieba's corpus; rarer entries are mostly names


@cache
def _dictionary() -> jieba.Tokenizer:
    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def is_word(text: str) -> bool:
    """True for a word of everyday Chinese: then it is what it says, and no slip for something else."""
    return int(_dictionary().FREQ.get(text, 0) or 0) >= FREQUENT


def load() -> None:
    """Loads the dictionary, about half a second; the first question would else."""
    _dictionary()
