"""Numbers as Chinese salespeople type them: Arabic, Chinese, mixed, rounded, in ranges and sums."""

from dataclasses import replace

from nlp.dimensions.found import Found, stretch
from nlp.dimensions.numeral.patterns import (
    BEFORE_SPEC,
    CLOCK,
    CLOSED,
    DATED,
    DOZENS,
    HALF,
    LASTING,
    SAID,
)
from nlp.dimensions.numeral.scan import counted, plain, scan
from nlp.dimensions.numeral.value import Atom, Number
from nlp.dimensions.units import DOZEN
from nlp.types import Span

__all__ = ["Number", "find_numbers"]


def find_numbers(text: str, masked: int = 0) -> list[Found[Number]]:
    """Return every number outside the masked characters that is no part of a specification such as J6P or 57*152."""
    found = []
    for atom in scan(text):
        if masked & stretch(atom.start, atom.end):
            continue
        percent = text.startswith("%", atom.end) and text[atom.start - 1 : atom.start] not in BEFORE_SPEC
        if (atom.glued and not percent) or (atom.dashed and not counted(text, atom.end)):
            continue
        if (
            text[atom.start - 1 : atom.start] == "第"
            or DATED.match(text, atom.end)
            or CLOCK.search(text, max(0, atom.start - 6), atom.start)
        ):
            continue
        number, end = atom.number, atom.end
        if number.value == 1 and text.startswith("半", end) and not counted(text, end + 1):
            number, end = replace(number, value=HALF), end + 1
        elif atom.chinese and end - atom.start == 1 and not _alone(text, atom):
            continue
        elif number.value is not None and DOZENS.match(text, end):
            number, end = replace(number, value=plain(number.value * DOZEN)), end + 1
        if number.value and text[atom.start - 1 : atom.start] == "负":
            number = replace(number, value=-number.value)
        confidence = 0.4 if atom.product else 0.7 if number.approx or number.value is None else 0.9
        found.append(Found(Span(atom.start, end), number, text[atom.start : end], confidence))
    return found


def _alone(text: str, atom: Atom) -> bool:
    left, right = text[atom.start - 1 : atom.start] if atom.start else "", text[atom.end : atom.end + 1]
    if text[atom.start] in "俩仨" or (right and counted(text, atom.end)):
        return True
    if atom.number.value == HALF or text[atom.start] == "几":
        return False
    if right in LASTING and right and left != "第":
        return True
    if left in SAID and left:
        return not right.isalpha() or right in CLOSED
    return not left.isalpha() and not right.isalpha()
