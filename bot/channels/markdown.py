"""Markdown that shows what was meant: somebody's words stay words."""

import re

BREAK = "  \n"  # a line ends in markdown where two blanks stand before the end
_HEAD = re.compile(r"^(\s*)([#>+\-]|\d+\.)(?=\s)", re.MULTILINE)


def escaped(text: str) -> str:
    """Takes the meaning out of markdown in somebody's words: no links, pictures, headings, fonts or emphasis."""
    plain = text.replace("*", "＊").replace("](", "］(").replace("`", "'").replace("<", "＜").replace("~~", "～～")
    return _HEAD.sub(lambda found: f"{found[1]}\u200b{found[2]}", plain)


def marked(text: str) -> str:
    """Lines as markdown shows them: each on its own."""
    return BREAK.join(escaped(line) for line in text.split("\n"))
