"""Words for Feishu: markdown that shows what was meant, text that mentions nobody by accident, pieces that fit."""

import re

MAX_BYTES = 20_000  # of one text message; Feishu takes 150 KB, nobody reads that
MAX_PARTS = 4
_CUT = "…(内容太长,后面的没有显示)"
# https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/rich-text: characters with a
# meaning are written as entities.
_SPECIAL = str.maketrans({c: f"&#{ord(c)};" for c in "&<>*_~`[]()!\\$#|{}"})
_HEAD = re.compile(r"^(\s*)([-+]|\d+\.)(?=\s|$)", re.MULTILINE)
_LINK = re.compile(r"\]\(")


def shorten(text: str, length: int) -> str:
    """Cuts to a number of characters, the last of them "…" where something is missing."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def sound(text: str) -> str:
    """Without half surrogates, which JSON can carry and UTF-8 cannot."""
    return text.encode(errors="replace").decode()


def escaped(text: str) -> str:
    """Takes the meaning out of markdown in somebody's words: no links, mentions, pictures, lists or emphasis."""
    plain = sound(text).translate(_SPECIAL)
    return _HEAD.sub(lambda found: f"{found[1]}{found[2][:-1]}&#{ord(found[2][-1])};", plain)


def harmless(text: str) -> str:
    """The same for a text message, which knows <at>, <b> and [words](address)."""
    return _LINK.sub("］(", sound(text).replace("<", "＜"))


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
        kept = _pieces(parts[most - 1], limit - len(_CUT.encode()) - 1)[0]
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
