"""Words for DingTalk: pieces that fit a message."""

from bot.channels.markdown import BREAK

MAX_BYTES = 6_000  # of one message; a group message may hold 15,000 bytes of JSON, a Chinese character escapes to 6
MAX_PARTS = 4
_CUT = "…(内容太长,后面的没有显示)"


def shorten(text: str, length: int) -> str:
    """Cuts to a number of characters, the last of them "…" where something is missing."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def split(text: str, limit: int = MAX_BYTES, most: int = MAX_PARTS) -> tuple[str, ...]:
    """At least one part, each of at most `limit` bytes, whole lines where possible; what is too much is cut."""
    parts: list[str] = [""]
    for line in text.split("\n"):
        for piece in _pieces(line, limit):
            joined = f"{parts[-1]}\n{piece}" if parts[-1] else piece
            if len(joined.encode()) <= limit:
                parts[-1] = joined
            else:
                parts.append(piece)
    parts = [part for part in parts if part.strip()]
    if len(parts) > most:
        kept = _pieces(parts[most - 1], max(limit - len(_CUT.encode()) - 1, 4))[0]
        parts = [*parts[: most - 1], f"{kept}\n{_CUT}"]
    return tuple(parts) or ("…",)


def fill(lines: list[str], limit: int, count: int) -> tuple[list[str], list[str]]:
    """Puts lines into at most `count` boxes of `limit` bytes each; returns the boxes and the lines left over."""
    boxes: list[str] = []
    for position, line in enumerate(lines):
        joined = f"{boxes[-1]}{BREAK}{line}" if boxes else line
        if boxes and len(joined.encode()) <= limit:
            boxes[-1] = joined
        elif len(boxes) < count and len(line.encode()) <= limit:
            boxes.append(line)
        else:
            return boxes, lines[position:]
    return boxes, []


def cut(text: str, limit: int) -> str:
    """The beginning, of at most `limit` bytes, never half a character."""
    raw = text.encode(errors="replace")
    return text if len(raw) <= limit else raw[: limit - 3].decode(errors="ignore") + "…"


def _pieces(line: str, limit: int) -> list[str]:
    pieces: list[str] = []
    rest = line.encode(errors="replace").decode()
    while len(rest.encode()) > limit:
        head = rest.encode()[:limit].decode(errors="ignore")
        pieces.append(head)
        rest = rest[len(head) :]
    return [*pieces, rest]
