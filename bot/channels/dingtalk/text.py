"""Words for DingTalk: pieces that fit a message."""

from bot.channels.markdown import BREAK

MAX_BYTES = 6_000  # of one message; a group message may hold 15,000 bytes of JSON, a Chinese character escapes to 6


def fill(lines: list[str], limit: int, count: int) -> tuple[list[str], list[str]]:
    """Puts lines into at most `count` boxes of `limit` bytes each; returns the boxes and the lines left over."""
    boxes: list[list[str]] = []
    room, left = 0, []  # room: bytes in the last box
    for position, line in enumerate(lines):
        size = len(line.encode())
        if boxes and len(BREAK) + size <= room:
            boxes[-1].append(line)
            room -= len(BREAK) + size
        elif len(boxes) < count and size <= limit:
            boxes.append([line])
            room = limit - size
        else:
            left = lines[position:]
            break
    return [BREAK.join(box) for box in boxes], left
