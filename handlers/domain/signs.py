"""The signs of a Chinese keyboard: full-width ones are read like the plain ones they stand for."""

_WIDE = {place: place - 0xFEE0 for place in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}


def half_width(text: str) -> str:
    """Full-width signs as the keyboard's plain ones; every character keeps its place."""
    return text.translate(_WIDE)
