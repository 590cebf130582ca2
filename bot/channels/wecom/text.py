"""Plain text within WeCom's limits: 2048 bytes a message, split where lines end."""

import re

MAX_BYTES = 2048
MAX_PARTS = 4
_CUT = "…(内容太长,后面的没有显示)"
# A text message turns <a href> into a link and <@user> into a mention: neither may come out of somebody's words.
_MARKUP = re.compile(r"<(?=@|/?a\b)", re.IGNORECASE)


def harmless(text: str) -> str:
    """Takes the meaning out of markup that was in somebody's words."""
    return _MARKUP.sub("＜", text)


def shorten(text: str, length: int) -> str:
    """Cuts to a number of characters, the last of them "…" where something is missing."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def split(text: str, limit: int = MAX_BYTES) -> tuple[str, ...]:
    """At least one part, each of at most `limit` bytes, whole lines where possible; what a fifth would hold is cut."""
    parts: list[str] = [""]
    for line in text.split("\n"):
        for piece in _pieces(line, limit):
            joined = f"{parts[-1]}\n{piece}" if parts[-1] else piece
            if len(joined.encode()) <= limit:
                parts[-1] = joined
            else:
                parts.append(piece)
    parts = [part for part in parts if part.strip()]
    if len(parts) > MAX_PARTS:
        kept = _pieces(parts[MAX_PARTS - 1], limit - len(_CUT.encode()) - 1)[0]
        parts = [*parts[: MAX_PARTS - 1], f"{kept}\n{_CUT}"]
    return tuple(parts) or ("…",)


def _pieces(line: str, limit: int) -> list[str]:
    """A line cut into stretches of at most `limit` bytes, never inside a character."""
    pieces: list[str] = []
    rest = line
    while len(rest.encode()) > limit:
        head = rest.encode()[:limit].decode(errors="ignore")
        pieces.append(head)
        rest = rest[len(head) :]
    return [*pieces, rest]
