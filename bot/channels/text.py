"""Words cut to what a platform takes: never inside a character, where lines end if possible."""

MAX_PARTS = 4  # messages that one answer may become; what a fifth would hold is cut
_CUT = "…(内容太长,后面的没有显示)"


def sound(text: str) -> str:
    """Without half surrogates, which JSON can carry and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


def shorten(text: str, length: int) -> str:
    """One sound line of a number of characters, the last of them "…" where something is missing."""
    if len(text) <= length and " " not in text and text.isprintable():  # the usual: nothing to cut or to take out
        return text
    text = " ".join(sound(text).split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def cut(text: str, limit: int) -> str:
    """The beginning, of at most `limit` bytes, never half a character."""
    raw = text.encode(errors="replace")
    return text if len(raw) <= limit else raw[: limit - 3].decode(errors="ignore") + "…"


def split(text: str, limit: int, most: int = MAX_PARTS) -> tuple[str, ...]:
    """At least one part, each of at most `limit` bytes, whole lines where possible; what is too much is cut."""
    whole = sound(text)
    # No character takes more than four bytes.
    if (4 * len(whole) <= limit or len(whole.encode()) <= limit) and whole.strip():
        return (whole.lstrip("\n"),)
    parts: list[str] = [""]
    for line in whole.split("\n"):
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


def _pieces(line: str, limit: int) -> list[str]:
    """A line cut into stretches of at most `limit` bytes, never inside a character."""
    pieces: list[str] = []
    rest = line
    while len(rest.encode()) > limit:
        head = rest.encode()[:limit].decode(errors="ignore")
        pieces.append(head)
        rest = rest[len(head) :]
    return [*pieces, rest]
