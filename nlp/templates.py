"""Compiles cue templates such as `[再]来{qty}` and matches them on a message's skeleton.

Grammar: `[x]` may be missing, `(a|b)` either, `{slot}` a recognised value, `~` up to eight characters of anything,
`^` and `$` the ends of the message or of a sentence, `\\d` a digit; all else stands for itself.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from .scene import Scene

SLOTS = {
    "product": "P",
    "qty": "Q",
    "customer": "C",
    "date": "D",
    "ref": "R",
    "tracking": "T",
    "price": "M",
    "address": "A",
}


@lru_cache(maxsize=1024)
def compile_template(template: str) -> re.Pattern[str]:
    """The pattern of a template; ValueError where a bracket or slot is wrong."""
    out: list[str] = []
    at = 0
    while at < len(template):
        char = template[at]
        if char == "{":
            end = template.find("}", at)
            name = template[at + 1 : end] if end > 0 else ""
            if name not in SLOTS:
                raise ValueError(f"unknown slot in template: {template}")
            out.append(SLOTS[name])
            at = end
        elif char == "\\" and template[at + 1 : at + 2] == "d":
            out.append("[0-9]")
            at += 1
        else:
            out.append(_NODES.get(char, re.escape(char)))
        at += 1
    try:
        return re.compile("".join(out))
    except re.error as error:
        raise ValueError(f"bad template: {template}") from error


def needed(template: str) -> frozenset[str]:
    """Pieces of which every match of a template holds at least one, as long as can be; none where it needs none."""
    pieces, rest = _needed(template)
    return pieces if not rest else frozenset()


def _needed(template: str) -> tuple[frozenset[str], str]:
    """The same up to the bracket or bar that ends this part, with what follows."""
    best: frozenset[str] = frozenset()
    branches: list[frozenset[str]] = []
    run = ""
    while True:
        char, template = template[:1], template[1:]
        inner: frozenset[str] = frozenset()
        if char == "{":
            name, _, template = template.partition("}")
            run += SLOTS[name]
            continue
        if char and char not in _NODES and char != "\\":
            run += char
            continue
        best, run = _longer(best, frozenset({run} if run else ())), ""
        if char == "\\":
            template = template[1:]
        elif char in ("(", "["):
            inner, template = _needed(template)
            template = template[1:]
            best = _longer(best, inner) if char == "(" else best
        elif char == "|":
            branches.append(best)
            best = frozenset()
        elif char in ("", ")", "]"):
            branches.append(best)
            return (frozenset().union(*branches) if all(branches) else frozenset()), char + template


def _longer(one: frozenset[str], two: frozenset[str]) -> frozenset[str]:
    return max(one, two, key=_rarity)


def _rarity(pieces: frozenset[str]) -> tuple[int, bool]:
    """Longer pieces occur in fewer messages, and words in fewer than recognised values."""
    return min(map(len, pieces), default=0), not any(piece in _LETTERS for piece in pieces)


_LETTERS = frozenset(SLOTS.values())


_NODES = {
    "[": "(?:",
    "]": ")?",
    "(": "(?:",
    "|": "|",
    ")": ")",
    "~": r"[^\n。;!?]{0,8}?",
    "^": r"(?:^|(?<=[\n。;!?,]))\s*",
    "$": r"\s*(?:[\n。;!?,~]|$)",
    " ": r"\s*",
    "_": r"\s*",
}


def skeleton(scene: Scene) -> str:
    """The folded text with every recognised value shrunk to one capital letter."""
    spans: list[tuple[int, int, str]] = [(h.start, h.end, "P") for h in scene.hits if not h.lone]
    spans += [(c.start, c.end, "C") for c in scene.customers]
    spans += [(q.span.start, q.span.end, "Q") for q in scene.quantities]
    spans += [(d.span.start, d.span.end, "D") for d in scene.dates if d.value.role != "past"]
    spans += [(p.span.start, p.span.end, "M") for p in scene.prices]
    spans += [(a.span.start, a.span.end, "A") for a in scene.addresses]
    spans += [(r.span.start, r.span.end, "T" if r.value.kind == "tracking" else "R") for r in scene.refs]
    return _shrink(scene.folded, spans)


def _shrink(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    out, at = [], 0
    for start, end, letter in sorted(spans, key=lambda s: (s[0], -s[1])):
        if start < at:
            continue
        out += [text[at:start], letter]
        at = end
    out.append(text[at:])
    return "".join(out).replace("…", ",").replace("、", ",")
