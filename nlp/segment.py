"""What general Chinese knows: jieba's dictionary, asked only about words that nothing else explains."""

import re
from functools import cache
from typing import Literal

import jieba

FREQUENT = 3  # in jieba's corpus; rarer entries are mostly names
NAMES = re.compile(r"^(\S+) \d+ (n[rtsz])", re.MULTILINE)  # people, bodies, places and other names


@cache
def _dictionary() -> jieba.Tokenizer:
    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def is_word(text: str) -> bool:
    """True for a word of everyday Chinese: then it is what it says, and no slip for something else."""
    return int(_dictionary().FREQ.get(text, 0) or 0) >= FREQUENT


@cache
def _names() -> dict[str, str]:
    """The words that are names, with what they name: r somebody, t a body, s a place, z something else."""
    with jieba.get_module_res("dict.txt") as file:
        return {found[1]: found[2][-1] for found in NAMES.finditer(file.read().decode())}


def is_name(text: str, of: Literal["", "place"] = "") -> bool:
    """True for a word that is somebody's or something's own name; with `of` only for a place's."""
    tag = _names().get(text)
    return tag is not None if not of else tag == "s"


def load() -> None:
    """Loads the dictionary, a good half second; the first question would else."""
    _dictionary()
    _names()
