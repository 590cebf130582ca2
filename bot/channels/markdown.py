"""Markdown that shows what was meant: somebody's words stay words."""

import re
from collections.abc import Mapping
from types import MappingProxyType

BREAK = "  \n"  # a line ends in markdown where two blanks stand before the end
_MEANING = re.compile(r"[*`<\]~#>+.-]")  # without one of these there is nothing to take out
_HEAD = re.compile(r"^(\s*)([#>+\-]|\d+\.)(?=\s)", re.MULTILINE)


def escaped(text: str) -> str:
    """Takes the meaning out of markdown in somebody's words: no links, pictures, headings, fonts or emphasis."""
    if not _MEANING.search(text):
        return text
    plain = text.replace("*", "＊").replace("](", "］(").replace("`", "'").replace("<", "＜").replace("~~", "～～")
    return _HEAD.sub(lambda found: f"{found[1]}\u200b{found[2]}", plain)


def marked(text: str, known: Mapping[str, str] = MappingProxyType({})) -> str:
    """Lines as markdown shows them: each on its own. `known` are lines that were escaped before."""
    return BREAK.join([known.get(line) or escaped(line) for line in text.split("\n")])
