"""Plain text within WeCom's limits: 2048 bytes a message, split where lines end."""

import re

MAX_BYTES = 2048
# A text message turns <a href> into a link and <@user> into a mention: neither may come out of somebody's words.
_MARKUP = re.compile(r"<(?=@|/?a\b)", re.IGNORECASE)


def harmless(text: str) -> str:
    """Takes the meaning out of markup that was in somebody's words."""
    return _MARKUP.sub("＜", text)
