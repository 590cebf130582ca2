"""Words for DingTalk: pieces that fit a message."""

from bot.channels.markdown import BREAK

MAX_BYTES = 6_000  # of one message; a group message may hold 15,000 bytes of JSON, a Chinese character escapes to 6


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
