"""Models in Latin letters and figures, and how people shorten them: 16PM and 16 pro max of 16ProMax, N13 of Note13.

Which letters a company shortens is learned from its own books: a model is a run of words and numbers there, words with
small letters among them, as nobody shortens INCELL or PVC.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from .features import Kind, Tier, Word

RUN = re.compile(r"[A-Za-z0-9]+(?:[ ]?[A-Za-z0-9]+)*")
PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
SHORTEST = 3  # letters of a word that is shortened to one
MOST = 5  # pieces of one model
LONE = re.compile(r"(?<=[\u3400-\u9fff])(?:[A-Za-z]|[1-9])(?![^\s,;)])")  # 苹果X, 苹果8
MEASURED = frozenset(("inch", "pcs", "set", "box", "mah", "mpa", "rpm", "pin", "way", "ohm", "bar", "lbs", "usb"))


@lru_cache(maxsize=4096)
def model_words(written: str) -> tuple[Word, ...]:
    """All shorter ways to write the models in a specification, as written in the books, capitals and all."""
    if not any(char.isascii() and char.isalnum() for char in written):
        return ()
    short = [word for run in RUN.findall(written) for model in _models(run) for word in _short(model)]
    return tuple(dict.fromkeys([*short, *map(_lone, LONE.findall(written))]))


def _lone(sign: str) -> Word:
    """The single letter or figure that a model ends with: the X of 苹果X."""
    if sign.isdigit():
        return Word(sign, Tier.SUFFIX, Kind.NUMBER)
    return Word(sign.lower(), Tier.EXACT, Kind.FEATURE)


def _models(run: str) -> Iterator[list[str]]:
    """The stretches of a run that are one model: words and numbers in turn, Mate60Pro, 15 Pro Max, vivoX100."""
    model: list[str] = []
    for part in run.split(" "):
        pieces = PIECE.findall(part)
        if "".join(pieces) != part:  # M8x30, 1.5A: no model that anybody shortens
            pieces = []
        counted = any(piece.isdigit() for piece in model)
        goes_on = bool(model and pieces) and (_word(pieces[0]) or (not counted and pieces[0].isdigit()))
        if not goes_on:
            yield from _whole(model)
            model = []
        model += pieces
    yield from _whole(model)


def _whole(model: list[str]) -> Iterator[list[str]]:
    numbers = [piece.isdigit() for piece in model]
    if 2 <= len(model) <= MOST and sum(numbers) == 1 and any(map(_word, model)):
        yield model


def _word(piece: str) -> bool:
    """True for what is shortened to its first letter."""
    long = len(piece) >= SHORTEST and piece.isalpha() and piece.lower() not in MEASURED
    return long and not piece.isupper()


def _short(model: Sequence[str]) -> Iterator[Word]:
    at = next(i for i, piece in enumerate(model) if piece.isdigit())
    before, after = model[:at], model[at + 1 :]
    number = model[at]
    fronts = ["".join(before), "".join(map(_initial, before)), *("".join(before[i:]) for i in range(1, at + 1))]
    ends = ["".join(after), "".join(map(_initial, after))]
    for front in dict.fromkeys(fronts):
        for end in dict.fromkeys(ends):
            word = f"{front}{number}{end}".lower()
            if len(word) > 1:
                yield Word(word, Tier.SUFFIX, Kind.NUMBER if word.isdigit() else Kind.CODE)


def _initial(piece: str) -> str:
    return piece[0] if _word(piece) else piece
